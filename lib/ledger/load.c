/*
 * Events out of the database and into it.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_ledger_facts_fini(struct scrm_ledger_facts *facts)
{
    free(facts->facts);
    free(facts->threads);
    free(facts->actions);
    scrm_case_intern_fini(&facts->intern);
    scrm_arena_fini(&facts->arena);
    *facts = (struct scrm_ledger_facts){0};
}

void scrm_ledger_facts_reset(struct scrm_ledger_facts *facts)
{
    facts->n = facts->n_actions = 0;
    scrm_arena_reset(&facts->arena);
}

struct scrm_event scrm_event_of_row(const struct scrm_statement *row)
{
    return (struct scrm_event){
        .seq = (uint64_t)scrm_column_int(row, 0),
        .at_ms = scrm_column_int(row, 1),
        .kind = scrm_column_text(row, 2).at,
        .thread = (uint64_t)scrm_column_int(row, 3),
        .of_case = (uint64_t)scrm_column_int(row, 4),
        .by = scrm_column_text(row, 5),
        .cause = scrm_digest_of(scrm_column_blob(row, 6)),
        .facts = scrm_column_text(row, 7),
    };
}

int scrm_event_put(struct scrm_ledger *ledger, const struct scrm_event *event,
                   struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_EVENT_PUT, err);
    struct scrm_bytes16 cause = scrm_bytes_of(event->cause);

    if (!put)
        return -1;
    scrm_bind_int(put, 1, (int64_t)event->seq);
    scrm_bind_int(put, 2, event->at_ms);
    scrm_bind_text(put, 3, scrm_slice_of(event->kind));
    scrm_bind_int(put, 4, (int64_t)event->thread);
    scrm_bind_null(put, 5);
    if (event->of_case)
        scrm_bind_int(put, 5, (int64_t)event->of_case);
    scrm_bind_text(put, 6, event->by);
    scrm_bind_null(put, 7);
    if (!scrm_digest_none(event->cause))
        scrm_bind_blob(put, 7, cause.at, sizeof cause.at);
    scrm_bind_text(put, 8, event->facts);
    return scrm_statement_run(put, err);
}

static int load_one(struct scrm_ledger *ledger, uint64_t thread, struct scrm_ledger_facts *into,
                    struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_EVENTS, err);
    int step = -1;

    if (!select)
        return -1;
    scrm_bind_int(select, 1, (int64_t)thread);
    while ((step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);

        if (scrm_event_load(ledger, &event, into, err)) {
            scrm_statement_reset(select);
            return scrm_err_at(err, scrm_ledger_path(ledger), 0, 0);
        }
    }
    return step;
}

static int by_seq(const void *left, const void *right)
{
    const struct scrm_case_action *a = left, *b = right;

    return (a->seq > b->seq) - (a->seq < b->seq);
}

int scrm_thread_load(struct scrm_ledger *ledger, uint64_t root, struct scrm_ledger_facts *into,
                     struct scrm_err *err)
{
    struct scrm_statement *members = scrm_ledger_sql(ledger, SQL_MEMBERS, err);
    size_t facts = into->n, actions = into->n_actions, i;
    int step;

    if (!members || load_one(ledger, root, into, err))
        return -1;
    scrm_bind_int(members, 1, (int64_t)root);
    while ((step = scrm_statement_step(members, err)) > 0)
        if (load_one(ledger, (uint64_t)scrm_column_int(members, 0), into, err)) {
            scrm_statement_reset(members);
            return -1;
        }
    for (i = facts; i < into->n; i++)
        into->threads[i] = root;
    if (into->n_actions > actions)
        qsort(into->actions + actions, into->n_actions - actions, sizeof *into->actions,
              by_seq);
    return step;
}

int scrm_ledger_load(struct scrm_ledger *ledger, struct scrm_ledger_facts *facts,
                     struct scrm_err *err)
{
    struct scrm_statement *select;
    int step = -1;

    if (scrm_ledger_begin_read(ledger, err))
        return -1;
    select = scrm_ledger_sql(ledger, SQL_EVENTS_ALL, err);
    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);

        if (scrm_event_load(ledger, &event, facts, err)) {
            step = scrm_err_at(err, scrm_ledger_path(ledger), 0, 0);
            break;
        }
    }
    return scrm_ledger_end(ledger, step, err);
}
