/*
 * What stands between the words of a post: emoji and emoticons, full stops,
 * question and exclamation marks, @names, #tags, currency signs. Belongs to
 * score/cut.c, which hands every token here that is no word.
 */
#include "score/marks.h"

#include "text/utf8.h"

static void mark(struct scrm_cut *cut, enum scrm_feature_mark what)
{
    if (cut->features)
        scrm_features_mark(cut->features, what);
}

void scrm_cut_emoji(struct scrm_cut *cut, struct scrm_slice text, bool sign)
{
    struct scrm_lexeme *lexeme = scrm_cut_place(cut, text);

    lexeme->flags |= SCRM_LEXEME_EMOJI;
    lexeme->hash = scrm_lexicon_emoji(text);
    if (cut->any) {
        lexeme->node = scrm_lexicon_word(cut->any, lexeme->hash);
        if (!lexeme->node)
            lexeme->node = scrm_lexicon_word(cut->any, scrm_lexicon_emoji_base(text));
    }
    if (sign && !lexeme->node)
        return;
    if (cut->features)
        scrm_features_sign(cut->features, lexeme->hash);
    cut->facts.emoji++;
    scrm_cut_push(cut, false);
}

/* Whether an emoticon stands at `at`; takes the longest that the table has. */
static bool push_emoticon(struct scrm_cut *cut, const char *at)
{
    struct scrm_words *words = &cut->words;
    size_t left = (size_t)(words->end - at), len = 1;

    if (!cut->any || (at > cut->text && at[-1] >= '0' && at[-1] <= '9'))
        return false;
    while (len < left && len < SCRM_EMOTICON_MAX && !scrm_mark_blank(at[len]))
        len++;
    for (; len > 1; len--) {
        struct scrm_slice text = {at, len};
        struct scrm_lexeme *lexeme;

        if (len < left && scrm_mark_alnum(at[len]) && scrm_mark_alnum(at[len - 1]))
            continue;
        lexeme = scrm_cut_place(cut, text);
        lexeme->flags |= SCRM_LEXEME_EMOJI;
        lexeme->hash = scrm_lexicon_emoticon(text);
        lexeme->node = scrm_lexicon_word(cut->any, lexeme->hash);
        if (lexeme->node) {
            if (cut->features)
                scrm_features_sign(cut->features, lexeme->hash);
            scrm_cut_push(cut, false);
            words->at = at + len;
            return true;
        }
    }
    return false;
}

/* The word that ends at `at` turned out to be the first half of an address. */
static void forget_last(struct scrm_cut *cut, const char *at)
{
    struct scrm_sentence *sentence = &cut->sentence;

    if (sentence->n && cut->text + sentence->lexemes[sentence->n - 1].to == at) {
        sentence->n--;
        sentence->words--;
        sentence->upper -= (sentence->lexemes[sentence->n].flags & SCRM_LEXEME_UPPER) != 0;
        if (cut->features)
            scrm_features_forget(cut->features);
    }
}

/* "@name", "@name@host" and "name@host": names are nobody's feelings. */
static void skip_name(struct scrm_cut *cut, const char *at)
{
    struct scrm_words *words = &cut->words;
    bool mail = at > cut->text && scrm_mark_alnum(at[-1]);

    if (words->at == words->end || !(scrm_mark_alnum(*words->at) || *words->at == '_'))
        return;
    while (words->at < words->end &&
           (scrm_mark_alnum(*words->at) || *words->at == '_' || *words->at == '@' ||
            ((*words->at == '.' || *words->at == '-') && words->at + 1 < words->end &&
             scrm_mark_alnum(words->at[1]))))
        words->at++;
    if (mail) {
        cut->facts.mails++;
        forget_last(cut, at);
    } else {
        cut->facts.mentions++;
        mark(cut, SCRM_MARK_MENTION);
    }
}

/* A full stop between two words without blanks ends nothing; "shop.com" is a link. */
static void full_stop(struct scrm_cut *cut)
{
    static const char *const domains[] = {"com", "net", "org", "co", "ly", "io", "info", "biz"};
    struct scrm_words *words = &cut->words;
    size_t len = 0, left = (size_t)(words->end - words->at);

    while (len < left && scrm_mark_alnum(words->at[len]))
        len++;
    if (!len) {
        cut->ended = true;
        return;
    }
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        if (strlen(domains[i]) == len && memcmp(words->at, domains[i], len) == 0) {
            while (words->at < words->end && !scrm_mark_blank(*words->at))
                words->at++;
            cut->facts.links++;
            mark(cut, SCRM_MARK_LINK);
            return;
        }
}

/* A currency sign, before or behind its number. */
static void currency(struct scrm_cut *cut, const char *at)
{
    struct scrm_sentence *sentence = &cut->sentence;
    struct scrm_lexeme *last = sentence->n ? &sentence->lexemes[sentence->n - 1] : NULL;

    cut->money = true;
    if (last && last->classes & UINT64_C(1) << SCRM_CLASS_NUMBER && cut->text + last->to == at)
        last->classes |= UINT64_C(1) << SCRM_CLASS_MONEY;
}

