/*
 * The supervisor's parts: pipelines and whom to blame, the desk's file, the
 * spool's list, the log line.
 */
#include "../t.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "run/journal.h"
#include "run/segments.h"
#include "run/spawn.h"

static void words(struct scrm_argv *argv, const char *command)
{
    *argv = (struct scrm_argv){0};
    scrm_argv_add(argv, "sh");
    scrm_argv_add(argv, "-c");
    scrm_argv_add(argv, command);
}

/* The position of the command to blame, or -1. */
static int blamed(const char *first, const char *second, const char *third)
{
    struct scrm_argv commands[3];
    struct scrm_err err = {0};
    const struct scrm_argv *failed;
    int position, i;

    words(&commands[0], first);
    words(&commands[1], second);
    words(&commands[2], third);
    OK(scrm_pipeline_run(commands, 3, "/", -1, &err) == 0);
    failed = scrm_pipeline_failed(commands, 3);
    position = failed ? (int)(failed - commands) : -1;
    for (i = 0; i < 3; i++)
        scrm_argv_fini(&commands[i]);
    scrm_err_fini(&err);
    return position;
}

static void test_spawn(void)
{
    struct scrm_argv argv = {0};
    struct scrm_err err = {0};
    int ends[2];
    char got[64] = "";

    T("a pipeline passes bytes on and runs in its folder")
    {
        OK(pipe(ends) == 0);
        words(&argv, "pwd");
        OK(scrm_pipeline_run(&argv, 1, "/usr", ends[1], &err) == 0 && argv.status == 0);
        OK(read(ends[0], got, sizeof got - 1) == 5);
        SAME(got, "/usr\n");
        close(ends[0]);
        close(ends[1]);
        scrm_argv_fini(&argv);
    }
    T("the one who failed by himself is blamed, not who followed")
    {
        OK(blamed("true", "cat", "cat") == -1);
        OK(blamed("exit 74", "cat; exit 65", "cat; exit 65") == 0);
        OK(blamed("yes", "exit 78", "cat; exit 65") == 1);
        OK(blamed("cat", "exit 65", "cat; exit 65") == 1);
        OK(blamed("kill -9 $$", "cat; exit 65", "cat") == 0);
    }
    T("a command that is not there ends with 127")
    {
        argv = (struct scrm_argv){0};
        scrm_argv_add(&argv, "/nowhere/at-all");
        OK(scrm_pipeline_run(&argv, 1, "/", -1, &err) == 0 && argv.status == 127);
        scrm_argv_fini(&argv);
    }
    scrm_err_fini(&err);
}

static void write_desk(const char *dir, const char *text)
{
    struct scrm_err err = {0};
    char *path = scrm_file_join(dir, "desk.yaml");

    OK(scrm_file_write(path, scrm_slice_of(text), 0644, &err) == 0);
    free(path);
    scrm_err_fini(&err);
}

/* Loads a desk.yaml with that text; the message, or "". */
static const char *loading(const char *dir, const char *text)
{
    static struct scrm_buf message;
    struct scrm_desk desk;
    struct scrm_err err = {0};

    scrm_buf_reset(&message);
    write_desk(dir, text);
    if (scrm_desk_load(&desk, dir, &err) == 0)
        scrm_desk_fini(&desk);
    else
        scrm_buf_puts(&message, err.text);
    scrm_err_fini(&err);
    return scrm_buf_text(&message);
}

static void test_desk(const char *dir)
{
    struct scrm_desk desk;
    struct scrm_err err = {0};

    T("a desk has its sources and their arguments, and defaults for the rest")
    {
        write_desk(dir,
                   "scrm_desk: 1\nsources:\n  - {name: a-1, fetch: mastodon.hashtag, args: "
                   "{tag: shoes, limit: 40}}\n");
        OK(scrm_desk_load(&desk, dir, &err) == 0);
        OK(desk.n_sources == 1 && desk.sources[0].n_args == 2);
        SAME(desk.sources[0].fetch, "mastodon.hashtag");
        SAME(desk.sources[0].args[1], "limit=40");
        OK(desk.report_ms == 7 * 24 * 3600 * INT64_C(1000) && scrm_slice_is(desk.zone, "UTC"));
        scrm_desk_fini(&desk);
    }
    T("what is wrong in it is said")
    {
        OK(strstr(loading(dir, "scrm_desk: 2\n"), "scrm_desk: 1") != NULL);
        OK(strstr(loading(dir, "scrm_desk: 1\nsuorces: []\n"), "suorces") != NULL);
        OK(strstr(loading(dir, "scrm_desk: 1\nsources: [{name: ../x, fetch: a}]\n"), "a-z") !=
           NULL);
        OK(strstr(loading(dir, "scrm_desk: 1\nsources: [{name: x}]\n"), "needs") != NULL);
        OK(strstr(
               loading(dir,
                       "scrm_desk: 1\nsources: [{name: x, fetch: a}, {name: x, fetch: b}]\n"),
               "two sources") != NULL);
        OK(strstr(loading(dir, "scrm_desk: 1\nretry: {times: 99}\n"), "between") != NULL);
        SAME(loading(dir, "scrm_desk: 1\nsources:\n"), "");
    }
    T("a folder without desk.yaml is no desk")
    {
        scrm_err_clear(&err);
        OK(scrm_desk_load(&desk, "/usr", &err) == -1 && err.code == SCRM_EXIT_NOINPUT);
    }
    scrm_err_fini(&err);
}

