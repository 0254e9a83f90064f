/*
 * A day again: what the runs of a date worked on, from the spool, with their clocks,
 * into var/replay/DATE beside the desk's own. The log says which runs there were and
 * in which order they took their segments; what dedup knew by then is made from the
 * segments before. Posts and their routes come out byte for byte as they were, unless
 * the configuration is another by now. Cases are those of the day alone. Touches
 * nothing else of the desk.
 */
#include "run/day.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "record/scan.h"
#include "record/value.h"

/* What one replay holds. */
struct replay {
    struct scrm_day day;
    const char *date;          /* YYYY-MM-DD; borrowed */
    struct scrm_segments done; /* of the date, in their order */
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    uint64_t runs; /* of the date */
};

/* Takes away what a former replay left, or the part of it that is not kept. */
static int remove_tree(const char *path, struct scrm_err *err)
{
    char *paths[] = {(char *)(uintptr_t)path, NULL};
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    FTSENT *entry;
    int result = 0;

    while (walk && result == 0 && (entry = fts_read(walk))) {
        if (entry->fts_info == FTS_D || (entry->fts_info == FTS_NS && entry->fts_level == 0))
            continue;
        if ((entry->fts_info == FTS_DP ? rmdir(entry->fts_accpath)
                                       : unlink(entry->fts_accpath)) != 0 &&
            errno != ENOENT)
            result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", entry->fts_path);
    }
    if (walk)
        fts_close(walk);
    return result;
}

/* The ledger and what dedup knew serve the replay alone, and hold people's words. */
static int remove_scratch(const struct scrm_day *day, struct scrm_err *err)
{
    static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm", "seen"};
    int result = 0;
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names && result == 0; i++) {
        char *path = scrm_day_path(day, names[i]);

        result = remove_tree(path, err);
        free(path);
    }
    return result;
}

static struct scrm_segment segment_of(const struct scrm_day *day, struct scrm_slice name)
{
    struct scrm_segment segment = {.name = scrm_strndup(name.at, name.len)};
    struct scrm_buf path = {0};

    scrm_buf_printf(&path, "%s/var/spool/%s", day->desk.dir, segment.name);
    segment.spool = scrm_buf_take(&path);
    scrm_buf_printf(&path, "%s/%s/posts/%s", day->desk.dir, day->area, segment.name);
    segment.posts = scrm_buf_take(&path);
    return segment;
}

static void keep_segment(struct replay *replay, const struct scrm_segment *segment)
{
    struct scrm_segments *done = &replay->done;

    SCRM_GROW(done->at, done->n, done->cap);
    done->at[done->n++] = *segment;
}

/* A segment of the date; or of before, for what dedup learns from it. */
static void replay_segment(struct replay *replay, struct scrm_slice name, bool before)
{
    struct scrm_segment segment = segment_of(&replay->day, name);
    bool there = access(segment.spool, F_OK) == 0;

    if (!there)
        scrm_journal_fail(&replay->day.journal, "is no more in the spool:", segment.name,
                          SCRM_EXIT_NOINPUT);
    else if (before)
        scrm_day_learn(&replay->day, &segment);
    else
        scrm_day_work_on(&replay->day, &segment);
    if (there && !before) {
        keep_segment(replay, &segment);
        return;
    }
    free(segment.name);
    free(segment.spool);
    free(segment.posts);
}

/* One line of the log: a run, if it is not torn. */
static void replay_run(struct replay *replay, struct scrm_value run)
{
    struct scrm_value worked = scrm_member(run, "worked"), name;
    struct scrm_slice at = scrm_value_text(scrm_member(run, "at"), &replay->arena);
    struct scrm_walk walk;
    int64_t at_ms;
    int order;

    if (!scrm_value_is(scrm_member(run, "schema"), "scrm.run/1") || at.len < 10 ||
        scrm_value_time(scrm_member(run, "at"), &at_ms) || worked.kind != SCRM_ARRAY)
        return;
    order = memcmp(at.at, replay->date, 10);
    if (order > 0)
        return;
    scrm_day_set_clock(&replay->day, at_ms);
    scrm_walk_begin(&walk, worked);
    while (scrm_item_next(&walk, &name))
        replay_segment(replay, scrm_value_text(name, &replay->arena), order < 0);
    if (order == 0) {
        replay->runs++;
        scrm_day_tick(&replay->day);
    }
}

