/*
 * The supervisor: the whole daily job of a desk, fit for cron.
 *
 *   fetch every source -> work on every segment that has no posts yet
 *   (normalize | score | route | case) -> report -> one line in the log
 *
 * It may die at any moment: segments, posts and reports appear in one rename
 * each, the ledger takes a post once however often it is offered, and the
 * next run goes on with what is missing.
 */
#ifndef SCRM_RUN_RUN_H
#define SCRM_RUN_RUN_H

#include "base/buf.h"
#include "base/err.h"

struct scrm_run {
    const char *dir; /* the desk; borrowed */
    int64_t now_ms;
    bool fixed_now; /* pass --now on: the clock was given */
    bool offline;   /* fetch nothing: work on the spool and report */
};

/*
 * Runs the desk once. Returns the exit code: 0; 75 another run holds the desk,
 * or something failed that a later run may cure; else the code of the first
 * thing that failed. What could be done is done in every case. Appends to `said` a
 * line for people: how many posts came and what became of them, where the report is.
 */
int scrm_run_desk(const struct scrm_run *run, struct scrm_buf *said, struct scrm_err *err);

/*
 * Does again what the runs of a date (YYYY-MM-DD, UTC) did, from the spool and with their
 * clocks, into var/replay/DATE, which is made anew: posts, rejects, a report, log.ndjson.
 * Returns the exit code: 66 where the log tells of no run on that date.
 */
int scrm_run_replay(const struct scrm_run *run, const char *date, struct scrm_buf *said,
                    struct scrm_err *err);

/* Writes the commented desk of share/scrm/templates/desk to `dir`; refuses
 * (78) to touch a folder that holds a desk.yaml already. */
int scrm_run_init(const char *dir, struct scrm_err *err);

/*
 * The main job on the shipped sample, with its fixed clock: makes a desk in
 * `dir` (NULL: a new folder below $TMPDIR), runs it, and shows the case list,
 * the report and the path of the page on standard output. Returns the exit code.
 */
int scrm_run_demo(const char *dir, struct scrm_err *err);

#endif
