/*
 * One HTTP exchange over libcurl's easy interface. The hooks here are where
 * the safety rules bite: on every chunk of the decompressed body, on every redirect
 * before it is followed; those of all transfers stand in net/transfer.h.
 */
#include "net/http.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"
#include "net/transfer.h"
#include "net/url.h"

struct scrm_http {
    struct scrm_transfer transfer;
    CURL *easy;
    bool too_large;                          /* the body passed its maximum */
    const struct scrm_http_request *request; /* of the transfer under way, */
    struct scrm_http_response *response;     /* and its answer */
};

/* A stream is silent for so long at most: services send something every few seconds. */
#define STREAM_SILENCE_MS INT64_C(90000)

struct scrm_http *scrm_http_open(const struct scrm_http_settings *settings)
{
    struct scrm_http *http = scrm_alloc_zero(1, sizeof *http);

    http->transfer.settings = *settings;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(http->easy = curl_easy_init()))
        scrm_out_of_memory();
    return http;
}

void scrm_http_close(struct scrm_http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->easy);
    curl_global_cleanup();
    free(http);
}

static void forget_headers(struct scrm_http_response *response)
{
    for (size_t i = 0; i < response->n_headers; i++) {
        free(response->headers[i].name);
        free(response->headers[i].value);
    }
    response->n_headers = 0;
}

void scrm_http_response_fini(struct scrm_http_response *response)
{
    forget_headers(response);
    free(response->headers);
    free(response->url);
    free(response->moved);
    scrm_buf_fini(&response->body);
    *response = (struct scrm_http_response){0};
}

/* Whether the bytes that come are those of an answer without an end. */
static bool is_endless(const struct scrm_http *http)
{
    long status = 0;

    return http->request->take &&
           curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
           status == 200;
}

static size_t take_body(char *at, size_t size, size_t count, void *ctx)
{
    struct scrm_http *http = ctx;
    size_t len = size * count;
    uint64_t max = http->transfer.settings.body_max ? http->transfer.settings.body_max
                                                    : SCRM_HTTP_BODY_MAX;

    if (is_endless(http))
        return http->request->take(http->request->take_ctx, (struct scrm_slice){at, len}) == 0
                   ? len
                   : 0;
    if (http->response->body.len + len > max) {
        http->too_large = true;
        return 0;
    }
    scrm_buf_put(&http->response->body, at, len);
    return len;
}

static size_t take_header(char *at, size_t size, size_t count, void *ctx)
{
    struct scrm_http *http = ctx;
    struct scrm_http_response *response = http->response;
    size_t len = size * count;
    const char *colon = memchr(at, ':', len);
    struct scrm_slice name, value;
    char *key;

    if (len >= 5 &&
        memcmp(at, "HTTP/", 5) == 0) { /* a 100 Continue came before, or a proxy's */
        forget_headers(response);
        return len;
    }
    if (len == 2 && memcmp(at, "\r\n", 2) == 0 && is_endless(http))
        return http->request->take(http->request->take_ctx, (struct scrm_slice){"", 0}) == 0
                   ? len
                   : 0;
    if (!colon)
        return len;
    name = scrm_slice_trim((struct scrm_slice){at, (size_t)(colon - at)});
    value = scrm_slice_trim((struct scrm_slice){colon + 1, len - (size_t)(colon - at) - 1});
    key = scrm_strndup(name.at, name.len);
    for (char *c = key; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c + ('a' - 'A'));
    SCRM_GROW(response->headers, response->n_headers, response->cap_headers);
    response->headers[response->n_headers++] =
        (struct scrm_http_header){key, scrm_strndup(value.at, value.len)};
    return len;
}

const char *scrm_http_header(const struct scrm_http_response *response, const char *name)
{
    for (size_t i = response->n_headers; i > 0; i--)
        if (strcmp(response->headers[i - 1].name, name) == 0)
            return response->headers[i - 1].value;
    return NULL;
}

/* Limits of time, by what is asked for. */
static void set_times(struct scrm_http *http)
{
    const struct scrm_http_settings *settings = &http->transfer.settings;
    int64_t total_ms = settings->total_ms ? settings->total_ms : SCRM_TRANSFER_TOTAL_MS;
    int64_t stall_ms = total_ms < SCRM_TRANSFER_STALL_MS ? total_ms : SCRM_TRANSFER_STALL_MS;
    int64_t silence_ms =
        http->request->silence_ms ? http->request->silence_ms : STREAM_SILENCE_MS;
    bool endless = http->request->take != NULL;

    curl_easy_setopt(http->easy, CURLOPT_TIMEOUT_MS, endless ? 0L : (long)total_ms);
    curl_easy_setopt(http->easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(http->easy, CURLOPT_LOW_SPEED_TIME,
                     (long)(((endless ? silence_ms : stall_ms) + 999) / 1000));
}

/* Options that stay the same for every hop. */
static void set_rules(struct scrm_http *http, const char *url)
{
    const struct scrm_http_settings *settings = &http->transfer.settings;
    CURL *easy = http->easy;

    curl_easy_reset(easy);
    scrm_transfer_rules(&http->transfer, url, easy);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR,
                     settings->allow_http ? "https,http" : "https");
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    set_times(http);
    if (settings->agent)
        curl_easy_setopt(easy, CURLOPT_USERAGENT, settings->agent);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, http);
}

/* Names why the transfer failed. Always -1. */
static int failed(struct scrm_http *http, const char *url, CURLcode code, struct scrm_err *err)
{
    uint64_t max = http->transfer.settings.body_max ? http->transfer.settings.body_max
                                                    : SCRM_HTTP_BODY_MAX;

    if (http->too_large)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "%s: the answer is larger than %llu bytes; --max-body raises that",
                            url, (unsigned long long)max);
    return scrm_transfer_failed(&http->transfer, url, code, &http->response->transient, err);
}

