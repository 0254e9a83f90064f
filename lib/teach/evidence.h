/*
 * What people did at a desk, read as labels: the ledger's events are folded,
 * and each post of a customer gets what people's acts say about it. A rule's
 * decision is no label; docs/scoring.md says what counts and what does not.
 *
 *     ledger -> fold -> acts of people -> label lines (scrm.label/1)
 */
#ifndef SCRM_TEACH_EVIDENCE_H
#define SCRM_TEACH_EVIDENCE_H

#include "ledger/ledger.h"

/* What can be learnt from a desk. */
enum scrm_lesson {
    SCRM_LESSON_QUEUE,    /* the queue into which a person moved the case */
    SCRM_LESSON_SPAM,     /* "yes", "no" */
    SCRM_LESSON_PRIORITY, /* the priority that a person gave */
    SCRM_LESSON_REPLY,    /* "yes", "no": whether people answered */
    SCRM_LESSONS_N,
};
extern const char *const scrm_lessons[SCRM_LESSONS_N]; /* "queue" "spam" ... */

struct scrm_evidence_options {
    int64_t now_ms;
    int64_t unanswered_ms; /* no answer for so long counts as "no" */
    bool handled; /* a queue and priority that a person who finished the case left as they were
                     count too */
};

/* What is told about it. */
struct scrm_evidence_counts {
    uint64_t posts; /* lines written */
    uint64_t gone;  /* posts with a label whose text was deleted or erased: not used */
};

/* Appends one line of scrm.label/1 for each post about which people said something: of a case
 * after the other, as they opened, in order of time. Errors of the ledger. */
int scrm_evidence_put(struct scrm_ledger *ledger, const struct scrm_evidence_options *options,
                      struct scrm_evidence_counts *counts, struct scrm_buf *out,
                      struct scrm_err *err);

#endif
