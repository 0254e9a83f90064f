/*
 * One run over posts: what all workers share, what each has, and what is said at
 * the end. Either decides with one router, or compares two. Knows nothing of
 * posts' files, options or exit codes.
 */
#ifndef SCRM_ROUTE_PASS_H
#define SCRM_ROUTE_PASS_H

#include "route/diff.h"
#include "route/route.h"

/* Set up by the caller; the sums fill as workers are closed. */
struct scrm_route_pass {
    struct scrm_router *router;
    struct scrm_router *other; /* NULL, or the second of a comparison */
    enum scrm_route_form form;
    int64_t now;
    struct scrm_route_counts counts; /* of `router` alone; freed by scrm_route_pass_fini */
    struct scrm_moves moves;         /* of a comparison */
};

/* Loads the router of the options or, where `compare` names two rule files, both of them.
 * Adds to `keys` and builds them. 64, 66, 77 or 78. */
int scrm_route_pass_load(struct scrm_route_pass *pass,
                         const struct scrm_router_options *options,
                         const char *const compare[2], struct scrm_keys *keys,
                         struct scrm_err *err);

struct scrm_route_pass_worker;

struct scrm_route_pass_worker *scrm_route_pass_open(struct scrm_route_pass *pass);

/* Adds what the worker counted to the pass, and frees it. */
void scrm_route_pass_close(struct scrm_route_pass *pass, struct scrm_route_pass_worker *worker);

/* One line; false where a comparison has nothing to say about it. */
bool scrm_route_pass_line(struct scrm_route_pass_worker *worker, const struct scrm_line *line,
                          struct scrm_arena *arena, struct scrm_buf *out);

/* What stands at the end: the moves of a comparison, else the hits of each rule;
 * as text without a newline at its end, and as JSON members without braces. */
void scrm_route_pass_tell(const struct scrm_route_pass *pass, struct scrm_buf *text,
                          struct scrm_buf *members);

/* Frees the sums and the routers. */
void scrm_route_pass_fini(struct scrm_route_pass *pass);

#endif
