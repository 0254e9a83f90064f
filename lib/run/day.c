/*
 * The day's clock and paths, and its commands one at a time.
 */
#include "run/day.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

void scrm_day_set_clock(struct scrm_day *day, int64_t now_ms)
{
    struct scrm_buf now = {0};

    free(day->now);
    scrm_time_put(&now, now_ms);
    day->now = scrm_buf_take(&now);
    day->journal.at_ms = now_ms;
}

char *scrm_day_path(const struct scrm_day *day, const char *name)
{
    char *area = scrm_desk_path(&day->desk, day->area);
    char *path = scrm_file_join(area, name);

    free(area);
    return path;
}

void scrm_day_command(const struct scrm_day *day, struct scrm_argv *argv, const char *name)
{
    char *path = scrm_argv_find(name);

    *argv = (struct scrm_argv){0};
    scrm_argv_add(argv, path);
    scrm_argv_add(argv, "-q");
    /* What a server says is new at the moment in which it says so. */
    if (day->run->fixed_now || strcmp(name, "scrm-fetch") != 0)
        scrm_argv_add_value(argv, "--now", day->now);
    free(path);
}

void scrm_day_add_if_there(const struct scrm_day *day, struct scrm_argv *argv,
                           const char *option, const char *file)
{
    char *path = scrm_desk_file(&day->desk, file);

    if (path)
        scrm_argv_add_value(argv, option, path);
    free(path);
}

bool scrm_day_again(const struct scrm_day *day, int status, int64_t *tries)
{
    struct timespec left = {day->desk.retry_wait_ms / 1000,
                            (long)(day->desk.retry_wait_ms % 1000) * 1000000};

    if (status != SCRM_EXIT_TEMPFAIL || *tries >= day->desk.retry_times)
        return false;
    ++*tries;
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
    return true;
}

/* Behind the command's own message. */
void scrm_day_tell(struct scrm_day *day, const char *what, const char *name, int status)
{
    struct scrm_err err = {0};

    scrm_err_set(&err, SCRM_EXIT_DATA, "%s %s: exit %d", what, name, status);
    scrm_err_print(&err, "scrm");
    scrm_err_fini(&err);
    scrm_journal_fail(&day->journal, what, name, status);
}

int scrm_day_run_alone(struct scrm_day *day, struct scrm_argv *argv, const char *what,
                       const char *name)
{
    struct scrm_err err = {0};
    int64_t tries = 0;

    do {
        if (scrm_pipeline_run(argv, 1, day->desk.dir, -1, &err)) {
            argv->status = (int)err.code;
            scrm_err_print(&err, "scrm");
            break;
        }
    } while (scrm_day_again(day, argv->status, &tries));
    if (err.code)
        scrm_journal_fail(&day->journal, what, name, argv->status);
    else if (argv->status != 0)
        scrm_day_tell(day, what, name, argv->status);
    scrm_err_fini(&err);
    return argv->status;
}

/* Lets time pass in the ledger: clocks that ran out, snoozes that end, cases for the agents.
 * What it did stands in the cases' history. */
void scrm_day_tick(struct scrm_day *day)
{
    char *ledger = scrm_day_path(day, "ledger.db");
    struct scrm_argv argv;

    if (access(ledger, F_OK) == 0) {
        scrm_day_command(day, &argv, "scrm-case");
        scrm_argv_add_value(&argv, "--desk", day->desk.dir);
        scrm_argv_add_value(&argv, "--ledger", ledger);
        scrm_argv_add_value(&argv, "--output", "/dev/null");
        scrm_argv_add(&argv, "tick");
        scrm_day_run_alone(day, &argv, "tick", "the ledger");
        scrm_argv_fini(&argv);
    }
    free(ledger);
}
