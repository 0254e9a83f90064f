/*
 * One post, one decision. See route.h for what decides, and in which order.
 */
#include "route/router.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/splice.h"
#include "record/value.h"

/* 9999-12-31T23:59:59Z: no later due time can be written. */
#define LAST_MS INT64_C(253402300799000)

struct scrm_route_worker *scrm_route_open(const struct scrm_router *router)
{
    struct scrm_route_worker *worker = scrm_alloc_zero(1, sizeof *worker);

    worker->router = router;
    worker->rules = scrm_rules_open(router->rules);
    worker->counts.hits = scrm_alloc_zero(router->n + 1, sizeof *worker->counts.hits);
    worker->counts.n = router->n;
    worker->hits = scrm_alloc_zero(router->n + 1, sizeof *worker->hits);
    return worker;
}

void scrm_route_close(struct scrm_route_worker *worker)
{
    if (!worker)
        return;
    scrm_rules_close(worker->rules);
    scrm_route_counts_fini(&worker->counts);
    scrm_then_fini(&worker->joined);
    scrm_buf_fini(&worker->names);
    scrm_buf_fini(&worker->json);
    scrm_buf_fini(&worker->scratch);
    free(worker->hits);
    free(worker);
}

const struct scrm_route_counts *scrm_route_counts(struct scrm_route_worker *worker)
{
    worker->counts.gave_up = scrm_rules_gave_up(worker->rules);
    return &worker->counts;
}

bool scrm_route_hit(const struct scrm_route_worker *worker, size_t rule)
{
    for (size_t i = 0; i < worker->n_hits; i++) {
        if (worker->hits[i] == rule)
            return true;
    }
    return false;
}

struct scrm_slice scrm_line_text(const struct scrm_line *line, int slot,
                                 struct scrm_arena *arena)
{
    return scrm_value_text(line->values[slot], arena);
}

/* Several hits: the earlier one's keys win, tags add up, names are joined. */
static void join_hits(struct scrm_route_worker *worker)
{
    const struct scrm_router *router = worker->router;
    struct scrm_then *joined = &worker->joined;

    joined->given = 0;
    joined->n_tags = 0;
    scrm_buf_reset(&worker->names);
    for (size_t i = 0; i < worker->n_hits; i++) {
        const struct scrm_route_rule *rule = &router->at[worker->hits[i]];
        struct scrm_then keys = rule->own;

        scrm_then_add_tags(joined, &rule->own);
        keys.given &= ~(unsigned)SCRM_THEN_TAGS;
        scrm_then_complete(joined, &keys);
        if (i)
            scrm_buf_putc(&worker->names, ',');
        scrm_buf_put_slice(&worker->names, rule->name);
    }
    scrm_then_complete(joined, &router->at[router->n].complete);
}

/* Asks the rules and sets what they decide. */
static void ask_rules(struct scrm_route_worker *worker, struct scrm_decision *decision)
{
    const struct scrm_router *router = worker->router;
    size_t rule = scrm_rules_next(worker->rules, 0);

    while (rule < router->n) {
        worker->hits[worker->n_hits++] = rule;
        worker->counts.hits[rule]++;
        if (router->at[rule].stop)
            break;
        rule = scrm_rules_next(worker->rules, rule + 1);
    }
    if (worker->n_hits > 1) {
        join_hits(worker);
        decision->then = &worker->joined;
        decision->rule = scrm_buf_slice(&worker->names);
    } else {
        rule = worker->n_hits ? worker->hits[0] : router->n;
        decision->then = &router->at[rule].complete;
        decision->rule = router->at[rule].name;
    }
    decision->first = worker->n_hits ? worker->hits[0] : SCRM_NO_RULE;
    decision->action = decision->then->action;
    worker->counts.fallback += worker->n_hits == 0;
}

/* What stands above the rules. */
static void overrule(struct scrm_route_worker *worker, const struct scrm_line *line,
                     struct scrm_arena *arena, struct scrm_decision *decision)
{
    const struct scrm_router *router = worker->router;
    struct scrm_value direction = line->values[router->direction];
    const struct scrm_policy *clock = NULL;

