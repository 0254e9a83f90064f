/*
 * What the verbs of scrm-case do: from what a person typed to what the ledger
 * does, and back to the screen. bin/scrm-case.c has the tables of options; the
 * rules of cases are in lib/cases, keeping them in lib/ledger.
 */
#ifndef SCRM_CASEWORK_CASEWORK_H
#define SCRM_CASEWORK_CASEWORK_H

#include "cli/frame.h"
#include "ledger/ledger.h"
#include "record/writer.h"

struct scrm_casework_options {
    struct scrm_common common;
    const char *ledger, *format, *queue, *owner, *state, *where, *by, *to, *text, *author;
    const char *until, *agents, *rules, *settings, *priority;
    int64_t limit;
    bool overdue, off;
    struct scrm_texts spools, tags, calendars;
};

/* What one run holds. */
struct scrm_casework {
    const struct scrm_command *command;
    const struct scrm_casework_options *options;
    const struct scrm_operands *operands;
    const char *desk; /* the desk to work in; NULL: none */
    struct scrm_ledger *ledger;
    struct scrm_writer *writer;
    struct scrm_buf out; /* written when the verb is done */
    struct scrm_err *err;
};

/* Opens both ends, does operands->verb and ends well or says why not. Returns
 * the exit code; every message has been printed. */
int scrm_casework_run(struct scrm_casework *work);

/* ---- between the files of this room ---- */

/* The verbs: 0, 1 for "the answer is no", or -1 with work->err. */
int scrm_casework_apply(struct scrm_casework *work); /* gives its own exit code */
int scrm_casework_list(struct scrm_casework *work);
int scrm_casework_view(struct scrm_casework *work);
int scrm_casework_act(struct scrm_casework *work);
int scrm_casework_move(struct scrm_casework *work);
int scrm_casework_merge(struct scrm_casework *work);
int scrm_casework_split(struct scrm_casework *work);
int scrm_casework_tick(struct scrm_casework *work);
int scrm_casework_export(struct scrm_casework *work);
int scrm_casework_import(struct scrm_casework *work);
int scrm_casework_check(struct scrm_casework *work);
int scrm_casework_erase(struct scrm_casework *work);

/* The file named, else the desk's own where it has one; NULL: none. Owned by caller. */
char *scrm_casework_file(const struct scrm_casework *work, const char *named, const char *own);
/* Has the ledger keep what cases.yaml and the calendars say. */
int scrm_casework_keep_settings(struct scrm_casework *work);

/* Puts out the cases that a verb changed, one line each in `out`: as they are, or as a table
 * on a terminal. 0 or -1. */
int scrm_casework_put_rows(struct scrm_casework *work);

/* Whether what is written is read by a person, and on how wide a screen. */
bool scrm_casework_on_terminal(const struct scrm_casework *work);
size_t scrm_casework_columns(const struct scrm_casework *work);
/* A scrm_ledger_put; `ctx` is the run. */
int scrm_casework_put(void *ctx, struct scrm_slice bytes, struct scrm_err *err);
/* Who does it: --by, $USER, else the account's name. Borrowed. */
const char *scrm_casework_who(const struct scrm_casework *work);

#endif
