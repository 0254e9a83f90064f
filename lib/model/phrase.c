/*
 * Terms as people write them in the CSV files, taken apart into places and
 * the choices for each place. The compiler turns every path through them
 * into a path of the trie; nothing of this remains at scoring time.
 */
#include "model/phrase.h"

#include "model/lexicon.h"
#include "text/words.h"

size_t scrm_phrase_number(struct scrm_slice folded)
{
    size_t n = 0;

    while (n < folded.len && folded.at[n] >= '0' && folded.at[n] <= '9')
        n++;
    return n < folded.len ? n : 0;
}

/* The hash of a word, spelled plainly where something changes. */
static uint64_t hash_of(const struct scrm_spelling *spelling, const struct scrm_token *token)
{
    char plain[SCRM_SPELLING_MAX];
    struct scrm_slice word = scrm_spelling_plain(spelling, token->folded, plain);

    return word.at == token->folded.at ? token->hash : scrm_token_hash(word);
}

size_t scrm_phrase_tokens(struct scrm_slice text, const struct scrm_spelling *spelling,
                          uint64_t *hashes, size_t max)
{
    struct scrm_words words;
    struct scrm_token token;
    size_t n = 0;

    scrm_words_begin(&words, text, !spelling->apostrophe);
    while (n < max && scrm_words_next(&words, &token)) {
        bool foreign = token.kind == SCRM_TOKEN_PUNCT &&
                       (unsigned char)token.text.at[0] >= 0x80 &&
                       !scrm_slice_is(token.folded, "'");

        if (token.kind == SCRM_TOKEN_EMOJI || foreign) {
            hashes[n++] = scrm_lexicon_emoji(token.text);
        } else if (token.kind == SCRM_TOKEN_WORD) {
            size_t number = scrm_phrase_number(token.folded);
            struct scrm_slice rest = {token.folded.at + number, token.folded.len - number};

            if (number)
                hashes[n++] = scrm_token_hash((struct scrm_slice){token.folded.at, number});
            if (n < max)
                hashes[n++] = number ? scrm_token_hash(rest) : hash_of(spelling, &token);
        }
    }
    scrm_words_fini(&words);
    return n;
}

static int read_choice(struct scrm_slice text, const struct scrm_spelling *spelling,
                       struct scrm_phrase_place *place, struct scrm_err *err)
{
    struct scrm_phrase_choice *choice = &place->choices[place->n];

    if (place->n == SCRM_PHRASE_CHOICES)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "more than %d alternatives in one place",
                            SCRM_PHRASE_CHOICES);
    *choice = (struct scrm_phrase_choice){0};
    if (scrm_slice_is(text, "#")) {
        choice->class = SCRM_SLICE("number");
    } else if (text.len > 2 && text.at[0] == '<' && text.at[text.len - 1] == '>') {
        choice->class = (struct scrm_slice){text.at + 1, text.len - 2};
    } else {
        choice->n = scrm_phrase_tokens(text, spelling, choice->tokens, SCRM_PHRASE_TOKENS);
        if (!choice->n)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "\"%.*s\" holds no word",
                                SCRM_FMT(text));
    }
    place->n++;
    return 0;
}

static int read_place(struct scrm_slice text, const struct scrm_spelling *spelling,
                      struct scrm_phrase_place *place, struct scrm_err *err)
{
    *place = (struct scrm_phrase_place){0};
    if (scrm_slice_is(text, "*") || scrm_slice_is(text, "**")) {
        place->gap = (uint8_t)text.len;
        return 0;
    }
    if (text.len > 1 && text.at[text.len - 1] == '?') {
        place->optional = true;
        text.len--;
    }
    while (text.len) {
        const char *bar = memchr(text.at, '|', text.len);
        struct scrm_slice one = {text.at, bar ? (size_t)(bar - text.at) : text.len};

        if (read_choice(one, spelling, place, err))
            return -1;
        if (!bar)
            break;
        text = (struct scrm_slice){bar + 1, text.len - one.len - 1};
    }
    return 0;
}

int scrm_phrase_parse(struct scrm_slice term, const struct scrm_spelling *spelling,
                      struct scrm_phrase *phrase, struct scrm_err *err)
{
    size_t required = 0;

    phrase->n = 0;
    for (term = scrm_slice_trim(term); term.len; term = scrm_slice_trim(term)) {
        const char *blank = memchr(term.at, ' ', term.len);
        struct scrm_slice word = {term.at, blank ? (size_t)(blank - term.at) : term.len};

        if (phrase->n == SCRM_PHRASE_WORDS)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "a term of more than %d words",
                                SCRM_PHRASE_WORDS);
        if (read_place(word, spelling, &phrase->places[phrase->n], err))
            return -1;
        required += !phrase->places[phrase->n].optional && !phrase->places[phrase->n].gap;
        phrase->n++;
        term = (struct scrm_slice){term.at + word.len, term.len - word.len};
    }
    if (!required)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "a term needs a word that is not optional");
    if (phrase->places[0].gap || phrase->places[phrase->n - 1].gap)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "a gap stands between two words");
    return 0;
}
