/*
 * Opening: the file, its settings, its kind and its format.
 */
#include "store/inner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

#define PATIENCE_MS 30000

static bool in_memory(const char *path)
{
    return strcmp(path, ":memory:") == 0;
}

/* Refuses what SQLite would report less well, and makes a new file private:
 * it will hold people's words. */
static int look_at_file(const char *path, enum scrm_store_mode mode, const char *kind,
                        struct scrm_err *err)
{
    struct stat status;
    int fd;

    if (in_memory(path))
        return 0;
    if (stat(path, &status) == 0) {
        if (S_ISREG(status.st_mode))
            return 0;
        scrm_err_set(err, SCRM_EXIT_DATA, "is no regular file, so no %s", kind);
        return scrm_err_at(err, path, 0, 0);
    }
    if (errno == ENOENT && mode != SCRM_STORE_CREATE) {
        scrm_err_set(err, SCRM_EXIT_NOINPUT, "there is no such %s", kind);
        return scrm_err_at(err, path, 0, 0);
    }
    if (errno != ENOENT)
        return scrm_err_errno(err, 0, "%s", path);
    fd = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno != EEXIST) /* another process was faster: fine */
        return scrm_err_errno(err, errno == ENOENT ? SCRM_EXIT_NOINPUT : 0, "%s", path);
    return 0;
}

/* A file of the right kind has our mark, an empty one gets it. */
static int check_kind(struct scrm_store *store, bool *empty, struct scrm_err *err)
{
    int64_t id, pages;

    /* In this order: whoever makes the tables sets the mark in the same transaction, so where
     * tables were seen, the mark is there by the time it is read. */
    if (scrm_store_number(store, "SELECT count(*) FROM sqlite_schema", 0, &pages, err) ||
        scrm_store_number(store, "PRAGMA application_id", 0, &id, err))
        return -1;
    *empty = id == 0 && pages == 0;
    if (id == store->kind->application_id || *empty)
        return 0;
    scrm_err_set(err, SCRM_EXIT_DATA, "is a database, but no %s of scrm", store->kind->name);
    return scrm_err_at(err, store->path, 0, 0);
}

/* Whether there is a way from this format to ours; only an empty file has none yet, 0. */
static int check_format(struct scrm_store *store, int64_t format, bool empty,
                        struct scrm_err *err)
{
    bool is_one = format > 0 || (format == 0 && empty);

    if (is_one && format <= store->kind->formats)
        return 0;
    if (!is_one)
        scrm_err_set(err, SCRM_EXIT_DATA, "damaged: no %s has format %lld", store->kind->name,
                     (long long)format);
    scrm_err_set(err, SCRM_EXIT_DATA,
                 "this %s has format %lld, written by a newer scrm; this one reads up to %d",
                 store->kind->name, (long long)format, store->kind->formats);
    return scrm_err_at(err, store->path, 0, 0);
}

/* The steps from the file's format to ours, all or none. */
static int migrate(struct scrm_store *store, struct scrm_err *err)
{
    struct scrm_buf sql = {0};
    int64_t format;
    int result;

    if (scrm_store_begin(store, err))
        return -1;
    result = scrm_store_number(store, "PRAGMA user_version", 0, &format, err);
    if (result == 0)
        result =
            check_format(store, format, true, err); /* another process may have been faster */
    for (; result == 0 && format < store->kind->formats; format++)
        result = scrm_store_run(store, store->kind->migrations[format], err);
    if (result == 0) {
        scrm_buf_printf(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                        store->kind->application_id, store->kind->formats);
        result = scrm_store_run(store, scrm_buf_text(&sql), err);
    }
    scrm_buf_fini(&sql);
    if (result == 0)
        return scrm_store_commit(store, err);
    scrm_store_rollback(store);
    return -1;
}

/* Turning WAL on needs the file alone for a moment and does not wait by itself. */
static int use_wal(struct scrm_store *store, struct scrm_err *err)
{
    struct timespec nap = {0, 20L * 1000 * 1000};
    int tries, code = SQLITE_OK;

    for (tries = PATIENCE_MS / 20; tries > 0; tries--) {
        code = sqlite3_exec(store->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((code & 0xff) != SQLITE_BUSY && (code & 0xff) != SQLITE_LOCKED)
            break;
        nanosleep(&nap, NULL);
    }
    return code == SQLITE_OK ? 0 : scrm_store_fail(store, code, err);
}

static int settle(struct scrm_store *store, enum scrm_store_mode mode, struct scrm_err *err)
{
    int64_t format = 0;
    bool empty = true;

    /* A writer goes back to the same pages, a reader walks past them once. */
    if (scrm_store_run(store,
                       mode == SCRM_STORE_READ
                           ? "PRAGMA cache_size = -4096; PRAGMA mmap_size = 1073741824"
                           : "PRAGMA cache_size = -65536",
                       err) ||
        scrm_store_run(store,
                       "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                       "PRAGMA wal_autocheckpoint = 16384;"
                       "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL",
                       err) ||
        check_kind(store, &empty, err) ||
        scrm_store_number(store, "PRAGMA user_version", 0, &format, err) ||
        check_format(store, format, empty, err))
        return -1;
    if (empty && mode != SCRM_STORE_CREATE) {
        scrm_err_set(err, SCRM_EXIT_NOINPUT, "there is no %s in it yet", store->kind->name);
        return scrm_err_at(err, store->path, 0, 0);
    }
    if (store->writes && use_wal(store, err))
        return -1;
    if (format == store->kind->formats)
        return 0;
    if (store->writes)
        return migrate(store, err);
    scrm_err_set(err, SCRM_EXIT_PERMISSION, "has the old format %lld and may not be written",
                 (long long)format);
    return scrm_err_at(err, store->path, 0, 0);
}

static int open_handle(struct scrm_store *store, const char *path, int flags)
{
    int code;

    /* Nobody asks SQLite how much memory it took; counting costs a lock each time. */
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    code = sqlite3_open_v2(path, &store->handle,
                           flags | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX, NULL);

    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(store->handle, 1);
        sqlite3_busy_timeout(store->handle, PATIENCE_MS);
        sqlite3_db_config(store->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    }
    return code;
}

struct scrm_store *scrm_store_open(const char *path, enum scrm_store_mode mode,
                                   const struct scrm_store_kind *kind, struct scrm_err *err)
{
    struct scrm_store *store;
    int code;

    if (look_at_file(path, mode, kind->name, err))
        return NULL;
    store = scrm_alloc_zero(1, sizeof *store);
    store->path = scrm_strdup(path);
    store->kind = kind;
    /* A reader also opens for writing where it may: a log that a crash left
     * behind must be recovered before anything can be read. */
    store->writes = mode != SCRM_STORE_READ || in_memory(path) || access(path, W_OK) == 0;
    code =
        open_handle(store, path, store->writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    if (code != SQLITE_OK)
        scrm_store_fail(store, code, err);
    if (code != SQLITE_OK || settle(store, mode, err)) {
        scrm_store_close(store);
        return NULL;
    }
    return store;
}

void scrm_store_close(struct scrm_store *store)
{
    struct scrm_statement *statement, *next;

    if (!store)
        return;
    for (statement = store->statements; statement; statement = next) {
        next = statement->next;
        sqlite3_finalize(statement->handle);
        free(statement);
    }
    sqlite3_close(store->handle);
    free(store->path);
    free(store);
}

const char *scrm_store_path(const struct scrm_store *store)
{
    return store->path;
}
