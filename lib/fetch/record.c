/*
 * Records of a page: which of them are wanted, which are known, and each
 * wanted one as an envelope. A stream that fans out asks once more for each.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "fetch/run.h"
#include "record/value.h"
#include "source/compact.h"
#include "source/decode.h"
#include "source/envelope.h"
#include "source/eval.h"

/* A record, and the name of the member under which it stood (ABSENT: in a list). */
struct record {
    struct scrm_value value, key;
};

/* A page's records in the order in which they stand there. */
struct records {
    struct scrm_arena *arena;
    struct record *at;
    size_t n, cap;
    struct scrm_value key; /* of the record that is being gathered */
};

static bool gather(void *ctx, struct scrm_value value)
{
    struct records *records = ctx;

    if (records->n == records->cap) {
        size_t cap = records->cap ? records->cap * 2 : 64;
        struct record *more = scrm_arena_take(records->arena, cap * sizeof *more);

        if (records->n)
            memcpy(more, records->at, records->n * sizeof *more);
        records->at = more;
        records->cap = cap;
    }
    records->at[records->n++] = (struct record){value, records->key};
    return true;
}

static void find(struct scrm_fetch_run *run, const struct scrm_path *path,
                 struct scrm_value body, struct records *records)
{
    struct scrm_scope scope = {
        .form = SCRM_FORM_NATIVE, .record = body, .page = body, .key = &records->key};

    *records = (struct records){.arena = &run->job.arena};
    scrm_path_walk(path, &scope, gather, records);
}

struct scrm_slice scrm_run_native_id(struct scrm_fetch_run *run, struct scrm_value record)
{
    const struct scrm_source *source = run->job.source;
    struct scrm_eval eval = {.scope = {.form = SCRM_FORM_NATIVE, .record = record},
                             .arena = &run->job.arena};
    struct scrm_slice id = {0};

    for (size_t i = 0; source->map && i < scrm_post_members_n; i++)
        if (strcmp(scrm_post_members[i].name, "native_id") == 0 && source->map[i].expr)
            id = scrm_datum_text(&eval, scrm_eval(&eval, source->map[i].expr));
    scrm_eval_fini(&eval);
    return id;
}

/* What the record is remembered by: the cursor's path, the post's id, else its digest. */
static struct scrm_slice identify(struct scrm_fetch_run *run, struct scrm_value record)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;
    struct scrm_slice id = {0};
    struct scrm_buf compact = {0};

    if (cursor->kind == SCRM_CURSOR_SEEN)
        id = scrm_cursor_of(cursor, record, &run->job.arena);
    if (!id.len && record.kind == SCRM_OBJECT)
        id = scrm_run_native_id(run, record);
    if (id.len)
        return id;
    scrm_json_compact(scrm_value_token(record), false, &compact);
    scrm_buf_reset(&run->id);
    scrm_digest_put(&run->id, scrm_digest(scrm_buf_text(&compact), compact.len));
    scrm_buf_fini(&compact);
    return scrm_buf_slice(&run->id);
}

/* Why the record is not wanted; NULL where it is. */
static const char *unwanted(struct scrm_fetch_run *run, struct scrm_value record,
                            struct scrm_value body, struct scrm_slice id)
{
    const struct scrm_stream *stream = run->job.stream;
    const struct scrm_cursor *cursor = &stream->cursor;
    struct scrm_scope scope = {
        .form = SCRM_FORM_NATIVE, .record = record, .page = body, .args = &run->job.vars};
    struct scrm_slice value = {0};
    int64_t ms;
    bool again;

    if (!scrm_conds_hold(&stream->where, &scope))
        return "filtered";
    if (run->bounded && scrm_record_time(&run->job, record, &ms) && ms < run->since_ms) {
        run->reached = true;
        return "older than asked for";
    }
    scrm_map_put(&run->met, id, &again);
    if (!again)
        return "twice in this run";
    if (cursor->kind == SCRM_CURSOR_VALUE)
        value = scrm_cursor_of(cursor, record, &run->job.arena);
    if (value.len && run->known &&
        scrm_cursor_compare(cursor, value, scrm_slice_of(run->known)) <= 0) {
        int64_t at;

        run->met_known = true;
        /* Inside the overlap only what was seen is known: there may be more behind it. */
        if (!cursor->overlap_ms || !scrm_cursor_time(cursor, value, &at) ||
            at < run->since_ms) {
            run->reached = true;
            return "seen before";
        }
        if (scrm_fetch_state_has_seen(&run->state, id))
            return "seen before";
    }
    if (run->job.settings->backfill_ms < 0 && cursor->kind >= SCRM_CURSOR_TOKEN &&
        scrm_fetch_state_has_seen(&run->state, id)) {
        run->met_known = true;
        return "seen before";
    }
    run->met_new = true;
    scrm_run_note_cursor(run, value);
    return NULL;
}

static void put(struct scrm_fetch_run *run, const struct record *record,
                const struct scrm_page_view *page)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    struct scrm_envelope envelope = {.source = run->job.source,
                                     .name = run->job.name,
                                     .args = settings->args,
                                     .key = scrm_value_text(record->key, &run->job.arena),
                                     .fetched_ms = settings->now_ms,
                                     .fetched = true};

    scrm_envelope_put(&envelope, record->value, page, &run->job.arena, &run->lines);
    run->n_lines++;
    run->account.out++;
}

