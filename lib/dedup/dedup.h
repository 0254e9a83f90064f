/*
 * One post after the other: was this revision here before, and does it say
 * what another post has said?
 *
 * A revision (id and rev) that was seen is dropped, and so is one that is
 * older than the newest seen. What stays and repeats another post gets the
 * member dup: {"of": id, "kind": "repost" or "near", "similarity": share of
 * equal bins}. A share and an "RT @name:" are reposts. Depends on the order in
 * which posts come, so there is one of these for a stream, whatever -j says.
 */
#ifndef SCRM_DEDUP_DEDUP_H
#define SCRM_DEDUP_DEDUP_H

#include "base/arena.h"
#include "dedup/near.h"
#include "dedup/seen.h"
#include "record/scan.h"

struct scrm_dedup_settings {
    int64_t now_ms;    /* the time of a post that has none */
    int64_t window_ms; /* how far apart two texts may be written to be compared */
    unsigned least;    /* bins of SCRM_NEAR_BINS that near texts share at least */
    size_t remembered; /* texts; 0: no texts are compared */
};

struct scrm_dedup {
    struct scrm_dedup_settings settings;
    struct scrm_keys *keys;
    int dup, id, rev, type, text, shared, created_at, updated_at; /* slots */
    struct scrm_seen seen;
    struct scrm_near near;
    struct scrm_buf json;
    uint64_t reposts, nears; /* marked */
};

void scrm_dedup_init(struct scrm_dedup *dedup, const struct scrm_dedup_settings *settings);
void scrm_dedup_fini(struct scrm_dedup *dedup);

/* What becomes of a line. */
enum scrm_dedup_verdict {
    SCRM_DEDUP_KEPT, /* appended to `out`, with its dup where it has one */
    SCRM_DEDUP_SEEN, /* this revision was here before */
    SCRM_DEDUP_OLDER,
    SCRM_DEDUP_BAD, /* err says why: 65 */
};

enum scrm_dedup_verdict scrm_dedup_line(struct scrm_dedup *dedup, const struct scrm_line *line,
                                        struct scrm_arena *arena, struct scrm_buf *out,
                                        struct scrm_err *err);

#endif
