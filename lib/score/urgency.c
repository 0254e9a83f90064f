/*
 * Urgency: deadlines, being stranded, danger, repetition, time already waited.
 * Mostly words (urgency.csv); anger and danger add to it, a trouble that is
 * over takes away.
 */
#include "score/signals.h"

enum {
    ANGER = 150,       /* strong language in a complaint, thousandths */
    SHOUTED = 100,     /* a complaint in capitals or with !!! */
    DANGER_SHARE = 70, /* of the safety intent, per cent */
    TROUBLE = 120,     /* a told trouble, though nobody says when */
    RESOLVED = -500,
    PRAISE_ONLY = -600, /* "I need to say this today: thank you" */
};

void scrm_urgency_judge(struct scrm_pass *pass, struct scrm_score *score)
{
    const struct scrm_tally *tally = &pass->tally;
    const struct scrm_facts *facts = &pass->cut.facts;
    int32_t complaint = score->intents[SCRM_INTENT_COMPLAINT];
    int32_t safety = score->intents[SCRM_INTENT_SAFETY];
    int lane = SCRM_SIGNAL_URGENCY;

    if (safety)
        scrm_evidence_add(pass, lane, "danger", safety / 10 * DANGER_SHARE / 100);
    if (complaint > 5000 && tally->profane)
        scrm_evidence_add(pass, lane, "anger", ANGER);
    if (complaint > 5000 && (facts->exclaims > 2 || facts->upper * 2 > facts->words))
        scrm_evidence_add(pass, lane, "shouted", SHOUTED);
    if (tally->service > tally->resolved)
        scrm_evidence_add(pass, lane, "trouble told", TROUBLE);
    else if (tally->resolved)
        scrm_evidence_add(pass, lane, "trouble over", RESOLVED);
    if (score->intents[SCRM_INTENT_PRAISE] > 5000 && complaint < 3000)
        scrm_evidence_add(pass, lane, "praise", PRAISE_ONLY);
    score->urgency =
        scrm_evidence_value(&pass->tally.lanes[lane]) * (10000 - score->spam) / 10000;
}
