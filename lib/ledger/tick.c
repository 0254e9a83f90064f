/*
 * What time does, in one transaction: the rows that need something are found in
 * the cache, then each of their threads is folded, and events say what happened.
 * An event a clock and episode, so that to tick twice tells nothing twice.
 */
#include "ledger/agents.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

/* The members of a row that tell whether time has something to do there. */
enum {
    ROW_ID,
    ROW_OPENED,
    ROW_WAITING,
    ROW_RESPOND,
    ROW_RESOLVE,
    ROW_PAUSED,
    ROW_UNTIL,
    ROW_WARNED,
    ROW_BREACHED,
    ROW_OUTS,
    ROW_OWNER,
    ROW_ASSIGN,
    ROW_N
};

struct ticking {
    struct scrm_refold refold;
    struct scrm_agents *agents;
    struct scrm_ledger_ticked *ticked;
    struct scrm_buf *out;
    int64_t now_ms;
    struct scrm_keys *keys;
    int slots[ROW_N];
    struct scrm_value *values;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    char **ids; /* of the cases that may need something. Owned */
    size_t n, cap;
    bool changed; /* the case at hand */
    struct scrm_found found;
    uint32_t of_case;
};

/* ---- which cases ---- */

static bool asks_for_somebody(struct scrm_slice assign)
{
    return scrm_slice_is(assign, "sticky") ||
           (assign.len && memchr(assign.at, '(', assign.len)) ||
           scrm_slice_is(assign, "round_robin") || scrm_slice_is(assign, "least_loaded") ||
           scrm_slice_is(assign, "longest_idle");
}

/* Whether an owner, or that there is none, is a matter for the agents. */
static bool needs_owner(const struct ticking *tick, struct scrm_slice owner,
                        struct scrm_slice assign)
{
    if (!tick->agents)
        return false;
    return owner.len ? !scrm_agents_know(tick->agents, owner) : asks_for_somebody(assign);
}

static struct scrm_value value_of(const struct ticking *tick, int member)
{
    return tick->values[tick->slots[member]];
}

static int64_t time_of(const struct ticking *tick, int member)
{
    int64_t ms;

    return scrm_value_time(value_of(tick, member), &ms) == 0 ? ms : SCRM_NO_TIME;
}

/* Whether a list of clocks in the row names this one. */
static bool was_told(const struct ticking *tick, int member, enum scrm_case_clock clock)
{
    struct scrm_value list = value_of(tick, member), item;
    struct scrm_walk walk;

    if (list.kind != SCRM_ARRAY)
        return false;
    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item))
        if (scrm_value_is(item, scrm_case_clocks[clock]))
            return true;
    return false;
}

static bool clock_moved(const struct ticking *tick, enum scrm_case_clock clock, int start,
                        int due)
{
    int64_t due_ms = time_of(tick, due);

    if (due_ms == SCRM_NO_TIME)
        return false;
    if (scrm_case_overdue(due_ms, tick->now_ms))
        return !was_told(tick, ROW_BREACHED, clock);
    return scrm_case_at_risk(time_of(tick, start), due_ms, tick->now_ms) &&
           !was_told(tick, ROW_WARNED, clock);
}

static bool may_need_something(struct ticking *tick)
{
    int64_t outs = 0, until = time_of(tick, ROW_UNTIL);

    if (scrm_value_int(value_of(tick, ROW_OUTS), &outs))
        outs = 0;
    return (until != SCRM_NO_TIME && until <= tick->now_ms) ||
           (clock_moved(tick, SCRM_CLOCK_FIRST_RESPONSE, ROW_WAITING, ROW_RESPOND) &&
            (outs == 0 ||
             clock_moved(tick, SCRM_CLOCK_NEXT_RESPONSE, ROW_WAITING, ROW_RESPOND))) ||
           (outs > 0 &&
            clock_moved(tick, SCRM_CLOCK_NEXT_RESPONSE, ROW_WAITING, ROW_RESPOND)) ||
           (value_of(tick, ROW_PAUSED).kind != SCRM_TRUE &&
            clock_moved(tick, SCRM_CLOCK_RESOLUTION, ROW_OPENED, ROW_RESOLVE)) ||
           needs_owner(tick, scrm_value_text(value_of(tick, ROW_OWNER), &tick->arena),
                       scrm_value_text(value_of(tick, ROW_ASSIGN), &tick->arena));
}

