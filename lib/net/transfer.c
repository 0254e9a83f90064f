/*
 * The rules that HTTP and IMAP share, as options of a libcurl handle. The
 * socket hook looks at the address after the name was resolved.
 */
#include "net/transfer.h"

#include <string.h>
#include <unistd.h>

#include "net/address.h"
#include "net/proxy.h"

#define CONNECT_MS 10000

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct scrm_transfer *transfer = ctx;

    (void)purpose;
    if (!transfer->settings.allow_private && !transfer->proxied &&
        scrm_address_is_private(&address->addr)) {
        transfer->refused_address = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int ask_whether_stopped(void *ctx, curl_off_t total, curl_off_t now, curl_off_t up_total,
                               curl_off_t up)
{
    const struct scrm_transfer *transfer = ctx;

    (void)total, (void)now, (void)up_total, (void)up;
    return transfer->settings.stopped(transfer->settings.ctx) ? 1 : 0;
}

void scrm_transfer_rules(struct scrm_transfer *transfer, const char *url, CURL *easy)
{
    const struct scrm_http_settings *settings = &transfer->settings;
    const char *proxy = scrm_proxy_for(url, settings->proxy);

    transfer->proxied = *proxy != '\0';
    transfer->refused_address = false;
    transfer->why[0] = '\0';
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(settings->connect_ms ? settings->connect_ms : CONNECT_MS));
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (settings->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, settings->ca_file);
    curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
    curl_easy_setopt(easy, CURLOPT_NOPROXY, ""); /* that was heeded above */
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->why);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    if (settings->stopped) {
        curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, ask_whether_stopped);
        curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
    }
}

/* Whether asking again may help after this failure. */
static bool is_transient(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_BAD_CONTENT_ENCODING:
        return true;
    default:
        return false;
    }
}

int scrm_transfer_failed(const struct scrm_transfer *transfer, const char *url, CURLcode code,
                         bool *transient, struct scrm_err *err)
{
    *transient = false;
    if (transfer->refused_address)
        return scrm_err_set(err, SCRM_EXIT_PERMISSION,
                            "%s: its address is private; --allow-private allows that", url);
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%s: interrupted", url);
    if (code == CURLE_LOGIN_DENIED)
        return scrm_err_set(err, SCRM_EXIT_PERMISSION, "%s: the server refuses the login", url);
    if (code == CURLE_USE_SSL_FAILED)
        return scrm_err_set(err, SCRM_EXIT_PERMISSION,
                            "%s: the server does not start TLS; --allow-http does without",
                            url);
    if (code == CURLE_UNSUPPORTED_PROTOCOL)
        return scrm_err_set(err, SCRM_EXIT_PERMISSION, "%s: only https is asked%s", url,
                            strncmp(url, "http:", 5) == 0 ? "; --allow-http allows http" : "");
    *transient = is_transient(code);
    return scrm_err_set(err, SCRM_EXIT_UNAVAILABLE, "%s: %s", url,
                        *transfer->why ? transfer->why : curl_easy_strerror(code));
}
