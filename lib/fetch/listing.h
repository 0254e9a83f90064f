/*
 * What scrm-fetch tells people: whether a descriptor is right, what a run would ask, what
 * came.
 */
#ifndef SCRM_FETCH_LISTING_H
#define SCRM_FETCH_LISTING_H

#include "fetch/fetch.h"

/* Writes text to `output` (NULL: standard output). */
int scrm_listing_print(const struct scrm_buf *text, const char *output, struct scrm_err *err);

/* "live", "real payloads", "unverified". Static. */
const char *scrm_listing_tier(enum scrm_tier tier);

/* Loads the descriptor of that name, or at that path, and says "NAME: ok". 78 where it is not.
 */
int scrm_listing_check(struct scrm_catalogue *catalogue, const char *name, const char *output,
                       struct scrm_err *err);

/* Appends the request that a run would begin with, without secrets; with `ask`, what it would
 * bring, by one request. Of a file (NULL: none), its name. */
int scrm_listing_plan(const struct scrm_fetch_settings *settings, const char *file, bool ask,
                      struct scrm_buf *out, struct scrm_err *err);

/* "mastodon.hashtag: page 3, 120 posts, 40/s, waits until 10:15:00 UTC". */
void scrm_listing_progress(const struct scrm_fetch_progress *at, struct scrm_buf *line);

/* "2 pages, 80 records, 79 out, ..." and the same as JSON members. */
void scrm_listing_tally(const struct scrm_fetch_tally *tally, struct scrm_buf *members,
                        struct scrm_buf *text);

#endif
