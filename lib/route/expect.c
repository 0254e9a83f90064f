/*
 * One expectation of a rule file: the record is written out as JSON, scored where it has
 * words and no score, decided about, and the decision compared with what was expected.
 */
#include "route/expect.h"

#include <stdlib.h>

#include "base/num.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/post.h"
#include "text/utf8.h"

/* Levels of a record that is written in a rule file. */
enum { NESTING_MAX = 32 };

/* A node as JSON. Numbers that JSON would not take are refused. */
static int put_node(const struct scrm_node *node, unsigned depth, struct scrm_buf *out,
                    struct scrm_err *err)
{
    double number;

    switch (node->kind) {
    case SCRM_NODE_NULL:
        scrm_buf_puts(out, "null");
        return 0;
    case SCRM_NODE_BOOL:
        scrm_buf_puts(out, node->integer ? "true" : "false");
        return 0;
    case SCRM_NODE_INT:
        scrm_num_put_int(out, node->integer);
        return 0;
    case SCRM_NODE_NUMBER:
        if (scrm_num_double(node->text, &number))
            return scrm_node_error(node, 0, err, "write this number as 0.5 or 1.5e3");
        scrm_buf_put_slice(out, node->text);
        return 0;
    case SCRM_NODE_TEXT:
        scrm_emit_repaired(out, node->text);
        return 0;
    default:
        break;
    }
    if (depth > NESTING_MAX)
        return scrm_node_error(node, 0, err, "more than %d levels", NESTING_MAX);
    scrm_buf_putc(out, node->kind == SCRM_NODE_MAP ? '{' : '[');
    for (size_t i = 0; i < node->n; i++) {
        scrm_emit_comma(out);
        if (node->kind == SCRM_NODE_MAP) {
            scrm_emit_repaired(out, node->keys[i]->text);
            scrm_buf_putc(out, ':');
        }
        if (put_node(node->items[i], depth + 1, out, err))
            return -1;
    }
    scrm_buf_putc(out, node->kind == SCRM_NODE_MAP ? '}' : ']');
    return 0;
}

static bool is_own_key(struct scrm_slice key)
{
    return scrm_slice_is(key, "then") || scrm_slice_is(key, "now");
}

static int check_member(const struct scrm_node *key, struct scrm_err *err)
{
    const char *names[128];
    const char *near;
    size_t n = 0;

    if (scrm_member_find(key->text))
        return 0;
    for (size_t i = 0; i < scrm_post_members_n && n < 120; i++)
        names[n++] = scrm_post_members[i].name;
    names[n++] = "then";
    names[n++] = "score";
    names[n++] = "customer";
    near = scrm_err_nearest(key->text, names, n);
    scrm_node_error(key, 0, err, "expect: a post has no member '%.*s'", SCRM_FMT(key->text));
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    return -1;
}

/* The record of an expectation, without its own keys. */
static int put_record(const struct scrm_node *expect, struct scrm_buf *out,
                      struct scrm_err *err)
{
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < expect->n; i++) {
        const struct scrm_node *key = expect->keys[i];

        if (is_own_key(key->text))
            continue;
        if (check_member(key, err))
            return -1;
        scrm_emit_comma(out);
        scrm_emit_repaired(out, key->text);
        scrm_buf_putc(out, ':');
        if (put_node(expect->items[i], 0, out, err))
            return -1;
    }
    scrm_buf_putc(out, '}');
    return 0;
}

/* The record as the router sees it: scored first where it has words and no score. */
static int make_record(struct scrm_expect *run, const struct scrm_node *expect,
                       struct scrm_slice *json, struct scrm_err *err)
{
    struct scrm_buf *record = &run->record;

    scrm_buf_reset(record);
    if (put_record(expect, record, err))
        return -1;
    if (run->check->score && scrm_node_get(expect, "text") && !scrm_node_get(expect, "score")) {
        struct scrm_buf swap;
        struct scrm_err bad = {0};

        scrm_buf_reset(&run->scored);
        if (run->check->score(run->check->ctx, record, &run->scored, &bad)) {
            scrm_node_error(expect, 0, err, "this record cannot be scored: %s", bad.text);
            scrm_err_fini(&bad);
            return -1;
        }
        swap = run->record;
        run->record = run->scored;
        run->scored = swap;
    }
    *json = scrm_scan_padded(record);
    return 0;
}

