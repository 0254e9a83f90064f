/*
 * What time does, in one transaction: the rows that need something are found in
 * the cache, then each of their threads is folded, and events say what happened.
 * An event a clock and episode, so that to tick twice tells nothing twice.
 */
#include "ledger/tick.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

/* ---- which cases ---- */

/* Whether an owner, or that there is none, is a matter for the agents. */
static bool needs_owner(const struct scrm_ticking *tick, struct scrm_slice owner,
                        struct scrm_slice assign)
{
    if (!tick->time->agents)
        return false;
    return owner.len ? !scrm_agents_know(tick->time->agents, owner)
                     : scrm_case_asks_for_owner(assign);
}

struct scrm_value scrm_tick_value(const struct scrm_ticking *tick, int member)
{
    return tick->values[tick->slots[member]];
}

static int64_t time_of(const struct scrm_ticking *tick, int member)
{
    int64_t ms;

    return scrm_value_time(scrm_tick_value(tick, member), &ms) == 0 ? ms : SCRM_NO_TIME;
}

/* Whether a list of clocks in the row names this one. */
static bool was_told(const struct scrm_ticking *tick, int member, enum scrm_case_clock clock)
{
    struct scrm_value list = scrm_tick_value(tick, member), item;
    struct scrm_walk walk;

    if (list.kind != SCRM_ARRAY)
        return false;
    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item))
        if (scrm_value_is(item, scrm_case_clocks[clock]))
            return true;
    return false;
}

static bool clock_moved(const struct scrm_ticking *tick, enum scrm_case_clock clock, int start,
                        int due)
{
    int64_t due_ms = time_of(tick, due);

    if (due_ms == SCRM_NO_TIME)
        return false;
    if (scrm_case_overdue(due_ms, tick->time->now_ms))
        return !was_told(tick, ROW_BREACHED, clock);
    return scrm_case_at_risk(time_of(tick, start), due_ms, tick->time->now_ms) &&
           !was_told(tick, ROW_WARNED, clock);
}

static bool clocks_need_something(struct scrm_ticking *tick)
{
    int64_t until = time_of(tick, ROW_UNTIL);
    enum scrm_case_clock response = time_of(tick, ROW_ANSWERED) == SCRM_NO_TIME
                                        ? SCRM_CLOCK_FIRST_RESPONSE
                                        : SCRM_CLOCK_NEXT_RESPONSE;

    return (until != SCRM_NO_TIME && until <= tick->time->now_ms) ||
           clock_moved(tick, response, ROW_WAITING, ROW_RESPOND) ||
           (scrm_tick_value(tick, ROW_PAUSED).kind != SCRM_TRUE &&
            clock_moved(tick, SCRM_CLOCK_RESOLUTION, ROW_OPENED, ROW_RESOLVE));
}

static bool may_need_something(struct scrm_ticking *tick)
{
    return clocks_need_something(tick) ||
           needs_owner(tick, scrm_value_text(scrm_tick_value(tick, ROW_OWNER), &tick->arena),
                       scrm_value_text(scrm_tick_value(tick, ROW_ASSIGN), &tick->arena));
}

static int collect(void *ctx, struct scrm_slice row, struct scrm_err *err)
{
    struct scrm_ticking *tick = ctx;
    struct scrm_line line = {.values = tick->values};
    int asked;
    char *copy;

    scrm_arena_reset(&tick->arena);
    copy = scrm_arena_take(&tick->arena, row.len + SCRM_SCAN_PADDING);
    memcpy(copy, row.at, row.len);
    memset(copy + row.len, 0, SCRM_SCAN_PADDING);
    if (scrm_scan(&tick->scanner, tick->keys, (struct scrm_slice){copy, row.len}, &line, err))
        return -1;
    if (!may_need_something(tick)) {
        if (!tick->where || (asked = scrm_tick_rules_ask(tick, row, err)) == 0)
            return 0;
        if (asked < 0)
            return -1;
    }
    SCRM_GROW(tick->ids, tick->n, tick->cap);
    row = scrm_value_text(scrm_tick_value(tick, ROW_ID), &tick->arena);
    tick->ids[tick->n++] = scrm_strndup(row.at, row.len);
    return 0;
}

/* ---- one case ---- */

const struct scrm_case *scrm_tick_case(const struct scrm_ticking *tick)
{
    return &tick->refold.cases.cases[tick->of_case];
}

