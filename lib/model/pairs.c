/*
 * Words that stand in one text together, however far apart: what tells "my
 * card was not delivered" from "my top-up was not delivered" is seldom one word
 * or two neighbours. A word counts by its beginning, so that "transfer",
 * "transferred" and "transaction" make one pair with "fee": there are far more
 * pairs than texts to learn them from. Only models of many classes read them,
 * so they are made of stems gathered already, when somebody wants them.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "model/features.h"

#define STEP UINT64_C(0x9e3779b97f4a7c15)

/* Characters of a stem. */
enum { STEM_CHARS = 3 };

void scrm_features_stem(struct scrm_features *features, struct scrm_slice folded)
{
    uint64_t hash = STEP;
    size_t chars = 0;

    if (!scrm_features_room(features, SCRM_FEATURES_STEMS, 1))
        return;
    for (size_t i = 0; i < folded.len; i++) {
        chars += ((unsigned char)folded.at[i] & 0xC0) != 0x80;
        if (chars > STEM_CHARS)
            break;
        hash = (hash + (unsigned char)folded.at[i] + 1) * STEP;
    }
    hash = (hash ^ hash >> 32) * SCRM_FEATURES_LAST;
    features->at[SCRM_FEATURES_STEMS][features->n[SCRM_FEATURES_STEMS]++] = hash ^ hash >> 29;
}

/* Places of the table by which a stem that came before is known, more than three a stem. */
enum { PLACES = 128, NOWHERE = 0 };

/* Notes a stem of which `count` came before; returns how many there are with it. */
static size_t note(uint64_t *stems, size_t count, uint8_t *places, uint64_t stem)
{
    size_t place = (size_t)(stem >> 57);

    while (places[place] != NOWHERE) {
        if (stems[places[place] - 1] == stem)
            return count;
        place = (place + 1) % PLACES;
    }
    stems[count] = stem;
    places[place] = (uint8_t)(count + 1);
    return count + 1;
}

_Static_assert(PLACES == 1 << (64 - 57) && SCRM_PAIRED_STEMS < PLACES / 2, "room for all");

size_t scrm_features_paired(const uint64_t *at, size_t n, uint64_t stems[SCRM_PAIRED_STEMS])
{
    uint8_t places[PLACES] = {NOWHERE};
    size_t count = 0;

    for (size_t i = 0; i < n && count < SCRM_PAIRED_STEMS; i++)
        count = note(stems, count, places, at[i]);
    return count;
}

size_t scrm_features_pairs(const uint64_t *stems, size_t n, uint64_t pairs[SCRM_PAIRS_MOST])
{
    uint64_t *to = pairs;

    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) { /* the same whichever comes first */
            uint64_t hash =
                ((stems[i] ^ stems[k]) + (stems[i] + stems[k]) * 3) * SCRM_FEATURES_LAST;

            *to++ = hash ^ hash >> 29;
        }
    return (size_t)(to - pairs);
}

void scrm_features_pair_up(struct scrm_features *features)
{
    uint64_t stems[SCRM_PAIRED_STEMS];
    size_t n;

    features->n[SCRM_FEATURES_PAIRS] = features->n_paired = 0;
    if (!(features->reads & SCRM_READS_PAIRS))
        return;
    if (!features->cap[SCRM_FEATURES_PAIRS]) {
        features->at[SCRM_FEATURES_PAIRS] = scrm_alloc_zero(SCRM_PAIRS_MOST, sizeof(uint64_t));
        features->cap[SCRM_FEATURES_PAIRS] = SCRM_PAIRS_MOST;
    }
    n = scrm_features_paired(features->at[SCRM_FEATURES_STEMS],
                             features->n[SCRM_FEATURES_STEMS], stems);
    if (features->keeps) {
        memcpy(features->at[SCRM_FEATURES_PAIRS], stems, n * sizeof *stems);
        features->n_paired = n;
    } else {
        scrm_features_pairs(stems, n, features->at[SCRM_FEATURES_PAIRS]);
    }
    features->n[SCRM_FEATURES_PAIRS] = n * (n - (n > 0)) / 2;
}
