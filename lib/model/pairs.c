/*
 * Words that stand in one text together, however far apart: what tells "my
 * card was not delivered" from "my top-up was not delivered" is seldom one word
 * or two neighbours. Only models of many classes read them, so they are made of
 * the words gathered already, when somebody wants them.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "model/features.h"

/* Places of the table by which a word that came before is known, more than three a word. */
enum { PLACES = 128, NOWHERE = 0 };

/* Notes a word of which `count` came before; returns how many there are with it. */
static size_t note(uint64_t *words, size_t count, uint8_t *places, uint64_t word)
{
    size_t place = (size_t)(word >> 57);

    while (places[place] != NOWHERE) {
        if (words[places[place] - 1] == word)
            return count;
        place = (place + 1) % PLACES;
    }
    words[count] = word;
    places[place] = (uint8_t)(count + 1);
    return count + 1;
}

_Static_assert(PLACES == 1 << (64 - 57) && SCRM_PAIRED_WORDS < PLACES / 2, "room for all");

size_t scrm_features_paired(const uint64_t *at, size_t n, uint64_t words[SCRM_PAIRED_WORDS])
{
    uint8_t places[PLACES] = {NOWHERE};
    uint64_t last = 0;
    size_t count = 0;

    for (size_t i = 0; i < n && count < SCRM_PAIRED_WORDS; i++) {
        uint64_t word = at[i];

        count = note(words, count, places, word);
        /* a pair of neighbours stands behind its second word */
        if (last && i + 1 < n && at[i + 1] == scrm_features_pair(last, word))
            i++;
        last = word;
    }
    return count;
}

size_t scrm_features_pairs(const uint64_t *words, size_t n, uint64_t pairs[SCRM_PAIRS_MOST])
{
    uint64_t *to = pairs;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) { /* the same whichever comes first */
            uint64_t hash =
                ((words[i] ^ words[k]) + (words[i] + words[k]) * 3) * SCRM_FEATURES_LAST;

            *to++ = hash ^ hash >> 29;
        }
    return (size_t)(to - pairs);
}

void scrm_features_pair_up(struct scrm_features *features)
{
    uint64_t words[SCRM_PAIRED_WORDS];
    size_t n;

    features->n[SCRM_FEATURES_PAIRS] = features->n_paired = 0;
    if (!(features->reads & SCRM_READS_PAIRS))
        return;
    if (!features->cap[SCRM_FEATURES_PAIRS]) {
        features->at[SCRM_FEATURES_PAIRS] = scrm_alloc_zero(SCRM_PAIRS_MOST, sizeof(uint64_t));
        features->cap[SCRM_FEATURES_PAIRS] = SCRM_PAIRS_MOST;
    }
    n = scrm_features_paired(features->at[SCRM_FEATURES_WORDS],
                             features->n[SCRM_FEATURES_WORDS], words);
    if (features->keeps) {
        memcpy(features->at[SCRM_FEATURES_PAIRS], words, n * sizeof *words);
        features->n_paired = n;
    } else {
        scrm_features_pairs(words, n, features->at[SCRM_FEATURES_PAIRS]);
    }
    features->n[SCRM_FEATURES_PAIRS] = n * (n - (n > 0)) / 2;
}
