/*
 * Housekeeping: is the file sound, and is what was deleted really gone?
 */
#include "store/inner.h"

int scrm_store_check(struct scrm_store *store, struct scrm_buf *report, struct scrm_err *err)
{
    struct scrm_statement *statement =
        scrm_store_prepare(store, "PRAGMA integrity_check(20)", err);
    int step, bad = 0;

    if (!statement)
        return -1;
    while ((step = scrm_statement_step(statement, err)) > 0) {
        struct scrm_slice line = scrm_column_text(statement, 0);

        if (scrm_slice_is(line, "ok"))
            continue;
        bad = 1;
        scrm_buf_put_slice(report, line);
        scrm_buf_putc(report, '\n');
    }
    return step < 0 ? -1 : bad;
}

/* A checkpoint that must reach the end of the log and cut it to nothing. */
static int empty_log(struct scrm_store *store, struct scrm_err *err)
{
    int code =
        sqlite3_wal_checkpoint_v2(store->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

    return code == SQLITE_OK ? 0 : scrm_store_fail(store, code, err);
}

int scrm_store_scrub(struct scrm_store *store, struct scrm_err *err)
{
    if (empty_log(store, err) || scrm_store_run(store, "VACUUM", err))
        return -1;
    return empty_log(store, err);
}
