/*
 * Is the ledger what it says? The file is sound; what came in is there, once;
 * every key leads to its thread; and every cached case is what a fold of its
 * events gives, with no case missing and none too many.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

#define FOLD_FACTS 20000
/* Findings that are told one by one. */
#define FINDINGS_MAX 50

struct checking {
    struct scrm_refold refold;
    struct scrm_buf *report, rest;
    struct scrm_digest *keys;
    size_t cap_keys;
    struct scrm_placed placed;
    uint64_t findings;
    uint64_t events, cases, contents; /* seen by the fold */
};

/* Where the next finding is written: the report, or nowhere once there are too many. */
static struct scrm_buf *finding(struct checking *check)
{
    scrm_buf_reset(&check->rest);
    return check->findings++ < FINDINGS_MAX ? check->report : &check->rest;
}

#define LL(number) ((unsigned long long)(number))

/* ---- keys ---- */

static int check_key(struct checking *check, struct scrm_digest key, uint64_t root,
                     uint64_t seq, struct scrm_err *err)
{
    struct scrm_ledger *ledger = check->refold.ledger;
    struct scrm_key found;

    if (scrm_key_get(ledger, key, &found, err) ||
        scrm_thread_root(ledger, found.thread, &found.thread, err))
        return -1;
    if (!found.found)
        scrm_buf_printf(finding(check), "event %llu: a key of its post is missing\n", LL(seq));
    else if (found.thread != root)
        scrm_buf_printf(finding(check),
                        "event %llu: a key leads to thread %llu instead of %llu\n", LL(seq),
                        LL(found.thread), LL(root));
    return 0;
}

static int check_keys(struct checking *check, const struct scrm_case_fact *fact, uint64_t root,
                      struct scrm_err *err)
{
    size_t n, i;

    if (check->cap_keys < SCRM_CASE_KEYS(fact->n_aliases)) {
        check->cap_keys = SCRM_CASE_KEYS(fact->n_aliases) + 16;
        check->keys = scrm_realloc(check->keys, check->cap_keys, sizeof *check->keys);
    }
    n = scrm_case_fact_keys(fact, check->keys);
    for (i = 0; i < n; i++)
        if (check_key(check, check->keys[i], root, fact->seq, err))
            return -1;
    if (scrm_place_look(check->refold.ledger, fact, &check->placed, err))
        return -1;
    if (!check->placed.again)
        scrm_buf_printf(finding(check), "event %llu: its sighting is not known\n",
                        LL(fact->seq));
    return 0;
}

/* ---- cases ---- */

static bool same_case(const struct scrm_cached_case *a, const struct scrm_cached_case *b)
{
    return a->bucket == b->bucket && a->since == b->since && a->id == b->id &&
           a->thread == b->thread && scrm_digest_same(a->post, b->post) &&
           strcmp(a->state, b->state) == 0 && a->turns_ms == b->turns_ms &&
           a->waiting_ms == b->waiting_ms && a->respond_by_ms == b->respond_by_ms &&
           scrm_slice_eq(a->queue, b->queue) && scrm_slice_eq(a->owner, b->owner) &&
           scrm_slice_eq(a->members, b->members);
}

static int check_case(struct checking *check, uint32_t of_case, struct scrm_err *err)
{
    struct scrm_cached_case want, got;
    struct scrm_statement *select;
    struct scrm_buf id = {0};
    bool found = false, same = false;
    int step;

    if (scrm_cached_case_make(&check->refold, of_case, &want, err) ||
        !(select = scrm_ledger_sql(check->refold.ledger, SQL_CASE_THREAD, err)))
        return -1;
    scrm_bind_int(select, 1, (int64_t)want.thread);
    while ((step = scrm_statement_step(select, err)) > 0) {
        got = scrm_cached_case_of(select);
        if (scrm_digest_same(got.post, want.post)) {
            found = true;
            same = same_case(&want, &got);
        }
    }
    scrm_case_id_put(&id, want.id);
    if (step == 0 && !found)
        scrm_buf_printf(finding(check), "case %s is missing from the list\n",
                        scrm_buf_text(&id));
    else if (step == 0 && !same)
        scrm_buf_printf(finding(check), "case %s is listed otherwise than its events say\n",
                        scrm_buf_text(&id));
    scrm_buf_fini(&id);
    check->cases++;
    return step;
}

/* ---- content ---- */

static int check_content(struct checking *check, const struct scrm_case_message *message,
                         struct scrm_err *err)
{
    uint32_t i;

