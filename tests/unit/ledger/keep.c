/* Export and import, check, and forgetting a person down to the last byte. */
#include <sys/wait.h>

#include "world.h"

static const char *const posts[] = {
    "{'schema':'scrm.post/1','type':'post','id':'https://a.example/@zoraida/1','network':'m',"
    "'aliases':['m:a.example:901'],'created_at':'2026-01-05T09:00:00Z','rev':'1',"
    "'author_id':'https://a.example/u/zoraida','author_handle':'zoraida@a.example',"
    "'author_name':'Zoraida Quill','text':'Zoraida here, my kettle exploded this morning',"
    "'url':'https://a.example/@zoraida/1','channel':'zoraida-room',"
    "'route':{'action':'engage','queue':'billing','respond_by':'2026-01-05T13:00:00Z'}}",
    "{'schema':'scrm.post/1','type':'reply','id':'https://b.example/2','network':'m',"
    "'in_reply_to':'https://a.example/@zoraida/1','created_at':'2026-01-05T10:00:00Z',"
    "'direction':'outbound','rev':'1','text':'Dear @zoraida, sorry. Zoraida Quill, call us. "
    "Zoraida?',"
    "'author_id':'https://b.example/u/shop','author_handle':'shop'}",
    "{'schema':'scrm.post/1','type':'post','id':'https://a.example/@zoraida/3','network':'m',"
    "'created_at':'2026-01-05T11:00:00Z','author_id':'https://a.example/u/zoraida',"
    "'author_handle':'zoraida@a.example','rev':'1','title':'a second kettle',"
    "'text':'and the toaster failed as well yesterday','route':{'action':'engage'}}",
    "{'schema':'scrm.post/1','type':'post','id':'n:7','network':'n','rev':'1',"
    "'created_at':'2026-01-05T12:00:00Z','author_id':'u7','text':'quite another thing',"
    "'route':{'action':'engage','queue':'inbox'}}",
};
#define N (sizeof posts / sizeof *posts)

static void transfer(void)
{
    struct world world, copy;
    struct scrm_err err = {0};
    uint64_t events = 0;
    char *before, *after, *list, *copied, *file;

    world_open(&world, false);
    world_apply(&world, posts, 3, NULL);
    world_apply(&world, posts + 2, 2, NULL);
    before = world_export(&world);
    list = world_list(&world);
    file = scrm_file_join(world.dir, "export.ndjson");
    OK(scrm_file_write(file, scrm_slice_of(before), 0600, &err) == 0);
    T("an import gives the same cases and the same export, byte for byte")
    {
        world_open(&copy, true);
        OK(scrm_ledger_import(copy.ledger, file, &events, &copy.err) == 0 && events == N);
        after = world_export(&copy);
        copied = world_list(&copy);
        SAME(after, before);
        SAME(copied, list);
        world_check(&copy);
        free(after);
        free(copied);
    }
    T("a ledger that holds something takes no import")
    {
        OK(scrm_ledger_import(copy.ledger, file, &events, &err) == -1);
        OK(err.code == SCRM_EXIT_DATA);
        scrm_err_fini(&err);
        world_close(&copy);
    }
    T("an export that was cut short, anywhere, leaves nothing behind")
    {
        size_t len = strlen(before), at;

        for (at = 1; at < len; at += len / 23) {
            world_open(&copy, true);
            OK(scrm_file_write(file, (struct scrm_slice){before, len - at}, 0600, &err) == 0);
            OK(scrm_ledger_import(copy.ledger, file, &events, &err) == (at == 1 ? 0 : -1));
            OK(at == 1 || err.code == SCRM_EXIT_DATA);
            scrm_err_fini(&err);
            copied = world_list(&copy);
            OK(at == 1 || copied[0] == '\0');
            free(copied);
            world_close(&copy);
        }
    }
    free(before);
    free(list);
    free(file);
    world_close(&world);
}

/* Runs SQL behind the ledger's back. */
static void meddle(struct world *world, const char *sql)
{
    struct scrm_buf command = {0};

    scrm_buf_printf(&command, "sqlite3 %s \"%s\"", world->path, sql);
    OK(system(scrm_buf_text(&command)) == 0);
    scrm_buf_fini(&command);
}

