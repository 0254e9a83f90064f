/*
 * Forgetting a person, in the database: what is theirs, and what others wrote
 * about them. Events stay; content, names and numbers go; then the file
 * is written anew, the folders are cleaned, and everything is searched.
 */
#include "ledger/forget.h"

#include <stdlib.h>

#include "base/alloc.h"

/* Remembers a thread, by its root, to be folded anew. */
static void add_thread(struct scrm_forget *forget, uint64_t thread)
{
    if (forget->n_threads && forget->threads[forget->n_threads - 1] == thread)
        return;
    SCRM_GROW(forget->threads, forget->n_threads, forget->cap_threads);
    forget->threads[forget->n_threads++] = thread;
}

/* The content of each post goes, and with it what the person was called. */
static int drop_posts(struct scrm_forget *forget, struct scrm_err *err)
{
    struct scrm_content content;
    uint64_t root;
    size_t i;
    int found;

    for (i = 0; i < forget->posts.n; i++) {
        const struct scrm_case_fact *fact = &forget->posts.facts[i];

        found = scrm_ledger_content(forget->ledger, fact->seq, &content, err);
        if (found < 0 || scrm_thread_root(forget->ledger, forget->posts.threads[i], &root, err))
            return -1;
        add_thread(forget, root);
        if (!found)
            continue;
        scrm_forget_traces(forget, &content, fact);
        if (scrm_content_drop(forget->ledger, fact->seq, err))
            return -1;
        forget->erased->posts++;
    }
    return 0;
}

static int forget_authors(struct scrm_forget *forget, struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < forget->n_authors; i++) {
        struct scrm_statement *drop = scrm_ledger_sql(forget->ledger, SQL_AUTHOR_DROP, err);
        struct scrm_statement *put = scrm_ledger_sql(forget->ledger, SQL_FORGET, err);

        if (!drop || !put)
            return -1;
        scrm_bind_int(drop, 1, (int64_t)forget->authors[i].author);
        scrm_bind_int(put, 1, (int64_t)forget->authors[i].author);
        if (scrm_statement_run(drop, err) || scrm_statement_run(put, err))
            return -1;
    }
    return scrm_ledger_load_forgotten(forget->ledger, err);
}

/* ---- what others wrote ---- */

/* Masks the person in one text; returns how often. The new text is the arena's. */
static size_t mask_text(struct scrm_forget *forget, unsigned kinds, struct scrm_slice *text,
                        struct scrm_arena *arena)
{
    struct scrm_buf out = {0};
    size_t n = text->len ? scrm_needles_mask(&forget->needles, kinds, *text, &out) : 0;

    if (n)
        *text =
            (struct scrm_slice){scrm_arena_copy(arena, scrm_buf_text(&out), out.len), out.len};
    scrm_buf_fini(&out);
    return n;
}

/* Masks the person in one row. 1 changed, 0 not, -1. */
static int mask_row(struct scrm_forget *forget, uint64_t seq, bool near,
                    struct scrm_content *content, struct scrm_err *err)
{
    enum { MASKED = 5 };
    struct scrm_slice *const masked[MASKED] = {&content->text, &content->title, &content->url,
                                               &content->channel, &content->customer_name};
    const struct scrm_slice own[] = {content->id, content->author_id, content->author_handle,
                                     content->author_name, content->author_url};
    struct scrm_arena arena = {0};
    size_t i, replaced = 0;
    int result = 0;

    for (i = 0; i < MASKED; i++)
        replaced += mask_text(forget, SCRM_NEEDLES_ANYWHERE, masked[i], &arena);
    for (i = 0; i < MASKED && (near || replaced); i++)
        replaced += mask_text(forget, SCRM_NEEDLES_NEAR, masked[i], &arena);
    for (i = 0; i < MASKED; i++)
        scrm_needles_share(&forget->needles, *masked[i], false);
    for (i = 0; i < sizeof own / sizeof *own; i++)
        scrm_needles_share(&forget->needles, own[i], true);
    if (replaced)
        result = scrm_content_put(forget->ledger, seq, content, err) ? -1 : 1;
    scrm_arena_fini(&arena);
    return result;
}

static int thread_of_event(struct scrm_forget *forget, uint64_t seq, uint64_t *thread,
                           struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_EVENT_THREAD, err);
    int step;

    *thread = 0;
    if (!select)
        return -1;
    scrm_bind_int(select, 1, (int64_t)seq);
    step = scrm_statement_step(select, err);
    if (step > 0) {
        *thread = (uint64_t)scrm_column_int(select, 0);
        scrm_statement_reset(select);
    }
    return step < 0 ? -1 : scrm_thread_root(forget->ledger, *thread, thread, err);
}

bool scrm_forget_is_near(const struct scrm_forget *forget, uint64_t root)
{
    size_t i;

    for (i = 0; i < forget->n_own_threads; i++)
        if (forget->threads[i] == root)
            return true;
    return false;
}

static int mask_other(struct scrm_forget *forget, uint64_t seq, struct scrm_content *content,
                      struct scrm_err *err)
{
    uint64_t thread;
    int changed;

    if (thread_of_event(forget, seq, &thread, err))
        return -1;
    changed = mask_row(forget, seq, scrm_forget_is_near(forget, thread), content, err);
    if (changed > 0) {
        forget->erased->masked++;
        add_thread(forget, thread);
    }
    return changed < 0 ? -1 : 0;
}

