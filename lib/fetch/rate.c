/*
 * Rates: what an answer says about when to come again. Resets are counted from
 * the server's own Date, since clocks differ.
 */
#include <strings.h>

#include "base/num.h"
#include "base/time.h"
#include "fetch/job.h"
#include "record/value.h"

/* An epoch is larger than any number of seconds to wait. */
#define EPOCH_LEAST INT64_C(1000000000)

static const char *header(const struct scrm_http_response *response, struct scrm_slice name)
{
    for (size_t i = response->n_headers; name.len && i > 0; i--)
        if (strlen(response->headers[i - 1].name) == name.len &&
            strncasecmp(response->headers[i - 1].name, name.at, name.len) == 0)
            return response->headers[i - 1].value;
    return NULL;
}

/* How long until a reset header's time; -1 where it cannot be read. */
static int64_t until_reset(const struct scrm_rate *rate,
                           const struct scrm_http_response *response)
{
    const char *value = header(response, rate->reset);
    struct scrm_slice text = scrm_slice_trim(scrm_slice_of(value));
    int64_t fixed, when, seconds;

    if (!value)
        return -1;
    if (rate->reset_as != SCRM_RESET_ISO && scrm_num_fixed(text, &fixed) == 0) {
        seconds = (fixed + SCRM_FIXED_ONE - 1) / SCRM_FIXED_ONE;
        if (rate->reset_as == SCRM_RESET_SECONDS ||
            (rate->reset_as == SCRM_RESET_AUTO && seconds < EPOCH_LEAST))
            return seconds < 0 ? 0 : seconds * 1000;
        when = seconds >= EPOCH_LEAST * 1000 ? seconds : seconds * 1000;
    } else if (scrm_time_any(text, &when) != 0) {
        return -1;
    }
    return when > response->date_ms ? when - response->date_ms : 0;
}

/* Seconds to wait that stand in the body; -1: none. */
static int64_t body_wait(const struct scrm_rate *rate,
                         const struct scrm_http_response *response)
{
    struct scrm_scanner scanner = {0};
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE};
    struct scrm_err ignored = {0};
    int64_t fixed, wait = -1;

    if (rate->has_body_wait && response->body.len &&
        scrm_scan_value(&scanner, scrm_buf_slice(&response->body), &scope.record, &ignored) ==
            0 &&
        scrm_value_fixed(scrm_path_first(&rate->body_wait, &scope), &fixed) == 0 && fixed > 0)
        wait = fixed * 1000 / SCRM_FIXED_ONE;
    scrm_scanner_fini(&scanner);
    scrm_err_fini(&ignored);
    return wait;
}

void scrm_rate_note(struct scrm_fetch_job *job, const struct scrm_http_response *response)
{
    const struct scrm_rate *rate = &job->source->rate;
    const char *remaining = header(response, rate->remaining);
    int64_t left, wait = body_wait(rate, response);

    job->wait_ms = wait > 0 ? wait : 0;
    if (remaining && scrm_num_fixed(scrm_slice_of(remaining), &left) == 0 &&
        left < SCRM_FIXED_ONE) {
        wait = until_reset(rate, response);
        if (wait > job->wait_ms)
            job->wait_ms = wait;
    }
}

int64_t scrm_rate_asked(const struct scrm_fetch_job *job,
                        const struct scrm_http_response *response)
{
    int64_t wait = body_wait(&job->source->rate, response);

    if (response->retry_after_ms >= 0)
        return response->retry_after_ms;
    if (wait >= 0)
        return wait;
    return until_reset(&job->source->rate, response);
}
