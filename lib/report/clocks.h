/*
 * The figures that come from cases: who waits, how long answers took, what
 * was promised and kept.
 */
#ifndef SCRM_REPORT_CLOCKS_H
#define SCRM_REPORT_CLOCKS_H

#include "report/figures.h"
#include "report/spread.h"

/* Durations of one kind, and the same in business time where there is a calendar. */
struct scrm_clock {
    struct scrm_durations wall, business;
};

/* What is collected for one period, batch by batch. A zeroed struct is empty. */
struct scrm_clocks {
    const struct scrm_calendar *calendar; /* NULL: business time is unknown. Borrowed */
    struct scrm_clock first, next, resolution;
};

/* Adds to waiting, overdue, at_risk, unassigned, open_cases, oldest_waiting_ms at now_ms. */
void scrm_clocks_now(struct scrm_figures *figures, const struct scrm_cases *cases);

/* Adds the cases to the counts and ratios of a period, and their durations to its clocks. */
void scrm_clocks_period(struct scrm_period *period, struct scrm_clocks *clocks,
                        const struct scrm_cases *cases, struct scrm_window window,
                        int64_t now_ms);

/* The spreads of a period; the clocks are empty then. Error 74. */
int scrm_clocks_end(struct scrm_period *period, struct scrm_clocks *clocks,
                    struct scrm_err *err);

/* Adds to each network's share the cases that wait there. */
void scrm_clocks_networks(struct scrm_shares *networks, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts);

#endif
