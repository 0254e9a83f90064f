/*
 * Reading a mailbox. libcurl brings the connection to the point where we are
 * logged in and hands it over; from there commands and answers are ours (imap_talk.c),
 * since what libcurl itself says to a mailbox (SELECT, BODY[]) marks mails as read, and
 * it does not take a literal in the answer to a command of one's own.
 */
#include "net/imap.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "net/imap_answer.h"
#include "net/imap_talk.h"

static CURLcode connect_and_login(struct scrm_imap *imap, const struct scrm_imap_login *login)
{
    CURL *easy = imap->easy;
    const struct scrm_http_settings *settings = &imap->transfer.settings;
    CURLcode code;

    scrm_transfer_rules(&imap->transfer, imap->url, easy);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "imaps,imap");
    curl_easy_setopt(easy, CURLOPT_URL, imap->url);
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     settings->allow_http ? (long)CURLUSESSL_TRY : (long)CURLUSESSL_ALL);
    curl_easy_setopt(easy, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                     (long)(SCRM_TRANSFER_STALL_MS / 1000));
    if (settings->total_ms)
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->total_ms);
    curl_easy_setopt(easy, CURLOPT_USERNAME, login->user);
    if (login->token)
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, login->token);
    else
        curl_easy_setopt(easy, CURLOPT_PASSWORD, login->password);
    curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
    code = curl_easy_perform(easy);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &imap->socket);
    return code;
}

struct scrm_imap *scrm_imap_open(const struct scrm_http_settings *settings, const char *url,
                                 const struct scrm_imap_login *login, bool *transient,
                                 struct scrm_err *err)
{
    struct scrm_imap *imap = scrm_alloc_zero(1, sizeof *imap);
    CURLcode code;

    *transient = false;
    imap->transfer.settings = *settings;
    imap->url = scrm_strndup(url, strcspn(url, "?"));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || !(imap->easy = curl_easy_init()))
        scrm_out_of_memory();
    code = connect_and_login(imap, login);
    if (code == CURLE_OK)
        return imap;
    scrm_transfer_failed(&imap->transfer, imap->url, code, transient, err);
    scrm_imap_close(imap);
    return NULL;
}

void scrm_imap_close(struct scrm_imap *imap)
{
    if (!imap)
        return;
    curl_easy_cleanup(imap->easy);
    curl_global_cleanup();
    scrm_buf_fini(&imap->in);
    scrm_buf_fini(&imap->answer);
    scrm_buf_fini(&imap->command);
    free(imap->url);
    free(imap);
}

bool scrm_imap_is_transient(const struct scrm_imap *imap)
{
    return imap->transient;
}

static bool take_validity(void *ctx, struct scrm_slice answer)
{
    scrm_imap_code(answer, "UIDVALIDITY", ctx);
    return false;
}

int scrm_imap_examine(struct scrm_imap *imap, struct scrm_slice mailbox, uint32_t *validity,
                      struct scrm_err *err)
{
    *validity = 0;
    scrm_buf_reset(&imap->command);
    scrm_buf_puts(&imap->command, "EXAMINE ");
    scrm_imap_put_mailbox(&imap->command, mailbox);
    if (scrm_imap_run(imap, take_validity, validity, err) != 0)
        return -1;
    if (!*validity)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "%s: the server does not say UIDVALIDITY, so nothing in the "
                            "mailbox can be known again",
                            imap->url);
    return 0;
}

static bool take_found(void *ctx, struct scrm_slice answer)
{
    struct scrm_slice rest;

    if (scrm_imap_is(answer, "SEARCH", &rest))
        scrm_imap_take_uids(rest, ctx);
    return false;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

int scrm_imap_search(struct scrm_imap *imap, uint32_t after, int64_t since_ms,
                     struct scrm_imap_uids *found, struct scrm_err *err)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    size_t n = 0;

    scrm_buf_reset(&imap->command);
    scrm_buf_printf(&imap->command, "UID SEARCH UID %" PRIu64 ":*", (uint64_t)after + 1);
    if (since_ms > 0) {
        struct scrm_date day = scrm_time_date(since_ms - SCRM_DAY_MS);

        scrm_buf_printf(&imap->command, " SINCE %d-%s-%" PRId64, day.day, months[day.month - 1],
                        day.year);
    }
    found->n = 0;
    if (scrm_imap_run(imap, take_found, found, err) != 0)
        return -1;
    if (found->n)
        qsort(found->at, found->n, sizeof *found->at, by_number);
    /* "N:*" means the last message even where that is older; twice is once. */
    for (size_t i = 0; i < found->n; i++)
        if (found->at[i] > after && (!n || found->at[n - 1] != found->at[i]))
            found->at[n++] = found->at[i];
    found->n = n;
    return 0;
}

struct taking {
    scrm_imap_take *take;
    void *ctx;
    bool bytes; /* messages were asked for, not sizes */
    const uint32_t *uids;
    bool *came; /* one for each */
    size_t n;
};

static bool take_message(void *ctx, struct scrm_slice answer)
{
    struct taking *taking = ctx;
    struct scrm_imap_message message;
    struct scrm_slice rest;
    const uint32_t *uid;

    /* Servers also tell, unasked, of flags that others changed. */
    if (!scrm_imap_is(answer, "FETCH", &rest) || scrm_imap_read_message(rest, &message) != 0 ||
        !message.uid || (taking->bytes ? !message.bytes.at : !message.size))
        return false;
    uid = bsearch(&message.uid, taking->uids, taking->n, sizeof *taking->uids, by_number);
    if (!uid || taking->came[uid - taking->uids])
        return false;
    taking->came[uid - taking->uids] = true;
    taking->take(taking->ctx, &message);
    return true;
}

/* Runs imap->command, and takes each message that it asked for once. */
static int run_taking(struct scrm_imap *imap, struct taking *taking, struct scrm_err *err)
{
    int result;

    taking->came = scrm_alloc_zero(taking->n, sizeof *taking->came);
    result = scrm_imap_run(imap, take_message, taking, err);
    free(taking->came);
    return result;
}

int scrm_imap_sizes(struct scrm_imap *imap, const uint32_t *uids, size_t n,
                    scrm_imap_take *take, void *ctx, struct scrm_err *err)
{
    struct taking taking = {.take = take, .ctx = ctx, .uids = uids, .n = n};

    scrm_buf_reset(&imap->command);
    scrm_buf_puts(&imap->command, "UID FETCH ");
    scrm_imap_put_set(&imap->command, uids, n);
    scrm_buf_puts(&imap->command, " (UID RFC822.SIZE)");
    return run_taking(imap, &taking, err);
}

int scrm_imap_fetch(struct scrm_imap *imap, const uint32_t *uids, size_t n, uint64_t max,
                    scrm_imap_take *take, void *ctx, struct scrm_err *err)
{
    struct taking taking = {.take = take, .ctx = ctx, .bytes = true, .uids = uids, .n = n};

    scrm_buf_reset(&imap->command);
    scrm_buf_puts(&imap->command, "UID FETCH ");
    scrm_imap_put_set(&imap->command, uids, n);
    scrm_buf_printf(&imap->command, " (UID INTERNALDATE BODY.PEEK[]<0.%" PRIu64 ">)", max);
    return run_taking(imap, &taking, err);
}
