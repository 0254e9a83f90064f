/*
 * A source: what one descriptor file says about a network, an export or a
 * kind of file. scrm-fetch reads its streams, scrm-normalize its mapping; a
 * new network takes a new file and no C.
 *
 * Everything here is owned by the source and immutable once loaded, so that
 * threads share it. The file's format is documented in docs/sources.md.
 */
#ifndef SCRM_SOURCE_DESCRIPTOR_H
#define SCRM_SOURCE_DESCRIPTOR_H

#include "record/post.h"
#include "source/expr.h"
#include "text/pattern.h"

enum scrm_decode {
    SCRM_DECODE_JSON,
    SCRM_DECODE_JSONL,
    SCRM_DECODE_FEED,
    SCRM_DECODE_CSV,
    SCRM_DECODE_MBOX,
    SCRM_DECODE_CHAT,
};

/* How sure we are that the descriptor is right. */
enum scrm_tier { SCRM_TIER_UNVERIFIED, SCRM_TIER_PAYLOADS, SCRM_TIER_LIVE };

struct scrm_source_arg {
    char *name;
    struct scrm_slice about, fallback; /* fallback: absent where there is none */
    struct scrm_slice example;         /* of what it may be, for lists; may be absent */
    struct scrm_pattern *pattern;      /* NULL: any text */
    struct scrm_slice pattern_text;
    bool required;
};

enum scrm_auth_kind {
    SCRM_AUTH_NONE,
    SCRM_AUTH_BEARER,
    SCRM_AUTH_HEADER,
    SCRM_AUTH_QUERY,
    SCRM_AUTH_BASIC,
    SCRM_AUTH_CLIENT_CREDENTIALS,
    SCRM_AUTH_REFRESH,
    SCRM_AUTH_SESSION,
    SCRM_AUTH_COMMAND,
    SCRM_AUTH_PATH, /* in the address itself, in place of `param` */
};

struct scrm_named_template {
    struct scrm_slice name;
    struct scrm_template value;
};

struct scrm_auth {
    enum scrm_auth_kind kind;
    struct scrm_template secret; /* the key in the secrets file */
    struct scrm_slice about;     /* what the secret is and where one gets it; for lists */
    bool optional;               /* without the secret the request goes out anonymous */
    struct scrm_named_template
        *headers; /* HEADER: holes are the secret's members, {@value} a bare one */
    size_t n_headers;
    struct scrm_slice param; /* QUERY: the parameter that carries it; PATH: what it replaces */
    struct scrm_template
        token_url; /* CLIENT_CREDENTIALS, REFRESH, SESSION: where tokens come from */
    struct scrm_template refresh_url; /* SESSION: where they are renewed; empty: log in again */
    struct scrm_template body;        /* SESSION: what logging in sends, JSON */
    struct scrm_slice scope;          /* CLIENT_CREDENTIALS, REFRESH */
    struct scrm_path token, refresh_token; /* SESSION: in the answer */
};

enum scrm_reset_as { SCRM_RESET_AUTO, SCRM_RESET_EPOCH, SCRM_RESET_SECONDS, SCRM_RESET_ISO };

struct scrm_rate {
    struct scrm_slice remaining, reset; /* header names, lower case; absent: none */
    enum scrm_reset_as reset_as;
    struct scrm_path body_wait; /* seconds to wait, in the body */
    bool has_body_wait;
    int64_t min_interval_ms;
};

enum scrm_response_action {
    SCRM_RESPONSE_NONE, /* nothing said: the general rules hold */
    SCRM_RESPONSE_FAIL,
    SCRM_RESPONSE_RETRY,
    SCRM_RESPONSE_IGNORE,
    SCRM_RESPONSE_RATE_LIMITED,
    SCRM_RESPONSE_REFRESH,
};

struct scrm_response_rule {
    int64_t *statuses; /* n = 0: any */
    size_t n_statuses;
    struct scrm_conds when; /* on the body */
    enum scrm_response_action action;
    struct scrm_path message; /* what to say, in the body */
    bool has_message;
};

enum scrm_page_kind {
    SCRM_PAGE_NONE,
    SCRM_PAGE_LINK,     /* Link header */
    SCRM_PAGE_NEXT_URL, /* an address in the body */
    SCRM_PAGE_CURSOR,   /* a token in the body, sent back as a parameter */
    SCRM_PAGE_PAGE,     /* a number, counted up */
    SCRM_PAGE_OFFSET,   /* number of records so far */
    SCRM_PAGE_RECORD,   /* a member of the last record */
};

struct scrm_page {
    enum scrm_page_kind kind;
    struct scrm_slice rel;      /* LINK */
    struct scrm_path path;      /* NEXT_URL, CURSOR, RECORD */
    struct scrm_slice param;    /* CURSOR, PAGE, OFFSET, RECORD: set to @page; absent: the
                                   stream's params use {@page} themselves */
    struct scrm_template start; /* @page of the first request; empty: none */
    struct scrm_path more;      /* false, absent or empty: this was the last page */
    bool has_more;
    struct scrm_path done; /* true: this was the last page */
    bool has_done;
    struct scrm_slice pages; /* PAGE: a header with the number of pages */
    int64_t max;             /* pages a run; 0: 10,000 */
    bool empty_goes_on;      /* a page without records is not the end */
};

enum scrm_cursor_kind {
    SCRM_CURSOR_NONE,
    SCRM_CURSOR_VALUE,
    SCRM_CURSOR_TOKEN,
    SCRM_CURSOR_SEEN
};
enum scrm_compare {
    SCRM_COMPARE_INT,
    SCRM_COMPARE_TEXT,
    SCRM_COMPARE_LENGTH_THEN_TEXT,
    SCRM_COMPARE_TIME,
};

