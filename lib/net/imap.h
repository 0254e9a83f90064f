/*
 * IMAP (RFC 3501): reading a mailbox without leaving a trace in it. libcurl
 * connects, starts TLS and logs in; then the mailbox is opened read-only
 * (EXAMINE) and messages are taken by BODY.PEEK, so nothing is marked as read.
 *
 * The same safety rules as for HTTP (net/http.h): public addresses, certificates
 * verified, everything bounded in size and time. imap:// must start TLS before the
 * login unless allow_http.
 */
#ifndef SCRM_NET_IMAP_H
#define SCRM_NET_IMAP_H

#include "net/http.h"

struct scrm_imap_login {
    const char *user;
    const char *password; /* NULL: by token */
    const char *token;    /* OAuth 2.0 access token (XOAUTH2, OAUTHBEARER); NULL: by password */
};

struct scrm_imap_uids {
    uint32_t *at; /* owned */
    size_t n, cap;
};

struct scrm_imap_message {
    uint32_t uid;
    uint64_t size;           /* of the whole message; 0 where it was not asked for */
    struct scrm_slice date;  /* when it arrived, "17-Jul-1996 02:44:25 -0700" */
    struct scrm_slice bytes; /* as much of it as was asked for; absent: its size was */
};

/* A message of an answer; it lives until the callback returns. */
typedef void scrm_imap_take(void *ctx, const struct scrm_imap_message *message);

struct scrm_imap;

/*
 * Connects and logs in; `url` is "imaps://host[:port]/...". NULL on failure: 69 no
 * answer, 77 the login or the safety rules; `*transient` where asking again may help.
 */
struct scrm_imap *scrm_imap_open(const struct scrm_http_settings *settings, const char *url,
                                 const struct scrm_imap_login *login, bool *transient,
                                 struct scrm_err *err);
void scrm_imap_close(struct scrm_imap *imap);

/* The calls below return 0 or -1: 65 an answer that is none, or too large, 69 no answer
 * or a refusal. After -1 the connection is of no more use; whether another one may
 * help, scrm_imap_is_transient says. */
bool scrm_imap_is_transient(const struct scrm_imap *imap);

/* Opens the mailbox (its name in UTF-8) read-only. UIDs are comparable only under the same
 * `*validity`. */
int scrm_imap_examine(struct scrm_imap *imap, struct scrm_slice mailbox, uint32_t *validity,
                      struct scrm_err *err);

/* The UIDs of the messages above `after` that arrived since the day of `since_ms` (or the
 * day before it, since servers have a zone of their own; 0: any day), ascending. */
int scrm_imap_search(struct scrm_imap *imap, uint32_t after, int64_t since_ms,
                     struct scrm_imap_uids *found, struct scrm_err *err);

/* Takes sizes and dates of `n` messages, ascending. What has vanished does not come. */
int scrm_imap_sizes(struct scrm_imap *imap, const uint32_t *uids, size_t n,
                    scrm_imap_take *take, void *ctx, struct scrm_err *err);

/* Takes the messages themselves, with their dates; of each at most `max` bytes. */
int scrm_imap_fetch(struct scrm_imap *imap, const uint32_t *uids, size_t n, uint64_t max,
                    scrm_imap_take *take, void *ctx, struct scrm_err *err);

#endif
