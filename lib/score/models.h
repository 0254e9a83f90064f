/*
 * The trained models that a scorer has: those that are shipped (which language
 * a text is in; how it feels, by language) stand in the binary, the operator's
 * come from files (--model).
 */
#ifndef SCRM_SCORE_MODELS_H
#define SCRM_SCORE_MODELS_H

#include "model/model.h"
#include "score/score.h"

/* A head of one of the operator's models. */
struct scrm_score_head {
    const struct scrm_model *model;
    size_t head;
};

struct scrm_score_models {
    struct scrm_model *language, *sentiment; /* NULL: none */
    struct scrm_model **own;                 /* the operator's, in the order given */
    size_t n_own, cap_own;
    struct scrm_score_head *heads; /* of all of them */
    size_t n_heads, cap_heads;
    unsigned reads; /* what the operator's heads need: SCRM_READS_* */
};

/* Loads the shipped models and the files. 66, 77; 65 for a file that is no sound model,
 * one that reads other extras than this program finds, or a second head of a name. */
int scrm_score_models_load(struct scrm_score_models *models, const char *const *paths, size_t n,
                           struct scrm_err *err);
void scrm_score_models_free(struct scrm_score_models *models);

/* The sentiment head of a language, or SIZE_MAX. */
size_t scrm_score_sentiment_head(const struct scrm_score_models *models, const char *language);

/* What that head reads. */
unsigned scrm_score_sentiment_reads(const struct scrm_score_models *models, size_t head);

/* The answer of one of the operator's heads. */
struct scrm_label {
    const char *head, *label; /* borrowed from the model */
    int32_t p;                /* ten-thousandths */
};

#endif
