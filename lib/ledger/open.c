/*
 * The ledger's tables, its statements, opening and transactions.
 *
 * key maps every digest that a post is known or joined by (id, aliases,
 * parent, conversation, private channel) to a thread, and an id to its first
 * sighting (later sightings are keys of their own); a
 * thread that was joined to another has a row in `joined`. event is
 * append-only: triggers refuse the rest. content holds what can be erased.
 * case is the cache of the fold, stored in the order in which it is listed.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

static const char *const migrations[] = {
    "CREATE TABLE event(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,"
    " thread INTEGER NOT NULL, \"case\" INTEGER, by TEXT, cause BLOB, facts TEXT NOT NULL);"
    "CREATE INDEX event_thread ON event(thread);"
    "CREATE TRIGGER event_no_update BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;"
    "CREATE TRIGGER event_no_delete BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;"
    "CREATE TABLE key(slot INTEGER PRIMARY KEY, low INTEGER NOT NULL, thread INTEGER NOT NULL,"
    " seen INTEGER, erased INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE joined(thread INTEGER PRIMARY KEY, root INTEGER NOT NULL);"
    "CREATE INDEX joined_root ON joined(root);"
    "CREATE TABLE author(digest INTEGER PRIMARY KEY, num INTEGER NOT NULL);"
    "CREATE TABLE forgotten(author INTEGER PRIMARY KEY);"
    "CREATE TABLE content(seq INTEGER PRIMARY KEY, id TEXT, url TEXT, channel TEXT, title TEXT,"
    " text TEXT, author_id TEXT, author_handle TEXT, author_name TEXT, author_url TEXT,"
    " customer_id TEXT, customer_name TEXT);"
    "CREATE TABLE \"case\"(bucket INTEGER NOT NULL, since INTEGER NOT NULL, id INTEGER NOT "
    "NULL,"
    " post BLOB NOT NULL, thread INTEGER NOT NULL, state TEXT NOT NULL, resolved INTEGER,"
    " waiting INTEGER, respond_by INTEGER, queue TEXT, owner TEXT, members TEXT NOT NULL,"
    " PRIMARY KEY(bucket, since, id, post)) WITHOUT ROWID;"
    "CREATE INDEX case_id ON \"case\"(id);"
    "CREATE INDEX case_thread ON \"case\"(thread);"
    "CREATE TABLE count(name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"
    "INSERT INTO count VALUES('posts', 0), ('again', 0), ('authors', 0);",
    /* Whose turn it is, is read off the last assignments. */
    "CREATE INDEX event_assign ON event(seq) WHERE kind = 'assign';",
    /* Those that wait are listed by priority first: see scrm_case_turn(). */
    "UPDATE \"case\" SET since = since +"
    " (CASE json_extract('{' || members || '}', '$.priority')"
    "  WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'low' THEN 3 ELSE 2 END << 50)"
    " WHERE bucket = 0;",
    /* Rows say more than before: `stale` until they were folded anew. */
    ("CREATE TABLE stale(n INTEGER PRIMARY KEY);"
     "INSERT INTO stale SELECT 1 WHERE EXISTS(SELECT 1 FROM event);"),
    /* What the house decides; without a row as shipped. And a row says when its state turns,
     * which hangs on that. */
    ("CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
     "ALTER TABLE \"case\" RENAME COLUMN resolved TO turns;"
     "INSERT OR IGNORE INTO stale SELECT 1 WHERE EXISTS(SELECT 1 FROM event);"),
    /* Rows say when a case was answered. */
    "INSERT OR IGNORE INTO stale SELECT 1 WHERE EXISTS(SELECT 1 FROM event);",
};

/* "SCRM" */
static const struct scrm_store_kind kind = {"ledger", 0x5343524d, migrations,
                                            sizeof migrations / sizeof *migrations};

#define EVENT_COLUMNS "seq, at, kind, thread, \"case\", by, cause, facts"
#define CONTENT_COLUMNS                                                                        \
    "id, url, channel, title, text, author_id, author_handle, author_name, author_url,"        \
    " customer_id, customer_name"
#define CASE_COLUMNS                                                                           \
    "bucket, since, id, post, thread, state, turns, waiting, respond_by, queue, owner,"        \
    " members"

