/*
 * The supervisor's day. Every step either leaves a whole file behind or
 * nothing, and every step that is already done is skipped, so the order of
 * the steps below is all there is to recovery.
 */
#include "run/day.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"

static int make_folders(const struct scrm_day *day, struct scrm_err *err)
{
    static const char *const folders[] = {"var/spool", "var/posts", "var/rejects",
                                          "var/reports", "var/seen"};
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
int scrm_day_lock(const struct scrm_day *day, struct scrm_err *err)
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

/* What stands in the spool and was not worked on yet. */
static int work(struct scrm_day *day, struct scrm_segments *segments, struct scrm_err *err)
{
    size_t i;

    if (scrm_segments_list(segments, &day->desk, err) ||
        scrm_day_seen_recover(day, segments, err))
        return -1;
    for (i = 0; i < segments->n; i++)
        if (!segments->at[i].done)
            scrm_day_work_on(day, &segments->at[i]);
    return 0;
}

static int run_day(struct scrm_day *day, struct scrm_err *err)
{
    struct scrm_segments segments = {0};
    int result;

    if (!day->run->offline)
        scrm_day_fetch(day);
    /* One clock for all that is behind the fetch, so that it can be done again. */
    if (!day->run->fixed_now)
        scrm_day_set_clock(day, scrm_time_now());
    result = work(day, &segments, err);
    if (result == 0) {
        scrm_day_tick(day);
        scrm_day_report(day, &segments);
        result = scrm_journal_write(&day->journal, day->desk.dir, day->area, err);
    }
    scrm_segments_fini(&segments);
    return result;
}

int scrm_run_desk(const struct scrm_run *run, struct scrm_buf *said, struct scrm_err *err)
{
    struct scrm_day day = {.run = run, .area = scrm_strdup("var")};
    int lock = -1;
    int status = 0;

    scrm_day_set_clock(&day, run->now_ms);
    if (scrm_desk_load(&day.desk, run->dir, err) || make_folders(&day, err) ||
        (lock = scrm_day_lock(&day, err)) < 0 || run_day(&day, err))
        status = (int)err->code;
    else {
        status = day.journal.status;
        if (day.desk.n_sources == 0)
            scrm_buf_printf(said, "%s: desk.yaml names no source yet\n", run->dir);
        else
            scrm_journal_say(&day.journal, run->dir, day.area, said);
    }
    if (lock >= 0)
        close(lock);
    scrm_journal_fini(&day.journal);
    scrm_desk_fini(&day.desk);
    free(day.area);
    free(day.now);
    return status;
}
