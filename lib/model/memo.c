/*
 * The memo is a table of places, each for one word at a time: a word takes the
 * place that its hash names, whoever stood there. Words are told apart by
 * their bytes, never by their hashes, so no text can make two words share a sum.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "model/file.h"
#include "model/memo.h"

enum { BYTES_MOST = 1 << 20, WORDS_MOST = 1 << 12 };

struct scrm_memo *scrm_memo_new(const struct scrm_model *model, size_t head)
{
    struct scrm_memo *memo = scrm_alloc_zero(1, sizeof *memo);
    size_t words = WORDS_MOST, columns = model->heads[head].columns;

    memo->model = model;
    memo->head = head;
    memo->wide = columns <= 4 ? 4
                              : (columns + SCRM_MODEL_ALIGNED - 1) / SCRM_MODEL_ALIGNED *
                                    SCRM_MODEL_ALIGNED;
    memo->stride = SCRM_KEPT_BYTES + memo->wide * sizeof(int16_t);
    while (words * memo->stride > BYTES_MOST)
        words /= 2;
    memo->mask = words - 1;
    return memo;
}

void scrm_memo_free(struct scrm_memo *memo)
{
    if (!memo)
        return;
    free(memo->places);
    free(memo);
}

/* Adds up the weights of a word's runs in memo->sums. */
static void weigh(struct scrm_memo *memo, struct scrm_slice word)
{
    bool letters = memo->model->heads[memo->head].reads & SCRM_READS_LETTERS;
    size_t n = scrm_features_runs(word, letters, memo->runs);

    memset(memo->sums, 0, memo->wide * sizeof *memo->sums);
    scrm_model_weigh(memo->model, memo->head, memo->runs, n, memo->sums);
}

/* Puts the word of memo->sums into a place; not where a sum is larger than a sound model's. */
static void fill(const struct scrm_memo *memo, const char *word, char *place)
{
    int16_t *sums = (void *)(place + SCRM_KEPT_BYTES);
    uint32_t large = 0; /* bits beyond those of a sum that fits */

    for (size_t k = 0; k < memo->wide; k++)
        large |= ((uint32_t)memo->sums[k] + 0x8000) >> 16;
    if (large) {
        memset(place, 0, SCRM_KEPT_BYTES);
        return;
    }
    memcpy(place, word, SCRM_KEPT_BYTES);
    for (size_t k = 0; k < memo->wide; k++)
        sums[k] = (int16_t)memo->sums[k];
}

static inline bool is_same(const char *a, const char *b)
{
    uint64_t x[3], y[3];

    memcpy(x, a, sizeof x);
    memcpy(y, b, sizeof y);
    return !((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]));
}

_Static_assert(SCRM_KEPT_BYTES == 3 * sizeof(uint64_t), "is_same compares all of them");

/* Adds a place's sums. */
static inline void add(int32_t *sums, const int16_t *more, size_t wide)
{
    if (wide == 4) {
        for (size_t k = 0; k < 4; k++)
            sums[k] += more[k];
        return;
    }
    for (size_t k = 0; k < wide; k += SCRM_MODEL_ALIGNED)
        for (size_t i = k; i < k + SCRM_MODEL_ALIGNED; i++)
            sums[i] += more[i];
}

void scrm_memo_sum(struct scrm_memo *memo, const struct scrm_features *features, int32_t *sums)
{
    if (!memo->places)
        memo->places = scrm_alloc_zero(memo->mask + 1, memo->stride);
    for (size_t i = 0; i < features->n_kept; i++) {
        const struct scrm_kept *kept = &features->kept[i];
        bool fits = kept->len <= SCRM_KEPT_BYTES;
        char *place = memo->places + (kept->hash & memo->mask) * memo->stride;

        if (fits && is_same(place, kept->bytes)) {
            add(sums, (const void *)(place + SCRM_KEPT_BYTES), memo->wide);
            continue;
        }
        weigh(memo, (struct scrm_slice){fits ? kept->bytes : features->longer.at + kept->at,
                                        kept->len});
        if (fits)
            fill(memo, kept->bytes, place);
        for (size_t k = 0; k < memo->wide; k++)
            sums[k] += memo->sums[k];
    }
}
