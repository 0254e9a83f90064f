/*
 * What people do: one event for each case, hung on the post that opened it, so
 * that it finds its case again whatever joins the thread later.
 */
#include "ledger/inner.h"

#include "base/alloc.h"

static bool has_tag(struct scrm_refold *refold, uint32_t of_case, struct scrm_slice tag)
{
    size_t n, i;
    const struct scrm_slice *tags = scrm_refold_tags(refold, of_case, &n);

    for (i = 0; i < n; i++)
        if (scrm_slice_eq(tags[i], tag))
            return true;
    return false;
}

bool scrm_act_is_idle(struct scrm_refold *refold, const struct scrm_act *act, uint32_t of_case)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];

    switch (act->kind) {
    case SCRM_ACTION_ASSIGN:
        return scrm_slice_eq(one->owner, act->value);
    case SCRM_ACTION_RESOLVE:
    case SCRM_ACTION_SPAM:
        return !scrm_case_is_open(one->state);
    case SCRM_ACTION_REOPEN:
        return one->state != SCRM_CASE_RESOLVED && one->state != SCRM_CASE_SPAM;
    case SCRM_ACTION_TAG:
        return has_tag(refold, of_case, act->value);
    case SCRM_ACTION_UNTAG:
        return !has_tag(refold, of_case, act->value);
    case SCRM_ACTION_QUEUE:
        return scrm_slice_eq(one->queue, act->value);
    case SCRM_ACTION_PRIORITY:
        return scrm_slice_is(act->value, scrm_priorities[one->priority]);
    case SCRM_ACTION_SNOOZE:
        return !scrm_case_is_open(one->state) || one->snoozed_until_ms == act->until_ms;
    default:
        return false;
    }
}

const char *scrm_action_member(unsigned kind)
{
    static const char *const names[SCRM_ACTIONS_N] = {
        [SCRM_ACTION_ASSIGN] = "owner",      [SCRM_ACTION_TAG] = "tag",
        [SCRM_ACTION_UNTAG] = "tag",         [SCRM_ACTION_WARN] = "clock",
        [SCRM_ACTION_BREACH] = "clock",      [SCRM_ACTION_QUEUE] = "queue",
        [SCRM_ACTION_PRIORITY] = "priority", [SCRM_ACTION_RULE] = "rule",
    };

    return names[kind];
}

/* The facts of the event, as a JSON object. */
static void put_facts(const struct scrm_act *act, struct scrm_buf *facts)
{
    const char *member = scrm_action_member(act->kind);

    scrm_buf_putc(facts, '{');
    if (member)
        scrm_emit_member_text(facts, member, act->value.at ? act->value : SCRM_SLICE(""));
    if (act->kind == SCRM_ACTION_RULE)
        scrm_emit_member_text(facts, "rules", act->rules);
    if (act->kind == SCRM_ACTION_SNOOZE)
        scrm_emit_member_time(facts, "until", act->until_ms);
    if (act->kind == SCRM_ACTION_WARN || act->kind == SCRM_ACTION_BREACH)
        scrm_emit_member_time(facts, "due", act->until_ms);
    if (!scrm_digest_none(act->other)) {
        scrm_emit_key(facts, "post");
        scrm_buf_putc(facts, '"');
        scrm_digest_put(facts, act->other);
        scrm_buf_putc(facts, '"');
    }
    scrm_buf_putc(facts, '}');
}

static int write_event(struct scrm_refold *refold, const struct scrm_act *act, uint32_t of_case,
                       uint64_t thread, struct scrm_err *err)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];
    struct scrm_content content = {.text = act->text};
    struct scrm_buf facts = {0};
    struct scrm_event event = {
        .thread = thread,
        .at_ms = act->at_ms,
        .kind = scrm_case_actions[act->kind],
        .of_case = one->id,
        .by = act->by ? scrm_slice_of(act->by) : (struct scrm_slice){NULL, 0},
        .cause = refold->cases.messages[one->opening].id,
    };
    int64_t seq;
    int result;

    if (scrm_store_number(refold->ledger->store, "SELECT max(seq) FROM event", 0, &seq, err))
        return -1;
    put_facts(act, &facts);
    event.seq = (uint64_t)seq + 1;
    event.facts = scrm_buf_slice(&facts);
    result = scrm_event_put(refold->ledger, &event, err);
    if (result == 0 && (act->kind == SCRM_ACTION_NOTE || act->kind == SCRM_ACTION_REPLY))
        result = scrm_content_put(refold->ledger, event.seq, &content, err);
    scrm_buf_fini(&facts);
    return result;
}

int scrm_act_record(struct scrm_refold *refold, const struct scrm_act *act, uint32_t *of_case,
                    struct scrm_found *found, struct scrm_err *err)
{
    if (write_event(refold, act, *of_case, found->thread, err))
        return -1;
    found->post = refold->cases.messages[refold->cases.cases[*of_case].opening].id;
    scrm_refold_begin(refold);
    if (scrm_thread_load(refold->ledger, found->thread, &refold->facts, err))
        return -1;
    scrm_refold_fold(refold);
    if (scrm_refold_rows(refold, &found->thread, 1, UINT64_MAX, err))
        return -1;
    *of_case = scrm_found_case(refold, found);
    return 0;
}

/* One case: found, folded, acted on, folded again, its row written and told. */
static int act_on(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                  const char *typed, struct scrm_buf *out, size_t *idle, struct scrm_err *err)
{
    struct scrm_act one = {.kind = act->kind,
                           .at_ms = act->now_ms,
                           .until_ms = act->until_ms,
                           .by = act->by,
                           .text = act->text};
    struct scrm_cached_case row;
    struct scrm_found found;
    uint32_t of_case;
    size_t i, done = 0;

    if (scrm_found_load(refold, typed, &of_case, &found, err))
        return -1;
    for (i = 0; i == 0 || i < act->n_values; i++) {
        if (act->n_values)
            one.value = scrm_slice_of(act->values[i]);
        if (act->kinds)
            one.kind = act->kinds[i];
        if (scrm_act_is_idle(refold, &one, of_case))
            continue;
        done++;
        if (scrm_act_record(refold, &one, &of_case, &found, err))
            return -1;
    }
    *idle += done == 0;
    if (scrm_cached_case_make(refold, of_case, &row, err))
        return -1;
    scrm_cached_case_json(&row, act->now_ms, out);
    scrm_buf_putc(out, '\n');
    return 0;
}

int scrm_ledger_act(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                    struct scrm_buf *out, size_t *idle, struct scrm_err *err)
{
    struct scrm_refold refold = {.ledger = ledger};
    int result = 0;
    size_t i;

    *idle = 0;
    if (scrm_ledger_begin(ledger, err))
        return -1;
    for (i = 0; i < act->n && result == 0; i++)
        result = act_on(&refold, act, act->cases[i], out, idle, err);
    result = scrm_ledger_end(ledger, result, err);
    scrm_refold_fini(&refold);
    return result;
}
