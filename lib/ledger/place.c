/*
 * Which thread a fact belongs to. All its keys lead there afterwards; where
 * they led to several threads, the fact is the bridge that joins them: the
 * oldest number stands for all, the others keep their events and point to it.
 *
 * A key stands in the slot that the first half of its digest names, or where
 * another digest stands there already, in the next free one. No key is ever
 * removed, so the first gap ends a search.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

int scrm_key_get(struct scrm_ledger *ledger, struct scrm_digest digest, struct scrm_key *key,
                 struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_KEY_GET, err);
    uint64_t slot = digest.high;
    int step = 1;

    *key = (struct scrm_key){0};
    if (!select)
        return -1;
    for (; step > 0 && !key->found; slot++) {
        key->slot = (int64_t)slot;
        scrm_bind_int(select, 1, key->slot);
        step = scrm_statement_step(select, err);
        if (step > 0 && (uint64_t)scrm_column_int(select, 0) == digest.low) {
            key->found = true;
            key->thread = (uint64_t)scrm_column_int(select, 1);
            key->seen = (uint64_t)scrm_column_int(select, 2);
            key->erased = scrm_column_int(select, 3) != 0;
        }
        scrm_statement_reset(select);
    }
    return step < 0 ? -1 : 0;
}

int scrm_key_put(struct scrm_ledger *ledger, struct scrm_digest digest,
                 const struct scrm_key *key, struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_KEY_PUT, err);

    if (!put)
        return -1;
    scrm_bind_int(put, 1, key->slot);
    scrm_bind_int(put, 2, (int64_t)digest.low);
    scrm_bind_int(put, 3, (int64_t)key->thread);
    scrm_bind_null(put, 4);
    if (key->seen)
        scrm_bind_int(put, 4, (int64_t)key->seen);
    return scrm_statement_run(put, err);
}

int scrm_thread_root(struct scrm_ledger *ledger, uint64_t thread, uint64_t *root,
                     struct scrm_err *err)
{
    struct scrm_statement *select;
    int step;

    *root = thread;
    if (!ledger->any_joined)
        return 0;
    if (!(select = scrm_ledger_sql(ledger, SQL_ROOT, err)))
        return -1;
    scrm_bind_int(select, 1, (int64_t)thread);
    step = scrm_statement_step(select, err);
    if (step > 0) {
        *root = (uint64_t)scrm_column_int(select, 0);
        scrm_statement_reset(select);
    }
    return step < 0 ? -1 : 0;
}

/* Makes `root` stand for `other` and all that `other` stood for. */
static int join(struct scrm_ledger *ledger, uint64_t root, uint64_t other, struct scrm_err *err)
{
    struct scrm_statement *move = scrm_ledger_sql(ledger, SQL_JOIN_MOVE, err);
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_JOIN_PUT, err);

    if (!move || !put)
        return -1;
    ledger->any_joined = true;
    scrm_bind_int(move, 1, (int64_t)root);
    scrm_bind_int(move, 2, (int64_t)other);
    scrm_bind_int(put, 1, (int64_t)other);
    scrm_bind_int(put, 2, (int64_t)root);
    if (scrm_statement_run(move, err))
        return -1;
    return scrm_statement_run(put, err);
}

int scrm_thread_join(struct scrm_ledger *ledger, uint64_t *root, uint64_t other,
                     struct scrm_err *err)
{
    uint64_t low = *root < other ? *root : other, high = *root < other ? other : *root;

    *root = low;
    return low == high ? 0 : join(ledger, low, high, err);
}

/* A sighting in short; never 0. */
static uint64_t mark_of(const struct scrm_case_fact *fact)
{
    return fact->sighting.low ? fact->sighting.low : 1;
}

/* Whether the post was seen so before: its first sighting stands with its id,
 * later ones are keys of their own. */
static int look_for_sighting(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                             struct scrm_placed *placed, struct scrm_err *err)
{
    const struct scrm_key *id = &placed->keys[0];

    placed->again = id->found && id->seen == mark_of(fact);
    if (placed->again || !id->seen)
        return 0;
    if (scrm_key_get(ledger, fact->sighting, &placed->sighting, err))
        return -1;
    placed->again = placed->sighting.found;
    return 0;
}

