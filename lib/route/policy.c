/*
 * Reading policies, and finding the one that fits a post.
 */
#include "route/policy.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"

enum { FORMAT = 1, FILE_BYTES_MAX = 16 << 20 };

void scrm_policies_fini(struct scrm_policies *policies)
{
    scrm_config_free(policies->config);
    free(policies->at);
    *policies = (struct scrm_policies){0};
}

/* What the policy does: an action, a calendar, or both. */
static int read_effect(struct scrm_policy *policy, const struct scrm_node *map,
                       const struct scrm_calendars *calendars, struct scrm_err *err)
{
    const struct scrm_node *calendar = scrm_node_get(map, "calendar");
    struct scrm_where where;
    size_t action = 0;
    int status = scrm_node_choice(map, "action", scrm_route_actions, &action, err);

    if (status < 0)
        return -1;
    policy->acts = status > 0;
    policy->action = (enum scrm_route_action)action;
    policy->clocks = calendar && calendar->kind != SCRM_NODE_NULL;
    if (policy->clocks) {
        where = scrm_where_node(calendar);
        return scrm_calendars_read(calendars, &where, &policy->calendar, err);
    }
    if (!policy->acts)
        return scrm_node_error(map, 0, err,
                               "this policy has no action (engage, listen or ignore), and no "
                               "calendar");
    return 0;
}

static int read_policy(struct scrm_policy *policy, const struct scrm_node *map,
                       const struct scrm_calendars *calendars, struct scrm_err *err)
{
    static const char *const keys[] = {"network", "channel",  "account", "action",
                                       "because", "calendar", NULL};
    int named, status;

    if (scrm_node_known(map, keys, err))
        return -1;
    if (map->kind != SCRM_NODE_MAP)
        return scrm_node_error(map, 0, err, "expected a policy");
    named = scrm_node_written(map, "network", &policy->network, err);
    for (size_t i = 1; named >= 0 && i < 3; i++) {
        status =
            scrm_node_written(map, keys[i], i == 1 ? &policy->channel : &policy->account, err);
        named = status < 0 ? -1 : named + status;
    }
    if (named < 0 || scrm_node_written(map, "because", &policy->because, err) < 0)
        return -1;
    if (named == 0)
        return scrm_node_error(map, 0, err,
                               "this policy names no place: network, channel or account");
    return read_effect(policy, map, calendars, err);
}

static int read_policies(struct scrm_policies *policies, const struct scrm_calendars *calendars,
                         struct scrm_err *err)
{
    static const char *const keys[] = {"scrm_policies", "version", "policies", NULL};
    const struct scrm_node *root = scrm_config_root(policies->config), *list = NULL;
    int64_t format = 0;

    if (!root || root->kind != SCRM_NODE_MAP) {
        scrm_err_set(err, SCRM_EXIT_CONFIG,
                     "no policy file: expected scrm_policies and policies");
        return scrm_err_at(err, scrm_config_file(policies->config), 1, 0);
    }
    if (scrm_node_known(root, keys, err) ||
        scrm_node_int(root, "scrm_policies", &format, err) < 0 ||
        scrm_node_written(root, "version", &policies->version, err) < 0 ||
        scrm_node_list(root, "policies", &list, err) < 0)
        return -1;
    if (format != FORMAT) {
        scrm_node_error(root, 0, err, "no policy file that this program reads");
        return scrm_err_hint(err, "begin the file with \"scrm_policies: %d\"", FORMAT);
    }
    if (!list)
        return 0;
    policies->at = scrm_alloc_zero(list->n + 1, sizeof *policies->at);
    for (; policies->n < list->n; policies->n++) {
        struct scrm_policy *policy = &policies->at[policies->n];

        if (read_policy(policy, list->items[policies->n], calendars, err))
            return -1;
        policies->clocks = policies->clocks || policy->clocks;
    }
    return 0;
}

int scrm_policies_parse(struct scrm_policies *policies, struct scrm_slice text,
                        const char *name, const struct scrm_calendars *calendars,
                        struct scrm_err *err)
{
    *policies = (struct scrm_policies){.config = scrm_config_parse(text, name, err)};
    if (policies->config && read_policies(policies, calendars, err) == 0)
        return 0;
    scrm_policies_fini(policies);
    return -1;
}

int scrm_policies_load(struct scrm_policies *policies, const char *path,
                       const struct scrm_calendars *calendars, struct scrm_err *err)
{
    struct scrm_buf text = {.max = FILE_BYTES_MAX};
    int status = scrm_file_read(path, &text, err);

    if (status == 0)
        status = scrm_policies_parse(policies, scrm_buf_slice(&text), path, calendars, err);
    scrm_buf_fini(&text);
    return status;
}

static bool fits(struct scrm_slice asked, struct scrm_slice is)
{
    return !asked.at || (is.at && scrm_slice_eq(asked, is));
}

static bool fits_all(const struct scrm_policy *policy, const struct scrm_policy_place *place)
{
    return fits(policy->network, place->network) && fits(policy->channel, place->channel) &&
           fits(policy->account, place->account);
}

const struct scrm_policy *scrm_policies_find(const struct scrm_policies *policies,
                                             const struct scrm_policy_place *place)
{
    for (size_t i = 0; i < policies->n; i++)
        if (policies->at[i].acts && fits_all(&policies->at[i], place))
            return &policies->at[i];
    return NULL;
}

const struct scrm_policy *scrm_policies_clock(const struct scrm_policies *policies,
                                              const struct scrm_policy_place *place)
{
    for (size_t i = 0; i < policies->n && policies->clocks; i++)
        if (policies->at[i].clocks && fits_all(&policies->at[i], place))
            return &policies->at[i];
    return NULL;
}
