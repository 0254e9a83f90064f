/*
 * RFC 3986's reference resolution in its strict form, on slices.
 */
#include "source/uri.h"

/* The parts of a reference, each with its sign ("//host", "/a/b", "?q", "#f"); absent or not.
 */
struct parts {
    struct scrm_slice scheme, authority, path, query, fragment;
};

static size_t scheme_len(struct scrm_slice text)
{
    size_t i = 0;

    while (i < text.len) {
        char c = text.at[i];
        bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (c == ':')
            return i > 0 ? i + 1 : 0;
        if (!alpha && (i == 0 || !((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            return 0;
        i++;
    }
    return 0;
}

bool scrm_uri_is_absolute(struct scrm_slice text)
{
    size_t len = scheme_len(text);

    return len > 0 && text.len > len;
}

/* Cuts `*rest` before the first of `stops`. */
static struct scrm_slice cut(struct scrm_slice *rest, const char *stops)
{
    struct scrm_slice head = {rest->at, 0};

    while (head.len < rest->len && !strchr(stops, rest->at[head.len]))
        head.len++;
    rest->at += head.len;
    rest->len -= head.len;
    return head;
}

static struct parts split(struct scrm_slice text)
{
    struct parts parts = {.scheme = {text.at, scheme_len(text)}};
    struct scrm_slice rest = {text.at + parts.scheme.len, text.len - parts.scheme.len};

    if (rest.len >= 2 && rest.at[0] == '/' && rest.at[1] == '/') {
        struct scrm_slice behind = {rest.at + 2, rest.len - 2};

        parts.authority = (struct scrm_slice){rest.at, cut(&behind, "/?#").len + 2};
        rest = behind;
    }
    parts.path = cut(&rest, "?#");
    parts.query = cut(&rest, "#");
    parts.fragment = rest;
    return parts;
}

/* Appends a path without its "." and ".." segments. */
static void put_path(struct scrm_slice path, struct scrm_buf *out)
{
    size_t begin = out->len;

    while (path.len) {
        size_t len = 1;
        struct scrm_slice segment;
        bool last;

        while (len < path.len && path.at[len] != '/')
            len++;
        segment = (struct scrm_slice){path.at, len};
        last = len == path.len;
        path.at += len;
        path.len -= len;
        if (scrm_slice_is(segment, "/.") || scrm_slice_is(segment, "/..")) {
            while (segment.len == 3 && out->len > begin && out->at[--out->len] != '/')
                ;
            if (last)
                scrm_buf_putc(out, '/');
        } else {
            scrm_buf_put_slice(out, segment);
        }
    }
    if (out->at)
        out->at[out->len] = '\0';
}

/* The base's path up to its last slash, with the reference's behind it. */
static void put_merged(const struct parts *base, struct scrm_slice path, struct scrm_buf *out)
{
    struct scrm_buf merged = {0};
    size_t keep = base->path.len;

    while (keep && base->path.at[keep - 1] != '/')
        keep--;
    if (keep)
        scrm_buf_put(&merged, base->path.at, keep);
    else
        scrm_buf_putc(&merged, '/');
    scrm_buf_put_slice(&merged, path);
    put_path(scrm_buf_slice(&merged), out);
    scrm_buf_fini(&merged);
}

void scrm_uri_resolve(struct scrm_slice base, struct scrm_slice reference, struct scrm_buf *out)
{
    struct parts from = split(scrm_slice_trim(base));
    struct parts to = split(scrm_slice_trim(reference));

    if (to.scheme.len || !from.scheme.len || !from.authority.len) {
        scrm_buf_put_slice(out, scrm_slice_trim(reference));
        return;
    }
    scrm_buf_put_slice(out, from.scheme);
    scrm_buf_put_slice(out, to.authority.len ? to.authority : from.authority);
    if (to.authority.len || (to.path.len && to.path.at[0] == '/'))
        put_path(to.path, out);
    else if (to.path.len)
        put_merged(&from, to.path, out);
    else
        put_path(from.path, out);
    scrm_buf_put_slice(out,
                       to.path.len || to.query.len || to.authority.len ? to.query : from.query);
    scrm_buf_put_slice(out, to.fragment);
}
