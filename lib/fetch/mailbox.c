/*
 * A mailbox as a source of pages: the answer to an address
 *
 *     imaps://HOST/MAILBOX?after=TOKEN&since=SECONDS&limit=N
 *
 * is {"items":[...],"cursor":TOKEN,"next":TOKEN}: each item as the mail decoder
 * writes it, with "uid", "received" and, where only a part was taken, "size";
 * "next" only where there is more. A TOKEN is UIDVALIDITY:UID:SINCE, the last UID
 * that was taken and the start of the time that the first run asked for, so that a
 * mailbox whose UIDs were given out anew is read again from there and no further.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "fetch/auth.h"
#include "net/url.h"
#include "record/emit.h"
#include "source/mail.h"

/* Messages and bytes of a page, unless one message alone is larger. */
#define PAGE_MESSAGES 50
#define PAGE_BYTES ((uint64_t)8 << 20)

struct token {
    uint32_t validity, uid;
    int64_t since_s;
};

/* A page under way. */
struct page {
    struct scrm_fetch_job *job;
    struct scrm_buf *out;
    uint64_t max;    /* bytes of a message that are taken */
    uint32_t *uids;  /* of the page, ascending */
    uint64_t *sizes; /* 0: it has vanished */
    size_t n;
};

static bool read_token(const char *text, struct token *token)
{
    unsigned long validity, uid;
    long long since;
    char end;

    /* NOLINTNEXTLINE(cert-err34-c): with these widths no number overflows */
    if (!text || sscanf(text, "%10lu:%10lu:%18lld%c", &validity, &uid, &since, &end) != 3 ||
        validity > UINT32_MAX || uid > UINT32_MAX)
        return false;
    *token = (struct token){(uint32_t)validity, (uint32_t)uid, since};
    return true;
}

static void put_token(struct scrm_buf *out, const char *name, const struct token *token)
{
    struct scrm_buf text = {0};

    scrm_buf_printf(&text, "%" PRIu32 ":%" PRIu32 ":%" PRId64, token->validity, token->uid,
                    token->since_s);
    scrm_emit_member_text(out, name, scrm_buf_slice(&text));
    scrm_buf_fini(&text);
}

static int64_t number_of(const char *url, const char *name)
{
    char *text = scrm_url_param(url, name);
    int64_t value = 0;

    if (text && scrm_num_int(scrm_slice_of(text), &value) != 0)
        value = 0;
    free(text);
    return value;
}

/* Where to begin: the page's own token, else where the last run stopped, else the time that
 * is asked for. */
static struct token begin(const char *url)
{
    char *page = scrm_url_param(url, "page"), *after = scrm_url_param(url, "after");
    struct token token = {.since_s = number_of(url, "since")};

    if (!read_token(page, &token))
        (void)read_token(after, &token);
    free(page);
    free(after);
    return token;
}

static void take_size(void *ctx, const struct scrm_imap_message *message)
{
    struct page *page = ctx;

    for (size_t i = 0; i < page->n; i++)
        if (page->uids[i] == message->uid)
            page->sizes[i] = message->size;
}

static void take_mail(void *ctx, const struct scrm_imap_message *message)
{
    struct page *page = ctx;
    struct scrm_slice date = message->date;
    char *text = scrm_strndup(date.at ? date.at : "", date.len);
    uint64_t size = 0;
    int64_t ms;

    for (size_t i = 0; i < page->n; i++)
        if (page->uids[i] == message->uid)
            size = page->sizes[i];
    for (char *dash = text; (dash = strchr(dash, '-')) && dash < text + 8;)
        *dash = ' ';
    scrm_mail_message(message->bytes, page->out, &page->job->tally->repaired);
    page->out->len--; /* the object's end */
    scrm_emit_member_int(page->out, "uid", message->uid);
    if (scrm_time_any(scrm_slice_trim(scrm_slice_of(text)), &ms) == 0)
        scrm_emit_member_time(page->out, "received", ms);
    if (size > message->bytes.len)
        scrm_emit_member_int(page->out, "size", (int64_t)size);
    scrm_buf_putc(page->out, '}');
    free(text);
}

/* How many of the page's messages are taken at once: what does not fill the memory. */
static size_t fitting(const struct page *page)
{
    uint64_t bytes = 0;
    size_t n = 0;

    while (n < page->n) {
        uint64_t size = page->sizes[n] < page->max ? page->sizes[n] : page->max;

        if (n && bytes + size > PAGE_BYTES)
            break;
        bytes += size;
        n++;
    }
    return n;
}

