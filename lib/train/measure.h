/*
 * How good are answers? Counts and figures over texts whose class is known:
 * used by `scrm-train --test` and by the project's own accuracy table.
 */
#ifndef SCRM_TRAIN_MEASURE_H
#define SCRM_TRAIN_MEASURE_H

#include <stdint.h>

#include "base/buf.h"

/* One answer. */
struct scrm_answer {
    uint8_t gold, got; /* classes */
    int32_t p;         /* how sure, ten-thousandths */
};

struct scrm_measured {
    double accuracy, macro_f1, macro_recall;
    double ece;        /* expected calibration error, ten bins of equal width */
    double coverage95; /* share of the answers, surest first, of which 95 % are right */
};

/* The figures of `n` answers; `order`, where not NULL, picks n of them (a resample). */
struct scrm_measured scrm_measure(const struct scrm_answer *answers, size_t n, size_t n_classes,
                                  const uint32_t *order);

/* The middle 95 % of accuracy and macro-F1 over 1,000 resamples by a fixed generator. */
struct scrm_interval {
    double low, high;
};
void scrm_measure_intervals(const struct scrm_answer *answers, size_t n, size_t n_classes,
                            struct scrm_interval *accuracy, struct scrm_interval *macro_f1);

/* A report for people: figures, a table of the classes, the confusion, the calibration and
 * the risk-coverage curve. */
void scrm_measure_report(const char *title, const struct scrm_answer *answers, size_t n,
                         const char *const *classes, size_t n_classes, struct scrm_buf *out);

/* Two models on the same texts: both figures, the difference and its interval. */
void scrm_measure_compare(const char *const names[2], const struct scrm_answer *a,
                          const struct scrm_answer *b, size_t n, size_t n_classes,
                          struct scrm_buf *out);

#endif
