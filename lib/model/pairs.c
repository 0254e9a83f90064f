/*
 * Words that stand in one text together, however far apart: what tells "my
 * card was not delivered" from "my top-up was not delivered" is seldom one word
 * or two neighbours. Only models of many classes read them, so they are made of
 * the words gathered already, when somebody wants them.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "model/features.h"

/* Of a longer text the first so many different words are paired. */
enum { PAIRED_WORDS = 40, PAIRS_MOST = PAIRED_WORDS * (PAIRED_WORDS - 1) / 2 };

/* The different words among words and pairs of neighbours; returns how many. A pair stands
 * behind its second word. */
static size_t different_words(const uint64_t *at, size_t n, uint64_t *words)
{
    uint64_t last = 0;
    size_t count = 0;

    for (size_t i = 0; i < n && count < PAIRED_WORDS; i++) {
        uint64_t word = at[i];
        size_t k = 0;

        while (k < count && words[k] != word)
            k++;
        if (k == count)
            words[count++] = word;
        if (last && i + 1 < n && at[i + 1] == scrm_features_pair(last, word))
            i++;
        last = word;
    }
    return count;
}

void scrm_features_pair_up(struct scrm_features *features)
{
    uint64_t words[PAIRED_WORDS], *to;
    size_t n;

    features->n[SCRM_FEATURES_PAIRS] = 0;
    if (!(features->reads & SCRM_READS_PAIRS))
        return;
    if (!features->cap[SCRM_FEATURES_PAIRS]) {
        features->at[SCRM_FEATURES_PAIRS] = scrm_alloc_zero(PAIRS_MOST, sizeof(uint64_t));
        features->cap[SCRM_FEATURES_PAIRS] = PAIRS_MOST;
    }
    n = different_words(features->at[SCRM_FEATURES_WORDS], features->n[SCRM_FEATURES_WORDS],
                        words);
    to = features->at[SCRM_FEATURES_PAIRS];
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) { /* the same whichever comes first */
            uint64_t hash =
                ((words[i] ^ words[k]) + (words[i] + words[k]) * 3) * SCRM_FEATURES_LAST;

            *to++ = hash ^ hash >> 29;
        }
    features->n[SCRM_FEATURES_PAIRS] = n * (n - (n > 0)) / 2;
}
