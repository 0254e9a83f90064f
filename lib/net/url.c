/*
 * Addresses for requests, redirects and next links. Refuses whatever is not
 * http, https, imap or imaps, and addresses with a password in them: secrets do not travel
 * in addresses.
 */
#include "net/url.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"

/* One part of a parsed address, as heap text of our own; NULL where it has none. */
static char *part(CURLU *handle, CURLUPart which, unsigned flags)
{
    char *text = NULL, *copy = NULL;

    if (curl_url_get(handle, which, &text, flags) == CURLUE_OK && text)
        copy = scrm_strdup(text);
    curl_free(text);
    return copy;
}

static void lower(char *text)
{
    for (; text && *text; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text + ('a' - 'A'));
}

void scrm_url_put_shown(struct scrm_buf *buf, const char *text)
{
    const char *host = strstr(text, "//"), *at;
    size_t len;

    if (!host)
        host = text;
    else
        host += 2;
    len = strcspn(host, "/?#");
    at = len ? memrchr(host, '@', len) : NULL;
    if (!at) {
        scrm_buf_puts(buf, text);
        return;
    }
    scrm_buf_put(buf, text, (size_t)(host - text));
    scrm_buf_printf(buf, "***%s", at);
}

/* Why an address is none that is asked; `user`: it has one. */
static void refuse(const struct scrm_url *url, bool user, const char *text,
                   struct scrm_err *err)
{
    struct scrm_buf shown = {0};

    scrm_url_put_shown(&shown, text);
    if (!url->scheme || !url->host || !url->port)
        scrm_err_set(err, SCRM_EXIT_DATA, "not a web address: %s", scrm_buf_text(&shown));
    else if (user)
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "an address with a user name in it is not fetched: %s; secrets.yaml is "
                     "for secrets",
                     scrm_buf_text(&shown));
    else
        scrm_err_set(err, SCRM_EXIT_DATA, "%s addresses are not fetched: %s", url->scheme,
                     scrm_buf_text(&shown));
    scrm_buf_fini(&shown);
}

int scrm_url_parse(struct scrm_url *url, const char *text, struct scrm_err *err)
{
    CURLU *handle = curl_url();
    char *user = NULL;
    CURLUcode code;

    *url = (struct scrm_url){0};
    if (!handle)
        scrm_out_of_memory();
    code = curl_url_set(handle, CURLUPART_URL, text, 0);
    if (code == CURLUE_OK) {
        url->scheme = part(handle, CURLUPART_SCHEME, 0);
        url->host = part(handle, CURLUPART_HOST, 0);
        url->port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
        user = part(handle, CURLUPART_USER, 0);
    }
    curl_url_cleanup(handle);
    lower(url->scheme);
    lower(url->host);
    if (!url->scheme || !url->host || !url->port || user ||
        (strcmp(url->scheme, "https") != 0 && strcmp(url->scheme, "http") != 0 &&
         !scrm_url_is_imap(text)))
        refuse(url, user != NULL, text, err);
    free(user);
    if (err->code == SCRM_EXIT_OK)
        return 0;
    scrm_url_fini(url);
    return -1;
}

bool scrm_url_is_imap(const char *text)
{
    return strncasecmp(text, "imap://", 7) == 0 || strncasecmp(text, "imaps://", 8) == 0;
}

/* A part of an address with its escapes decoded. */
static char *decoded(const char *text, CURLUPart which)
{
    CURLU *handle = curl_url();
    char *found = NULL;

    if (!handle)
        scrm_out_of_memory();
    if (curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK)
        found = part(handle, which, CURLU_URLDECODE);
    curl_url_cleanup(handle);
    return found;
}

char *scrm_url_path(const char *text)
{
    return decoded(text, CURLUPART_PATH);
}

char *scrm_url_user(const char *text)
{
    return decoded(text, CURLUPART_USER);
}

char *scrm_url_param(const char *text, const char *name)
{
    const char *at = strchr(text, '?');
    size_t len = strlen(name);

    while (at) {
        at++;
        if (strncmp(at, name, len) == 0 && at[len] == '=') {
            const char *value = at + len + 1;
            char *plain = curl_easy_unescape(NULL, value, (int)strcspn(value, "&#"), NULL);
            char *copy = plain ? scrm_strdup(plain) : NULL;

            curl_free(plain);
            return copy;
        }
        at = strchr(at, '&');
    }
    return NULL;
}

void scrm_url_fini(struct scrm_url *url)
{
    free(url->scheme);
    free(url->host);
    free(url->port);
    *url = (struct scrm_url){0};
}

bool scrm_url_same_origin(const struct scrm_url *a, const struct scrm_url *b)
{
    return strcmp(a->scheme, b->scheme) == 0 && strcmp(a->host, b->host) == 0 &&
           strcmp(a->port, b->port) == 0;
}

char *scrm_url_resolve(const char *base, const char *reference, struct scrm_err *err)
{
    CURLU *handle = curl_url();
    char *whole = NULL;

    if (!handle)
        scrm_out_of_memory();
    if (curl_url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK &&
        curl_url_set(handle, CURLUPART_URL, reference, 0) == CURLUE_OK)
        whole = part(handle, CURLUPART_URL, 0);
    curl_url_cleanup(handle);
    if (!whole)
        scrm_err_set(err, SCRM_EXIT_DATA, "not a web address: %s", reference);
    return whole;
}

void scrm_url_encode(struct scrm_buf *buf, struct scrm_slice text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~';

        if (plain) {
            scrm_buf_putc(buf, (char)c);
        } else {
            char code[3] = {'%', hex[c >> 4], hex[c & 15]};

            scrm_buf_put(buf, code, sizeof code);
        }
    }
}