void scrm_run_put_line(struct scrm_fetch_run *run, struct scrm_value record,
                       const struct scrm_page_view *page)
{
    put(run, &(struct record){.value = record}, page);
}

void scrm_run_put_record(struct scrm_fetch_run *run, struct scrm_value record)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;
    bool added;

    scrm_map_put(&run->met, identify(run, record), &added);
    if (cursor->kind == SCRM_CURSOR_VALUE)
        scrm_run_note_cursor(run, scrm_cursor_of(cursor, record, &run->job.arena));
    scrm_run_put_line(run, record, NULL);
}

/* Asks for what the record names; each record of the answer is an envelope. */
static int expand(struct scrm_fetch_run *run, struct scrm_value record, struct scrm_err *err)
{
    const struct scrm_stream *stream = run->job.stream->expand;
    struct scrm_fetch_request request = {0};
    struct scrm_http_response response = {0};
    struct scrm_value body;
    enum scrm_asked asked = SCRM_ASKED_FAILED;
    int result = -1;

    if (scrm_request_build(&run->job, stream, NULL, NULL, record, &request, err) == 0 &&
        scrm_auth_apply(&run->job, &request, err) == 0)
        asked = scrm_ask(&run->job, &request, &response, err);
    if (asked == SCRM_ASKED_FAILED && (response.status == 404 || response.status == 410)) {
        scrm_err_clear(err);
        asked = SCRM_ASKED_NOTHING;
    }
    if (asked == SCRM_ASKED_NOTHING) {
        scrm_account_drop(&run->account, "gone", 1);
        result = 0;
    } else if (asked == SCRM_ASKED_OK) {
        result = scrm_run_read_page(run, stream->decode, &response, &run->inner, &body, err);
        if (result == 0) {
            struct scrm_page_view view =
                scrm_page_view_of(run->job.source, body, &run->job.arena);
            struct records records;
            size_t n = 0;

            find(run, &stream->records, body, &records);
            for (size_t i = 0; i < records.n; i++)
                if (records.at[i].value.kind == SCRM_OBJECT) {
                    put(run, &records.at[i], &view);
                    n++;
                }
            if (n == 0)
                scrm_account_drop(&run->account, "gone", 1);
            else
                run->account.expanded += n - 1;
        } else {
            scrm_err_at(err, response.url, 0, 0);
        }
    }
    scrm_http_response_fini(&response);
    scrm_request_fini(&request);
    return result;
}

/* Upwards the oldest comes first, whatever the page's own order. */
static bool is_reversed(const struct scrm_fetch_run *run, const struct records *records)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;
    struct scrm_arena *arena = records->arena;

    return run->upwards && cursor->kind == SCRM_CURSOR_VALUE && records->n > 1 &&
           scrm_cursor_compare(
               cursor, scrm_cursor_of(cursor, records->at[0].value, arena),
               scrm_cursor_of(cursor, records->at[records->n - 1].value, arena)) > 0;
}

int scrm_run_take_records(struct scrm_fetch_run *run, struct scrm_value body, size_t *n,
                          struct scrm_value *last, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    uint64_t before = run->job.tally->account.out;
    struct scrm_page_view view = scrm_page_view_of(run->job.source, body, &run->job.arena);
    struct records records;
    bool reversed;

    find(run, &run->job.stream->records, body, &records);
    reversed = is_reversed(run, &records);
    run->met_new = false;
    *n = records.n;
    if (records.n)
        *last = records.at[records.n - 1].value;
    for (size_t i = 0; i < records.n; i++) {
        const struct record *record = &records.at[reversed ? records.n - 1 - i : i];
        const char *reason;

        if (settings->max && before + run->account.out >= (uint64_t)settings->max) {
            run->full = true;
            break;
        }
        run->account.in++;
        reason = unwanted(run, record->value, body, identify(run, record->value));
        if (reason)
            scrm_account_drop(&run->account, reason, 1);
        else if (!run->job.stream->expand)
            put(run, record, &view);
        else if (expand(run, record->value, err) != 0)
            return -1;
    }
    /* A page of nothing but known ids: what lies behind is known too. */
    if (run->met_known && !run->met_new && records.n)
        run->reached = true;
    return 0;
}

void scrm_run_keep_ids(struct scrm_fetch_run *run)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;
    struct scrm_map old = run->state.seen;
    size_t n = run->met.n;
    bool changed = run->state.changed;

    if (!cursor->keep || !n || (cursor->kind == SCRM_CURSOR_TOKEN && !run->full))
        return;
    run->state.seen = (struct scrm_map){0};
    for (size_t i = 0; i < old.n; i++)
        if (!scrm_map_get(&run->met, old.entries[i].key))
            scrm_fetch_state_see(&run->state, old.entries[i].key);
    for (size_t i = 0; i < n; i++)
        scrm_fetch_state_see(&run->state, run->met.entries[run->upwards ? i : n - 1 - i].key);
    /* An order that changed is no news; an id that came is. */
    run->state.changed = changed;
    for (size_t i = 0; i < n && !run->state.changed; i++)
        run->state.changed = !scrm_map_get(&old, run->met.entries[i].key);
    scrm_map_fini(&old);
}
