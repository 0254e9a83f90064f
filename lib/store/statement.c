/*
 * Transactions and prepared statements.
 */
#include "store/inner.h"

#include <limits.h>

#include "base/alloc.h"

int scrm_store_run(struct scrm_store *store, const char *sql, struct scrm_err *err)
{
    int code = sqlite3_exec(store->handle, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? 0 : scrm_store_fail(store, code, err);
}

int scrm_store_begin(struct scrm_store *store, struct scrm_err *err)
{
    return scrm_store_run(store, "BEGIN IMMEDIATE", err);
}

int scrm_store_begin_read(struct scrm_store *store, struct scrm_err *err)
{
    return scrm_store_run(store, "BEGIN", err);
}

int scrm_store_commit(struct scrm_store *store, struct scrm_err *err)
{
    if (scrm_store_run(store, "COMMIT", err) == 0)
        return 0;
    scrm_store_rollback(store);
    return -1;
}

void scrm_store_rollback(struct scrm_store *store)
{
    struct scrm_statement *statement;

    for (statement = store->statements; statement; statement = statement->next)
        scrm_statement_reset(statement);
    if (!sqlite3_get_autocommit(store->handle))
        sqlite3_exec(store->handle, "ROLLBACK", NULL, NULL, NULL);
}

struct scrm_statement *scrm_store_prepare(struct scrm_store *store, const char *sql,
                                          struct scrm_err *err)
{
    struct scrm_statement *statement;
    sqlite3_stmt *handle = NULL;
    int code =
        sqlite3_prepare_v3(store->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);

    if (code != SQLITE_OK) {
        scrm_store_fail(store, code, err);
        return NULL;
    }
    statement = scrm_alloc_zero(1, sizeof *statement);
    statement->handle = handle;
    statement->store = store;
    statement->next = store->statements;
    store->statements = statement;
    return statement;
}

static void note_bind(struct scrm_statement *statement, int code)
{
    if (code != SQLITE_OK && statement->bind_error == SQLITE_OK)
        statement->bind_error = code;
}

void scrm_bind_int(struct scrm_statement *statement, int at, int64_t value)
{
    note_bind(statement, sqlite3_bind_int64(statement->handle, at, value));
}

void scrm_bind_text(struct scrm_statement *statement, int at, struct scrm_slice text)
{
    if (!text.at)
        scrm_bind_null(statement, at);
    else
        note_bind(statement, sqlite3_bind_text64(statement->handle, at, text.at, text.len,
                                                 SQLITE_STATIC, SQLITE_UTF8));
}

void scrm_bind_blob(struct scrm_statement *statement, int at, const void *bytes, size_t len)
{
    note_bind(statement, sqlite3_bind_blob64(statement->handle, at, bytes, len, SQLITE_STATIC));
}

void scrm_bind_null(struct scrm_statement *statement, int at)
{
    note_bind(statement, sqlite3_bind_null(statement->handle, at));
}

int scrm_statement_step(struct scrm_statement *statement, struct scrm_err *err)
{
    int code = statement->bind_error;

    if (code == SQLITE_OK) {
        code = sqlite3_step(statement->handle);
        statement->stepped = true;
    }
    if (code == SQLITE_ROW)
        return 1;
    if (code != SQLITE_DONE)
        scrm_store_fail(statement->store, code, err);
    scrm_statement_reset(statement);
    return code == SQLITE_DONE ? 0 : -1;
}

void scrm_statement_reset(struct scrm_statement *statement)
{
    if (statement->stepped)
        sqlite3_reset(statement->handle);
    statement->stepped = false;
    statement->bind_error = SQLITE_OK;
}

int scrm_statement_run(struct scrm_statement *statement, struct scrm_err *err)
{
    int step = scrm_statement_step(statement, err);

    if (step > 0)
        scrm_statement_reset(statement);
    return step < 0 ? -1 : 0;
}

int64_t scrm_column_int(const struct scrm_statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

bool scrm_column_null(const struct scrm_statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

struct scrm_slice scrm_column_text(const struct scrm_statement *statement, int column)
{
    const char *at = (const char *)sqlite3_column_text(statement->handle, column);

    return (struct scrm_slice){at, at ? (size_t)sqlite3_column_bytes(statement->handle, column)
                                      : 0};
}

struct scrm_slice scrm_column_blob(const struct scrm_statement *statement, int column)
{
    const char *at = sqlite3_column_blob(statement->handle, column);

    return (struct scrm_slice){at, at ? (size_t)sqlite3_column_bytes(statement->handle, column)
                                      : 0};
}

int64_t scrm_store_changes(const struct scrm_store *store)
{
    return sqlite3_changes64(store->handle);
}

int scrm_store_number(struct scrm_store *store, const char *sql, int64_t missing,
                      int64_t *value, struct scrm_err *err)
{
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v2(store->handle, sql, -1, &handle, NULL);

    *value = missing;
    if (code == SQLITE_OK)
        code = sqlite3_step(handle);
    if (code == SQLITE_ROW && sqlite3_column_type(handle, 0) != SQLITE_NULL)
        *value = sqlite3_column_int64(handle, 0);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        scrm_store_fail(store, code, err);
    sqlite3_finalize(handle);
    return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : -1;
}