/* Takes the first of the messages found; `token` moves to the last of them. */
static int take_page(struct page *page, const struct scrm_imap_uids *found, size_t limit,
                     struct token *token, struct scrm_err *err)
{
    struct scrm_imap *imap = page->job->imap;
    uint32_t *there;
    size_t n = 0;
    int result;

    page->n = found->n < limit ? found->n : limit;
    if (!page->n)
        return 0;
    page->uids = found->at;
    page->sizes = scrm_alloc_zero(page->n, sizeof *page->sizes);
    result = scrm_imap_sizes(imap, page->uids, page->n, take_size, page, err);
    page->n = fitting(page);
    there = scrm_alloc_zero(page->n, sizeof *there);
    for (size_t i = 0; i < page->n; i++)
        if (page->sizes[i])
            there[n++] = page->uids[i];
    if (result == 0 && n)
        result = scrm_imap_fetch(imap, there, n, page->max, take_mail, page, err);
    token->uid = page->uids[page->n - 1];
    free(there);
    free(page->sizes);
    return result;
}

/* Messages a page may have, by the address and by --max. */
static size_t limit_of(const struct scrm_fetch_job *job, const char *url)
{
    int64_t limit = number_of(url, "limit"), max = job->settings->max;

    if (limit <= 0 || limit > 1000)
        limit = PAGE_MESSAGES;
    if (max && max - (int64_t)job->tally->account.out < limit)
        limit = max - (int64_t)job->tally->account.out;
    return limit > 0 ? (size_t)limit : 1;
}

/* The mailbox that the address names, opened; the connection is kept for all pages. */
static int open_mailbox(struct scrm_fetch_job *job, const char *url, uint32_t *validity,
                        bool *transient, struct scrm_err *err)
{
    struct scrm_imap_login login;
    char *path = scrm_url_path(url);
    struct scrm_slice name = path && path[1] ? scrm_slice_of(path + 1) : SCRM_SLICE("INBOX");
    int result = -1;

    if (!job->imap && scrm_auth_imap(job, &login, err) == 0)
        job->imap = scrm_imap_open(&job->settings->http, url, &login, transient, err);
    if (job->imap)
        result = scrm_imap_examine(job->imap, name, validity, err);
    free(path);
    return result;
}

static int read_page(struct scrm_fetch_job *job, const char *url, struct scrm_buf *out,
                     bool *transient, struct scrm_err *err)
{
    struct token token = begin(url);
    struct page page = {.job = job, .out = out, .max = job->settings->http.body_max};
    struct scrm_imap_uids found = {0};
    uint32_t validity;
    int result;

    if (!page.max)
        page.max = SCRM_HTTP_BODY_MAX;
    if (open_mailbox(job, url, &validity, transient, err) != 0)
        return -1;
    if (token.validity && token.validity != validity) {
        scrm_job_warn(job, "the mailbox was made anew (its UIDVALIDITY is another one); it is "
                           "read again, and what was read before comes twice");
        token.uid = 0;
    }
    token.validity = validity;
    scrm_buf_puts(out, "{\"items\":[");
    result = scrm_imap_search(job->imap, token.uid, token.since_s * 1000, &found, err);
    if (result == 0)
        result = take_page(&page, &found, limit_of(job, url), &token, err);
    scrm_buf_putc(out, ']');
    put_token(out, "cursor", &token);
    if (page.n < found.n)
        put_token(out, "next", &token);
    scrm_buf_putc(out, '}');
    free(found.at);
    return result;
}

int scrm_mailbox_perform(struct scrm_fetch_job *job, const struct scrm_fetch_request *request,
                         struct scrm_http_response *response, struct scrm_err *err)
{
    bool transient = false;

    scrm_http_response_fini(response);
    *response = (struct scrm_http_response){
        .url = scrm_strdup(request->url), .retry_after_ms = -1, .date_ms = scrm_time_now()};
    if (read_page(job, request->url, &response->body, &transient, err) == 0) {
        response->status = 200;
        return 0;
    }
    response->transient = job->imap ? scrm_imap_is_transient(job->imap) : transient;
    scrm_imap_close(job->imap);
    job->imap = NULL;
    return -1;
}