static const char *const texts[SQL_STATEMENTS_N] = {
    [SQL_KEY_GET] = "SELECT low, thread, seen, erased FROM key WHERE slot = ?1",
    [SQL_KEY_PUT] = "INSERT INTO key(slot, low, thread, seen) VALUES(?1, ?2, ?3, ?4)",
    [SQL_KEY_SEEN] = "UPDATE key SET seen = ?2 WHERE slot = ?1",
    [SQL_KEY_ERASE] = "UPDATE key SET erased = 1 WHERE slot = ?1",
    [SQL_KEY_FIND] = "SELECT slot, low, thread FROM key WHERE slot BETWEEN ?1 AND ?2",
    [SQL_ROOT] = "SELECT root FROM joined WHERE thread = ?1",
    [SQL_JOIN_MOVE] = "UPDATE joined SET root = ?1 WHERE root = ?2",
    [SQL_JOIN_PUT] = "INSERT INTO joined(thread, root) VALUES(?1, ?2)",
    [SQL_MEMBERS] = "SELECT thread FROM joined WHERE root = ?1",
    [SQL_THREADS] = "SELECT DISTINCT thread FROM event WHERE thread > 0 AND thread NOT IN"
                    " (SELECT thread FROM joined) ORDER BY thread",
    [SQL_AUTHOR_GET] = "SELECT num FROM author WHERE digest = ?1",
    [SQL_AUTHOR_PUT] = "INSERT INTO author(num, digest) VALUES(?1, ?2)",
    [SQL_AUTHOR_DROP] = "DELETE FROM author WHERE num = ?1",
    [SQL_AUTHORS] = "SELECT num, digest FROM author ORDER BY num",
    [SQL_FORGET] = "INSERT OR IGNORE INTO forgotten(author) VALUES(?1)",
    [SQL_FORGOTTEN] = "SELECT author FROM forgotten ORDER BY author",
    [SQL_EVENT_PUT] =
        "INSERT INTO event(" EVENT_COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_EVENTS] = "SELECT " EVENT_COLUMNS " FROM event WHERE thread = ?1 ORDER BY seq",
    [SQL_EVENTS_ALL] = "SELECT " EVENT_COLUMNS " FROM event ORDER BY seq",
    [SQL_HISTORY] = "SELECT " EVENT_COLUMNS " FROM event WHERE thread = ?1 OR thread IN"
                    " (SELECT thread FROM joined WHERE root = ?1) ORDER BY seq",
    [SQL_CONTENT_PUT] = "INSERT OR REPLACE INTO content(seq, " CONTENT_COLUMNS
                        ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SQL_CONTENT_GET] = "SELECT " CONTENT_COLUMNS " FROM content WHERE seq = ?1",
    [SQL_CONTENT_DROP] = "DELETE FROM content WHERE seq = ?1",
    [SQL_CONTENTS] = "SELECT " CONTENT_COLUMNS ", seq FROM content ORDER BY seq",
    [SQL_CASE_PUT] = "INSERT INTO \"case\"(" CASE_COLUMNS
                     ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SQL_CASE_DROP] = "DELETE FROM \"case\" WHERE thread = ?1",
    [SQL_CASE_FIND] =
        "SELECT " CASE_COLUMNS " FROM \"case\" WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 9",
    [SQL_CASE_FORMER] = "SELECT DISTINCT \"case\" FROM event WHERE \"case\" BETWEEN ?1 AND ?2"
                        " ORDER BY 1 LIMIT 9",
    [SQL_CASE_THREAD] = "SELECT " CASE_COLUMNS " FROM \"case\" WHERE thread = ?1 ORDER BY id",
    [SQL_CASE_LIST] = "SELECT id, state, turns, waiting, respond_by, members, queue, owner"
                      " FROM \"case\" WHERE bucket BETWEEN ?1 AND ?2"
                      " ORDER BY bucket, since, id, post",
    [SQL_CASE_IDS] = "SELECT id FROM \"case\" ORDER BY bucket, since, id LIMIT 20000",
    [SQL_HANDLE_IDS] = "SELECT count(*), group_concat(id, ', ') FROM"
                       " (SELECT DISTINCT ifnull(author_id, author_handle) AS id FROM content"
                       " WHERE author_handle = ?1 ORDER BY 1)",
    [SQL_EVENT_THREAD] = "SELECT thread FROM event WHERE seq = ?1",
    [SQL_COUNTS] = "SELECT name, n FROM count ORDER BY name",
    [SQL_ASSIGNED] = "SELECT json_extract(facts, '$.owner'), seq, at FROM event"
                     " WHERE kind = 'assign' ORDER BY seq",
    [SQL_LOADS] = "SELECT owner, count(*) FROM \"case\" WHERE bucket < 2 AND owner IS NOT NULL"
                  " GROUP BY owner ORDER BY owner",
    [SQL_SETTINGS] = "SELECT name, value FROM setting ORDER BY name",
    [SQL_SETTING_PUT] = "INSERT INTO setting(name, value) VALUES(?1, ?2) ON CONFLICT(name)"
                        " DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
    [SQL_SETTING_DROP] = "DELETE FROM setting WHERE name = ?1",
    [SQL_COUNT_ADD] = "UPDATE count SET n = n + ?2 WHERE name = ?1",
};

struct scrm_statement *scrm_ledger_sql(struct scrm_ledger *ledger, enum scrm_ledger_sql which,
                                       struct scrm_err *err)
{
    struct scrm_statement **statement = &ledger->statements[which];