static int replay_log(struct replay *replay, struct scrm_err *err)
{
    char *path = scrm_desk_path(&replay->day.desk, "var/log.ndjson");
    struct scrm_buf log = {0}, line = {0};
    int result = scrm_file_read(path, &log, err);
    const char *at = log.at, *end = log.at ? log.at + log.len : NULL;

    while (result == 0 && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        struct scrm_err torn = {0};
        struct scrm_value run;

        scrm_buf_reset(&line);
        scrm_buf_put(&line, at, (size_t)((stop ? stop : end) - at));
        scrm_arena_reset(&replay->arena);
        if (line.len &&
            scrm_scan_value(&replay->scanner, scrm_scan_padded(&line), &run, &torn) == 0)
            replay_run(replay, run);
        scrm_err_fini(&torn);
        at = stop ? stop + 1 : end;
    }
    if (result == 0 && !replay->runs)
        result = scrm_err_set(err, SCRM_EXIT_NOINPUT, "%s: tells of no run on %s", path,
                              replay->date);
    scrm_buf_fini(&log);
    scrm_buf_fini(&line);
    free(path);
    return result;
}

static int check_date(const char *date, struct scrm_err *err)
{
    int64_t ms;

    if (strlen(date) == 10 && date[4] == '-' &&
        scrm_time_option(scrm_slice_of(date), 0, &ms) == 0)
        return 0;
    return scrm_err_set(err, SCRM_EXIT_USAGE, "--replay: '%s' is no date such as 2026-03-09",
                        date);
}

static int replay_all(struct replay *replay, struct scrm_err *err)
{
    struct scrm_day *day = &replay->day;
    char *area = scrm_desk_path(&day->desk, day->area);
    char *reports = scrm_day_path(day, "reports");
    int result = remove_tree(area, err);

    if (result == 0)
        result = scrm_file_mkdir(reports, 0755, err);
    if (result == 0)
        result = replay_log(replay, err);
    if (result == 0) {
        scrm_day_report(day, &replay->done);
        result = scrm_journal_write(&day->journal, day->desk.dir, day->area, err);
    }
    if (remove_scratch(day, err))
        result = -1;
    if (replay->runs == 0)
        remove_tree(area, err);
    free(reports);
    free(area);
    return result;
}

int scrm_run_replay(const struct scrm_run *run, const char *date, struct scrm_buf *said,
                    struct scrm_err *err)
{
    struct scrm_run fixed = *run;
    struct replay replay = {.date = date, .day.run = &fixed};
    struct scrm_buf area = {0};
    int lock = -1, status = 0;

    fixed.fixed_now = true;
    scrm_buf_printf(&area, "var/replay/%s", date);
    replay.day.area = scrm_buf_take(&area);
    scrm_day_set_clock(&replay.day, run->now_ms);
    if (check_date(date, err) || scrm_desk_load(&replay.day.desk, run->dir, err) ||
        (lock = scrm_day_lock(&replay.day, err)) < 0 || replay_all(&replay, err))
        status = (int)err->code;
    else {
        status = replay.day.journal.status;
        scrm_journal_say(&replay.day.journal, run->dir, replay.day.area, said);
    }
    if (lock >= 0)
        close(lock);
    scrm_segments_fini(&replay.done);
    scrm_scanner_fini(&replay.scanner);
    scrm_arena_fini(&replay.arena);
    scrm_journal_fini(&replay.day.journal);
    scrm_desk_fini(&replay.day.desk);
    free(replay.day.area);
    free(replay.day.now);
    return status;
}
