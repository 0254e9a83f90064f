/*
 * Asking again for what the spool has: what was edited comes as a record once
 * more, what is gone as a tombstone. Gone is only what a whole answer leaves
 * out or names as gone, or what the service itself says is not there: an error says nothing
 * about any post. Those asked for longest ago come first, so that a run that
 * was cut short is gone on with by the next one.
 */
#include <inttypes.h>

#include "base/alloc.h"
#include "base/time.h"
#include "fetch/known.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/map.h"

/* A segment is ended when it has grown to this. */
#define SEGMENT_BYTES ((uint64_t)8 << 20)

struct batch {
    struct scrm_fetch_run *run;
    const struct scrm_recheck *recheck;
    struct scrm_known_post *at;
    size_t n;
    struct scrm_page_view view;
};

static int64_t since(const struct scrm_fetch_settings *settings,
                     const struct scrm_recheck *recheck)
{
    return settings->backfill_ms >= 0 ? settings->backfill_ms
                                      : settings->now_ms - recheck->within_ms;
}

/* @id is the batch's first, @ids all of them with commas between. */
static void set_ids(const struct batch *batch)
{
    struct scrm_fetch_job *job = &batch->run->job;
    struct scrm_buf ids = {0};

    for (size_t i = 0; i < batch->n; i++) {
        if (i)
            scrm_buf_putc(&ids, ',');
        scrm_buf_put_slice(&ids, batch->at[i].native_id);
    }
    scrm_args_set(&job->vars, "id", batch->at[0].native_id);
    scrm_args_set(&job->vars, "ids", scrm_buf_slice(&ids));
    scrm_buf_fini(&ids);
}

static void repeat_params(const struct batch *batch, struct scrm_fetch_request *request)
{
    struct scrm_fetch_job *job = &batch->run->job;
    const struct scrm_stream *stream = &batch->recheck->request;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &job->vars};
    struct scrm_buf value = {0};

    for (size_t i = 0; i < stream->n_params; i++) {
        if (!scrm_recheck_repeats(batch->recheck, &stream->params[i]))
            continue;
        for (size_t j = 0; j < batch->n; j++) {
            scrm_args_set(&job->vars, "id", batch->at[j].native_id);
            scrm_buf_reset(&value);
            if (scrm_template_fill(&stream->params[i].value, &scope, scrm_buf_put_slice, false,
                                   &job->arena, &value, NULL) == SCRM_FILLED)
                scrm_request_add_param(request, stream->params[i].name, scrm_buf_slice(&value));
        }
    }
    scrm_buf_fini(&value);
}

static int build(const struct batch *batch, struct scrm_fetch_request *request,
                 struct scrm_err *err)
{
    struct scrm_fetch_job *job = &batch->run->job;
    const struct scrm_stream *stream = &batch->recheck->request;
    struct scrm_stream once = *stream; /* without what is repeated */
    int result;

    once.params = scrm_arena_take(&job->arena, (stream->n_params + 1) * sizeof *once.params);
    once.n_params = 0;
    for (size_t i = 0; i < stream->n_params; i++)
        if (!scrm_recheck_repeats(batch->recheck, &stream->params[i]))
            once.params[once.n_params++] = stream->params[i];
    set_ids(batch);
    result = scrm_request_build(job, &once, NULL, NULL, (struct scrm_value){0}, request, err);
    if (result == 0)
        repeat_params(batch, request);
    return result;
}

/* A record of the answer: a line, where it is one of those that were asked for. */
static bool take(void *ctx, struct scrm_value record)
{
    struct batch *batch = ctx;
    struct scrm_fetch_run *run = batch->run;
    struct scrm_scope scope = {
        .form = SCRM_FORM_NATIVE, .record = record, .page = batch->view.page};
    struct scrm_slice id;

    if (record.kind != SCRM_OBJECT)
        return true;
    id = batch->recheck->has_id
             ? scrm_hole_text(scrm_path_first(&batch->recheck->id, &scope), &run->job.arena)
             : scrm_run_native_id(run, record);
    run->account.in++;
    for (size_t i = 0; i < batch->n; i++) {
        if (batch->at[i].answered || !scrm_slice_eq(batch->at[i].native_id, id))
            continue;
        batch->at[i].answered = true;
        scrm_run_put_line(run, record, &batch->view);
        return true;
    }
    scrm_account_drop(&run->account, "not asked for", 1);
    return true;
}

