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

static int read_policy(struct scrm_policy *policy, const struct scrm_node *map,
                       struct scrm_err *err)
{
    static const char *const keys[] = {"network", "channel", "account",
                                       "action",  "because", NULL};
    size_t action = 0;
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
    status = scrm_node_choice(map, "action", scrm_route_actions, &action, err);
    if (status == 0)
        return scrm_node_error(map, 0, err,
                               "this policy has no action: engage, listen or ignore");
    policy->action = (enum scrm_route_action)action;
    return status < 0 ? -1 : 0;
}

static int read_policies(struct scrm_policies *policies, struct scrm_err *err)
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
        if (read_policy(&policies->at[policies->n], list->items[policies->n], err))
            return -1;
    }
    return 0;
}

int scrm_policies_parse(struct scrm_policies *policies, struct scrm_slice text,
                        const char *name, struct scrm_err *err)
{
    *policies = (struct scrm_policies){.config = scrm_config_parse(text, name, err)};
    if (policies->config && read_policies(policies, err) == 0)
        return 0;
    scrm_policies_fini(policies);
    return -1;
}

int scrm_policies_load(struct scrm_policies *policies, const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {.max = FILE_BYTES_MAX};
    int status = scrm_file_read(path, &text, err);

    if (status == 0)
        status = scrm_policies_parse(policies, scrm_buf_slice(&text), path, err);
    scrm_buf_fini(&text);
    return status;
}

static bool fits(struct scrm_slice asked, struct scrm_slice is)
{
    return !asked.at || (is.at && scrm_slice_eq(asked, is));
}

const struct scrm_policy *scrm_policies_find(const struct scrm_policies *policies,
                                             struct scrm_slice network,
                                             struct scrm_slice channel,
                                             struct scrm_slice account)
{
    for (size_t i = 0; i < policies->n; i++) {
        const struct scrm_policy *policy = &policies->at[i];

        if (fits(policy->network, network) && fits(policy->channel, channel) &&
            fits(policy->account, account))
            return policy;
    }
    return NULL;
}
