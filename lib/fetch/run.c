/*
 * The loop: page after page of one stream, record after record, until nothing
 * is new. Upwards (asc) each page is a step that can be kept; downwards (desc)
 * nothing is known of what lies between until the run has met what it knew,
 * so the cursor moves only at the end, and where it did not get there a gap is
 * told.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "fetch/run.h"
#include "source/decode.h"

/* A spool's segment upwards is ended when it has grown to this. */
#define SEGMENT_BYTES ((uint64_t)8 << 20)

/* Which way to go, and how far. */
static void plan(struct scrm_fetch_run *run)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    const struct scrm_stream *stream = run->job.stream;
    int64_t at;

    run->since_ms = INT64_MIN;
    if (settings->backfill_ms >= 0) {
        run->since_ms = settings->backfill_ms;
    } else if (run->state.at) {
        run->known = scrm_strdup(run->state.at);
        if (scrm_cursor_time(&stream->cursor, scrm_slice_of(run->known), &at))
            run->since_ms = at - stream->cursor.overlap_ms;
    } else if (stream->first_ms > 0 &&
               !(stream->cursor.kind == SCRM_CURSOR_SEEN && run->state.seen.n)) {
        run->since_ms = settings->now_ms - stream->first_ms;
        /* What a token leads to, the service decides. */
        run->bounded = stream->cursor.kind != SCRM_CURSOR_TOKEN;
    }
    if (settings->backfill_ms >= 0)
        run->bounded = true;
    run->upwards = stream->cursor.kind == SCRM_CURSOR_TOKEN ||
                   (stream->ascending && (run->known || !stream->has_back));
    run->page = !run->upwards && stream->has_back ? &stream->back : &stream->page;
    scrm_job_set_times(&run->job, run->since_ms);
    if (run->known)
        scrm_args_set(&run->job.vars, "cursor", scrm_slice_of(run->known));
}

/* Remembers the newest and the oldest cursor value that came. */
void scrm_run_note_cursor(struct scrm_fetch_run *run, struct scrm_slice value)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;

    if (!value.len)
        return;
    if (!run->newest || scrm_cursor_compare(cursor, value, scrm_slice_of(run->newest)) > 0) {
        free(run->newest);
        run->newest = scrm_strndup(value.at, value.len);
    }
    if (!run->oldest || scrm_cursor_compare(cursor, value, scrm_slice_of(run->oldest)) < 0) {
        free(run->oldest);
        run->oldest = scrm_strndup(value.at, value.len);
    }
}

/* What the run knows now, as the state to be kept. */
static void advance(struct scrm_fetch_run *run)
{
    const struct scrm_cursor *cursor = &run->job.stream->cursor;
    struct scrm_fetch_state *state = &run->state;

    if (run->newest && cursor->kind == SCRM_CURSOR_VALUE &&
        (!state->at ||
         scrm_cursor_compare(cursor, scrm_slice_of(run->newest), scrm_slice_of(state->at)) > 0))
        scrm_fetch_state_set_at(state, scrm_slice_of(run->newest));
    scrm_run_keep_ids(run);
    if (state->not_before_ms)
        state->changed = true;
    state->not_before_ms = 0;
}

int scrm_run_commit(struct scrm_fetch_run *run, struct scrm_err *err)
{
    int result;

    advance(run);
    result = scrm_spool_commit(&run->store, &run->state, err);
    run->state.changed = false;
    if (result == 0) {
        scrm_fetch_state_fini(&run->kept);
        scrm_fetch_state_copy(&run->kept, &run->state);
    }
    return result;
}

/* The conditional headers of a page that has not changed since we last read it. */
static void add_validators(struct scrm_fetch_run *run, struct scrm_fetch_request *request)
{
    const struct scrm_validator *validator =
        scrm_fetch_state_validator(&run->state, request->key);

    if (run->pager.number != 0 || !validator || run->job.settings->backfill_ms >= 0)
        return;
    if (validator->etag)
        scrm_request_add_header(request, "If-None-Match", scrm_slice_of(validator->etag));
    if (validator->modified)
        scrm_request_add_header(request, "If-Modified-Since",
                                scrm_slice_of(validator->modified));
}

