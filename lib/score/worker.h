/*
 * A scorer and its workers from inside. Shared by score/score.c, which judges,
 * score/choose.c, which finds the language, score/apply.c, which asks the models,
 * and score/review.c. Nobody else includes this.
 */
#ifndef SCRM_SCORE_WORKER_H
#define SCRM_SCORE_WORKER_H

#include "model/memo.h"
#include "score/languages.h"
#include "score/models.h"
#include "score/score.h"
#include "score/topic.h"

struct scrm_scorer {
    struct scrm_languages languages;
    const struct scrm_language *any;
    struct scrm_topics topics;
    struct scrm_score_models models;
    struct scrm_keys *keys;
    int text, title, lang, score, id; /* slots */
    bool explain, plain;
    int32_t abstain;
    char digest[40];
};

struct scrm_scorer_worker {
    const struct scrm_scorer *scorer;
    const struct scrm_language *language; /* that judged the words last, or NULL */
    struct scrm_pass pass;
    void *met; /* memory of pass.cut.met */
    struct scrm_topics_seen seen;
    struct scrm_features features; /* what the models read */
    struct scrm_features letters;  /* what the language model reads */
    struct scrm_memo *tongue;      /* the language model's */
    struct scrm_memo **feelings; /* one a head of the sentiment model, NULL until it is asked */
    struct scrm_memo **own;      /* one a head of the operator's models */
    unsigned reads;              /* SCRM_READS_* that are gathered whatever the language */
    struct scrm_label *labels;   /* one a head of the operator's models */
    struct scrm_score last;      /* of the line judged last, for score/review.c */
    struct scrm_buf json;
};

/* score/choose.c: finds the language (score->lang holds the stated one), reads the words in
 * it, and says in score->reason where they were not judged. */
void scrm_score_choose(struct scrm_scorer_worker *worker, struct scrm_slice title,
                       struct scrm_slice text, struct scrm_score *score);

/* score/apply.c: lets the shipped sentiment model have its say and asks the operator's
 * models. The lexicon's judgement stands complete in `score`. */
void scrm_score_apply(struct scrm_scorer_worker *worker, struct scrm_score *score);

#endif
