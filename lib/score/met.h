/*
 * What a language's lexicon said of a word when it was met last: posts have few
 * words, so nearly all of them are told from this table alone. Belongs to
 * score/cut.c, which fills it; the worker owns it.
 */
#ifndef SCRM_SCORE_MET_H
#define SCRM_SCORE_MET_H

#include <stdint.h>

#include "model/lexicon.h"

/*
 * A place, on a cache line of its own. A word is told by the hash of its folded form, its
 * length and all but the last eight of its bytes, which together leave it no choice
 * (scrm_token_mix can be undone), so no text can pass for another.
 */
struct scrm_met {
    uint64_t token, first, second;
    const struct scrm_lexicon *lexicon; /* NULL: nobody stands here */
    uint64_t hash, classes;             /* of the lexeme, as the two below */
    uint32_t node;
    uint16_t flags;
    uint8_t len;
    uint8_t common;    /* 1: every text of the language has it */
    const void *place; /* of the node: what a walk from the word reads first */
};

_Static_assert(sizeof(struct scrm_met) == 64, "a cache line");

enum { SCRM_MET_WORDS = 1 << 13, SCRM_MET_BYTES = 24 };

/* SCRM_MET_WORDS empty places in `*memory`, which the caller frees. They take memory as words
 * come in. */
struct scrm_met *scrm_met_new(void **memory);

/* Where a language's words stand begins elsewhere for each, so that one does not take the
 * places of another where texts are tried in two. */
static inline uint64_t scrm_met_language(const struct scrm_lexicon *lexicon)
{
    const char *tag = scrm_lexicon_language(lexicon);

    return (uint64_t)(unsigned char)tag[0] * 331 + (uint64_t)(unsigned char)tag[1] * 1009;
}

static inline struct scrm_met *scrm_met_place(struct scrm_met *table, uint64_t language,
                                              uint64_t token)
{
    return &table[(token + language) % SCRM_MET_WORDS];
}

/* Whether the word of a hash and a length stands there. `first` and `second` are its first
 * bytes where it has more than 8 and more than 16, else 0. */
static inline bool scrm_met_is(const struct scrm_met *met, const struct scrm_lexicon *lexicon,
                               uint64_t token, size_t len, uint64_t first, uint64_t second)
{
    return met->lexicon == lexicon && !((met->token ^ token) | (met->len ^ len) |
                                        (met->first ^ first) | (met->second ^ second));
}

#endif
