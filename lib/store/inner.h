/*
 * What the files of this room share. Nobody else includes it: sqlite3.h stays
 * behind the door.
 */
#ifndef SCRM_STORE_INNER_H
#define SCRM_STORE_INNER_H

#include <sqlite3.h>

#include "store/store.h"

struct scrm_statement {
    sqlite3_stmt *handle;
    struct scrm_store *store;
    bool stepped;   /* since the last reset */
    int bind_error; /* first code of a bind that failed, for the next step */
    struct scrm_statement *next;
};

struct scrm_store {
    sqlite3 *handle;
    char *path;
    const struct scrm_store_kind *kind;
    struct scrm_statement *statements;
    bool writes;
};

/* Sets `err` from SQLite's last error. Always returns -1. */
int scrm_store_fail(struct scrm_store *store, int code, struct scrm_err *err);

#endif
