/*
 * What people do: one event for each case, hung on the post that opened it, so
 * that it finds its case again whatever joins the thread later.
 */
#include "ledger/inner.h"

#include "base/alloc.h"

static bool same_owner(const struct scrm_case *one, const char *owner)
{
    return owner ? scrm_slice_is(one->owner, owner) : one->owner.len == 0;
}

/* Whether the action would leave the case as it is. */
static bool is_idle(const struct scrm_ledger_act *act, const struct scrm_case *one)
{
    switch (act->kind) {
    case SCRM_ACTION_ASSIGN:
        return same_owner(one, act->owner);
    case SCRM_ACTION_RESOLVE:
        return !scrm_case_is_open(one->state);
    case SCRM_ACTION_REOPEN:
        return one->state != SCRM_CASE_RESOLVED;
    case SCRM_ACTION_NOTE:
    case SCRM_ACTIONS_N:
        break;
    }
    return false;
}

static int record(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                  uint32_t of_case, const struct scrm_found *found, struct scrm_err *err)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];
    struct scrm_ledger *ledger = refold->ledger;
    struct scrm_content content = {.text = act->text};
    struct scrm_buf facts = {0};
    int64_t seq;
    int result;

    if (scrm_store_number(ledger->store, "SELECT max(seq) FROM event", 0, &seq, err))
        return -1;
    scrm_buf_putc(&facts, '{');
    if (act->kind == SCRM_ACTION_ASSIGN)
        scrm_emit_member_text(&facts, "owner", scrm_slice_of(act->owner ? act->owner : ""));
    scrm_buf_putc(&facts, '}');
    result = scrm_event_put(ledger,
                            &(struct scrm_event){
                                .seq = (uint64_t)seq + 1,
                                .thread = found->thread,
                                .at_ms = act->now_ms,
                                .kind = scrm_case_actions[act->kind],
                                .of_case = one->id,
                                .by = scrm_slice_of(act->by),
                                .cause = refold->cases.messages[one->opening].id,
                                .facts = scrm_buf_slice(&facts),
                            },
                            err);
    if (result == 0 && act->kind == SCRM_ACTION_NOTE)
        result = scrm_content_put(ledger, (uint64_t)seq + 1, &content, err);
    scrm_buf_fini(&facts);
    return result;
}

/* One case: found, folded, acted on, folded again, its row written and told. */
static int act_on(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                  const char *typed, struct scrm_buf *out, size_t *idle, struct scrm_err *err)
{
    struct scrm_cached_case row;
    struct scrm_found found;
    uint32_t of_case;

    if (scrm_found_load(refold, typed, &of_case, &found, err))
        return -1;
    if (is_idle(act, &refold->cases.cases[of_case])) {
        (*idle)++;
    } else {
        if (record(refold, act, of_case, &found, err))
            return -1;
        found.post = refold->cases.messages[refold->cases.cases[of_case].opening].id;
        scrm_refold_begin(refold);
        if (scrm_thread_load(refold->ledger, found.thread, &refold->facts, err))
            return -1;
        scrm_refold_fold(refold);
        if (scrm_refold_rows(refold, &found.thread, 1, UINT64_MAX, err))
            return -1;
        of_case = scrm_found_case(refold, &found);
    }
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
