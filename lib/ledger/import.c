/*
 * An export back into an empty ledger, in one transaction. Only what cannot be
 * derived is read; keys, threads and cases are made again from the events.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/end.h"
#include "record/reader.h"
#include "record/value.h"

#define MAX_RECORD ((uint64_t)64 << 20)

enum {
    IN_SEQ,
    IN_AT,
    IN_CASE,
    IN_KIND,
    IN_BY,
    IN_CAUSE,
    IN_FACTS,
    IN_AUTHOR,
    IN_DIGEST,
    IN_NAME,
    IN_N,
    IN_VALUE,
    IN_CONTENT,
    IN_SLOTS_N = IN_CONTENT + SCRM_CONTENT_FIELDS,
};

struct importing {
    struct scrm_ledger *ledger;
    struct scrm_keys *keys;
    int slots[IN_SLOTS_N];
    struct scrm_value *values;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_ledger_facts facts; /* of the event at hand */
    struct scrm_placed placed;
    uint64_t next_thread, last_seq, events, lines;
    bool ended;
};

static void importing_init(struct importing *from, struct scrm_ledger *ledger)
{
    static const char *const names[IN_CONTENT] = {"seq",    "at",    "case",  "kind",
                                                  "by",     "cause", "facts", "author",
                                                  "digest", "name",  "n",     "value"};
    int i;

    *from = (struct importing){.ledger = ledger, .next_thread = 1};
    from->keys = scrm_keys_new();
    for (i = 0; i < IN_SLOTS_N; i++)
        from->slots[i] = scrm_keys_add_dotted(
            from->keys,
            i < IN_CONTENT ? names[i] : scrm_content_name((size_t)(i - IN_CONTENT)));
    scrm_keys_build(from->keys);
    from->values = scrm_alloc_zero(scrm_keys_count(from->keys), sizeof *from->values);
}

static void importing_fini(struct importing *from)
{
    scrm_keys_free(from->keys);
    scrm_scanner_fini(&from->scanner);
    scrm_arena_fini(&from->arena);
    scrm_ledger_facts_fini(&from->facts);
    scrm_placed_fini(&from->placed);
    free(from->values);
}

static struct scrm_value value_of(const struct importing *from, int slot)
{
    return from->values[from->slots[slot]];
}

static struct scrm_slice text_of(struct importing *from, int slot)
{
    return scrm_value_text(value_of(from, slot), &from->arena);
}

static int wrong(struct scrm_err *err, const char *member)
{
    scrm_err_set(err, SCRM_EXIT_DATA, "missing, or not what an export has");
    scrm_err_member(err, member);
    return -1;
}

static int number_of(struct importing *from, int slot, const char *member, uint64_t *number,
                     struct scrm_err *err)
{
    int64_t value;

    if (scrm_value_int(value_of(from, slot), &value) || value < 0)
        return wrong(err, member);
    *number = (uint64_t)value;
    return 0;
}

static struct scrm_digest digest_of(struct importing *from, int slot)
{
    struct scrm_value value = value_of(from, slot);
    char text[40] = "erased:";

    if (value.kind != SCRM_STRING || value.len != 32)
        return (struct scrm_digest){0, 0};
    memcpy(text + 7, value.at, 32);
    return scrm_case_digest((struct scrm_slice){text, 39});
}

static int take_author(struct importing *from, struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(from->ledger, SQL_AUTHOR_PUT, err);
    struct scrm_slice text = text_of(from, IN_DIGEST);
    char hex[17] = "", *end;
    uint64_t author;

    if (!put || number_of(from, IN_AUTHOR, "author", &author, err))
        return -1;
    if (text.len != 16)
        return wrong(err, "digest");
    memcpy(hex, text.at, 16);
    scrm_bind_int(put, 1, (int64_t)author);
    scrm_bind_int(put, 2, (int64_t)strtoull(hex, &end, 16));
    return *end ? wrong(err, "digest") : scrm_statement_run(put, err);
}

static int take_count(struct importing *from, struct scrm_err *err)
{
    char *name = scrm_strndup(text_of(from, IN_NAME).at, text_of(from, IN_NAME).len);
    uint64_t n;
    int result = number_of(from, IN_N, "n", &n, err);

    if (result == 0)
        result = scrm_count_add(from->ledger, name, n, err);
    if (result == 0 && scrm_store_changes(from->ledger->store) == 0)
        result = wrong(err, "name");
    free(name);
    return result;
}

