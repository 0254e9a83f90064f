/*
 * The small language in which a lexicon's terms are written: words,
 * alternatives, classes, numbers, gaps (see model/compile.h).
 */
#ifndef SCRM_MODEL_PHRASE_H
#define SCRM_MODEL_PHRASE_H

#include <stdint.h>

#include "model/spelling.h"

enum { SCRM_PHRASE_WORDS = 16, SCRM_PHRASE_CHOICES = 64, SCRM_PHRASE_TOKENS = 4 };

/* One way to fill a place: a class, or the tokens of a word ("24/7" has two). */
struct scrm_phrase_choice {
    struct scrm_slice class;             /* name, absent: none */
    uint64_t tokens[SCRM_PHRASE_TOKENS]; /* hashes */
    size_t n;                            /* 0 with a class */
};

struct scrm_phrase_place {
    struct scrm_phrase_choice choices[SCRM_PHRASE_CHOICES];
    size_t n;
    bool optional;
    uint8_t gap; /* 1: "*", 2: "**"; then no choices */
};

struct scrm_phrase {
    struct scrm_phrase_place places[SCRM_PHRASE_WORDS];
    size_t n;
};

/* Reads `term`, spelled so; class names are borrowed from it. 78 with what is wrong. */
int scrm_phrase_parse(struct scrm_slice term, const struct scrm_spelling *spelling,
                      struct scrm_phrase *phrase, struct scrm_err *err);

/* The tokens of a word or emoji as the scorer's reader cuts them: punctuation
 * gone, a number cut off the letters behind it. Returns how many, at most `max`. */
size_t scrm_phrase_tokens(struct scrm_slice text, const struct scrm_spelling *spelling,
                          uint64_t *hashes, size_t max);

/* Bytes of the digits at the start of a folded word that ends in something
 * else ("3hrs": 1), 0 where it is not so. */
size_t scrm_phrase_number(struct scrm_slice folded);

#endif
