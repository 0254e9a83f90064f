/*
 * The Link header (RFC 8288), which pages point to their neighbours with.
 */
#include "net/http.h"

#include <strings.h>

#include "net/url.h"

/* Whether the blank-separated `list` holds the relation `rel`, in any case. */
static bool has_relation(struct scrm_slice list, const char *rel)
{
    size_t len = strlen(rel);

    while (list.len) {
        const char *blank = memchr(list.at, ' ', list.len);
        size_t word = blank ? (size_t)(blank - list.at) : list.len;

        if (word == len && strncasecmp(list.at, rel, len) == 0)
            return true;
        if (!blank)
            break;
        list.at += word + 1;
        list.len -= word + 1;
    }
    return false;
}

/* The end of a parameter's value, behind its closing quote where it has one. */
static const char *value_end(const char *at, const char *end, struct scrm_slice *value)
{
    const char *begin = at;

    if (at < end && *at == '"') {
        for (at = ++begin; at < end && *at != '"'; at++)
            if (*at == '\\' && at + 1 < end)
                at++;
        *value = (struct scrm_slice){begin, (size_t)(at - begin)};
        return at < end ? at + 1 : at;
    }
    while (at < end && *at != ';' && *at != ',' && *at != ' ')
        at++;
    *value = (struct scrm_slice){begin, (size_t)(at - begin)};
    return at;
}

/* Reads one entry's parameters up to its comma; true where its rel fits. */
static bool read_parameters(const char **at, const char *end, const char *rel)
{
    bool fits = false;

    while (*at < end && **at != ',') {
        const char *name;
        size_t len;
        struct scrm_slice value = {0};

        while (*at < end && (**at == ';' || **at == ' ' || **at == '\t'))
            ++*at;
        name = *at;
        while (*at < end && **at != '=' && **at != ';' && **at != ',' && **at != ' ')
            ++*at;
        len = (size_t)(*at - name);
        while (*at < end && **at == ' ')
            ++*at;
        if (*at < end && **at == '=') {
            ++*at;
            while (*at < end && **at == ' ')
                ++*at;
            *at = value_end(*at, end, &value);
        }
        if (len == 3 && strncasecmp(name, "rel", 3) == 0)
            fits = fits || has_relation(value, rel);
    }
    return fits;
}

/* The target with that relation in one header's value; absent where it has none. */
static struct scrm_slice find(const char *at, const char *end, const char *rel)
{
    while (at < end) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        const char *shut = open ? memchr(open, '>', (size_t)(end - open)) : NULL;

        if (!shut)
            break;
        at = shut + 1;
        if (read_parameters(&at, end, rel))
            return (struct scrm_slice){open + 1, (size_t)(shut - open) - 1};
        if (at < end)
            at++;
    }
    return (struct scrm_slice){0};
}

char *scrm_http_link(const struct scrm_http_response *response, const char *rel)
{
    for (size_t i = 0; i < response->n_headers; i++) {
        const char *value = response->headers[i].value;
        struct scrm_slice target;
        struct scrm_buf text = {0};
        struct scrm_err ignored = {0};
        char *url;

        if (strcmp(response->headers[i].name, "link") != 0)
            continue;
        target = find(value, value + strlen(value), rel);
        if (!target.at)
            continue;
        scrm_buf_put_slice(&text, target);
        url = scrm_url_resolve(response->url, scrm_buf_text(&text), &ignored);
        scrm_buf_fini(&text);
        scrm_err_fini(&ignored);
        return url;
    }
    return NULL;
}