static char *copy_header(const struct scrm_http_response *response, const char *name)
{
    const char *value = scrm_http_header(response, name);

    return value ? scrm_strdup(value) : NULL;
}

/* Keeps the first page's validators aside: they count once the run is complete. */
static void note_validators(struct scrm_fetch_run *run,
                            const struct scrm_fetch_request *request,
                            const struct scrm_http_response *response)
{
    if (run->pager.number != 0 || strcmp(request->method, "GET") != 0)
        return;
    memcpy(run->first_key, request->key, sizeof run->first_key);
    run->first_etag = copy_header(response, "etag");
    run->first_modified = copy_header(response, "last-modified");
}

int scrm_run_put_lines(struct scrm_fetch_run *run, struct scrm_err *err)
{
    if (run->lines.len &&
        scrm_spool_put(&run->store, scrm_buf_slice(&run->lines), run->n_lines, err) != 0)
        return -1;
    scrm_account_add(&run->store.account, &run->account);
    scrm_account_add(&run->job.tally->account, &run->account);
    scrm_account_fini(&run->account);
    run->account = (struct scrm_account){0};
    scrm_buf_reset(&run->lines);
    run->n_lines = 0;
    scrm_job_progress(&run->job, 0);
    return 0;
}

/* Puts a page's lines where they go; upwards, a step may be kept. */
static int end_page(struct scrm_fetch_run *run, struct scrm_err *err)
{
    run->job.tally->pages++;
    if (scrm_run_put_lines(run, err) != 0)
        return -1;
    if (run->upwards && (!run->job.settings->spool || run->job.stream->acknowledges ||
                         run->store.bytes >= SEGMENT_BYTES))
        return scrm_run_commit(run, err);
    return 0;
}

int scrm_run_read_page(struct scrm_fetch_run *run, enum scrm_decode decode,
                       const struct scrm_http_response *response, struct scrm_buf *text,
                       struct scrm_value *body, struct scrm_err *err)
{
    struct scrm_answer answer = {.bytes = scrm_buf_slice(&response->body),
                                 .type =
                                     scrm_slice_of(scrm_http_header(response, "content-type")),
                                 .url = scrm_slice_of(response->url),
                                 .source = run->job.source,
                                 .decode = decode,
                                 .args = run->job.settings->args};

    if (scrm_decode_page(&answer, text, body, &run->job.tally->repaired, err) != 0)
        return scrm_err_at(err, response->url, 0, 0);
    return 0;
}

/* One page. 1 when there is another, 0 when the run is at its end, -1. */
static int take_page(struct scrm_fetch_run *run, struct scrm_fetch_request *request,
                     struct scrm_http_response *response, struct scrm_err *err)
{
    int64_t max = run->job.settings->max;
    struct scrm_value body, last = {0};
    size_t n = 0;

    switch (scrm_ask(&run->job, request, response, err)) {
    case SCRM_ASKED_OK:
        break;
    case SCRM_ASKED_UNCHANGED:
        run->unchanged = true;
        return 0;
    case SCRM_ASKED_NOTHING:
        return 0;
    case SCRM_ASKED_FAILED:
        run->gone = response->status == 410;
        return -1;
    }
    if (response->moved && run->pager.number == 0) {
        scrm_buf_reset(&run->text);
        scrm_buf_printf(&run->text, "%s has moved for good to %s", request->url,
                        response->moved);
        scrm_job_warn(&run->job, scrm_buf_text(&run->text));
    }
    note_validators(run, request, response);
    if (scrm_run_read_page(run, run->job.stream->decode, response, &run->text, &body, err) != 0)
        return -1;
    run->torn = true;
    if (scrm_run_take_records(run, body, &n, &last, err) != 0)
        return -1;
    /* Of a page that --max cuts, the ids are kept instead: its rest comes next time. */
    if (run->job.stream->cursor.kind == SCRM_CURSOR_TOKEN && !run->full) {
        struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = body, .page = body};
        struct scrm_slice token = scrm_hole_text(
            scrm_path_first(&run->job.stream->cursor.path, &scope), &run->job.arena);

