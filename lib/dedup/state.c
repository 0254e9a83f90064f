/*
 * Two tables. They are read whole and written whole: a run looks at memory
 * alone, and what a run leaves behind is one transaction.
 */
#include "dedup/state.h"

#include <unistd.h>

#include "base/time.h"
#include "store/store.h"

static const char *const migrations[] = {
    "CREATE TABLE seen (id BLOB PRIMARY KEY, changed_s INTEGER NOT NULL, rev INTEGER NOT NULL)"
    " WITHOUT ROWID, STRICT;"
    "CREATE TABLE texts (number INTEGER PRIMARY KEY, id TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL, signature BLOB NOT NULL) STRICT;"};

static const struct scrm_store_kind kind = {.name = "dedup state",
                                            .application_id = 0x73634464, /* "scDd" */
                                            .migrations = migrations,
                                            .formats = 1};

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
    return result;
}

static int save_seen(const struct scrm_dedup *dedup, struct scrm_store *store, int64_t since_ms,
                     struct scrm_err *err)
{
    struct scrm_statement *put =
        scrm_store_prepare(store,
                           "INSERT INTO seen VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
                           " changed_s = excluded.changed_s, rev = excluded.rev"
                           " WHERE changed_s <> excluded.changed_s OR rev <> excluded.rev",
                           err);
    struct scrm_statement *forget =
        scrm_store_prepare(store, "DELETE FROM seen WHERE changed_s < ?", err);
    char id[16];

    if (!put || !forget)
        return -1;
    for (size_t i = 0; i < dedup->seen.places; i++) {
        const struct scrm_sighting *at = &dedup->seen.at[i];

        if (!at->id.high && !at->id.low)
            continue;
        put_word(id, at->id.high);
        put_word(id + 8, at->id.low);
        scrm_bind_blob(put, 1, id, sizeof id);
        scrm_bind_int(put, 2, at->changed_s);
        scrm_bind_int(put, 3, at->rev);
        if (scrm_statement_run(put, err))
            return -1;
    }
    scrm_bind_int(forget, 1, since_ms / SCRM_SECOND_MS);
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

int scrm_dedup_state_save(const struct scrm_dedup *dedup, const char *path, int64_t since_ms,
                          struct scrm_err *err)
{
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_WRITE, &kind, err);
    int result = -1;

    if (store && scrm_store_begin(store, err) == 0) {
        if (save_seen(dedup, store, since_ms, err) || save_texts(dedup, store, err))
            scrm_store_rollback(store);
        else
            result = scrm_store_commit(store, err);
    }
    scrm_store_close(store);
    return result;
}
