/*
 * The supervisor's day. Every step either leaves a whole file behind or
 * nothing, and every step that is already done is skipped, so the order of
 * the steps below is all there is to recovery.
 */
#include "run/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "run/journal.h"
#include "run/segments.h"
#include "run/spawn.h"

struct day {
    const struct scrm_run *run;
    struct scrm_desk desk;
    struct scrm_journal journal;
    char *now; /* the run's clock as RFC 3339 */
};

/* Starts `argv` as the command `name` with what every command is told. */
static void command(const struct day *day, struct scrm_argv *argv, const char *name)
{
    char *path = scrm_argv_find(name);

    *argv = (struct scrm_argv){0};
    scrm_argv_add(argv, path);
    if (day->run->fixed_now)
        scrm_argv_add_value(argv, "--now", day->now);
    free(path);
}

/* "--option=DIR/file" where the desk has that file. */
static void add_if_there(const struct day *day, struct scrm_argv *argv, const char *option,
                         const char *file)
{
    char *path = scrm_desk_file(&day->desk, file);

    if (path)
        scrm_argv_add_value(argv, option, path);
    free(path);
}

/* --on-error=reject=var/rejects/SOURCE/FILE.ndjson.STAGE: a poison record costs
 * one line there and never tomorrow's run. */
static void add_rejects(const struct day *day, struct scrm_argv *argv, const char *stage,
                        const struct scrm_segment *segment)
{
    struct scrm_buf word = {0};

    scrm_buf_printf(&word, "--on-error=reject=%s/var/rejects/%s.%s", day->desk.dir,
                    segment->name, stage);
    scrm_argv_add(argv, scrm_buf_text(&word));
    scrm_buf_fini(&word);
}

