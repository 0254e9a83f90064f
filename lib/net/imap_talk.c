/*
 * Bytes, lines and literals of an IMAP connection, bounded in size and time, and
 * commands with their tags. What the answers mean stands in imap_answer.c.
 */
#include "net/imap_talk.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>

#include "base/time.h"
#include "net/imap_answer.h"

/* An answer without a literal is a line of this size at most; a search of a large mailbox is
 * the longest. */
#define LINE_MAX_BYTES ((uint64_t)16 << 20)
#define READ_BYTES ((size_t)64 << 10)

static int no_answer(struct scrm_imap *imap, const char *why, struct scrm_err *err)
{
    imap->transient = true;
    return scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "%s: %s", imap->url, why);
}

/* Whether there is time left, and nobody asks us to stop. */
static int check(struct scrm_imap *imap, int64_t until_ms, struct scrm_err *err)
{
    const struct scrm_http_settings *settings = &imap->transfer.settings;

    if (settings->stopped && settings->stopped(settings->ctx))
        return scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%s: interrupted", imap->url);
    return scrm_time_now() < until_ms ? 0 : no_answer(imap, "no answer in time", err);
}

/* Waits until the connection can be read or written; `until_ms` on our clock. */
static int wait_for(struct scrm_imap *imap, short events, int64_t until_ms,
                    struct scrm_err *err)
{
    struct pollfd ready = {.fd = imap->socket, .events = events};
    int64_t left = until_ms - scrm_time_now();
    int n;

    if (left > SCRM_TRANSFER_STALL_MS)
        left = SCRM_TRANSFER_STALL_MS;
    n = left > 0 ? poll(&ready, 1, (int)left) : 0;
    if (n < 0 && errno != EINTR)
        return scrm_err_errno(err, SCRM_EXIT_IO, "poll");
    return n == 0 ? no_answer(imap, "no answer in time", err) : check(imap, until_ms, err);
}

static uint64_t message_max(const struct scrm_imap *imap)
{
    uint64_t max = imap->transfer.settings.body_max;

    return max ? max : SCRM_HTTP_BODY_MAX;
}

static int too_much(const struct scrm_imap *imap, struct scrm_err *err)
{
    return scrm_err_set(err, SCRM_EXIT_DATA,
                        "%s: more in answer to one command than there can "
                        "be",
                        imap->url);
}

/* Reads some more behind what is there. A server that never stops talking is not heard
 * for ever: time, bytes and who stops us are looked at each time. */
static int read_more(struct scrm_imap *imap, struct scrm_err *err)
{
    size_t rest = imap->in.len - imap->at, n = 0;
    CURLcode code;

    if (rest)
        memmove(imap->in.at, imap->in.at + imap->at, rest);
    imap->in.len = rest;
    imap->at = 0;
    if (!scrm_buf_reserve(&imap->in, READ_BYTES))
        return too_much(imap, err);
    for (;;) {
        if (check(imap, imap->until_ms, err) != 0)
            return -1;
        code = curl_easy_recv(imap->easy, imap->in.at + imap->in.len, READ_BYTES, &n);
        if (code != CURLE_AGAIN)
            break;
        if (wait_for(imap, POLLIN, imap->until_ms, err) != 0)
            return -1;
    }
    if (code != CURLE_OK)
        return no_answer(imap, curl_easy_strerror(code), err);
    if (n == 0)
        return no_answer(imap, "the server closed the connection", err);
    imap->in.len += n;
    imap->came += n;
    return imap->came > 2 * message_max(imap) + LINE_MAX_BYTES ? too_much(imap, err) : 0;
}

/* Moves `n` bytes of what comes to the answer. */
static int take_bytes(struct scrm_imap *imap, uint64_t n, struct scrm_err *err)
{
    while (n) {
        size_t have = imap->in.len - imap->at;

        if (!have) {
            if (read_more(imap, err) != 0)
                return -1;
            continue;
        }
        if (have > n)
            have = (size_t)n;
        scrm_buf_put(&imap->answer, imap->in.at + imap->at, have);
        if (imap->answer.over)
            return too_much(imap, err);
        imap->at += have;
        n -= have;
    }
    return 0;
}

/* Moves a line, with its end, to the answer; `line` is it without. */
static int take_line(struct scrm_imap *imap, struct scrm_slice *line, struct scrm_err *err)
{
    size_t begin = imap->answer.len, looked = 0;
    const char *newline;

    for (;;) {
        size_t have = imap->in.len - imap->at;

        newline =
            have > looked ? memchr(imap->in.at + imap->at + looked, '\n', have - looked) : NULL;
        if (newline)
            break;
        looked = have;
        if (have > LINE_MAX_BYTES)
            return scrm_err_set(err, SCRM_EXIT_DATA, "%s: a line without an end", imap->url);
        if (read_more(imap, err) != 0)
            return -1;
    }
    if (take_bytes(imap, (uint64_t)(newline - (imap->in.at + imap->at)) + 1, err) != 0)
        return -1;
    *line = (struct scrm_slice){imap->answer.at + begin, imap->answer.len - begin - 1};
    if (line->len && line->at[line->len - 1] == '\r')
        line->len--;
    return 0;
}