static int collect(void *ctx, struct scrm_slice row, struct scrm_err *err)
{
    struct ticking *tick = ctx;
    struct scrm_line line = {.values = tick->values};
    char *copy;

    scrm_arena_reset(&tick->arena);
    copy = scrm_arena_take(&tick->arena, row.len + SCRM_SCAN_PADDING);
    memcpy(copy, row.at, row.len);
    memset(copy + row.len, 0, SCRM_SCAN_PADDING);
    if (scrm_scan(&tick->scanner, tick->keys, (struct scrm_slice){copy, row.len}, &line, err))
        return -1;
    if (!may_need_something(tick))
        return 0;
    SCRM_GROW(tick->ids, tick->n, tick->cap);
    row = scrm_value_text(value_of(tick, ROW_ID), &tick->arena);
    tick->ids[tick->n++] = scrm_strndup(row.at, row.len);
    return 0;
}

/* ---- one case ---- */

static const struct scrm_case *at_hand(const struct ticking *tick)
{
    return &tick->refold.cases.cases[tick->of_case];
}

static int record(struct ticking *tick, const struct scrm_act *act, struct scrm_err *err)
{
    tick->changed = true;
    return scrm_act_record(&tick->refold, act, &tick->of_case, &tick->found, err);
}

static int wake(struct ticking *tick, struct scrm_err *err)
{
    struct scrm_act act = {.kind = SCRM_ACTION_WAKE, .at_ms = tick->now_ms};
    const struct scrm_case *one = at_hand(tick);

    if (one->state != SCRM_CASE_SNOOZED || tick->now_ms < one->snoozed_until_ms)
        return 0;
    act.at_ms = one->snoozed_until_ms; /* whenever somebody looks, it was then */
    tick->ticked->woken++;
    return record(tick, &act, err);
}

/* A clock that ran out, or of which three quarters have run. */
static int look_at_clock(struct ticking *tick, enum scrm_case_clock clock, int64_t start_ms,
                         int64_t due_ms, struct scrm_err *err)
{
    const struct scrm_case *one = at_hand(tick);
    const struct scrm_case_episode *episode =
        &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    uint8_t bit = (uint8_t)(1u << clock);
    bool late = scrm_case_overdue(due_ms, tick->now_ms);
    struct scrm_act act = {.kind = late ? SCRM_ACTION_BREACH : SCRM_ACTION_WARN,
                           .at_ms = tick->now_ms,
                           .until_ms = due_ms,
                           .value = scrm_slice_of(scrm_case_clocks[clock])};

    if (late ? episode->breached & bit
             : (episode->warned & bit) || !scrm_case_at_risk(start_ms, due_ms, tick->now_ms))
        return 0;
    *(late ? &tick->ticked->breached : &tick->ticked->warned) += 1;
    return record(tick, &act, err);
}

static int look_at_clocks(struct ticking *tick, struct scrm_err *err)
{
    const struct scrm_case *one = at_hand(tick);
    const struct scrm_case_episode *episode =
        &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    enum scrm_case_clock clock = episode->first_out_ms == SCRM_NO_TIME
                                     ? SCRM_CLOCK_FIRST_RESPONSE
                                     : SCRM_CLOCK_NEXT_RESPONSE;

    if (one->waiting_ms != SCRM_NO_TIME &&
        look_at_clock(tick, clock, one->waiting_ms, one->respond_by_ms, err))
        return -1;
    one = at_hand(tick);
    if (one->paused || one->resolve_by_ms == SCRM_NO_TIME)
        return 0;
    episode = &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    return look_at_clock(tick, SCRM_CLOCK_RESOLUTION, episode->start_ms, one->resolve_by_ms,
                         err);
}

/* Who had the case before, or the one that it follows. */
static struct scrm_slice owner_before(const struct ticking *tick)
{
    const struct scrm_cases *cases = &tick->refold.cases;
    const struct scrm_case *one = at_hand(tick);
    struct scrm_slice before = {NULL, 0};
    size_t i;

    for (i = 0; i < cases->n; i++)
        if (one->previous && cases->cases[i].id == one->previous)
            before = cases->cases[i].owner;
    for (i = 0; i < tick->refold.facts.n_actions; i++)
        if (cases->action_case[i] == tick->of_case &&
            tick->refold.facts.actions[i].kind == SCRM_ACTION_ASSIGN &&
            tick->refold.facts.actions[i].value.len)
            before = tick->refold.facts.actions[i].value;
    return before;
}

