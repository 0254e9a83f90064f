/*
 * Where records go, and how what they mean for the next run is kept.
 *
 * A spool is a folder of segments, SOURCE-DIGEST.NUMBER.TIME.ndjson: records
 * and, as the last line, their trailer with the cursor. A segment appears
 * under its name only when all of it is on the disk, so records and cursor are
 * committed in one step; the digest names the arguments. Without a spool,
 * records go to the output and the state, if any, to a file of its own.
 */
#ifndef SCRM_FETCH_SPOOL_H
#define SCRM_FETCH_SPOOL_H

#include "fetch/state.h"
#include "record/end.h"
#include "record/writer.h"

struct scrm_spool_settings {
    const char *spool;      /* folder, or NULL */
    const char *state_path; /* file, or NULL */
    const char *output;     /* without a spool: -o; NULL: standard output */
    struct scrm_slice name; /* "mastodon.hashtag" */
    const struct scrm_args *args;
    const char *config; /* digest of the descriptor, for trailers */
    int64_t keep;       /* ids to remember */
    int64_t now_ms;
    bool seal; /* without a spool: end the output with a trailer */
};

struct scrm_spool {
    struct scrm_spool_settings settings;
    char *prefix;    /* SOURCE-DIGEST, the name that segments share. Owned */
    int lock;        /* descriptor; -1: none */
    uint64_t number; /* of the next segment */
    struct scrm_writer *writer;
    struct scrm_buf path;        /* of the segment being written */
    uint64_t lines, bytes;       /* in it */
    struct scrm_account account; /* of the segment, or of the whole output */
    bool ended;                  /* the output's trailer is written */
};

/* segments.c: "mastodon.hashtag-1f3a5c7e90b1d2c3", by the source and the digest of its
 * arguments: what the names of its segments begin with. Owned by caller. */
char *scrm_segment_prefix(const struct scrm_spool_settings *settings);
/* The number of a segment by its file name; 0 where it is none with that prefix. */
uint64_t scrm_segment_number(const char *prefix, const char *name);
/* The paths of the segments written at `since_ms` or later, oldest first, as the map's keys.
 * 66, 77 where the folder cannot be read. */
int scrm_segment_list(const struct scrm_spool_settings *settings, int64_t since_ms,
                      struct scrm_map *paths, struct scrm_err *err);

/* Takes the lock (75 when busy), reads what the last run left into `state`, and
 * removes what a killed run left half-written. */
int scrm_spool_open(struct scrm_spool *store, const struct scrm_spool_settings *settings,
                    struct scrm_fetch_state *state, struct scrm_err *err);

/* Appends lines (whole ones) to the output. */
int scrm_spool_put(struct scrm_spool *store, struct scrm_slice lines, uint64_t n,
                   struct scrm_err *err);

/* Hands what was put to whoever reads the output; a segment is read when it is whole. */
int scrm_spool_flush(struct scrm_spool *store, struct scrm_err *err);

/*
 * Commits what was put since the last commit together with `state`: the
 * segment gets its trailer and its name; a state file is written after the
 * output was flushed. A spool gets no segment where there is nothing to tell.
 */
int scrm_spool_commit(struct scrm_spool *store, const struct scrm_fetch_state *state,
                      struct scrm_err *err);

/* Forgets the segment under way; what a pipe was given cannot be taken back. */
void scrm_spool_abandon(struct scrm_spool *store);

/* Ends the output. With `keep` false, what was not committed is abandoned. */
int scrm_spool_close(struct scrm_spool *store, bool keep, const struct scrm_fetch_state *state,
                     struct scrm_err *err);

#endif
