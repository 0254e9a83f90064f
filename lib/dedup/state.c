/*
 * Two tables. They are read whole; of sightings only those that a run has met are
 * written, of texts all. What a run leaves behind is one transaction.
 */
#include "dedup/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "store/store.h"

static const char *const migrations[] = {
    "CREATE TABLE seen (id BLOB PRIMARY KEY, changed_s INTEGER NOT NULL, rev INTEGER NOT NULL)"
    " WITHOUT ROWID, STRICT;"
    "CREATE TABLE texts (number INTEGER PRIMARY KEY, id TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL, signature BLOB NOT NULL) STRICT;",
    /* When somebody last met it: how old a post is says nothing about whether a feed still
     * shows it, and a deletion has no age at all. */
    "ALTER TABLE seen ADD COLUMN met_s INTEGER NOT NULL DEFAULT 0;"
    "UPDATE seen SET met_s = changed_s WHERE changed_s < 4294967295;"};

static const struct scrm_store_kind kind = {.name = "dedup state",
                                            .application_id = 0x73634464, /* "scDd" */
                                            .migrations = migrations,
                                            .formats = 2};

static uint64_t word_at(const char *at)
{
    uint64_t word = 0;

    for (int i = 0; i < 8; i++)
        word = word << 8 | (unsigned char)at[i];
    return word;
}

static void put_word(char *to, uint64_t word)
{
    for (int i = 7; i >= 0; i--, word >>= 8)
        to[i] = (char)(word & 0xFF);
}

static int wrong(const char *path, struct scrm_err *err)
{
    return scrm_err_set(err, SCRM_EXIT_DATA, "%s: holds what this program never wrote", path);
}

static int load_seen(struct scrm_dedup *dedup, struct scrm_store *store, struct scrm_err *err)
{
    struct scrm_statement *rows =
        scrm_store_prepare(store, "SELECT id, changed_s, rev FROM seen", err);
    int more = rows ? 1 : -1;

    while (more > 0 && (more = scrm_statement_step(rows, err)) > 0) {
        struct scrm_slice id = scrm_column_blob(rows, 0);

        if (id.len != 16)
            return wrong(scrm_store_path(store), err);
        scrm_seen_take(&dedup->seen,
                       (struct scrm_sighting){{word_at(id.at), word_at(id.at + 8)},
                                              (uint32_t)scrm_column_int(rows, 1),
                                              (uint32_t)scrm_column_int(rows, 2)});
    }
    return more;
}

static int load_texts(struct scrm_dedup *dedup, struct scrm_store *store, struct scrm_err *err)
{
    struct scrm_statement *rows = scrm_store_prepare(
        store, "SELECT id, created_ms, signature FROM texts ORDER BY number", err);
    int more = rows && dedup->settings.remembered ? 1 : rows ? 0 : -1;

    while (more > 0 && (more = scrm_statement_step(rows, err)) > 0) {
        struct scrm_slice bins = scrm_column_blob(rows, 2);
        struct scrm_signature signature;

        if (bins.len != sizeof signature.bin)
            return wrong(scrm_store_path(store), err);
        memcpy(signature.bin, bins.at, sizeof signature.bin);
        scrm_near_remember(&dedup->near, &signature, scrm_column_text(rows, 0),
                           scrm_column_int(rows, 1));
    }
    return more;
}

int scrm_dedup_state_load(struct scrm_dedup *dedup, const char *path, struct scrm_err *err)
{
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_CREATE, &kind, err);
    int result = store ? 0 : -1;

    if (result == 0 && (load_seen(dedup, store, err) || load_texts(dedup, store, err)))
        result = -1;
    scrm_store_close(store);
    dedup->seen.keeps = true;
    return result;
}

