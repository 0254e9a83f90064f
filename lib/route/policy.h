/*
 * Policies: where a brand engages, only listens, or looks away.
 *
 *   scrm_policies: 1
 *   version: 2026-11
 *   policies:
 *     - {network: reddit, channel: r/shop, action: engage}
 *     - {network: reddit, action: listen, because: "we are guests there"}
 *     - {account: "@shop_jobs", action: ignore}
 *     - {channel: chat, calendar: night-shift}
 *
 * The first policy with an action whose network, channel and account (those it names)
 * are the post's own decides, and overrides what a rule says; the first of those with
 * a calendar says in which one promises of time count (`wall`: on the wall). A post
 * that none fits is left to the rules.
 */
#ifndef SCRM_ROUTE_POLICY_H
#define SCRM_ROUTE_POLICY_H

#include "route/then.h"

struct scrm_policy {
    struct scrm_slice network, channel, account; /* absent: any */
    struct scrm_slice because;                   /* for the reasons; may be absent */
    bool acts;                                   /* has an action */
    enum scrm_route_action action;
    bool clocks; /* has a calendar */
    size_t calendar;
};

struct scrm_policies {
    struct scrm_config *config; /* owned; the slices borrow from it */
    struct scrm_policy *at;     /* owned */
    size_t n;
    struct scrm_slice version;
    bool clocks; /* some policy has a calendar */
};

/* A zeroed struct holds no policies. 66 or 77 as scrm_file_read, 78 with the place. */
int scrm_policies_load(struct scrm_policies *policies, const char *path,
                       const struct scrm_calendars *calendars, struct scrm_err *err);
int scrm_policies_parse(struct scrm_policies *policies, struct scrm_slice text,
                        const char *name, const struct scrm_calendars *calendars,
                        struct scrm_err *err);
void scrm_policies_fini(struct scrm_policies *policies);

/* What policies look at; an absent slice fits only policies that do not ask. */
struct scrm_policy_place {
    struct scrm_slice network, channel, account;
};

/* The first with an action (or, of the second, with a calendar) that fits, or NULL. */
const struct scrm_policy *scrm_policies_find(const struct scrm_policies *policies,
                                             const struct scrm_policy_place *place);
const struct scrm_policy *scrm_policies_clock(const struct scrm_policies *policies,
                                              const struct scrm_policy_place *place);

#endif
