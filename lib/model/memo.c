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

/* Numbers that a place has for a head with cells; rows that are added together. */
enum { CELL_SUMS = 4, AT_ONCE = 64 };

/* Large, and always set before it is read. */
#define UNSET __attribute__((uninitialized))

struct scrm_memo *scrm_memo_new(const struct scrm_model *model, size_t head)
{
    struct scrm_memo *memo = scrm_alloc_zero(1, sizeof *memo);
    size_t words = WORDS_MOST, columns = model->heads[head].columns;

    memo->model = model;
    memo->head = head;
    memo->wide = columns <= SCRM_MODEL_CELL_COLUMNS ? CELL_SUMS : scrm_sums_wide(columns);
    memo->stride = sizeof(struct scrm_memo_place) + memo->wide * sizeof(int16_t);
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

static inline struct scrm_memo_place *place_of(struct scrm_memo *memo,
                                               const struct scrm_kept *kept)
{
    return (void *)(memo->places + (kept->hash & memo->mask) * memo->stride);
}

static inline bool is_there(const struct scrm_memo_place *place, const struct scrm_kept *kept)
{
    uint64_t x[3], y[3];

    memcpy(x, place->word, sizeof x);
    memcpy(y, kept->bytes, sizeof y);
    return !((x[0] ^ y[0]) | (x[1] ^ y[1]) | (x[2] ^ y[2]));
}

_Static_assert(SCRM_KEPT_BYTES == 3 * sizeof(uint64_t), "is_there compares all of them");

/* Puts a word into a place, where it is short enough. Whatever a file holds, what it weighs
 * fits. */
static void fill(const struct scrm_memo *memo, const struct scrm_kept *kept,
                 const int32_t *sums, int32_t most, struct scrm_memo_place *place)
{
    memcpy(place->word, kept->bytes, sizeof place->word);
    place->most = most;
    for (size_t k = 0; k < memo->wide; k++)
        place->sums[k] = (int16_t)sums[k];
}

_Static_assert(SCRM_RUNS_MAX * -INT8_MIN <= INT16_MAX, "as many weights as a word can have");

/* Hashes the runs of a word into memo->runs; returns how many. */
static size_t runs_of(struct scrm_memo *memo, const struct scrm_features *features,
                      const struct scrm_kept *kept)
{
    bool letters = memo->model->heads[memo->head].reads & SCRM_READS_LETTERS;
    const char *word =
        kept->len <= SCRM_KEPT_BYTES ? kept->bytes : features->longer.at + kept->at;

    return scrm_features_runs((struct scrm_slice){word, kept->len}, letters, memo->runs);
}

static void make_places(struct scrm_memo *memo)
{
    if (!memo->places)
        memo->places = scrm_alloc_zero(memo->mask + 1, memo->stride);
}

void scrm_memo_sum_cells(struct scrm_memo *memo, const struct scrm_features *features,
                         int32_t sums[SCRM_MODEL_CELL_COLUMNS])
{
    make_places(memo);
    for (size_t i = 0; i < features->n_kept; i++) {
        const struct scrm_kept *kept = &features->kept[i];
        struct scrm_memo_place *place = place_of(memo, kept);

        if (kept->len <= SCRM_KEPT_BYTES && is_there(place, kept)) {
            for (int k = 0; k < SCRM_MODEL_CELL_COLUMNS; k++)
                sums[k] += place->sums[k];
        } else {
            int32_t some[CELL_SUMS] = {0};

            scrm_model_weigh_cells(memo->model, memo->head, memo->runs,
                                   runs_of(memo, features, kept), some);
            if (kept->len <= SCRM_KEPT_BYTES)
                fill(memo, kept, some, 0, place);
            for (int k = 0; k < SCRM_MODEL_CELL_COLUMNS; k++)
                sums[k] += some[k];
        }
    }
}

/* A word that stands nowhere. */
static void weigh_rows(struct scrm_memo *memo, const struct scrm_features *features,
                       const struct scrm_kept *kept, struct scrm_sums *sums)
{
    struct scrm_sums *some = &memo->sums;

    scrm_sums_begin(some, memo->wide);
    scrm_model_weigh_rows(memo->model, memo->head, memo->runs, runs_of(memo, features, kept),
                          some);
    scrm_sums_end(some);
    if (kept->len <= SCRM_KEPT_BYTES)
        fill(memo, kept, some->at, some->whole, place_of(memo, kept));
    for (size_t k = 0; k < memo->wide; k++)
        sums->at[k] += some->at[k];
}

void scrm_memo_sum_rows(struct scrm_memo *memo, const struct scrm_features *features,
                        struct scrm_sums *sums)
{
    struct scrm_sums_row rows[AT_ONCE] UNSET;
    size_t n = 0;

    make_places(memo);
    for (size_t i = 0; i < features->n_kept; i++) {
        const struct scrm_kept *kept = &features->kept[i];
        struct scrm_memo_place *place = place_of(memo, kept);
        bool is_known = kept->len <= SCRM_KEPT_BYTES && is_there(place, kept);

        if (is_known && place->most)
            rows[n++] = (struct scrm_sums_row){place->sums, place->most};
        if (n == AT_ONCE || !is_known) { /* before a new word takes the place of one of them */
            scrm_sums_add_words(sums, rows, n);
            n = 0;
        }
        if (!is_known)
            weigh_rows(memo, features, kept, sums);
    }
    scrm_sums_add_words(sums, rows, n);
}
