/*
 * A rule file in YAML (or JSON):
 *
 *   scrm_rules: 1
 *   base: default | FILE           # optional: this file changes only what it names
 *   version: 2026-11-21.1
 *   match: first | all
 *   queues: [billing, inbox]       # optional: then a rule may name no other
 *   functions: [service, sales]    # optional, likewise; and owners, teams
 *   let: {NAME: CONDITION}
 *   rules:      [{rule, when, then, expect, stop, before, remove}]
 *   time_rules: [{rule, on, when, then}]
 *   default: {the keys of then}
 */
#include "rules/book.h"

#include <stdlib.h>

#include "base/alloc.h"

/* The version of the format that this reader knows. */
enum { FORMAT = 1 };

static bool is_scalar(const struct scrm_node *node)
{
    return node->kind != SCRM_NODE_LIST && node->kind != SCRM_NODE_MAP;
}

/* A scalar's text at `key`, whatever it looks like: 1 given, 0 not, -1 wrong. */
static int read_scalar(const struct scrm_node *map, const char *key, struct scrm_where *where,
                       struct scrm_err *err)
{
    const struct scrm_node *node = scrm_node_get(map, key);

    if (!node || (node->kind == SCRM_NODE_NULL && node->text.len == 0))
        return 0;
    if (!is_scalar(node))
        return scrm_node_error(node, 0, err, "%s: expected text", key);
    *where = scrm_where_node(node);
    if (!where->text.at)
        where->text.at = "";
    return 1;
}

/* Lays the pairs of a map on `values`; with `patch` they are only listed, so that
 * a null is still there when the rule that it is about is found. */
static int read_values(const struct scrm_node *map, struct scrm_book_values *values, bool patch,
                       const char *const *known, struct scrm_err *err)
{
    if (!map || map->kind == SCRM_NODE_NULL)
        return 0;
    if (known && scrm_node_known(map, known, err))
        return -1;
    if (map->kind != SCRM_NODE_MAP)
        return scrm_node_error(map, 0, err, "expected names with values");
    for (size_t i = 0; i < map->n; i++) {
        struct scrm_book_value value = {.name = map->keys[i]->text,
                                        .key = scrm_where_node(map->keys[i]),
                                        .value = scrm_where_node(map->items[i])};

        if (!patch) {
            scrm_book_put_value(values, &value);
            continue;
        }
        SCRM_GROW(values->at, values->n, values->cap);
        values->at[values->n++] = value;
    }
    return 0;
}

/* The names of `let`; their values are scalars, which conditions are made of. */
static int read_lets(struct scrm_book *book, const struct scrm_node *map, struct scrm_err *err)
{
    if (map && map->kind == SCRM_NODE_MAP) {
        for (size_t i = 0; i < map->n; i++) {
            if (!is_scalar(map->items[i]))
                return scrm_node_error(map->items[i], 0, err, "expected a condition");
        }
    }
    return read_values(map, &book->lets, false, NULL, err);
}

static int read_event(const struct scrm_node *map, struct scrm_book_rule *rule,
                      struct scrm_err *err)
{
    static const char *const events[] = {"tick", "reopen", "new", "reply", NULL};
    const struct scrm_node *on = scrm_node_get(map, "on");
    size_t event;

    /* YAML 1.1 readers take a bare `on` for true; the core schema does not. */
    if (!on)
        return 0;
    if (scrm_node_choice(map, "on", events, &event, err) <= 0)
        return -1;
    rule->on = (enum scrm_book_event)(SCRM_ON_TICK + event);
    return 0;
}

static int read_rule(struct scrm_book *book, struct scrm_book_rules *rules,
                     const struct scrm_node *map, struct scrm_err *err)
{
    static const char *const keys[] = {"rule", "when",   "then",   "expect",
                                       "stop", "before", "remove", NULL};
    static const char *const time_keys[] = {"rule",   "on",     "when", "then",
                                            "before", "remove", NULL};
    bool timed = rules == &book->time_rules;
    struct scrm_book_patch patch = {0};
    const struct scrm_node *expect = NULL;
    struct scrm_where place = {0};
    int status;

    if (scrm_node_known(map, timed ? time_keys : keys, err))
        return -1;
    if (map->kind != SCRM_NODE_MAP)
        return scrm_node_error(map, 0, err, "expected a rule");
    status = read_scalar(map, "rule", &place, err);
    if (status < 0)
        return -1;
    if (status == 0)
        return scrm_node_error(map, 0, err, "this rule has no name: rule");
    patch.rule.place = place;
    patch.rule.name = place.text;
    if (read_scalar(map, "when", &patch.rule.when, err) < 0 ||
        read_scalar(map, "before", &patch.before, err) < 0 ||
        scrm_node_list(map, "expect", &expect, err) < 0)
        return -1;
    if (scrm_node_bool(map, "remove", &patch.remove, err) < 0)
        return -1;
    status = scrm_node_bool(map, "stop", &patch.rule.stop, err);
    patch.has_stop = status > 0;
    patch.rule.expect = expect;
    if (status >= 0 && (!timed || read_event(map, &patch.rule, err) == 0) &&
        read_values(scrm_node_get(map, "then"), &patch.rule.then, true, scrm_then_keys, err) ==
            0)
        status = scrm_book_put_rule(rules, &patch, err);
    else
        status = -1;
    free(patch.rule.then.at);
    return status;
}

