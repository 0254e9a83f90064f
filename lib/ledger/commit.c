/*
 * A batch into the ledger, in one transaction: what is new is placed in its
 * thread, the touched threads are folded, then events, content and cached rows
 * are written. After the commit, and only then, the lines go on.
 */
#include "ledger/apply.h"

#include <stdlib.h>

#include "base/alloc.h"

static int read_next_numbers(struct scrm_apply *apply, struct scrm_err *err)
{
    /* A thread that was joined within its own batch has keys, but no event. */
    static const char threads[] = "SELECT max((SELECT ifnull(max(thread), 0) FROM event),"
                                  " (SELECT ifnull(max(thread), 0) FROM joined))";
    struct scrm_store *store = apply->ledger->store;
    int64_t seq, thread, authors;

    if (scrm_store_number(store, "SELECT max(seq) FROM event", 0, &seq, err) ||
        scrm_store_number(store, threads, 0, &thread, err) ||
        scrm_store_number(store, "SELECT n FROM count WHERE name = 'authors'", 0, &authors,
                          err))
        return -1;
    apply->next_seq = (uint64_t)seq + 1;
    apply->next_thread = apply->first_thread = (uint64_t)thread + 1;
    apply->authors = (uint64_t)authors;
    return 0;
}

/* The ledger's own number for an author, who is known to the line by a digest. */
static int number_author(struct scrm_apply *apply, uint64_t *author, struct scrm_err *err)
{
    struct scrm_statement *get = scrm_ledger_sql(apply->ledger, SQL_AUTHOR_GET, err);
    struct scrm_statement *put;
    uint64_t digest = *author;
    int step;

    if (digest == 0 || !get)
        return get ? 0 : -1;
    scrm_bind_int(get, 1, (int64_t)digest);
    if ((step = scrm_statement_step(get, err)) < 0)
        return -1;
    if (step > 0) {
        *author = (uint64_t)scrm_column_int(get, 0);
        scrm_statement_reset(get);
        return 0;
    }
    if (!(put = scrm_ledger_sql(apply->ledger, SQL_AUTHOR_PUT, err)))
        return -1;
    *author = apply->authors + ++apply->new_authors;
    scrm_bind_int(put, 1, (int64_t)*author);
    scrm_bind_int(put, 2, (int64_t)digest);
    return scrm_statement_run(put, err);
}

static void touch(struct scrm_apply *apply, uint64_t thread, bool changed)
{
    SCRM_GROW(apply->touched, apply->n_touched, apply->cap_touched);
    apply->touched[apply->n_touched++] = (struct touched){thread, changed};
}

/* Threads with cases that people may have seen became one: that is told. */
static int tell_join(struct scrm_apply *apply, const struct scrm_case_fact *fact,
                     struct scrm_err *err)
{
    struct scrm_statement *select;
    struct scrm_buf *facts = &apply->facts;
    size_t i, n = 0;
    int step;

    scrm_buf_reset(facts);
    scrm_buf_puts(facts, "{\"cases\":[");
    for (i = 0; i < apply->placed.n_roots; i++) {
        if (!(select = scrm_ledger_sql(apply->ledger, SQL_CASE_THREAD, err)))
            return -1;
        scrm_bind_int(select, 1, (int64_t)apply->placed.roots[i]);
        while ((step = scrm_statement_step(select, err)) > 0) {
            scrm_buf_puts(facts, n++ ? ",\"" : "\"");
            scrm_case_id_put(facts, scrm_cached_case_of(select).id);
            scrm_buf_putc(facts, '"');
        }
        if (step < 0)
            return -1;
    }
    scrm_buf_puts(facts, "]}");
    if (n < 2)
        return 0;
    return scrm_event_put(apply->ledger,
                          &(struct scrm_event){.seq = apply->next_seq++,
                                               .thread = apply->placed.thread,
                                               .at_ms = apply->now_ms,
                                               .kind = "join",
                                               .cause = fact->id,
                                               .facts = scrm_buf_slice(facts)},
                          err);
}

/* Content of a new post waits for the fold to say whether it stays. */
static void keep_fresh(struct scrm_apply *apply, uint64_t seq,
                       const struct scrm_content *content)
{
    size_t at = (size_t)(seq - apply->refold.first_new);

    while (apply->n_fresh <= at) {
        SCRM_GROW(apply->fresh, apply->n_fresh, apply->cap_fresh);
        apply->fresh[apply->n_fresh++] = (struct scrm_content){0};
    }
    apply->fresh[at] = *content;
}

