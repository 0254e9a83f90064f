/*
 * What a run did, in one line: scrm.run/1 in var/log.ndjson.
 *   {"schema":"scrm.run/1","at":"…Z","segments":2,"worked":["SOURCE/FILE.ndjson",…],
 *    "stages":[{"stage":"scrm-normalize","in":…,"expanded":…,"out":…,"rejected":…,"dropped":{…}},…],
 *    "failed":[{"what":"fetch shop-reviews","status":69}],"report":"reports/….html","exit":0}
 */
#ifndef SCRM_RUN_JOURNAL_H
#define SCRM_RUN_JOURNAL_H

#include "record/end.h"
#include "run/segments.h"

struct scrm_failure {
    char *what; /* "fetch NAME", "work on SOURCE/FILE", "report". Owned */
    int status;
};

struct scrm_journal {
    int64_t at_ms; /* the clock of all that is behind the fetch */
    uint64_t segments;
    struct scrm_buf worked;   /* their names as JSON texts, in order. Owned */
    struct scrm_end accounts; /* of all segments worked on, joined */
    struct scrm_failure *failures;
    size_t n_failures, cap_failures;
    char *report; /* path below the desk, or NULL. Owned */
    int status;
};

void scrm_journal_fini(struct scrm_journal *journal);

/* Notes how a command ended (128 + N: by signal N). The run's own exit code
 * becomes the first one that no retry cures, else 75. */
void scrm_journal_fail(struct scrm_journal *journal, const char *what, const char *name,
                       int status);

/* Reads the trailer of a segment's posts and joins its accounts. 65 where it has none. */
int scrm_journal_add(struct scrm_journal *journal, const struct scrm_segment *segment,
                     struct scrm_err *err);

/* The same for people, in a line: "DESK: 12 posts came, 2 seen before, 10 kept; DESK/…html". */
void scrm_journal_say(const struct scrm_journal *journal, const char *desk, const char *area,
                      struct scrm_buf *out);

/* Appends the line to DESK/AREA/log.ndjson, on a line of its own whatever a crash left
 * there. */
int scrm_journal_write(const struct scrm_journal *journal, const char *desk, const char *area,
                       struct scrm_err *err);

#endif
