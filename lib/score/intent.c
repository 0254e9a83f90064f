/*
 * Intents: what the writer wants of the firm, several at once. Most comes from
 * the cues of intents.csv; complaint and praise also follow from sentiment and
 * told troubles, a question from its marks.
 */
#include "score/signals.h"

enum {
    TROUBLE = 550,       /* each trouble told, thousandths */
    NEGATIVE_SHARE = 60, /* of a negative sentiment, per cent: what it says of a complaint */
    POSITIVE_SHARE = 70, /* the same for praise */
    QUESTION_MARK = 600,
    QUESTION_FORM = 550, /* a sentence that begins with how, can, is ... */
    SAID = 3000,         /* what cues must say before a bad mood speaks of a complaint */
    OTHER_BELOW = 3000,  /* "other" when no intent reaches this, ten-thousandths */
};

/* Kind words take little away from a complaint where a trouble is told, and nothing where they
 * are sarcastic. */
static void praise_unmeant(struct scrm_pass *pass, uint32_t open)
{
    struct scrm_evidence *evidence =
        &pass->tally.lanes[SCRM_LANE_INTENT(SCRM_INTENT_COMPLAINT)];
    int32_t before = evidence->damp;

    if (before == 10000 || (!open && !pass->tally.sarcasm))
        return;
    evidence->damp = pass->tally.sarcasm ? 10000 : (before + 10000) / 2;
    if (pass->why.on)
        scrm_why_put(&pass->why,
                     &(struct scrm_reason){.signal = "intents.complaint",
                                           .rule = pass->tally.sarcasm ? "sarcasm" : "trouble",
                                           .weight = evidence->damp - before});
}

static void complaint(struct scrm_pass *pass, const struct scrm_score *score)
{
    const struct scrm_tally *tally = &pass->tally;
    uint32_t open = tally->service > tally->resolved ? tally->service - tally->resolved : 0;
    int lane = SCRM_LANE_INTENT(SCRM_INTENT_COMPLAINT), together;
    bool told = open || scrm_evidence_value(&tally->lanes[lane]) >= SAID;

    praise_unmeant(pass, open);

    for (uint32_t i = 0; i < open && i < 3; i++)
        scrm_evidence_add(pass, lane, "trouble told", TROUBLE);
    if (score->sentiment < 0 && (told || !tally->sorrow)) /* of a death nobody complains */
        scrm_evidence_add(pass, lane, "negative sentiment",
                          -score->sentiment / 10 * NEGATIVE_SHARE / 100);
    else if (score->sentiment > 3000 && !open)
        scrm_evidence_add(pass, lane, "positive sentiment", -score->sentiment / 10 / 2);
    /* Few people complain in so many words: one clear sign shall reach 0.5. A bad mood alone
     * is none. */
    together = scrm_evidence_value(&pass->tally.lanes[lane]) / 10;
    if (together && told)
        scrm_evidence_add(pass, lane, "signs of a complaint", together);
}

static void praise(struct scrm_pass *pass, const struct scrm_score *score)
{
    int lane = SCRM_LANE_INTENT(SCRM_INTENT_PRAISE);

    if (score->sentiment > 0)
        scrm_evidence_add(pass, lane, "positive sentiment",
                          score->sentiment / 10 * POSITIVE_SHARE / 100);
    else if (score->sentiment < 0)
        scrm_evidence_add(pass, lane, "negative sentiment", score->sentiment / 10);
}

static void question(struct scrm_pass *pass)
{
    int lane = SCRM_LANE_INTENT(SCRM_INTENT_QUESTION);
    const struct scrm_facts *facts = &pass->cut.facts;

    if (facts->questions && facts->words > 1)
        scrm_evidence_add(pass, lane, "question mark", QUESTION_MARK);
    if (pass->tally.asks)
        scrm_evidence_add(pass, lane, "question form",
                          facts->questions ? QUESTION_FORM : QUESTION_FORM / 2);
}

void scrm_intent_judge(struct scrm_pass *pass, struct scrm_score *score)
{
    int32_t most = 0;

    complaint(pass, score);
    praise(pass, score);
    question(pass);
    for (int i = 0; i < SCRM_INTENT_OTHER; i++) {
        score->intents[i] = scrm_evidence_value(&pass->tally.lanes[SCRM_LANE_INTENT(i)]);
        if (score->intents[i] > most)
            most = score->intents[i];
    }
    score->intents[SCRM_INTENT_OTHER] = most < OTHER_BELOW ? 10000 - most : 0;
}
