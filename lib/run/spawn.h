/*
 * Our own commands, as pipelines or side by side, started and watched to the end.
 *
 * Every child inherits the run's lock, so a supervisor that dies cannot be
 * followed by another run while its children still work; and every child is
 * told to stop when its parent dies.
 */
#ifndef SCRM_RUN_SPAWN_H
#define SCRM_RUN_SPAWN_H

#include <sys/types.h>

#include "base/err.h"

/* One command of a pipeline. Filled by scrm_words_add; the words are owned. */
struct scrm_argv {
    char **at; /* NULL-terminated once started */
    size_t n, cap;
    int status; /* exit code after the run; 128 + N for a signal; -1 never started */
};

void scrm_argv_add(struct scrm_argv *argv, const char *word);
/* "--name=" and a value in one word. */
void scrm_argv_add_value(struct scrm_argv *argv, const char *option, const char *value);
void scrm_argv_fini(struct scrm_argv *argv);

/* The command `name` beside the running binary, else on PATH. Owned by caller. */
char *scrm_argv_find(const char *name);

/*
 * Runs the commands in the folder `dir` with pipes between them; the first
 * reads /dev/null, the last writes to `output` (a descriptor; -1: /dev/null).
 * Waits for all and sets each status. Returns 0, or -1 where one could not be
 * started (74 or 75).
 */
int scrm_pipeline_run(struct scrm_argv *commands, size_t n, const char *dir, int output,
                      struct scrm_err *err);

/*
 * Runs each of the commands by itself in the folder `dir`, `at_once` of them at a time at
 * most; they read and write /dev/null. Waits for all and sets each status: of one that
 * could not be started 75, and `err` says why. Returns 0, or -1 where there was such a one.
 */
int scrm_crowd_run(struct scrm_argv *commands, size_t n, size_t at_once, const char *dir,
                   struct scrm_err *err);

/* The command to blame: the first that failed for a reason of its own (a
 * SIGPIPE or a missing trailer only follows another's death). NULL: none failed. */
const struct scrm_argv *scrm_pipeline_failed(const struct scrm_argv *commands, size_t n);

#endif
