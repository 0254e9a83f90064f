/*
 * Requests from a stream's templates: address, parameters, headers, body.
 * Arguments are percent-encoded, what is optional and empty is left out, and
 * nobody is asked who is not on the source's list.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "fetch/job.h"
#include "net/url.h"

void scrm_request_fini(struct scrm_fetch_request *request)
{
    free(request->url);
    for (size_t i = 0; i < request->n_headers; i++) {
        explicit_bzero(request->headers[i], strlen(request->headers[i]));
        free(request->headers[i]);
    }
    free(request->headers);
    scrm_buf_fini(&request->body);
    *request = (struct scrm_fetch_request){0};
}

void scrm_request_add_header(struct scrm_fetch_request *request, const char *name,
                             struct scrm_slice value)
{
    struct scrm_buf line = {0};

    scrm_buf_printf(&line, "%s: ", name);
    /* A line end in a value would begin a header of its own. */
    for (size_t i = 0; i < value.len; i++)
        if (value.at[i] != '\r' && value.at[i] != '\n' && value.at[i])
            scrm_buf_putc(&line, value.at[i]);
    SCRM_GROW(request->headers, request->n_headers, request->cap_headers);
    request->headers[request->n_headers++] = scrm_buf_take(&line);
}

void scrm_request_drop_header(struct scrm_fetch_request *request, const char *name)
{
    size_t len = strlen(name), n = 0;

    for (size_t i = 0; i < request->n_headers; i++) {
        char *line = request->headers[i];

        if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
            explicit_bzero(line, strlen(line));
            free(line);
        } else {
            request->headers[n++] = line;
        }
    }
    request->n_headers = n;
}

void scrm_request_add_param(struct scrm_fetch_request *request, struct scrm_slice name,
                            struct scrm_slice value)
{
    struct scrm_buf url = {0};

    scrm_buf_puts(&url, request->url);
    scrm_buf_putc(&url, strchr(request->url, '?') ? '&' : '?');
    scrm_url_encode(&url, name);
    scrm_buf_putc(&url, '=');
    scrm_url_encode(&url, value);
    free(request->url);
    request->url = scrm_buf_take(&url);
}

static int missing(const struct scrm_fetch_job *job, const struct scrm_path *path,
                   struct scrm_err *err)
{
    struct scrm_buf text = {0};

    scrm_path_put(path, &text);
    if (path->root == SCRM_ROOT_NAME)
        scrm_err_set(err, SCRM_EXIT_USAGE, "%.*s needs %s=...", SCRM_FMT(job->name),
                     scrm_buf_text(&text) + 1);
    else
        scrm_err_set(err, SCRM_EXIT_DATA, "a record has no %s to ask for",
                     scrm_buf_text(&text));
    scrm_buf_fini(&text);
    return -1;
}

static void put_json_text(struct scrm_buf *out, struct scrm_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];

        if (c == '"' || c == '\\')
            scrm_buf_printf(out, "\\%c", c);
        else if (c < 0x20)
            scrm_buf_printf(out, "\\u%04x", c);
        else
            scrm_buf_putc(out, (char)c);
    }
}

static int add_params(struct scrm_fetch_job *job, const struct scrm_stream *stream,
                      const struct scrm_page *page, const struct scrm_scope *scope,
                      struct scrm_fetch_request *request, struct scrm_err *err)
{
    struct scrm_slice at = scrm_args_text(&job->vars, "page", &job->arena);
    struct scrm_buf value = {0};
    int result = 0;

    for (size_t i = 0; i < stream->n_params && result == 0; i++) {
        const struct scrm_path *path = NULL;

        scrm_buf_reset(&value);
        switch (scrm_template_fill(&stream->params[i].value, scope, scrm_buf_put_slice, false,
                                   &job->arena, &value, &path)) {
        case SCRM_FILLED:
            scrm_request_add_param(request, stream->params[i].name, scrm_buf_slice(&value));
            break;
        case SCRM_FILLED_PART:
            break;
        case SCRM_NOT_FILLED:
            result = missing(job, path, err);
        }
    }
    if (result == 0 && page && page->param.len && at.len)
        scrm_request_add_param(request, page->param, at);
    scrm_buf_fini(&value);
    return result;
}

static int add_headers(struct scrm_fetch_job *job, const struct scrm_stream *stream,
                       const struct scrm_scope *scope, struct scrm_fetch_request *request,
                       struct scrm_err *err)
{
    struct scrm_buf value = {0}, name = {0};
    int result = 0;

    for (size_t i = 0; i < stream->n_headers && result == 0; i++) {
        const struct scrm_path *path = NULL;

        scrm_buf_reset(&value);
        scrm_buf_reset(&name);
        scrm_buf_put_slice(&name, stream->headers[i].name);
        if (scrm_template_fill(&stream->headers[i].value, scope, scrm_buf_put_slice, false,
                               &job->arena, &value, &path) == SCRM_NOT_FILLED)
            result = missing(job, path, err);
        else
            scrm_request_add_header(request, scrm_buf_text(&name), scrm_buf_slice(&value));
    }
    scrm_buf_fini(&value);
    scrm_buf_fini(&name);
    return result;
}

