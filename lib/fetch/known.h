/*
 * The posts that a spool has of a stream, as they were last seen there. Inside lib/fetch.
 */
#ifndef SCRM_FETCH_KNOWN_H
#define SCRM_FETCH_KNOWN_H

#include "fetch/run.h"

struct scrm_known_post {
    struct scrm_slice id, native_id, created_at; /* in the arena */
    int64_t asked_ms;                            /* when it last came */
    uint64_t order;                              /* in which it came first */
    bool gone;                                   /* a tombstone came last */
    bool answered;                               /* by the request under way */
};

struct scrm_known {
    struct scrm_arena arena;
    struct scrm_map by_id; /* id to place in `at` */
    struct scrm_known_post *at;
    size_t n, cap;
};

/*
 * Reads the posts made at `since_ms` or later that can be asked for again and are not gone,
 * those that were asked for longest ago first. 66, 74 and 77 as files are.
 */
int scrm_known_read(struct scrm_known *known, const struct scrm_fetch_settings *settings,
                    const struct scrm_spool_settings *spool, int64_t since_ms,
                    struct scrm_err *err);
void scrm_known_fini(struct scrm_known *known);

#endif