static int add_new(struct scrm_apply *apply, struct pending *post,
                   const struct scrm_content *content, struct scrm_err *err)
{
    static const struct scrm_content nothing;
    struct scrm_case_fact *fact = &post->fact;

    if (fact->erased || fact->tombstone)
        fact->author = fact->partner = 0;
    if (number_author(apply, &fact->author, err) || number_author(apply, &fact->partner, err) ||
        scrm_place_put(apply->ledger, fact, &apply->next_thread, &apply->placed, err))
        return -1;
    if (fact->erased && scrm_keys_erase(apply->ledger, fact, err))
        return -1;
    post->thread = apply->placed.thread;
    if (apply->placed.n_roots > 1) {
        apply->joined = true;
        if (tell_join(apply, fact, err))
            return -1;
    }
    fact->seq = apply->next_seq++;
    keep_fresh(apply, fact->seq, fact->erased || fact->deleted ? &nothing : content);
    touch(apply, post->thread, true);
    apply->count.unrouted +=
        !fact->decision && !fact->tombstone && fact->direction == SCRM_INBOUND;
    return 0;
}

/* Finds or makes the thread of one post of the batch. */
static int place(struct scrm_apply *apply, size_t i, struct scrm_err *err)
{
    struct pending *post = &apply->posts[i];
    const struct scrm_placed *placed = &apply->placed;

    if (scrm_place_look(apply->ledger, &post->fact, &apply->placed, err))
        return -1;
    post->fact.erased = placed->erased;
    /* What erasure left in place of an id tells nothing new about the post. */
    post->again = placed->again ||
                  (placed->erased && scrm_slice_starts(apply->contents[i].id, "erased:"));
    if (!post->again)
        return add_new(apply, post, &apply->contents[i], err);
    apply->count.again++;
    post->thread = placed->thread;
    if (apply->emit)
        touch(apply, post->thread, false);
    return 0;
}

static int by_root(const void *left, const void *right)
{
    const struct touched *a = left, *b = right;

    return (a->root > b->root) - (a->root < b->root);
}

/* The touched threads by their roots, each once, in ascending order. */
static int settle_touched(struct scrm_apply *apply, struct scrm_err *err)
{
    size_t i, n = 0;

    for (i = 0; i < apply->n_touched; i++)
        if (scrm_thread_root(apply->ledger, apply->touched[i].root, &apply->touched[i].root,
                             err))
            return -1;
    if (apply->n_touched > 1)
        qsort(apply->touched, apply->n_touched, sizeof *apply->touched, by_root);
    for (i = 0; i < apply->n_touched; i++)
        if (n && apply->touched[n - 1].root == apply->touched[i].root)
            apply->touched[n - 1].changed |= apply->touched[i].changed;
        else
            apply->touched[n++] = apply->touched[i];
    apply->n_touched = n;
    return 0;
}

/* What the ledger has of the touched threads, and behind it what is new. */
static int gather(struct scrm_apply *apply, struct scrm_err *err)
{
    struct scrm_ledger_facts *facts = &apply->refold.facts;
    size_t i;

    for (i = 0; i < apply->n_touched; i++)
        if (apply->touched[i].root < apply->first_thread &&
            scrm_thread_load(apply->ledger, apply->touched[i].root, facts, err))
            return -1;
    for (i = 0; i < apply->n; i++) {
        struct pending *post = &apply->posts[i];

        if (post->again)
            continue;
        if (apply->joined && scrm_thread_root(apply->ledger, post->thread, &post->thread, err))
            return -1;
        scrm_ledger_facts_add(facts, &post->fact, post->thread);
    }
    return 0;
}

static uint64_t case_of_fact(const struct scrm_cases *cases, size_t fact)
{
    uint32_t message = cases->fact_message[fact];

    if (message == SCRM_NO_POST || cases->messages[message].of_case == SCRM_NO_CASE)
        return 0;
    return cases->cases[cases->messages[message].of_case].id;
}

static int write_events(struct scrm_apply *apply, size_t first, struct scrm_err *err)
{
    const struct scrm_refold *refold = &apply->refold;
    size_t i;

    for (i = first; i < refold->facts.n; i++) {
        const struct scrm_case_fact *fact = &refold->facts.facts[i];
        struct scrm_event event = {
            .seq = fact->seq,
            .thread = refold->facts.threads[i],
            .at_ms = apply->now_ms,
            .kind = fact->tombstone ? "delete" : "post",
            .of_case = case_of_fact(&refold->cases, i),
            .cause = fact->id,
        };

        scrm_buf_reset(&apply->facts);
        scrm_facts_put(&apply->facts, fact);
        event.facts = scrm_buf_slice(&apply->facts);
        if (scrm_event_put(apply->ledger, &event, err))
            return -1;
    }
    return 0;
}

static int write_rows(struct scrm_apply *apply, struct scrm_err *err)
{
    size_t i, n = 0;

    if (apply->cap_roots < apply->n_touched) {
        apply->cap_roots = apply->n_touched;
        apply->roots = scrm_realloc(apply->roots, apply->cap_roots, sizeof *apply->roots);
    }
    for (i = 0; i < apply->n_touched; i++)
        if (apply->touched[i].changed)
            apply->roots[n++] = apply->touched[i].root;
    return scrm_refold_rows(&apply->refold, apply->roots, n, apply->first_thread, err);
}

