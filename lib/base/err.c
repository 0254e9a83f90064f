/*
 * One error: kept, completed on the way up, written as people read it.
 */
#include "base/err.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"

void scrm_err_fini(struct scrm_err *err)
{
    free(err->file);
    free(err->member);
    free(err->text);
    free(err->hint);
    free(err->excerpt);
    *err = (struct scrm_err){0};
}

__attribute__((format(printf, 1, 0))) static char *err_format(const char *format, va_list args)
{
    char *text = NULL;

    if (vasprintf(&text, format, args) < 0)
        scrm_out_of_memory();
    return text;
}

int scrm_err_set(struct scrm_err *err, enum scrm_exit code, const char *format, ...)
{
    va_list args;

    if (err->code != SCRM_EXIT_OK)
        return -1;
    err->code = code;
    va_start(args, format);
    err->text = err_format(format, args);
    va_end(args);
    return -1;
}

static enum scrm_exit err_code_of_errno(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
        return SCRM_EXIT_NOINPUT;
    case EACCES:
    case EPERM:
        return SCRM_EXIT_PERMISSION;
    case ENOMEM:
        return SCRM_EXIT_MEMORY;
    case EWOULDBLOCK:
        return SCRM_EXIT_TEMPFAIL;
    case EISDIR:
        return SCRM_EXIT_DATA;
    default:
        return SCRM_EXIT_IO;
    }
}

int scrm_err_errno(struct scrm_err *err, enum scrm_exit code, const char *format, ...)
{
    int number = errno;
    va_list args;
    char *text;

    if (err->code != SCRM_EXIT_OK)
        return -1;
    va_start(args, format);
    text = err_format(format, args);
    va_end(args);
    scrm_err_set(err, code != SCRM_EXIT_OK ? code : err_code_of_errno(number), "%s%s%s", text,
                 text[0] ? ": " : "", strerror(number));
    free(text);
    errno = number;
    return -1;
}

static char *copy_text(const char *text)
{
    return text ? scrm_strdup(text) : NULL;
}

void scrm_err_copy(struct scrm_err *err, const struct scrm_err *from)
{
    *err = *from;
    err->file = copy_text(from->file);
    err->member = copy_text(from->member);
    err->text = copy_text(from->text);
    err->hint = copy_text(from->hint);
    err->excerpt = copy_text(from->excerpt);
}

int scrm_err_at(struct scrm_err *err, const char *file, uint64_t line, uint64_t column)
{
    if (file && !err->file)
        err->file = scrm_strdup(file);
    if (line && !err->line)
        err->line = line;
    if (column && !err->column)
        err->column = column;
    return -1;
}

int scrm_err_member(struct scrm_err *err, const char *member)
{
    if (!err->member)
        err->member = scrm_strdup(member);
    return -1;
}

int scrm_err_hint(struct scrm_err *err, const char *format, ...)
{
    va_list args;

    if (err->hint)
        return -1;
    va_start(args, format);
    err->hint = err_format(format, args);
    va_end(args);
    return -1;
}

/* The line of configuration, and a caret below the column. Tabs stay tabs so
 * that the caret stands right. */
static void err_write_excerpt(const struct scrm_err *err, struct scrm_buf *buf)
{
    const char *at = err->excerpt;
    uint64_t column = 1;

    scrm_buf_printf(buf, "\n  %s", err->excerpt);
    if (!err->column)
        return;
    scrm_buf_puts(buf, "\n  ");
    for (; *at && column < err->column; at++) {
        if (((unsigned char)*at & 0xC0) == 0x80)
            continue;
        scrm_buf_putc(buf, *at == '\t' ? '\t' : ' ');
        column++;
    }
    scrm_buf_putc(buf, '^');
}

void scrm_err_write(const struct scrm_err *err, struct scrm_buf *buf)
{
    if (err->file) {
        scrm_buf_puts(buf, err->file);
        if (err->line)
            scrm_buf_printf(buf, ":%" PRIu64, err->line);
        if (err->line && err->column)
            scrm_buf_printf(buf, ":%" PRIu64, err->column);
        scrm_buf_puts(buf, ": ");
    }
    if (err->member)
        scrm_buf_printf(buf, "%s: ", err->member);
    scrm_buf_puts(buf, err->text ? err->text : "unknown error");
    if (err->excerpt)
        err_write_excerpt(err, buf);
    if (err->hint)
        scrm_buf_printf(buf, "%s%s", err->excerpt ? "\n  " : "; ", err->hint);
}

void scrm_err_print(const struct scrm_err *err, const char *name)
{
    struct scrm_buf buf = {0};

    scrm_err_write(err, &buf);
    fprintf(stderr, "%s: %s\n", name, scrm_buf_text(&buf));
    scrm_buf_fini(&buf);
}

enum { NEAREST_WORD_MAX = 64 };

/* Optimal string alignment distance: a swap of neighbours costs one. */
static size_t err_distance(struct scrm_slice a, struct scrm_slice b)
{
    size_t rows[3][NEAREST_WORD_MAX + 1];
    size_t i, j;

    for (j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (i = 1; i <= a.len; i++) {
        size_t *now = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];

        now[0] = i;
        for (j = 1; j <= b.len; j++) {
            size_t cost = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);

            if (above[j] + 1 < cost)
                cost = above[j] + 1;
            if (now[j - 1] + 1 < cost)
                cost = now[j - 1] + 1;
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
                twice[j - 2] + 1 < cost)
                cost = twice[j - 2] + 1;
            now[j] = cost;
        }
    }
    return rows[a.len % 3][b.len];
}

const char *scrm_err_nearest(struct scrm_slice word, const char *const *words, size_t n)
{
    const char *best = NULL;
    size_t best_distance = word.len / 3 + 1;
    size_t i;

    if (word.len == 0 || word.len > NEAREST_WORD_MAX)
        return NULL;
    for (i = 0; i < n; i++) {
        struct scrm_slice candidate = scrm_slice_of(words[i]);
        size_t distance;

        if (candidate.len == 0 || candidate.len > NEAREST_WORD_MAX)
            continue;
        distance = err_distance(word, candidate);
        if (distance < best_distance || (distance == best_distance && !best)) {
            best = words[i];
            best_distance = distance;
        }
    }
    return best;
}