void scrm_request_as_given(const struct scrm_fetch_job *job, struct scrm_buf *url)
{
    static const char secure[] = "https://";
    struct scrm_slice text = scrm_buf_slice(url);
    const struct scrm_args *args = job->settings->args;

    if (!scrm_slice_starts(text, secure))
        return;
    for (size_t i = 0; i < args->n; i++) {
        struct scrm_value host = args->at[i].value;
        size_t end = sizeof secure - 1 + host.len;

        if (!args->at[i].plain || text.len < end ||
            memcmp(text.at + sizeof secure - 1, host.at, host.len) != 0 ||
            (text.len > end && !strchr("/:?", text.at[end])))
            continue;
        memmove(url->at + 4, url->at + 5, url->len - 4); /* with the zero behind */
        url->len--;
        return;
    }
}

static int fill_url(struct scrm_fetch_job *job, const struct scrm_stream *stream,
                    const struct scrm_scope *scope, struct scrm_fetch_request *request,
                    struct scrm_err *err)
{
    const struct scrm_path *path = NULL;
    struct scrm_buf url = {0};

    if (scrm_template_fill(&stream->url, scope, scrm_url_encode, true, &job->arena, &url,
                           &path) == SCRM_NOT_FILLED) {
        scrm_buf_fini(&url);
        return missing(job, path, err);
    }
    scrm_request_as_given(job, &url);
    request->url = scrm_buf_take(&url);
    return 0;
}

bool scrm_request_may_ask(void *ctx, const char *url)
{
    struct scrm_fetch_job *job = ctx;
    const struct scrm_source *source = job->source;
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .args = &job->vars};
    struct scrm_url parts = {0};
    struct scrm_err ignored = {0};
    struct scrm_buf host = {0}, with_port = {0};
    bool allowed = source->n_hosts == 0;

    if (scrm_url_parse(&parts, url, &ignored) == 0) {
        scrm_buf_printf(&with_port, "%s:%s", parts.host, parts.port);
        for (size_t i = 0; i < source->n_hosts && !allowed; i++) {
            scrm_buf_reset(&host);
            if (scrm_template_fill(&source->hosts[i], &scope, scrm_buf_put_slice, false,
                                   &job->arena, &host, NULL) != SCRM_FILLED)
                continue;
            allowed = strcasecmp(scrm_buf_text(&host), parts.host) == 0 ||
                      strcasecmp(scrm_buf_text(&host), scrm_buf_text(&with_port)) == 0;
        }
    } else {
        allowed = false;
    }
    scrm_url_fini(&parts);
    scrm_err_fini(&ignored);
    scrm_buf_fini(&host);
    scrm_buf_fini(&with_port);
    return allowed;
}

/* The digest of who asks for what, before anything secret is in the address. */
static void make_key(const struct scrm_fetch_job *job, struct scrm_fetch_request *request)
{
    struct scrm_buf text = {0}, hex = {0};

    scrm_buf_printf(&text, "%s\n%s\n", request->url, job->secret_key ? job->secret_key : "");
    scrm_digest_put(&hex, scrm_digest(text.at, text.len));
    memcpy(request->key, hex.at, sizeof request->key);
    scrm_buf_fini(&text);
    scrm_buf_fini(&hex);
}

/* @after: the number behind @page, or behind where the last run stopped. */
static void set_after(struct scrm_fetch_job *job)
{
    struct scrm_slice at = scrm_args_text(&job->vars, "page", &job->arena);
    struct scrm_buf digits = {0};
    int64_t number;

    if (!at.len)
        at = scrm_args_text(&job->vars, "cursor", &job->arena);
    scrm_args_unset(&job->vars, "after");
    if (scrm_num_int(at, &number) != 0 || number == INT64_MAX)
        return;
    scrm_num_put_int(&digits, number + 1);
    scrm_args_set(&job->vars, "after", scrm_buf_slice(&digits));
    scrm_buf_fini(&digits);
}

/* Says why an address may not be asked: it is none, or the source names other hosts. */
static int refuse(const char *address, struct scrm_err *err)
{
    struct scrm_url parts = {0};

    if (scrm_url_parse(&parts, address, err))
        return -1;
    scrm_url_fini(&parts);
    return scrm_err_set(err, SCRM_EXIT_PERMISSION, "%s: the source's hosts do not allow that",
                        address);
}

int scrm_request_build(struct scrm_fetch_job *job, const struct scrm_stream *stream,
                       const char *next_url, const struct scrm_page *page,
                       struct scrm_value record, struct scrm_fetch_request *request,
                       struct scrm_err *err)
{
    struct scrm_scope scope = {.form = SCRM_FORM_NATIVE, .record = record, .args = &job->vars};
    char *method;

    *request = (struct scrm_fetch_request){.method = "GET"};
    set_after(job);
    if (next_url)
        request->url = scrm_strdup(next_url);
    else if (fill_url(job, stream, &scope, request, err) != 0 ||
             add_params(job, stream, page, &scope, request, err) != 0)
        return -1;
    if (add_headers(job, stream, &scope, request, err) != 0)
        return -1;
    if (!scrm_request_may_ask(job, request->url))
        return refuse(request->url, err);
    if (stream->body.n) {
        request->has_body = true;
        scrm_template_fill(&stream->body, &scope, put_json_text, false, &job->arena,
                           &request->body, NULL);
        scrm_request_add_header(request, "Content-Type", SCRM_SLICE("application/json"));
        request->method = "POST";
    }
    if (stream->method.len) {
        method = scrm_arena_copy(&job->arena, stream->method.at, stream->method.len);
        request->method = method;
    }
    make_key(job, request);
    return 0;
}
