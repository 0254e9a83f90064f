/*
 * Forgetting a person, in the database: who it is, what is theirs, what others
 * wrote about them. Events stay; content, names and numbers go; then the file
 * is written anew, the folders are cleaned, and everything is searched.
 */
#include "ledger/forget.h"

#include <stdlib.h>

#include "base/alloc.h"

/* Walks all events; `each` gets those of posts and of people, decoded. */
typedef int each_event(struct scrm_forget *forget, const struct scrm_event *event,
                       const struct scrm_ledger_facts *facts, struct scrm_err *err);

static int walk_events(struct scrm_forget *forget, each_event *each, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_EVENTS_ALL, err);
    struct scrm_ledger_facts facts = {0};
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_event event = scrm_event_of_row(select);

        scrm_ledger_facts_reset(&facts);
        if (scrm_event_load(forget->ledger, &event, &facts, err) ||
            each(forget, &event, &facts, err)) {
            step = -1;
            break;
        }
    }
    scrm_ledger_facts_fini(&facts);
    return step;
}

static bool is_author(const struct scrm_forget *forget, uint64_t author)
{
    size_t i;

    for (i = 0; i < forget->n_authors; i++)
        if (forget->authors[i] == author)
            return true;
    return false;
}

static void add_author(struct scrm_forget *forget, uint64_t author)
{
    if (author == 0 || is_author(forget, author))
        return;
    SCRM_GROW(forget->authors, forget->n_authors, forget->cap_authors);
    forget->authors[forget->n_authors++] = author;
}

/* ---- who it is ---- */

static int note_network(struct scrm_forget *forget, const struct scrm_event *event,
                        const struct scrm_ledger_facts *facts, struct scrm_err *err)
{
    (void)event;
    (void)err;
    if (facts->n && facts->facts[0].place)
        scrm_map_put(&forget->networks, facts->facts[0].place->network, NULL);
    return 0;
}

/* Even where all content is gone, the digest still knows the author. */
static int add_by_digest(struct scrm_forget *forget, struct scrm_slice who,
                         struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < forget->networks.n; i++) {
        struct scrm_statement *get = scrm_ledger_sql(forget->ledger, SQL_AUTHOR_GET, err);
        uint64_t digest = scrm_case_author(forget->networks.entries[i].key, who);

        if (!get)
            return -1;
        scrm_bind_int(get, 1, (int64_t)digest);
        switch (scrm_statement_step(get, err)) {
        case 0:
            continue;
        case 1:
            add_author(forget, (uint64_t)scrm_column_int(get, 0));
            forget->networks.entries[i].value = 1;
            scrm_statement_reset(get);
            continue;
        default:
            return -1;
        }
    }
    return 0;
}

/* A handle stands for an author_id; two authors with one handle must be told apart. */
static int add_by_handle(struct scrm_forget *forget, const char *handle, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_HANDLE_IDS, err);
    struct scrm_buf ids = {0};
    char *id = NULL;
    size_t n = 0;
    int step = -1;

    if (!select)
        return -1;
    scrm_bind_text(select, 1, scrm_slice_of(handle));
    while ((step = scrm_statement_step(select, err)) > 0) {
        struct scrm_slice text = scrm_column_text(select, 0);

        scrm_buf_puts(&ids, n++ ? ", " : "");
        scrm_buf_put_slice(&ids, text);
        free(id);
        id = scrm_strndup(text.at ? text.at : "", text.len);
    }
    if (step == 0 && n > 1) {
        step = scrm_err_set(err, SCRM_EXIT_USAGE, "several authors have the handle %s", handle);
        scrm_err_hint(err, "say which: %s", scrm_buf_text(&ids));
    } else if (step == 0 && n == 1) {
        step = add_by_digest(forget, scrm_slice_of(id), err);
    }
    free(id);
    scrm_buf_fini(&ids);
    return step;
}

