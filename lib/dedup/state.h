/*
 * What is known of posts from one run to the next: the sightings, and the
 * texts that were met lately.
 */
#ifndef SCRM_DEDUP_STATE_H
#define SCRM_DEDUP_STATE_H

#include "dedup/dedup.h"

/* Fills `dedup` from the file at `path`; one that is not there yet is empty. Errors as
 * store/store.h says. */
int scrm_dedup_state_load(struct scrm_dedup *dedup, const char *path, struct scrm_err *err);

/* Writes it back in one transaction. Sightings of posts that changed before
 * `since_ms` are forgotten. */
int scrm_dedup_state_save(const struct scrm_dedup *dedup, const char *path, int64_t since_ms,
                          struct scrm_err *err);

#endif
