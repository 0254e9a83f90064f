/*
 * A run of one stream: what its parts share. Inside lib/fetch.
 */
#ifndef SCRM_FETCH_JOB_H
#define SCRM_FETCH_JOB_H

#include "fetch/fetch.h"
#include "fetch/spool.h"
#include "net/http.h"
#include "net/imap.h"
#include "net/retry.h"

/* A request ready to go out. */
struct scrm_fetch_request {
    char *url;          /* owned */
    const char *method; /* "GET" */
    char **headers;     /* "Name: value"; owned */
    size_t n_headers, cap_headers;
    struct scrm_buf body;
    bool has_body;
    bool credentials;
    char key[33]; /* digest of address and credential, for validators */
};

/* The token of an OAuth or session login. */
struct scrm_fetch_token {
    char *access, *refresh; /* owned; NULL: none */
    int64_t expires_ms;     /* 0: unknown */
};

struct scrm_fetch_job {
    const struct scrm_fetch_settings *settings;
    const struct scrm_source *source;
    const struct scrm_stream *stream;
    struct scrm_slice name; /* "mastodon.hashtag"; in name_text */
    struct scrm_buf name_text;
    struct scrm_args vars; /* the arguments and the run's own: cursor, page, now, since */
    struct scrm_secrets *secrets;
    char *secret_key; /* where the source's secret is; NULL: it needs none */
    struct scrm_fetch_token token;
    bool refreshed; /* once in a run is enough */
    struct scrm_http *http;
    struct scrm_imap *imap; /* NULL: no mailbox is open */
    struct scrm_retry retry;
    int64_t wait_ms;         /* what the server wants us to wait before the next request */
    int64_t began_ms;        /* on our clock */
    int64_t last_ask_ms;     /* when the last one went out; 0: none did */
    int64_t not_before_ms;   /* set with 75: when asking makes sense again */
    struct scrm_arena arena; /* for one page */
    struct scrm_fetch_tally *tally;
};

/* request.c: from the stream's templates, or for a next link. `record` (may be
 * ABSENT) fills holes of an expanded request. 64 for an argument that is missing. */
int scrm_request_build(struct scrm_fetch_job *job, const struct scrm_stream *stream,
                       const char *next_url, const struct scrm_page *page,
                       struct scrm_value record, struct scrm_fetch_request *request,
                       struct scrm_err *err);
void scrm_request_fini(struct scrm_fetch_request *request);
void scrm_request_add_header(struct scrm_fetch_request *request, const char *name,
                             struct scrm_slice value);
void scrm_request_drop_header(struct scrm_fetch_request *request, const char *name);
/* Adds a query parameter to the address. */
void scrm_request_add_param(struct scrm_fetch_request *request, struct scrm_slice name,
                            struct scrm_slice value);
/* Takes TLS from an address of the descriptor whose host was given as http://HOST. */
void scrm_request_as_given(const struct scrm_fetch_job *job, struct scrm_buf *url);
/* Whether the source's `hosts` allow the address. */
bool scrm_request_may_ask(void *job, const char *url);

/* auth.c */
int scrm_auth_apply(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                    struct scrm_err *err);
/* Forgets the access token, so that the next request gets a new one; false
 * where the kind has nothing to renew. */
bool scrm_auth_renew(struct scrm_fetch_job *job);
void scrm_token_fini(struct scrm_fetch_token *token);
/* token.c: tokens kept between runs, in a file of the user's own cache. */
void scrm_token_load(struct scrm_fetch_job *job);
void scrm_token_save(const struct scrm_fetch_job *job);

/* What came of asking. */
enum scrm_asked {
    SCRM_ASKED_OK,        /* 2xx: the response has the page */
    SCRM_ASKED_UNCHANGED, /* 304 */
    SCRM_ASKED_NOTHING,   /* the descriptor says to ignore this answer */
    SCRM_ASKED_FAILED,    /* err; 75 with job->not_before_ms where waiting would help */
};

/* ask.c: one request until it is answered, within the run's patience. */
enum scrm_asked scrm_ask(struct scrm_fetch_job *job, struct scrm_fetch_request *request,
                         struct scrm_http_response *response, struct scrm_err *err);

/* mailbox.c: one attempt at a page of a mailbox, the answer to an imap address; 0, or -1
 * with response->transient. */
int scrm_mailbox_perform(struct scrm_fetch_job *job, const struct scrm_fetch_request *request,
                         struct scrm_http_response *response, struct scrm_err *err);

/* Tells the user, without secrets. */
void scrm_job_warn(const struct scrm_fetch_job *job, const char *text);

/* Tells how far the run is, and that it waits (0: it does not). */
void scrm_job_progress(const struct scrm_fetch_job *job, int64_t wait_ms);

/* rate.c: what the answer says about when to come again, into job->wait_ms. */
void scrm_rate_note(struct scrm_fetch_job *job, const struct scrm_http_response *response);
/* The wait that a limiting answer asks for, in ms; -1: it does not say. */
int64_t scrm_rate_asked(const struct scrm_fetch_job *job,
                        const struct scrm_http_response *response);

/* page.c: going from page to page. */
struct scrm_pager {
    const struct scrm_page *page;
    char *next_url;       /* owned; NULL: from the stream's templates */
    int64_t number;       /* pages asked so far */
    int64_t offset;       /* records so far */
    int64_t counted;      /* PAGE: the number under way */
    struct scrm_map been; /* addresses and tokens that led to a page */
    bool repeats;         /* the server sent us to where we had been */
    bool limited;         /* there may be more pages than we are allowed to ask for */
};

void scrm_pager_init(struct scrm_pager *pager, const struct scrm_page *page,
                     struct scrm_fetch_job *job);
void scrm_pager_fini(struct scrm_pager *pager);
/* After a page with `n` records, the last of them `last`: whether there is another. */
bool scrm_pager_next(struct scrm_pager *pager, struct scrm_fetch_job *job,
                     const struct scrm_http_response *response, struct scrm_value body,
                     size_t n, struct scrm_value last);

/* cursor.c: cursor values as texts, and their order. */
/* The text of the record's cursor value, borrowed from record or arena; absent where it has
 * none. */
struct scrm_slice scrm_cursor_of(const struct scrm_cursor *cursor, struct scrm_value record,
                                 struct scrm_arena *arena);
int scrm_cursor_compare(const struct scrm_cursor *cursor, struct scrm_slice a,
                        struct scrm_slice b);
/* The instant that a cursor value stands for, where it is one (INT as an epoch, TIME). */
bool scrm_cursor_time(const struct scrm_cursor *cursor, struct scrm_slice value, int64_t *ms);

/* Evaluates an expression on a record that stands alone. */
bool scrm_record_time(struct scrm_fetch_job *job, struct scrm_value record, int64_t *ms);

#endif
