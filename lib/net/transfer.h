/*
 * What every transfer has in common, whatever its protocol: where it may
 * connect to, whom it trusts, how long it waits, what a failure means. Inside
 * lib/net.
 */
#ifndef SCRM_NET_TRANSFER_H
#define SCRM_NET_TRANSFER_H

#include <curl/curl.h>

#include "net/http.h"

/* An answer takes no longer than this, and is never silent for longer than that. */
#define SCRM_TRANSFER_TOTAL_MS INT64_C(60000)
#define SCRM_TRANSFER_STALL_MS INT64_C(30000)

struct scrm_transfer {
    struct scrm_http_settings settings; /* its texts are borrowed */
    bool proxied;                       /* a proxy stands between: it resolves names itself */
    bool refused_address;               /* the socket hook said no */
    char why[CURL_ERROR_SIZE];
};

/* Sets the rules for asking `url` on a handle that was just made or reset. `transfer`, whose
 * settings the caller has set, stays where it is. */
void scrm_transfer_rules(struct scrm_transfer *transfer, const char *url, CURL *easy);

/* Names why a transfer failed, and whether that may pass. Always -1: 69 no answer, 77
 * refused by the rules, or by the other side where that is what the code says. */
int scrm_transfer_failed(const struct scrm_transfer *transfer, const char *url, CURLcode code,
                         bool *transient, struct scrm_err *err);

#endif
