/*
 * The signals beside sentiment, one file each. Every one reads the tally and
 * the facts of the pass (and the sentiment, which comes first) and fills its
 * own members of the score.
 */
#ifndef SCRM_SCORE_SIGNALS_H
#define SCRM_SCORE_SIGNALS_H

#include "score/pass.h"
#include "score/score.h"

/* lang.c: the primary subtag of `tag` in lower case into score->lang; "unknown"
 * for an absent tag and for those that name no language (und, mul, zxx). */
void scrm_lang_read(struct scrm_slice tag, struct scrm_score *score);

/* lang.c: whether words of an unnamed language may be judged by the lexicon that
 * read them; NULL, or the reason why not. Static. */
const char *scrm_lang_doubt(const struct scrm_facts *facts);

/* In this order, since each reads what the ones before it filled. */
void scrm_spam_judge(struct scrm_pass *pass, struct scrm_score *score);
void scrm_intent_judge(struct scrm_pass *pass, struct scrm_score *score);
void scrm_urgency_judge(struct scrm_pass *pass, struct scrm_score *score);
void scrm_reply_judge(struct scrm_pass *pass, struct scrm_score *score);

#endif
