/*
 * A buffer of bytes that grows up to a stated maximum.
 *
 * Invariants: `at` is NULL until something was written, after that `at[len]`
 * is NUL, so scrm_buf_text is always a C string. Writing past `max` writes
 * nothing and sets `over`, which stays set until scrm_buf_reset: a caller
 * checks it once, at the end. The buffer owns its bytes.
 */
#ifndef SCRM_BASE_BUF_H
#define SCRM_BASE_BUF_H

#include <stdint.h>

#include "base/slice.h"

struct scrm_buf {
    char *at;
    size_t len;
    size_t cap;
    size_t max; /* bytes; 0 means SCRM_BUF_MAX */
    bool over;  /* something did not fit in `max` */
};

/* The maximum of a buffer that names none: 1 GiB. */
#define SCRM_BUF_MAX ((size_t)1 << 30)

/* A zeroed struct is an empty buffer: `struct scrm_buf buf = {0};` */
void scrm_buf_fini(struct scrm_buf *buf);

/* Empties the buffer and keeps its memory. */
void scrm_buf_reset(struct scrm_buf *buf);

/* Makes room for `more` bytes and a NUL; false (and `over`) past `max`. */
bool scrm_buf_reserve(struct scrm_buf *buf, size_t more);

void scrm_buf_put_slow(struct scrm_buf *buf, const char *at, size_t len);

static inline void scrm_buf_put(struct scrm_buf *buf, const char *at, size_t len)
{
    if (!len)
        return;
    if (buf->cap - buf->len > len) {
        /* What has room has memory, what has a length has bytes; said for the analyzer, costs
         * nothing. */
        if (!buf->at || !at)
            __builtin_unreachable();
        memcpy(buf->at + buf->len, at, len);
        buf->len += len;
        buf->at[buf->len] = '\0';
    } else {
        scrm_buf_put_slow(buf, at, len);
    }
}

static inline void scrm_buf_putc(struct scrm_buf *buf, char c)
{
    scrm_buf_put(buf, &c, 1);
}

static inline void scrm_buf_puts(struct scrm_buf *buf, const char *text)
{
    scrm_buf_put(buf, text, strlen(text));
}

static inline void scrm_buf_put_slice(struct scrm_buf *buf, struct scrm_slice slice)
{
    scrm_buf_put(buf, slice.at, slice.len);
}

void scrm_buf_printf(struct scrm_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The bytes so far, borrowed; "" where nothing was written. */
static inline const char *scrm_buf_text(const struct scrm_buf *buf)
{
    return buf->at ? buf->at : "";
}

static inline struct scrm_slice scrm_buf_slice(const struct scrm_buf *buf)
{
    return (struct scrm_slice){scrm_buf_text(buf), buf->len};
}

/* Hands the bytes over as a C string (owned by caller) and empties the buffer. */
char *scrm_buf_take(struct scrm_buf *buf);

#endif
