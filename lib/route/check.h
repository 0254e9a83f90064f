/*
 * The tests that stand in a rule file: each `expect` is a record and what should
 * become of it. Also says which rules can never hit, which contradict one above
 * them, and whose regular expressions a hostile text makes run wild.
 *
 *   expect:
 *     - {text: "I want my money back", score: {sentiment: -0.7}, then: {queue: billing}}
 *     - {text: "Thanks for the quick refund!", then: none}
 *
 * All keys but `then` and `now` are members of the record (`now` sets the clock).
 * A record with a text and without a score is scored first. `then: none` says that
 * this rule takes no part; a map says what the decision holds, whichever rule made
 * it: its keys are those of a rule's `then`, `rule`, `respond_by` and `resolve_by`. Of tags,
 * those named must be among them.
 */
#ifndef SCRM_ROUTE_CHECK_H
#define SCRM_ROUTE_CHECK_H

#include "route/route.h"

/* Appends `record`, a JSON object, with its member `score` to `out`. NULL: no scoring. */
typedef int scrm_check_score(void *ctx, struct scrm_buf *record, struct scrm_buf *out,
                             struct scrm_err *err);

struct scrm_check {
    scrm_check_score *score;
    void *ctx;
    int64_t now;
    struct scrm_buf out;             /* what it found, a line each; freed by caller */
    uint64_t expectations, failures; /* counted */
    uint64_t rules, never, untested; /* rules; that can never hit; without an expect */
    uint64_t contradictions, slow; /* rules that say in vain; with expressions that run wild */
};

/* Runs all expectations. 0 also where some fail; -1 where one cannot be run: 78. */
int scrm_check_run(struct scrm_check *check, const struct scrm_router *router,
                   const struct scrm_keys *keys, struct scrm_err *err);

#endif