int scrm_tick_record(struct scrm_ticking *tick, const struct scrm_act *act,
                     struct scrm_err *err)
{
    tick->changed = true;
    return scrm_act_record(&tick->refold, act, &tick->of_case, &tick->found, err);
}

static int wake(struct scrm_ticking *tick, struct scrm_err *err)
{
    struct scrm_act act = {.kind = SCRM_ACTION_WAKE, .at_ms = tick->time->now_ms};
    const struct scrm_case *one = scrm_tick_case(tick);

    if (one->state != SCRM_CASE_SNOOZED || tick->time->now_ms < one->snoozed_until_ms)
        return 0;
    act.at_ms = one->snoozed_until_ms; /* whenever somebody looks, it was then */
    tick->ticked->woken++;
    return scrm_tick_record(tick, &act, err);
}

/* A clock that ran out, or of which three quarters have run. */
static int look_at_clock(struct scrm_ticking *tick, enum scrm_case_clock clock,
                         int64_t start_ms, int64_t due_ms, struct scrm_err *err)
{
    const struct scrm_case *one = scrm_tick_case(tick);
    const struct scrm_case_episode *episode =
        &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    uint8_t bit = (uint8_t)(1u << clock);
    bool late = scrm_case_overdue(due_ms, tick->time->now_ms);
    struct scrm_act act = {.kind = late ? SCRM_ACTION_BREACH : SCRM_ACTION_WARN,
                           .at_ms = tick->time->now_ms,
                           .until_ms = due_ms,
                           .value = scrm_slice_of(scrm_case_clocks[clock])};

    if (late ? episode->breached & bit
             : (episode->warned & bit) ||
                   !scrm_case_at_risk(start_ms, due_ms, tick->time->now_ms))
        return 0;
    *(late ? &tick->ticked->breached : &tick->ticked->warned) += 1;
    return scrm_tick_record(tick, &act, err);
}

static int look_at_clocks(struct scrm_ticking *tick, struct scrm_err *err)
{
    const struct scrm_case *one = scrm_tick_case(tick);
    const struct scrm_case_episode *episode =
        &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    enum scrm_case_clock clock = episode->first_out_ms == SCRM_NO_TIME
                                     ? SCRM_CLOCK_FIRST_RESPONSE
                                     : SCRM_CLOCK_NEXT_RESPONSE;

    if (one->waiting_ms != SCRM_NO_TIME &&
        look_at_clock(tick, clock, one->waiting_ms, one->respond_by_ms, err))
        return -1;
    one = scrm_tick_case(tick);
    if (one->paused || one->resolve_by_ms == SCRM_NO_TIME)
        return 0;
    episode = &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];
    return look_at_clock(tick, SCRM_CLOCK_RESOLUTION, episode->start_ms, one->resolve_by_ms,
                         err);
}

