/*
 * One segment, from the spool to the ledger: the stages as one sealed pipe.
 * What can be lost by a kill is lost whole, and done again by the next run.
 */
#include "run/day.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

/* var/rejects/SOURCE/FILE.ndjson.STAGE: a poison record costs one line there and never
 * tomorrow's run. */
static void put_rejects(struct scrm_buf *out, const struct scrm_day *day, const char *stage,
                        const struct scrm_segment *segment)
{
    scrm_buf_printf(out, "%s/%s/rejects/%s.%s", day->desk.dir, day->area, segment->name, stage);
}

static void add_rejects(const struct scrm_day *day, struct scrm_argv *argv, const char *stage,
                        const struct scrm_segment *segment)
{
    struct scrm_buf word = {0};

    scrm_buf_puts(&word, "--on-error=reject=");
    put_rejects(&word, day, stage, segment);
    scrm_argv_add(argv, scrm_buf_text(&word));
    scrm_buf_fini(&word);
}

/* Makes KIND/SOURCE for a segment. */
static int make_folder(const struct scrm_day *day, const char *kind,
                       const struct scrm_segment *segment, struct scrm_err *err)
{
    struct scrm_buf path = {0};
    int result;

    scrm_buf_printf(&path, "%s/%s/%s/%s", day->desk.dir, day->area, kind, segment->name);
    *strrchr(path.at, '/') = '\0';
    result = scrm_file_mkdir(path.at, 0755, err);
    scrm_buf_fini(&path);
    return result;
}

enum { NORMALIZE, DEDUP, SCORE, ROUTE, CASE, STAGES };

static const char *const names[STAGES] = {"normalize", "dedup", "score", "route", "case"};

/* A file among the rejects says that there were some. */
static void drop_empty_rejects(const struct scrm_day *day, const struct scrm_segment *segment)
{
    struct scrm_buf path = {0};
    struct stat info;

    for (size_t i = 0; i < STAGES; i++) {
        scrm_buf_reset(&path);
        put_rejects(&path, day, names[i], segment);
        if (stat(scrm_buf_text(&path), &info) == 0 && info.st_size == 0)
            unlink(scrm_buf_text(&path));
    }
    *strrchr(path.at, '/') = '\0';
    rmdir(path.at); /* where it is empty now */
    scrm_buf_fini(&path);
}

static void stages_of(const struct scrm_day *day, const struct scrm_segment *segment,
                      struct scrm_argv stages[STAGES])
{
    static const char *const commands[STAGES] = {"scrm-normalize", "scrm-dedup", "scrm-score",
                                                 "scrm-route", "scrm-case"};
    char *ledger = scrm_day_path(day, "ledger.db");
    size_t i;

    for (i = 0; i < STAGES; i++) {
        scrm_day_command(day, &stages[i], commands[i]);
        scrm_argv_add(&stages[i], "--sealed");
        add_rejects(day, &stages[i], names[i], segment);
    }
    scrm_argv_add_value(&stages[NORMALIZE], "--desk", day->desk.dir);
    scrm_day_add_if_there(day, &stages[NORMALIZE], "--accounts", "accounts.csv");
    scrm_argv_add(&stages[NORMALIZE], segment->spool);
    scrm_day_seen_add(day, &stages[DEDUP], segment);
    scrm_day_add_if_there(day, &stages[SCORE], "--terms", "terms.csv");
    scrm_day_add_if_there(day, &stages[ROUTE], "--rules", "rules.yaml");
    scrm_day_add_if_there(day, &stages[ROUTE], "--policies", "policies.yaml");
    scrm_day_add_if_there(day, &stages[ROUTE], "--calendar", "calendar.yaml");
    scrm_day_add_if_there(day, &stages[ROUTE], "--agents", "agents.csv");
    scrm_argv_add_value(&stages[CASE], "--desk", day->desk.dir);
    scrm_argv_add_value(&stages[CASE], "--ledger", ledger);
    scrm_argv_add_value(&stages[CASE], "--output", segment->posts);
    scrm_argv_add(&stages[CASE], "apply");
    free(ledger);
}

/* Runs the stages; the exit code of the one to blame. */
static int run_stages(struct scrm_day *day, const struct scrm_segment *segment,
                      struct scrm_err *err)
{
    struct scrm_argv stages[STAGES];
    const struct scrm_argv *failed;
    int status = 0;
    size_t i;

    stages_of(day, segment, stages);
    if (scrm_pipeline_run(stages, STAGES, day->desk.dir, -1, err))
        status = (int)err->code;
    else if ((failed = scrm_pipeline_failed(stages, STAGES)))
        status = failed->status;
    for (i = 0; i < STAGES; i++)
        scrm_argv_fini(&stages[i]);
    drop_empty_rejects(day, segment);
    return status;
}

/* Again where a later try may do it: a ledger that somebody holds, memory that is short. */
static int run_stages_until(struct scrm_day *day, const struct scrm_segment *segment,
                            struct scrm_err *err)
{
    int64_t tries = 0;
    int status = run_stages(day, segment, err);

    while (!err->code && scrm_day_again(day, status, &tries)) {
        status = (int)SCRM_EXIT_IO;
        if (scrm_day_seen_settle(day, segment, false, err) == 0 &&
            make_folder(day, "rejects", segment, err) == 0)
            status = run_stages(day, segment, err);
    }
    return status;
}

void scrm_day_learn(struct scrm_day *day, const struct scrm_segment *segment)
{
    struct scrm_argv stages[STAGES];
    const struct scrm_argv *failed = NULL;
    struct scrm_err err = {0};
    size_t i;

    stages_of(day, segment, stages);
    if (make_folder(day, "rejects", segment, &err) == 0 &&
        make_folder(day, "seen/next", segment, &err) == 0 &&
        scrm_pipeline_run(stages, SCORE, day->desk.dir, -1, &err) == 0)
        failed = scrm_pipeline_failed(stages, SCORE);
    scrm_day_seen_settle(day, segment, !failed && !err.code, &err);
    if (err.code)
        scrm_err_print(&err, "scrm");
    if (failed || err.code)
        scrm_journal_fail(&day->journal, "learn from", segment->name,
                          failed ? failed->status : (int)err.code);
    for (i = 0; i < STAGES; i++)
        scrm_argv_fini(&stages[i]);
    drop_empty_rejects(day, segment);
    scrm_err_fini(&err);
}

/*
 * The last stage commits the ledger before its output gets its name, and what
 * dedup knows follows that name: killed in between, the segment is offered
 * again and changes nothing, or what dedup knows is made good.
 */
void scrm_day_work_on(struct scrm_day *day, const struct scrm_segment *segment)
{
    struct scrm_err err = {0};
    int status = 0;

    if (make_folder(day, "posts", segment, &err) ||
        make_folder(day, "rejects", segment, &err) ||
        make_folder(day, "seen/next", segment, &err))
        status = (int)err.code;
    else
        status = run_stages_until(day, segment, &err);
    if (scrm_day_seen_settle(day, segment, status == 0, &err) && status == 0)
        status = (int)err.code;
    if (status == 0 && scrm_journal_add(&day->journal, segment, &err))
        status = (int)err.code;
    if (err.code)
        scrm_err_print(&err, "scrm");
    if (status)
        scrm_journal_fail(&day->journal, "work on", segment->name, status);
    scrm_err_fini(&err);
}
