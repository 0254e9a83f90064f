/*
 * The reports of a run, and reports/latest.html, which names the newest.
 */
#include "run/day.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"

/* Whether a stage could not read the desk's files. Which one is in the log; a report that
 * asks for the calendar, too, would fail where it can still say what is incomplete. */
static bool is_misread(const struct scrm_day *day)
{
    size_t i;

    for (i = 0; i < day->journal.n_failures; i++)
        if (day->journal.failures[i].status == SCRM_EXIT_CONFIG &&
            strncmp(day->journal.failures[i].what, "fetch ", 6) != 0)
            return true;
    return false;
}

static void report_command(struct scrm_day *day, struct scrm_argv *argv, const char *format,
                           const char *output, const char *posts)
{
    char *ledger = scrm_day_path(day, "ledger.db");
    char *zone = scrm_strndup(day->desk.zone.at, day->desk.zone.len);
    char *title = scrm_strndup(day->desk.title.at, day->desk.title.len);
    struct scrm_buf since = {0};
    size_t i;

    scrm_day_command(day, argv, "scrm-report");
    if (access(ledger, F_OK) == 0)
        scrm_argv_add_value(argv, "--ledger", ledger);
    scrm_buf_printf(&since, "%llds", (long long)(day->desk.report_ms / SCRM_SECOND_MS));
    scrm_argv_add_value(argv, "--since", scrm_buf_text(&since));
    scrm_argv_add_value(argv, "--tz", zone);
    if (!is_misread(day))
        scrm_day_add_if_there(day, argv, "--calendar", "calendar.yaml");
    if (title[0])
        scrm_argv_add_value(argv, "--title", title);
    scrm_argv_add_value(argv, "--format", format);
    for (i = 0; i < day->journal.n_failures; i++) {
        scrm_buf_reset(&since);
        scrm_buf_printf(&since, "%s: exit %d", day->journal.failures[i].what,
                        day->journal.failures[i].status);
        scrm_argv_add_value(argv, "--incomplete", scrm_buf_text(&since));
    }
    scrm_argv_add_value(argv, "--output", output);
    /* A desk that has heard nothing yet has nothing to be sealed. */
    if (posts) {
        scrm_argv_add_value(argv, "--files-from", posts);
        scrm_argv_add(argv, "--sealed");
    } else {
        scrm_argv_add(argv, "/dev/null");
    }
    scrm_buf_fini(&since);
    free(ledger);
    free(zone);
    free(title);
}

/* Names all posts in a file, for a desk has more segments in a year than a command line
 * holds. */
static int list_posts(const char *list, const struct scrm_segments *segments, bool *any,
                      struct scrm_err *err)
{
    struct scrm_buf names = {0};
    int result;
    size_t i;

    for (i = 0; i < segments->n; i++)
        if (access(segments->at[i].posts, F_OK) == 0)
            scrm_buf_printf(&names, "%s\n", segments->at[i].posts);
    *any = names.len > 0;
    result = scrm_file_write(list, scrm_buf_slice(&names), 0600, err);
    scrm_buf_fini(&names);
    return result;
}

/* reports/latest.html always names the newest whole report. */
static int point_latest(const struct scrm_day *day, const char *name, struct scrm_err *err)
{
    char *latest = scrm_day_path(day, "reports/latest.html");
    char *temporary = scrm_day_path(day, "reports/.latest");
    int result = 0;

    unlink(temporary);
    if (symlink(name, temporary) != 0 || rename(temporary, latest) != 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", latest);
    free(latest);
    free(temporary);
    return result;
}

/* Both forms of the report; `name` says which was the last. Whether one failed. */
static bool report_all(struct scrm_day *day, const char *posts, struct scrm_buf *name)
{
    static const char *const formats[] = {"json", "html"};
    int status = 0;
    size_t i;

    for (i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct scrm_argv argv;
        char *path;

        scrm_buf_reset(name);
        scrm_buf_printf(name, "%s/reports/%s.%s", day->area, day->now, formats[i]);
        path = scrm_desk_path(&day->desk, scrm_buf_text(name));
        report_command(day, &argv, formats[i], path, posts);
        status |= scrm_day_run_alone(day, &argv, "report", formats[i]);
        scrm_argv_fini(&argv);
        free(path);
    }
    return status != 0;
}

void scrm_day_report(struct scrm_day *day, const struct scrm_segments *segments)
{
    char *list = scrm_day_path(day, "reports/.posts");
    struct scrm_err err = {0};
    struct scrm_buf name = {0};
    bool any;

    if (list_posts(list, segments, &any, &err) == 0 &&
        !report_all(day, any ? list : NULL, &name) &&
        point_latest(day, strrchr(name.at, '/') + 1, &err) == 0)
        day->journal.report = scrm_buf_take(&name);
    if (err.code) {
        scrm_err_print(&err, "scrm");
        scrm_journal_fail(&day->journal, "report", "latest", (int)err.code);
    }
    unlink(list);
    free(list);
    scrm_buf_fini(&name);
    scrm_err_fini(&err);
}
