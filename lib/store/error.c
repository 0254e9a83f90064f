/*
 * From SQLite's result codes to exit codes and sentences that say what a
 * person can do about it.
 */
#include "store/inner.h"

#include "base/alloc.h"

struct meaning {
    int code; /* primary result code */
    enum scrm_exit exit;
    const char *text; /* NULL: SQLite's own words */
};

static const struct meaning meanings[] = {
    {SQLITE_BUSY, SCRM_EXIT_TEMPFAIL, "locked by another process; try again later"},
    {SQLITE_LOCKED, SCRM_EXIT_TEMPFAIL, "locked by another process; try again later"},
    {SQLITE_FULL, SCRM_EXIT_IO, "no space left on device; nothing was changed"},
    {SQLITE_NOTADB, SCRM_EXIT_DATA, "not a database file"},
    {SQLITE_CORRUPT, SCRM_EXIT_DATA, "damaged: restore a copy, or import an export"},
    {SQLITE_FORMAT, SCRM_EXIT_DATA, "damaged: restore a copy, or import an export"},
    {SQLITE_PERM, SCRM_EXIT_PERMISSION, "permission denied"},
    {SQLITE_READONLY, SCRM_EXIT_PERMISSION, "may only be read"},
    {SQLITE_AUTH, SCRM_EXIT_PERMISSION, "permission denied"},
    {SQLITE_CANTOPEN, SCRM_EXIT_PERMISSION,
     "cannot be opened, or its folder cannot be written"},
    {SQLITE_IOERR, SCRM_EXIT_IO, NULL},
    {SQLITE_TOOBIG, SCRM_EXIT_DATA, "a text is too long to be kept"},
    {SQLITE_PROTOCOL, SCRM_EXIT_TEMPFAIL, "locked by another process; try again later"},
};

/* A file of our kind and format without our tables: somebody was at it. */
static bool lacks_a_part(const struct scrm_store *store, int code)
{
    const char *said = store->handle ? sqlite3_errmsg(store->handle) : "";

    return (code & 0xff) == SQLITE_ERROR && strncmp(said, "no such ", 8) == 0;
}

int scrm_store_fail(struct scrm_store *store, int code, struct scrm_err *err)
{
    const struct meaning *meaning = NULL;
    size_t i;

    if ((code & 0xff) == SQLITE_NOMEM)
        scrm_out_of_memory();
    for (i = 0; i < sizeof meanings / sizeof *meanings && !meaning; i++)
        if (meanings[i].code == (code & 0xff))
            meaning = &meanings[i];
    if (lacks_a_part(store, code))
        scrm_err_set(err, SCRM_EXIT_DATA, "damaged: %s; restore a copy, or import an export",
                     sqlite3_errmsg(store->handle));
    else if (meaning && meaning->code == SQLITE_READONLY && !store->writes)
        scrm_err_set(err, SCRM_EXIT_PERMISSION,
                     "may only be read, and even to read it SQLite writes beside it; take a "
                     "copy of it to a folder of yours");
    else if (meaning && meaning->text)
        scrm_err_set(err, meaning->exit, "%s", meaning->text);
    else
        scrm_err_set(err, meaning ? meaning->exit : SCRM_EXIT_BUG, "%s",
                     store->handle ? sqlite3_errmsg(store->handle) : sqlite3_errstr(code));
    return scrm_err_at(err, store->path, 0, 0);
}
