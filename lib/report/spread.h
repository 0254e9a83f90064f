/*
 * Collecting durations, some of them not over yet, and saying what is known
 * of their distribution.
 */
#ifndef SCRM_REPORT_SPREAD_H
#define SCRM_REPORT_SPREAD_H

#include "report/figures.h"
#include "report/sorter.h"

/* A zeroed struct is empty. */
struct scrm_durations {
    struct scrm_sorter sorted; /* twice the milliseconds, and one where it is not over */
    uint64_t n, waiting;       /* over; still going on */
    uint64_t unknown;
    int64_t sum; /* of those that are over */
};

/* `waiting`: `ms` is how long it lasts by now. */
void scrm_durations_add(struct scrm_durations *durations, int64_t ms, bool waiting);
void scrm_durations_fini(struct scrm_durations *durations);

/*
 * Median: the mean of the two in the middle; p90: the nearest rank. What is
 * still waiting stands in the order with the time it has waited by now: if
 * such a one is at or below the quantile, the quantile is a lower bound and
 * says so. The mean is over what was measured. Error 74.
 */
int scrm_durations_spread(struct scrm_durations *durations, struct scrm_spread *spread,
                          struct scrm_err *err);

#endif