/* A post that says no more than that it is gone, as scrm-normalize lets pass. */
static void put_tombstone(struct scrm_fetch_run *run, const struct scrm_known_post *post)
{
    struct scrm_buf text = {0};
    struct scrm_slice padded;

    scrm_buf_puts(&text, "{\"schema\":\"" SCRM_POST_SCHEMA "\"");
    scrm_emit_member_text(&text, "id", post->id);
    scrm_emit_member_text(&text, "type", SCRM_SLICE("delete"));
    scrm_emit_member_text(&text, "network", run->job.source->network);
    scrm_emit_member_text(&text, "source", run->job.name);
    scrm_emit_member_text(&text, "native_id", post->native_id);
    scrm_emit_member_text(&text, "created_at", post->created_at);
    scrm_emit_member_time(&text, "fetched_at", run->job.settings->now_ms);
    scrm_emit_member_text(&text, "rev", SCRM_SLICE("deleted"));
    scrm_emit_member_bool(&text, "deleted", true);
    scrm_buf_putc(&text, '}');
    padded = scrm_scan_padded(&text);
    run->account.in++;
    scrm_run_put_line(run, (struct scrm_value){padded.at, padded.len, SCRM_OBJECT, false},
                      NULL);
    scrm_buf_fini(&text);
}

/* Whether the answer has the list that records stand in: one without it leaves out nothing. */
static bool has_list(const struct batch *batch, struct scrm_value body)
{
    struct scrm_path list = batch->recheck->request.records;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = body, .page = body};
    struct scrm_value value;

    list.n = list.keys;
    value = scrm_path_first(&list, &scope);
    return value.kind == SCRM_ARRAY || value.kind == SCRM_OBJECT;
}

/* An id that the answer calls gone. */
static bool bury(void *ctx, struct scrm_value named)
{
    struct batch *batch = ctx;
    struct scrm_slice id = scrm_hole_text(named, &batch->run->job.arena);

    for (size_t i = 0; i < batch->n; i++) {
        if (batch->at[i].answered || !scrm_slice_eq(batch->at[i].native_id, id))
            continue;
        batch->at[i].answered = true;
        put_tombstone(batch->run, &batch->at[i]);
    }
    return true;
}

static int take_answer(struct batch *batch, const struct scrm_http_response *response,
                       struct scrm_err *err)
{
    struct scrm_fetch_run *run = batch->run;
    const struct scrm_stream *request = &batch->recheck->request;
    struct scrm_value body;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE};

    if (scrm_run_read_page(run, request->decode, response, &run->text, &body, err) != 0)
        return -1;
    if (batch->recheck->batch > 1 && !batch->recheck->has_gone && !has_list(batch, body))
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "%s: the answer has no list of records; nothing is called gone",
                            response->url);
    batch->view = scrm_page_view_of(run->job.source, body, &run->job.arena);
    scope.record = scope.page = body;
    scrm_path_walk(&request->records, &scope, take, batch);
    if (batch->recheck->has_gone)
        scrm_path_walk(&batch->recheck->gone, &scope, bury, batch);
    for (size_t i = 0; batch->recheck->batch > 1 && !batch->recheck->has_gone && i < batch->n;
         i++)
        if (!batch->at[i].answered)
            put_tombstone(run, &batch->at[i]);
    return 0;
}

/* Whether the service itself says that the one record is not there: 404 or 410, in its own
 * words. A page of a web server in front of it, or of who owns the name now, does not count. */
static bool says_gone(const struct batch *batch, const struct scrm_http_response *response)
{
    struct scrm_buf text = {0};
    struct scrm_scanner scanner = {0};
    struct scrm_err ignored = {0};
    struct scrm_value body;
    bool says;

    if (batch->recheck->batch > 1 || (response->status != 404 && response->status != 410))
        return false;
    scrm_buf_put_slice(&text, scrm_buf_slice(&response->body));
    says = scrm_scan_value(&scanner, scrm_scan_padded(&text), &body, &ignored) == 0;
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    scrm_buf_fini(&text);
    return says;
}

