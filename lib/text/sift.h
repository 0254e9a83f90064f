/*
 * The sieve before the word automaton: steps over all that no term can begin
 * with, so that hardly a word of a text is looked up. It weighs hashes only:
 * of first tokens, and of first and second ones together. What it lets through
 * may still be nothing; what it steps over never is a term.
 *
 * Inside lib/text only: terms.c fills it and asks it.
 */
#ifndef SCRM_TEXT_SIFT_H
#define SCRM_TEXT_SIFT_H

#include "text/words.h"

struct scrm_sift {
    uint64_t *first;        /* bits: a hash of a first token. Owned, as the two below */
    uint64_t *alone;        /* of a first token that is a whole term */
    uint64_t *pairs;        /* of a first token and the one behind it */
    size_t mask;            /* bits in each, less one */
    uint32_t lengths[1024]; /* by the low bits of a first token's first two bytes, a bit for
                               each length of up to 16 bytes */
    bool plain;             /* every term begins with an ASCII token, */
    bool wordy;             /* and that is a word */
};

/* A zeroed struct is an empty sieve. */
void scrm_sift_fini(struct scrm_sift *sift);

/* Empties it, with room for about `n` tokens. */
void scrm_sift_begin(struct scrm_sift *sift, size_t n);

/* Lets a first token through; `whole` where it is a term by itself. */
void scrm_sift_first(struct scrm_sift *sift, uint64_t hash, struct scrm_slice folded,
                     bool whole);

/* Lets a first token through that has this one behind it. */
void scrm_sift_pair(struct scrm_sift *sift, uint64_t first, bool spaced, uint64_t second);

bool scrm_sift_holds(const struct scrm_sift *sift, uint64_t first);

/* Moves words->at to the next token that may begin a term, or has to be cut out
 * to be known; false at the end. `ahead` is a second walk over the same text, as
 * scratch. */
bool scrm_sift_next(const struct scrm_sift *sift, struct scrm_words *words,
                    struct scrm_words *ahead);

#endif