static void put(const char *dir, const char *name, const char *text)
{
    struct scrm_err err = {0};
    char *path = scrm_file_join(dir, name), *slash = strrchr(path, '/');

    *slash = '\0';
    scrm_file_mkdir(path, 0755, &err);
    *slash = '/';
    OK(scrm_file_write(path, scrm_slice_of(text), 0644, &err) == 0);
    free(path);
    scrm_err_fini(&err);
}

static const char trailer[] = "{\"id\":\"x\"}\n{\"schema\":\"scrm.end/"
                              "1\",\"stages\":[{\"stage\":\"scrm-fetch\",\"version\":"
                              "\"0.1.0\",\"config\":\"\",\"in\":3,\"expanded\":0,\"out\":1,"
                              "\"rejected\":1,\"dropped\":{\"not a "
                              "post\":1}}]}\n";

static void test_files(const char *dir)
{
    struct scrm_desk desk = {.dir = (char *)(uintptr_t)dir};
    struct scrm_segments segments;
    struct scrm_journal journal = {.at_ms = 0};
    struct scrm_err err = {0};
    struct scrm_buf log = {0};
    char *path;

    put(dir, "var/spool/b/2.ndjson", trailer);
    put(dir, "var/spool/a/1.ndjson", trailer);
    put(dir, "var/spool/a/1.ndjson.tmpXYZ", "half");
    put(dir, "var/posts/a/1.ndjson", trailer);
    T("segments are whole files, by name; those with posts are done")
    {
        OK(scrm_segments_list(&segments, &desk, &err) == 0 && segments.n == 2);
        SAME(segments.at[0].name, "a/1.ndjson");
        OK(segments.at[0].done && !segments.at[1].done);
        scrm_segments_fini(&segments);
    }
    T("the log line joins the accounts and says what failed; a torn line before it stays alone")
    {
        put(dir, "var/log.ndjson", "{\"torn\":");
        struct scrm_segment segment = {.name = (char *)(uintptr_t) "a/1.ndjson"};

        segment.posts = scrm_file_join(dir, "var/posts/a/1.ndjson");
        OK(scrm_journal_add(&journal, &segment, &err) == 0);
        OK(scrm_journal_add(&journal, &segment, &err) == 0);
        free(segment.posts);
        scrm_journal_fail(&journal, "fetch", "b", SCRM_EXIT_TEMPFAIL);
        OK(journal.status == SCRM_EXIT_TEMPFAIL);
        scrm_journal_fail(&journal, "work on", "b/2.ndjson", 128 + SIGSEGV);
        OK(journal.status == SCRM_EXIT_BUG);
        scrm_journal_fail(&journal, "report", "html", SCRM_EXIT_IO);
        OK(journal.status == SCRM_EXIT_BUG);
        OK(scrm_journal_write(&journal, dir, "var", &err) == 0);
        path = scrm_file_join(dir, "var/log.ndjson");
        OK(scrm_file_read(path, &log, &err) == 0);
        free(path);
        OK(strstr(log.at, "{\"torn\":\n{\"schema\":\"scrm.run/1\"") == log.at);
        OK(strstr(log.at,
                  "\"in\":6,\"expanded\":0,\"out\":2,\"rejected\":2,\"dropped\":{\"not a "
                  "post\":2}") != NULL);
        OK(strstr(log.at, "\"worked\":[\"a/1.ndjson\",\"a/1.ndjson\"]") != NULL);
        OK(strstr(log.at, "{\"what\":\"fetch b\",\"status\":75}") != NULL);
        OK(log.at[log.len - 1] == '\n');
    }
    T("a file without a trailer is refused")
    {
        put(dir, "var/posts/a/3.ndjson", "{\"id\":\"x\"}\n");
        struct scrm_segment segment = {.name = (char *)(uintptr_t) "a/3.ndjson"};

        segment.posts = scrm_file_join(dir, "var/posts/a/3.ndjson");
        OK(scrm_journal_add(&journal, &segment, &err) == -1 && err.code == SCRM_EXIT_DATA);
        free(segment.posts);
    }
    scrm_journal_fini(&journal);
    scrm_err_fini(&err);
    scrm_buf_fini(&log);
}

int main(void)
{
    char dir[] = "/tmp/scrm-run-XXXXXX";
    char command[64];

    if (!mkdtemp(dir))
        return 74;
    test_spawn();
    test_desk(dir);
    test_files(dir);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    OK(system(command) == 0);
    return t_end();
}
