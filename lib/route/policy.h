/*
 * Policies: where a brand engages, only listens, or looks away.
 *
 *   scrm_policies: 1
 *   version: 2026-11
 *   policies:
 *     - {network: reddit, channel: r/shop, action: engage}
 *     - {network: reddit, action: listen, because: "we are guests there"}
 *     - {account: "@shop_jobs", action: ignore}
 *
 * The first policy whose network, channel and account (those it names) are the
 * post's own decides, and overrides what a rule says. A post that none fits is
 * left to the rules.
 */
#ifndef SCRM_ROUTE_POLICY_H
#define SCRM_ROUTE_POLICY_H

#include "route/then.h"

struct scrm_policy {
    struct scrm_slice network, channel, account; /* absent: any */
    struct scrm_slice because;                   /* for the reasons; may be absent */
    enum scrm_route_action action;
};

struct scrm_policies {
    struct scrm_config *config; /* owned; the slices borrow from it */
    struct scrm_policy *at;     /* owned */
    size_t n;
    struct scrm_slice version;
};

/* A zeroed struct holds no policies. 66 or 77 as scrm_file_read, 78 with the place. */
int scrm_policies_load(struct scrm_policies *policies, const char *path, struct scrm_err *err);
int scrm_policies_parse(struct scrm_policies *policies, struct scrm_slice text,
                        const char *name, struct scrm_err *err);
void scrm_policies_fini(struct scrm_policies *policies);

/* The first that fits, or NULL. An absent slice fits only policies that do not ask. */
const struct scrm_policy *scrm_policies_find(const struct scrm_policies *policies,
                                             struct scrm_slice network,
                                             struct scrm_slice channel,
                                             struct scrm_slice account);

#endif
