/*
 * How much a run would bring, from one page: what it covers of the time that is
 * asked for says how many more there are. One request, no state, no records.
 */
#include <inttypes.h>

#include "base/time.h"
#include "fetch/run.h"
#include "record/value.h"
#include "source/decode.h"

/* What the first page is about. */
struct sample {
    struct scrm_fetch_job *job;
    int64_t since_ms, oldest_ms, newest_ms;
    int64_t n, dated, wanted; /* records, those with a time, those not older than since */
    struct scrm_value last;
};

static bool count(void *ctx, struct scrm_value record)
{
    struct sample *sample = ctx;
    int64_t ms;

    sample->n++;
    sample->last = record;
    if (!scrm_record_time(sample->job, record, &ms))
        return true;
    if (!sample->dated++ || ms < sample->oldest_ms)
        sample->oldest_ms = ms;
    if (sample->dated == 1 || ms > sample->newest_ms)
        sample->newest_ms = ms;
    sample->wanted += ms >= sample->since_ms;
    return true;
}

static void put_duration(struct scrm_buf *out, int64_t ms)
{
    scrm_time_put_duration(out, ms - ms % SCRM_SECOND_MS);
}

/* What is to be expected when the page is not the only one. */
static void tell_more(const struct sample *sample, bool upwards, int64_t now_ms,
                      struct scrm_buf *out)
{
    int64_t covered =
        upwards ? sample->newest_ms - sample->since_ms : now_ms - sample->oldest_ms;
    int64_t asked = now_ms - sample->since_ms, posts;

    if (sample->since_ms < 0 || sample->dated < 2 || covered <= 0) {
        scrm_buf_printf(out,
                        "at least %" PRId64 " posts in one request; there are more pages, and "
                        "nothing says how many\n",
                        sample->n);
        return;
    }
    posts = sample->n * (asked / SCRM_SECOND_MS) / (covered / SCRM_SECOND_MS + 1) + 1;
    scrm_buf_printf(
        out, "about %" PRId64 " posts in %" PRId64 " requests (one page has %" PRId64 " of ",
        posts, (posts + sample->n - 1) / sample->n, sample->n);
    put_duration(out, covered);
    scrm_buf_puts(out, ", of ");
    put_duration(out, asked);
    scrm_buf_puts(out, " asked for)\n");
}

static int take_sample(struct scrm_fetch_run *run, struct sample *sample, bool *more,
                       struct scrm_err *err)
{
    const struct scrm_stream *stream = run->job.stream;
    struct scrm_fetch_request request = {0};
    struct scrm_http_response response = {0};
    struct scrm_value body;
    int result = -1;

    if (scrm_request_build(&run->job, stream, NULL, run->page, (struct scrm_value){0}, &request,
                           err) == 0 &&
        scrm_auth_apply(&run->job, &request, err) == 0 &&
        scrm_ask(&run->job, &request, &response, err) == SCRM_ASKED_OK) {
        result = scrm_run_read_page(run, stream->decode, &response, &run->text, &body, err);
        if (result == 0) {
            struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = body, .page = body};

            scrm_path_walk(&stream->records, &scope, count, sample);
            *more = scrm_pager_next(&run->pager, &run->job, &response, body, (size_t)sample->n,
                                    sample->last);
        }
    }
    scrm_http_response_fini(&response);
    scrm_request_fini(&request);
    return result == 0 || err->code != SCRM_EXIT_OK ? result : 0;
}

int scrm_fetch_estimate(const struct scrm_fetch_settings *settings, struct scrm_buf *out,
                        struct scrm_err *err)
{
    const struct scrm_stream *stream = settings->stream;
    struct scrm_fetch_tally tally = {0};
    struct scrm_fetch_run run = {0};
    struct sample sample = {.since_ms = -1};
    bool more = false, upwards = stream->ascending && !stream->has_back;
    int result;

    if (settings->backfill_ms >= 0)
        sample.since_ms = settings->backfill_ms;
    else if (stream->first_ms > 0)
        sample.since_ms = settings->now_ms - stream->first_ms;
    scrm_job_init(&run.job, settings, &tally);
    if (settings->recheck) {
        result = scrm_recheck_plan(&run, false, out, err);
        scrm_run_fini(&run);
        return result;
    }
    run.job.http = scrm_http_open(&settings->http);
    run.page = stream->has_back ? &stream->back : &stream->page;
    sample.job = &run.job;
    scrm_job_set_times(&run.job, sample.since_ms);
    scrm_pager_init(&run.pager, run.page, &run.job);
    result = take_sample(&run, &sample, &more, err);
    if (result == 0) {
        /* A page that reaches further back than is asked for is the last one. */
        if (!upwards && sample.dated && sample.wanted < sample.dated)
            more = false;
        scrm_buf_printf(out, "%.*s: ", SCRM_FMT(run.job.name));
        if (more)
            tell_more(&sample, upwards, settings->now_ms, out);
        else
            scrm_buf_printf(out, "%" PRId64 " posts in one request\n",
                            sample.n - (sample.dated - sample.wanted));
        if (stream->expand)
            scrm_buf_puts(out, "and one more request for each\n");
    }
    scrm_run_fini(&run);
    return result;
}
