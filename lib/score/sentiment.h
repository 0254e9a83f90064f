/*
 * From what the words weigh to one number, a class and a confidence.
 */
#ifndef SCRM_SCORE_SENTIMENT_H
#define SCRM_SCORE_SENTIMENT_H

#include "score/pass.h"
#include "score/score.h"

/* Fills sentiment, sentiment_class and confidence from the tally. */
void scrm_sentiment_judge(struct scrm_pass *pass, struct scrm_score *score);

#endif
