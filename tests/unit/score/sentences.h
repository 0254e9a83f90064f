/* What the tests of one language share: sentences that fall into a class, pairs of which the
 * first feels worse, and sentences that want something. Lists end with NULL. */
#ifndef SCRM_TESTS_SCORE_SENTENCES_H
#define SCRM_TESTS_SCORE_SENTENCES_H

#include "worker.h"

#include "score/pass.h"

static inline void classes(const char *lang, enum scrm_sentiment_class class,
                           const char *const *sentences)
{
    for (; *sentences; sentences++) {
        struct scrm_score score = score_in(*sentences, lang);

        if (!OK(score.sentiment_class == class && !score.reason))
            printf("   %d: %s\n", (int)score.sentiment, *sentences);
    }
}

/* Pairs: the first feels worse than the second. */
static inline void worse(const char *lang, const char *const *pairs)
{
    for (; *pairs; pairs += 2) {
        int first = score_in(pairs[0], lang).sentiment;
        int second = score_in(pairs[1], lang).sentiment;

        if (!OK(first < second))
            printf("   %d: %s\n   %d: %s\n", first, pairs[0], second, pairs[1]);
    }
}

/* Pairs: two spellings of the same, which must feel the same. */
static inline void same(const char *lang, const char *const *pairs)
{
    for (; *pairs; pairs += 2)
        if (!OK(score_in(pairs[0], lang).sentiment == score_in(pairs[1], lang).sentiment))
            printf("   %s\n   %s\n", pairs[0], pairs[1]);
}

struct wish {
    int intent; /* SCRM_INTENT_... */
    const char *sentence;
};

static inline void wants(const char *lang, const struct wish *wishes)
{
    for (; wishes->sentence; wishes++)
        if (!OK(score_in(wishes->sentence, lang).intents[wishes->intent] >= 5000))
            printf("   %s: %d: %s\n", scrm_intents[wishes->intent],
                   (int)score_in(wishes->sentence, lang).intents[wishes->intent],
                   wishes->sentence);
}

/* A signal of each is high in the first and low in the second. */
static inline void urgent(const char *lang, const char *high, const char *low)
{
    OK(score_in(high, lang).urgency >= 5000);
    OK(score_in(low, lang).urgency < 3000);
}

static inline void awaits(const char *lang, const char *high, const char *low)
{
    OK(score_in(high, lang).needs_reply >= 5000);
    OK(score_in(low, lang).needs_reply < 3500);
}

static inline void advertises(const char *lang, const char *high, const char *low)
{
    OK(score_in(high, lang).spam >= 5000);
    OK(score_in(low, lang).spam < 3000);
}

#endif
