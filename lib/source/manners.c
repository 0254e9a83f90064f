/*
 * How a network wants to be asked: who we are, how often we may come, what its
 * answers mean. Parsed here, obeyed by lib/fetch.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "source/parse.h"

void scrm_auth_fini(struct scrm_auth *auth)
{
    scrm_template_fini(&auth->secret);
    scrm_named_fini(auth->headers, auth->n_headers);
    scrm_template_fini(&auth->token_url);
    scrm_template_fini(&auth->refresh_url);
    scrm_template_fini(&auth->body);
    scrm_path_fini(&auth->token);
    scrm_path_fini(&auth->refresh_token);
}

/* What each kind cannot do without. */
static int check_auth(const struct scrm_auth *auth, const struct scrm_node *node,
                      struct scrm_err *err)
{
    if (auth->kind != SCRM_AUTH_NONE && !auth->secret.n)
        return scrm_node_error(node, 0, err,
                               "auth needs a secret: its key in the secrets file");
    if (auth->kind == SCRM_AUTH_HEADER && !auth->n_headers)
        return scrm_node_error(node, 0, err, "auth by header needs headers");
    if ((auth->kind == SCRM_AUTH_QUERY || auth->kind == SCRM_AUTH_PATH) && !auth->param.len)
        return scrm_node_error(node, 0, err, "auth by query or path needs a param");
    if (auth->kind >= SCRM_AUTH_CLIENT_CREDENTIALS && auth->kind <= SCRM_AUTH_SESSION &&
        !auth->token_url.n)
        return scrm_node_error(node, 0, err, "this kind of auth needs a token_url");
    if (auth->kind == SCRM_AUTH_SESSION && !auth->body.n)
        return scrm_node_error(node, 0, err, "a session needs a body to log in with");
    return 0;
}

int scrm_auth_parse(struct scrm_auth *auth, const struct scrm_node *node, struct scrm_err *err)
{
    static const char *const known[] = {
        "kind", "secret", "about", "optional",    "headers",       "param", "token_url",
        "body", "scope",  "token", "refresh_url", "refresh_token", NULL};
    static const char *const kinds[] = {
        "none",           "bearer",  "header",  "query", "basic", "oauth2_client_credentials",
        "oauth2_refresh", "session", "command", "path",  NULL};
    int kind = SCRM_AUTH_NONE, given;

    if (!node)
        return 0;
    if (scrm_node_known(node, known, err) != 0)
        return -1;
    given = scrm_parse_choice(node, "kind", kinds, &kind, err);
    if (given < 0)
        return -1;
    if (!given)
        return scrm_node_error(node, 0, err, "auth needs a kind");
    auth->kind = (enum scrm_auth_kind)kind;
    if (scrm_parse_template(node, "secret", &auth->secret, err) != 0 ||
        scrm_node_text(node, "about", &auth->about, err) < 0 ||
        scrm_node_bool(node, "optional", &auth->optional, err) < 0 ||
        scrm_parse_named(scrm_node_get(node, "headers"), &auth->headers, &auth->n_headers,
                         err) != 0 ||
        scrm_node_text(node, "param", &auth->param, err) < 0 ||
        scrm_node_text(node, "scope", &auth->scope, err) < 0 ||
        scrm_parse_address(node, "token_url", &auth->token_url, err) != 0 ||
        scrm_parse_address(node, "refresh_url", &auth->refresh_url, err) != 0 ||
        scrm_parse_template(node, "body", &auth->body, err) != 0 ||
        scrm_parse_path(node, "token", &auth->token, err) < 0 ||
        scrm_parse_path(node, "refresh_token", &auth->refresh_token, err) < 0)
        return -1;
    return check_auth(auth, node, err);
}

void scrm_rate_fini(struct scrm_rate *rate)
{
    scrm_path_fini(&rate->body_wait);
}

int scrm_rate_parse(struct scrm_rate *rate, const struct scrm_node *node, struct scrm_err *err)
{
    static const char *const known[] = {"remaining", "reset",           "reset_as",
                                        "body_wait", "min_interval_ms", NULL};
    static const char *const forms[] = {"auto", "epoch", "seconds", "iso", NULL};
    int form = SCRM_RESET_AUTO, wait;

    if (!node)
        return 0;
    if (scrm_node_known(node, known, err) != 0 ||
        scrm_node_text(node, "remaining", &rate->remaining, err) < 0 ||
        scrm_node_text(node, "reset", &rate->reset, err) < 0 ||
        scrm_parse_choice(node, "reset_as", forms, &form, err) < 0 ||
        scrm_node_int(node, "min_interval_ms", &rate->min_interval_ms, err) < 0)
        return -1;
    if (rate->min_interval_ms < 0)
        return scrm_node_error(scrm_node_get(node, "min_interval_ms"), 0, err,
                               "min_interval_ms: expected milliseconds, not below zero");
    rate->reset_as = (enum scrm_reset_as)form;
    wait = scrm_parse_path(node, "body_wait", &rate->body_wait, err);
    rate->has_body_wait = wait > 0;
    return wait < 0 ? -1 : 0;
}

void scrm_response_fini(struct scrm_response_rule *rule)
{
    free(rule->statuses);
    scrm_conds_fini(&rule->when);
    scrm_path_fini(&rule->message);
}

static int parse_statuses(struct scrm_response_rule *rule, const struct scrm_node *node,
                          struct scrm_err *err)
{
    size_t n = !node ? 0 : node->kind == SCRM_NODE_LIST ? node->n : 1;

    rule->statuses = scrm_alloc_zero(n, sizeof *rule->statuses);
    for (size_t i = 0; i < n; i++) {
        const struct scrm_node *item = node->kind == SCRM_NODE_LIST ? node->items[i] : node;

        if (item->kind != SCRM_NODE_INT || item->integer < 100 || item->integer > 599)
            return scrm_node_error(item, 0, err, "expected a status such as 403");
        rule->statuses[rule->n_statuses++] = item->integer;
    }
    return 0;
}

static int parse_response(struct scrm_response_rule *rule, const struct scrm_node *node,
                          struct scrm_err *err)
{
    static const char *const known[] = {"status", "when", "action", "message", NULL};
    static const char *const actions[] = {"none",         "fail",    "retry", "ignore",
                                          "rate_limited", "refresh", NULL};
    const struct scrm_node *when = scrm_node_get(node, "when");
    int action = SCRM_RESPONSE_NONE, message;

    if (scrm_node_known(node, known, err) != 0 ||
        parse_statuses(rule, scrm_node_get(node, "status"), err) != 0 ||
        (when && scrm_conds_parse(&rule->when, when, err) != 0))
        return -1;
    if (!rule->n_statuses && !rule->when.n)
        return scrm_node_error(node, 0, err, "a response needs a status or a when");
    if (scrm_parse_choice(node, "action", actions, &action, err) <= 0 || action == 0)
        return scrm_node_error(node, 0, err, "a response needs an action");
    rule->action = (enum scrm_response_action)action;
    message = scrm_parse_path(node, "message", &rule->message, err);
    rule->has_message = message > 0;
    return message < 0 ? -1 : 0;
}

int scrm_responses_parse(struct scrm_source *source, const struct scrm_node *node,
                         struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST)
        return scrm_node_error(node, 0, err, "expected a list of responses");
    source->responses = scrm_alloc_zero(node->n, sizeof *source->responses);
    for (size_t i = 0; i < node->n; i++) {
        source->n_responses++;
        if (parse_response(&source->responses[i], node->items[i], err) != 0)
            return -1;
    }
    return 0;
}