static void note_times(struct scrm_http_response *response)
{
    const char *date = scrm_http_header(response, "date");
    const char *after = scrm_http_header(response, "retry-after");
    int64_t when;
    uint64_t seconds;

    response->retry_after_ms = -1;
    if (!date || scrm_time_any(scrm_slice_of(date), &response->date_ms) != 0)
        response->date_ms = scrm_time_now();
    if (!after)
        return;
    if (scrm_num_uint(scrm_slice_of(after), &seconds) == 0)
        response->retry_after_ms =
            seconds > INT32_MAX ? (int64_t)INT32_MAX * 1000 : (int64_t)seconds * 1000;
    else if (scrm_time_any(scrm_slice_of(after), &when) == 0)
        response->retry_after_ms = when > response->date_ms ? when - response->date_ms : 0;
}

/* The transfer, when it is our turn. */
static CURLcode perform(struct scrm_http *http, const struct scrm_http_request *request,
                        const char *url)
{
    const struct scrm_http_settings *settings = &http->transfer.settings;
    CURLcode code;

    if (request->take)
        return curl_easy_perform(http->easy);
    if (!scrm_gate_enter(settings->gate, url, request->spacing_ms, settings->stopped,
                         settings->ctx))
        return CURLE_ABORTED_BY_CALLBACK;
    code = curl_easy_perform(http->easy);
    scrm_gate_leave(settings->gate, url);
    return code;
}

/* One hop: a request and its answer, no redirects. */
static int exchange(struct scrm_http *http, const struct scrm_http_request *request,
                    const char *url, const char *method, struct scrm_err *err)
{
    struct curl_slist *list = NULL;
    bool body = request->body.at && strcmp(method, "GET") != 0;
    CURLcode code;

    set_rules(http, url);
    for (size_t i = 0; i < request->n_headers; i++)
        list = curl_slist_append(list, request->headers[i]);
    curl_easy_setopt(http->easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(http->easy, CURLOPT_URL, url);
    if (body) {
        curl_easy_setopt(http->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)request->body.len);
        curl_easy_setopt(http->easy, CURLOPT_POSTFIELDS, request->body.at);
    }
    if (strcmp(method, "GET") != 0)
        curl_easy_setopt(http->easy, CURLOPT_CUSTOMREQUEST, method);
    http->too_large = false;
    forget_headers(http->response);
    scrm_buf_reset(&http->response->body);
    http->response->status = 0;
    code = perform(http, request, url);
    curl_slist_free_all(list);
    if (code != CURLE_OK)
        return failed(http, url, code, err);
    curl_easy_getinfo(http->easy, CURLINFO_RESPONSE_CODE, &http->response->status);
    note_times(http->response);
    return 0;
}

/* Whether the next hop may be asked; sets 77 where not. */
static int check_hop(const struct scrm_http_request *request, const char *from, const char *to,
                     struct scrm_err *err)
{
    struct scrm_url a = {0}, b = {0};
    int result = -1;

    if (scrm_url_parse(&a, from, err) != 0 || scrm_url_parse(&b, to, err) != 0)
        goto out;
    if (request->credentials && !scrm_url_same_origin(&a, &b))
        scrm_err_set(err, SCRM_EXIT_PERMISSION,
                     "%s: redirects to %s://%s, and credentials stay with their origin", from,
                     b.scheme, b.host);
    else if (strcmp(a.scheme, "https") == 0 && strcmp(b.scheme, "http") == 0)
        scrm_err_set(err, SCRM_EXIT_PERMISSION, "%s: redirects from https down to http", from);
    else if (request->may_ask && !request->may_ask(request->ctx, to))
        scrm_err_set(err, SCRM_EXIT_PERMISSION,
                     "%s: redirects to %s, which the source may not ask", from, b.host);
    else
        result = 0;
out:
    scrm_url_fini(&a);
    scrm_url_fini(&b);
    return result;
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

int scrm_http_perform(struct scrm_http *http, const struct scrm_http_request *request,
                      struct scrm_http_response *response, struct scrm_err *err)
{
    const char *method = request->method ? request->method : "GET";
    char *url = scrm_strdup(request->url);
    int result = -1;

    scrm_http_response_fini(response);
    response->retry_after_ms = -1;
    http->request = request;
    http->response = response;
    for (int hop = 0;; hop++) {
        const char *location;
        char *next;

        if (exchange(http, request, url, method, err) != 0)
            break;
        location = scrm_http_header(response, "location");
        if (!is_redirect(response->status) || !location) {
            result = 0;
            break;
        }
        if (hop == SCRM_HTTP_REDIRECTS_MAX) {
            scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "%s: more than %d redirects", request->url,
                         SCRM_HTTP_REDIRECTS_MAX);
            break;
        }
        next = scrm_url_resolve(url, location, err);
        if (!next || check_hop(request, url, next, err) != 0) {
            free(next);
            break;
        }
        if (hop == 0 && (response->status == 301 || response->status == 308))
            response->moved = scrm_strdup(next);
        if (response->status != 307 && response->status != 308 && strcmp(method, "HEAD") != 0)
            method = "GET";
        free(url);
        url = next;
    }
    http->request = NULL;
    http->response = NULL;
    response->url = url;
    if (scrm_buf_reserve(&response->body, SCRM_HTTP_PADDING) && response->body.at)
        memset(response->body.at + response->body.len, 0, SCRM_HTTP_PADDING);
    return result;
}