static int find_authors(struct scrm_forget *forget, struct scrm_err *err)
{
    const char *who = forget->erase->author;

    if (walk_events(forget, note_network, err) ||
        add_by_digest(forget, scrm_slice_of(who), err))
        return -1;
    if (forget->n_authors == 0 && who[0] == '@')
        who++;
    if (forget->n_authors == 0 && add_by_handle(forget, who, err))
        return -1;
    return 0;
}

/* ---- what is theirs ---- */

static struct scrm_slice bytes_of(const struct scrm_digest *digest)
{
    return (struct scrm_slice){(const char *)digest, sizeof *digest};
}

/* Collects the person's posts, and drops the notes on cases that these opened:
 * nobody knows what stands in them. */
static int note_theirs(struct scrm_forget *forget, const struct scrm_event *event,
                       const struct scrm_ledger_facts *facts, struct scrm_err *err)
{
    const struct scrm_case_fact *fact = facts->n ? &facts->facts[0] : NULL;

    if (facts->n_actions && facts->actions[0].kind == SCRM_ACTION_NOTE &&
        scrm_map_get(&forget->ids, bytes_of(&event->cause)))
        return scrm_content_drop(forget->ledger, event->seq, err);
    if (!fact || !is_author(forget, fact->author))
        return 0;
    SCRM_GROW(forget->posts, forget->n_posts, forget->cap_posts);
    forget->posts[forget->n_posts++] = (struct forgotten_post){event->seq, event->thread};
    scrm_map_put(&forget->ids, bytes_of(&fact->id), NULL);
    return scrm_keys_erase(forget->ledger, fact, err);
}

static void add_handle(struct scrm_needles *needles, struct scrm_slice handle)
{
    char local[128] = "@";
    const char *at = handle.len > 1 ? memchr(handle.at + 1, '@', handle.len - 1) : NULL;
    size_t len = at ? (size_t)(at - handle.at) : 0;

    scrm_needles_add(needles, SCRM_NEEDLE_HANDLE, handle);
    if (!at || len + 2 > sizeof local)
        return;
    memcpy(local + 1, handle.at, len); /* "@jo" for jo@example.social */
    scrm_needles_add(needles, SCRM_NEEDLE_HANDLE, (struct scrm_slice){local, len + 1});
}

static void add_needles(struct scrm_forget *forget, const struct scrm_content *content)
{
    struct scrm_needles *needles = &forget->needles;

    scrm_needles_add(needles, SCRM_NEEDLE_AUTHOR, content->author_id);
    scrm_needles_add(needles, SCRM_NEEDLE_AUTHOR, content->author_url);
    add_handle(needles, content->author_handle);
    scrm_needles_add(needles, SCRM_NEEDLE_NAME, content->author_name);
    scrm_needles_add(needles, SCRM_NEEDLE_NAME, content->customer_name);
    scrm_needles_add(needles, SCRM_NEEDLE_POST, content->id);
    scrm_needles_add(needles, SCRM_NEEDLE_POST, content->url);
    scrm_needles_add_words(needles, content->text);
    scrm_needles_add_words(needles, content->title);
}

static void add_thread(struct scrm_forget *forget, uint64_t thread)
{
    SCRM_GROW(forget->threads, forget->n_threads, forget->cap_threads);
    forget->threads[forget->n_threads++] = thread;
}

/* The content of each post goes, and with it what the person was called. */
static int drop_posts(struct scrm_forget *forget, struct scrm_err *err)
{
    struct scrm_content content;
    size_t i;
    int found;

    for (i = 0; i < forget->n_posts; i++) {
        const struct forgotten_post *post = &forget->posts[i];

        found = scrm_ledger_content(forget->ledger, post->seq, &content, err);
        if (found < 0)
            return -1;
        add_thread(forget, post->thread);
        if (!found)
            continue;
        add_needles(forget, &content);
        if (scrm_content_drop(forget->ledger, post->seq, err))
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
        scrm_bind_int(drop, 1, (int64_t)forget->authors[i]);
        scrm_bind_int(put, 1, (int64_t)forget->authors[i]);
        if (scrm_statement_run(drop, err) || scrm_statement_run(put, err))
            return -1;
    }
    return scrm_ledger_load_forgotten(forget->ledger, err);
}

