/*
 * Numbers from and to text, strictly and without a locale: the whole text
 * must be the number and must fit, or nothing is stored and -1 comes back.
 *
 * Scores are fixed point: an int32_t of ten-thousandths, so that every machine
 * prints the same digits. -6200 is -0.62.
 */
#ifndef SCRM_BASE_NUM_H
#define SCRM_BASE_NUM_H

#include <stdint.h>

#include "base/buf.h"

#define SCRM_FIXED_ONE 10000

int scrm_num_int(struct scrm_slice text, int64_t *value);
int scrm_num_uint(struct scrm_slice text, uint64_t *value);

/* A decimal or exponent number as JSON writes it. */
int scrm_num_double(struct scrm_slice text, double *value);

/* Ten-thousandths from decimal text, half away from zero: "0.62" gives 6200. */
int scrm_num_fixed(struct scrm_slice text, int64_t *value);

/* A size in bytes: "512", "64k", "16M", "16MiB", "1G" (powers of 1024). */
int scrm_num_size(struct scrm_slice text, uint64_t *bytes);

void scrm_num_put_int(struct scrm_buf *buf, int64_t value);
void scrm_num_put_uint(struct scrm_buf *buf, uint64_t value);

/* Ten-thousandths as a JSON number: trailing zeros trimmed, never "-0". */
void scrm_num_put_fixed(struct scrm_buf *buf, int64_t value);

#endif
