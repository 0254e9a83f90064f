/*
 * Two rule sets over the same posts: which decisions change, and how many posts
 * move from which queue and priority to which.
 *
 * A decision is what happens to a post: action, function, queue, priority, due
 * times, owner and tags. Another rule's name or version alone changes nothing.
 */
#ifndef SCRM_ROUTE_DIFF_H
#define SCRM_ROUTE_DIFF_H

#include "route/route.h"

/* Whether the two differ; both as scrm_route_decide left them. */
bool scrm_decision_differs(const struct scrm_decision *old, const struct scrm_decision *new);

/* How many posts went from which row to which column. Names are met in the order
 * of the rule files, so the tables do not depend on the posts. */
struct scrm_moves {
    struct scrm_slice *names; /* queues of both routers and "-"; owned array */
    size_t n;
    uint64_t *queues; /* n x n, old by new; owned */
    uint64_t priorities[SCRM_ROUTE_PRIORITIES_N + 1]
                       [SCRM_ROUTE_PRIORITIES_N + 1]; /* last: none */
    uint64_t posts, changed;
};

void scrm_moves_init(struct scrm_moves *moves, const struct scrm_router *old,
                     const struct scrm_router *new);
void scrm_moves_fini(struct scrm_moves *moves);
void scrm_moves_add(struct scrm_moves *sum, const struct scrm_moves *part);

/* One thread's share of a comparison. */
struct scrm_route_diff;

struct scrm_route_diff *scrm_route_diff_open(const struct scrm_router *old,
                                             const struct scrm_router *new);
void scrm_route_diff_close(struct scrm_route_diff *diff);
const struct scrm_moves *scrm_route_diff_moves(const struct scrm_route_diff *diff);

/* Decides twice about a line scanned with the keys of both routers. Where the
 * decisions differ, appends {"id":"...","old":{...},"new":{...}} and returns true. */
bool scrm_route_diff_line(struct scrm_route_diff *diff, const struct scrm_line *line,
                          struct scrm_arena *arena, int64_t now, struct scrm_buf *out);

/* The summary for people: two tables, rows old, columns new; and the two counts as
 * JSON members, without braces. */
void scrm_moves_tell(const struct scrm_moves *moves, struct scrm_buf *text,
                     struct scrm_buf *members);

#endif
