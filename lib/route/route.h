/*
 * The router: rule files and policies in, a decision for every post out. Pure:
 * the same post, rules, policies and clock give the same bytes.
 *
 *     router = scrm_router_load(&options, keys, &err);   once; then scrm_keys_build(keys)
 *     worker = scrm_route_open(router);                  one a thread
 *     scrm_route_line(worker, line, arena, now, SCRM_ROUTE_PLAIN, out);   a line, spliced
 *
 * or, in two steps, scrm_route_decide and scrm_route_put.
 *
 * What decides, in this order:
 *   1. A tombstone (type delete) is only passed on: action ignore, rule "tombstone".
 *   2. The rules: under `match: first` the first that hits, under `all` every one
 *      up to a `stop: true`; of two that set one key the earlier wins, tags add up.
 *      What they leave open, `default` says.
 *   3. A policy for the post's network, channel or account overrides the action.
 *   4. Outbound and internal posts never make a case: their action is ignore.
 * An action of listen or ignore carries no queue, priority, promise or owner, but
 * keeps function and tags. Due times count from created_at, else from the clock: in
 * business time where there is a calendar (the first; or the one that the rule, or
 * above it a policy, names), else on the wall.
 */
#ifndef SCRM_ROUTE_ROUTE_H
#define SCRM_ROUTE_ROUTE_H

#include "record/scan.h"
#include "route/policy.h"
#include "route/then.h"
#include "rules/rules.h"

struct scrm_router;

struct scrm_router_options {
    const char *const *rules; /* rule files, each laid on the ones before it; of none the
                                 shipped one */
    size_t n_rules;
    const char *policies;         /* NULL: none */
    const char *const *calendars; /* calendar files; promises count in the first */
    size_t n_calendars;
    const char *agents; /* agents.csv, so that rules name only those there are; NULL: any */
};

/* Reads everything and adds the members it looks at to `keys`. NULL with 66, 77
 * or 78. Owned by caller. */
struct scrm_router *scrm_router_load(const struct scrm_router_options *options,
                                     struct scrm_keys *keys, struct scrm_err *err);

/* The same from a book that was read already, which is taken; the options' rules do
 * not count. */
struct scrm_router *scrm_router_make(struct scrm_book *taken,
                                     const struct scrm_router_options *options,
                                     struct scrm_keys *keys, struct scrm_err *err);
void scrm_router_free(struct scrm_router *router);

/* Of all files; stamped on every route as `rules`. Borrowed. */
const char *scrm_router_version(const struct scrm_router *router);
/* Of all files' bytes, 32 hexadecimal digits. Borrowed. */
const char *scrm_router_digest(const struct scrm_router *router);

/* The rule book, for those who keep cases; and what its time rule number i says to do.
 * Borrowed from the router. */
const struct scrm_book *scrm_router_book(const struct scrm_router *router);
/* The clock of its conditions; NULL: UTC. */
const struct scrm_rules_clock *scrm_router_clock(const struct scrm_router *router);
const struct scrm_then *scrm_router_timed(const struct scrm_router *router, size_t i);

/* What counted, in a worker or summed up. */
struct scrm_route_counts {
    uint64_t *hits; /* by rule; owned */
    size_t n;
    uint64_t posts, fallback, tombstones; /* all; no rule hit; deletions */
    uint64_t actions[SCRM_ROUTE_ACTIONS_N];
    uint64_t policies; /* actions that a policy changed */
    uint64_t brand;    /* outbound and internal posts */
    uint64_t gave_up;  /* regular expressions that reached their limits */
};

void scrm_route_counts_fini(struct scrm_route_counts *counts);
void scrm_route_counts_add(struct scrm_route_counts *sum, const struct scrm_route_counts *part);

/* For --stats: a line for each rule and what else counted, by order of the rules;
 * `members` receives the same as JSON members, without braces. */
void scrm_route_counts_tell(const struct scrm_route_counts *counts,
                            const struct scrm_router *router, struct scrm_buf *text,
                            struct scrm_buf *members);

/* One thread's share. */
struct scrm_route_worker;

struct scrm_route_worker *scrm_route_open(const struct scrm_router *router);
void scrm_route_close(struct scrm_route_worker *worker);
const struct scrm_route_counts *scrm_route_counts(struct scrm_route_worker *worker);

#define SCRM_NO_TIME INT64_MIN
#define SCRM_NO_RULE SIZE_MAX

struct scrm_decision {
    enum scrm_route_action action;
    const struct scrm_then *then;   /* what rules and default say; NULL for a tombstone */
    size_t first;                   /* the rule that decided; SCRM_NO_RULE */
    struct scrm_slice rule;         /* its name; all that hit, joined by commas, under `all` */
    int64_t respond_by, resolve_by; /* milliseconds, or SCRM_NO_TIME */
    int64_t from;                   /* what they count from */
    size_t calendar;                /* they count in; SCRM_WALL */
    const struct scrm_policy *policy; /* that set the action, or NULL */
    const char *brand;                /* "outbound", "internal", or NULL */
};

/* Decides about a line scanned with the router's keys. The decision borrows from
 * the worker until the next one. */
void scrm_route_decide(struct scrm_route_worker *worker, const struct scrm_line *line,
                       struct scrm_arena *arena, int64_t now, struct scrm_decision *decision);

/* Whether rule `rule` took part in the last decision. */
bool scrm_route_hit(const struct scrm_route_worker *worker, size_t rule);

/* Appends the decision as a JSON object. */
void scrm_route_put(struct scrm_route_worker *worker, const struct scrm_decision *decision,
                    struct scrm_buf *out);

/* The same with `why`: an array of the rules that were tried, in order,
 *   {"rule":"vip","hit":true|false|null,"part":"customer.tier = 'gold'","saw":{...}}
 * (`part` is what failed first, the whole condition on a hit), then, where they
 * changed the action, {"policy":"network reddit","action":"listen"}, and for a promise in
 * business time the stretches that it took (the first ones, and how many more):
 *   {"calendar":"shop","promise":"respond_within","takes":"4 h","segments":
 *    [["2026-01-09T16:45:00Z","2026-01-09T17:00:00Z"],...],"more":3}
 * Asks the rules again. */
void scrm_route_put_why(struct scrm_route_worker *worker, const struct scrm_line *line,
                        struct scrm_arena *arena, int64_t now, struct scrm_buf *out);

/* How a line of posts is written. */
enum scrm_route_form {
    SCRM_ROUTE_PLAIN,   /* the line with its member `route` */
    SCRM_ROUTE_WHY,     /* the same, with `why` in it */
    SCRM_ROUTE_IN_WORDS /* scrm_route_tell, instead of the line */
};

/* Decides about a line and appends it, every byte but the member `route` unchanged. */
void scrm_route_line(struct scrm_route_worker *worker, const struct scrm_line *line,
                     struct scrm_arena *arena, int64_t now, enum scrm_route_form form,
                     struct scrm_buf *out);

/* For people: the post, the rules tried, the decision, on lines of their own. */
void scrm_route_tell(struct scrm_route_worker *worker, const struct scrm_line *line,
                     struct scrm_arena *arena, int64_t now, struct scrm_buf *out);

#endif
