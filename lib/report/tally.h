/*
 * The figures that come from posts: volumes, moods, days, shares, what rose.
 */
#ifndef SCRM_REPORT_TALLY_H
#define SCRM_REPORT_TALLY_H

#include "report/figures.h"

enum { SCRM_TALLY_SHARES = 6 };

/* Which share a value has: by its number where the dimension has numbers, else by name. */
struct scrm_tally_index {
    struct scrm_shares *shares;
    enum scrm_dimension by;
    struct scrm_map names;
    uint32_t *numbers; /* index + 1 into the shares */
};

/* Posts being counted, each once and those of an author side by side, so that
 * people are counted without a set of them. */
struct scrm_tally {
    struct scrm_figures *figures;
    const struct scrm_report_posts *posts; /* for names */
    struct scrm_tally_index at[SCRM_TALLY_SHARES];
    size_t n;
};

/* `figures` has its windows, `posts` all its names; both must live until the end. `by` as in
 * scrm_figures_begin. */
void scrm_tally_begin(struct scrm_tally *tally, struct scrm_figures *figures,
                      const struct scrm_report_posts *posts, enum scrm_dimension by);
void scrm_tally_post(struct scrm_tally *tally, const struct scrm_report_post *post);

/* All posts were there: puts the shares in order. */
void scrm_tally_end(struct scrm_tally *tally);

/* Moves to `rose` copies of the shares that grew by more than chance explains:
 * at least 3 now, and (now - before)^2 > 4 (now + before), two standard
 * deviations of a difference of Poisson counts. */
void scrm_tally_rose(struct scrm_shares *rose, const struct scrm_shares *shares);

#endif
