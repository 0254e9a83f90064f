/*
 * What trained models make of a text that the lexicon has judged. The shipped
 * model decides the class of sentiment and how sure it is; the number stays on
 * the lexicon's graded scale and is drawn towards the model's view. The
 * operator's models fill score.labels.
 */
#include "score/extras.h"
#include "score/worker.h"

/* Large arrays of which little is used, and that little always set first. */
#define UNSET __attribute__((uninitialized))

/* Per cent of the number that is the lexicon's; the rest is the model's. */
enum { LEXICON_SHARE = 70 };

/* What a text with a class leans at least, ten-thousandths. */
enum { LEAN = 500 };

/* The model knows posts; of a longer text it has no idea. */
enum { POST_WORDS = 300 };

enum { CLASSES = 3 }; /* negative, neutral, positive: as enum scrm_sentiment_class */

static void sentiment(struct scrm_scorer_worker *worker, struct scrm_score *score,
                      struct scrm_extras extras)
{
    const struct scrm_score_models *models = &worker->scorer->models;
    size_t head = scrm_score_sentiment_head(models, score->lang);
    int32_t shares[SCRM_MODEL_CLASSES_MAX] UNSET, before = score->sentiment;
    uint32_t words = worker->pass.cut.facts.words;
    size_t class;

    if (head == SIZE_MAX || !words || words > POST_WORDS ||
        scrm_model_classes(models->sentiment, head) != CLASSES)
        return;
    if (!worker->feelings[head])
        worker->feelings[head] = scrm_memo_new(models->sentiment, head);
    class = scrm_memo_predict(worker->feelings[head], &worker->features, extras, shares);
    score->modelled = true;
    score->sentiment_class = (enum scrm_sentiment_class) class;
    score->confidence = shares[class];
    score->sentiment =
        (score->sentiment * LEXICON_SHARE +
         (shares[SCRM_POSITIVE] - shares[SCRM_NEGATIVE]) * (100 - LEXICON_SHARE)) /
        100;
    /* The number never contradicts the class. */
    if (class == SCRM_NEGATIVE && score->sentiment > -LEAN)
        score->sentiment = -LEAN;
    if (class == SCRM_POSITIVE && score->sentiment < LEAN)
        score->sentiment = LEAN;
    scrm_why_add(&worker->pass.why, &(struct scrm_reason){.signal = "sentiment",
                                                          .rule = "model",
                                                          .weight = score->sentiment - before});
}

void scrm_score_apply(struct scrm_scorer_worker *worker, struct scrm_score *score)
{
    const struct scrm_scorer *scorer = worker->scorer;
    int16_t numbers[SCRM_SCORE_EXTRAS_N] UNSET;
    struct scrm_extras extras = {numbers, SCRM_SCORE_EXTRAS_N};

    if (scorer->plain && !scorer->models.n_heads)
        return;
    scrm_score_extras(&worker->pass, score, numbers);
    scrm_features_pair_up(&worker->features);
    for (size_t i = 0; i < scorer->models.n_heads; i++) {
        const struct scrm_score_head *head = &scorer->models.heads[i];
        int32_t sure;
        size_t class = scrm_memo_best(worker->own[i], &worker->features, extras, &sure);

        worker->labels[i] =
            (struct scrm_label){scrm_model_head(head->model, head->head),
                                scrm_model_class(head->model, head->head, class), sure};
    }
    if (!scorer->plain && !score->reason)
        sentiment(worker, score, extras);
}
