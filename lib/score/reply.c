/*
 * Whether a post wants an answer: what it asks for or complains of, and the
 * words in which people say so (reply.csv). Thanks and praise alone do not,
 * spam never.
 */
#include "score/signals.h"

/* How much of each intent's strength speaks for an answer, per cent. */
static const uint8_t wants[SCRM_INTENTS_N] = {
    [SCRM_INTENT_COMPLAINT] = 55, [SCRM_INTENT_QUESTION] = 80, [SCRM_INTENT_REQUEST] = 85,
    [SCRM_INTENT_ORDER] = 50,     [SCRM_INTENT_BILLING] = 60,  [SCRM_INTENT_TECHNICAL] = 60,
    [SCRM_INTENT_CANCEL] = 70,    [SCRM_INTENT_PURCHASE] = 50, [SCRM_INTENT_SUGGESTION] = 25,
    [SCRM_INTENT_SAFETY] = 85,    [SCRM_INTENT_LEGAL] = 80,    [SCRM_INTENT_PRESS] = 70,
    [SCRM_INTENT_JOB] = 60,
};

void scrm_reply_judge(struct scrm_pass *pass, struct scrm_score *score)
{
    int lane = SCRM_SIGNAL_REPLY;
    int32_t most = 0, kind;

    for (int i = 0; i < SCRM_INTENTS_N; i++) {
        int32_t weight = score->intents[i] / 10 * wants[i] / 100;

        if (weight >= 50)
            scrm_evidence_add(pass, lane, scrm_lane_name(SCRM_LANE_INTENT(i)) + 8, weight);
        if (weight > most)
            most = weight;
    }
    kind = score->intents[SCRM_INTENT_THANKS] > score->intents[SCRM_INTENT_PRAISE]
               ? score->intents[SCRM_INTENT_THANKS]
               : score->intents[SCRM_INTENT_PRAISE];
    if (kind / 10 > most && kind > 3000)
        scrm_evidence_add(pass, lane, "thanks or praise", -(kind / 10) * 7 / 10);
    score->needs_reply =
        scrm_evidence_value(&pass->tally.lanes[lane]) * (10000 - score->spam) / 10000;
}
