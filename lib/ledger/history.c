/*
 * Events as they are told: to people one case at a time, to programs as
 * scrm.event/1 lines.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "text/utf8.h"

void scrm_event_json(const struct scrm_event *event, struct scrm_buf *out)
{
    scrm_buf_puts(out, "{\"schema\":\"scrm.event/1\"");
    scrm_emit_member_int(out, "seq", (int64_t)event->seq);
    scrm_emit_member_time(out, "at", event->at_ms);
    if (event->of_case) {
        scrm_buf_puts(out, ",\"case\":\"");
        scrm_case_id_put(out, event->of_case);
        scrm_buf_putc(out, '"');
    }
    scrm_emit_member_text(out, "kind", scrm_slice_of(event->kind));
    if (event->by.at)
        scrm_emit_member_text(out, "by", event->by);
    if (!scrm_digest_none(event->cause)) {
        scrm_buf_puts(out, ",\"cause\":\"");
        scrm_digest_put(out, event->cause);
        scrm_buf_putc(out, '"');
    }
    scrm_emit_member_json(out, "facts", event->facts);
    scrm_buf_putc(out, '}');
}

/* What a post's event decided, in a few words. */
static void put_fact(const struct scrm_case_fact *fact, struct scrm_buf *out)
{
    const struct scrm_case_decision *decision = fact->decision;

    scrm_buf_printf(out, " %s", scrm_directions[fact->direction]);
    if (fact->automatic)
        scrm_buf_puts(out, ", automatic");
    if (fact->repost)
        scrm_buf_puts(out, ", a repost");
    if (fact->deleted)
        scrm_buf_puts(out, ", deleted");
    if (fact->erased)
        scrm_buf_puts(out, ", erased");
    scrm_buf_puts(out, ", written ");
    scrm_time_put(out, fact->created_ms);
    if (!decision)
        return;
    scrm_buf_printf(out, ", %s", scrm_actions[decision->action]);
    if (decision->action == SCRM_ENGAGE)
        scrm_buf_printf(out, " %s", scrm_priorities[decision->priority]);
    if (decision->queue.len)
        scrm_buf_printf(out, " queue %.*s", SCRM_FMT(decision->queue));
    if (decision->rule.len)
        scrm_buf_printf(out, " by rule %.*s", SCRM_FMT(decision->rule));
    if (decision->rules.len)
        scrm_buf_printf(out, " of %.*s", SCRM_FMT(decision->rules));
    if (fact->respond_by_ms != SCRM_NO_TIME) {
        scrm_buf_puts(out, ", answer by ");
        scrm_time_put(out, fact->respond_by_ms);
    }
}

static void put_event(const struct scrm_event *event, const struct scrm_case_fact *fact,
                      struct scrm_buf *out)
{
    scrm_time_put(out, event->at_ms);
    scrm_buf_printf(out, "  #%llu  %s", (unsigned long long)event->seq, event->kind);
    if (event->by.len) {
        scrm_buf_puts(out, " by ");
        scrm_text_visible(out, event->by);
    }
    if (fact) {
        put_fact(fact, out);
    } else if (event->facts.len > 2) {
        scrm_buf_putc(out, ' ');
        scrm_text_visible(out, event->facts);
    }
    scrm_buf_putc(out, '\n');
}

/* A fact or an action by its number. */
struct numbered {
    uint64_t seq;
    uint32_t index;
    bool action;
};

static int by_seq(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;

    return (a->seq > b->seq) - (a->seq < b->seq);
}

/* All that was loaded, in the order of the events. Owned by caller. */
static struct numbered *number_all(const struct scrm_ledger_facts *facts, size_t *n)
{
    struct numbered *all = scrm_alloc((facts->n + facts->n_actions + 1) * sizeof *all);
    size_t i;

    *n = 0;
    for (i = 0; i < facts->n; i++)
        all[(*n)++] = (struct numbered){facts->facts[i].seq, (uint32_t)i, false};
    for (i = 0; i < facts->n_actions; i++)
        all[(*n)++] = (struct numbered){facts->actions[i].seq, (uint32_t)i, true};
    if (*n > 1)
        qsort(all, *n, sizeof *all, by_seq);
    return all;
}

/* Whether the event belongs to the case, by the fold of its thread. */
static bool concerns(const struct scrm_refold *refold, const struct scrm_event *event,
                     const struct numbered *numbered, uint32_t of_case)
{
    const struct scrm_cases *cases = &refold->cases;
    uint32_t message = scrm_cases_find(cases, event->cause);

    if (numbered && numbered->action)
        return cases->action_case[numbered->index] == of_case;
    return message != SCRM_NO_POST && cases->messages[message].of_case == of_case;
}

static void tell_event(const struct scrm_refold *refold, const struct scrm_ledger_view *view,
                       struct scrm_event *event, const struct numbered *numbered,
                       struct scrm_buf *out)
{
    const struct scrm_case_fact *fact = NULL;

    if (numbered && !numbered->action)
        fact = &refold->facts.facts[numbered->index];
    if (!view->json) {
        put_event(event, fact, out);
        return;
    }
    scrm_event_json(event, out);
    scrm_buf_putc(out, '\n');
}

/* The events of the case's thread in their order, those of the case told. */
static int tell_all(struct scrm_refold *refold, const struct scrm_ledger_view *view,
                    uint64_t thread, uint32_t of_case, struct scrm_buf *out,
                    struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(refold->ledger, SQL_HISTORY, err);
    struct numbered *all;
    size_t n, at = 0;
    int step;

    if (!select)
        return -1;
    all = number_all(&refold->facts, &n);
    scrm_bind_int(select, 1, (int64_t)thread);
    while ((step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);
        const struct numbered *numbered = NULL;

        while (at < n && all[at].seq < event.seq)
            at++;
        if (at < n && all[at].seq == event.seq)
            numbered = &all[at];
        if (!concerns(refold, &event, numbered, of_case))
            continue;
        event.of_case = refold->cases.cases[of_case].id;
        tell_event(refold, view, &event, numbered, out);
    }
    free(all);
    return step;
}

static int tell(struct scrm_refold *refold, const struct scrm_ledger_view *view,
                struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_found found;
    uint32_t of_case;

    if (scrm_found_load(refold, view->of_case, &of_case, &found, err))
        return -1;
    return tell_all(refold, view, found.thread, of_case, out, err);
}

int scrm_ledger_history(struct scrm_ledger *ledger, const struct scrm_ledger_view *view,
                        struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_refold refold = {.ledger = ledger};
    int result = -1;

    if (scrm_ledger_begin_read(ledger, err) == 0)
        result = scrm_ledger_end(ledger, tell(&refold, view, out, err), err);
    scrm_refold_fini(&refold);
    return result;
}
