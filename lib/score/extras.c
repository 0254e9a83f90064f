/*
 * The extras of a text in the order in which a model file numbers them: a new
 * one goes behind the last, a changed one needs a new SCRM_MODEL_FORMAT.
 */
#include "score/extras.h"

/* A count as thousandths, `most` of it and more being 1000. */
static int32_t count(uint32_t n, uint32_t most)
{
    return (int32_t)((n < most ? n : most) * 1000 / most);
}

/* A sum that grows ever slower towards 1000: half of it at 3.6. */
static int32_t pressed(int64_t sum)
{
    sum = sum < 0 ? -sum : sum;
    return (int32_t)(sum * 1000 / (sum + 3600));
}

static int32_t share(uint32_t part, uint32_t whole)
{
    return whole ? (int32_t)((uint64_t)part * 1000 / whole) : 0;
}

void scrm_score_extras(const struct scrm_pass *pass, const struct scrm_score *score,
                       int16_t extras[SCRM_SCORE_EXTRAS_N])
{
    const struct scrm_tally *tally = &pass->tally;
    const struct scrm_facts *facts = &pass->cut.facts;
    const int32_t numbers[] = {
        score->sentiment / 10,
        (score->sentiment < 0 ? -score->sentiment : score->sentiment) / 10,
        pressed(tally->good),
        pressed(tally->bad),
        count(tally->n_good, 4),
        count(tally->n_bad, 4),
        score->sentiment_class == SCRM_NEGATIVE ? 1000 : 0,
        score->sentiment_class == SCRM_NEUTRAL ? 1000 : 0,
        score->sentiment_class == SCRM_POSITIVE ? 1000 : 0,
        count(tally->service, 3),
        count(tally->resolved, 2),
        count(tally->profane, 2),
        count(tally->sarcasm, 1),
        tally->polite ? 1000 : 0,
        count(facts->questions, 2),
        count(facts->exclaims, 3),
        share(facts->upper, facts->words),
        count(facts->links, 2),
        count(facts->mentions, 3),
        count(facts->hashtags, 3),
        count(facts->emoji, 3),
        count(facts->numbers, 3),
        count(facts->money, 1),
        count(tally->me, 3),
        count(tally->you, 3),
        facts->words < 6 ? 1000 : 0,
        count(facts->words, 40),
        share(facts->known, facts->latin),
        count(tally->asks, 2),
        score->urgency / 10,
        score->needs_reply / 10,
        score->spam / 10,
    };
    enum { NUMBERS_N = sizeof numbers / sizeof *numbers };

    _Static_assert(NUMBERS_N + SCRM_INTENTS_N == SCRM_SCORE_EXTRAS_N, "a place for each");
    for (int i = 0; i < NUMBERS_N; i++)
        extras[i] = (int16_t)numbers[i];
    for (int i = 0; i < SCRM_INTENTS_N; i++)
        extras[NUMBERS_N + i] = (int16_t)(score->intents[i] / 10);
}