static int take_setting(struct importing *from, struct scrm_err *err)
{
    if (value_of(from, IN_NAME).kind != SCRM_STRING)
        return wrong(err, "name");
    if (value_of(from, IN_VALUE).kind != SCRM_STRING)
        return wrong(err, "value");
    return scrm_setting_put(from->ledger, text_of(from, IN_NAME), text_of(from, IN_VALUE), err);
}

static int take_content(struct importing *from, struct scrm_err *err)
{
    struct scrm_content content = {0};
    uint64_t seq;
    size_t i;

    if (number_of(from, IN_SEQ, "seq", &seq, err))
        return -1;
    if (seq != from->last_seq)
        return wrong(err, "seq"); /* content stands behind its event */
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++)
        *scrm_content_field(&content, i) = text_of(from, IN_CONTENT + (int)i);
    return scrm_content_put(from->ledger, seq, &content, err);
}

static int read_event(struct importing *from, struct scrm_event *event, struct scrm_err *err)
{
    struct scrm_slice kind = text_of(from, IN_KIND), id = text_of(from, IN_CASE);
    uint64_t high;

    if (number_of(from, IN_SEQ, "seq", &event->seq, err))
        return -1;
    if (event->seq <= from->last_seq)
        return wrong(err, "seq");
    if (scrm_value_time(value_of(from, IN_AT), &event->at_ms))
        return wrong(err, "at");
    if (id.at && (scrm_case_id_parse(id, &event->of_case, &high) || high != event->of_case))
        return wrong(err, "case");
    if (!kind.len)
        return wrong(err, "kind");
    if (value_of(from, IN_FACTS).kind != SCRM_OBJECT)
        return wrong(err, "facts");
    event->kind = scrm_arena_copy(&from->arena, kind.at, kind.len);
    event->by = text_of(from, IN_BY);
    event->cause = digest_of(from, IN_CAUSE);
    event->facts = scrm_value_token(value_of(from, IN_FACTS));
    return 0;
}

/* The thread of an action or a join: that of the post it hangs on. */
static int thread_of_cause(struct importing *from, struct scrm_event *event,
                           struct scrm_err *err)
{
    struct scrm_key key;

    if (scrm_key_get(from->ledger, event->cause, &key, err))
        return -1;
    return key.found ? scrm_thread_root(from->ledger, key.thread, &event->thread, err)
                     : wrong(err, "cause");
}

/* A merge made one of two threads. */
static int merge_threads(struct importing *from, struct scrm_event *event, struct scrm_err *err)
{
    struct scrm_key key;
    uint64_t other;

    if (thread_of_cause(from, event, err) ||
        scrm_key_get(from->ledger, from->facts.actions[0].other, &key, err))
        return -1;
    if (!key.found)
        return wrong(err, "facts.post");
    if (scrm_thread_root(from->ledger, key.thread, &other, err))
        return -1;
    return scrm_thread_join(from->ledger, &event->thread, other, err);
}

/* Places a post by its keys, as apply did. */
static int place_post(struct importing *from, struct scrm_event *event, struct scrm_err *err)
{
    const struct scrm_case_fact *fact = &from->facts.facts[0];

    if (scrm_digest_none(event->cause))
        return wrong(err, "cause");
    if (scrm_place_look(from->ledger, fact, &from->placed, err) ||
        scrm_place_put(from->ledger, fact, &from->next_thread, &from->placed, err))
        return -1;
    event->thread = from->placed.thread;
    return fact->erased ? scrm_keys_erase(from->ledger, fact, err) : 0;
}

static int take_event(struct importing *from, struct scrm_err *err)
{
    struct scrm_event event = {.kind = ""};
    int result;

    if (read_event(from, &event, err))
        return -1;
    scrm_ledger_facts_reset(&from->facts);
    if (scrm_event_load(from->ledger, &event, &from->facts, err))
        return -1;
    if (from->facts.n)
        result = place_post(from, &event, err);
    else if (strcmp(event.kind, "erase") == 0)
        result = scrm_erase_again(from->ledger, &event, err);
    else if (from->facts.n_actions && from->facts.actions[0].kind == SCRM_ACTION_MERGE)
        result = merge_threads(from, &event, err);
    else
        result = thread_of_cause(from, &event, err);
    if (result)
        return -1;
    from->last_seq = event.seq;
    from->events++;
    return scrm_event_put(from->ledger, &event, err);
}

