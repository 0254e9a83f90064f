/*
 * One line of a spool or of posts without a person in it.
 */
#ifndef SCRM_LEDGER_LINES_H
#define SCRM_LEDGER_LINES_H

#include "ledger/forget.h"

struct scrm_lines {
    struct scrm_forget *forget;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_buf scratch;
    bool near; /* the line at hand is of a thread of the person */
};

void scrm_lines_fini(struct scrm_lines *lines);

/* Appends the line (without newline) as it may stay. 1 changed, 0 not, -1. */
int scrm_lines_clean(struct scrm_lines *lines, struct scrm_slice line, struct scrm_buf *out,
                     struct scrm_err *err);

#endif
