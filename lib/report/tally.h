/*
 * The figures that come from posts: volumes, moods, days, shares, what rose.
 */
#ifndef SCRM_REPORT_TALLY_H
#define SCRM_REPORT_TALLY_H

#include "report/figures.h"

/* Indexes of all posts, author by author, so that authors are counted without a set.
 * Owned by caller. */
uint32_t *scrm_tally_order(const struct scrm_report_posts *posts);

/* Fills the counts and moods of a period; `authors` too. */
void scrm_tally_period(struct scrm_period *period, const struct scrm_report_posts *posts,
                       const uint32_t *order, struct scrm_window window);

/* The days of the window; owned by caller. */
struct scrm_day *scrm_tally_days(const struct scrm_report_posts *posts,
                                 struct scrm_window window, size_t *n);

/* Counts of inbound posts by the values of a dimension, most first; `before`
 * is counted too where its since_ms is not SCRM_NO_TIME. */
void scrm_tally_shares(struct scrm_shares *shares, const struct scrm_report_posts *posts,
                       const uint32_t *order, enum scrm_dimension by, struct scrm_window window,
                       struct scrm_window before);

/* Moves to `rose` copies of the shares that grew by more than chance explains:
 * at least 3 now, and (now - before)^2 > 4 (now + before), two standard
 * deviations of a difference of Poisson counts. */
void scrm_tally_rose(struct scrm_shares *rose, const struct scrm_shares *shares);

#endif