int scrm_count_add(struct scrm_ledger *ledger, const char *name, uint64_t n,
                   struct scrm_err *err)
{
    struct scrm_statement *add = scrm_ledger_sql(ledger, SQL_COUNT_ADD, err);

    if (!add)
        return -1;
    scrm_bind_text(add, 1, scrm_slice_of(name));
    scrm_bind_int(add, 2, (int64_t)n);
    return scrm_statement_run(add, err);
}

static int write_batch(struct scrm_apply *apply, struct scrm_err *err)
{
    uint64_t again = apply->count.again;
    size_t i, first;

    if (read_next_numbers(apply, err))
        return -1;
    scrm_refold_begin(&apply->refold);
    apply->refold.first_new = apply->next_seq;
    for (i = 0; i < apply->n; i++)
        if (place(apply, i, err))
            return -1;
    if (settle_touched(apply, err) || gather(apply, err))
        return -1;
    for (first = apply->refold.facts.n;
         first > 0 && apply->refold.facts.facts[first - 1].seq >= apply->refold.first_new;)
        first--;
    apply->refold.fresh = apply->fresh;
    scrm_refold_fold(&apply->refold);
    if (write_events(apply, first, err) || scrm_refold_contents(&apply->refold, err) ||
        write_rows(apply, err) ||
        scrm_count_add(apply->ledger, "again", apply->count.again - again, err) ||
        scrm_count_add(apply->ledger, "authors", apply->new_authors, err))
        return -1;
    return scrm_count_add(apply->ledger, "posts", apply->n, err);
}

/* ---- the line goes on ---- */

static void put_standing(struct scrm_buf *out, const struct scrm_case *one)
{
    if (one->owner.len)
        scrm_emit_member_text(out, "owner", one->owner);
    scrm_emit_member_time(out, "opened_at", one->opened_ms);
    if (one->waiting_ms != SCRM_NO_TIME)
        scrm_emit_member_time(out, "waiting_since", one->waiting_ms);
    if (one->resolved_ms != SCRM_NO_TIME)
        scrm_emit_member_time(out, "resolved_at", one->resolved_ms);
    scrm_emit_member_int(out, "ins", one->ins);
    scrm_emit_member_int(out, "outs", one->outs);
    scrm_emit_member_int(out, "reopens", one->reopens);
}

/* What a post tells of its case: which one, how it stands, the post's part in it. */
static void put_case(const struct scrm_cases *cases, struct scrm_digest post, int64_t now_ms,
                     struct scrm_buf *out)
{
    static const char *const roles[] = {"in", "out", "aside"};
    uint32_t message = scrm_cases_find(cases, post);
    const struct scrm_case *one = NULL;
    uint8_t role = SCRM_ROLE_ASIDE;

    if (message != SCRM_NO_POST) {
        role = cases->messages[message].role;
        if (cases->messages[message].of_case != SCRM_NO_CASE)
            one = &cases->cases[cases->messages[message].of_case];
    }
    scrm_buf_putc(out, '{');
    if (one) {
        scrm_emit_key(out, "id");
        scrm_buf_putc(out, '"');
        scrm_case_id_put(out, one->id);
        scrm_buf_putc(out, '"');
        scrm_emit_member_text(out, "state",
                              scrm_slice_of(scrm_case_states[scrm_case_state_at(one, now_ms)]));
    }
    scrm_emit_member_text(out, "role", scrm_slice_of(roles[role]));
    if (one)
        put_standing(out, one);
    scrm_buf_putc(out, '}');
}

static void emit_lines(struct scrm_apply *apply, struct scrm_buf *out)
{
    struct scrm_buf member = {0};
    size_t i;

    for (i = 0; i < apply->n; i++) {
        struct pending *post = &apply->posts[i];
        struct scrm_line line = {.bytes = post->line,
                                 .insert_at = post->line.at + post->insert,
                                 .members = 1,
                                 .values = &post->was,
                                 .n_values = 1};

        scrm_buf_reset(&member);
        put_case(&apply->refold.cases, post->fact.id, apply->now_ms, &member);
        scrm_splice(&line, 0, "case", scrm_buf_slice(&member), out);
        scrm_buf_putc(out, '\n');
    }
    scrm_buf_fini(&member);
}

int scrm_apply_commit(struct scrm_apply *apply, struct scrm_buf *out, struct scrm_err *err)
{
    if (apply->n == 0)
        return 0;
    apply->n_touched = apply->n_fresh = 0;
    apply->joined = false;
    apply->new_authors = 0;
    apply->refold.opened = 0;
    if (scrm_ledger_begin(apply->ledger, err) ||
        scrm_ledger_end(apply->ledger, write_batch(apply, err), err))
        return -1;
    apply->count.posts += apply->n;
    apply->count.cases += apply->refold.opened;
    if (apply->emit && out)
        emit_lines(apply, out);
    apply->n = apply->bytes = 0;
    scrm_arena_reset(&apply->arena);
    return 0;
}
