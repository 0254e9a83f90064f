/*
 * SQLite as the second opinion of tests/unit/rules/agree.c: the records as a table, a
 * condition as a query over it. A field that may be of any class has a column for each.
 */
#ifndef SCRM_TESTS_SQLITE_H
#define SCRM_TESTS_SQLITE_H

#include <sqlite3.h>

#include "twin.h"

static inline void must(sqlite3 *db, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        printf("sqlite: %s\n", sqlite3_errmsg(db));
        exit(1);
    }
}

static inline void bind(sqlite3_stmt *insert, int column, const struct cell *cell)
{
    if (cell->kind == C_BOOL || cell->kind == C_INT)
        sqlite3_bind_int64(insert, column, cell->integer);
    else if (cell->kind == C_REAL && isfinite(cell->real))
        sqlite3_bind_double(insert, column, cell->real);
    else if (cell->kind == C_TEXT)
        sqlite3_bind_text(insert, column, cell->text, -1, SQLITE_STATIC);
    else if (cell->kind == C_LIST)
        sqlite3_bind_text(insert, column, "a list", -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(insert, column);
}

/* The classes that the columns of a typed field hold: another kind is NULL. */
static inline bool fits(const struct cell *cell, size_t index)
{
    size_t n = sizeof number_fields / sizeof *number_fields;
    size_t b = n + sizeof text_fields / sizeof *text_fields;

    if (index < n)
        return cell->kind == C_INT || cell->kind == C_REAL;
    if (index < b)
        return cell->kind == C_TEXT;
    return cell->kind == C_BOOL;
}

static inline void insert_record(sqlite3 *db, sqlite3_stmt *insert, const struct record *record)
{
    static const struct cell nothing;
    int column = 1;

    for (size_t i = 0; i < record->n; i++) {
        const struct cell *cell = &record->cells[i];
        long double ms;

        if (strncmp(cell->name, "ext.", 4) == 0) {
            bool number = cell->kind == C_INT || cell->kind == C_REAL;

            bind(insert, column++, cell);
            bind(insert, column++, number ? cell : &nothing);
            bind(insert, column++, cell->kind == C_TEXT ? cell : &nothing);
            bind(insert, column++, cell->kind == C_BOOL ? cell : &nothing);
        } else if (strstr(cell->name, "_at")) {
            if (cell->kind == C_TEXT && slow_time(cell->text, &ms))
                sqlite3_bind_int64(insert, column++, (int64_t)ms);
            else
                sqlite3_bind_null(insert, column++);
        } else {
            bind(insert, column++, fits(cell, i) ? cell : &nothing);
        }
    }
    must(db, sqlite3_step(insert));
    must(db, sqlite3_reset(insert));
}

/* A table of `n` records, all with the same members. */
static inline sqlite3 *open_table(const struct record *records, size_t n)
{
    struct scrm_buf create = {0}, insert = {0};
    sqlite3_stmt *statement;
    sqlite3 *db;

    must(NULL, sqlite3_open(":memory:", &db));
    must(db, sqlite3_exec(db, "PRAGMA case_sensitive_like = ON", NULL, NULL, NULL));
    scrm_buf_puts(&create, "CREATE TABLE posts(");
    scrm_buf_puts(&insert, "INSERT INTO posts VALUES(");
    for (size_t i = 0; i < records[0].n; i++) {
        const char *name = records[0].cells[i].name;

        scrm_buf_printf(&create, "%s\"%s\"", i ? ", " : "", name);
        scrm_buf_printf(&insert, "%s?", i ? ", " : "");
        if (strncmp(name, "ext.", 4) == 0) {
            scrm_buf_printf(&create, ", \"%s#n\", \"%s#t\", \"%s#b\"", name, name, name);
            scrm_buf_puts(&insert, ", ?, ?, ?");
        }
    }
    scrm_buf_puts(&create, ")");
    scrm_buf_puts(&insert, ")");
    must(db, sqlite3_exec(db, scrm_buf_text(&create), NULL, NULL, NULL));
    must(db, sqlite3_prepare_v2(db, scrm_buf_text(&insert), -1, &statement, NULL));
    for (size_t i = 0; i < n; i++)
        insert_record(db, statement, &records[i]);
    sqlite3_finalize(statement);
    scrm_buf_fini(&create);
    scrm_buf_fini(&insert);
    return db;
}

/* What SQLite answers for each of the `n` records. */
static inline void ask_sqlite(sqlite3 *db, const struct twin *t, size_t n,
                              enum scrm_truth *answers)
{
    struct scrm_buf query = {0};
    sqlite3_stmt *statement;

    scrm_buf_printf(&query, "SELECT %s FROM posts ORDER BY rowid", scrm_buf_text(&t->sql));
    if (sqlite3_prepare_v2(db, scrm_buf_text(&query), -1, &statement, NULL)) {
        printf("%s\n", scrm_buf_text(&query));
        must(db, SQLITE_ERROR);
    }
    for (int i = 0; i < t->n_reals; i++)
        if (strstr(scrm_buf_text(&query), "?"))
            sqlite3_bind_double(statement, i + 1, t->reals[i]);
    for (size_t i = 0; i < n; i++) {
        must(db, sqlite3_step(statement));
        answers[i] = sqlite3_column_type(statement, 0) == SQLITE_NULL ? SCRM_UNKNOWN
                     : sqlite3_column_int(statement, 0)               ? SCRM_YES
                                                                      : SCRM_NO;
    }
    sqlite3_finalize(statement);
    scrm_buf_fini(&query);
}

#endif
