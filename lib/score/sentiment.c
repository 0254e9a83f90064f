/*
 * Sentiment of a whole text: what the sentences brought into the tally
 * (score/sentence.c), weighed against what else the text tells, pressed into
 * -1..1, and put into a class with a confidence.
 */
#include "score/sentiment.h"

enum {
    UNDER_SARCASM = -350, /* good words beside a sarcastic sign */
    UNDER_TROUBLE = 500,  /* good words of a text that tells of a trouble */
    MANNERS = 750,        /* of polite words beside a request, what does not count */
    REACH = 3600,         /* how large a sum must be to come to 0.71 */
    LONG_TEXT = 4,        /* sentences from which on sums are spread out */
    NEGATIVE = -1100,     /* ten-thousandths: the classes' borders */
    POSITIVE = 2000,
};

/* The integer square root, rounded down, by Newton's method from above. */
static int64_t root(int64_t square)
{
    int64_t x, next;

    if (square < 2)
        return square;
    next = INT64_C(1) << ((65 - __builtin_clzll((unsigned long long)square)) / 2);
    do {
        x = next;
        next = (x + square / x) / 2;
    } while (next < x);
    return x;
}

static void explain_whole(struct scrm_pass *pass, const char *rule, int64_t change)
{
    if (change)
        scrm_why_add(
            &pass->why,
            &(struct scrm_reason){.signal = "sentiment", .rule = rule, .weight = change * 10});
}

/* Praise beside a sarcastic sign or a told trouble is not meant, or not all of it; "please"
 * and "thanks" beside a request are manners. */
static int64_t good_in_company(struct scrm_pass *pass)
{
    const struct scrm_tally *tally = &pass->tally;
    int64_t before = tally->good, good = before;
    const char *rule = NULL;

    if (tally->lanes[SCRM_LANE_INTENT(SCRM_INTENT_REQUEST)].hits || pass->cut.facts.questions) {
        good -= tally->polite * MANNERS / 1000;
        explain_whole(pass, "manners", good - before);
        before = good;
    }

    if (tally->sarcasm) {
        good = good * UNDER_SARCASM / 1000;
        rule = "sarcasm";
    } else if (tally->service > tally->resolved) {
        good = good * UNDER_TROUBLE / 1000;
        rule = "trouble";
    }
    if (rule)
        explain_whole(pass, rule, good - before);
    return good;
}

/* How sure a class is: the share of texts with a sentiment like this that people put into
 * it too, as straight lines. Ten-thousandths. */
static int32_t confidence_of(int64_t sentiment, const struct scrm_tally *tally, bool judged)
{
    int64_t distance = sentiment < 0 ? -sentiment : sentiment, sure;

    if (!judged)
        return 0;
    if (sentiment <= NEGATIVE)
        sure = 4500 + distance * 55 / 100;
    else if (sentiment >= POSITIVE)
        sure = 4500 + distance * 60 / 100;
    else
        sure = (tally->n_good + tally->n_bad ? 4600 : 5000) - distance / 2;
    return (int32_t)(sure > 9600 ? 9600 : sure);
}

void scrm_sentiment_judge(struct scrm_pass *pass, struct scrm_score *score)
{
    const struct scrm_tally *tally = &pass->tally;
    int64_t sum, sentiment, sentences = pass->cut.facts.sentences;
    bool judged = pass->cut.lexicon || tally->n_good + tally->n_bad;

    sum = good_in_company(pass) + tally->bad;
    if (sentences > LONG_TEXT)
        sum = sum * 2 * 1000 / root(sentences * 1000000);
    if (sum > 1000000)
        sum = 1000000;
    else if (sum < -1000000)
        sum = -1000000;
    sentiment = sum * 10000 / root(sum * sum + (int64_t)REACH * REACH);
    score->sentiment = (int32_t)sentiment;
    score->sentiment_class = sentiment <= NEGATIVE   ? SCRM_NEGATIVE
                             : sentiment >= POSITIVE ? SCRM_POSITIVE
                                                     : SCRM_NEUTRAL;
    score->confidence = confidence_of(sentiment, tally, judged);
}
