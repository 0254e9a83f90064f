/*
 * Cuts a text into sentences of lexemes for the signals. Handles what the
 * words of short posts look like: links (skipped), hashtags, "soooo", "3hrs",
 * amounts, shouting. What stands between the words is score/marks.c. Judges
 * nothing itself.
 */
#include "score/cut.h"

#include "model/phrase.h"
#include "score/marks.h"
#include "text/token.h"
#include "text/utf8.h"

void scrm_cut_begin(struct scrm_cut *cut, struct scrm_slice text)
{
    cut->spelling = (struct scrm_spelling){0};
    if (cut->lexicon) {
        cut->spelling = *scrm_lexicon_spelling(cut->lexicon);
        cut->language = scrm_met_language(cut->lexicon);
    }
    scrm_words_begin(&cut->words, text, !cut->spelling.apostrophe);
    cut->text = text.at;
    cut->has_held = cut->ended = cut->money = false;
    cut->flags = cut->quoted = 0;
    if (cut->features)
        scrm_features_part(cut->features);
}

void scrm_cut_end(struct scrm_cut *cut)
{
    scrm_words_fini(&cut->words);
}

/* Large, and always filled by who cuts it off. */
#define UNSET __attribute__((uninitialized))

static void skip_to_blank(struct scrm_words *words)
{
    while (words->at < words->end && !scrm_mark_blank(*words->at))
        words->at++;
}

struct scrm_lexeme *scrm_cut_place(struct scrm_cut *cut, struct scrm_slice text)
{
    struct scrm_lexeme *lexeme = &cut->sentence.lexemes[cut->sentence.n];

    lexeme->classes = 0;
    lexeme->from = (uint32_t)(text.at - cut->text);
    lexeme->to = lexeme->from + (uint32_t)text.len;
    lexeme->node = 0;
    lexeme->flags = cut->flags | cut->quoted;
    return lexeme;
}

static inline void push(struct scrm_cut *cut, bool begins)
{
    struct scrm_sentence *sentence = &cut->sentence;
    struct scrm_lexeme *lexeme = &sentence->lexemes[sentence->n];
    unsigned flags = lexeme->flags;

    cut->flags = 0;
    if ((begins && cut->ended && sentence->n) || sentence->n == SCRM_SENTENCE_WORDS) {
        cut->held = *lexeme;
        cut->has_held = true;
        return;
    }
    sentence->n++;
    sentence->classes |= lexeme->classes;
    sentence->words += !(flags & SCRM_LEXEME_EMOJI);
    sentence->upper += (flags & SCRM_LEXEME_UPPER) != 0;
    if (begins)
        cut->ended = false;
}

void scrm_cut_push(struct scrm_cut *cut, bool begins)
{
    push(cut, begins);
}

/* By the first byte, where it is enough (the text is sound). */
static inline void count_script(struct scrm_facts *facts, struct scrm_slice text)
{
    unsigned char lead = (unsigned char)text.at[0];
    uint32_t cp;

    if (lead < 0x80) {
        facts->latin += (unsigned char)((lead | 32) - 'a') < 26;
    } else if (lead >= 0xC2 && lead <= 0xC8) {
        facts->latin++;
    } else if ((lead >= 0xCA && lead <= 0xE0) || (lead >= 0xE2 && lead <= 0xEC)) {
        facts->foreign++;
    } else {
        scrm_utf8_decode(text.at, scrm_slice_end(text), &cp);
        if (cp < 0x250 || (cp >= 0x1E00 && cp < 0x1F00))
            facts->latin++;
        else if (cp < 0xFF00) /* not the wide forms of Latin, nor letters as symbols */
            facts->foreign++;
    }
}

/* A number, and perhaps the letters behind it ("3hrs"). */
static void push_number(struct scrm_cut *cut, const struct scrm_token *token, size_t digits)
{
    struct scrm_slice text = token->text, rest = text;
    struct scrm_lexeme *lexeme;

    text.len = digits < text.len ? digits : text.len;
    rest.at += text.len;
    rest.len -= text.len;
    cut->facts.numbers++;
    cut->facts.long_numbers += digits >= 5;
    cut->facts.money += cut->money;
    lexeme = scrm_cut_place(cut, text);
    lexeme->classes = UINT64_C(1) << SCRM_CLASS_NUMBER;
    if (cut->money)
        lexeme->classes |= UINT64_C(1) << SCRM_CLASS_MONEY;
    lexeme->hash = scrm_token_hash((struct scrm_slice){token->folded.at, digits});
    scrm_cut_find(cut, lexeme);
    scrm_cut_push(cut, true);
    if (digits < token->folded.len && !cut->has_held) {
        lexeme = scrm_cut_place(cut, rest);
        lexeme->hash = scrm_token_hash(
            (struct scrm_slice){token->folded.at + digits, token->folded.len - digits});
        scrm_cut_find(cut, lexeme);
        if (cut->sentence.n < SCRM_SENTENCE_WORDS)
            scrm_cut_push(cut, false);
    }
}

