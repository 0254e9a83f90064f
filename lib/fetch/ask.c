/*
 * One request until it is answered: what an answer means, when to try again,
 * when to give up. The descriptor's rules come first, then the general ones.
 */
#include "base/time.h"
#include "fetch/job.h"
#include "net/url.h"
#include "record/value.h"

static bool rule_fits(const struct scrm_response_rule *rule, long status,
                      const struct scrm_scope *scope)
{
    bool fits = rule->n_statuses == 0;

    for (size_t i = 0; i < rule->n_statuses; i++)
        fits = fits || rule->statuses[i] == status;
    return fits && (!rule->when.n ||
                    (scope->record.kind != SCRM_ABSENT && scrm_conds_hold(&rule->when, scope)));
}

/* The first rule of the descriptor that fits the answer; `message` gets what the body says. */
static const struct scrm_response_rule *find_rule(struct scrm_fetch_job *job,
                                                  const struct scrm_http_response *response,
                                                  struct scrm_slice *message)
{
    struct scrm_scanner scanner = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE};
    struct scrm_err ignored = {0};
    const struct scrm_response_rule *found = NULL;

    if (job->source->n_responses && response->body.len &&
        scrm_scan_value(&scanner, scrm_buf_slice(&response->body), &scope.record, &ignored) !=
            0)
        scope.record = (struct scrm_value){0};
    for (size_t i = 0; i < job->source->n_responses && !found; i++)
        if (rule_fits(&job->source->responses[i], response->status, &scope))
            found = &job->source->responses[i];
    if (found && found->has_message && scope.record.kind != SCRM_ABSENT)
        *message = scrm_hole_text(scrm_path_first(&found->message, &scope), &job->arena);
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    return found;
}

/* What the answer means when the descriptor says nothing. */
static enum scrm_response_action general(long status)
{
    if (status / 100 == 2 || status == 304)
        return SCRM_RESPONSE_NONE;
    if (status == 401)
        return SCRM_RESPONSE_REFRESH;
    if (status == 429)
        return SCRM_RESPONSE_RATE_LIMITED;
    return scrm_retry_status(status) ? SCRM_RESPONSE_RETRY : SCRM_RESPONSE_FAIL;
}

static int fail(const struct scrm_fetch_request *request,
                const struct scrm_http_response *response, struct scrm_slice message,
                struct scrm_err *err)
{
    long status = response->status;
    enum scrm_exit code =
        status == 401 || status == 403 ? SCRM_EXIT_PERMISSION : SCRM_EXIT_UNAVAILABLE;

    if (message.len > 300)
        message.len = 300;
    return scrm_err_set(err, code, "%s: status %ld%s%.*s", request->url, status,
                        message.len ? ": " : "", SCRM_FMT(message));
}

/* Waits before another try, or says when that makes sense. */
static int wait_for(struct scrm_fetch_job *job, const struct scrm_fetch_request *request,
                    int64_t wait_ms, const char *why, struct scrm_err *err)
{
    struct scrm_buf text = {0};

    if (wait_ms >= SCRM_SECOND_MS && wait_ms <= job->retry.budget_ms - job->retry.waited_ms)
        scrm_job_progress(job, wait_ms);
    if (scrm_retry_sleep(&job->retry, wait_ms))
        return 0;
    job->not_before_ms = job->settings->now_ms + job->retry.waited_ms + wait_ms;
    scrm_time_put_duration(&text, wait_ms);
    scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%s: %s; to be asked again in %s", request->url, why,
                 scrm_buf_text(&text));
    scrm_buf_fini(&text);
    return -1;
}

/* The pause that the server or the descriptor wants between requests. */
static int pace(struct scrm_fetch_job *job, const struct scrm_fetch_request *request,
                struct scrm_err *err)
{
    int64_t least = job->source->rate.min_interval_ms, wait = job->wait_ms;
    int64_t since = scrm_time_now() - job->last_ask_ms;

