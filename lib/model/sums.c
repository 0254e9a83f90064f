/*
 * Rows are added block of columns by block of columns: the sums of a block
 * stay in registers while all rows pass. Vectors are the compiler's own, which
 * any machine has in some form.
 */
#include "model/sums.h"

#include <stdbool.h>
#include <string.h>

typedef uint8_t bytes16 __attribute__((vector_size(16))); /* unsigned: they may wrap */
typedef uint16_t words8 __attribute__((vector_size(16)));

/* Steps of a block: as many as there are registers for, two of words a step. */
enum { BLOCK = 5 };

#define INLINE static inline __attribute__((always_inline))

void scrm_sums_begin(struct scrm_sums *sums, size_t columns)
{
    size_t wide = scrm_sums_wide(columns);

    sums->steps = wide / SCRM_SUMS_STEP;
    sums->most = (struct scrm_sums_most){0, 0};
    sums->whole = 0;
    memset(sums->at, 0, wide * sizeof *sums->at);
    memset(sums->words, 0, wide * sizeof *sums->words);
    memset(sums->bytes, 0, wide * sizeof *sums->bytes);
}

/* The words of some steps become part of the sums themselves. */
static void widen_words(struct scrm_sums *sums, size_t from, size_t steps)
{
    for (size_t step = from; step < from + steps; step++) {
        uint16_t *restrict words = sums->words + step * SCRM_SUMS_STEP;
        int32_t *restrict to = sums->at + step * SCRM_SUMS_STEP;

        for (int i = 0; i < SCRM_SUMS_STEP; i++)
            to[i] += (int16_t)words[i];
        memset(words, 0, SCRM_SUMS_STEP * sizeof *words);
    }
}

/* The bytes of some steps become part of the words. */
static void widen_bytes(struct scrm_sums *sums, size_t from, size_t steps,
                        struct scrm_sums_most *most)
{
    if (most->words + most->bytes > INT16_MAX) {
        widen_words(sums, from, steps);
        most->words = 0;
    }
    for (size_t step = from; step < from + steps; step++) {
        uint8_t *restrict bytes = sums->bytes + step * SCRM_SUMS_STEP;
        uint16_t *restrict to = sums->words + step * SCRM_SUMS_STEP;

        for (int i = 0; i < SCRM_SUMS_STEP; i++)
            to[i] = (uint16_t)(to[i] + (uint16_t)(int8_t)bytes[i]);
        memset(bytes, 0, SCRM_SUMS_STEP);
    }
    most->words += most->bytes;
    most->bytes = 0;
}

/* Adds all rows in one block, which begins with the step `from`. */
INLINE void bytes_block(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n,
                        size_t from, size_t steps, struct scrm_sums_most *most)
{
    uint8_t *to = sums->bytes + from * SCRM_SUMS_STEP;
    bytes16 all[BLOCK];

    for (size_t s = 0; s < steps; s++)
        memcpy(&all[s], to + s * sizeof *all, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        const char *at = (const char *)rows[i].at + from * SCRM_SUMS_STEP;

        if (most->bytes + rows[i].most > INT8_MAX) {
            for (size_t s = 0; s < steps; s++)
                memcpy(to + s * sizeof *all, &all[s], sizeof *all);
            widen_bytes(sums, from, steps, most);
            for (size_t s = 0; s < steps; s++)
                all[s] = (bytes16){0};
        }
        most->bytes += rows[i].most;
        for (size_t s = 0; s < steps; s++) {
            bytes16 some;

            memcpy(&some, at + s * sizeof some, sizeof some);
            all[s] += some;
        }
    }
    for (size_t s = 0; s < steps; s++)
        memcpy(to + s * sizeof *all, &all[s], sizeof *all);
}

/* The same of words, two vectors a step. */
INLINE void words_block(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n,
                        size_t from, size_t steps, struct scrm_sums_most *most)
{
    uint16_t *to = sums->words + from * SCRM_SUMS_STEP;
    words8 all[2 * BLOCK];

    for (size_t s = 0; s < 2 * steps; s++)
        memcpy(&all[s], to + s * 8, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        const uint16_t *at = (const uint16_t *)rows[i].at + from * SCRM_SUMS_STEP;

        if (most->words + rows[i].most > INT16_MAX) {
            for (size_t s = 0; s < 2 * steps; s++)
                memcpy(to + s * 8, &all[s], sizeof *all);
            widen_words(sums, from, steps);
            most->words = 0;
            for (size_t s = 0; s < 2 * steps; s++)
                all[s] = (words8){0};
        }
        most->words += rows[i].most;
        for (size_t s = 0; s < 2 * steps; s++) {
            words8 some;

            memcpy(&some, at + s * 8, sizeof some);
            all[s] += some;
        }
    }
    for (size_t s = 0; s < 2 * steps; s++)
        memcpy(to + s * 8, &all[s], sizeof *all);
}

INLINE void add_block(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n,
                      size_t from, size_t steps, struct scrm_sums_most *most, bool words)
{
    if (words)
        words_block(sums, rows, n, from, steps, most);
    else
        bytes_block(sums, rows, n, from, steps, most);
}

/* Block by block, each with its number of steps as a constant. What waits grows in all of them
 * in the same way. */
INLINE void add(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n, bool words)
{
    struct scrm_sums_most most = sums->most;
    size_t from = 0, left = sums->steps;

    for (; left > BLOCK; from += BLOCK, left -= BLOCK) {
        most = sums->most;
        add_block(sums, rows, n, from, BLOCK, &most, words);
    }
    most = sums->most;
    switch (left) {
    case 1:
        add_block(sums, rows, n, from, 1, &most, words);
        break;
    case 2:
        add_block(sums, rows, n, from, 2, &most, words);
        break;
    case 3:
        add_block(sums, rows, n, from, 3, &most, words);
        break;
    case 4:
        add_block(sums, rows, n, from, 4, &most, words);
        break;
    default:
        add_block(sums, rows, n, from, BLOCK, &most, words);
    }
    sums->most = most;
}

void scrm_sums_add_bytes(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n)
{
    add(sums, rows, n, false);
}

void scrm_sums_add_words(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n)
{
    add(sums, rows, n, true);
}

void scrm_sums_end(struct scrm_sums *sums)
{
    if (sums->most.bytes)
        widen_bytes(sums, 0, sums->steps, &sums->most);
    if (sums->most.words)
        widen_words(sums, 0, sums->steps);
    sums->most.words = 0;
}
