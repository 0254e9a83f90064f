/*
 * A score as the JSON object that stands in a post's member `score`.
 */
#ifndef SCRM_SCORE_WRITE_H
#define SCRM_SCORE_WRITE_H

#include "score/models.h"
#include "score/score.h"
#include "score/topic.h"

/* What stands in the object beside the numbers. All borrowed. */
struct scrm_score_parts {
    const char *by;                   /* what judged: "lexicon en/2026.1" */
    const struct scrm_topics *topics; /* NULL: no terms were asked for */
    struct scrm_topics_seen *seen;    /* emptied */
    const struct scrm_why *why;       /* NULL: no reasons */
    const char *model;                /* that judged sentiment beside the lexicon, or NULL */
    const struct scrm_label *labels;  /* of the operator's heads, n_labels of them */
    size_t n_labels;
    int32_t abstain; /* classes less sure than that are left out */
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