static void checks(void)
{
    static const char *const harms[][2] = {
        {"UPDATE \\\"case\\\" SET state = 'pending'", "otherwise than its events say"},
        {"DELETE FROM \\\"case\\\" WHERE queue = 'inbox'", "missing from the list"},
        {"UPDATE key SET thread = 1", "leads to thread"},
        {"DELETE FROM content WHERE seq = 4", "has no content"},
        {"UPDATE count SET n = n + 1 WHERE name = 'posts'", "came in"},
        {"INSERT INTO content(seq, text) VALUES(99, 'x')", "contents"},
    };
    size_t i;

    T("check finds what was changed behind the ledger's back")
    {
        for (i = 0; i < sizeof harms / sizeof *harms; i++) {
            struct scrm_buf report = {0};
            struct world world;

            world_open(&world, false);
            world_apply(&world, posts, N, NULL);
            world_check(&world);
            meddle(&world, harms[i][0]);
            OK(scrm_ledger_check(world.ledger, &report, &world.err) == 1);
            if (!OK(strstr(scrm_buf_text(&report), harms[i][1]) != NULL))
                printf("%s: %s\n", harms[i][0], scrm_buf_text(&report));
            scrm_buf_fini(&report);
            world_close(&world);
        }
    }
    T("events can be neither changed nor removed")
    {
        struct world world;
        struct scrm_buf command = {0};

        world_open(&world, false);
        world_apply(&world, posts, N, NULL);
        scrm_buf_printf(&command, "sqlite3 %s 'DELETE FROM event' 2>/dev/null", world.path);
        OK(system(scrm_buf_text(&command)) != 0);
        scrm_buf_reset(&command);
        scrm_buf_printf(&command, "sqlite3 %s 'UPDATE event SET at = 1' 2>/dev/null",
                        world.path);
        OK(system(scrm_buf_text(&command)) != 0);
        scrm_buf_fini(&command);
        world_close(&world);
    }
}

/* ---- erase ---- */

static const char *const traces[] = {
    "zoraida", "Zoraida", "Quill", "kettle exploded", "toaster failed", "second kettle", "/@z"};

/* Whether any trace stands in the bytes of a file. */
static bool trace_in(const char *path)
{
    struct scrm_buf bytes = {0};
    struct scrm_err err = {0};
    bool found = false;
    size_t i;

    if (access(path, F_OK) == 0 && OK(scrm_file_read(path, &bytes, &err) == 0))
        for (i = 0; i < sizeof traces / sizeof *traces; i++)
            if (bytes.len && memmem(bytes.at, bytes.len, traces[i], strlen(traces[i]))) {
                printf("  %s in %s\n", traces[i], path);
                found = true;
            }
    scrm_buf_fini(&bytes);
    scrm_err_fini(&err);
    return found;
}

/* A spool as fetch and the pipe leave it behind. */
static void write_spool(struct world *world, struct scrm_slice emitted)
{
    static const char raw[] =
        "{\"schema\":\"scrm.raw/1\",\"source\":\"m.hashtag\",\"args\":{},"
        "\"record\":{\"uri\":\"https:\\/\\/a.example\\/@zoraida\\/1\",\"content\":"
        "\"<p>my kettle exploded this morning<\\/p>\",\"account\":{\"acct\":"
        "\"zoraida@a.example\"}}}\n"
        "{\"schema\":\"scrm.raw/1\",\"source\":\"m.hashtag\",\"args\":{},\"record\":"
        "{\"content\":\"Dear @zoraida@a.example\",\"mentions\":[{\"acct\":"
        "\"zoraida@a.example\"}],\"account\":{\"acct\":\"shop\"}}}\n"
        "{\"file\":\"x\",\"line\":3,\"offset\":9,\"reason\":\"bad\",\"raw_base64\":"
        "\"eyJhdXRob3IiOiJ6b3JhaWRhQGEuZXhhbXBsZSIK\"}\n"
        "{\"schema\":\"scrm.end/1\",\"stages\":[]}\n";
    char *folder = scrm_file_join(world->dir, "spool/m");
    char *one = scrm_file_join(folder, "1.ndjson"), *two = scrm_file_join(folder, "2.ndjson");

    OK(scrm_file_mkdir(folder, 0700, &world->err) == 0);
    OK(scrm_file_write(one, scrm_slice_of(raw), 0640, &world->err) == 0);
    OK(scrm_file_write(two, emitted, 0640, &world->err) == 0);
    free(folder);
    free(one);
    free(two);
}

