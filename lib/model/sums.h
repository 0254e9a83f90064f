/*
 * Adding up rows of small weights, one number a column. Most rows hold small
 * numbers, so they are added as bytes, as many as surely fit, then as words of
 * 16 bits, and only now and then as the 32 bits of the result: a vector takes
 * sixteen columns at a time instead of four. Sums of integers, so the way does
 * not show in the answer. Private to this room.
 */
#ifndef SCRM_MODEL_SUMS_H
#define SCRM_MODEL_SUMS_H

#include <stddef.h>
#include <stdint.h>

/* So many columns are added at a time: arrays have room for columns rounded up to that, and
 * what stands behind the last column is added, too, and means nothing. */
enum { SCRM_SUMS_STEP = 16, SCRM_SUMS_ROOM = 256 };

/* How large a number that waits may be, whatever its sign: no byte and no word is larger. */
struct scrm_sums_most {
    int32_t bytes, words;
};

struct scrm_sums {
    size_t steps; /* columns in SCRM_SUMS_STEP, rounded up */
    struct scrm_sums_most most;
    int32_t whole;              /* the same of the sums, kept by who adds */
    int32_t at[SCRM_SUMS_ROOM]; /* complete after scrm_sums_end */
    uint16_t words[SCRM_SUMS_ROOM];
    uint8_t bytes[SCRM_SUMS_ROOM];
};

/* A row of int8_t or int16_t, readable up to a multiple of SCRM_SUMS_STEP. */
struct scrm_sums_row {
    const void *at;
    int32_t most; /* no number is larger, whatever its sign */
};

/* Columns as an array has room for. */
static inline size_t scrm_sums_wide(size_t columns)
{
    return (columns + SCRM_SUMS_STEP - 1) / SCRM_SUMS_STEP * SCRM_SUMS_STEP;
}

/* Begins at 0. */
void scrm_sums_begin(struct scrm_sums *sums, size_t columns);

/* Adds rows of int8_t, none of them larger than 127; of int16_t, none larger than 32767. */
void scrm_sums_add_bytes(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n);
void scrm_sums_add_words(struct scrm_sums *sums, const struct scrm_sums_row *rows, size_t n);

/* All that was added stands in `at`. */
void scrm_sums_end(struct scrm_sums *sums);

#endif