    decision->calendar = decision->then->calendar;
    if (router->policies.n) {
        struct scrm_policy_place place = {scrm_line_text(line, router->network, arena),
                                          scrm_line_text(line, router->channel, arena),
                                          scrm_line_text(line, router->account, arena)};

        decision->policy = scrm_policies_find(&router->policies, &place);
        clock = scrm_policies_clock(&router->policies, &place);
    }
    if (clock)
        decision->calendar = clock->calendar;
    if (decision->policy) {
        worker->counts.policies += decision->action != decision->policy->action;
        decision->action = decision->policy->action;
    }
    if (direction.kind != SCRM_STRING || scrm_value_is(direction, "inbound"))
        return;
    if (scrm_value_is(direction, "outbound"))
        decision->brand = "outbound";
    else if (scrm_value_is(direction, "internal"))
        decision->brand = "internal";
    if (decision->brand) {
        decision->action = SCRM_ROUTE_IGNORE;
        worker->counts.brand++;
    }
}

/* When a promise is due that counts from `decision->from`. */
static int64_t due(const struct scrm_router *router, const struct scrm_decision *decision,
                   const struct scrm_promise *promise)
{
    int64_t from = decision->from, at;
    const struct scrm_calendar *calendar;

    if (decision->calendar == SCRM_WALL)
        return from > LAST_MS - promise->wall_ms ? SCRM_NO_TIME : from + promise->wall_ms;
    calendar = router->calendars.at[decision->calendar];
    at = scrm_calendar_add(calendar, from, scrm_calendar_length(calendar, &promise->parts));
    return at > LAST_MS ? SCRM_NO_TIME : at;
}

void scrm_route_decide(struct scrm_route_worker *worker, const struct scrm_line *line,
                       struct scrm_arena *arena, int64_t now, struct scrm_decision *decision)
{
    const struct scrm_router *router = worker->router;

    *decision = (struct scrm_decision){.first = SCRM_NO_RULE,
                                       .respond_by = SCRM_NO_TIME,
                                       .resolve_by = SCRM_NO_TIME,
                                       .calendar = SCRM_WALL};
    worker->n_hits = 0;
    worker->counts.posts++;
    if (scrm_value_is(line->values[router->type], "delete")) {
        decision->action = SCRM_ROUTE_IGNORE;
        decision->rule = SCRM_SLICE("tombstone");
        worker->counts.tombstones++;
        worker->counts.actions[SCRM_ROUTE_IGNORE]++;
        return;
    }
    scrm_rules_begin(worker->rules, line, arena, now);
    ask_rules(worker, decision);
    overrule(worker, line, arena, decision);
    worker->counts.actions[decision->action]++;
    if (decision->action != SCRM_ROUTE_ENGAGE ||
        !(decision->then->given & (SCRM_THEN_RESPOND | SCRM_THEN_RESOLVE)))
        return;
    if (scrm_value_time(line->values[router->created_at], &decision->from))
        decision->from = now;
    if (decision->then->given & SCRM_THEN_RESPOND)
        decision->respond_by = due(router, decision, &decision->then->respond);
    if (decision->then->given & SCRM_THEN_RESOLVE)
        decision->resolve_by = due(router, decision, &decision->then->resolve);
}

void scrm_route_line(struct scrm_route_worker *worker, const struct scrm_line *line,
                     struct scrm_arena *arena, int64_t now, enum scrm_route_form form,
                     struct scrm_buf *out)
{
    struct scrm_decision decision;

    if (form == SCRM_ROUTE_IN_WORDS) {
        scrm_route_tell(worker, line, arena, now, out);
        return;
    }
    /* What a post was that had to be forgotten no rule can find out again. */
    if (line->values[worker->router->route].kind == SCRM_OBJECT &&
        scrm_slice_starts(scrm_line_text(line, worker->router->id, arena), "erased:")) {
        scrm_buf_put_slice(out, line->bytes);
        return;
    }
    scrm_buf_reset(&worker->json);
    if (form == SCRM_ROUTE_WHY) {
        scrm_route_put_why(worker, line, arena, now, &worker->json);
    } else {
        scrm_route_decide(worker, line, arena, now, &decision);
        scrm_route_put(worker, &decision, &worker->json);
    }
    scrm_splice(line, worker->router->route, "route", scrm_buf_slice(&worker->json), out);
}