/* What the decision holds under a key of `then`, as text. */
static void put_got(const struct scrm_router *router, const struct scrm_decision *decision,
                    const char *key, struct scrm_buf *out)
{
    const struct scrm_then *then = decision->then;
    bool engaged = decision->action == SCRM_ROUTE_ENGAGE;
    int64_t at = key[3] == 'p' ? decision->respond_by : decision->resolve_by;
    struct scrm_slice text = SCRM_SLICE("none");

    if (strstr(key, "_by") && at != SCRM_NO_TIME) {
        scrm_time_put(out, at);
        return;
    }
    if (strcmp(key, "rule") == 0)
        text = decision->rule;
    else if (strcmp(key, "action") == 0)
        text = scrm_slice_of(scrm_route_actions[decision->action]);
    else if (then && strcmp(key, "function") == 0)
        text = then->function;
    else if (!then || !engaged)
        text = SCRM_SLICE("none");
    else if (strcmp(key, "queue") == 0)
        text = then->queue;
    else if (strcmp(key, "priority") == 0)
        text = scrm_slice_of(scrm_route_priorities[then->priority]);
    else if (strcmp(key, "assign") == 0 && then->given & SCRM_THEN_ASSIGN)
        text = then->assign;
    else if (strcmp(key, "calendar") == 0)
        text = decision->calendar == SCRM_WALL
                   ? SCRM_SLICE("wall")
                   : scrm_calendar_name(router->calendars.at[decision->calendar]);
    else if (strcmp(key, "respond_within") == 0 && then->given & SCRM_THEN_RESPOND)
        text = then->respond.text;
    else if (strcmp(key, "resolve_within") == 0 && then->given & SCRM_THEN_RESOLVE)
        text = then->resolve.text;
    scrm_buf_put_slice(out, text);
}

/* Whether two keys of a decision say the same: durations and times by what they
 * mean, all else by what is written. */
static bool is_same(const char *key, struct scrm_slice want, struct scrm_slice got)
{
    struct scrm_time_parts a = {0}, b = {0};
    int64_t from = 0, until = 0;

    if (scrm_slice_eq(want, got))
        return true;
    if (strstr(key, "_within"))
        return scrm_time_duration_parts(want, &a) == 0 &&
               scrm_time_duration_parts(got, &b) == 0 && a.weeks == b.weeks &&
               a.days == b.days && a.ms == b.ms;
    if (strstr(key, "_by"))
        return scrm_time_any(want, &from) == 0 && scrm_time_any(got, &until) == 0 &&
               from == until;
    return false;
}

/* Starts a line about an expectation: where it stands, its rule, its text. */
static void begin_failure(struct scrm_expect *run, const struct scrm_node *expect, size_t rule)
{
    struct scrm_buf *out = &run->check->out;
    const struct scrm_node *text = scrm_node_get(expect, "text");
    struct scrm_slice cut = text ? scrm_text_cut(text->text, 60, NULL) : SCRM_SLICE("");

    scrm_buf_printf(out, "%s:%u: rule ", scrm_config_file(expect->config), expect->line);
    scrm_text_visible(out, run->router->at[rule].name);
    if (text) {
        scrm_buf_puts(out, ": \"");
        scrm_text_visible(out, cut);
        scrm_buf_puts(out, cut.len < text->text.len ? "\xE2\x80\xA6\"" : "\"");
    }
    scrm_buf_puts(out, ": ");
}

static bool has_tags(const struct scrm_decision *decision, const struct scrm_then *want)
{
    for (size_t i = 0; i < want->n_tags; i++) {
        bool found = false;

        for (size_t k = 0; decision->then && k < decision->then->n_tags; k++)
            found = found || scrm_slice_eq(decision->then->tags[k], want->tags[i]);
        if (!found)
            return false;
    }
    return true;
}

/* Keys of an expectation that are none of a rule's `then`. */
static bool is_extra(struct scrm_slice key)
{
    return scrm_slice_is(key, "rule") || scrm_slice_is(key, "respond_by") ||
           scrm_slice_is(key, "resolve_by");
}