    if (!*statement)
        *statement = scrm_store_prepare(ledger->store, texts[which], err);
    else
        scrm_statement_reset(*statement);
    return *statement;
}

/* A file of a former format has rows of that format: they are made anew, once. */
static int freshen(struct scrm_ledger *ledger, struct scrm_err *err)
{
    static const char stale[] = "SELECT EXISTS(SELECT 1 FROM stale)";
    int64_t is = 0;
    int result;

    if (scrm_store_number(ledger->store, stale, 0, &is, err))
        return -1;
    if (!is)
        return 0;
    if (scrm_ledger_begin(ledger, err))
        return -1;
    result = scrm_store_number(ledger->store, stale, 0, &is, err); /* another may be faster */
    if (result == 0 && is)
        result = scrm_refold_all(ledger, err) ||
                         scrm_store_run(ledger->store, "DELETE FROM stale", err)
                     ? -1
                     : 0;
    return scrm_ledger_end(ledger, result, err);
}

struct scrm_ledger *scrm_ledger_open(const char *path, enum scrm_store_mode mode,
                                     struct scrm_err *err)
{
    struct scrm_store *store = scrm_store_open(path, mode, &kind, err);
    struct scrm_ledger *ledger;

    if (!store)
        return NULL;
    ledger = scrm_alloc_zero(1, sizeof *ledger);
    ledger->store = store;
    scrm_settings_init(&ledger->settings);
    scrm_facts_keys(ledger);
    if (freshen(ledger, err)) {
        scrm_ledger_close(ledger);
        return NULL;
    }
    return ledger;
}

const char *scrm_ledger_path(const struct scrm_ledger *ledger)
{
    return scrm_store_path(ledger->store);
}

void scrm_ledger_close(struct scrm_ledger *ledger)
{
    if (!ledger)
        return;
    scrm_store_close(ledger->store);
    scrm_keys_free(ledger->keys);
    scrm_scanner_fini(&ledger->scanner);
    scrm_arena_fini(&ledger->content);
    free(ledger->values);
    scrm_settings_fini(&ledger->settings);
    scrm_buf_fini(&ledger->setting_rows);
    free(ledger->forgotten);
    free(ledger);
}

/* Who was erased is asked for every fact: kept in memory for a transaction. */
int scrm_ledger_load_forgotten(struct scrm_ledger *ledger, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_FORGOTTEN, err);
    int step = -1;

    ledger->n_forgotten = 0;
    while (select && (step = scrm_statement_step(select, err)) > 0) {
        SCRM_GROW(ledger->forgotten, ledger->n_forgotten, ledger->cap_forgotten);
        ledger->forgotten[ledger->n_forgotten++] = (uint64_t)scrm_column_int(select, 0);
    }
    return step;
}

static int load_state(struct scrm_ledger *ledger, struct scrm_err *err)
{
    int64_t joined;

    if (scrm_store_number(ledger->store, "SELECT EXISTS(SELECT 1 FROM joined)", 0, &joined,
                          err))
        return -1;
    ledger->any_joined = joined != 0;
    return scrm_ledger_load_forgotten(ledger, err) || scrm_ledger_load_settings(ledger, err)
               ? -1
               : 0;
}

int scrm_ledger_begin(struct scrm_ledger *ledger, struct scrm_err *err)
{
    if (scrm_store_begin(ledger->store, err))
        return -1;
    return load_state(ledger, err) ? scrm_ledger_end(ledger, -1, err) : 0;
}

int scrm_ledger_begin_read(struct scrm_ledger *ledger, struct scrm_err *err)
{
    if (scrm_store_begin_read(ledger->store, err))
        return -1;
    return load_state(ledger, err) ? scrm_ledger_end(ledger, -1, err) : 0;
}

int scrm_ledger_end(struct scrm_ledger *ledger, int result, struct scrm_err *err)
{
    if (result == 0)
        return scrm_store_commit(ledger->store, err);
    scrm_store_rollback(ledger->store);
    return -1;
}

struct scrm_bytes16 scrm_bytes_of(struct scrm_digest digest)
{
    struct scrm_bytes16 bytes;
    int i;

    for (i = 0; i < 8; i++) {
        bytes.at[i] = (unsigned char)(digest.high >> (56 - 8 * i));
        bytes.at[8 + i] = (unsigned char)(digest.low >> (56 - 8 * i));
    }
    return bytes;
}

struct scrm_digest scrm_digest_of(struct scrm_slice bytes)
{
    struct scrm_digest digest = {0, 0};
    size_t i;

    for (i = 0; bytes.len == 16 && i < 8; i++) {
        digest.high = digest.high << 8 | (unsigned char)bytes.at[i];
        digest.low = digest.low << 8 | (unsigned char)bytes.at[8 + i];
    }
    return digest;
}