static void pause_ms(int64_t ms)
{
    struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

/* Runs one command and notes its failure; tries again what may pass. */
static int run_alone(struct day *day, struct scrm_argv *argv, const char *what,
                     const char *name)
{
    struct scrm_err err = {0};
    int64_t tries = day->desk.retry_times;

    for (;;) {
        if (scrm_pipeline_run(argv, 1, day->desk.dir, -1, &err)) {
            argv->status = (int)err.code;
            scrm_err_print(&err, "scrm");
            break;
        }
        if (argv->status != SCRM_EXIT_TEMPFAIL || tries-- == 0)
            break;
        pause_ms(day->desk.retry_wait_ms);
    }
    if (argv->status != 0) {
        /* Behind the command's own message: which of the desk's it was. */
        if (err.code == SCRM_EXIT_OK) {
            scrm_err_set(&err, SCRM_EXIT_DATA, "%s %s: exit %d", what, name, argv->status);
            scrm_err_print(&err, "scrm");
        }
        scrm_journal_fail(&day->journal, what, name, argv->status);
    }
    scrm_err_fini(&err);
    return argv->status;
}

static void fetch_source(struct day *day, const struct scrm_desk_source *source)
{
    struct scrm_argv argv;
    struct scrm_buf spool = {0};
    size_t i;

    scrm_buf_printf(&spool, "%s/var/spool/%s", day->desk.dir, source->name);
    command(day, &argv, "scrm-fetch");
    scrm_argv_add(&argv, "-q");
    scrm_argv_add_value(&argv, "--desk", day->desk.dir);
    scrm_argv_add_value(&argv, "--spool", scrm_buf_text(&spool));
    scrm_buf_reset(&spool);
    scrm_buf_printf(&spool, "--on-error=reject=%s/var/rejects/%s.%s.fetch", day->desk.dir,
                    source->name, day->now);
    scrm_argv_add(&argv, scrm_buf_text(&spool));
    scrm_argv_add(&argv, source->fetch);
    for (i = 0; i < source->n_args; i++)
        scrm_argv_add(&argv, source->args[i]);
    run_alone(day, &argv, "fetch", source->name);
    scrm_argv_fini(&argv);
    scrm_buf_fini(&spool);
}

/* Makes var/AREA/SOURCE for a segment. */
static int make_folder(const struct day *day, const char *area,
                       const struct scrm_segment *segment, struct scrm_err *err)
{
    struct scrm_buf path = {0};
    int result;

    scrm_buf_printf(&path, "%s/var/%s/%s", day->desk.dir, area, segment->name);
    *strrchr(path.at, '/') = '\0';
    result = scrm_file_mkdir(path.at, 0755, err);
    scrm_buf_fini(&path);
    return result;
}

enum { NORMALIZE, SCORE, ROUTE, CASE, STAGES };

static void stages_of(const struct day *day, const struct scrm_segment *segment,
                      struct scrm_argv stages[STAGES])
{
    static const char *const names[STAGES] = {"normalize", "score", "route", "case"};
    static const char *const commands[STAGES] = {"scrm-normalize", "scrm-score", "scrm-route",
                                                 "scrm-case"};
    char *ledger = scrm_desk_path(&day->desk, "var/ledger.db");
    size_t i;

    for (i = 0; i < STAGES; i++) {
        command(day, &stages[i], commands[i]);
        scrm_argv_add(&stages[i], "-q");
        scrm_argv_add(&stages[i], "--sealed");
        add_rejects(day, &stages[i], names[i], segment);
    }
    scrm_argv_add_value(&stages[NORMALIZE], "--desk", day->desk.dir);
    add_if_there(day, &stages[NORMALIZE], "--accounts", "accounts.csv");
    scrm_argv_add(&stages[NORMALIZE], segment->spool);
    add_if_there(day, &stages[SCORE], "--terms", "terms.csv");
    add_if_there(day, &stages[ROUTE], "--rules", "rules.yaml");
    add_if_there(day, &stages[ROUTE], "--policies", "policies.yaml");
    add_if_there(day, &stages[ROUTE], "--calendar", "calendar.yaml");
    add_if_there(day, &stages[ROUTE], "--agents", "agents.csv");
    scrm_argv_add_value(&stages[CASE], "--ledger", ledger);
    scrm_argv_add_value(&stages[CASE], "--output", segment->posts);
    scrm_argv_add(&stages[CASE], "apply");
    free(ledger);
}

/*
 * One segment, from the spool to the ledger. The last stage commits the ledger
 * before its output gets its name: killed in between, the segment is offered
 * again and changes nothing.
 */
static void work_on(struct day *day, const struct scrm_segment *segment)
{
    struct scrm_argv stages[STAGES];
    const struct scrm_argv *failed;
    struct scrm_err err = {0};
    int status = 0;
    size_t i;

    stages_of(day, segment, stages);
    if (make_folder(day, "posts", segment, &err) ||
        make_folder(day, "rejects", segment, &err) ||
        scrm_pipeline_run(stages, STAGES, day->desk.dir, -1, &err))
        status = (int)err.code;
    else if ((failed = scrm_pipeline_failed(stages, STAGES)))
        status = failed->status;
    else if (scrm_journal_add(&day->journal, segment->posts, &err))
        status = (int)err.code;
    if (err.code)
        scrm_err_print(&err, "scrm");
    if (status)
        scrm_journal_fail(&day->journal, "work on", segment->name, status);
    for (i = 0; i < STAGES; i++)
        scrm_argv_fini(&stages[i]);
    scrm_err_fini(&err);
}

/* Lets time pass in the ledger: clocks that ran out, snoozes that end, cases for the agents.
 * What it did stands in the cases' history. */
static void tick(struct day *day)
{
    char *ledger = scrm_desk_path(&day->desk, "var/ledger.db");
    struct scrm_argv argv;

    if (access(ledger, F_OK) == 0) {
        command(day, &argv, "scrm-case");
        scrm_argv_add(&argv, "-q");
        scrm_argv_add_value(&argv, "--ledger", ledger);
        scrm_argv_add_value(&argv, "--output", "/dev/null");
        scrm_argv_add(&argv, "tick");
        add_if_there(day, &argv, "--agents", "agents.csv");
        run_alone(day, &argv, "tick", "the ledger");
        scrm_argv_fini(&argv);
    }
    free(ledger);
}

static void report_command(struct day *day, struct scrm_argv *argv, const char *format,
                           const char *output, const struct scrm_segments *segments)
{
    char *ledger = scrm_desk_path(&day->desk, "var/ledger.db");
    char *zone = scrm_strndup(day->desk.zone.at, day->desk.zone.len);
    char *title = scrm_strndup(day->desk.title.at, day->desk.title.len);
    struct scrm_buf since = {0};
    bool any = false;
    size_t i;

    command(day, argv, "scrm-report");
    scrm_argv_add(argv, "-q");
    if (access(ledger, F_OK) == 0)
        scrm_argv_add_value(argv, "--ledger", ledger);
    scrm_buf_printf(&since, "%llds", (long long)(day->desk.report_ms / SCRM_SECOND_MS));
    scrm_argv_add_value(argv, "--since", scrm_buf_text(&since));
    scrm_argv_add_value(argv, "--tz", zone);
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
    for (i = 0; i < segments->n; i++) {
        if (access(segments->at[i].posts, F_OK) != 0)
            continue;
        scrm_argv_add(argv, segments->at[i].posts);
        any = true;
    }
    /* A desk that has heard nothing yet has nothing to be sealed. */
    scrm_argv_add(argv, any ? "--sealed" : "/dev/null");
    scrm_buf_fini(&since);
    free(ledger);
    free(zone);
    free(title);
}

/* reports/latest.html always names the newest whole report. */
static int point_latest(const struct day *day, const char *name, struct scrm_err *err)
{
    char *latest = scrm_desk_path(&day->desk, "var/reports/latest.html");
    char *temporary = scrm_desk_path(&day->desk, "var/reports/.latest");
    int result = 0;

    unlink(temporary);
    if (symlink(name, temporary) != 0 || rename(temporary, latest) != 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", latest);
    free(latest);
    free(temporary);
    return result;
}

static void report(struct day *day, const struct scrm_segments *segments)
{
    static const char *const formats[] = {"json", "html"};
    struct scrm_err err = {0};
    struct scrm_buf name = {0};
    int status = 0;
    size_t i;

    for (i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct scrm_argv argv;
        char *path;

        scrm_buf_reset(&name);
        scrm_buf_printf(&name, "var/reports/%s.%s", day->now, formats[i]);
        path = scrm_desk_path(&day->desk, scrm_buf_text(&name));
        report_command(day, &argv, formats[i], path, segments);
        status |= run_alone(day, &argv, "report", formats[i]);
        scrm_argv_fini(&argv);
        free(path);
    }
    if (status == 0 && point_latest(day, strrchr(name.at, '/') + 1, &err)) {
        scrm_err_print(&err, "scrm");
        scrm_journal_fail(&day->journal, "report", "latest", (int)err.code);
    } else if (status == 0) {
        day->journal.report = scrm_buf_take(&name);
    }
    scrm_buf_fini(&name);
    scrm_err_fini(&err);
}

static int make_folders(const struct day *day, struct scrm_err *err)
{
    static const char *const folders[] = {"var/spool", "var/posts", "var/rejects",
                                          "var/reports"};
    size_t i;
    int result = 0;

    for (i = 0; i < sizeof folders / sizeof *folders && result == 0; i++) {
        char *path = scrm_desk_path(&day->desk, folders[i]);

        result = scrm_file_mkdir(path, 0755, err);
        free(path);
    }
    return result;
}

/* The lock stays with the children too: whoever of this run still lives holds it. */
static int lock_desk(const struct day *day, struct scrm_err *err)
{
    char *path = scrm_desk_path(&day->desk, "var/lock");
    int lock = scrm_file_lock(path, err);

    free(path);
    if (lock >= 0) {
        fcntl(lock, F_SETFD, 0);
        futimens(lock, NULL); /* when it began, for whoever finds it held */
    }
    return lock;
}

static int run_day(struct day *day, struct scrm_err *err)
{
    struct scrm_segments segments = {0};
    size_t i;

    for (i = 0; i < day->desk.n_sources && !day->run->offline; i++)
        fetch_source(day, &day->desk.sources[i]);
    if (scrm_segments_list(&segments, &day->desk, err)) {
        scrm_segments_fini(&segments);
        return -1;
    }
    for (i = 0; i < segments.n; i++)
        if (!segments.at[i].done)
            work_on(day, &segments.at[i]);
    tick(day);
    report(day, &segments);
    scrm_segments_fini(&segments);
    return scrm_journal_write(&day->journal, &day->desk, err);
}

int scrm_run_desk(const struct scrm_run *run, struct scrm_err *err)
{
    struct day day = {.run = run, .journal.at_ms = run->now_ms};
    struct scrm_buf now = {0};
    int lock = -1;
    int status = 0;

    scrm_time_put(&now, run->now_ms);
    day.now = scrm_buf_take(&now);
    if (scrm_desk_load(&day.desk, run->dir, err) || make_folders(&day, err) ||
        (lock = lock_desk(&day, err)) < 0 || run_day(&day, err))
        status = (int)err->code;
    else
        status = day.journal.status;
    if (lock >= 0)
        close(lock);
    scrm_journal_fini(&day.journal);
    scrm_desk_fini(&day.desk);
    free(day.now);
    return status;
}