/* Compares the decision with a map; one line for each key that differs. */
static int compare_map(struct scrm_expect *run, const struct scrm_node *expect, size_t rule,
                       const struct scrm_decision *decision, bool *failed, struct scrm_err *err)
{
    const struct scrm_node *map = scrm_node_get(expect, "then");
    struct scrm_book_values values = {0};
    struct scrm_buf got = {0};
    struct scrm_known known = scrm_router_known(run->router);
    struct scrm_then then = {0};
    int status;

    for (size_t i = 0; i < map->n; i++) {
        struct scrm_book_value value = {map->keys[i]->text, scrm_where_node(map->keys[i]),
                                        scrm_where_node(map->items[i])};

        if (!is_extra(value.name))
            scrm_book_put_value(&values, &value);
    }
    status = scrm_then_read(&then, &known, &values, err);
    for (size_t i = 0; i < map->n && status == 0; i++) {
        const char *key = map->keys[i]->text.at;
        bool tags = strcmp(key, "tags") == 0;

        scrm_buf_reset(&got);
        if (!tags)
            put_got(run->router, decision, key, &got);
        if (tags ? has_tags(decision, &then)
                 : is_same(key, map->items[i]->text, scrm_buf_slice(&got)))
            continue;
        *failed = true;
        begin_failure(run, expect, rule);
        scrm_buf_printf(&run->check->out,
                        tags ? "expected tags that are not there" : "expected %s %s, got %s",
                        key, map->items[i]->text.at ? map->items[i]->text.at : "null",
                        scrm_buf_text(&got));
        scrm_buf_printf(&run->check->out, " (rule %.*s)\n", SCRM_FMT(decision->rule));
    }
    scrm_then_fini(&then);
    free(values.at);
    scrm_buf_fini(&got);
    return status;
}

static int read_then(const struct scrm_node *expect, bool *none, struct scrm_err *err)
{
    static const char *const keys[] = {
        "rule",           "action",         "function", "queue", "priority",
        "respond_within", "resolve_within", "assign",   "tags",  "calendar",
        "respond_by",     "resolve_by",     NULL};
    const struct scrm_node *then = scrm_node_get(expect, "then");

    if (!then)
        return scrm_node_error(expect, 0, err, "this expectation says not what then");
    *none = then->kind == SCRM_NODE_TEXT && scrm_slice_is(then->text, "none");
    if (*none)
        return 0;
    if (then->kind != SCRM_NODE_MAP)
        return scrm_node_error(then, 0, err, "then: expected none, or the keys of a decision");
    return scrm_node_known(then, keys, err);
}

int scrm_expect_run(struct scrm_expect *run, const struct scrm_node *expect, size_t rule,
                    struct scrm_err *err)
{
    struct scrm_line line = {.values = run->values};
    struct scrm_decision decision;
    struct scrm_slice json, clock = {NULL, 0};
    int64_t now = run->check->now;
    bool none = false, failed = false;

    if (expect->kind != SCRM_NODE_MAP)
        return scrm_node_error(expect, 0, err, "expected a record and its then");
    if (read_then(expect, &none, err) || scrm_node_written(expect, "now", &clock, err) < 0)
        return -1;
    if (clock.at && scrm_time_option(clock, now, &now))
        return scrm_node_error(scrm_node_get(expect, "now"), 0, err, "now: expected a time");
    scrm_arena_reset(&run->arena);
    if (make_record(run, expect, &json, err) ||
        scrm_scan(&run->scanner, run->keys, json, &line, err))
        return scrm_node_error(expect, 0, err, "this is no record");
    scrm_route_decide(run->worker, &line, &run->arena, now, &decision);
    run->check->expectations++;
    if (none && scrm_route_hit(run->worker, rule)) {
        failed = true;
        begin_failure(run, expect, rule);
        scrm_buf_puts(&run->check->out, "expected none, but the rule hits\n");
    } else if (!none && compare_map(run, expect, rule, &decision, &failed, err)) {
        return -1;
    }
    run->check->failures += failed;
    return 0;
}
