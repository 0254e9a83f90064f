/*
 * A run under way. Inside lib/fetch.
 */
#ifndef SCRM_FETCH_RUN_H
#define SCRM_FETCH_RUN_H

#include "fetch/job.h"
#include "source/envelope.h"

struct scrm_fetch_run {
    struct scrm_fetch_job job;
    struct scrm_spool store;
    struct scrm_fetch_state state; /* as it shall be */
    struct scrm_fetch_state kept;  /* as it was last committed */
    struct scrm_pager pager;
    const struct scrm_page *page; /* the stream's, or the one for going back */
    char *known;                 /* the cursor that the last run left; NULL: none, or ignored */
    int64_t since_ms;            /* what is older is not wanted; INT64_MIN: no bound */
    bool bounded;                /* records are held against since_ms */
    bool upwards;                /* every page is a step that can be kept */
    bool reached;                /* something known, or too old, came */
    bool full;                   /* --max is reached */
    bool met_known;              /* something seen before came again */
    bool met_new;                /* something new is on the page under way */
    bool torn;                   /* a page is half taken: what is noted of it does not count */
    bool unchanged;              /* 304 */
    bool gone;                   /* 410 */
    char *newest, *oldest;       /* cursor values of this run. Owned */
    struct scrm_map met;         /* ids of this run, in the order in which they came */
    struct scrm_account account; /* of the page under way */
    struct scrm_buf lines, text, inner, id;
    uint64_t n_lines;
    char first_key[33], *first_etag, *first_modified;
};

/* Reads the body of an answer as a page; `text` keeps its bytes. Errors name the address. */
int scrm_run_read_page(struct scrm_fetch_run *run, enum scrm_decode decode,
                       const struct scrm_http_response *response, struct scrm_buf *text,
                       struct scrm_value *body, struct scrm_err *err);

/* record.c: the records of a page, filtered, compared with what is known, and
 * appended to run->lines. `*n` counts them, `*last` is the last one. */
int scrm_run_take_records(struct scrm_fetch_run *run, struct scrm_value body, size_t *n,
                          struct scrm_value *last, struct scrm_err *err);

/* Makes a line of a record that came alone, and remembers it as seen. */
void scrm_run_put_record(struct scrm_fetch_run *run, struct scrm_value record);

/* The same without remembering it; `page` may be NULL. */
void scrm_run_put_line(struct scrm_fetch_run *run, struct scrm_value record,
                       const struct scrm_page_view *page);

/* The record's native id by the mapping; absent where it has none. */
struct scrm_slice scrm_run_native_id(struct scrm_fetch_run *run, struct scrm_value record);

/* recheck.c: asks again for what the spool has; what was answered is committed. */
int scrm_run_recheck(struct scrm_fetch_run *run, struct scrm_err *err);
/* Appends how many posts and requests that would be; with `whole`, the first request too. */
int scrm_recheck_plan(struct scrm_fetch_run *run, bool whole, struct scrm_buf *out,
                      struct scrm_err *err);

/* run.c: page after page until nothing is new; what was taken is committed. */
int scrm_run_round(struct scrm_fetch_run *run, struct scrm_err *err);
int scrm_run_commit(struct scrm_fetch_run *run, struct scrm_err *err);
/* Puts the lines gathered so far where they go, with their account. */
int scrm_run_put_lines(struct scrm_fetch_run *run, struct scrm_err *err);

/* rounds.c */
bool scrm_run_stopped(const struct scrm_fetch_run *run);
/* Forgets the round, keeps the connection and what is known. */
void scrm_run_begin_again(struct scrm_fetch_run *run, struct scrm_fetch_settings *live);
/* What a failed round means: how long until the next, or -1 where there shall be none.
 * `first`: no round before it ended well. */
int64_t scrm_run_wait_after(const struct scrm_fetch_run *run, bool first, int failures,
                            const struct scrm_err *err);
/* Warns of what failed and will be tried again in `wait_ms`. */
void scrm_run_tell(const struct scrm_fetch_run *run, const struct scrm_err *err,
                   int64_t wait_ms);
/* Sleeps; false where it was stopped. */
bool scrm_run_wait(struct scrm_fetch_run *run, int64_t wait_ms);

/*
 * live.c: follows the stream's events, connecting again and again, until stopped or full
 * (-1 without an error, or with run->full). 0 with `*events` false where there are none
 * for us: the caller asks instead. -1 with an error of the output.
 */
int scrm_live_follow(struct scrm_fetch_run *run, struct scrm_fetch_settings *live, bool *events,
                     struct scrm_err *err);

/* Puts the ids of this run behind those of earlier ones, newest last. */
void scrm_run_keep_ids(struct scrm_fetch_run *run);
void scrm_run_note_cursor(struct scrm_fetch_run *run, struct scrm_slice value);

void scrm_run_fini(struct scrm_fetch_run *run);

/* job.c */
void scrm_job_init(struct scrm_fetch_job *job, const struct scrm_fetch_settings *settings,
                   struct scrm_fetch_tally *tally);
void scrm_job_fini(struct scrm_fetch_job *job);
/* Appends the request as text for people, and which secret goes with it; not hidden yet. */
void scrm_job_tell_request(const struct scrm_fetch_job *job,
                           const struct scrm_fetch_request *request, struct scrm_buf *out);
/* Sets the variables @now, @since and @since_time of the run. */
void scrm_job_set_times(struct scrm_fetch_job *job, int64_t since_ms);

#endif
