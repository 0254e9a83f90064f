/*
 * The judge for records that stand alone: with its lexicons, one worker, and no line
 * of posts around. Used where a record is made up, as in the tests of a rule file.
 */
#ifndef SCRM_SCORE_ALONE_H
#define SCRM_SCORE_ALONE_H

#include "score/score.h"

struct scrm_score_alone;

/* The shipped lexicons. NULL with an error as scrm_scorer_load. Owned by caller. */
struct scrm_score_alone *scrm_score_alone_open(struct scrm_err *err);
void scrm_score_alone_close(struct scrm_score_alone *alone);

/* Appends `record`, a JSON object, with its member `score` to `out`. `alone` is such a
 * judge; it comes as a void pointer, so that the function itself can be handed on. */
int scrm_score_alone_record(void *alone, struct scrm_buf *record, struct scrm_buf *out,
                            struct scrm_err *err);

#endif