static void forgotten(struct world *world, char *spool, struct scrm_slice emitted)
{
    struct scrm_ledger_erase erase = {.author = "zoraida@a.example",
                                      .folders = (const char *const *)&spool,
                                      .n_folders = 1,
                                      .by = "dpo",
                                      .now_ms = world->now_ms};
    struct scrm_ledger_erased erased;
    static const char *const parts[] = {"ledger.db", "ledger.db-wal", "spool/m/1.ndjson",
                                        "spool/m/2.ndjson"};
    struct scrm_buf lines = {0};
    size_t i;

    write_spool(world, emitted);
    OK(scrm_ledger_erase(world->ledger, &erase, &erased, &world->err) == 0);
    T("erasing says what it did and finds nothing left")
    {
        OK(erased.posts == 2 && erased.masked == 1 && erased.files == 2);
        OK(erased.lines == 6 && erased.residue == 0 && erased.searched_bytes > 4096);
    }
    T("no byte of the person is left in database, log and spool")
    {
        for (i = 0; i < sizeof parts / sizeof *parts; i++) {
            char *path = scrm_file_join(world->dir, parts[i]);

            OK(!trace_in(path));
            free(path);
        }
    }
    T("lines keep their number, and a reject keeps its place without its bytes")
    {
        char *one = scrm_file_join(world->dir, parts[2]);

        OK(scrm_file_read(one, &lines, &world->err) == 0);
        OK(strstr(scrm_buf_text(&lines),
                  "\"record\":{\"schema\":\"scrm.post/1\",\"id\":\"erased:") != NULL);
        OK(strstr(scrm_buf_text(&lines), "Dear [erased]") != NULL);
        OK(strstr(scrm_buf_text(&lines), "\"offset\":9,\"reason\":\"erased\"") != NULL);
        scrm_buf_fini(&lines);
        free(one);
    }
}

static void erases(void)
{
    struct world world, copy;
    struct scrm_buf emitted = {0};
    struct scrm_apply_count count;
    char *before, *after, *export, *file, *spool;
    uint64_t events;
    size_t cases = 0, i;

    world_open(&world, false);
    world_apply(&world, posts, N, &emitted);
    before = world_list(&world);
    spool = scrm_file_join(world.dir, "spool");
    forgotten(&world, spool, scrm_buf_slice(&emitted));
    after = world_list(&world);
    T("counts and states of the cases are as before")
    {
        for (i = 0; before[i]; i++)
            cases += before[i] == '\n';
        for (i = 0; after[i]; i++)
            cases -= after[i] == '\n';
        OK(cases == 0 && strstr(after, "\"ins\":1,\"outs\":1,\"posts\":2") != NULL);
        OK(strstr(after, "\"deleted\":true") && strstr(after, "quite another thing"));
        world_check(&world);
    }
    T("an export has nothing of the person and can be imported")
    {
        export = world_export(&world);
        file = scrm_file_join(world.dir, "export.ndjson");
        OK(scrm_file_write(file, scrm_slice_of(export), 0600, &world.err) == 0);
        OK(!trace_in(file));
        world_open(&copy, true);
        OK(scrm_ledger_import(copy.ledger, file, &events, &copy.err) == 0);
        free(after);
        after = world_export(&copy);
        SAME(after, export);
        world_check(&copy);
        free(file);
        free(export);
    }
    T("the erased posts given again, as they were or edited, bring nothing back")
    {
        static const char *const edited[] = {
            "{'type':'post','id':'m:a.example:901','network':'m','rev':'2',"
            "'created_at':'2026-01-05T09:00:00Z','updated_at':'2026-01-05T09:30:00Z',"
            "'author_id':'https://a.example/u/zoraida','author_name':'Zoraida Quill',"
            "'text':'the kettle exploded, I say','route':{'action':'engage'}}"};

        count = world_apply(&world, posts, N, NULL);
        OK(count.again == N && count.cases == 0);
        count = world_apply(&copy, edited, 1, NULL);
        OK(count.again == 0 && count.cases == 0);
        export = world_export(&copy);
        OK(!strstr(export, "Zoraida") && !strstr(export, "zoraida"));
        OK(!strstr(export, "exploded"));
        world_check(&copy);
        world_check(&world);
        free(export);
        world_close(&copy);
    }
    T("a person who writes anew is somebody new")
    {
        static const char *const anew[] = {
            "{'type':'post','id':'https://a.example/@zoraida/8','network':'m','rev':'1',"
            "'created_at':'2026-01-08T09:00:00Z','author_id':'https://a.example/u/zoraida',"
            "'text':'good morning again','route':{'action':'engage'}}"};

        count = world_apply(&world, anew, 1, NULL);
        OK(count.cases == 1);
        free(after);
        after = world_list(&world);
        OK(strstr(after, "good morning again") != NULL);
        world_check(&world);
    }
    free(before);
    free(after);
    free(spool);
    scrm_buf_fini(&emitted);
    world_close(&world);
}