int scrm_place_look(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_placed *placed, struct scrm_err *err)
{
    size_t i, want = SCRM_CASE_KEYS(fact->n_aliases);

    if (placed->cap < want) {
        placed->cap = want + 16;
        placed->digests = scrm_realloc(placed->digests, placed->cap, sizeof *placed->digests);
        placed->keys = scrm_realloc(placed->keys, placed->cap, sizeof *placed->keys);
    }
    scrm_case_fact_keys(fact, placed->digests);
    placed->n_names = 1 + (size_t)fact->n_aliases;
    placed->erased = false;
    placed->thread = 0;
    for (i = 0; i < placed->n_names; i++) {
        if (scrm_key_get(ledger, placed->digests[i], &placed->keys[i], err))
            return -1;
        placed->erased |= placed->keys[i].erased;
        if (placed->keys[i].found)
            placed->thread = placed->keys[i].thread;
    }
    return look_for_sighting(ledger, fact, placed, err);
}

/* Adds a root to the few threads that the keys have led to so far. */
static void note_root(struct scrm_placed *placed, uint64_t root)
{
    size_t i;

    for (i = 0; i < placed->n_roots; i++)
        if (placed->roots[i] == root)
            return;
    SCRM_GROW(placed->roots, placed->n_roots, placed->cap_roots);
    placed->roots[placed->n_roots++] = root;
}

/* Looks up the remaining keys and collects the threads that all of them lead to. */
static int find_roots(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                      struct scrm_placed *placed, struct scrm_err *err)
{
    uint64_t root;
    size_t i;

    /* The key of a private channel is of the author's number, known only now. */
    placed->n = scrm_case_fact_keys(fact, placed->digests);
    placed->n_roots = 0;
    for (i = 0; i < placed->n; i++) {
        if (i >= placed->n_names &&
            scrm_key_get(ledger, placed->digests[i], &placed->keys[i], err))
            return -1;
        if (!placed->keys[i].found)
            continue;
        if (scrm_thread_root(ledger, placed->keys[i].thread, &root, err))
            return -1;
        note_root(placed, root);
    }
    return 0;
}

static int put_seen(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_placed *placed, struct scrm_err *err)
{
    struct scrm_statement *put;

    if (placed->keys[0].seen) {
        placed->sighting.thread = placed->thread;
        return scrm_key_put(ledger, fact->sighting, &placed->sighting, err);
    }
    if (!(put = scrm_ledger_sql(ledger, SQL_KEY_SEEN, err)))
        return -1;
    scrm_bind_int(put, 1, placed->keys[0].slot);
    scrm_bind_int(put, 2, (int64_t)mark_of(fact));
    return scrm_statement_run(put, err);
}

/* Whether a key before it took its slot: a thread's first post often names
 * itself as the conversation. */
static bool slot_was_taken(const struct scrm_placed *placed, size_t i)
{
    size_t k;

    for (k = 0; k < i; k++)
        if (placed->keys[k].slot == placed->keys[i].slot)
            return true;
    return false;
}

static int put_keys(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_placed *placed, struct scrm_err *err)
{
    bool known = placed->keys[0].found;
    size_t i;

    for (i = 0; i < placed->n; i++) {
        struct scrm_key *key = &placed->keys[i];

        if (!key->found && slot_was_taken(placed, i) &&
            scrm_key_get(ledger, placed->digests[i], key, err))
            return -1;
        if (key->found)
            continue;
        key->thread = placed->thread;
        key->seen = i == 0 ? mark_of(fact) : 0;
        if (scrm_key_put(ledger, placed->digests[i], key, err))
            return -1;
    }
    return known ? put_seen(ledger, fact, placed, err) : 0;
}

int scrm_place_put(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                   uint64_t *next, struct scrm_placed *placed, struct scrm_err *err)
{
    size_t i;

    if (find_roots(ledger, fact, placed, err))
        return -1;
    placed->thread = placed->n_roots ? placed->roots[0] : (*next)++;
    for (i = 1; i < placed->n_roots; i++)
        if (placed->roots[i] < placed->thread)
            placed->thread = placed->roots[i];
    for (i = 0; i < placed->n_roots; i++)
        if (placed->roots[i] != placed->thread &&
            join(ledger, placed->thread, placed->roots[i], err))
            return -1;
    return put_keys(ledger, fact, placed, err);
}

void scrm_placed_fini(struct scrm_placed *placed)
{
    free(placed->roots);
    free(placed->digests);
    free(placed->keys);
    *placed = (struct scrm_placed){0};
}