static int take_end(struct importing *from, struct scrm_slice line, struct scrm_err *err)
{
    struct scrm_end end = {0};
    int result = scrm_end_read(&end, line, err);

    if (result == 0 && (end.n != 1 || end.stages[0].account.out != from->lines))
        result = scrm_err_set(err, SCRM_EXIT_DATA, "the end line counts other lines than came");
    scrm_end_fini(&end);
    from->ended = true;
    return result;
}

static int take_line(struct importing *from, struct scrm_slice text, struct scrm_err *err)
{
    struct scrm_line line = {.values = from->values};
    struct scrm_value schema;

    scrm_arena_reset(&from->arena);
    if (from->ended)
        return scrm_err_set(err, SCRM_EXIT_DATA, "a line stands behind the end");
    if (scrm_scan(&from->scanner, from->keys, text, &line, err))
        return -1;
    schema = line.values[SCRM_SLOT_SCHEMA];
    if (scrm_value_is(schema, SCRM_END_SCHEMA))
        return take_end(from, text, err);
    from->lines++;
    if (scrm_value_is(schema, "scrm.event/1"))
        return take_event(from, err);
    if (scrm_value_is(schema, "scrm.content/1"))
        return take_content(from, err);
    if (scrm_value_is(schema, "scrm.author/1"))
        return take_author(from, err);
    if (scrm_value_is(schema, "scrm.count/1"))
        return take_count(from, err);
    if (scrm_value_is(schema, "scrm.setting/1"))
        return take_setting(from, err);
    return wrong(err, "schema");
}

static int take_block(struct importing *from, const struct scrm_block *block,
                      struct scrm_err *err)
{
    const char *at = block->at, *end = block->at + block->len;
    uint64_t line = block->line;

    if (block->oversize) {
        scrm_err_set(err, SCRM_EXIT_DATA, "the line is too long");
        return scrm_err_at(err, block->file, line, 0);
    }
    for (; at < end; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop ? stop : end) - at);

        if (len && take_line(from, (struct scrm_slice){at, len}, err))
            return scrm_err_at(err, block->file, line, 0);
        at += len + 1;
    }
    return 0;
}

static int read_all(struct importing *from, const char *file, struct scrm_err *err)
{
    struct scrm_reader *reader = scrm_reader_open(&file, 1, MAX_RECORD);
    struct scrm_block block = {0};
    int step;

    while ((step = scrm_reader_next(reader, &block, err)) > 0)
        if (take_block(from, &block, err)) {
            step = -1;
            break;
        }
    if (step == 0 && !from->ended) {
        step = scrm_err_set(err, SCRM_EXIT_DATA, "does not end with an end line: cut short");
        scrm_err_at(err, file, 0, 0);
    }
    scrm_block_fini(&block);
    scrm_reader_close(reader);
    return step;
}

int scrm_refold_all(struct scrm_ledger *ledger, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_THREADS, err);
    uint64_t *roots = NULL;
    size_t n = 0, cap = 0;
    int step = -1;

    while (select && (step = scrm_statement_step(select, err)) > 0) {
        SCRM_GROW(roots, n, cap);
        roots[n++] = (uint64_t)scrm_column_int(select, 0);
    }
    if (step == 0)
        step = scrm_refold_threads(ledger, roots, n, err);
    free(roots);
    return step;
}

static int import(struct importing *from, const char *file, struct scrm_err *err)
{
    int64_t events;

    if (scrm_store_number(from->ledger->store, "SELECT count(*) FROM event", 0, &events, err))
        return -1;
    if (events) {
        scrm_err_set(err, SCRM_EXIT_DATA, "holds events already; import into a new file");
        return scrm_err_at(err, scrm_store_path(from->ledger->store), 0, 0);
    }
    if (read_all(from, file, err) || scrm_ledger_load_forgotten(from->ledger, err) ||
        scrm_ledger_load_settings(from->ledger, err))
        return -1;
    return scrm_refold_all(from->ledger, err);
}

int scrm_ledger_import(struct scrm_ledger *ledger, const char *file, uint64_t *events,
                       struct scrm_err *err)
{
    struct importing from;
    int result = -1;

    importing_init(&from, ledger);
    if (scrm_ledger_begin(ledger, err) == 0)
        result = scrm_ledger_end(ledger, import(&from, file, err), err);
    *events = from.events;
    importing_fini(&from);
    return result;
}