static void exclamation(struct scrm_cut *cut)
{
    cut->sentence.exclaims++;
    cut->facts.exclaims++;
    cut->ended = true;
    if (cut->sentence.exclaims <= 3) /* more say no more */
        mark(cut, SCRM_MARK_EXCLAIM);
}

static void hashtag(struct scrm_cut *cut)
{
    if (cut->words.at < cut->words.end && !scrm_mark_blank(*cut->words.at)) {
        cut->facts.hashtags++;
        cut->flags |= SCRM_LEXEME_HASHTAG;
    }
}

/* How far a quotation is looked for its end, and the blanks within that make it speech: one
 * or two words in quotation marks are only stressed. */
enum { QUOTED_LONGEST = 300, QUOTED_BLANKS = 2 };

/* A mark opens a quotation where one that closes it follows. */
static void open_quotation(struct scrm_cut *cut, const char *close, size_t len)
{
    const char *at = cut->words.at;
    size_t left = (size_t)(cut->words.end - at), blanks = 0;
    const char *end = memmem(at, left < QUOTED_LONGEST ? left : QUOTED_LONGEST, close, len);

    for (; end && at < end; at++)
        blanks += *at == ' ';
    cut->quoted = blanks >= QUOTED_BLANKS ? SCRM_LEXEME_QUOTED : 0;
}

/* The same mark on both sides; behind a digit it is inches or seconds. */
static void straight_quotation(struct scrm_cut *cut, const char *at)
{
    if (cut->quoted)
        cut->quoted = 0;
    else if (at == cut->text || !(at[-1] >= '0' && at[-1] <= '9'))
        open_quotation(cut, "\"", 1);
}

/* Punctuation beyond ASCII; what is none of it may be an old heart or arrow. */
static void foreign_mark(struct scrm_cut *cut, struct scrm_slice text)
{
    uint32_t cp;

    scrm_utf8_decode(text.at, scrm_slice_end(text), &cp);
    switch (cp) {
    case 0xA3:
    case 0xA5:
    case 0x20AC:
    case 0x20B9: /* pound, yen, euro, rupee */
        currency(cut, text.at);
        return;
    case 0x61F:
    case 0x37E:
    case 0x203D:
    case 0xFF1F: /* Arabic, Greek, interrobang, wide */
        cut->sentence.question = cut->ended = true;
        mark(cut, SCRM_MARK_QUESTION);
        return;
    case 0xFF01:
        exclamation(cut);
        return;
    case 0x2026:
    case 0x3002:
    case 0x964: /* ellipsis, ideographic full stop, danda */
        cut->ended = true;
        return;
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x3001:
    case 0xFF0C:
    case 0x60C:
        cut->flags |= SCRM_LEXEME_BREAK;
        return;
    case 0x201C: /* also closes, in German */
        cut->flags |= SCRM_LEXEME_BREAK;
        if (cut->quoted)
            cut->quoted = 0;
        else
            open_quotation(cut, "\xE2\x80\x9D", 3);
        return;
    case 0x201E:
        cut->flags |= SCRM_LEXEME_BREAK;
        open_quotation(cut, "\xE2\x80\x9C", 3);
        return;
    case 0xAB:
        cut->flags |= SCRM_LEXEME_BREAK;
        open_quotation(cut, "\xC2\xBB", 2);
        return;
    case 0x201D:
    case 0xBB:
        cut->flags |= SCRM_LEXEME_BREAK;
        cut->quoted = 0;
        return;
    default:
        scrm_cut_emoji(cut, text, true);
    }
}

void scrm_cut_punctuation(struct scrm_cut *cut, const struct scrm_token *token)
{
    const char *at = token->text.at;
    bool inside = cut->words.at < cut->words.end && scrm_mark_alnum(*cut->words.at) &&
                  at > cut->text && scrm_mark_alnum(at[-1]);

    switch (*at) {
    case ':':
    case ';':
    case '=':
    case '<':
    case '>':
    case '(':
    case ')':
    case '^':
    case '-':
    case '|':
    case '\\':
    case '/':
        if (!inside && push_emoticon(cut, at))
            return;
        if (!inside || *at == ';')
            cut->flags |= SCRM_LEXEME_BREAK;
        return;
    case '"':
        straight_quotation(cut, at);
        cut->flags |= SCRM_LEXEME_BREAK;
        return;
    case ',':
    case '[':
    case ']':
    case '{':
    case '}':
        cut->flags |= SCRM_LEXEME_BREAK;
        return;
    case '!':
        exclamation(cut);
        return;
    case '?':
        cut->sentence.question = cut->ended = true;
        mark(cut, SCRM_MARK_QUESTION);
        return;
    case '.':
        full_stop(cut);
        return;
    case '@':
        skip_name(cut, at);
        return;
    case '#':
        hashtag(cut);
        return;
    case '$':
        currency(cut, at);
        return;
    default:
        if ((unsigned char)*at >= 0x80)
            foreign_mark(cut, token->text);
    }
}