/* ---- what others wrote ---- */

/* Masks the person in one row. 1 changed, 0 not, -1. */
static int mask_row(struct scrm_forget *forget, uint64_t seq, struct scrm_content *content,
                    struct scrm_arena *arena, struct scrm_err *err)
{
    struct scrm_slice *const masked[] = {&content->text, &content->title, &content->url,
                                         &content->channel, &content->customer_name};
    struct scrm_buf out = {0};
    size_t i, replaced = 0;

    for (i = 0; i < sizeof masked / sizeof *masked; i++) {
        size_t n;

        scrm_buf_reset(&out);
        n = masked[i]->len ? scrm_needles_mask(&forget->needles, *masked[i], &out) : 0;
        if (n) {
            masked[i]->at = scrm_arena_copy(arena, scrm_buf_text(&out), out.len);
            masked[i]->len = out.len;
        }
        replaced += n;
    }
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++)
        scrm_needles_share(&forget->needles, *scrm_content_field(content, i));
    scrm_buf_fini(&out);
    if (!replaced)
        return 0;
    return scrm_content_put(forget->ledger, seq, content, err) ? -1 : 1;
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
    return step < 0 ? -1 : 0;
}

static int mask_others(struct scrm_forget *forget, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(forget->ledger, SQL_CONTENTS, err);
    struct scrm_arena arena = {0};
    int step = -1, changed = 0;

    while (forget->needles.n && select && (step = scrm_statement_step(select, err)) > 0) {
        struct scrm_content content;
        uint64_t seq = (uint64_t)scrm_column_int(select, SCRM_CONTENT_FIELDS), thread;

        scrm_content_of_row(select, &content);
        scrm_arena_reset(&arena);
        changed = mask_row(forget, seq, &content, &arena, err);
        if (changed < 0 || (changed && thread_of_event(forget, seq, &thread, err))) {
            step = -1;
            break;
        }
        if (changed) {
            forget->erased->masked++;
            add_thread(forget, thread);
        }
    }
    if (select)
        scrm_statement_reset(select);
    scrm_arena_fini(&arena);
    return forget->needles.n ? step : 0;
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

    for (i = 0; i < forget->n_threads; i++)
        if (scrm_thread_root(forget->ledger, forget->threads[i], &forget->threads[i], err))
            return -1;
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
        scrm_emit_member_int(&facts, "author", (int64_t)forget->authors[i]);
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
    if (find_authors(forget, err))
        return -1;
    scrm_needles_add(&forget->needles, SCRM_NEEDLE_AUTHOR,
                     scrm_slice_of(forget->erase->author));
    if (walk_events(forget, note_theirs, err) || drop_posts(forget, err) ||
        forget_authors(forget, err) || mask_others(forget, err) || refold(forget, err))
        return -1;
    return tell(forget, err);
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
    scrm_map_fini(&forget->networks);
    scrm_map_fini(&forget->ids);
    free(forget->authors);
    free(forget->posts);
    free(forget->threads);
}

int scrm_ledger_erase(struct scrm_ledger *ledger, const struct scrm_ledger_erase *erase,
                      struct scrm_ledger_erased *erased, struct scrm_err *err)
{
    struct scrm_forget forget = {.ledger = ledger, .erase = erase, .erased = erased};
    int result = -1;

    *erased = (struct scrm_ledger_erased){0};
    if (scrm_ledger_begin(ledger, err) == 0 &&
        scrm_ledger_end(ledger, forget_all(&forget, err), err) == 0 &&
        scrm_store_scrub(ledger->store, err) == 0 && scrm_forget_folders(&forget, err) == 0)
        result = scrm_forget_search(&forget, err);
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
        add_author(&forget, (uint64_t)author);
        if (walk_events(&forget, note_theirs, err) == 0)
            result = forget_authors(&forget, err);
    }
    forget_fini(&forget);
    return result;
}
