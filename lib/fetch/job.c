/*
 * Beginning and ending a run, and the run that only tells what it would do.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "fetch/run.h"

void scrm_fetch_tally_fini(struct scrm_fetch_tally *tally)
{
    scrm_account_fini(&tally->account);
}

void scrm_job_init(struct scrm_fetch_job *job, const struct scrm_fetch_settings *settings,
                   struct scrm_fetch_tally *tally)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = settings->args};
    struct scrm_buf key = {0};

    *job = (struct scrm_fetch_job){.settings = settings,
                                   .source = settings->source,
                                   .stream = settings->stream,
                                   .secrets = settings->secrets,
                                   .began_ms = scrm_time_now(),
                                   .retry = {.budget_ms = settings->patience_ms,
                                             .stopped = settings->stopped,
                                             .ctx = settings->ctx},
                                   .tally = tally};
    scrm_buf_printf(&job->name_text, "%.*s.%.*s", SCRM_FMT(settings->source->name),
                    SCRM_FMT(settings->stream->name));
    job->name = scrm_buf_slice(&job->name_text);
    for (size_t i = 0; i < settings->args->n; i++)
        scrm_args_set(&job->vars, settings->args->at[i].name,
                      scrm_args_text(settings->args, settings->args->at[i].name, &job->arena));
    if (settings->source->auth.secret.n &&
        scrm_template_fill(&settings->source->auth.secret, &scope, scrm_buf_put_slice, false,
                           &job->arena, &key, NULL) != SCRM_NOT_FILLED)
        job->secret_key = scrm_strdup(scrm_buf_text(&key));
    else if (settings->source->auth.secret.n)
        job->secret_key = scrm_strdup("");
    scrm_buf_fini(&key);
}

void scrm_job_warn(const struct scrm_fetch_job *job, const char *text)
{
    const struct scrm_fetch_settings *settings = job->settings;
    struct scrm_buf safe = {0};

    if (!settings->warn)
        return;
    scrm_secrets_hide(job->secrets, scrm_slice_of(text), &safe);
    settings->warn(settings->ctx, scrm_buf_text(&safe));
    scrm_buf_fini(&safe);
}

void scrm_job_progress(const struct scrm_fetch_job *job, int64_t wait_ms)
{
    const struct scrm_fetch_settings *settings = job->settings;
    int64_t elapsed_ms = scrm_time_now() - job->began_ms;
    struct scrm_fetch_progress at = {.name = job->name,
                                     .pages = job->tally->pages,
                                     .records = job->tally->account.out,
                                     .elapsed_ms = elapsed_ms,
                                     .wait_ms = wait_ms,
                                     .until_ms = settings->now_ms + elapsed_ms + wait_ms};

    if (settings->progress)
        settings->progress(settings->ctx, &at);
}

void scrm_job_fini(struct scrm_fetch_job *job)
{
    scrm_args_fini(&job->vars);
    scrm_token_fini(&job->token);
    scrm_http_close(job->http);
    scrm_imap_close(job->imap);
    scrm_arena_fini(&job->arena);
    scrm_buf_fini(&job->name_text);
    free(job->secret_key);
}

void scrm_run_fini(struct scrm_fetch_run *run)
{
    scrm_fetch_state_fini(&run->state);
    scrm_fetch_state_fini(&run->kept);
    scrm_pager_fini(&run->pager);
    scrm_map_fini(&run->met);
    scrm_account_fini(&run->account);
    scrm_buf_fini(&run->lines);
    scrm_buf_fini(&run->text);
    scrm_buf_fini(&run->inner);
    scrm_buf_fini(&run->id);
    free(run->known);
    free(run->newest);
    free(run->oldest);
    free(run->first_etag);
    free(run->first_modified);
    scrm_job_fini(&run->job);
}

/* How the pages after the first would follow, in words. */
static void tell_paging(const struct scrm_page *page, struct scrm_buf *out)
{
    static const char *const kinds[] = {
        [SCRM_PAGE_NONE] = "no further page",
        [SCRM_PAGE_LINK] = "pages by the Link header",
        [SCRM_PAGE_NEXT_URL] = "pages by an address in the answer",
        [SCRM_PAGE_CURSOR] = "pages by a token in the answer",
        [SCRM_PAGE_PAGE] = "pages by number",
        [SCRM_PAGE_OFFSET] = "pages by offset",
        [SCRM_PAGE_RECORD] = "pages by the last record",
    };

    scrm_buf_printf(out, "# then %s", kinds[page->kind]);
    if (page->rel.len)
        scrm_buf_printf(out, " (rel=%.*s)", SCRM_FMT(page->rel));
    if (page->max)
        scrm_buf_printf(out, ", at most %lld", (long long)page->max);
    scrm_buf_putc(out, '\n');
}

