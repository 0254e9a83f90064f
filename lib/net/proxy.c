/*
 * Reading the variables that name proxies. An address that cannot be read goes direct, where
 * it is looked at.
 */
#include "net/proxy.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "net/url.h"

/* A variable that is set to something, else NULL. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

static const char *from_environment(const char *scheme)
{
    char name[32];
    const char *found;

    snprintf(name, sizeof name, "%s_proxy", scheme);
    found = variable(name);
    /* A server's HTTP_PROXY may be a header that somebody sent it. */
    if (!found && strcmp(scheme, "http") != 0) {
        for (char *c = name; *c; c++)
            if (*c >= 'a' && *c <= 'z')
                *c = (char)(*c - ('a' - 'A'));
        found = variable(name);
    }
    if (!found)
        found = variable("all_proxy");
    return found ? found : variable("ALL_PROXY");
}

/* The bytes of an address that stands for a host; how many, 0 for a name. */
static size_t address_of(struct scrm_slice host, unsigned char bytes[16])
{
    char text[INET6_ADDRSTRLEN];

    if (host.len > 1 && host.at[0] == '[')
        host = (struct scrm_slice){host.at + 1, host.len - 2};
    if (host.len >= sizeof text)
        return 0;
    memcpy(text, host.at, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1)
        return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

/* Whether an address lies in ADDRESS or ADDRESS/BITS. */
static bool in_block(struct scrm_slice host, struct scrm_slice block)
{
    const char *slash = memchr(block.at, '/', block.len);
    struct scrm_slice base = {block.at, slash ? (size_t)(slash - block.at) : block.len};
    unsigned char a[16], b[16];
    size_t n = address_of(host, a);
    int64_t bits = (int64_t)n * 8;
    int rest;

    if (!n || address_of(base, b) != n ||
        (slash &&
         scrm_num_int((struct scrm_slice){slash + 1, block.len - base.len - 1}, &bits) != 0) ||
        bits < 0 || bits > (int64_t)n * 8)
        return false;
    rest = (int)(bits % 8);
    return memcmp(a, b, (size_t)bits / 8) == 0 &&
           (rest == 0 || (a[bits / 8] ^ b[bits / 8]) >> (8 - rest) == 0);
}

/* Whether a name is `suffix`, or below it. */
static bool is_below(struct scrm_slice name, struct scrm_slice suffix)
{
    while (suffix.len && suffix.at[0] == '.')
        suffix = (struct scrm_slice){suffix.at + 1, suffix.len - 1};
    while (suffix.len && suffix.at[suffix.len - 1] == '.')
        suffix.len--;
    while (name.len && name.at[name.len - 1] == '.')
        name.len--;
    return suffix.len && name.len >= suffix.len &&
           strncasecmp(name.at + name.len - suffix.len, suffix.at, suffix.len) == 0 &&
           (name.len == suffix.len || name.at[name.len - suffix.len - 1] == '.');
}

/* Whether `list` says that the host is asked directly. */
static bool goes_direct(const char *host, const char *list)
{
    struct scrm_slice name = scrm_slice_of(host);
    unsigned char bytes[16];
    bool numeric = address_of(name, bytes) != 0;

    while (list && *(list += strspn(list, ", \t"))) {
        struct scrm_slice entry = {list, strcspn(list, ", \t")};

        if (scrm_slice_is(entry, "*") ||
            (numeric ? in_block(name, entry) : is_below(name, entry)))
            return true;
        list += entry.len;
    }
    return false;
}

const char *scrm_proxy_for(const char *url, const char *given)
{
    const char *list = variable("no_proxy"), *proxy = given;
    struct scrm_url parts = {0};
    struct scrm_err ignored = {0};

    if (scrm_url_parse(&parts, url, &ignored) != 0) {
        proxy = "";
    } else {
        if (!proxy)
            proxy = from_environment(parts.scheme);
        if (!list)
            list = variable("NO_PROXY");
        if (!proxy || goes_direct(parts.host, list))
            proxy = "";
    }
    scrm_url_fini(&parts);
    scrm_err_fini(&ignored);
    return proxy;
}
