/*
 * The one pass over a text: every sentence's words and phrases are looked up
 * once and dealt out to the signals, which add to one tally.
 */
#ifndef SCRM_SCORE_PASS_H
#define SCRM_SCORE_PASS_H

#include "record/post.h"
#include "score/cut.h"
#include "score/why.h"

/* A lane is a signal that gathers evidence; every intent has its own. */
enum { SCRM_LANES_N = SCRM_SIGNALS_N + SCRM_INTENTS_N };

#define SCRM_LANE_INTENT(intent) (SCRM_SIGNALS_N + (intent))

/* Indexes into scrm_intents; a unit test checks that they agree. */
enum scrm_intent {
    SCRM_INTENT_COMPLAINT,
    SCRM_INTENT_QUESTION,
    SCRM_INTENT_REQUEST,
    SCRM_INTENT_ORDER,
    SCRM_INTENT_BILLING,
    SCRM_INTENT_TECHNICAL,
    SCRM_INTENT_CANCEL,
    SCRM_INTENT_PURCHASE,
    SCRM_INTENT_PRAISE,
    SCRM_INTENT_SUGGESTION,
    SCRM_INTENT_THANKS,
    SCRM_INTENT_SAFETY,
    SCRM_INTENT_LEGAL,
    SCRM_INTENT_PRESS,
    SCRM_INTENT_JOB,
    SCRM_INTENT_OTHER,
};

_Static_assert(SCRM_INTENT_OTHER + 1 == SCRM_INTENTS_N, "the intents of record/post.h");

/* Evidence in one lane: independent doubts multiply. Ten-thousandths. */
struct scrm_evidence {
    int32_t doubt; /* product of (1 - weight) of what speaks for it; 10000 = nothing does */
    int32_t damp;  /* product of (1 + weight) of what speaks against it */
    uint32_t hits;
};

/* So many sentences are remembered, to know them again. */
enum { SCRM_SAID_MAX = 8 };

struct scrm_tally {
    int64_t good, bad; /* sums of sentiment, thousandths; bad <= 0 */
    int64_t polite;    /* of `good`, what manners brought */
    uint32_t n_good, n_bad;
    uint32_t service;  /* troubles between firm and customer */
    uint32_t resolved; /* troubles that are over */
    uint32_t profane, sarcasm;
    uint32_t sorrow;  /* grief, and news of what befell others */
    uint32_t asks;    /* sentences that begin as a question does */
    uint32_t repeats; /* sentences said before, and rounds of the same words within one */
    uint64_t said[SCRM_SAID_MAX]; /* digests of the first sentences */
    uint32_t n_said;
    uint32_t me, you; /* words of the first and the second person */
    struct scrm_evidence lanes[SCRM_LANES_N];
};

/* Classes of the lexicon that rules of grammar go by; 0 = the language has none. */
struct scrm_roles {
    uint64_t contrast;   /* but, however */
    uint64_t concession; /* although, despite */
    uint64_t condition;  /* if, would, hope, wish */
    uint64_t asking;     /* what, how, can, does: at the start of a question */
    uint64_t me, you;
    uint64_t common;
};

/* A sentiment hit of the sentence at hand. */
struct scrm_valence {
    const struct scrm_lexicon *lexicon;
    const struct scrm_cue *cue;
    uint32_t first, end; /* lexemes */
};

/* What stands on a lexeme, for the look back from a sentiment hit. Thousandths. */
struct scrm_mark {
    int16_t intensity, negation;
    bool used;            /* the negation met a weighing word */
    uint16_t intensifies; /* traits: which way the two look */
    uint16_t negates;
};

/* Hits that one start can have before the rest is left out. */
enum { SCRM_HITS_MAX = 48 };

struct scrm_pass {
    struct scrm_cut cut;
    struct scrm_roles roles;
    struct scrm_tally tally;
    struct scrm_why why;
    struct scrm_valence valences[SCRM_SENTENCE_WORDS];
    size_t n_valences, n_negations, n_marks;
    struct scrm_mark marks[SCRM_SENTENCE_WORDS]; /* unset where n_marks is 0 */
    uint32_t covered[SCRM_LANES_N];              /* lexeme behind the last hit, by lane */
    struct scrm_lexicon_hit hits[SCRM_HITS_MAX]; /* of the start at hand */
    const struct scrm_cue *best[SCRM_LANES_N];   /* the longest of them, by lane */
    uint32_t best_end[SCRM_LANES_N];
    uint64_t last_emoji; /* for runs of the same one */
    uint32_t emoji_run;
};

/* The roles that a lexicon (NULL allowed) gives to its classes. */
struct scrm_roles scrm_pass_roles(const struct scrm_lexicon *lexicon);

/* Forgets everything and takes up a new post in this language (NULL: emoji only). */
void scrm_pass_begin(struct scrm_pass *pass, const struct scrm_lexicon *lexicon,
                     const struct scrm_lexicon *any, const struct scrm_roles *roles);

/* Adds a text (or title) to the tally. */
void scrm_pass_text(struct scrm_pass *pass, struct scrm_slice text);

/* What a lane's evidence comes to, in ten-thousandths. */
int32_t scrm_evidence_value(const struct scrm_evidence *evidence);

/* Adds evidence that no word gave, `weight` in thousandths, with its reason. */
void scrm_evidence_add(struct scrm_pass *pass, int lane, const char *rule, int32_t weight);

/* The name of a lane's signal in reasons: "urgency", "intents.billing". */
const char *scrm_lane_name(int lane);

/* score/sentence.c: the sentence's valences, in context, into the tally. */
void scrm_sentiment_sentence(struct scrm_pass *pass);

#endif