/* The rules of a list; a name stands once in one file. */
static int read_rules(struct scrm_book *book, struct scrm_book_rules *rules,
                      const struct scrm_node *root, const char *key, struct scrm_err *err)
{
    const struct scrm_node *list = NULL;

    if (scrm_node_list(root, key, &list, err) < 0)
        return -1;
    for (size_t i = 0; list && i < list->n; i++) {
        const struct scrm_node *name = scrm_node_get(list->items[i], "rule");

        for (size_t k = 0; name && k < i; k++) {
            if (scrm_slice_eq(scrm_node_get(list->items[k], "rule")->text, name->text))
                return scrm_node_error(name, 0, err, "a second rule named '%.*s'",
                                       SCRM_FMT(name->text));
        }
        if (read_rule(book, rules, list->items[i], err))
            return -1;
    }
    for (size_t i = 0; rules == &book->time_rules && i < rules->n; i++) {
        if (rules->at[i].on == SCRM_ON_NONE)
            return scrm_where_error(&rules->at[i].place, 0, err,
                                    "this time rule does not say when it is asked: on");
    }
    return 0;
}

static int check_names(const struct scrm_node *list, struct scrm_err *err)
{
    for (size_t i = 0; list && i < list->n; i++) {
        if (!is_scalar(list->items[i]) || list->items[i]->text.len == 0)
            return scrm_node_error(list->items[i], 0, err, "expected a name");
    }
    return 0;
}

static int check_format(const struct scrm_node *root, struct scrm_err *err)
{
    int64_t format = 0;
    int status = scrm_node_int(root, "scrm_rules", &format, err);

    if (status < 0)
        return -1;
    if (status == 0) {
        scrm_node_error(root, 0, err, "no rule file: scrm_rules is missing");
        return scrm_err_hint(err, "begin the file with \"scrm_rules: %d\"", FORMAT);
    }
    if (format != FORMAT)
        return scrm_node_error(scrm_node_get(root, "scrm_rules"), 0, err,
                               "scrm_rules: this program reads format %d", FORMAT);
    return 0;
}

int scrm_book_read_yaml(struct scrm_book *book, struct scrm_config *config,
                        struct scrm_err *err)
{
    static const char *const keys[] = {
        "scrm_rules", "base",   "version",   "match",  "let",   "rules", "time_rules",
        "default",    "queues", "functions", "owners", "teams", NULL};
    static const char *const matches[] = {"first", "all", NULL};
    const struct scrm_node *root = scrm_config_root(config);
    size_t match = book->all;

    if (!root || root->kind != SCRM_NODE_MAP) {
        if (root)
            scrm_node_error(root, 0, err, "no rule file: expected scrm_rules and rules");
        else
            scrm_err_set(err, SCRM_EXIT_CONFIG, "%s: an empty rule file",
                         scrm_config_file(config));
        return -1;
    }
    if (scrm_node_known(root, keys, err) || check_format(root, err) ||
        scrm_node_choice(root, "match", matches, &match, err) < 0 ||
        scrm_node_list(root, "queues", &book->queues, err) < 0 ||
        scrm_node_list(root, "functions", &book->functions, err) < 0 ||
        scrm_node_list(root, "owners", &book->owners, err) < 0 ||
        scrm_node_list(root, "teams", &book->teams, err) < 0 ||
        check_names(book->queues, err) || check_names(book->functions, err) ||
        check_names(book->owners, err) || check_names(book->teams, err) ||
        read_lets(book, scrm_node_get(root, "let"), err) ||
        read_values(scrm_node_get(root, "default"), &book->fallback, false, scrm_then_keys,
                    err) ||
        read_rules(book, &book->rules, root, "rules", err) ||
        read_rules(book, &book->time_rules, root, "time_rules", err))
        return -1;
    book->all = match == 1;
    return 0;
}
