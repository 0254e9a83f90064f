/*
 * Topics and brands: the operator's own terms, thousands at no extra cost, on
 * the same word automaton as the rules' has(), so both agree on every text.
 */
#ifndef SCRM_SCORE_TOPIC_H
#define SCRM_SCORE_TOPIC_H

#include "score/why.h"
#include "text/terms.h"

struct scrm_topic_name {
    char *name; /* owned */
    bool brand;
};

/* All term files together; immutable once built. A zeroed struct is empty. */
struct scrm_topics {
    struct scrm_terms *terms;      /* NULL: no file was read */
    struct scrm_topic_name *names; /* by term id, in order of first appearance */
    size_t n, cap;
    struct scrm_buf digests; /* of the files, hexadecimal */
};

/* Reads a CSV file with the column term and at least one of topic and brand. */
int scrm_topics_read(struct scrm_topics *topics, const char *path, struct scrm_err *err);
void scrm_topics_build(struct scrm_topics *topics);
void scrm_topics_fini(struct scrm_topics *topics);

/* One thread's findings: `seen[id]` says whether a name was found. Owned by caller. */
struct scrm_topics_seen {
    bool *seen;
    size_t n; /* how many were found */
};

/* Adds what `text` mentions; reasons go to `why`. */
void scrm_topics_scan(const struct scrm_topics *topics, struct scrm_slice text,
                      struct scrm_topics_seen *seen, struct scrm_why *why);

/* Appends the members "topics" and "brands" (arrays of names in the files' order) and
 * empties `seen`. */
void scrm_topics_write(const struct scrm_topics *topics, struct scrm_topics_seen *seen,
                       struct scrm_buf *out);

#endif
