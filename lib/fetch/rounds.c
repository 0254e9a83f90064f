/*
 * A run from its beginning to its end: once, or round after round until somebody
 * stops it. What a round is stands in run.c, how events are followed in live.c.
 */
#include <stdlib.h>

#include "base/time.h"
#include "fetch/run.h"

#define EVERY_MS (60 * SCRM_SECOND_MS)
#define TROUBLE_MAX_MS (10 * SCRM_MINUTE_MS)

/* Whether the state allows asking now. */
static int check_state(const struct scrm_fetch_run *run, struct scrm_err *err)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    struct scrm_buf text = {0};

    if (settings->backfill_ms >= 0 && !settings->recheck)
        return 0;
    if (run->state.gone_ms) {
        scrm_time_put(&text, run->state.gone_ms);
        scrm_err_set(err, SCRM_EXIT_UNAVAILABLE,
                     "%.*s is gone for good since %s; --backfill asks all the same",
                     SCRM_FMT(run->job.name), scrm_buf_text(&text));
    } else if (run->state.not_before_ms > settings->now_ms) {
        scrm_time_put(&text, run->state.not_before_ms);
        scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%.*s is not to be asked before %s",
                     SCRM_FMT(run->job.name), scrm_buf_text(&text));
    }
    scrm_buf_fini(&text);
    return err->code == SCRM_EXIT_OK ? 0 : -1;
}

bool scrm_run_stopped(const struct scrm_fetch_run *run)
{
    const struct scrm_fetch_settings *settings = run->job.settings;

    return settings->stopped && settings->stopped(settings->ctx);
}

void scrm_run_begin_again(struct scrm_fetch_run *run, struct scrm_fetch_settings *live)
{
    scrm_pager_fini(&run->pager);
    scrm_map_fini(&run->met);
    scrm_account_fini(&run->account);
    scrm_buf_reset(&run->lines);
    free(run->known);
    free(run->newest);
    free(run->oldest);
    free(run->first_etag);
    free(run->first_modified);
    run->account = (struct scrm_account){0};
    run->known = run->newest = run->oldest = run->first_etag = run->first_modified = NULL;
    run->first_key[0] = '\0';
    run->n_lines = 0;
    run->reached = run->full = run->met_known = run->met_new = false;
    run->torn = run->unchanged = run->gone = false;
    scrm_args_unset(&run->job.vars, "cursor");
    scrm_args_unset(&run->job.vars, "since_time");
    run->job.retry.waited_ms = run->job.not_before_ms = 0;
    run->job.refreshed = false;
    live->backfill_ms = -1;
}

int64_t scrm_run_wait_after(const struct scrm_fetch_run *run, bool first, int failures,
                            const struct scrm_err *err)
{
    int64_t now_ms = run->job.settings->now_ms;
    int64_t wait_ms = EVERY_MS << (failures < 4 ? failures : 4);

    if (err->code == SCRM_EXIT_TEMPFAIL && run->state.not_before_ms > now_ms)
        return run->state.not_before_ms - now_ms;
    if (err->code == SCRM_EXIT_TEMPFAIL && run->job.not_before_ms > now_ms)
        return run->job.not_before_ms - now_ms;
    /* A service that answered once has trouble now and then; one that never did is not there.
     */
    if (first || run->gone ||
        (err->code != SCRM_EXIT_UNAVAILABLE && err->code != SCRM_EXIT_DATA))
        return -1;
    return wait_ms < TROUBLE_MAX_MS ? wait_ms : TROUBLE_MAX_MS;
}

bool scrm_run_wait(struct scrm_fetch_run *run, int64_t wait_ms)
{
    struct scrm_retry pause = {
        .budget_ms = wait_ms, .stopped = run->job.retry.stopped, .ctx = run->job.retry.ctx};

    return scrm_retry_sleep(&pause, wait_ms);
}

void scrm_run_tell(const struct scrm_fetch_run *run, const struct scrm_err *err,
                   int64_t wait_ms)
{
    struct scrm_buf text = {0};

    scrm_err_write(err, &text);
    scrm_buf_puts(&text, "; again in ");
    scrm_time_put_duration(&text, wait_ms);
    scrm_job_warn(&run->job, scrm_buf_text(&text));
    scrm_buf_fini(&text);
}

static int64_t interval(const struct scrm_fetch_run *run)
{
    const struct scrm_fetch_settings *settings = run->job.settings;
    int64_t wait_ms = settings->every_ms ? settings->every_ms : EVERY_MS;

    if (run->job.source->rate.min_interval_ms > wait_ms)
        wait_ms = run->job.source->rate.min_interval_ms;
    return run->job.wait_ms > wait_ms ? run->job.wait_ms : wait_ms;
}

/* Round after round. The clock goes on from the time that the run was given. */
static int follow(struct scrm_fetch_run *run, struct scrm_fetch_settings *live,
                  struct scrm_err *err)
{
    int64_t began_ms = scrm_time_now(), given_ms = live->now_ms, wait_ms;
    bool first = true, events = run->job.stream->follow != NULL;
    int failures = 0;

    for (;;) {
        live->now_ms = given_ms + scrm_time_now() - began_ms;
        run->store.settings.now_ms = live->now_ms;
        if (check_state(run, err) == 0 && scrm_run_round(run, err) == 0) {
            failures = 0;
            wait_ms = interval(run);
            if (run->full || (events && scrm_live_follow(run, live, &events, err) != 0))
                return scrm_run_stopped(run) || run->full ? 0 : -1;
        } else {
            if (scrm_run_stopped(run)) {
                scrm_err_clear(err);
                return 0;
            }
            wait_ms = scrm_run_wait_after(run, first, failures++, err);
            if (wait_ms < 0)
                return -1;
            scrm_run_tell(run, err, wait_ms);
            scrm_err_clear(err);
        }
        first = false;
        scrm_job_progress(&run->job, wait_ms);
        if (!scrm_run_wait(run, wait_ms))
            return 0;
        scrm_run_begin_again(run, live);
    }
}

int scrm_fetch_run(const struct scrm_fetch_settings *settings, struct scrm_fetch_tally *tally,
                   struct scrm_err *err)
{
    struct scrm_fetch_settings live = *settings;
    struct scrm_fetch_run run = {0};
    struct scrm_spool_settings store = {.spool = settings->spool,
                                        .state_path = settings->state_path,
                                        .output = settings->output,
                                        .args = settings->args,
                                        .config = settings->config,
                                        .keep = settings->stream->cursor.keep,
                                        .now_ms = settings->now_ms,
                                        .seal = settings->seal};
    struct scrm_err later = {0};
    int result;

    *tally = (struct scrm_fetch_tally){0};
    scrm_job_init(&run.job, &live, tally);
    store.name = run.job.name;
    result = scrm_spool_open(&run.store, &store, &run.state, err);
    if (result == 0) {
        scrm_fetch_state_copy(&run.kept, &run.state);
        run.job.http = scrm_http_open(&live.http);
        result = settings->follow              ? follow(&run, &live, err)
                 : check_state(&run, err) != 0 ? -1
                 : settings->recheck           ? scrm_run_recheck(&run, err)
                                               : scrm_run_round(&run, err);
    }
    if (scrm_spool_close(&run.store, result == 0, &run.state, result == 0 ? err : &later) != 0)
        result = -1;
    scrm_err_fini(&later);
    scrm_run_fini(&run);
    return result;
}
