/*
 * Normal forms: NFC for texts, the NFKC case fold for matching. Text that is
 * in its form already, nearly all of it, is copied or mapped one code point
 * at a time; only a cluster that may change (a mark, a ligature, a decomposed
 * letter) goes through utf8proc. Marks are put in canonical order here, in
 * linear time, since utf8proc's own sort is quadratic and a post is a
 * stranger's.
 */
#include <stdlib.h>
#include <utf8proc.h>

#include "base/alloc.h"
#include "text/ascii.h"
#include "text/decode.h"
#include "text/unidata.h"
#include "text/utf8.h"

enum {
    NFC = UTF8PROC_STABLE | UTF8PROC_COMPOSE,
    FOLD = NFC | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
    EXPANSION = 32, /* more code points than any one decomposes into (U+FDFA: 18) */
    CLUSTER = 96,   /* code points of a cluster that needs no heap */
};

/* Code points under way; `at` is `small` until they need the heap. */
struct points {
    int32_t small[CLUSTER];
    int32_t *at;
    size_t n, cap;
};

static void make_room(struct points *points)
{
    int32_t *larger;

    if (points->n + EXPANSION <= points->cap)
        return;
    points->cap *= 2;
    larger = points->at == points->small ? NULL : points->at;
    larger = scrm_realloc(larger, points->cap, sizeof *larger);
    if (points->at == points->small)
        memcpy(larger, points->small, points->n * sizeof *larger);
    points->at = larger;
}

static uint8_t combining_class(int32_t cp)
{
    return (uint8_t)utf8proc_get_property(cp)->combining_class;
}

/* Stable order by combining class: insertion for the few marks of real text. */
static void order_few(int32_t *marks, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        int32_t mark = marks[i];
        uint8_t rank = combining_class(mark);
        size_t j = i;

        for (; j && combining_class(marks[j - 1]) > rank; j--)
            marks[j] = marks[j - 1];
        marks[j] = mark;
    }
}

/* The same for heaps of marks: a counting sort. */
static void order_many(int32_t *marks, size_t n)
{
    size_t from[257] = {0};
    int32_t *sorted = scrm_alloc(n * sizeof *sorted);

    for (size_t i = 0; i < n; i++)
        from[combining_class(marks[i]) + 1]++;
    for (size_t i = 1; i < 257; i++)
        from[i] += from[i - 1];
    for (size_t i = 0; i < n; i++)
        sorted[from[combining_class(marks[i])]++] = marks[i];
    memcpy(marks, sorted, n * sizeof *sorted);
    free(sorted);
}

/* Canonical ordering (Unicode 15 section 3.11, D108): each run of non-starters. */
static void order_marks(struct points *points)
{
    for (size_t i = 0; i < points->n; i++) {
        size_t from = i;

        while (i < points->n && combining_class(points->at[i]))
            i++;
        if (i - from > 16)
            order_many(points->at + from, i - from);
        else if (i - from > 1)
            order_few(points->at + from, i - from);
    }
}

static void put_cluster(struct scrm_buf *buf, const char *at, const char *end, int options)
{
    struct points points = {.at = points.small, .cap = CLUSTER};
    utf8proc_ssize_t n;

    while (at < end) {
        uint32_t cp;
        int unused = 0;

        at += scrm_utf8_next(at, end, &cp);
        make_room(&points);
        n = utf8proc_decompose_char((int32_t)cp, points.at + points.n, EXPANSION,
                                    (utf8proc_option_t)options, &unused);
        if (n > 0 && n <= EXPANSION)
            points.n += (size_t)n;
    }
    order_marks(&points);
    n = utf8proc_normalize_utf32(points.at, (utf8proc_ssize_t)points.n, (utf8proc_option_t)NFC);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        scrm_utf8_put(buf, (uint32_t)points.at[i]);
    if (points.at != points.small)
        free(points.at);
}

/* The end of the cluster: everything that does not stand alone (flag `plain`). */
static const char *cluster_end(const char *at, const char *end, unsigned plain)
{
    while (at < end) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (scrm_unidata_flags(cp) & plain)
            break;
        at += len;
    }
    return at;
}

void scrm_text_nfc(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *kept = at, *before = at;

    while (at < end) {
        size_t len = scrm_ascii_span(at, end);
        uint32_t cp;

        if (len) {
            at += len;
            before = at - 1;
            if (at == end)
                break;
        }
        len = scrm_utf8_next(at, end, &cp);
        if (scrm_unidata_flags(cp) & SCRM_UNI_NFC_PLAIN) {
            before = at;
            at += len;
            continue;
        }
        /* It may join the character before it: that one belongs to the cluster. */
        scrm_buf_put(buf, kept, (size_t)(before - kept));
        at = cluster_end(at, end, SCRM_UNI_NFC_PLAIN);
        put_cluster(buf, before, at, NFC);
        kept = before = at;
    }
    scrm_buf_put(buf, kept, (size_t)(end - kept));
}

/* ASCII in lower case, a block at a time. */
static void put_lower(struct scrm_buf *buf, const char *at, size_t len)
{
    char *to;

    if (!len || !scrm_buf_reserve(buf, len))
        return;
    to = buf->at + buf->len;
    for (size_t i = 0; i < len; i++)
        to[i] = scrm_ascii_lower(at[i]);
    buf->len += len;
    buf->at[buf->len] = '\0';
}

void scrm_text_fold(struct scrm_buf *buf, struct scrm_slice text)
{
    const char *at = text.at, *end = scrm_slice_end(text), *before = at;
    size_t before_out = buf->len; /* where the fold of `before` went */

    while (at < end) {
        size_t len = scrm_ascii_span(at, end);
        struct scrm_unidata facts;
        uint32_t cp;

        if (len) {
            put_lower(buf, at, len);
            at += len;
            before = at - 1;
            before_out = buf->over ? buf->len : buf->len - 1;
            if (at == end)
                break;
        }
        len = scrm_utf8_next(at, end, &cp);
        facts = scrm_unidata(cp);
        if (facts.flags & SCRM_UNI_FOLD_PLAIN) {
            before = at;
            before_out = buf->len;
            scrm_utf8_put(buf, (uint32_t)((int32_t)cp + facts.delta));
            at += len;
            continue;
        }
        if (!buf->over)
            buf->len = before_out;
        at = cluster_end(at, end, SCRM_UNI_FOLD_PLAIN);
        put_cluster(buf, before, at, FOLD);
        before = at;
        before_out = buf->len;
    }
}
