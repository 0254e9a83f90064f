/*
 * Guessing the next name. Private to this room.
 *
 * Lines of one stream carry the same members in nearly the same order, so what
 * came behind a member last time is compared first: one look at 32 bytes tells
 * that the name, its quotes and its colon stand there, what the member is
 * wanted for, and whether the line has had it already. Where the guess fails
 * the name is found by its hash, as if nothing had been guessed; the answers
 * are the same either way.
 *
 * What is learned is never forgotten within a set of wanted members, and only
 * so many names are learned: a stream whose names never come twice costs what
 * it costs without guesses.
 */
#ifndef SCRM_RECORD_GUESS_H
#define SCRM_RECORD_GUESS_H

#include "record/keys.h"

enum {
    SCRM_GUESS_BYTES = 32,    /* of a name with its quotes and its colon */
    SCRM_GUESS_MARKS = 3,     /* of these: the quotes and the colon */
    SCRM_GUESSES = 192,       /* names learned, all objects together */
    SCRM_GUESS_PLACES = 1024, /* of the table by hash; a power of two */
    SCRM_GUESS_NONE = 0,      /* fits nothing in front of the end of a line */
};

/* What stood behind a member, or first in an object: two numbers of guesses,
 * the likelier one first. */
struct scrm_guess_next {
    uint16_t first, second;
};

/* A name that was met in an object with wanted members. */
struct scrm_guess {
    unsigned char text[SCRM_GUESS_BYTES]; /* "name": and zeros */
    uint64_t line;                        /* the last one that had the member */
    struct scrm_want want;
    struct scrm_guess_next next;
    uint32_t node; /* of the object */
    uint32_t len;  /* of the text */
};

struct scrm_guesses {
    uint64_t keys; /* number of the set of wanted members that this is learned for; 0 = none */
    uint64_t line; /* counts lines, from 1 */
    size_t n;      /* guesses, that of none included */
    struct scrm_guess_next *first;      /* of each node. Owned */
    uint16_t places[SCRM_GUESS_PLACES]; /* by hash of node and name */
    struct scrm_guess at[SCRM_GUESSES];
};

/* Begins a line: makes the scanner's guesses where it has none, and forgets
 * those of another set of wanted members. */
void scrm_guess_begin(struct scrm_scanner *scanner, const struct scrm_keys *keys);

/* The guess for the name `key`, unescaped, in object `node`, or NULL where it was
 * not learned. */
struct scrm_guess *scrm_guess_find(struct scrm_guesses *guesses, uint32_t node,
                                   struct scrm_slice key, uint64_t hash);

/* Learns a name that stands in a line as it is, without escapes, and was not
 * found. NULL where it is too long or too many are known. */
struct scrm_guess *scrm_guess_add(struct scrm_guesses *guesses, uint32_t node,
                                  struct scrm_slice key, uint64_t hash, struct scrm_want want);

void scrm_guess_free(struct scrm_guesses *guesses);

/* The guess whose text stands at `at`, in front of `end`, or NULL. `next` is what
 * is known of the member before it. */
static inline struct scrm_guess *scrm_guess_at(struct scrm_guesses *guesses,
                                               struct scrm_guess_next *next,
                                               const unsigned char *at,
                                               const unsigned char *end)
{
    struct scrm_guess *guess = &guesses->at[next->first];

    if (__builtin_expect(!scrm_bytes_begin(at, guess->text, guess->len), 0)) {
        guess = &guesses->at[next->second];
        if (!scrm_bytes_begin(at, guess->text, guess->len))
            return NULL;
        *next = (struct scrm_guess_next){next->second, next->first};
    }
    return __builtin_expect(at + guess->len < end, 1) ? guess : NULL;
}

/* Notes what stood there instead of what was guessed. */
static inline void scrm_guess_learn(const struct scrm_guesses *guesses,
                                    struct scrm_guess_next *next,
                                    const struct scrm_guess *found)
{
    *next = (struct scrm_guess_next){(uint16_t)(found - guesses->at), next->first};
}

#endif
