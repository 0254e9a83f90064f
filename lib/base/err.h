/*
 * What went wrong, told once and well.
 *
 * A function that can fail returns 0 or -1 and takes `struct scrm_err *err`
 * last. The first error wins: setting an error that is already set changes
 * nothing, and callers on the way up only add the file, line, column or
 * member that the callee could not know. Libraries never print; the command
 * prints scrm_err_print's line and exits with err->code.
 */
#ifndef SCRM_BASE_ERR_H
#define SCRM_BASE_ERR_H

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"

/* Exit codes: sysexits, plus 1 for "the answer is no". */
enum scrm_exit {
    SCRM_EXIT_OK = 0,
    SCRM_EXIT_NO = 1,
    SCRM_EXIT_USAGE = 64,
    SCRM_EXIT_DATA = 65,
    SCRM_EXIT_NOINPUT = 66,
    SCRM_EXIT_UNAVAILABLE = 69,
    SCRM_EXIT_BUG = 70,
    SCRM_EXIT_MEMORY = 71,
    SCRM_EXIT_IO = 74,
    SCRM_EXIT_TEMPFAIL = 75,
    SCRM_EXIT_PERMISSION = 77,
    SCRM_EXIT_CONFIG = 78,
};

struct scrm_err {
    enum scrm_exit code; /* SCRM_EXIT_OK: no error */
    char *file;          /* where it stands; NULL: no file concerned. Owned */
    uint64_t line;       /* from 1; 0: unknown */
    uint64_t column;     /* from 1, in characters; 0: unknown */
    char *member;        /* path of a record's member, "score.sentiment". Owned */
    char *text;          /* what is wrong, without file and line. Owned */
    char *hint;          /* second line: "did you mean ...?". Owned, may be NULL */
    char *excerpt;       /* the line of configuration, for the caret. Owned, may be NULL */
};

/* A zeroed struct is "no error": `struct scrm_err err = {0};` */
void scrm_err_fini(struct scrm_err *err);

/* Forgets the error, so that the struct can be used again. */
#define scrm_err_clear scrm_err_fini

/* Sets code and text unless an error is set. Always returns -1. */
int scrm_err_set(struct scrm_err *err, enum scrm_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* As scrm_err_set, with ": " and the text of errno behind it. Code 0 picks one
 * from errno: ENOENT 66, EACCES and EPERM 77, ENOMEM 71, EWOULDBLOCK 75, else 74. */
int scrm_err_errno(struct scrm_err *err, enum scrm_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A copy of `from` in `err`, which is no error yet. */
void scrm_err_copy(struct scrm_err *err, const struct scrm_err *from);

/* Adds where it happened; what is known already stays. Each returns -1. */
int scrm_err_at(struct scrm_err *err, const char *file, uint64_t line, uint64_t column);
int scrm_err_member(struct scrm_err *err, const char *member);
int scrm_err_hint(struct scrm_err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* "posts.ndjson:17: text: expected string, got number", plus excerpt with a
 * caret and hint on lines of their own where they are known. */
void scrm_err_write(const struct scrm_err *err, struct scrm_buf *buf);

/* Writes "name: " and the above to stderr. */
void scrm_err_print(const struct scrm_err *err, const char *name);

/* The nearest of `n` words to `word` by edit distance, or NULL when none is
 * near enough to be worth suggesting. Borrowed from `words`. */
const char *scrm_err_nearest(struct scrm_slice word, const char *const *words, size_t n);

#endif
