/*
 * The one door to SQLite: open with the settings that keep a promise
 * (WAL, synchronous=FULL, secure_delete, 30 s patience), migrate forward,
 * transactions that take the write lock at once, statements, and errors that
 * say what a person can do.
 *
 * It knows no table: who owns a file hands in its kind and its migrations.
 * Errors: 66 no such file, 65 not a database, damaged, or of a newer format,
 * 75 locked for longer than the patience, 77 not allowed, 74 disk full or I/O,
 * 70 anything that only a bug can cause. A store belongs to one thread.
 */
#ifndef SCRM_STORE_STORE_H
#define SCRM_STORE_STORE_H

#include <stdint.h>

#include "base/err.h"

/* What a file of some kind looks like. */
struct scrm_store_kind {
    const char *name;              /* "ledger", for messages */
    int32_t application_id;        /* SQLite's mark in the header: whose file it is */
    const char *const *migrations; /* migrations[i] leads from format i to format i + 1 */
    int formats;                   /* how many there are = the newest format */
};

enum scrm_store_mode {
    SCRM_STORE_READ,   /* must exist; nothing will be written */
    SCRM_STORE_WRITE,  /* must exist */
    SCRM_STORE_CREATE, /* made where missing, mode 0600 */
};

struct scrm_store;

/* `path` may be ":memory:". NULL with err on failure. */
struct scrm_store *scrm_store_open(const char *path, enum scrm_store_mode mode,
                                   const struct scrm_store_kind *kind, struct scrm_err *err);
/* Rolls back what is open; frees the statements. NULL allowed. */
void scrm_store_close(struct scrm_store *store);
const char *scrm_store_path(const struct scrm_store *store);

/* BEGIN IMMEDIATE: the write lock now or 75, never a failure half-way. */
int scrm_store_begin(struct scrm_store *store, struct scrm_err *err);
/* One consistent view for several reads. */
int scrm_store_begin_read(struct scrm_store *store, struct scrm_err *err);
/* On an error everything since begin is rolled back. */
int scrm_store_commit(struct scrm_store *store, struct scrm_err *err);
void scrm_store_rollback(struct scrm_store *store);

/* One or more statements without parameters or rows. */
int scrm_store_run(struct scrm_store *store, const char *sql, struct scrm_err *err);

/*
 * A prepared statement; owned by the store and freed with it, so that callers
 * keep the pointer and never free it. Parameters count from 1, columns from 0.
 * The bind functions return nothing: a failed bind shows at the next step.
 */
struct scrm_statement;

struct scrm_statement *scrm_store_prepare(struct scrm_store *store, const char *sql,
                                          struct scrm_err *err);
void scrm_bind_int(struct scrm_statement *statement, int at, int64_t value);
/* An absent slice binds NULL. The bytes must live until the statement's reset. */
void scrm_bind_text(struct scrm_statement *statement, int at, struct scrm_slice text);
void scrm_bind_blob(struct scrm_statement *statement, int at, const void *bytes, size_t len);
void scrm_bind_null(struct scrm_statement *statement, int at);

/* 1 = a row, 0 = done, -1 with err. After 0 and -1 the statement is reset. */
int scrm_statement_step(struct scrm_statement *statement, struct scrm_err *err);
/* Ends a walk before its last row; harmless at any time. Bindings are kept. */
void scrm_statement_reset(struct scrm_statement *statement);
/* Steps a statement that gives no rows. 0 or -1. */
int scrm_statement_run(struct scrm_statement *statement, struct scrm_err *err);

/* Columns of the current row; slices are borrowed until the next step. */
int64_t scrm_column_int(const struct scrm_statement *statement, int column);
bool scrm_column_null(const struct scrm_statement *statement, int column);
struct scrm_slice scrm_column_text(const struct scrm_statement *statement, int column);
struct scrm_slice scrm_column_blob(const struct scrm_statement *statement, int column);

/* Rows that the last INSERT, UPDATE or DELETE changed. */
int64_t scrm_store_changes(const struct scrm_store *store);

/* A query of one number: its first column, `missing` where it has no row. */
int scrm_store_number(struct scrm_store *store, const char *sql, int64_t missing,
                      int64_t *value, struct scrm_err *err);

/* PRAGMA integrity_check. 0 = sound; 1 = not, with its lines appended to `report`. */
int scrm_store_check(struct scrm_store *store, struct scrm_buf *report, struct scrm_err *err);

/* Writes the whole file anew without a byte of what was deleted and empties
 * the write-ahead log. 75 while another process reads. Outside a transaction. */
int scrm_store_scrub(struct scrm_store *store, struct scrm_err *err);

#endif
