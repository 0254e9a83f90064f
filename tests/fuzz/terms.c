/*
 * Fuzz target of the tokenizer and the automaton: the first lines are terms,
 * the rest is text. Tokens cover the text without a gap; a term is found in
 * itself, and every hit is a hit when it is looked for alone.
 */
#include "target.h"

#include "text/terms.h"
#include "text/words.h"

enum { TERMS = 8 };

struct found {
    const struct scrm_terms *terms;
    struct scrm_slice text;
    bool added[TERMS], whole[TERMS];
    size_t last;
    int depth;
};

static bool note(void *ctx, uint32_t id, size_t from, size_t to)
{
    struct found *found = ctx;

    must(id < TERMS && found->added[id], "only terms that were added are found");
    must(from < to && to <= found->text.len, "a hit is a part of the text");
    must(from >= found->last, "hits come in order of their start");
    found->last = from;
    found->whole[id] |= from == 0 && to == found->text.len;
    if (found->depth == 0) {
        struct found alone = {.terms = found->terms, .depth = 1};

        memcpy(alone.added, found->added, sizeof alone.added);
        alone.text = (struct scrm_slice){found->text.at + from, to - from};
        scrm_terms_scan(found->terms, alone.text, note, &alone);
        must(alone.whole[id], "a hit is a hit alone");
    }
    return true;
}

static void check_tokens(struct scrm_slice text, bool join)
{
    struct scrm_words words;
    struct scrm_token token;
    const char *at = text.at;

    scrm_words_begin(&words, text, join);
    while (scrm_words_next(&words, &token)) {
        must(token.text.at == at && token.text.len > 0, "tokens follow each other");
        must(token.hash == scrm_token_hash(token.folded), "the hash is that of the fold");
        at += token.text.len;
    }
    must(at == text.at + text.len, "tokens cover the text");
    scrm_words_fini(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_terms *terms = scrm_terms_new();
    struct scrm_slice text = {(const char *)data, size};
    struct found found = {.terms = terms};
    struct scrm_err err = {0};

    for (uint32_t i = 0; i < TERMS; i++) {
        const char *end = text.len ? memchr(text.at, '\n', text.len) : NULL;

        if (!end)
            break;
        found.added[i] =
            scrm_terms_add(terms, (struct scrm_slice){text.at, (size_t)(end - text.at)}, i,
                           &err) == 0;
        text.len -= (size_t)(end - text.at) + 1;
        text.at = end + 1;
    }
    scrm_terms_build(terms);
    check_tokens(text, true);
    check_tokens(text, false);
    found.text = text;
    scrm_terms_scan(terms, text, note, &found);
    scrm_terms_free(terms);
    scrm_err_fini(&err);
    return 0;
}
