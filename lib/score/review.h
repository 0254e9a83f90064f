/*
 * Which posts to label next: those of which the models (without any: the
 * sentiment) are least sure, and among these such as are unlike each other.
 *
 * One pool a worker keeps the least sure posts, no more than were asked for
 * many times over; in the end the pools are one, and out of it posts are taken
 * one after the other: doubt weighed by how unlike it is to all taken before.
 * What comes out depends on the set of posts alone, not on their order or the
 * number of workers.
 */
#ifndef SCRM_SCORE_REVIEW_H
#define SCRM_SCORE_REVIEW_H

#include "score/score.h"

/* More nobody labels. */
enum { SCRM_REVIEW_MOST = 10000 };

struct scrm_review_pool;

/* For one worker of a run that will pick `n` posts, 1 to SCRM_REVIEW_MOST. */
struct scrm_review_pool *scrm_review_open(const struct scrm_scorer *scorer, size_t n);
void scrm_review_close(struct scrm_review_pool *pool); /* NULL allowed */

/* Scores a line as scrm_score_line does, and keeps it if it may be worth a label. */
int scrm_review_line(struct scrm_review_pool *pool, const struct scrm_line *line,
                     struct scrm_arena *arena, struct scrm_err *err);

/*
 * Picks `n` posts out of all pools and appends their scored lines, the most instructive first,
 * with {"rank","head","label","p","similarity"} as the member `review`. Returns how many there
 * are: fewer where so many different ones were not seen. The pools are empty then.
 */
size_t scrm_review_pick(struct scrm_review_pool *const *pools, size_t n_pools, size_t n,
                        struct scrm_buf *out);

#endif