/* Who had the case before, or the one that it follows. */
static struct scrm_slice owner_before(const struct scrm_ticking *tick)
{
    const struct scrm_cases *cases = &tick->refold.cases;
    const struct scrm_case *one = scrm_tick_case(tick);
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

static struct scrm_slice assign_of(const struct scrm_case *one)
{
    return one->decision ? one->decision->assign : (struct scrm_slice){NULL, 0};
}

int scrm_tick_choose(struct scrm_ticking *tick, struct scrm_slice assign, struct scrm_err *err)
{
    const struct scrm_case *one = scrm_tick_case(tick);
    struct scrm_act act = {
        .kind = SCRM_ACTION_ASSIGN, .at_ms = tick->time->now_ms, .by = SCRM_TICK_BY};
    struct scrm_need need = {
        .assign = assign, .queue = one->queue, .before = owner_before(tick)};

    if (one->decision)
        need.function = one->decision->function;
    need.language =
        tick->refold.facts.facts[tick->refold.cases.messages[one->opening].latest].lang;
    need.tags = scrm_refold_tags(&tick->refold, tick->of_case, &need.n_tags);
    act.value = scrm_agents_choose(tick->time->agents, &need);
    if (!act.value.len) {
        tick->ticked->unassigned++;
        return 0;
    }
    tick->ticked->assigned++;
    return scrm_act_is_idle(&tick->refold, &act, tick->of_case)
               ? 0
               : scrm_tick_record(tick, &act, err);
}

static int give_owner(struct scrm_ticking *tick, struct scrm_err *err)
{
    const struct scrm_act back = {
        .kind = SCRM_ACTION_ASSIGN, .at_ms = tick->time->now_ms, .by = SCRM_TICK_BY};
    const struct scrm_case *one = scrm_tick_case(tick);

    if (!needs_owner(tick, one->owner, assign_of(one)))
        return 0;
    if (one->owner.len) { /* who is no agent any more gives it back */
        tick->ticked->orphaned++;
        if (scrm_tick_record(tick, &back, err))
            return -1;
    }
    one = scrm_tick_case(tick);
    return scrm_case_asks_for_owner(assign_of(one))
               ? scrm_tick_choose(tick, assign_of(one), err)
               : 0;
}

static int tell_case(struct scrm_ticking *tick, struct scrm_err *err)
{
    if (!tick->changed && !(tick->time->explain && tick->why.len))
        return 0;
    if (scrm_tick_row(tick, err))
        return -1;
    if (tick->time->explain && tick->why.len) {
        tick->row.len--; /* the last brace */
        scrm_emit_key(&tick->row, "why");
        scrm_buf_printf(&tick->row, "[%s]}", scrm_buf_text(&tick->why));
    }
    scrm_buf_put_slice(tick->out, scrm_buf_slice(&tick->row));
    scrm_buf_putc(tick->out, '\n');
    return 0;
}

static int tick_case(struct scrm_ticking *tick, const char *id, struct scrm_err *err)
{
    tick->changed = false;
    scrm_buf_reset(&tick->why);
    if (scrm_found_load(&tick->refold, id, &tick->of_case, &tick->found, err) ||
        wake(tick, err) || look_at_clocks(tick, err) ||
        (tick->where && scrm_tick_rules(tick, err)) || give_owner(tick, err))
        return -1;
    return tell_case(tick, err);
}

int scrm_tick_row(struct scrm_ticking *tick, struct scrm_err *err)
{
    struct scrm_cached_case row;

    if (scrm_cached_case_make(&tick->refold, tick->of_case, &row, err))
        return -1;
    scrm_buf_reset(&tick->row);
    scrm_cached_case_json(&row, tick->time->now_ms, &tick->row);
    return 0;
}

static int tick_all(struct scrm_ticking *tick, struct scrm_err *err)
{
    struct scrm_ledger_filter filter = {.now_ms = tick->time->now_ms};
    struct scrm_ledger *ledger = tick->refold.ledger;
    size_t i;

    if ((tick->time->agents &&
         scrm_agents_begin(tick->time->agents, ledger, tick->time->now_ms, err)) ||
        scrm_ledger_list(ledger, &filter, collect, tick, err))
        return -1;
    for (i = 0; i < tick->n; i++)
        if (tick_case(tick, tick->ids[i], err))
            return -1;
    return 0;
}

/* What was made for the run goes. */
static void tick_fini(struct scrm_ticking *tick)
{
    size_t i;

    for (i = 0; i < tick->n; i++)
        free(tick->ids[i]);
    free(tick->ids);
    free(tick->values);
    scrm_case_where_close(tick->where);
    scrm_keys_free(tick->keys);
    scrm_scanner_fini(&tick->scanner);
    scrm_arena_fini(&tick->arena);
    scrm_buf_fini(&tick->row);
    scrm_buf_fini(&tick->why);
    scrm_refold_fini(&tick->refold);
}

int scrm_ledger_tick(struct scrm_ledger *ledger, const struct scrm_ledger_time *time,
                     struct scrm_ledger_ticked *ticked, struct scrm_buf *out,
                     struct scrm_err *err)
{
    static const char *const members[ROW_N] = {
        "id",     "opened_at",     "waiting_since", "respond_by", "resolve_by",
        "paused", "snoozed_until", "warned",        "breached",   "answered_at",
        "owner",  "assign",        "episodes",      "fired"};
    struct scrm_ticking tick = {.refold = {.ledger = ledger},
                                .time = time,
                                .ticked = ticked,
                                .out = out,
                                .keys = scrm_keys_new()};
    int result = -1;
    size_t i;

    *ticked = (struct scrm_ledger_ticked){0};
    for (i = 0; i < ROW_N; i++)
        tick.slots[i] = scrm_keys_add_dotted(tick.keys, members[i]);
    scrm_keys_build(tick.keys);
    tick.values = scrm_alloc_zero(scrm_keys_count(tick.keys), sizeof *tick.values);
    if (time->book && time->book->time_rules.n)
        tick.where = scrm_case_where_open_time(time->book, time->clock, err);
    if (err->code == 0 && scrm_ledger_begin(ledger, err) == 0)
        result = scrm_ledger_end(ledger, tick_all(&tick, err), err);
    tick_fini(&tick);
    return result;
}
