/*
 * How a language's words are spelled, as far as it decides which word is
 * which: whether an accent parts two words ("está", "esta" typed on a phone)
 * and whether an apostrophe does ("l'ordine"). Named in about.csv, kept in the
 * compiled table, and asked by both who writes tables and who reads texts, so
 * that the two always agree. Knows no language.
 */
#ifndef SCRM_MODEL_SPELLING_H
#define SCRM_MODEL_SPELLING_H

#include <stdint.h>

#include "base/err.h"

enum scrm_accents {
    SCRM_ACCENTS_KEEP,     /* a letter with an accent is another letter */
    SCRM_ACCENTS_DROP,     /* é is e */
    SCRM_ACCENTS_DIGRAPHS, /* the same, but ä ö ü are ae oe ue */
};

struct scrm_spelling {
    uint32_t accents;    /* enum scrm_accents */
    uint32_t apostrophe; /* 1: it parts words ("l", "ordine"); 0: it joins them ("don't") */
};

/* A word longer than this keeps its accents. */
enum { SCRM_SPELLING_MAX = 64 };

/* `folded` (see text/words.h) as it is looked up: itself, or a form in `plain`. */
struct scrm_slice scrm_spelling_plain(const struct scrm_spelling *spelling,
                                      struct scrm_slice folded, char plain[SCRM_SPELLING_MAX]);

/* Takes a row of about.csv: true where `name` is `accents` or `apostrophe`. 78 where
 * the value is none of theirs (err->code says so). */
bool scrm_spelling_read(struct scrm_spelling *spelling, struct scrm_slice name,
                        struct scrm_slice value, struct scrm_err *err);

#endif
