/* A scorer for the score tests: one text in, its score or its JSON out. */
#ifndef SCRM_TESTS_SCORE_WORKER_H
#define SCRM_TESTS_SCORE_WORKER_H

#include "../t.h"

#include "score/score.h"

static struct scrm_scorer *scorer;
static struct scrm_scorer_worker *worker;
static struct scrm_buf json;

static inline void worker_open(const struct scrm_scorer_options *options)
{
    struct scrm_err err = {0};

    scorer = scrm_scorer_load(options, &err);
    if (!scorer)
        scrm_err_print(&err, "scorer");
    scrm_err_fini(&err);
    OK(scorer != NULL);
    worker = scrm_score_open(scorer);
}

static inline void worker_close(void)
{
    scrm_score_close(worker);
    scrm_scorer_free(scorer);
    scrm_buf_fini(&json);
}

static inline struct scrm_score score_in(const char *text, const char *lang)
{
    struct scrm_score score;

    scrm_score_judge(worker, (struct scrm_slice){NULL, 0}, scrm_slice_of(text),
                     scrm_slice_of(lang), &score);
    return score;
}

static inline struct scrm_score score_of(const char *text)
{
    return score_in(text, "en");
}

static inline const char *json_of(const char *text, const char *lang)
{
    scrm_buf_reset(&json);
    scrm_score_text(worker, scrm_slice_of(text), scrm_slice_of(lang), &json);
    return scrm_buf_text(&json);
}

static inline int feels(const char *text)
{
    return score_of(text).sentiment;
}

#endif