    for (i = 0; i < message->facts_n; i++) {
        uint32_t at = check->refold.cases.order[message->facts_from + i];
        uint64_t seq = check->refold.facts.facts[at].seq;
        struct scrm_content content;
        int there = scrm_ledger_content(check->refold.ledger, seq, &content, err);

        if (there < 0)
            return -1;
        check->contents += there > 0;
        if (there && message->deleted)
            scrm_buf_printf(finding(check),
                            "event %llu: its post is gone, its content is not\n", LL(seq));
        else if (there && at != message->latest)
            scrm_buf_printf(finding(check),
                            "event %llu: content of a revision that no longer counts\n",
                            LL(seq));
        else if (!there && at == message->latest && !message->deleted)
            scrm_buf_printf(finding(check), "event %llu: its post has no content\n", LL(seq));
    }
    return 0;
}

static int check_fold(struct checking *check, struct scrm_err *err)
{
    struct scrm_refold *refold = &check->refold;
    size_t i;

    scrm_refold_fold(refold);
    for (i = 0; i < refold->facts.n; i++)
        if (check_keys(check, &refold->facts.facts[i], refold->facts.threads[i], err))
            return -1;
    for (i = 0; i < refold->cases.n; i++)
        if (check_case(check, (uint32_t)i, err))
            return -1;
    for (i = 0; i < refold->cases.n_messages; i++)
        if (check_content(check, &refold->cases.messages[i], err))
            return -1;
    for (i = 0; i < refold->facts.n_actions; i++)
        if (refold->cases.action_case[i] == SCRM_NO_CASE)
            scrm_buf_printf(finding(check), "event %llu: done to a case that is not there\n",
                            LL(refold->facts.actions[i].seq));
    check->events += refold->facts.n;
    scrm_refold_begin(refold);
    return 0;
}

static int check_threads(struct checking *check, struct scrm_err *err)
{
    struct scrm_ledger *ledger = check->refold.ledger;
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_THREADS, err);
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0)
        if (scrm_thread_load(ledger, (uint64_t)scrm_column_int(select, 0), &check->refold.facts,
                             err) ||
            (check->refold.facts.n >= FOLD_FACTS && check_fold(check, err)))
            return -1;
    return step < 0 ? -1 : check_fold(check, err);
}

/* ---- counts ---- */

static int check_number(struct checking *check, const char *sql, uint64_t want,
                        const char *what, struct scrm_err *err)
{
    int64_t got;

    if (scrm_store_number(check->refold.ledger->store, sql, 0, &got, err))
        return -1;
    if ((uint64_t)got != want)
        scrm_buf_printf(finding(check), "%s: %lld there, %llu expected\n", what, (long long)got,
                        LL(want));
    return 0;
}

static int check_counts(struct checking *check, struct scrm_err *err)
{
    struct scrm_store *store = check->refold.ledger->store;
    int64_t posts, again, notes;

    if (scrm_store_number(store, "SELECT n FROM count WHERE name = 'posts'", 0, &posts, err) ||
        scrm_store_number(store, "SELECT n FROM count WHERE name = 'again'", 0, &again, err) ||
        scrm_store_number(store,
                          "SELECT count(*) FROM content JOIN event USING(seq)"
                          " WHERE kind IN ('note', 'reply')",
                          0, &notes, err))
        return -1;
    if ((uint64_t)(posts - again) != check->events)
        scrm_buf_printf(
            finding(check),
            "%lld posts came in, %lld of them known: %llu events of posts instead of %lld\n",
            (long long)posts, (long long)again, LL(check->events), (long long)(posts - again));
    if (check_number(check, "SELECT count(*) FROM \"case\"", check->cases, "cases", err) ||
        check_number(check, "SELECT count(*) FROM content", check->contents + (uint64_t)notes,
                     "contents", err))
        return -1;
    if (check->findings == 0)
        scrm_buf_printf(check->report,
                        "sound: %lld posts in = %llu new + %lld known; %llu cases as their "
                        "events say\n",
                        (long long)posts, LL(check->events), (long long)again,
                        LL(check->cases));
    return 0;
}

static int check_all(struct checking *check, struct scrm_err *err)
{
    int sound = scrm_store_check(check->refold.ledger->store, check->report, err);

    if (sound != 0)
        return sound;
    if (check_threads(check, err) || check_counts(check, err))
        return -1;
    if (check->findings > FINDINGS_MAX)
        scrm_buf_printf(check->report, "and %llu more findings\n",
                        LL(check->findings - FINDINGS_MAX));
    return check->findings ? 1 : 0;
}

int scrm_ledger_check(struct scrm_ledger *ledger, struct scrm_buf *report, struct scrm_err *err)
{
    struct checking check = {.refold = {.ledger = ledger}, .report = report};
    int result = -1;

    scrm_refold_begin(&check.refold);
    if (scrm_ledger_begin_read(ledger, err) == 0) {
        result = check_all(&check, err);
        if (scrm_ledger_end(ledger, result < 0 ? -1 : 0, err))
            result = -1;
    }
    scrm_refold_fini(&check.refold);
    scrm_placed_fini(&check.placed);
    scrm_buf_fini(&check.rest);
    free(check.keys);
    return result;
}
