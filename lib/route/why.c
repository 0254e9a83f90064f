/*
 * The reasons of a decision: as JSON for `route.why`, and for people.
 *
 * The rules are asked once more, this time by the slow road that remembers what
 * it saw; the decision itself is made as always.
 */
#include "route/router.h"

#include "base/time.h"
#include "record/emit.h"
#include "text/utf8.h"

/* Characters of a condition's part that are shown. */
enum { PART_MAX = 160 };

static struct scrm_slice shown(struct scrm_slice part, bool *cut)
{
    size_t count = 0;

    for (size_t i = 0; i < part.len; i++) {
        count += ((unsigned char)part.at[i] & 0xC0) != 0x80;
        if (count > PART_MAX) {
            *cut = true;
            return (struct scrm_slice){part.at, i};
        }
    }
    *cut = false;
    return part;
}

/* A part on one line: conditions in files are broken and indented. */
static void put_part(struct scrm_buf *out, struct scrm_slice part)
{
    bool cut;
    size_t from = out->len;

    part = shown(part, &cut);
    for (size_t i = 0; i < part.len; i++) {
        bool white = strchr(" \t\r\n", part.at[i]) != NULL;

        if (!white || (out->len > from && out->at[out->len - 1] != ' '))
            scrm_buf_putc(out, white ? ' ' : part.at[i]);
    }
    if (cut)
        scrm_buf_puts(out, "\xE2\x80\xA6");
}

static void put_rule(struct scrm_buf *out, struct scrm_slice name, const struct scrm_why *why)
{
    static const char *const answers[] = {"false", "true", "null"};
    struct scrm_buf part = {0};

    scrm_emit_comma(out);
    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "rule", name);
    scrm_emit_member_json(out, "hit", scrm_slice_of(answers[why->hit]));
    put_part(&part, why->part);
    scrm_emit_member_text(out, "part", scrm_buf_slice(&part));
    scrm_emit_key(out, "saw");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < why->n; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, why->seen[i].field);
        scrm_buf_putc(out, ':');
        scrm_buf_put_slice(out, why->seen[i].json);
    }
    scrm_buf_puts(out, "}}");
    scrm_buf_fini(&part);
}

/* "network reddit, channel r/shop" */
static void put_place(struct scrm_buf *out, const struct scrm_policy *policy)
{
    const char *const names[] = {"network", "channel", "account"};
    const struct scrm_slice values[] = {policy->network, policy->channel, policy->account};
    bool first = true;

    for (size_t i = 0; i < 3; i++) {
        if (!values[i].at)
            continue;
        scrm_buf_printf(out, "%s%s ", first ? "" : ", ", names[i]);
        scrm_buf_put_slice(out, values[i]);
        first = false;
    }
}

static void put_overruled(struct scrm_buf *out, const struct scrm_decision *decision)
{
    struct scrm_buf place = {0};

    if (decision->policy) {
        put_place(&place, decision->policy);
        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "policy", scrm_buf_slice(&place));
        scrm_emit_member_text(out, "action",
                              scrm_slice_of(scrm_route_actions[decision->policy->action]));
        if (decision->policy->because.at)
            scrm_emit_member_text(out, "because", decision->policy->because);
        scrm_buf_putc(out, '}');
    }
    if (decision->brand) {
        scrm_buf_reset(&place);
        scrm_buf_printf(&place, "%s posts never make a case", decision->brand);
        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "policy", scrm_buf_slice(&place));
        scrm_emit_member_text(out, "action", SCRM_SLICE("ignore"));
        scrm_buf_putc(out, '}');
    }
    scrm_buf_fini(&place);
}

/* The next rule that was tried; false behind the one that ended it. */
static bool next_tried(struct scrm_route_worker *worker, size_t *rule, struct scrm_why *why)
{
    const struct scrm_router *router = worker->router;

    if (*rule >= router->n)
        return false;
    scrm_rules_explain(worker->rules, *rule, why);
    *rule = why->hit == SCRM_YES && router->at[*rule].stop ? router->n : *rule + 1;
    return true;
}

void scrm_route_put_why(struct scrm_route_worker *worker, const struct scrm_line *line,
                        struct scrm_arena *arena, int64_t now, struct scrm_buf *out)
{
    struct scrm_decision decision;
    struct scrm_why why;
    size_t rule = 0, tried = 0;

    scrm_route_decide(worker, line, arena, now, &decision);
    scrm_route_put(worker, &decision, out);
    out->len--; /* the closing brace */
    scrm_emit_key(out, "why");
    scrm_buf_putc(out, '[');
    if (decision.then) {
        scrm_rules_begin(worker->rules, line, arena, now);
        while (next_tried(worker, &rule, &why))
            put_rule(out, worker->router->at[tried++].name, &why);
    }
    put_overruled(out, &decision);
    scrm_promises_put(worker->router, &decision, out);
    scrm_buf_puts(out, "]}");
}

