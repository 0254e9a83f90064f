/* The store: settings, migrations, refusals, the lock, and scrubbing. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../t.h"

#include "base/file.h"
#include "store/store.h"

static const char *const steps[] = {
    "CREATE TABLE word(at INTEGER PRIMARY KEY, text TEXT)",
    "ALTER TABLE word ADD COLUMN n INTEGER NOT NULL DEFAULT 7",
};
static const struct scrm_store_kind first = {"dictionary", 0x5344, steps, 1};
static const struct scrm_store_kind second = {"dictionary", 0x5344, steps, 2};
static const struct scrm_store_kind other = {"atlas", 0x5345, steps, 1};

static char dir[] = "/tmp/scrm-store-XXXXXX";

static char *in_dir(const char *name)
{
    return scrm_file_join(dir, name);
}

/* Opens, expects the code (0: works), closes. */
static void expect(const char *path, enum scrm_store_mode mode,
                   const struct scrm_store_kind *kind, int code, const char *says)
{
    struct scrm_err err = {0};
    struct scrm_store *store = scrm_store_open(path, mode, kind, &err);

    OK((store != NULL) == (code == 0));
    OK((int)err.code == code);
    OK(!says || (err.text && strstr(err.text, says)));
    scrm_store_close(store);
    scrm_err_fini(&err);
}

static void refusals(void)
{
    char *path = in_dir("words.db"), *text = in_dir("notes.txt"), *none = in_dir("none/x.db");
    struct scrm_err err = {0};

    T("a missing file is 66 unless it may be made")
    {
        expect(path, SCRM_STORE_READ, &first, 66, "no such dictionary");
        expect(path, SCRM_STORE_WRITE, &first, 66, "no such dictionary");
        expect(none, SCRM_STORE_CREATE, &first, 66, NULL);
        OK(access(path, F_OK) != 0);
    }
    T("a made file is private and opens again")
    {
        struct stat status;

        expect(path, SCRM_STORE_CREATE, &first, 0, NULL);
        OK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0600);
        expect(path, SCRM_STORE_READ, &first, 0, NULL);
    }
    T("text, a folder and another kind of database are 65")
    {
        OK(scrm_file_write(text,
                           SCRM_SLICE("this is no database, it is a sentence "
                                      "and long enough to look like a page\n"),
                           0600, &err) == 0);
        expect(text, SCRM_STORE_CREATE, &first, 65, "not a database");
        expect(dir, SCRM_STORE_CREATE, &first, 65, "no regular file");
        expect(path, SCRM_STORE_WRITE, &other, 65, "no atlas of scrm");
    }
    T("a newer format is refused, an older one is led forward")
    {
        struct scrm_store *store;
        int64_t n = 0;

        expect(path, SCRM_STORE_READ, &second, 0, NULL);
        expect(path, SCRM_STORE_WRITE, &first, 65, "newer scrm");
        store = scrm_store_open(path, SCRM_STORE_WRITE, &second, &err);
        OK(store && scrm_store_run(store, "INSERT INTO word(text) VALUES('a')", &err) == 0);
        OK(store && scrm_store_number(store, "SELECT n FROM word", 0, &n, &err) == 0 && n == 7);
        scrm_store_close(store);
    }
    scrm_err_fini(&err);
    free(path);
    free(text);
    free(none);
}

static void damage(void)
{
    char *path = in_dir("damaged.db");
    struct scrm_err err = {0};
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_CREATE, &first, &err);
    int fd;

    OK(scrm_store_run(store,
                      "WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM i "
                      "WHERE n < 2000) INSERT INTO word SELECT n, 'word number ' || n FROM i",
                      &err) == 0);
    scrm_store_close(store);
    fd = open(path, O_WRONLY);
    OK(pwrite(fd, "################################", 32, 4096) == 32);
    close(fd);
    T("a damaged file says so with 65, or the check finds it")
    {
        struct scrm_buf report = {0};
        int sound = -1;

        store = scrm_store_open(path, SCRM_STORE_WRITE, &first, &err);
        if (store)
            sound = scrm_store_check(store, &report, &err);
        OK(sound == 1 ? report.len > 0 : err.code == SCRM_EXIT_DATA);
        scrm_store_close(store);
        scrm_buf_fini(&report);
    }
    scrm_err_fini(&err);
    free(path);
}

