/*
 * The figures that come from cases: who waits, how long answers took, what
 * was promised and kept.
 */
#ifndef SCRM_REPORT_CLOCKS_H
#define SCRM_REPORT_CLOCKS_H

#include "report/figures.h"

/* waiting, overdue, at_risk, unassigned, open_cases, oldest_waiting_ms at now_ms. */
void scrm_clocks_now(struct scrm_figures *figures, const struct scrm_cases *cases);

/* The spreads, ratios and counts of cases of one period. */
void scrm_clocks_period(struct scrm_period *period, const struct scrm_cases *cases,
                        struct scrm_window window, int64_t now_ms);

/* Adds to each network's share the cases that wait there. */
void scrm_clocks_networks(struct scrm_shares *networks, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts);

#endif
