/*
 * What the files of the supervisor share: the day's state, and how one of the
 * toolkit's commands is started with what every command is told. Nobody else
 * includes it.
 */
#ifndef SCRM_RUN_DAY_H
#define SCRM_RUN_DAY_H

#include "run/journal.h"
#include "run/run.h"
#include "run/segments.h"
#include "run/spawn.h"

struct scrm_day {
    const struct scrm_run *run;
    struct scrm_desk desk;
    struct scrm_journal journal;
    char *now;  /* the clock of everything behind the fetch, as RFC 3339. Owned */
    char *area; /* where what is made goes: "var", or "var/replay/DATE". Owned */
};

/* Sets the clock that the run's commands are told. */
void scrm_day_set_clock(struct scrm_day *day, int64_t now_ms);

/* DESK/AREA/name. Owned by caller. */
char *scrm_day_path(const struct scrm_day *day, const char *name);

/* Starts `argv` as the command `name`. */
void scrm_day_command(const struct scrm_day *day, struct scrm_argv *argv, const char *name);

/* "--option=DESK/file" where the desk has that file. */
void scrm_day_add_if_there(const struct scrm_day *day, struct scrm_argv *argv,
                           const char *option, const char *file);

/* Whether what ended with `status` is worth another try in this run; waits until then.
 * `*tries` counts them. */
bool scrm_day_again(const struct scrm_day *day, int status, int64_t *tries);

/* Runs one command and notes its failure; tries again what may pass. Returns its status. */
int scrm_day_run_alone(struct scrm_day *day, struct scrm_argv *argv, const char *what,
                       const char *name);

/* Says that a command failed, and for which of the desk's things, and notes it. */
void scrm_day_tell(struct scrm_day *day, const char *what, const char *name, int status);

/* sources.c: fetches all sources, each into its spool. */
void scrm_day_fetch(struct scrm_day *day);

/* work.c: one segment, from the spool to posts and ledger. */
void scrm_day_work_on(struct scrm_day *day, const struct scrm_segment *segment);

/* The same without anything but what dedup learns from it. */
void scrm_day_learn(struct scrm_day *day, const struct scrm_segment *segment);

/* run.c: the desk's lock, which its children hold too. A descriptor, or -1: 75 busy. */
int scrm_day_lock(const struct scrm_day *day, struct scrm_err *err);

/* seen.c: what dedup knows follows the posts. Finishes or takes back what a run that died
 * had begun. */
int scrm_day_seen_recover(const struct scrm_day *day, const struct scrm_segments *segments,
                          struct scrm_err *err);
/* Gives dedup its state: what is known, and where to put what will be. */
void scrm_day_seen_add(const struct scrm_day *day, struct scrm_argv *argv,
                       const struct scrm_segment *segment);
/* After the posts of a segment are there, or did not come to be. */
int scrm_day_seen_settle(const struct scrm_day *day, const struct scrm_segment *segment,
                         bool done, struct scrm_err *err);

/* publish.c: the reports, and latest.html beside them. */
void scrm_day_report(struct scrm_day *day, const struct scrm_segments *segments);

/* tick in the ledger: clocks that ran out, snoozes that end, cases for the agents. */
void scrm_day_tick(struct scrm_day *day);

#endif
