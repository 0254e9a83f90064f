/*
 * `scrm demo`: what a newcomer sees first. A desk of its own, the shipped
 * sample, the real commands, nothing staged.
 */
#include "run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "run/segments.h"
#include "run/spawn.h"

/* A new folder below $TMPDIR. Owned by caller; NULL with an error. */
static char *temporary_folder(struct scrm_err *err)
{
    const char *base = getenv("TMPDIR");
    char *path = scrm_file_join(base && base[0] ? base : "/tmp", "scrm-demo-XXXXXX");

    if (mkdtemp(path))
        return path;
    scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
    free(path);
    return NULL;
}

/* The sample's clock. */
static int sample_now(int64_t *now_ms, struct scrm_err *err)
{
    char *share = scrm_file_share(err);
    char *path = share ? scrm_file_join(share, "sample/NOW") : NULL;
    struct scrm_buf text = {0};
    int result = path ? scrm_file_read(path, &text, err) : -1;

    if (result == 0 && scrm_time_rfc3339(scrm_slice_trim(scrm_buf_slice(&text)), now_ms))
        result = scrm_err_set(err, SCRM_EXIT_CONFIG, "%s: expected an RFC 3339 time", path);
    scrm_buf_fini(&text);
    free(path);
    free(share);
    return result;
}

/* Runs a command with its output on ours. */
static int show(const struct scrm_desk *desk, const char *title, struct scrm_argv *argv,
                struct scrm_err *err)
{
    int result;

    printf("\n%s\n\n", title);
    if (fflush(stdout) != 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "standard output");
    else
        result = scrm_pipeline_run(argv, 1, desk->dir, STDOUT_FILENO, err);
    if (result == 0 && argv->status != 0)
        result = scrm_err_set(err, (enum scrm_exit)argv->status, "%s failed", argv->at[0]);
    scrm_argv_fini(argv);
    return result;
}

static void start(struct scrm_argv *argv, const char *name, const char *now)
{
    char *path = scrm_argv_find(name);

    *argv = (struct scrm_argv){0};
    scrm_argv_add(argv, path);
    scrm_argv_add_value(argv, "--now", now);
    scrm_argv_add(argv, "--ledger=var/ledger.db");
    free(path);
}

static int show_cases(const struct scrm_desk *desk, const char *now, struct scrm_err *err)
{
    struct scrm_argv argv;

    start(&argv, "scrm-case", now);
    scrm_argv_add(&argv, "list");
    scrm_argv_add(&argv, "--format=table");
    return show(desk, "THE CASES, AS scrm case list SHOWS THEM", &argv, err);
}

static int show_report(const struct scrm_desk *desk, const char *now, struct scrm_err *err)
{
    struct scrm_segments segments;
    struct scrm_argv argv;
    char *title = scrm_strndup(desk->title.at, desk->title.len);
    int result = scrm_segments_list(&segments, desk, err);
    size_t i;

    start(&argv, "scrm-report", now);
    scrm_argv_add(&argv, "--since=7d");
    scrm_argv_add(&argv, "--limit=5");
    scrm_argv_add_value(&argv, "--title", title);
    for (i = 0; i < segments.n; i++)
        scrm_argv_add(&argv, segments.at[i].posts);
    if (result == 0)
        result = show(desk, "THE REPORT, AS scrm report SHOWS IT", &argv, err);
    else
        scrm_argv_fini(&argv);
    scrm_segments_fini(&segments);
    free(title);
    return result;
}

static int say_where(const struct scrm_desk *desk, struct scrm_err *err)
{
    char *latest = scrm_desk_path(desk, "var/reports/latest.html");
    char *page = realpath(latest, NULL);
    int result = 0;

    if (!page)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", latest);
    else
        printf("\nThe same report as a page: %s\nThe desk that made it:     %s\n", page,
               desk->dir);
    free(page);
    free(latest);
    return result;
}

int scrm_run_demo(const char *dir, struct scrm_err *err)
{
    struct scrm_run run = {.fixed_now = true};
    struct scrm_desk desk = {0};
    struct scrm_buf now = {0}, said = {0};
    char *made = dir ? NULL : temporary_folder(err);
    int status = 0;

    run.dir = dir ? dir : made;
    if (!run.dir || sample_now(&run.now_ms, err) ||
        scrm_desk_copy(run.dir, "sample/desk", err)) {
        free(made);
        return (int)err->code;
    }
    scrm_time_put(&now, run.now_ms);
    printf("The sample: two weeks of a coffee roaster's mentions on Mastodon, in reviews, on\n"
           "Hacker News and in the news, ending %s. Everybody in it is invented.\n",
           scrm_buf_text(&now));
    status = scrm_run_desk(&run, &said, err);
    if (status == 0 &&
        (scrm_desk_load(&desk, run.dir, err) || show_cases(&desk, scrm_buf_text(&now), err) ||
         show_report(&desk, scrm_buf_text(&now), err) || say_where(&desk, err)))
        status = (int)err->code;
    scrm_desk_fini(&desk);
    scrm_buf_fini(&said);
    scrm_buf_fini(&now);
    free(made);
    return status;
}