        if (token.len)
            scrm_fetch_state_set_at(&run->state, token);
        scrm_map_fini(&run->state.seen);
    }
    if (end_page(run, err) != 0)
        return -1;
    run->torn = false;
    /* The next request gives up what came with this one: that must be on the disk. */
    if (run->job.stream->acknowledges && !run->job.settings->spool)
        return 0;
    if (run->full || (run->reached && !run->upwards) ||
        !scrm_pager_next(&run->pager, &run->job, response, body, n, last))
        return 0;
    run->full = max && run->job.tally->account.out >= (uint64_t)max;
    return run->full ? 0 : 1;
}

static int ask_pages(struct scrm_fetch_run *run, struct scrm_err *err)
{
    int more = 1;

    scrm_pager_init(&run->pager, run->page, &run->job);
    while (more == 1) {
        struct scrm_fetch_request request = {0};
        struct scrm_http_response response = {0};

        more = -1;
        if (scrm_request_build(&run->job, run->job.stream, run->pager.next_url, run->page,
                               (struct scrm_value){0}, &request, err) == 0) {
            add_validators(run, &request);
            if (scrm_auth_apply(&run->job, &request, err) == 0)
                more = take_page(run, &request, &response, err);
        }
        scrm_http_response_fini(&response);
        scrm_request_fini(&request);
        scrm_arena_reset(&run->job.arena);
    }
    return more;
}

/* Downwards, a run that did not meet what was known leaves a gap. */
static void tell_gap(struct scrm_fetch_run *run)
{
    struct scrm_buf text = {0};

    if (run->pager.repeats)
        scrm_job_warn(&run->job,
                      "the service sends us to a page where we had been; paging ends there");
    if (run->upwards || run->reached)
        return;
    /* Where ids are remembered, a run that met none of them may have missed some. */
    if (run->job.stream->cursor.kind == SCRM_CURSOR_SEEN
            ? !run->kept.seen.n || !run->met.n || run->met_known ||
                  run->job.settings->backfill_ms >= 0
            : !run->known || run->met_known || !(run->pager.limited || run->full))
        return;
    scrm_fetch_state_add_gap(&run->state, scrm_slice_of(run->known ? run->known : ""),
                             scrm_slice_of(run->oldest ? run->oldest : ""),
                             run->job.settings->now_ms);
    if (run->known)
        scrm_buf_printf(&text,
                        "%.*s: a gap: what lies between %s and %s was not fetched; "
                        "--backfill goes back for it",
                        SCRM_FMT(run->job.name), run->known, run->oldest ? run->oldest : "now");
    else
        scrm_buf_printf(&text, "%.*s: a gap may be: nothing that was seen before came again",
                        SCRM_FMT(run->job.name));
    scrm_job_warn(&run->job, scrm_buf_text(&text));
    scrm_buf_fini(&text);
}

/* What is kept after a failure: steps upwards that were complete, and when to come again. */
static void keep_failure(struct scrm_fetch_run *run)
{
    struct scrm_err ignored = {0};
    bool whole = run->upwards && !run->torn;
    struct scrm_fetch_state *state = whole ? &run->state : &run->kept;

    if (whole)
        advance(run);
    else
        scrm_spool_abandon(&run->store);
    if (run->job.not_before_ms) {
        state->not_before_ms = run->job.not_before_ms;
        state->changed = true;
    }
    if (run->gone) {
        state->gone_ms = run->job.settings->now_ms;
        state->changed = true;
    }
    if (state->changed || run->store.lines)
        scrm_spool_commit(&run->store, state, &ignored);
    if (!whole) {
        scrm_fetch_state_fini(&run->state);
        scrm_fetch_state_copy(&run->state, &run->kept);
    }
    scrm_err_fini(&ignored);
}

int scrm_run_round(struct scrm_fetch_run *run, struct scrm_err *err)
{
    plan(run);
    if (ask_pages(run, err) != 0) {
        keep_failure(run);
        return -1;
    }
    if (!run->unchanged) {
        tell_gap(run);
        if (*run->first_key && !run->pager.limited && !run->full)
            scrm_fetch_state_set_validator(&run->state, run->first_key, run->first_etag,
                                           run->first_modified);
    }
    if (run->state.gone_ms) {
        run->state.gone_ms = 0;
        run->state.changed = true;
    }
    return scrm_run_commit(run, err);
}