/* The next answer with its literals. */
static int next_answer(struct scrm_imap *imap, struct scrm_err *err)
{
    uint64_t max = message_max(imap);
    struct scrm_slice line = {0};
    int64_t more;

    scrm_buf_reset(&imap->answer);
    do {
        if (take_line(imap, &line, err) != 0)
            return -1;
        more = scrm_imap_literal(line);
        if (more > 0 && (uint64_t)more > max)
            return scrm_err_set(err, SCRM_EXIT_DATA,
                                "%s: a message of %" PRId64 " bytes where at most %" PRIu64
                                " were asked for",
                                imap->url, more, max);
        if (more > 0 && take_bytes(imap, (uint64_t)more, err) != 0)
            return -1;
    } while (more >= 0);
    while (imap->answer.len && strchr("\r\n", imap->answer.at[imap->answer.len - 1]))
        imap->answer.len--;
    return 0;
}

static int send_command(struct scrm_imap *imap, struct scrm_err *err)
{
    int64_t until_ms = scrm_time_now() + SCRM_TRANSFER_STALL_MS;
    struct scrm_buf line = {0};
    size_t at = 0, n;
    int result = 0;

    scrm_buf_printf(&line, "S%u ", ++imap->tag);
    scrm_buf_put_slice(&line, scrm_buf_slice(&imap->command));
    scrm_buf_puts(&line, "\r\n");
    while (at < line.len && result == 0) {
        CURLcode code = curl_easy_send(imap->easy, line.at + at, line.len - at, &n);

        if (code == CURLE_AGAIN)
            result = wait_for(imap, POLLOUT, until_ms, err);
        else if (code != CURLE_OK)
            result = no_answer(imap, curl_easy_strerror(code), err);
        else
            at += n;
    }
    scrm_buf_fini(&line);
    return result;
}

/* What a server says of itself in brackets, that it may be better later (RFC 5530). */
static bool may_pass(struct scrm_slice text)
{
    static const char *const codes[] = {"UNAVAILABLE", "INUSE", "SERVERBUG", "LIMIT"};
    const char *open = memchr(text.at, '[', text.len);

    for (size_t i = 0; open && i < sizeof codes / sizeof *codes; i++)
        if (scrm_slice_starts(
                (struct scrm_slice){open + 1, (size_t)(scrm_slice_end(text) - open) - 1},
                codes[i]))
            return true;
    return false;
}

/* The text of an answer for people: one line, not too long, nothing but ASCII. */
static int refused(struct scrm_imap *imap, struct scrm_slice text, struct scrm_err *err)
{
    struct scrm_buf safe = {0};

    imap->transient = may_pass(text);
    for (size_t i = 0; i < text.len && i < 200; i++)
        scrm_buf_putc(&safe, text.at[i] >= ' ' && text.at[i] < 0x7F ? text.at[i] : '?');
    scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "%s: the server says: %s", imap->url,
                 scrm_buf_text(&safe));
    scrm_buf_fini(&safe);
    return -1;
}

static void begin_waiting(struct scrm_imap *imap)
{
    int64_t total_ms = imap->transfer.settings.total_ms;

    imap->until_ms = scrm_time_now() + (total_ms ? total_ms : SCRM_TRANSFER_TOTAL_MS);
}

int scrm_imap_run(struct scrm_imap *imap, scrm_imap_take_answer *take, void *ctx,
                  struct scrm_err *err)
{
    char tag[16];

    if (send_command(imap, err) != 0)
        return -1;
    begin_waiting(imap);
    imap->came = 0;
    snprintf(tag, sizeof tag, "S%u ", imap->tag);
    for (;;) {
        struct scrm_slice answer, rest;

        if (next_answer(imap, err) != 0)
            return -1;
        answer = scrm_buf_slice(&imap->answer);
        if (scrm_slice_starts(answer, tag)) {
            answer.at += strlen(tag);
            answer.len -= strlen(tag);
            return strncasecmp(answer.at, "OK", 2) == 0 ? 0 : refused(imap, answer, err);
        }
        if (scrm_imap_is(answer, "BYE", &rest)) {
            refused(imap, answer, err);
            imap->transient = true;
            return -1;
        }
        if (take(ctx, answer))
            begin_waiting(imap);
    }
}