/* Whether a link starts here: "http://", "www."; skips it. */
static bool skip_link(struct scrm_cut *cut, const struct scrm_token *token)
{
    struct scrm_words *words = &cut->words;
    size_t left = (size_t)(words->end - words->at);
    bool scheme =
        left >= 3 && memcmp(words->at, "://", 3) == 0 &&
        (scrm_slice_is(token->folded, "http") || scrm_slice_is(token->folded, "https"));
    bool www = left >= 2 && words->at[0] == '.' && scrm_slice_is(token->folded, "www");

    if (!scheme && !www)
        return false;
    skip_to_blank(words);
    cut->facts.links++;
    if (cut->features)
        scrm_features_mark(cut->features, SCRM_MARK_LINK);
    return true;
}

/* What was found out of a word when it was met. */
static inline void remember(struct scrm_lexeme *lexeme, const struct scrm_met *met)
{
    __builtin_prefetch(met->place);
    lexeme->hash = met->hash;
    lexeme->classes = met->classes;
    lexeme->node = met->node;
    lexeme->flags |= met->flags;
}

/* The same as scrm_cut_look_up by that, found out now where the word is new. */
static inline void recall(struct scrm_cut *cut, const struct scrm_token *token,
                          struct scrm_lexeme *lexeme)
{
    size_t len = token->folded.len;
    const char *at = token->folded.at;
    uint64_t first = len > 8 ? scrm_ascii_load(at) : 0,
             second = len > 16 ? scrm_ascii_load(at + 8) : 0;
    uint16_t flags = lexeme->flags;
    struct scrm_met *met;

    if (!cut->met || len > SCRM_MET_BYTES) {
        scrm_cut_look_up(cut, token, lexeme);
        return;
    }
    met = scrm_met_place(cut->met, cut->language, token->hash);
    if (!scrm_met_is(met, cut->lexicon, token->hash, len, first, second)) {
        lexeme->flags = 0;
        scrm_cut_look_up(cut, token, lexeme);
        *met = (struct scrm_met){.token = token->hash,
                                 .first = first,
                                 .second = second,
                                 .lexicon = cut->lexicon,
                                 .hash = lexeme->hash,
                                 .classes = lexeme->classes,
                                 .node = lexeme->node,
                                 .flags = lexeme->flags,
                                 .len = (uint8_t)len,
                                 .common = (lexeme->classes & cut->common) != 0,
                                 .place = scrm_lexicon_place(cut->lexicon, lexeme->node)};
        lexeme->flags = flags;
    }
    remember(lexeme, met);
}

/* A word that begins with a digit. */
static void push_digits(struct scrm_cut *cut, const struct scrm_token *token)
{
    size_t digits = scrm_phrase_number(token->folded);

    if (cut->features)
        scrm_features_mark(cut->features, SCRM_MARK_NUMBER);
    push_number(cut, token, digits ? digits : token->folded.len);
    cut->money = false;
}

/* A word behind '#': what no lexicon knows may be several. False where it is a word like
 * others. */
static bool push_hashtag(struct scrm_cut *cut, const struct scrm_token *token,
                         struct scrm_lexeme *lexeme)
{
    char plain[SCRM_SPELLING_MAX];
    struct scrm_slice word = scrm_spelling_plain(&cut->spelling, token->folded, plain);

    lexeme->hash = word.at == token->folded.at ? token->hash : scrm_token_hash(word);
    scrm_cut_find(cut, lexeme);
    return !lexeme->node && cut->lexicon && scrm_cut_tag(cut, token);
}

static inline void push_word(struct scrm_cut *cut, const struct scrm_token *token)
{
    const char *behind = cut->words.at;
    char first = token->folded.at[0];
    bool hashtag = cut->flags & SCRM_LEXEME_HASHTAG;
    struct scrm_lexeme *lexeme;

    if (behind < cut->words.end && (*behind == ':' || *behind == '.') &&
        (first == 'h' || first == 'w') && skip_link(cut, token))
        return;
    cut->facts.words++;
    if ((unsigned char)(first - '0') < 10) {
        push_digits(cut, token);
        return;
    }
    if (cut->features)
        scrm_features_word(cut->features, token->folded, token->hash);
    cut->money = false;
    count_script(&cut->facts, token->text);
    lexeme = scrm_cut_place(cut, token->text);
    if (token->upper) {
        lexeme->flags |= SCRM_LEXEME_UPPER;
        cut->facts.upper++;
    }
    if (hashtag && push_hashtag(cut, token, lexeme))
        return;
    if (cut->lexicon)
        recall(cut, token, lexeme);
    else
        lexeme->hash = token->hash;
    cut->facts.common += (lexeme->classes & cut->common) != 0;
    cut->facts.known += lexeme->node != 0;
    push(cut, !hashtag);
}

