/*
 * Time rules: asked at every tick about every case that is open, fired once an
 * episode. An event says which rule it was; what it did are events of their own,
 * the same that people make, so that a case shows them alike.
 */
#include "ledger/tick.h"

/* ---- when is a rule asked ---- */

static bool has_fired(const struct scrm_ticking *tick, struct scrm_slice name)
{
    const struct scrm_cases *cases = &tick->refold.cases;
    size_t i;

    for (i = 0; i < tick->refold.facts.n_actions; i++) {
        const struct scrm_case_action *action = &tick->refold.facts.actions[i];

        if (action->kind == SCRM_ACTION_RULE && cases->action_case[i] == tick->of_case &&
            cases->action_episode[i] == scrm_tick_case(tick)->episodes_n &&
            scrm_slice_eq(action->value, name))
            return true;
    }
    return false;
}

/* What the rule waits for: a new case, one that was reopened, a customer who wrote again
 * after an answer. */
static bool is_asked(enum scrm_book_event on, int64_t episodes, bool answered, bool waits)
{
    switch (on) {
    case SCRM_ON_NEW:
        return episodes == 1;
    case SCRM_ON_REOPEN:
        return episodes > 1;
    case SCRM_ON_REPLY:
        return answered && waits;
    default:
        return true;
    }
}

static bool is_asked_now(const struct scrm_ticking *tick, const struct scrm_book_rule *rule)
{
    const struct scrm_case *one = scrm_tick_case(tick);
    const struct scrm_case_episode *episode =
        &tick->refold.cases.episodes[one->episodes_from + one->episodes_n - 1];

    return is_asked(rule->on, one->episodes_n, episode->first_out_ms != SCRM_NO_TIME,
                    one->waiting_ms != SCRM_NO_TIME);
}

static bool row_has_fired(struct scrm_ticking *tick, struct scrm_slice name)
{
    struct scrm_value list = scrm_tick_value(tick, ROW_FIRED), item;
    struct scrm_walk walk;

    if (list.kind != SCRM_ARRAY)
        return false;
    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item))
        if (scrm_slice_eq(scrm_value_text(item, &tick->arena), name))
            return true;
    return false;
}

int scrm_tick_rules_ask(struct scrm_ticking *tick, struct scrm_slice row, struct scrm_err *err)
{
    const struct scrm_book_rules *rules = &tick->time->book->time_rules;
    int64_t episodes = 1;
    bool waits = scrm_tick_value(tick, ROW_WAITING).kind != SCRM_ABSENT;
    bool answered = scrm_tick_value(tick, ROW_ANSWERED).kind != SCRM_ABSENT;
    size_t i;

    if (scrm_value_int(scrm_tick_value(tick, ROW_EPISODES), &episodes))
        return scrm_err_set(err, SCRM_EXIT_DATA, "a case without episodes: scrm-case check");
    if (tick->time->explain)
        return 1;
    if (scrm_case_where_begin(tick->where, row, tick->time->now_ms, err))
        return -1;
    for (i = 0; i < rules->n; i++) /* all of them: rule() looks at those before */
        if (scrm_case_where_hit(tick->where, i) &&
            is_asked(rules->at[i].on, episodes, answered, waits) &&
            !row_has_fired(tick, rules->at[i].name))
            return 1;
    return 0;
}

/* ---- what it does ---- */

/* An action, unless the case is so already. */
static int act_unless_so(struct scrm_ticking *tick, enum scrm_case_action_kind kind,
                         struct scrm_slice value, struct scrm_err *err)
{
    const struct scrm_act act = {
        .kind = kind, .at_ms = tick->time->now_ms, .by = SCRM_TICK_BY, .value = value};

    if (scrm_act_is_idle(&tick->refold, &act, tick->of_case))
        return 0;
    return scrm_tick_record(tick, &act, err);
}

static int assign(struct scrm_ticking *tick, struct scrm_slice to, struct scrm_err *err)
{
    if (!to.len)
        return 0;
    if (scrm_slice_is(to, "none"))
        to.len = 0;
    if (!scrm_case_asks_for_owner(to))
        return act_unless_so(tick, SCRM_ACTION_ASSIGN, to, err);
    return tick->time->agents ? scrm_tick_choose(tick, to, err) : 0;
}

static int fire(struct scrm_ticking *tick, const struct scrm_ledger_time_rule *rule,
                struct scrm_err *err)
{
    const struct scrm_act fired = {.kind = SCRM_ACTION_RULE,
                                   .at_ms = tick->time->now_ms,
                                   .value = rule->name,
                                   .rules = tick->time->version};
    size_t i;

    tick->ticked->fired++;
    if (scrm_tick_record(tick, &fired, err) ||
        (rule->queue.len && act_unless_so(tick, SCRM_ACTION_QUEUE, rule->queue, err)) ||
        (rule->priority &&
         act_unless_so(tick, SCRM_ACTION_PRIORITY, scrm_slice_of(rule->priority), err)))
        return -1;
    for (i = 0; i < rule->n_tags; i++)
        if (act_unless_so(tick, SCRM_ACTION_TAG, rule->tags[i], err))
            return -1;
    if (assign(tick, rule->assign, err))
        return -1;
    return rule->resolve
               ? act_unless_so(tick, SCRM_ACTION_RESOLVE, (struct scrm_slice){NULL, 0}, err)
               : 0;
}

/* ---- and why ---- */

static void put_why(struct scrm_ticking *tick, size_t i)
{
    static const char *const answers[] = {"false", "true", "null"};
    struct scrm_buf *out = &tick->why;
    struct scrm_why why;

    scrm_case_where_explain(tick->where, i, &why);
    scrm_buf_puts(out, out->len ? ",{" : "{");
    scrm_emit_member_text(out, "rule", tick->time->book->time_rules.at[i].name);
    scrm_emit_member_json(out, "hit", scrm_slice_of(answers[why.hit]));
    scrm_emit_member_text(out, "part", why.part);
    scrm_emit_key(out, "saw");
    scrm_buf_putc(out, '{');
    for (size_t k = 0; k < why.n; k++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, why.seen[k].field);
        scrm_buf_putc(out, ':');
        scrm_buf_put_slice(out, why.seen[k].json);
    }
    scrm_buf_puts(out, "}}");
}

static int begin(struct scrm_ticking *tick, struct scrm_err *err)
{
    return scrm_tick_row(tick, err) ||
                   scrm_case_where_begin(tick->where, scrm_buf_slice(&tick->row),
                                         tick->time->now_ms, err)
               ? -1
               : 0;
}

int scrm_tick_rules(struct scrm_ticking *tick, struct scrm_err *err)
{
    const struct scrm_book_rules *rules = &tick->time->book->time_rules;
    size_t i, k;

    if (begin(tick, err))
        return -1;
    for (i = 0; i < rules->n && scrm_case_is_open(scrm_tick_case(tick)->state); i++) {
        bool hit = scrm_case_where_hit(tick->where, i);

        if (!is_asked_now(tick, &rules->at[i]) || has_fired(tick, rules->at[i].name))
            continue;
        if (tick->time->explain)
            put_why(tick, i);
        if (!hit)
            continue;
        /* The next rule sees what this one has done. */
        if (fire(tick, &tick->time->rules[i], err) || begin(tick, err))
            return -1;
        for (k = 0; k <= i; k++)
            scrm_case_where_hit(tick->where, k);
    }
    return 0;
}
