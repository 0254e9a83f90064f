/*
 * A slice: bytes that somebody else owns. The whole toolkit passes text this
 * way, pointer before length, so that a post's bytes are looked at where the
 * reader put them and never copied to be asked a question.
 *
 * A slice is not NUL-terminated. {NULL, 0} is "absent"; a non-NULL pointer
 * with length 0 is "present and empty".
 */
#ifndef SCRM_BASE_SLICE_H
#define SCRM_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct scrm_slice {
    const char *at;
    size_t len;
};

/* A slice of a string literal. */
#define SCRM_SLICE(literal) ((struct scrm_slice){(literal), sizeof(literal) - 1})

/* printf("%.*s", SCRM_FMT(slice)) */
#define SCRM_FMT(slice) (int)(slice).len, (slice).at

static inline struct scrm_slice scrm_slice_of(const char *text)
{
    return (struct scrm_slice){text, text ? strlen(text) : 0};
}

/* Just behind the last byte; of an absent slice NULL, which C17 lets nobody add 0 to. */
static inline const char *scrm_slice_end(struct scrm_slice a)
{
    return a.len ? a.at + a.len : a.at;
}

static inline bool scrm_slice_eq(struct scrm_slice a, struct scrm_slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool scrm_slice_is(struct scrm_slice a, const char *text)
{
    return scrm_slice_eq(a, scrm_slice_of(text));
}

/* Order of the bytes; a prefix comes first. */
static inline int scrm_slice_cmp(struct scrm_slice a, struct scrm_slice b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.at, b.at, shorter) : 0;

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static inline bool scrm_slice_starts(struct scrm_slice a, const char *prefix)
{
    size_t len = strlen(prefix);

    return len == 0 || (a.at && a.len >= len && memcmp(a.at, prefix, len) == 0);
}

/* Without the ASCII white space at both ends. */
static inline struct scrm_slice scrm_slice_trim(struct scrm_slice a)
{
    while (a.len && strchr(" \t\r\n\f\v", a.at[0]) && a.at[0]) {
        a.at++;
        a.len--;
    }
    while (a.len && strchr(" \t\r\n\f\v", a.at[a.len - 1]) && a.at[a.len - 1])
        a.len--;
    return a;
}

#endif
