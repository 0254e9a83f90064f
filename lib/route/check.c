/*
 * Goes through a rule file: runs its expectations, and finds what is wrong with the rules
 * themselves.
 */
#include "route/check.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "route/expect.h"
#include "text/utf8.h"

/* Starts a line about a rule: where it stands, its name. */
static void begin_line_of(struct scrm_expect *run, const struct scrm_book_rule *rule)
{
    const struct scrm_where *place = &rule->place;
    struct scrm_buf *out = &run->check->out;
    struct scrm_err at = {0};

    scrm_where_error(place, 0, &at, "%s", "");
    scrm_buf_printf(out, "%s:%" PRIu64 ": rule ", at.file ? at.file : "rules", at.line);
    scrm_text_visible(out, rule->name);
    scrm_err_fini(&at);
}

static void begin_line(struct scrm_expect *run, size_t rule)
{
    begin_line_of(run, &run->router->book.rules.at[rule]);
}

/* Time rules for which there can be no case. */
static void find_never_timed(struct scrm_expect *run)
{
    const struct scrm_book_rules *rules = &run->router->book.time_rules;
    bool *ends = scrm_alloc_zero(rules->n + 1, sizeof *ends);
    struct scrm_buf buf = {0};

    for (size_t i = 0; i < rules->n; i++) {
        const char *reason;

        scrm_buf_reset(&buf);
        reason = scrm_rules_never(run->router->time_rules, i, ends, &buf);
        if (!reason)
            continue;
        run->check->never++;
        begin_line_of(run, &rules->at[i]);
        scrm_buf_printf(&run->check->out, " can never fire: %s\n", reason);
    }
    scrm_buf_fini(&buf);
    free(ends);
}

/* Rules that no post can reach. */
static void find_never(struct scrm_expect *run)
{
    const struct scrm_router *router = run->router;
    bool *ends = scrm_alloc_zero(router->n + 1, sizeof *ends);
    struct scrm_buf buf = {0};

    for (size_t i = 0; i < router->n; i++)
        ends[i] = router->at[i].stop;
    for (size_t i = 0; i < router->n; i++) {
        const char *reason;

        scrm_buf_reset(&buf);
        reason = scrm_rules_never(router->rules, i, ends, &buf);
        if (!reason)
            continue;
        run->check->never++;
        begin_line(run, i);
        scrm_buf_printf(&run->check->out, " can never hit: %s\n", reason);
    }
    scrm_buf_fini(&buf);
    free(ends);
}

/* The first key that both give, with different values; NULL: none. */
static const char *disputed(const struct scrm_then *a, const struct scrm_then *b)
{
    unsigned both = a->given & b->given;

    if (both & SCRM_THEN_ACTION && a->action != b->action)
        return "action";
    if (both & SCRM_THEN_FUNCTION && !scrm_slice_eq(a->function, b->function))
        return "function";
    if (both & SCRM_THEN_QUEUE && !scrm_slice_eq(a->queue, b->queue))
        return "queue";
    if (both & SCRM_THEN_PRIORITY && a->priority != b->priority)
        return "priority";
    if (both & SCRM_THEN_RESPOND && a->respond.wall_ms != b->respond.wall_ms)
        return "respond_within";
    if (both & SCRM_THEN_RESOLVE && a->resolve.wall_ms != b->resolve.wall_ms)
        return "resolve_within";
    if (both & SCRM_THEN_ASSIGN && !scrm_slice_eq(a->assign, b->assign))
        return "assign";
    if (both & SCRM_THEN_CALENDAR && a->calendar != b->calendar)
        return "calendar";
    return NULL;
}

/* Where every rule that hits has its say: rules that say something which never counts,
 * because one above them says something else about the same posts. */
static void find_contradictions(struct scrm_expect *run)
{
    const struct scrm_router *router = run->router;

    for (size_t i = 1; i < router->n && router->all; i++) {
        for (size_t k = 0; k < i; k++) {
            const char *key = disputed(&router->at[i].own, &router->at[k].own);

            if (!key || router->at[k].stop || !scrm_rules_implies(router->rules, i, k))
                continue;
            run->check->contradictions++;
            begin_line(run, i);
            scrm_buf_printf(&run->check->out, ": its %s never counts: rule ", key);
            scrm_text_visible(&run->check->out, router->at[k].name);
            scrm_buf_puts(&run->check->out,
                          " above it hits whenever it does, and says otherwise\n");
            break;
        }
    }
}

/* Regular expressions that a post can make run wild. */
static void find_slow(struct scrm_expect *run)
{
    for (size_t i = 0; i < run->router->n; i++) {
        struct scrm_buf *out = &run->check->out;
        struct scrm_slice pattern, unit;

        if (!scrm_rules_slow(run->router->rules, i, &pattern, &unit))
            continue;
        run->check->slow++;
        begin_line(run, i);
        scrm_buf_puts(out, ": '");
        scrm_text_visible(out, pattern);
        scrm_buf_puts(out, "' gives up on a long row of \"");
        scrm_text_visible(out, unit);
        scrm_buf_puts(out, "\": what repeats stands inside what repeats\n");
    }
}

static void put_summary(struct scrm_check *check, size_t time_rules)
{
    scrm_buf_printf(&check->out,
                    "%" PRIu64 " expectations, %" PRIu64 " failed; %" PRIu64 " rules, %" PRIu64
                    " can never hit, %" PRIu64 " without an expectation",
                    check->expectations, check->failures, check->rules, check->never,
                    check->untested);
    if (time_rules)
        scrm_buf_printf(&check->out, ", %zu time %s", time_rules,
                        time_rules == 1 ? "rule" : "rules");
    if (check->contradictions)
        scrm_buf_printf(&check->out, ", %" PRIu64 " with a contradiction",
                        check->contradictions);
    if (check->slow)
        scrm_buf_printf(&check->out, ", %" PRIu64 " with a dangerous expression", check->slow);
    scrm_buf_putc(&check->out, '\n');
}

int scrm_check_run(struct scrm_check *check, const struct scrm_router *router,
                   const struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_expect run = {.check = check, .router = router, .keys = keys};
    int status = 0;

    run.worker = scrm_route_open(router);
    run.values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *run.values);
    check->rules = router->n;
    for (size_t r = 0; r < router->n && status == 0; r++) {
        const struct scrm_node *list = router->book.rules.at[r].expect;

        check->untested += !list || list->n == 0;
        for (size_t i = 0; list && i < list->n && status == 0; i++)
            status = scrm_expect_run(&run, list->items[i], r, err);
    }
    if (status == 0) {
        find_never(&run);
        find_never_timed(&run);
        find_contradictions(&run);
        find_slow(&run);
        put_summary(check, router->book.time_rules.n);
    }
    scrm_route_close(run.worker);
    scrm_scanner_fini(&run.scanner);
    scrm_arena_fini(&run.arena);
    scrm_buf_fini(&run.record);
    scrm_buf_fini(&run.scored);
    free(run.values);
    return status;
}
