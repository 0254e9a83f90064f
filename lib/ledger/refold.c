/*
 * The cache follows the fold: threads that something was learned of are loaded,
 * folded, and their content and case rows written anew.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

/* Facts that one fold takes at most before it is written out. */
#define FOLD_FACTS 20000

void scrm_refold_fini(struct scrm_refold *refold)
{
    scrm_ledger_facts_fini(&refold->facts);
    scrm_cases_fini(&refold->cases);
    scrm_buf_fini(&refold->row);
    scrm_buf_fini(&refold->words);
}

void scrm_refold_begin(struct scrm_refold *refold)
{
    scrm_ledger_facts_reset(&refold->facts);
    refold->first_new = UINT64_MAX;
    refold->fresh = NULL;
}

void scrm_refold_fold(struct scrm_refold *refold)
{
    refold->cases.settings = scrm_ledger_settings(refold->ledger);
    scrm_cases_fold(&refold->cases, refold->facts.facts, refold->facts.n, refold->facts.actions,
                    refold->facts.n_actions);
}

int scrm_refold_content(struct scrm_refold *refold, uint64_t seq, struct scrm_content *content,
                        struct scrm_err *err)
{
    if (seq < refold->first_new)
        return scrm_ledger_content(refold->ledger, seq, content, err);
    *content = refold->fresh[seq - refold->first_new];
    return 1;
}

/* One post keeps the content of its latest revision, and none once it is gone. */
static int settle_message(struct scrm_refold *refold, const struct scrm_case_message *message,
                          struct scrm_err *err)
{
    uint32_t i;

    for (i = 0; i < message->facts_n; i++) {
        uint32_t at = refold->cases.order[message->facts_from + i];
        uint64_t seq = refold->facts.facts[at].seq;
        bool stays = at == message->latest && !message->deleted;
        int result = 0;

        if (seq >= refold->first_new && stays)
            result = scrm_content_put(refold->ledger, seq,
                                      &refold->fresh[seq - refold->first_new], err);
        else if (seq < refold->first_new && !stays)
            result = scrm_content_drop(refold->ledger, seq, err);
        if (result)
            return -1;
    }
    return 0;
}

int scrm_refold_contents(struct scrm_refold *refold, struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < refold->cases.n_messages; i++) {
        const struct scrm_case_message *message = &refold->cases.messages[i];
        uint64_t seq = refold->facts.facts[message->latest].seq;

        /* The usual post of another day: one sighting, long since written. */
        if (message->facts_n == 1 && seq < refold->first_new && !message->deleted)
            continue;
        if (settle_message(refold, message, err))
            return -1;
    }
    return 0;
}

static int drop_rows(struct scrm_refold *refold, uint64_t thread, struct scrm_err *err)
{
    struct scrm_statement *drop = scrm_ledger_sql(refold->ledger, SQL_CASE_DROP, err);

    if (!drop)
        return -1;
    scrm_bind_int(drop, 1, (int64_t)thread);
    if (scrm_statement_run(drop, err))
        return -1;
    refold->opened -= scrm_store_changes(refold->ledger->store);
    return 0;
}

/* Rows of the thread and of all that was joined to it. */
static int drop_all_rows(struct scrm_refold *refold, uint64_t root, struct scrm_err *err)
{
    struct scrm_statement *members = scrm_ledger_sql(refold->ledger, SQL_MEMBERS, err);
    int step;

    if (!members || drop_rows(refold, root, err))
        return -1;
    scrm_bind_int(members, 1, (int64_t)root);
    while ((step = scrm_statement_step(members, err)) > 0)
        if (drop_rows(refold, (uint64_t)scrm_column_int(members, 0), err)) {
            scrm_statement_reset(members);
            return -1;
        }
    return step;
}

static bool among(const uint64_t *sorted, size_t n, uint64_t thread)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle] < thread)
            low = middle + 1;
        else
            high = middle;
    }
    return low < n && sorted[low] == thread;
}

uint64_t scrm_refold_thread(const struct scrm_refold *refold, uint32_t of_case)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];

    return refold->facts.threads[refold->cases.messages[one->opening].latest];
}

int scrm_refold_rows(struct scrm_refold *refold, const uint64_t *roots, size_t n,
                     uint64_t first_new_thread, struct scrm_err *err)
{
    struct scrm_cached_case row;
    size_t i;

    for (i = 0; i < n; i++)
        if (roots[i] < first_new_thread && drop_all_rows(refold, roots[i], err))
            return -1;
    for (i = 0; i < refold->cases.n; i++) {
        if (!among(roots, n, scrm_refold_thread(refold, (uint32_t)i)))
            continue;
        if (scrm_cached_case_make(refold, (uint32_t)i, &row, err) ||
            scrm_cached_case_put(refold->ledger, &row, err))
            return -1;
        refold->opened++;
    }
    return 0;
}

static int write_out(struct scrm_refold *refold, const uint64_t *roots, size_t n,
                     struct scrm_err *err)
{
    scrm_refold_fold(refold);
    if (scrm_refold_contents(refold, err) ||
        scrm_refold_rows(refold, roots, n, UINT64_MAX, err))
        return -1;
    scrm_refold_begin(refold);
    return 0;
}

int scrm_refold_threads(struct scrm_ledger *ledger, const uint64_t *roots, size_t n,
                        struct scrm_err *err)
{
    struct scrm_refold refold = {.ledger = ledger};
    size_t from = 0, i;
    int result = 0;

    scrm_refold_begin(&refold);
    for (i = 0; i < n && result == 0; i++) {
        result = scrm_thread_load(ledger, roots[i], &refold.facts, err);
        if (result == 0 && (refold.facts.n >= FOLD_FACTS || i + 1 == n)) {
            result = write_out(&refold, roots + from, i + 1 - from, err);
            from = i + 1;
        }
    }
    scrm_refold_fini(&refold);
    return result;
}