/* Whether the bytes stand in the file or its log. */
static bool bytes_in(const char *path, const char *bytes)
{
    static const char *const parts[] = {"", "-wal"};
    bool found = false;
    size_t i;

    for (i = 0; i < 2; i++) {
        struct scrm_buf whole = {0}, name = {0};
        struct scrm_err err = {0};

        scrm_buf_printf(&name, "%s%s", path, parts[i]);
        if (scrm_file_read(scrm_buf_text(&name), &whole, &err) == 0)
            found |= memmem(scrm_buf_text(&whole), whole.len, bytes, strlen(bytes)) != NULL;
        scrm_buf_fini(&whole);
        scrm_buf_fini(&name);
        scrm_err_fini(&err);
    }
    return found;
}

static void statements(void)
{
    char *path = in_dir("rows.db");
    struct scrm_err err = {0};
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_CREATE, &first, &err);
    struct scrm_statement *insert =
        scrm_store_prepare(store, "INSERT INTO word VALUES(?1, ?2)", &err);
    struct scrm_statement *select =
        scrm_store_prepare(store, "SELECT at, text FROM word ORDER BY at", &err);
    int64_t n = -1;

    T("rows come back as they went in")
    {
        scrm_bind_int(insert, 1, INT64_MIN);
        scrm_bind_text(insert, 2, SCRM_SLICE("k\xc3\xa4se"));
        OK(scrm_statement_run(insert, &err) == 0);
        OK(scrm_store_changes(store) == 1);
        scrm_bind_int(insert, 1, 5);
        scrm_bind_text(insert, 2, (struct scrm_slice){NULL, 0});
        OK(scrm_statement_run(insert, &err) == 0);
        OK(scrm_statement_step(select, &err) == 1);
        OK(scrm_column_int(select, 0) == INT64_MIN);
        OK(scrm_slice_is(scrm_column_text(select, 1), "k\xc3\xa4se"));
        OK(scrm_statement_step(select, &err) == 1);
        OK(scrm_column_null(select, 1) && scrm_column_text(select, 1).at == NULL);
        OK(scrm_statement_step(select, &err) == 0);
    }
    T("a rolled back transaction leaves nothing")
    {
        OK(scrm_store_begin(store, &err) == 0);
        OK(scrm_store_run(store, "DELETE FROM word", &err) == 0);
        scrm_store_rollback(store);
        OK(scrm_store_number(store, "SELECT count(*) FROM word", -1, &n, &err) == 0 && n == 2);
    }
    T("after scrubbing no byte of a deleted row is left")
    {
        OK(bytes_in(path, "k\xc3\xa4se"));
        OK(scrm_store_run(store, "DELETE FROM word", &err) == 0);
        OK(scrm_store_scrub(store, &err) == 0);
        OK(!bytes_in(path, "k\xc3\xa4se"));
    }
    T("a mistake in SQL is a bug, 70")
    {
        OK(scrm_store_prepare(store, "SELEKT", &err) == NULL && err.code == SCRM_EXIT_BUG);
    }
    scrm_store_close(store);
    scrm_err_fini(&err);
    free(path);
}

/* Adds `n` rows, a transaction each. Returns an exit status. */
static int add_rows(const char *path, int n)
{
    struct scrm_err err = {0};
    struct scrm_store *store = scrm_store_open(path, SCRM_STORE_CREATE, &first, &err);

    while (store && n-- > 0)
        if (scrm_store_begin(store, &err) ||
            scrm_store_run(store, "INSERT INTO word(text) SELECT count(*) FROM word", &err) ||
            scrm_store_commit(store, &err))
            break;
    scrm_store_close(store);
    scrm_err_fini(&err);
    return n < 0 ? 0 : 1;
}

static void writers(void)
{
    char *path = in_dir("many.db");
    struct scrm_err err = {0};
    struct scrm_store *store;
    pid_t children[8];
    int64_t n = 0;
    size_t i;

    T("eight writers that begin at once all get through")
    {
        for (i = 0; i < 8; i++)
            if ((children[i] = fork()) == 0)
                _exit(add_rows(path, 25));
        for (i = 0; i < 8; i++) {
            int status = -1;

            OK(waitpid(children[i], &status, 0) == children[i] && status == 0);
        }
        store = scrm_store_open(path, SCRM_STORE_READ, &first, &err);
        OK(store &&
           scrm_store_number(store, "SELECT count(DISTINCT text) FROM word", 0, &n, &err) == 0);
        OK(n == 200);
        scrm_store_close(store);
    }
    scrm_err_fini(&err);
    free(path);
}

int main(void)
{
    char command[64];

    if (!mkdtemp(dir))
        return 1;
    refusals();
    damage();
    statements();
    writers();
    snprintf(command, sizeof command, "rm -rf %s", dir);
    OK(system(command) == 0);
    return t_end();
}
