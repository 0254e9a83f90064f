/*
 * A line on the terminal that says how far a long run is. Shown only by a
 * command that reads files (in a pipe of many just the first one speaks), on a
 * terminal's standard error, when standard output goes elsewhere.
 */
#ifndef SCRM_CLI_PROGRESS_H
#define SCRM_CLI_PROGRESS_H

#include "cli/option.h"

struct scrm_progress {
    const char *name; /* NULL: not shown at all */
    uint64_t total;   /* bytes of all inputs */
    uint64_t bytes;   /* done */
    uint64_t lines;   /* done */
    int64_t start_ms; /* by the steady clock */
    int64_t next_ms;  /* when to draw again */
    bool drawn;
};

void scrm_progress_begin(struct scrm_progress *progress, const struct scrm_command *command,
                         const struct scrm_common *common, const struct scrm_operands *files);
void scrm_progress_add(struct scrm_progress *progress, uint64_t bytes, uint64_t lines);
/* Wipes the line, so that what follows starts on a clean one. */
void scrm_progress_end(struct scrm_progress *progress);

#endif
