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
    if (cut->lexicon)
        cut->spelling = *scrm_lexicon_spelling(cut->lexicon);
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

/* Copies `word` with runs of three and more of a letter cut to `most`; returns the length.
 * A pair stays: "bellooo" is "bello". */
static size_t squeeze(struct scrm_slice word, char *plain, size_t most)
{
    size_t len = 0;

    for (size_t i = 0, run; i < word.len; i += run) {
        size_t keep;

        for (run = 1; i + run < word.len && word.at[i + run] == word.at[i]; run++)
            ;
        for (keep = run > 2 ? most : run; keep; keep--)
            plain[len++] = word.at[i];
    }
    return len;
}

/* "soooo": tries the word with its runs cut to two letters, then to one. */
static void find_squeezed(const struct scrm_cut *cut, struct scrm_slice folded,
                          struct scrm_lexeme *lexeme)
{
    char plain[40];
    bool runs = false;

    for (size_t i = 2; i < folded.len; i++)
        runs |= folded.at[i] == folded.at[i - 1] && folded.at[i] == folded.at[i - 2] &&
                (signed char)folded.at[i] > '9';
    if (!runs)
        return;
    lexeme->flags |= SCRM_LEXEME_LONG;
    for (size_t most = 2; most && !lexeme->node && folded.len <= sizeof plain; most--) {
        size_t len = squeeze(folded, plain, most);

        lexeme->hash = scrm_token_hash((struct scrm_slice){plain, len});
        scrm_cut_find(cut, lexeme);
    }
}

/* "company's" when only "company" is known. */
static void find_owner(const struct scrm_cut *cut, struct scrm_slice folded,
                       struct scrm_lexeme *lexeme)
{
    if (folded.len > 3 && folded.at[folded.len - 1] == 's' &&
        folded.at[folded.len - 2] == '\'') {
        lexeme->hash = scrm_token_hash((struct scrm_slice){folded.at, folded.len - 2});
        scrm_cut_find(cut, lexeme);
    }
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

/* What the lexicon says of a word as it is spelled, and where it says nothing, of the word
 * without its 's and without its runs of a letter. */
static void look_up(const struct scrm_cut *cut, const struct scrm_token *token,
                    struct scrm_lexeme *lexeme)
{
    char plain[SCRM_SPELLING_MAX];
    struct scrm_slice word = scrm_spelling_plain(&cut->spelling, token->folded, plain);

    lexeme->hash = word.at == token->folded.at ? token->hash : scrm_token_hash(word);
    scrm_cut_find(cut, lexeme);
    if (!lexeme->node) {
        find_owner(cut, word, lexeme);
        find_squeezed(cut, word, lexeme);
    }
}

static inline uint64_t load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* The same by what was found out when the word was met last. */
static inline void recall(struct scrm_cut *cut, const struct scrm_token *token,
                          struct scrm_lexeme *lexeme)
{
    size_t len = token->folded.len;
    const char *at = token->folded.at;
    uint64_t first = len > 8 ? load(at) : 0, second = len > 16 ? load(at + 8) : 0;
    struct scrm_met *met;

    if (!cut->met || len > SCRM_MET_BYTES) {
        look_up(cut, token, lexeme);
        return;
    }
    met = &cut->met[token->hash % SCRM_MET_WORDS];
    if (met->token != token->hash || met->lexicon != cut->lexicon || met->len != len ||
        met->first != first || met->second != second) {
        uint16_t flags = lexeme->flags;

        lexeme->flags = 0;
        look_up(cut, token, lexeme);
        *met = (struct scrm_met){.token = token->hash,
                                 .first = first,
                                 .second = second,
                                 .lexicon = cut->lexicon,
                                 .hash = lexeme->hash,
                                 .classes = lexeme->classes,
                                 .node = lexeme->node,
                                 .flags = lexeme->flags,
                                 .len = (uint8_t)len};
        lexeme->flags = flags;
    }
    lexeme->hash = met->hash;
    lexeme->classes = met->classes;
    lexeme->node = met->node;
    lexeme->flags |= met->flags;
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

/* Steps over what stands between two words nearly always: one plain blank. */
static void skip_blank(struct scrm_words *words)
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

/* The next token, most of them without a call. */
static inline bool next_token(struct scrm_words *words, struct scrm_token *token)
{
    return (!scrm_token_is_near_end(words) && scrm_token_quick(words, token, words->at)) ||
           scrm_words_next(words, token);
}

bool scrm_cut_next(struct scrm_cut *cut)
{
    struct scrm_sentence *sentence = &cut->sentence;
    struct scrm_token token;

    sentence->n = sentence->words = sentence->upper = sentence->exclaims = 0;
    sentence->classes = 0;
    sentence->question = cut->ended = false;
    if (cut->has_held) {
        cut->has_held = false;
        sentence->lexemes[0] = cut->held;
        scrm_cut_push(cut, true);
    }
    while (!cut->has_held && next_token(&cut->words, &token)) {
        switch (token.kind) {
        case SCRM_TOKEN_WORD:
            push_word(cut, &token);
            break;
        case SCRM_TOKEN_EMOJI:
            scrm_cut_emoji(cut, token.text, false);
            break;
        case SCRM_TOKEN_PUNCT:
            scrm_cut_punctuation(cut, &token);
            break;
        default:
            white_space(cut, token.text);
        }
        skip_blank(&cut->words);
    }
    if (!sentence->n && !sentence->exclaims && !sentence->question && !cut->has_held)
        return false;
    cut->facts.sentences++;
    cut->facts.questions += sentence->question;
    return true;
}