/* --- for people --- */

static void put_visible(struct scrm_buf *out, struct scrm_slice text, size_t columns)
{
    size_t used;
    struct scrm_slice fit = scrm_text_cut(text, columns, &used);

    scrm_text_visible(out, fit);
    if (fit.len < text.len)
        scrm_buf_puts(out, "\xE2\x80\xA6");
}

/* "score.sentiment = -0.7; text has "refund"" */
static void tell_seen(struct scrm_buf *out, const struct scrm_why *why)
{
    for (size_t i = 0; i < why->n; i++) {
        struct scrm_slice json = why->seen[i].json;

        scrm_buf_puts(out, i ? "; " : "");
        scrm_buf_put_slice(out, why->seen[i].field);
        if (scrm_slice_is(json, "null")) {
            scrm_buf_puts(out, " is unknown");
        } else if (scrm_slice_is(json, "[]")) {
            scrm_buf_puts(out, " has none of them");
        } else if (json.at[0] == '[') {
            scrm_buf_puts(out, " has ");
            put_visible(out, (struct scrm_slice){json.at + 1, json.len - 2}, 80);
        } else {
            scrm_buf_puts(out, " is ");
            put_visible(out, json, 80);
        }
    }
}

static void tell_rule(struct scrm_buf *out, struct scrm_slice name, const struct scrm_why *why)
{
    static const char *const answers[] = {"no ", "YES", "?  "};
    struct scrm_buf part = {0};

    scrm_buf_printf(out, "  %s ", answers[why->hit]);
    put_visible(out, name, 40);
    scrm_buf_puts(out, ": ");
    put_part(&part, why->part);
    put_visible(out, scrm_buf_slice(&part), 120);
    if (why->n)
        scrm_buf_puts(out, "\n        ");
    tell_seen(out, why);
    scrm_buf_putc(out, '\n');
    scrm_buf_fini(&part);
}

static void tell_time(struct scrm_buf *out, const char *what, int64_t ms)
{
    if (ms == SCRM_NO_TIME)
        return;
    scrm_buf_printf(out, ", %s ", what);
    scrm_time_put(out, ms);
}

static void tell_decision(struct scrm_buf *out, const struct scrm_decision *decision)
{
    const struct scrm_then *then = decision->then;

    if (decision->policy) {
        scrm_buf_puts(out, "  policy ");
        put_place(out, decision->policy);
        scrm_buf_printf(out, ": %s\n", scrm_route_actions[decision->policy->action]);
    }
    if (decision->brand)
        scrm_buf_printf(out, "  %s posts never make a case\n", decision->brand);
    scrm_buf_printf(out, "  => %s", scrm_route_actions[decision->action]);
    if (then) {
        scrm_buf_puts(out, ", ");
        put_visible(out, then->function, 40);
    }
    if (then && decision->action == SCRM_ROUTE_ENGAGE) {
        scrm_buf_puts(out, ", queue ");
        put_visible(out, then->queue, 40);
        scrm_buf_printf(out, ", %s", scrm_route_priorities[then->priority]);
        tell_time(out, "answer by", decision->respond_by);
        tell_time(out, "resolve by", decision->resolve_by);
    }
    for (size_t i = 0; then && i < then->n_tags; i++) {
        scrm_buf_puts(out, i ? " " : ", tags ");
        put_visible(out, then->tags[i], 40);
    }
    scrm_buf_puts(out, " (");
    put_visible(out, decision->rule, 60);
    scrm_buf_puts(out, ")\n");
}

void scrm_route_tell(struct scrm_route_worker *worker, const struct scrm_line *line,
                     struct scrm_arena *arena, int64_t now, struct scrm_buf *out)
{
    const struct scrm_router *router = worker->router;
    struct scrm_slice id = scrm_line_text(line, router->id, arena);
    struct scrm_slice text = scrm_line_text(line, router->text, arena);
    struct scrm_decision decision;
    struct scrm_why why;
    size_t rule = 0, tried = 0;

    scrm_route_decide(worker, line, arena, now, &decision);
    put_visible(out, id.at ? id : SCRM_SLICE("(no id)"), 90);
    if (text.at) {
        scrm_buf_puts(out, "\n  \"");
        put_visible(out, text, 90);
        scrm_buf_puts(out, "\"");
    }
    scrm_buf_putc(out, '\n');
    if (decision.then) {
        scrm_rules_begin(worker->rules, line, arena, now);
        while (next_tried(worker, &rule, &why))
            tell_rule(out, router->at[tried++].name, &why);
    }
    scrm_promises_tell(router, &decision, out);
    tell_decision(out, &decision);
}