int scrm_dedup_state_check(const char *path, struct scrm_buf *report, struct scrm_err *err)
{
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_READ, &kind, err);
    int64_t seen = 0, texts = 0, odd = 0;
    int result = store ? scrm_store_check(store, report, err) : -1;

    if (result == 0 &&
        (scrm_store_number(store, "SELECT count(*) FROM seen", 0, &seen, err) ||
         scrm_store_number(store, "SELECT count(*) FROM texts", 0, &texts, err) ||
         scrm_store_number(store,
                           "SELECT (SELECT count(*) FROM seen WHERE length(id) <> 16) +"
                           " (SELECT count(DISTINCT length(signature)) > 1 FROM texts)",
                           0, &odd, err)))
        result = -1;
    if (result == 0) {
        scrm_buf_printf(report,
                        odd ? "rows that this program never wrote\n"
                            : "sound: %lld posts seen, %lld texts remembered\n",
                        (long long)seen, (long long)texts);
        result = odd != 0;
    }
    scrm_store_close(store);
    return result;
}

static int save_seen(const struct scrm_dedup *dedup, struct scrm_store *store,
                     struct scrm_err *err)
{
    struct scrm_statement *put = scrm_store_prepare(
        store, "INSERT OR REPLACE INTO seen (id, changed_s, rev, met_s) VALUES (?, ?, ?, ?)",
        err);
    struct scrm_statement *forget =
        scrm_store_prepare(store, "DELETE FROM seen WHERE met_s < ?", err);
    int64_t now_ms = dedup->settings.now_ms;
    char id[16];

    if (!put || !forget)
        return -1;
    scrm_bind_int(put, 4, now_ms / SCRM_SECOND_MS);
    for (size_t i = 0; i < dedup->seen.n_taken; i++) {
        const struct scrm_sighting *at = scrm_seen_get(&dedup->seen, dedup->seen.taken[i]);

        put_word(id, at->id.high);
        put_word(id + 8, at->id.low);
        scrm_bind_blob(put, 1, id, sizeof id);
        scrm_bind_int(put, 2, at->changed_s);
        scrm_bind_int(put, 3, at->rev);
        if (scrm_statement_run(put, err))
            return -1;
    }
    scrm_bind_int(forget, 1, (now_ms - dedup->settings.window_ms) / SCRM_SECOND_MS);
    return scrm_statement_run(forget, err);
}

static int save_texts(const struct scrm_dedup *dedup, struct scrm_store *store,
                      struct scrm_err *err)
{
    const struct scrm_near *near = &dedup->near;
    struct scrm_statement *put;
    uint32_t first =
        near->newest >= near->capacity ? near->newest - (uint32_t)near->capacity + 1 : 1;

    if (!dedup->settings.remembered)
        return 0;
    put = scrm_store_prepare(store, "INSERT INTO texts VALUES (?, ?, ?, ?)", err);
    if (!put || scrm_store_run(store, "DELETE FROM texts", err))
        return -1;
    for (uint32_t number = first; near->newest && number <= near->newest; number++) {
        const struct scrm_near_text *text = &near->texts[number % near->capacity];

        scrm_bind_int(put, 1, number - first + 1);
        scrm_bind_text(put, 2, scrm_buf_slice(&text->id));
        scrm_bind_int(put, 3, text->created_ms);
        scrm_bind_blob(put, 4, text->signature.bin, sizeof text->signature.bin);
        if (scrm_statement_run(put, err))
            return -1;
    }
    return 0;
}

int scrm_dedup_state_save(const struct scrm_dedup *dedup, const char *path,
                          struct scrm_err *err)
{
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_WRITE, &kind, err);
    int result = -1;

    if (store && scrm_store_begin(store, err) == 0) {
        if (save_seen(dedup, store, err) || save_texts(dedup, store, err))
            scrm_store_rollback(store);
        else
            result = scrm_store_commit(store, err);
    }
    scrm_store_close(store);
    return result;
}

/* A database that is closed is one file; a log beside it would be left behind. */
static int check_alone(const char *path, struct scrm_err *err)
{
    struct scrm_buf log = {0};
    int result = 0;

    scrm_buf_printf(&log, "%s-wal", path);
    if (access(scrm_buf_text(&log), F_OK) == 0)
        result = scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%s: another process uses it", path);
    scrm_buf_fini(&log);
    return result;
}

