/*
 * Conformance suites that are not part of the project: read from
 * $SCRM_SHARED/data (default: ../shared beside the project folder), skipped
 * with a line that says so where they are absent.
 */
#ifndef SCRM_TESTS_TEXT_SHARED_H
#define SCRM_TESTS_TEXT_SHARED_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"

/* Fills `buf`; false and a line on stdout where the file is absent. */
static inline bool shared_read(const char *name, struct scrm_buf *buf)
{
    const char *shared = getenv("SCRM_SHARED"), *top = getenv("SCRM_TOP");
    struct scrm_buf path = {0};
    struct scrm_err err = {0};
    bool found;

    if (shared)
        scrm_buf_printf(&path, "%s/data/%s", shared, name);
    else
        scrm_buf_printf(&path, "%s/../shared/data/%s", top ? top : ".", name);
    found = access(path.at, R_OK) == 0 && scrm_file_read(path.at, buf, &err) == 0;
    if (!found)
        printf("skipped: no %s\n", name);
    scrm_buf_fini(&path);
    scrm_err_fini(&err);
    return found;
}

/* The next line of `text`, without its end; false at the end. */
static inline bool shared_line(struct scrm_slice *text, struct scrm_slice *line)
{
    const char *end;

    if (!text->len)
        return false;
    end = memchr(text->at, '\n', text->len);
    line->at = text->at;
    line->len = end ? (size_t)(end - text->at) : text->len;
    text->at += line->len + (end != NULL);
    text->len -= line->len + (end != NULL);
    return true;
}

/* A JSON string's bytes. */
static inline struct scrm_slice shared_string(const json_t *value)
{
    return (struct scrm_slice){json_string_value(value), json_string_length(value)};
}

/* A text of `n` copies of `unit`; freed by the caller. */
static inline struct scrm_buf repeated(const char *unit, size_t n)
{
    struct scrm_buf buf = {0};

    for (size_t i = 0; i < n; i++)
        scrm_buf_puts(&buf, unit);
    return buf;
}

/* The same numbers on every machine (xorshift64). */
static inline uint32_t random_below(uint64_t *state, uint32_t n)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32) % n;
}

#endif
