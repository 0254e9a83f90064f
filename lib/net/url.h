/*
 * Web addresses: taken apart, joined and compared by libcurl's own parser, so
 * that what is checked is what is asked.
 */
#ifndef SCRM_NET_URL_H
#define SCRM_NET_URL_H

#include "base/err.h"

struct scrm_url {
    char *scheme; /* "https". Owned, as the others */
    char *host;   /* lower case, without port; an IPv6 address in brackets */
    char *port;   /* digits; the scheme's own where the address names none */
};

/* 65 where `text` is no http, https, imap or imaps address, or carries a user or password. */
int scrm_url_parse(struct scrm_url *url, const char *text, struct scrm_err *err);
void scrm_url_fini(struct scrm_url *url);

bool scrm_url_is_imap(const char *text);

/* Appends the address as it may be shown: with "***" for a user and password before the host.
 */
void scrm_url_put_shown(struct scrm_buf *buf, const char *text);

/* The path with its escapes decoded, from its "/"; NULL for what is no address, or where a
 * NUL is in it. Owned by caller. */
char *scrm_url_path(const char *text);

/* The user before the host, decoded; NULL where there is none. Owned by caller. */
char *scrm_url_user(const char *text);

/* The decoded value of a parameter; NULL where there is none. Owned by caller. */
char *scrm_url_param(const char *text, const char *name);

/* Same scheme, host and port. */
bool scrm_url_same_origin(const struct scrm_url *a, const struct scrm_url *b);

/* `reference` (a Location, a next link) resolved against `base`. Owned by caller; NULL with 65.
 */
char *scrm_url_resolve(const char *base, const char *reference, struct scrm_err *err);

/* Appends `text` with all but RFC 3986's unreserved characters percent-encoded. */
void scrm_url_encode(struct scrm_buf *buf, struct scrm_slice text);

#endif
