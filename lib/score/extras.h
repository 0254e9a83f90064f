/*
 * What models learn from beside the words: the lexicon's judgement of a text
 * and the counts of its marks, as numbers of one scale.
 */
#ifndef SCRM_SCORE_EXTRAS_H
#define SCRM_SCORE_EXTRAS_H

#include "score/pass.h"
#include "score/score.h"

/* Fills the extras, thousandths from -4000 to 4000. `score` is the lexicon's alone. */
void scrm_score_extras(const struct scrm_pass *pass, const struct scrm_score *score,
                       int16_t extras[SCRM_SCORE_EXTRAS_N]);

#endif
