/*
 * HTTP: the one door to the network. One attempt at one request, redirects
 * followed by hand, the answer bounded in size and time. It decides what is
 * safe; when to try again is the caller's business (net/retry.h).
 *
 * Rules: https only unless allowed; no loopback, private or link-local
 * address unless allowed (looked at after name resolution; a proxy is exempt,
 * since it resolves by itself); at most five redirects, none to another origin
 * while the request carries credentials, none from https down to http;
 * certificates are always verified; netrc and cookies are never used; of those who share
 * a gate, one asks a host at a time (an answer without an end keeps nobody out).
 */
#ifndef SCRM_NET_HTTP_H
#define SCRM_NET_HTTP_H

#include <stdint.h>

#include "base/err.h"
#include "net/gate.h"

#define SCRM_HTTP_BODY_MAX ((uint64_t)32 << 20)
#define SCRM_HTTP_REDIRECTS_MAX 5
/* Zero bytes behind a body, for readers that look ahead. */
#define SCRM_HTTP_PADDING 64

struct scrm_http_settings {
    bool allow_http, allow_private;
    uint64_t body_max;      /* bytes after decompression; 0: SCRM_HTTP_BODY_MAX */
    int64_t connect_ms;     /* 0: 10 s */
    int64_t total_ms;       /* 0: 60 s; silence is borne for half a minute of it at most */
    const char *agent;      /* User-Agent; borrowed, as the others */
    const char *ca_file;    /* more certificates to trust; NULL: the system's */
    const char *proxy;      /* NULL: as the environment says */
    struct scrm_gate *gate; /* shared with others who may ask the same hosts; NULL: nobody */
    /* Whether to give up at once, asked about every second; NULL: never. */
    bool (*stopped)(void *ctx);
    void *ctx;
};

struct scrm_http_header {
    char *name; /* lower case. Owned */
    char *value;
};

struct scrm_http_request {
    const char *method; /* "GET", "POST"; NULL: GET */
    const char *url;
    const char *const *headers; /* "Name: value" */
    size_t n_headers;
    struct scrm_slice body; /* absent: none */
    bool credentials;       /* stays with its origin across redirects */
    int64_t spacing_ms;     /* with a gate: since anybody asked this host, at least */
    /* Whether an address that a redirect names may be asked; NULL: any. */
    bool (*may_ask)(void *ctx, const char *url);
    void *ctx;
    /*
     * An answer without an end: the bytes of a 200 go here as they come, none of them when
     * its headers are complete, and no time limits them but silence. Non-zero ends the
     * transfer. NULL: an answer like any other.
     */
    int (*take)(void *take_ctx, struct scrm_slice bytes);
    void *take_ctx;
    int64_t silence_ms; /* with take: borne, in whole seconds; 0: 90 s. libcurl looks at the
                           last five seconds, so it takes that much longer */
};

struct scrm_http_response {
    long status;          /* 0: no answer */
    struct scrm_buf body; /* decompressed, SCRM_HTTP_PADDING zero bytes behind */
    struct scrm_http_header *headers;
    size_t n_headers, cap_headers;
    char *url;              /* the address that answered in the end. Owned */
    char *moved;            /* where the first hop moved for good (301, 308); NULL. Owned */
    int64_t date_ms;        /* the server's Date, else our clock */
    int64_t retry_after_ms; /* what Retry-After asks for; -1: nothing */
    bool transient;         /* no answer, but asking again may help */
};

struct scrm_http;

struct scrm_http *scrm_http_open(const struct scrm_http_settings *settings);
void scrm_http_close(struct scrm_http *http);

/*
 * 0 whenever a server answered, whatever its status. -1 otherwise, with
 * response->transient: 69 no answer, 65 too large or not an address, 77
 * refused by the rules above. Give the response a scrm_http_response_fini
 * either way; it may be used again after one.
 */
int scrm_http_perform(struct scrm_http *http, const struct scrm_http_request *request,
                      struct scrm_http_response *response, struct scrm_err *err);

void scrm_http_response_fini(struct scrm_http_response *response);

/* The last header of that name (lower case), or NULL. Borrowed. */
const char *scrm_http_header(const struct scrm_http_response *response, const char *name);

/* The target of a Link header's entry with relation `rel` (RFC 8288), resolved
 * against the response's address. Owned by caller; NULL where there is none. */
char *scrm_http_link(const struct scrm_http_response *response, const char *rel);

#endif