struct scrm_cursor {
    enum scrm_cursor_kind kind;
    struct scrm_path path; /* VALUE, SEEN: in the record; TOKEN: in the page */
    enum scrm_compare compare;
    int64_t keep;       /* ids remembered; SEEN, and VALUE with an overlap */
    int64_t overlap_ms; /* VALUE: asked again, because networks are late */
};

struct scrm_stream {
    struct scrm_slice name, about;
    struct scrm_template url, body;
    struct scrm_slice method; /* absent: GET */
    struct scrm_named_template *params, *headers;
    size_t n_params, n_headers;
    enum scrm_decode decode;
    struct scrm_path records;
    struct scrm_conds where;
    struct scrm_page page;
    struct scrm_page back; /* used going back in time: a first run, --backfill */
    bool has_back;
    bool ascending;
    bool acknowledges; /* asking for what follows takes away what came before */
    int64_t first_ms;  /* how far back a first run goes; 0: one page */
    struct scrm_cursor cursor;
    struct scrm_expr *time;     /* when a record was made; NULL: the mapping's created_at */
    struct scrm_stream *expand; /* asked once for each record; NULL: none */
    struct scrm_stream *follow; /* the same records as server-sent events; NULL: none */
    struct scrm_slice *events;  /* of a `follow`: the names that count; none: all */
    size_t n_events;
    int64_t silence_ms; /* of a `follow`: so long without a byte, and it is connected to anew;
                           0: 90 s */
};

/* How records are asked for again by their native ids. */
struct scrm_recheck {
    struct scrm_stream request; /* holes: {@id}, {@ids} */
    int64_t batch; /* ids a request; 1: one, gone where the answer is 404 or 410. With more,
                      gone is what the answer leaves out */
    struct scrm_path id;   /* in a record of the answer */
    bool has_id;           /* else by the mapping */
    struct scrm_path gone; /* ids that the answer calls gone; what it leaves out is not */
    bool has_gone;
    struct scrm_pattern *pattern; /* ids that can be asked for; NULL: all */
    int64_t within_ms;            /* how old posts may be, unless said */
    struct scrm_slice *streams;   /* that it is for; none: all */
    size_t n_streams;
};

/* One member of the post. */
struct scrm_mapped {
    const struct scrm_member_info *info;
    struct scrm_expr *expr; /* NULL: the source has nothing for it */
};

/* Something of the page that an envelope must carry along with its record. */
struct scrm_page_need {
    const struct scrm_path *path;   /* borrowed from a value of the map */
    const struct scrm_expr *lookup; /* only the elements that it finds; NULL: all of it */
    const struct scrm_path *each;   /* found once for each of these; NULL: for the record */
};

/* What records of a network look like: all conditions of any one shape. */
struct scrm_shapes {
    struct scrm_conds *at;
    size_t n;
};

struct scrm_source {
    struct scrm_config *config; /* the file; owns the texts */
    struct scrm_slice name, network, about;
    struct scrm_slice example; /* a shell's line that brings records, for lists */
    enum scrm_tier tier;
    enum scrm_decode decode;
    int64_t priority; /* recognised earlier than those with more */
    struct scrm_source_arg *args;
    size_t n_args;
    struct scrm_template *hosts; /* addresses that may be asked; none: any */
    size_t n_hosts;
    struct scrm_auth auth;
    struct scrm_rate rate;
    struct scrm_response_rule *responses;
    size_t n_responses;
    struct scrm_stream *streams;
    size_t n_streams;
    struct scrm_recheck *recheck; /* NULL: it cannot be asked again */
    struct scrm_expr *host;       /* for ids: the server that was asked; NULL: none */
    struct scrm_path *records;    /* where posts stand in a native page or around a record */
    size_t n_records;
    struct scrm_path *inside; /* where more posts stand in a record that is one itself */
    size_t n_inside;
    struct scrm_shapes recognise, ignore;
    struct scrm_mapped *map;     /* one for each of scrm_post_members; NULL: no mapping */
    struct scrm_named_expr *ext; /* members of `ext` */
    size_t n_ext;
    /* What the scanner looks for, made when first asked for; see source/map.h. */
    struct scrm_keys *_Atomic keys[SCRM_FORMS];
    struct scrm_page_need *needs; /* what values take from the page around a record */
    size_t n_needs;
};

/* Loads a file. `find` loads the source named by `like`. NULL with 66, 77 or 78. */
typedef struct scrm_source *scrm_source_find(void *ctx, struct scrm_slice name,
                                             struct scrm_err *err);
struct scrm_source *scrm_source_load(const char *path, scrm_source_find *find, void *ctx,
                                     struct scrm_err *err);
/* From memory; takes `config`. */
struct scrm_source *scrm_source_parse(struct scrm_config *config, scrm_source_find *find,
                                      void *ctx, struct scrm_err *err);
void scrm_source_free(struct scrm_source *source);

/* The stream of that name; the first where `name` is absent; NULL where there is none. */
const struct scrm_stream *scrm_source_stream(const struct scrm_source *source,
                                             struct scrm_slice name);

/* How the stream's records are asked for again; NULL where they cannot be. */
const struct scrm_recheck *scrm_source_recheck(const struct scrm_source *source,
                                               const struct scrm_stream *stream);
/* Whether the parameter stands once for each id of a batch. */
bool scrm_recheck_repeats(const struct scrm_recheck *recheck,
                          const struct scrm_named_template *param);

/* Checks arguments against the descriptor's: 64 with "did you mean" for unknown and
 * ill-shaped ones; with `complete`, for missing ones too, and what has a fallback is filled in.
 * A host that was given as an address (https://HOST/) becomes the host. */
int scrm_source_check_args(const struct scrm_source *source, struct scrm_args *args,
                           bool complete, struct scrm_err *err);

#endif
