/*
 * A score as the JSON object that stands in a post's member `score`.
 */
#ifndef SCRM_SCORE_WRITE_H
#define SCRM_SCORE_WRITE_H

#include "score/score.h"
#include "score/topic.h"

/* What stands in the object beside the numbers. All borrowed. */
struct scrm_score_parts {
    const char *by;                   /* what judged: "lexicon en/2026.1" */
    const struct scrm_topics *topics; /* NULL: no terms were asked for */
    struct scrm_topics_seen *seen;    /* emptied */
    const struct scrm_why *why;       /* NULL: no reasons */
    struct scrm_slice title, text;
};

/*
 * Appends {"by","lang","sentiment","sentiment_class","confidence","intents",
 * "urgency","needs_reply","spam","topics","brands","personal_data","why"}:
 * sentiment with up to four decimals, all other numbers with two; intents
 * under 0.05 are left out.
 */
void scrm_score_write(const struct scrm_score *score, const struct scrm_score_parts *parts,
                      struct scrm_buf *out);

#endif
