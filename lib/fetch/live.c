/*
 * Following a stream's events. Whenever a connection stands, one round of asking
 * fetches what came while there was none; then every event is a record that is
 * written at once. The cursor moves only past what was asked for or came: a
 * connection behind which the asking fails is given up.
 *
 * What is no object becomes one: {"event":"delete","data":"113"}.
 */
#include "base/time.h"
#include "fetch/run.h"
#include "net/sse.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/charset.h"

/* Between connections, unless the service says otherwise. */
#define RETRY_MS (3 * SCRM_SECOND_MS)
/* A state file is written so often at most; a segment ended so often, or when it is large. */
#define STATE_MS SCRM_SECOND_MS
#define SEGMENT_MS SCRM_MINUTE_MS
#define SEGMENT_BYTES ((uint64_t)8 << 20)

struct live {
    struct scrm_fetch_run *run;
    struct scrm_fetch_settings *settings;
    const struct scrm_stream *stream; /* the `follow` */
    struct scrm_http *http;
    struct scrm_sse sse;
    struct scrm_buf text; /* of an event, padded for the scanner */
    struct scrm_err err;  /* why a connection was given up, or the output failed */
    int64_t committed_ms; /* on our clock */
    bool begun;           /* this connection stood, and what came before it was asked for */
    bool failed;          /* the output, or for good: the run ends */
    int64_t round_ms;     /* until the round that failed may be tried again; 0: none failed */
    int failures;         /* connections in a row that did not stand */
};

static bool counts(const struct live *live, struct scrm_slice name)
{
    bool any = live->stream->n_events == 0;

    for (size_t i = 0; i < live->stream->n_events; i++)
        any = any || scrm_slice_eq(live->stream->events[i], name);
    return any;
}

/* The event's data as one object, in live->text. */
static void make_record(struct live *live, const struct scrm_sse_event *event, bool wrapped)
{
    struct scrm_buf data = {0};

    scrm_buf_reset(&live->text);
    live->run->job.tally->repaired +=
        scrm_charset_decode(event->data, SCRM_SLICE("utf-8"), &data);
    if (wrapped) {
        scrm_buf_putc(&live->text, '{');
        scrm_emit_key(&live->text, "event");
        scrm_emit_repaired(&live->text, event->name);
        scrm_emit_key(&live->text, "data");
        scrm_emit_repaired(&live->text, scrm_buf_slice(&data));
        scrm_buf_putc(&live->text, '}');
    } else {
        scrm_buf_put_slice(&live->text, scrm_slice_trim(scrm_buf_slice(&data)));
    }
    scrm_buf_reserve(&live->text, SCRM_SCAN_PADDING);
    memset(live->text.at + live->text.len, 0, SCRM_SCAN_PADDING);
    scrm_buf_fini(&data);
}

static int read_record(struct live *live, const struct scrm_sse_event *event,
                       struct scrm_value *record)
{
    struct scrm_scanner scanner = {0};
    struct scrm_err ignored = {0};
    int result;

    make_record(live, event, false);
    result = scrm_scan_value(&scanner, scrm_buf_slice(&live->text), record, &ignored);
    if (result != 0 || record->kind != SCRM_OBJECT) {
        make_record(live, event, true);
        result = scrm_scan_value(&scanner, scrm_buf_slice(&live->text), record, &ignored);
    }
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    return result;
}

static int take_event(void *ctx, const struct scrm_sse_event *event, struct scrm_err *err)
{
    struct live *live = ctx;
    struct scrm_fetch_run *run = live->run;
    int64_t max = live->settings->max;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &run->job.vars};

    (void)err;
    run->account.in++;
    if (!counts(live, event->name))
        scrm_account_drop(&run->account, "other event", 1);
    else if (read_record(live, event, &scope.record) != 0)
        scrm_account_drop(&run->account, "not a record", 1);
    else if (!scrm_conds_hold(&live->stream->where, &scope))
        scrm_account_drop(&run->account, "filtered", 1);
    else
        scrm_run_put_record(run, scope.record);
    scrm_arena_reset(&run->job.arena);
    run->full = max && run->job.tally->account.out + run->account.out >= (uint64_t)max;
    return run->full ? 1 : 0;
}

/* Keeps what was put, where it is time for that. */
static int keep(struct live *live, bool now)
{
    struct scrm_fetch_run *run = live->run;
    const struct scrm_fetch_settings *settings = live->settings;
    int64_t since_ms = scrm_time_now() - live->committed_ms;

    if (!now && since_ms < (settings->spool ? SEGMENT_MS : STATE_MS) &&
        (!settings->spool || run->store.bytes < SEGMENT_BYTES))
        return 0;
    live->committed_ms = scrm_time_now();
    if (scrm_run_commit(run, &live->err) != 0)
        return -1;
    scrm_map_fini(&run->met);
    return 0;
}

/* One round, for what came while nobody listened. */
static int catch_up(struct live *live)
{
    struct scrm_fetch_run *run = live->run;

    scrm_run_begin_again(run, live->settings);
    if (scrm_run_round(run, &live->err) != 0) {
        live->round_ms = scrm_run_wait_after(run, false, live->failures, &live->err);
        live->failed = live->round_ms < 0 && !scrm_run_stopped(run);
        return -1;
    }
    scrm_map_fini(&run->met);
    live->begun = true;
    live->failures = 0;
    return 0;
}

