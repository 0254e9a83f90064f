/*
 * What scrm-train does with what a person typed: labelled texts from files or
 * from a desk's ledger to a model, a measurement or label lines. bin/scrm-train.c
 * has the table of options; fitting and measuring are in lib/train.
 */
#ifndef SCRM_TEACH_TEACH_H
#define SCRM_TEACH_TEACH_H

#include "cli/option.h"
#include "train/session.h"

struct scrm_teach_options {
    struct scrm_common common;
    struct scrm_texts labels, also;
    const char *text, *group, *lang, *test, *name, *reads, *weights, *cost;
    const char *desk, *unanswered; /* --from-ledger, --unanswered-after */
    const char *classes, *model;   /* --labels and --model: by hand */
    int64_t folds, bits, least;
    bool compare, curve, join, print, handled;
};

/* What --reads and --weights may say; ended by NULL. */
extern const char *const scrm_teach_readings[], *const scrm_teach_weightings[];

/* One run. */
struct scrm_teach {
    const struct scrm_command *command;
    const struct scrm_teach_options *options;
    const struct scrm_operands *operands;
    struct scrm_err *err;
};

/* Does what the options ask for. Returns the exit code; every message has been printed. */
int scrm_teach_run(const struct scrm_teach *teach);

/* ---- between the files of this room ---- */

/* The label lines of the desk or ledger that --from-ledger names. 0, -1. */
int scrm_teach_ask_desk(const struct scrm_teach *teach, struct scrm_buf *lines);

/* Checks that each label has two classes with enough posts, leaves out those that have not,
 * and says so. 65 where nothing is left, or a label that was asked for has to go. */
int scrm_teach_weigh_desk(const struct scrm_teach *teach, struct scrm_examples *examples);

/* Whether the options ask for labelling by hand, and doing it. 0, -1. */
bool scrm_teach_is_labelling(const struct scrm_teach *teach);
int scrm_teach_label(const struct scrm_teach *teach);

#endif
