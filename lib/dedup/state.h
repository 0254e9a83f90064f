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

/* Writes back what was taken since, in one transaction. Posts that nobody has met for the
 * settings' window, deleted ones too, are forgotten. */
int scrm_dedup_state_save(const struct scrm_dedup *dedup, const char *path,
                          struct scrm_err *err);

/* The same into a file of its own: `next` becomes what `path` would be, and `path` stays. It
 * is one file when this returns, fit to be renamed. */
int scrm_dedup_state_save_next(const struct scrm_dedup *dedup, const char *path,
                               const char *next, struct scrm_err *err);

/* Refuses a `next` that is the state itself (64), or is there and neither empty nor a state:
 * somebody's file (65). */
int scrm_dedup_state_check_next(const char *path, const char *next, struct scrm_err *err);

/* Whether the file is sound: its pages, and that each row is one that can be read. 0 sound;
 * 1 not, with a line a finding in `report`; -1 as scrm_dedup_state_load, 66 where there is
 * none. Changes nothing. */
int scrm_dedup_state_check(const char *path, struct scrm_buf *report, struct scrm_err *err);

/*
 * Forgets the words of a person: remembered texts of posts for which `theirs` says so go, in
 * the file and in its free pages. Digests of ids stay, so that a post which is fetched again
 * goes no further. 1 where texts went, 0 where none did, also where the file is no state.
 */
int scrm_dedup_state_forget(const char *path, bool (*theirs)(void *ctx, struct scrm_slice id),
                            void *ctx, uint64_t *texts, struct scrm_err *err);

#endif
