/*
 * The router from the inside. Only this room sees it.
 */
#ifndef SCRM_ROUTE_ROUTER_H
#define SCRM_ROUTE_ROUTER_H

#include "route/route.h"

/* A decision's JSON, apart from its due times, which go in at `split`. */
struct scrm_rendered {
    char *json; /* owned */
    size_t len, split;
};

/* A rule as it is applied; the last one of the router is `default`. */
struct scrm_route_rule {
    struct scrm_slice name;
    struct scrm_then own;      /* as written */
    struct scrm_then complete; /* with what `default` adds */
    struct scrm_rendered rendered[SCRM_ROUTE_ACTIONS_N];
    bool stop; /* no rule behind it is asked once it hit */
};

struct scrm_router {
    struct scrm_book book;
    struct scrm_calendars calendars;
    struct scrm_people agents;
    struct scrm_policies policies;
    struct scrm_rules *rules;
    struct scrm_route_rule *at; /* n + 1: the rules and `default` */
    size_t n;
    struct scrm_rules_clock clock; /* of conditions; date NULL: UTC */
    struct scrm_rules *time_rules; /* conditions about cases, by their index */
    struct scrm_then *timed;       /* and what each says to do */
    bool all;
    struct scrm_buf version, digest;
    int id, type, direction, created_at, text, route; /* slots */
    int network, channel, account;                    /* slots, where there are policies */
};

struct scrm_route_worker {
    const struct scrm_router *router;
    struct scrm_rules_worker *rules;
    struct scrm_route_counts counts;
    size_t *hits; /* the rules that hit, in order */
    size_t n_hits;
    struct scrm_then joined; /* under `all`: of several hits */
    struct scrm_buf names;   /* under `all`: their names */
    struct scrm_buf scratch;
    struct scrm_buf json; /* the decision of a line being written */
};

/* promise.c: for each promise in business time the stretches that it took: items of an array
 * of JSON, or a line. */
void scrm_promises_put(const struct scrm_router *router, const struct scrm_decision *decision,
                       struct scrm_buf *out);
void scrm_promises_tell(const struct scrm_router *router, const struct scrm_decision *decision,
                        struct scrm_buf *out);

/* load.c: the names that rules may use. */
struct scrm_known scrm_router_known(const struct scrm_router *router);

/* emit.c: appends the JSON of a decision; returns where its due times go. `then`
 * is NULL for a tombstone. */
size_t scrm_render(const struct scrm_router *router, const struct scrm_then *then,
                   enum scrm_route_action action, struct scrm_slice rule, struct scrm_buf *out);

/* decide.c: the text of a member; absent where it has none. */
struct scrm_slice scrm_line_text(const struct scrm_line *line, int slot,
                                 struct scrm_arena *arena);

#endif