/* Two people on two networks have one handle. */
static void namesakes(void)
{
    static const char *const two[] = {
        "{'id':'a:1','network':'a','author_id':'a-x1','author_handle':'samename','rev':'1',"
        "'created_at':'2026-01-05T09:00:00Z','text':'the first of us speaking here'}",
        "{'id':'b:1','network':'b','author_id':'b-x2','author_handle':'samename','rev':'1',"
        "'created_at':'2026-01-05T09:00:00Z','text':'and the second one, elsewhere'}"};
    struct scrm_ledger_erase erase = {.author = "@samename", .by = "dpo"};
    struct scrm_ledger_erased erased;
    struct scrm_err err = {0};
    struct world world;
    char *list;

    world_open(&world, false);
    world_apply(&world, two, 2, NULL);
    T("a handle of several is refused with their ids, and nothing is erased")
    {
        OK(scrm_ledger_erase(world.ledger, &erase, &erased, &err) == -1);
        OK(err.code == SCRM_EXIT_USAGE && err.hint && strstr(err.hint, "a-x1, b-x2"));
        scrm_err_fini(&err);
        list = world_list(&world);
        OK(strstr(list, "first of us") && strstr(list, "second one"));
        free(list);
    }
    T("erasing one leaves the other, whose handle is no residue")
    {
        erase.author = "a-x1";
        OK(scrm_ledger_erase(world.ledger, &erase, &erased, &world.err) == 0);
        OK(erased.posts == 1 && erased.residue == 0);
        list = world_list(&world);
        OK(!strstr(list, "first of us") && strstr(list, "\"author_handle\":\"samename\""));
        free(list);
        world_check(&world);
    }
    world_close(&world);
}

/* ---- several writers ---- */

static int write_some(const char *path, size_t writer)
{
    struct world world = {.now_ms = 1767571200000};
    size_t i;

    t_failed = 0;
    world.ledger = scrm_ledger_open(path, SCRM_STORE_WRITE, &world.err);
    for (i = 0; world.ledger && i < 10; i++) {
        char post[256];
        const char *posted = post;

        snprintf(post, sizeof post,
                 "{'id':'n:%zu','in_reply_to':'n:0','type':'reply','network':'n','rev':'1',"
                 "'created_at':'2026-01-05T09:00:%02zuZ','text':'x','author_id':'u%zu',"
                 "'route':{'action':'engage'}}",
                 1 + writer * 5 + i, i, writer);
        world_apply(&world, &posted, 1, NULL);
    }
    scrm_ledger_close(world.ledger);
    scrm_err_fini(&world.err);
    return t_failed != 0;
}

static void writers(void)
{
    struct world world;
    pid_t children[8];
    char *list;
    size_t i;

    T("eight writers on one thread of posts, half of them twice: none fails, all is there once")
    {
        world_open(&world, false);
        for (i = 0; i < 8; i++)
            if ((children[i] = fork()) == 0)
                _exit(write_some(world.path, i));
        for (i = 0; i < 8; i++) {
            int status = -1;

            OK(waitpid(children[i], &status, 0) == children[i] && status == 0);
        }
        list = world_list(&world);
        OK(strstr(list, "\"ins\":45,") != NULL);
        world_check(&world);
        free(list);
        world_close(&world);
    }
}

int main(void)
{
    transfer();
    checks();
    erases();
    namesakes();
    writers();
    return t_end();
}
