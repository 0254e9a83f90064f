/*
 * Texts to learn from or to be measured on: features, extras, and for each
 * head a class. Grows by one text at a time; the rows stay where they are.
 */
#ifndef SCRM_MODEL_CORPUS_H
#define SCRM_MODEL_CORPUS_H

#include "model/model.h"

struct scrm_corpus_row {
    size_t first[SCRM_FEATURE_GROUPS]; /* of its hashes */
    uint32_t n[SCRM_FEATURE_GROUPS];
    uint64_t group; /* rows of one thread or author never stand on both sides of a split */
};

/* The group of rows that are learnt from whatever is held back, and never measured on. */
#define SCRM_CORPUS_ASIDE UINT64_MAX

/* A zeroed struct is empty but for n_extras, which the caller sets first. */
struct scrm_corpus {
    size_t n_extras;
    struct scrm_corpus_row *rows;
    size_t n, cap;
    uint64_t *hashes;
    size_t n_hashes, cap_hashes;
    int16_t *extras; /* n_extras a row */
    size_t cap_extras;
};

void scrm_corpus_add(struct scrm_corpus *corpus, const struct scrm_features *features,
                     const int16_t *extras, uint64_t group);
void scrm_corpus_fini(struct scrm_corpus *corpus);

/* Whether the row's group falls into this one of so many folds. */
static inline bool scrm_corpus_in_fold(const struct scrm_corpus *corpus, uint32_t row,
                                       unsigned folds, unsigned fold)
{
    uint64_t group = corpus->rows[row].group;

    return group != SCRM_CORPUS_ASIDE && group % folds == fold;
}

/* A row's features and extras, borrowed until the next row is added. */
struct scrm_features scrm_corpus_features(const struct scrm_corpus *corpus, size_t row);
struct scrm_extras scrm_corpus_extras(const struct scrm_corpus *corpus, size_t row);

#endif