    job->wait_ms = 0;
    if (job->last_ask_ms && least > since && least - since > wait)
        wait = least - since;
    if (wait > 0 && wait_for(job, request, wait, "the rate limit is reached", err) != 0)
        return -1;
    job->last_ask_ms = scrm_time_now();
    return 0;
}

static int perform(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                   struct scrm_http_response *response, struct scrm_err *err)
{
    struct scrm_http_request plain = {.method = request->method,
                                      .url = request->url,
                                      .headers = (const char *const *)request->headers,
                                      .n_headers = request->n_headers,
                                      .body = request->has_body ? scrm_buf_slice(&request->body)
                                                                : (struct scrm_slice){0},
                                      .credentials = request->credentials,
                                      .spacing_ms = job->source->rate.min_interval_ms,
                                      .may_ask = scrm_request_may_ask,
                                      .ctx = job};
    int result = scrm_url_is_imap(request->url)
                     ? scrm_mailbox_perform(job, request, response, err)
                     : scrm_http_perform(job->http, &plain, response, err);

    job->tally->requests++;
    job->tally->bytes += response->body.len;
    if (result == 0)
        scrm_rate_note(job, response);
    return result;
}

/* One more try after `attempt` of them: waits. -1 where there shall be none; `err` is set. */
static int again(struct scrm_fetch_job *job, const struct scrm_fetch_request *request,
                 int attempt, const struct scrm_http_response *response, struct scrm_err *err)
{
    int tries = job->retry.tries ? job->retry.tries : 4;
    int64_t asked = response->status ? scrm_rate_asked(job, response) : -1;
    const char *why = response->status == 429 ? "too many requests"
                      : response->status      ? "the service has trouble"
                                              : "no answer";
    int64_t wait = scrm_retry_wait(&job->retry, attempt, asked);

    if (attempt < tries) {
        scrm_err_clear(err);
        job->wait_ms = 0;
        return wait_for(job, request, wait, why, err);
    }
    /* It said when: better then than never. */
    if (asked > 0 && err->code == SCRM_EXIT_OK)
        job->not_before_ms = job->settings->now_ms + job->retry.waited_ms + asked;
    if (err->code == SCRM_EXIT_OK)
        return scrm_err_set(err, asked > 0 ? SCRM_EXIT_TEMPFAIL : SCRM_EXIT_UNAVAILABLE,
                            "%s: status %ld, after %d tries", request->url, response->status,
                            tries);
    return -1;
}

enum scrm_asked scrm_ask(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                         struct scrm_http_response *response, struct scrm_err *err)
{
    for (int attempt = 1;; attempt++) {
        const struct scrm_response_rule *rule;
        struct scrm_slice message = {0};
        enum scrm_response_action action;

        if (pace(job, request, err) != 0)
            return SCRM_ASKED_FAILED;
        if (perform(job, request, response, err) != 0) {
            if (!response->transient || again(job, request, attempt, response, err) != 0)
                return SCRM_ASKED_FAILED;
            continue;
        }
        rule = find_rule(job, response, &message);
        action = rule ? rule->action : general(response->status);
        switch (action) {
        case SCRM_RESPONSE_NONE:
            return response->status == 304 ? SCRM_ASKED_UNCHANGED : SCRM_ASKED_OK;
        case SCRM_RESPONSE_IGNORE:
            return SCRM_ASKED_NOTHING;
        case SCRM_RESPONSE_REFRESH:
            if (scrm_auth_renew(job)) {
                /* The old header goes with the old token. */
                scrm_request_drop_header(request, "Authorization");
                if (scrm_auth_apply(job, request, err) == 0)
                    continue;
                return SCRM_ASKED_FAILED;
            }
            fail(request, response, message, err);
            return SCRM_ASKED_FAILED;
        case SCRM_RESPONSE_RETRY:
        case SCRM_RESPONSE_RATE_LIMITED:
            if (again(job, request, attempt, response, err) != 0)
                return SCRM_ASKED_FAILED;
            continue;
        case SCRM_RESPONSE_FAIL:
            fail(request, response, message, err);
            return SCRM_ASKED_FAILED;
        }
    }
}
