/*
 * What lines said, kept outside of memory and given back in batches.
 *
 * Whatever may be one post or one thread is in one batch: lines are joined by
 * the names that they share, those that came twice being put in order. So a
 * batch can be folded on its own, and memory follows the size of a batch (and
 * of the longest thread), not of the input; where lines share names at all,
 * four bytes a line say which belong together.
 */
#ifndef SCRM_REPORT_FACTS_H
#define SCRM_REPORT_FACTS_H

#include "cases/cases.h"
#include "report/posts.h"
#include "report/sorter.h"

/* A line's post, and where the aliases of its fact are. */
struct scrm_report_kept {
    struct scrm_report_post post;
    uint64_t aliases; /* index of the first */
};

/* What of a batch is read: half of it is of no use to those who count posts, half to those who
 * fold. */
enum scrm_report_want { SCRM_WANT_ALL, SCRM_WANT_POSTS, SCRM_WANT_FACTS };

struct scrm_report_facts {
    bool threads; /* set by the caller: join threads, not just sightings of one post */
    uint8_t want; /* set by the caller before a first batch is read: enum scrm_report_want */
    uint32_t n;
    struct scrm_spill told, posts, aliases, names; /* line by line */
    struct scrm_digest *keys;                      /* of one line */
    size_t cap_keys;
    uint32_t *joined;         /* for each line one that it belongs to; NULL: all stand alone */
    struct scrm_sorter order; /* with `joined`: lines, batch by batch */
    uint32_t n_batches;
    uint32_t batch, next; /* the batch read next, and its first line where all stand alone */
    bool waits;           /* `line`, read from `order`, belongs to the batch read next */
    uint32_t line;
    /* The batch read last. */
    struct scrm_case_fact *facts;
    struct scrm_report_kept *kept;
    struct scrm_digest *digests;
    size_t n_facts, cap_facts, n_digests, cap_digests;
};

void scrm_report_facts_fini(struct scrm_report_facts *facts);

/* Keeps a line. `fact` and what it points to need not live on, but for its decision and place.
 */
void scrm_report_facts_add(struct scrm_report_facts *facts, const struct scrm_case_fact *fact,
                           const struct scrm_report_post *post);

/* All lines are in: finds out what belongs together. Error 74. */
int scrm_report_facts_join(struct scrm_report_facts *facts, struct scrm_err *err);

/* The first batch comes next. Error 74. */
int scrm_report_facts_rewind(struct scrm_report_facts *facts, struct scrm_err *err);

/* Reads the next batch: `facts`, `kept` and n_facts, in the order of the lines. 1; 0 at the
 * end; -1 with err (74). */
int scrm_report_facts_next(struct scrm_report_facts *facts, struct scrm_err *err);

#endif