void scrm_job_set_times(struct scrm_fetch_job *job, int64_t since_ms)
{
    struct scrm_buf text = {0};

    scrm_num_put_int(&text, job->settings->now_ms / SCRM_SECOND_MS);
    scrm_args_set(&job->vars, "now", scrm_buf_slice(&text));
    scrm_buf_reset(&text);
    scrm_num_put_int(&text, since_ms > 0 ? since_ms / SCRM_SECOND_MS : 0);
    scrm_args_set(&job->vars, "since", scrm_buf_slice(&text));
    scrm_buf_reset(&text);
    if (since_ms > 0) {
        scrm_time_put(&text, since_ms - since_ms % SCRM_SECOND_MS);
        scrm_args_set(&job->vars, "since_time", scrm_buf_slice(&text));
    }
    scrm_buf_fini(&text);
}

void scrm_job_tell_request(const struct scrm_fetch_job *job,
                           const struct scrm_fetch_request *request, struct scrm_buf *out)
{
    const struct scrm_auth *auth = &job->source->auth;

    scrm_buf_printf(out, "%s %s\n", request->method, request->url);
    for (size_t i = 0; i < request->n_headers; i++)
        scrm_buf_printf(out, "%s\n", request->headers[i]);
    if (auth->kind != SCRM_AUTH_NONE)
        scrm_buf_printf(out, "# with the secret \"%s\"%s\n", job->secret_key,
                        auth->optional ? ", where there is one" : "");
}

static int tell_first(struct scrm_fetch_run *run, const struct scrm_page *page,
                      struct scrm_buf *text, struct scrm_err *err)
{
    const struct scrm_stream *stream = run->job.stream;
    struct scrm_fetch_request request = {0};
    int result;

    scrm_pager_init(&run->pager, page, &run->job);
    result = scrm_request_build(&run->job, stream, NULL, page, (struct scrm_value){0}, &request,
                                err);
    if (result == 0) {
        scrm_job_tell_request(&run->job, &request, text);
        tell_paging(page, text);
        if (stream->expand)
            scrm_buf_puts(text, "# and one more request for each record\n");
    }
    scrm_request_fini(&request);
    return result;
}

int scrm_fetch_dry_run(const struct scrm_fetch_settings *settings, struct scrm_buf *out,
                       struct scrm_err *err)
{
    const struct scrm_stream *stream = settings->stream;
    const struct scrm_page *page = stream->has_back ? &stream->back : &stream->page;
    struct scrm_fetch_tally tally = {0};
    struct scrm_fetch_run run = {0};
    struct scrm_buf text = {0};
    int64_t since = settings->backfill_ms >= 0 ? settings->backfill_ms
                    : stream->first_ms         ? settings->now_ms - stream->first_ms
                                               : 0;
    int result;

    scrm_job_init(&run.job, settings, &tally);
    scrm_job_set_times(&run.job, since);
    result = settings->recheck ? scrm_recheck_plan(&run, true, &text, err)
                               : tell_first(&run, page, &text, err);
    if (result == 0)
        scrm_secrets_hide(settings->secrets, scrm_buf_slice(&text), out);
    scrm_buf_fini(&text);
    scrm_run_fini(&run);
    return result;
}
