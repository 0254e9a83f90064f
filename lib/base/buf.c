/*
 * The growing buffer: doubling up to its maximum, then `over`.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

void scrm_buf_fini(struct scrm_buf *buf)
{
    free(buf->at);
    *buf = (struct scrm_buf){0};
}

void scrm_buf_reset(struct scrm_buf *buf)
{
    buf->len = 0;
    buf->over = false;
    if (buf->at)
        buf->at[0] = '\0';
}

bool scrm_buf_reserve(struct scrm_buf *buf, size_t more)
{
    size_t max = buf->max ? buf->max : SCRM_BUF_MAX;
    size_t need, cap;

    if (buf->over || more > max - buf->len || buf->len > max) {
        buf->over = true;
        return false;
    }
    need = buf->len + more + 1;
    if (need <= buf->cap)
        return true;
    cap = buf->cap ? buf->cap : 64;
    while (cap < need)
        cap *= 2;
    /* Never more room than `max` and its NUL, so that the fast path needs no second test. */
    if (cap > max)
        cap = max + 1;
    buf->at = scrm_realloc(buf->at, cap, 1);
    buf->cap = cap;
    buf->at[buf->len] = '\0';
    return true;
}

void scrm_buf_put_slow(struct scrm_buf *buf, const char *at, size_t len)
{
    if (!scrm_buf_reserve(buf, len))
        return;
    memcpy(buf->at + buf->len, at, len);
    buf->len += len;
    buf->at[buf->len] = '\0';
}

void scrm_buf_printf(struct scrm_buf *buf, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len <= 0 || !scrm_buf_reserve(buf, (size_t)len))
        return;
    va_start(args, format);
    vsnprintf(buf->at + buf->len, (size_t)len + 1, format, args);
    va_end(args);
    buf->len += (size_t)len;
}

char *scrm_buf_take(struct scrm_buf *buf)
{
    char *at = buf->at ? buf->at : scrm_strdup("");

    buf->at = NULL;
    buf->len = buf->cap = 0;
    buf->over = false;
    return at;
}
