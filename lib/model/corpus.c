/*
 * The rows of a corpus, kept as hashes: the texts themselves are forgotten as
 * soon as they have been read.
 */
#include "model/corpus.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_corpus_add(struct scrm_corpus *corpus, const struct scrm_features *features,
                     const int16_t *extras, uint64_t group)
{
    struct scrm_corpus_row row = {.group = group};

    for (int g = 0; g < SCRM_FEATURE_GROUPS; g++) {
        while (corpus->n_hashes + features->n[g] > corpus->cap_hashes) {
            corpus->cap_hashes = corpus->cap_hashes ? corpus->cap_hashes * 2 : 65536;
            corpus->hashes =
                scrm_realloc(corpus->hashes, corpus->cap_hashes, sizeof *corpus->hashes);
        }
        row.first[g] = corpus->n_hashes;
        row.n[g] = (uint32_t)features->n[g];
        if (features->n[g])
            memcpy(corpus->hashes + corpus->n_hashes, features->at[g],
                   features->n[g] * sizeof *corpus->hashes);
        corpus->n_hashes += features->n[g];
    }
    if ((corpus->n + 1) * corpus->n_extras > corpus->cap_extras) {
        corpus->cap_extras = (corpus->n + 1024) * 2 * corpus->n_extras;
        corpus->extras =
            scrm_realloc(corpus->extras, corpus->cap_extras, sizeof *corpus->extras);
    }
    if (corpus->n_extras)
        memcpy(corpus->extras + corpus->n * corpus->n_extras, extras,
               corpus->n_extras * sizeof *extras);
    SCRM_GROW(corpus->rows, corpus->n, corpus->cap);
    corpus->rows[corpus->n++] = row;
}

void scrm_corpus_fini(struct scrm_corpus *corpus)
{
    free(corpus->rows);
    free(corpus->hashes);
    free(corpus->extras);
    *corpus = (struct scrm_corpus){0};
}

struct scrm_features scrm_corpus_features(const struct scrm_corpus *corpus, size_t row)
{
    struct scrm_features features = {0};

    for (int g = 0; g < SCRM_FEATURE_GROUPS; g++) {
        features.at[g] = corpus->hashes + corpus->rows[row].first[g];
        features.n[g] = corpus->rows[row].n[g];
    }
    return features;
}

struct scrm_extras scrm_corpus_extras(const struct scrm_corpus *corpus, size_t row)
{
    return (struct scrm_extras){corpus->extras + row * corpus->n_extras, corpus->n_extras};
}
