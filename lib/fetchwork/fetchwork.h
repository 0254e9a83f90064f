/*
 * What scrm-fetch does: from what a person typed to one source that is fetched, or several
 * at once, and what is told meanwhile. bin/scrm-fetch.c has the table of options; how a
 * source is asked stands in lib/fetch.
 */
#ifndef SCRM_FETCHWORK_FETCHWORK_H
#define SCRM_FETCHWORK_FETCHWORK_H

#include "cli/flow.h"
#include "fetch/order.h"
#include "record/writer.h"

struct scrm_fetchwork_options {
    struct scrm_common common;
    struct scrm_fetch_order order;
    const char *check, *on_error, *turns;
    bool dry_run, estimate, list, stats;
};

/* What one run holds. */
struct scrm_fetchwork {
    const struct scrm_command *command;
    struct scrm_fetchwork_options *options;
    const struct scrm_operands *operands;
    struct scrm_fetch_work work;
    struct scrm_rejects rejects;
    int line; /* where progress goes to whoever watches several; 0: to the terminal */
};

/* Does what the options say. Returns the exit code; every message has been printed. */
int scrm_fetchwork_run(struct scrm_fetchwork *run);

/* ---- between the files of this room ---- */

/* Whether a person looks at standard error. */
bool scrm_fetchwork_is_watched(const struct scrm_fetchwork *run);

/* sources.c: writes the list of all sources, or all about those that are named. */
int scrm_fetchwork_list(struct scrm_catalogue *catalogue, const struct scrm_operands *names,
                        const char *output, struct scrm_err *err);

/* run.c: fetches one source and says how it went; its exit code. */
int scrm_fetchwork_part(struct scrm_fetchwork *run, struct scrm_fetch_part *part);

/* several.c: all of them, each in a process of its own. The exit code; -1 with err where
 * nothing could be begun or the output failed. */
int scrm_fetchwork_several(struct scrm_fetchwork *run, struct scrm_err *err);

/* One of several sources, as the process that watches them sees it. */
struct scrm_fetchwork_source {
    struct scrm_fetch_part *part;
    int pid;
    bool runs, ended;
    int status;                /* its exit code */
    int line, out, said;       /* what it writes: progress, records, messages; -1: nothing */
    struct scrm_buf out_half;  /* a line without its end, of the records */
    struct scrm_buf said_half; /* and of the messages */
    struct scrm_fetch_progress at; /* the last it told; `name` is not set */
};

/* screen.c: a line for each source that runs, at the bottom of a terminal. */
struct scrm_fetchwork_screen {
    size_t drawn; /* lines there are */
    int64_t next_ms;
};

/* Appends how far a source is, in a line that the terminal holds; its end is the caller's. */
void scrm_fetchwork_put_line(const char *command, const struct scrm_fetch_progress *at,
                             struct scrm_slice name, struct scrm_buf *out);
/* Takes the lines away, so that a message can be written. */
void scrm_fetchwork_wipe(struct scrm_fetchwork_screen *screen);
/* Draws them anew, five times a second at most. */
void scrm_fetchwork_draw(struct scrm_fetchwork_screen *screen, const char *command,
                         const struct scrm_fetchwork_source *sources, size_t n);

/* Several sources under way. */
struct scrm_fetchwork_crowd {
    struct scrm_fetchwork *run;
    struct scrm_fetchwork_source *sources;
    size_t n, begun, running;
    size_t passed; /* sources whose records were passed on, with `kept` */
    bool live;     /* records come by pipes, as they come */
    bool kept;     /* records wait in nameless files for their turn */
    bool sealed;   /* what a source that failed had is not passed on: its trailer is missing */
    bool shown;    /* a person looks */
    bool told;     /* all were told to stop */
    struct scrm_writer *writer; /* NULL: they have a spool */
    struct scrm_fetchwork_screen screen;
};

/* process.c: starts the next one's process. -1 with 75 where the system has no room. */
int scrm_fetchwork_begin(struct scrm_fetchwork_crowd *crowd, struct scrm_err *err);
/* Its process is no more: takes its exit code. */
void scrm_fetchwork_end(struct scrm_fetchwork_crowd *crowd,
                        struct scrm_fetchwork_source *source);
/* Asks all of them to stop. */
void scrm_fetchwork_tell_all(struct scrm_fetchwork_crowd *crowd);
/* Closes a descriptor that is one. */
void scrm_fetchwork_shut(int *fd);

/* relay.c: what the processes write goes on, in whole lines; what has no end yet waits. */
int scrm_fetchwork_pass_records(struct scrm_fetchwork_crowd *crowd,
                                struct scrm_fetchwork_source *source, struct scrm_err *err);
void scrm_fetchwork_pass_messages(struct scrm_fetchwork_crowd *crowd,
                                  struct scrm_fetchwork_source *source);
/* The sources' records out of their files, each whole, as far as all before them have ended. */
int scrm_fetchwork_pass_files(struct scrm_fetchwork_crowd *crowd, struct scrm_err *err);

#endif
