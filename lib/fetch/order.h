/*
 * What a command line asks for, and what a run is made of: from options and
 * operands to settings, catalogue, secrets and arguments.
 */
#ifndef SCRM_FETCH_ORDER_H
#define SCRM_FETCH_ORDER_H

#include "fetch/fetch.h"

/* So many sources are asked at once at most. */
#define SCRM_FETCH_AT_ONCE 16

/* Options as they were given; NULL, 0 and false where they were not. Borrowed. */
struct scrm_fetch_order {
    const char *desk, *output, *spool, *state;
    const char *backfill;               /* a time, or how long ago */
    const char *wait, *every, *timeout; /* durations */
    const char *contact, *ca_file, *proxy;
    int64_t max, now_ms;
    uint64_t max_body, max_record;
    bool seal, follow, recheck, allow_http, allow_private;
};

/* One source of a command line: the operand that names it, and the NAME=VALUE behind. */
struct scrm_fetch_part {
    struct scrm_buf name; /* as it was typed, for messages */
    struct scrm_args args;
    struct scrm_fetch_settings settings; /* callbacks are the caller's to set */
    struct scrm_fetch_tally tally;
    const char *file; /* NULL: a stream is fetched */
};

/* What a run needs, for as long as it lasts. Zeroed, with the catalogue opened by the caller.
 */
struct scrm_fetch_work {
    struct scrm_catalogue catalogue;
    struct scrm_secrets secrets;
    struct scrm_fetch_part *parts; /* in the order of the operands */
    size_t n;
    struct scrm_buf agent;
    char *digest, *cache;
};

/* Finds the sources and reads the options: 64, or as scrm_fetch_find and scrm_fetch_secrets. */
int scrm_fetch_work_prepare(struct scrm_fetch_work *work, const struct scrm_fetch_order *order,
                            const char *const *operands, size_t n, struct scrm_err *err);

/* Fetches one of the parts; its tally says what came. */
int scrm_fetch_work_run(struct scrm_fetch_work *work, struct scrm_fetch_part *part,
                        struct scrm_err *err);
void scrm_fetch_work_fini(struct scrm_fetch_work *work);

#endif