/* Bytes of the connection, as they come. */
static int take_bytes(void *ctx, struct scrm_slice bytes)
{
    struct live *live = ctx;
    struct scrm_fetch_run *run = live->run;
    int result;

    if (!live->begun && catch_up(live) != 0)
        return -1;
    if (run->full)
        return 1;
    run->job.tally->bytes += bytes.len;
    result = scrm_sse_feed(&live->sse, bytes, take_event, live, &live->err);
    if (scrm_run_put_lines(run, &live->err) != 0 ||
        scrm_spool_flush(&run->store, &live->err) != 0 || keep(live, false) != 0) {
        live->failed = true;
        return -1;
    }
    return result;
}

static int connect_once(struct live *live, struct scrm_http_response *response,
                        struct scrm_err *err)
{
    struct scrm_fetch_job *job = &live->run->job;
    struct scrm_fetch_request request = {0};
    struct scrm_http_request plain = {
        .method = "GET", .may_ask = scrm_request_may_ask, .take = take_bytes, .ctx = job};
    int result = -1;

    live->begun = false;
    live->round_ms = 0;
    scrm_sse_restart(&live->sse);
    if (scrm_request_build(job, live->stream, NULL, NULL, (struct scrm_value){0}, &request,
                           err) == 0 &&
        scrm_auth_apply(job, &request, err) == 0) {
        scrm_request_add_header(&request, "Accept", SCRM_SLICE("text/event-stream"));
        scrm_request_add_header(&request, "Cache-Control", SCRM_SLICE("no-store"));
        if (live->sse.id.len)
            scrm_request_add_header(&request, "Last-Event-ID", scrm_buf_slice(&live->sse.id));
        plain.url = request.url;
        plain.headers = (const char *const *)request.headers;
        plain.n_headers = request.n_headers;
        plain.credentials = request.credentials;
        plain.take_ctx = live;
        plain.silence_ms = live->stream->silence_ms;
        job->tally->requests++;
        result = scrm_http_perform(live->http, &plain, response, err);
        if (result == 0 && response->status != 200)
            scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "%s: status %ld", request.url,
                         response->status);
    }
    scrm_request_fini(&request);
    return result;
}

/* Whether the answer says that there are no events for us. */
static bool is_refusal(long status)
{
    return status == 204 || status / 100 == 3 ||
           (status / 100 == 4 && !scrm_retry_status(status));
}

/* How long until the next connection. */
static int64_t pause(struct live *live, const struct scrm_http_response *response)
{
    struct scrm_retry jitter = {0};
    int64_t asked = response->status == 429 || response->status == 503
                        ? scrm_rate_asked(&live->run->job, response)
                        : -1;
    int64_t least = live->sse.retry_ms ? live->sse.retry_ms : RETRY_MS, wait;

    if (live->begun)
        return least;
    wait = scrm_retry_wait(&jitter, ++live->failures, asked);
    if (wait < live->round_ms)
        wait = live->round_ms;
    return wait > least ? wait : least;
}

static void tell_asking(struct live *live, long status)
{
    struct scrm_buf text = {0};

    scrm_buf_printf(
        &text, "%.*s: events cannot be followed (status %ld); asking again and again instead",
        SCRM_FMT(live->run->job.name), status);
    scrm_job_warn(&live->run->job, scrm_buf_text(&text));
    scrm_buf_fini(&text);
}

/* That a connection did not stand, or what came by it was none. That one ended is usual. */
static void tell_trouble(const struct live *live, const struct scrm_err *why, int64_t wait_ms)
{
    const struct scrm_err *what = live->err.code != SCRM_EXIT_OK ? &live->err : why;

    if (what->code != SCRM_EXIT_OK && (what == &live->err || !live->begun) &&
        !scrm_run_stopped(live->run))
        scrm_run_tell(live->run, what, wait_ms);
}

/* Connection after connection. 0: there are no events for us. */
static int listen_on(struct live *live, struct scrm_err *err)
{
    struct scrm_fetch_run *run = live->run;

    for (;;) {
        struct scrm_http_response response = {0};
        struct scrm_err why = {0};
        int64_t wait_ms;
        bool refused;

        connect_once(live, &response, &why);
        if (response.status == 401 && scrm_auth_renew(&run->job)) {
            scrm_http_response_fini(&response);
            scrm_err_fini(&why);
            continue;
        }
        refused =
            !live->begun && (is_refusal(response.status) || why.code == SCRM_EXIT_PERMISSION ||
                             why.code == SCRM_EXIT_CONFIG);
        if (refused)
            tell_asking(live, response.status);
        wait_ms = pause(live, &response);
        if (!refused && !live->failed)
            tell_trouble(live, &why, wait_ms);
        scrm_http_response_fini(&response);
        scrm_err_fini(&why);
        if (live->begun && !live->failed && keep(live, true) != 0)
            live->failed = true;
        if (live->failed) {
            scrm_err_copy(err, &live->err);
            return -1;
        }
        scrm_err_clear(&live->err);
        if (refused)
            return 0;
        if (run->full || scrm_run_stopped(run))
            return -1;
        scrm_job_progress(&run->job, wait_ms);
        if (!scrm_run_wait(run, wait_ms))
            return -1;
    }
}

int scrm_live_follow(struct scrm_fetch_run *run, struct scrm_fetch_settings *settings,
                     bool *events, struct scrm_err *err)
{
    struct live live = {.run = run,
                        .settings = settings,
                        .stream = run->job.stream->follow,
                        .http = scrm_http_open(&settings->http),
                        .committed_ms = scrm_time_now()};
    int result = listen_on(&live, err);

    *events = result != 0;
    scrm_http_close(live.http);
    scrm_sse_fini(&live.sse);
    scrm_buf_fini(&live.text);
    scrm_err_fini(&live.err);
    return result;
}
