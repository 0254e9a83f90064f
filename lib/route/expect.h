/*
 * What runs expectations, one after the other. Only this room sees it.
 */
#ifndef SCRM_ROUTE_EXPECT_H
#define SCRM_ROUTE_EXPECT_H

#include "route/check.h"
#include "route/router.h"

struct scrm_expect {
    struct scrm_check *check; /* counted and written to */
    const struct scrm_router *router;
    const struct scrm_keys *keys;
    struct scrm_route_worker *worker;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    struct scrm_buf record, scored; /* scratch */
};

/* Runs one of the rule's expectations. 0 also where it fails; -1 where it cannot be run: 78. */
int scrm_expect_run(struct scrm_expect *run, const struct scrm_node *expect, size_t rule,
                    struct scrm_err *err);

#endif