static int give_owner(struct ticking *tick, struct scrm_err *err)
{
    const struct scrm_case *one = at_hand(tick);
    const struct scrm_case_decision *decision = one->decision;
    struct scrm_act act = {
        .kind = SCRM_ACTION_ASSIGN, .at_ms = tick->now_ms, .by = "scrm-case tick"};
    struct scrm_need need = {.before = owner_before(tick)};

    if (one->owner.len) { /* who is no agent any more gives it back */
        tick->ticked->orphaned++;
        if (record(tick, &act, err))
            return -1;
        one = at_hand(tick);
        decision = one->decision;
    }
    need.queue = one->queue;
    if (decision) {
        need.assign = decision->assign;
        need.function = decision->function;
    }
    if (!asks_for_somebody(need.assign))
        return 0;
    need.language =
        tick->refold.facts.facts[tick->refold.cases.messages[one->opening].latest].lang;
    need.tags = scrm_refold_tags(&tick->refold, tick->of_case, &need.n_tags);
    act.value = scrm_agents_choose(tick->agents, &need);
    if (!act.value.len) {
        tick->ticked->unassigned++;
        return 0;
    }
    tick->ticked->assigned++;
    return record(tick, &act, err);
}

static int tick_case(struct ticking *tick, const char *id, struct scrm_err *err)
{
    const struct scrm_case *one;
    struct scrm_cached_case row;

    tick->changed = false;
    if (scrm_found_load(&tick->refold, id, &tick->of_case, &tick->found, err) ||
        wake(tick, err) || look_at_clocks(tick, err))
        return -1;
    one = at_hand(tick);
    if (needs_owner(tick, one->owner,
                    one->decision ? one->decision->assign : (struct scrm_slice){NULL, 0}) &&
        give_owner(tick, err))
        return -1;
    if (!tick->changed)
        return 0;
    if (scrm_cached_case_make(&tick->refold, tick->of_case, &row, err))
        return -1;
    scrm_cached_case_json(&row, tick->now_ms, tick->out);
    scrm_buf_putc(tick->out, '\n');
    return 0;
}

static int tick_all(struct ticking *tick, struct scrm_err *err)
{
    struct scrm_ledger_filter filter = {.now_ms = tick->now_ms};
    struct scrm_ledger *ledger = tick->refold.ledger;
    size_t i;

    if ((tick->agents && scrm_agents_begin(tick->agents, ledger, err)) ||
        scrm_ledger_list(ledger, &filter, collect, tick, err))
        return -1;
    for (i = 0; i < tick->n; i++)
        if (tick_case(tick, tick->ids[i], err))
            return -1;
    return 0;
}

int scrm_ledger_tick(struct scrm_ledger *ledger, struct scrm_agents *agents, int64_t now_ms,
                     struct scrm_ledger_ticked *ticked, struct scrm_buf *out,
                     struct scrm_err *err)
{
    static const char *const members[ROW_N] = {
        "id",         "opened_at", "waiting_since", "respond_by",
        "resolve_by", "paused",    "snoozed_until", "warned",
        "breached",   "outs",      "owner",         "assign"};
    struct ticking tick = {.refold = {.ledger = ledger},
                           .agents = agents,
                           .ticked = ticked,
                           .out = out,
                           .now_ms = now_ms,
                           .keys = scrm_keys_new()};
    int result = -1;
    size_t i;

    *ticked = (struct scrm_ledger_ticked){0};
    for (i = 0; i < ROW_N; i++)
        tick.slots[i] = scrm_keys_add_dotted(tick.keys, members[i]);
    scrm_keys_build(tick.keys);
    tick.values = scrm_alloc_zero(scrm_keys_count(tick.keys), sizeof *tick.values);
    if (scrm_ledger_begin(ledger, err) == 0)
        result = scrm_ledger_end(ledger, tick_all(&tick, err), err);
    for (i = 0; i < tick.n; i++)
        free(tick.ids[i]);
    free(tick.ids);
    free(tick.values);
    scrm_keys_free(tick.keys);
    scrm_scanner_fini(&tick.scanner);
    scrm_arena_fini(&tick.arena);
    scrm_refold_fini(&tick.refold);
    return result;
}