/* The quick road of what most words are: of ASCII letters, not behind '#', met before in this
 * language. Takes it in, or changes nothing and says false. `shape` as measured there. */
static inline bool push_met(struct scrm_cut *cut, const struct scrm_token_shape *shape)
{
    const char *at = cut->words.at, *behind = at + shape->len;
    char first = (char)shape->low;
    const struct scrm_met *met;
    struct scrm_lexeme *lexeme;
    uint64_t token;

    if (!cut->lexicon || !cut->met || cut->flags & SCRM_LEXEME_HASHTAG || first <= '9' ||
        (behind < cut->words.end && (*behind == ':' || *behind == '.') &&
         (first == 'h' || first == 'w')))
        return false;
    token = scrm_token_shape_hash(shape);
    met = scrm_met_place(cut->met, cut->language, token);
    if (!scrm_met_is(met, cut->lexicon, token, shape->len, shape->len > 8 ? shape->low : 0, 0))
        return false;
    if (cut->features)
        scrm_features_word(cut->features, scrm_token_shape_folded(&cut->words, shape, at),
                           token);
    lexeme = scrm_cut_place(cut, (struct scrm_slice){at, shape->len});
    remember(lexeme, met);
    if (scrm_token_shape_upper(shape)) {
        lexeme->flags |= SCRM_LEXEME_UPPER;
        cut->facts.upper++;
    }
    cut->money = false;
    cut->facts.words++;
    cut->facts.latin++;
    cut->facts.common += met->common;
    cut->facts.known += met->node != 0;
    cut->words.at = behind;
    push(cut, true);
    return true;
}

/* Steps over what stands between two words nearly always: one plain blank. */
static inline void skip_blank(struct scrm_words *words)
{
    if (words->end - words->at > 1 && words->at[0] == ' ' && (signed char)words->at[1] > ' ')
        words->at++;
}

/* White space ends a sentence where it holds a newline. */
static void white_space(struct scrm_cut *cut, struct scrm_slice text)
{
    if (cut->sentence.n &&
        (text.len == 1 ? *text.at == '\n' : memchr(text.at, '\n', text.len) != NULL))
        cut->ended = true;
}

static void take(struct scrm_cut *cut, const struct scrm_token *token)
{
    switch (token->kind) {
    case SCRM_TOKEN_WORD:
        push_word(cut, token);
        break;
    case SCRM_TOKEN_EMOJI:
        scrm_cut_emoji(cut, token->text, false);
        break;
    case SCRM_TOKEN_PUNCT:
        scrm_cut_punctuation(cut, token);
        break;
    default:
        white_space(cut, token->text);
    }
}

/* Cuts off the next token, before the end, and takes it in. */
static inline void take_next(struct scrm_cut *cut)
{
    struct scrm_words *words = &cut->words;
    unsigned kind = scrm_token_byte_at(words->at);
    struct scrm_token token UNSET;

    if (kind == SCRM_BYTE_WORD) {
        const char *bytes =
            scrm_token_is_near_end(words) ? scrm_token_near_end(words) : words->at;
        struct scrm_token_shape shape = scrm_token_quick_shape(words, bytes);

        if (shape.len && push_met(cut, &shape))
            return;
        if (shape.len)
            scrm_token_of_shape(words, &shape, &token);
        else
            scrm_token_slowly(words, &token);
    } else if (kind >= SCRM_BYTE_HIGH || !scrm_token_quick_sign(words, &token, kind)) {
        scrm_token_slowly(words, &token);
    }
    take(cut, &token);
}

bool scrm_cut_next(struct scrm_cut *cut)
{
    struct scrm_sentence *sentence = &cut->sentence;

    sentence->n = sentence->words = sentence->upper = sentence->exclaims = 0;
    sentence->classes = 0;
    sentence->question = cut->ended = false;
    if (cut->has_held) {
        cut->has_held = false;
        sentence->lexemes[0] = cut->held;
        scrm_cut_push(cut, true);
    }
    while (!cut->has_held && cut->words.at < cut->words.end) {
        take_next(cut);
        skip_blank(&cut->words);
    }
    if (!sentence->n && !sentence->exclaims && !sentence->question && !cut->has_held)
        return false;
    cut->facts.sentences++;
    cut->facts.questions += sentence->question;
    return true;
}