static int copy(const char *from, const char *to, struct scrm_err *err)
{
    enum { BLOCK = 1 << 20 };
    int in = open(from, O_RDONLY | O_CLOEXEC), result = 0;
    struct scrm_file_out out;
    char *bytes;
    ssize_t n = 0;

    if (in < 0)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", from);
    if (scrm_file_begin(&out, to, 0600, err)) {
        close(in);
        return -1;
    }
    bytes = scrm_alloc(BLOCK);
    while (result == 0 && (n = read(in, bytes, BLOCK)) != 0)
        if (n > 0 ? scrm_file_write_all(out.fd, bytes, (size_t)n) != 0 : errno != EINTR)
            result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", n > 0 ? to : from);
    if (result == 0)
        result = scrm_file_commit(&out, err);
    scrm_file_abandon(&out);
    free(bytes);
    close(in);
    return result;
}

int scrm_dedup_state_save_next(const struct scrm_dedup *dedup, const char *path,
                               const char *next, struct scrm_err *err)
{
    if (check_alone(path, err) || copy(path, next, err) ||
        scrm_dedup_state_save(dedup, next, err))
        return -1;
    return check_alone(next, err);
}

/* ---- forgetting ---- */

static int forget_texts(struct scrm_store *store, bool (*theirs)(void *, struct scrm_slice),
                        void *ctx, uint64_t *texts, struct scrm_err *err)
{
    struct scrm_statement *rows =
        scrm_store_prepare(store, "SELECT number, id FROM texts ORDER BY number", err);
    struct scrm_statement *drop =
        scrm_store_prepare(store, "DELETE FROM texts WHERE number = ?", err);
    int more = rows && drop ? 1 : -1;

    while (more > 0 && (more = scrm_statement_step(rows, err)) > 0) {
        if (!theirs(ctx, scrm_column_text(rows, 1)))
            continue;
        scrm_bind_int(drop, 1, scrm_column_int(rows, 0));
        if (scrm_statement_run(drop, err))
            return -1;
        ++*texts;
    }
    return more;
}

/* The mark that SQLite keeps in the 68th byte of a database. */
static bool is_state(const char *path)
{
    unsigned char head[72] = {0};
    FILE *file = fopen(path, "rbe");
    bool is = file && fread(head, 1, sizeof head, file) == sizeof head &&
              ((uint32_t)head[68] << 24 | (uint32_t)head[69] << 16 | (uint32_t)head[70] << 8 |
               head[71]) == (uint32_t)kind.application_id;

    if (file)
        fclose(file);
    return is;
}

int scrm_dedup_state_check_next(const char *path, const char *next, struct scrm_err *err)
{
    struct stat info;

    if (scrm_file_same(path, next))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--next: %s is the state itself", next);
    if (stat(next, &info) != 0 || (S_ISREG(info.st_mode) && info.st_size == 0) ||
        is_state(next))
        return 0;
    return scrm_err_set(err, SCRM_EXIT_DATA, "%s: is there already, and no dedup state", next);
}

int scrm_dedup_state_forget(const char *path, bool (*theirs)(void *ctx, struct scrm_slice id),
                            void *ctx, uint64_t *texts, struct scrm_err *err)
{
    struct scrm_store *store;
    int result = -1;

    *texts = 0;
    if (!is_state(path))
        return 0;
    store = scrm_store_open(path, SCRM_STORE_WRITE, &kind, err);
    if (store && scrm_store_begin(store, err) == 0) {
        if (forget_texts(store, theirs, ctx, texts, err))
            scrm_store_rollback(store);
        else
            result = scrm_store_commit(store, err);
    }
    if (result == 0 && *texts)
        result = scrm_store_scrub(store, err) ? -1 : 1;
    scrm_store_close(store);
    return result;
}