static int mask_others(struct scrm_forget *forget, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_CONTENTS, err);
    int step = -1;

    forget->n_own_threads = forget->n_threads;
    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_content content;

        scrm_content_of_row(select, &content);
        if (mask_other(forget, (uint64_t)scrm_column_int(select, SCRM_CONTENT_FIELDS), &content,
                       err)) {
            scrm_statement_reset(select);
            return -1;
        }
    }
    return step;
}

/* ---- the whole ---- */

static int by_number(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* The lists no longer show what was forgotten. */
static int refold(struct scrm_forget *forget, struct scrm_err *err)
{
    size_t i, n = 0;

    if (forget->n_threads)
        qsort(forget->threads, forget->n_threads, sizeof *forget->threads, by_number);
    for (i = 0; i < forget->n_threads; i++)
        if (n == 0 || forget->threads[n - 1] != forget->threads[i])
            forget->threads[n++] = forget->threads[i];
    return scrm_refold_threads(forget->ledger, forget->threads, n, err);
}

/* What stays: that somebody was forgotten, when, by whom, and how much it was. */
static int tell(struct scrm_forget *forget, struct scrm_err *err)
{
    struct scrm_buf facts = {0};
    int64_t seq;
    size_t i;
    int result = 0;

    for (i = 0; i < forget->n_authors && result == 0; i++) {
        scrm_buf_reset(&facts);
        scrm_buf_putc(&facts, '{');
        scrm_emit_member_int(&facts, "author", (int64_t)forget->authors[i].author);
        scrm_emit_member_int(&facts, "posts", (int64_t)forget->erased->posts);
        scrm_emit_member_int(&facts, "masked", (int64_t)forget->erased->masked);
        scrm_buf_putc(&facts, '}');
        result = scrm_store_number(forget->ledger->store, "SELECT max(seq) FROM event", 0, &seq,
                                   err);
        if (result == 0)
            result = scrm_event_put(forget->ledger,
                                    &(struct scrm_event){
                                        .seq = (uint64_t)seq + 1,
                                        .at_ms = forget->erase->now_ms,
                                        .kind = "erase",
                                        .by = scrm_slice_of(forget->erase->by),
                                        .facts = scrm_buf_slice(&facts),
                                    },
                                    err);
    }
    scrm_buf_fini(&facts);
    return result;
}

static int forget_all(struct scrm_forget *forget, struct scrm_err *err)
{
    if (scrm_forget_find(forget, err))
        return -1;
    forget->erased->known = forget->n_authors > 0;
    if (!forget->erased->known)
        return 0;
    if (scrm_forget_posts(forget, err) || drop_posts(forget, err) ||
        forget_authors(forget, err) || mask_others(forget, err) || refold(forget, err) ||
        tell(forget, err))
        return -1;
    /* Before the commit: whoever was stopped in the folders can begin anew. */
    return scrm_forget_folders(forget, err);
}

int scrm_keys_erase(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_err *err)
{
    uint32_t i;

    for (i = 0; i <= fact->n_aliases; i++) {
        struct scrm_statement *mark;
        struct scrm_key key;

        if (scrm_key_get(ledger, i ? fact->aliases[i - 1] : fact->id, &key, err) ||
            !(mark = scrm_ledger_sql(ledger, SQL_KEY_ERASE, err)))
            return -1;
        scrm_bind_int(mark, 1, key.slot);
        if (scrm_statement_run(mark, err))
            return -1;
    }
    return 0;
}

static void forget_fini(struct scrm_forget *forget)
{
    scrm_needles_fini(&forget->needles);
    scrm_ledger_facts_fini(&forget->posts);
    scrm_cases_fini(&forget->fold);
    scrm_map_fini(&forget->networks);
    scrm_map_fini(&forget->names);
    free(forget->authors);
    free(forget->threads);
}

int scrm_ledger_erase(struct scrm_ledger *ledger, const struct scrm_ledger_erase *erase,
                      struct scrm_ledger_erased *erased, struct scrm_err *err)
{
    struct scrm_forget forget = {.ledger = ledger, .erase = erase, .erased = erased};
    int result = -1;

    *erased = (struct scrm_ledger_erased){0};
    if (scrm_ledger_begin(ledger, err) == 0 &&
        scrm_ledger_end(ledger, forget_all(&forget, err), err) == 0)
        result = 0;
    if (result == 0 && erased->known &&
        (scrm_store_scrub(ledger->store, err) || scrm_forget_search(&forget, err)))
        result = -1;
    forget_fini(&forget);
    return result;
}

int scrm_erase_again(struct scrm_ledger *ledger, const struct scrm_event *event,
                     struct scrm_err *err)
{
    struct scrm_ledger_erased erased = {0};
    struct scrm_forget forget = {.ledger = ledger, .erased = &erased};
    int64_t author;
    int result = -1;

    if (scrm_event_author(ledger, event, &author, err) == 0) {
        scrm_forget_add_author(&forget, (uint64_t)author, 0);
        if (scrm_forget_posts(&forget, err) == 0)
            result = forget_authors(&forget, err);
    }
    forget_fini(&forget);
    return result;
}