static int ask(struct batch *batch, struct scrm_err *err)
{
    struct scrm_fetch_run *run = batch->run;
    struct scrm_fetch_request request = {0};
    struct scrm_http_response response = {0};
    enum scrm_asked asked = SCRM_ASKED_FAILED;
    int result = -1;

    if (build(batch, &request, err) == 0 && scrm_auth_apply(&run->job, &request, err) == 0)
        asked = scrm_ask(&run->job, &request, &response, err);
    if (asked == SCRM_ASKED_OK) {
        result = take_answer(batch, &response, err);
    } else if (asked != SCRM_ASKED_FAILED) {
        result = 0;
    } else if (says_gone(batch, &response)) {
        scrm_err_clear(err);
        put_tombstone(run, &batch->at[0]);
        result = 0;
    }
    if (result == 0) {
        run->job.tally->pages++;
        result = scrm_run_put_lines(run, err);
    }
    scrm_http_response_fini(&response);
    scrm_request_fini(&request);
    scrm_arena_reset(&run->job.arena);
    return result;
}

/* What was answered stays, and when to come again is remembered. */
static void keep_answered(struct scrm_fetch_run *run)
{
    struct scrm_err ignored = {0};

    if (run->job.not_before_ms) {
        run->state.not_before_ms = run->job.not_before_ms;
        run->state.changed = true;
    }
    scrm_spool_commit(&run->store, &run->state, &ignored);
    scrm_err_fini(&ignored);
}

static struct batch next_batch(struct scrm_fetch_run *run, const struct scrm_known *known,
                               size_t from)
{
    const struct scrm_recheck *recheck = scrm_source_recheck(run->job.source, run->job.stream);
    struct batch batch = {.run = run, .recheck = recheck, .at = known->at + from};

    batch.n = known->n - from;
    if (batch.n > (size_t)recheck->batch)
        batch.n = (size_t)recheck->batch;
    return batch;
}

/* The posts to be asked for, no more than --max. */
static int find(struct scrm_fetch_run *run, const struct scrm_spool_settings *spool,
                struct scrm_known *known, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    const struct scrm_recheck *recheck = scrm_source_recheck(run->job.source, run->job.stream);

    if (scrm_known_read(known, settings, spool, since(settings, recheck), err) != 0)
        return -1;
    if (settings->max && known->n > (size_t)settings->max)
        known->n = (size_t)settings->max;
    return 0;
}

int scrm_run_recheck(struct scrm_fetch_run *run, struct scrm_err *err)
{
    struct scrm_known known = {0};
    int result = find(run, &run->store.settings, &known, err);

    for (size_t i = 0; i < known.n && result == 0 && !scrm_run_stopped(run);) {
        struct batch batch = next_batch(run, &known, i);

        result = ask(&batch, err);
        i += batch.n;
        if (result == 0 && run->store.bytes >= SEGMENT_BYTES)
            result = scrm_run_commit(run, err);
    }
    scrm_known_fini(&known);
    if (result == 0)
        return scrm_run_commit(run, err);
    keep_answered(run);
    return -1;
}

int scrm_recheck_plan(struct scrm_fetch_run *run, bool whole, struct scrm_buf *out,
                      struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    const struct scrm_recheck *recheck = scrm_source_recheck(run->job.source, run->job.stream);
    struct scrm_spool_settings spool = {
        .spool = settings->spool, .name = run->job.name, .args = settings->args};
    struct scrm_fetch_request request = {0};
    struct scrm_known known = {0};
    int result = find(run, &spool, &known, err);

    if (result == 0 && known.n && whole) {
        struct batch batch = next_batch(run, &known, 0);

        result = build(&batch, &request, err);
        if (result == 0)
            scrm_job_tell_request(&run->job, &request, out);
    }
    if (result == 0) {
        scrm_buf_printf(out, "%s%zu posts since ", whole ? "# " : "", known.n);
        scrm_time_put(out, since(settings, recheck));
        scrm_buf_printf(out, " in %zu requests\n",
                        (known.n + (size_t)recheck->batch - 1) / (size_t)recheck->batch);
    }
    scrm_request_fini(&request);
    scrm_known_fini(&known);
    return result;
}
