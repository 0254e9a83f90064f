/*
 * scrm-score: what does each post say, how does its writer feel, what is
 * wanted, how soon?
 *
 *     posts -> [ scan ] -> [ score ] -> [ splice ] -> the same posts + "score"
 *
 * Every filter of the house looks like this one:
 *   1. a table of options, which is also the help, the manual and the completions;
 *   2. what is loaded once and shared by all workers (here the scorer);
 *   3. what one worker does with one line;
 *   4. a main that joins the three and leaves reading, writing, bad lines,
 *      -j, trailers and exit codes to the frame (cli/frame.h).
 * What a score is stands in lib/score, one file a signal; start at score/score.h.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "cli/frame.h"
#include "score/review.h"

struct options {
    struct scrm_common common; /* -o, -j, --explain, ... : every filter has these */
    struct scrm_texts terms;
    struct scrm_texts models;
    const char *lexicon, *abstain;
    int64_t review;
};

static const struct scrm_option options[] = {
    SCRM_PATHS(struct options, terms, "terms", 0, "FILE",
               "report topics and brands by this CSV file's term, topic and brand columns"),
    SCRM_DIRECTORY(struct options, lexicon, "lexicon", 0, "DIR",
                   "lay the CSV files of DIR/LANGUAGE over the shipped lexicons"),
    SCRM_PATHS(struct options, models, "model", 0, "FILE",
               "add score.labels by this model, which scrm-train wrote; may be given several "
               "times"),
    SCRM_TEXT(struct options, abstain, "abstain", 0, "P",
              "leave out sentiment_class and labels that are less sure than P (0 to 1)"),
    SCRM_INT(struct options, review, "review", 0, "N", 1,
             "write only the N posts whose labels would teach the models most: the least sure "
             "ones, unlike each other, the best first, each with the member review"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Judge one sentence", "echo '{\"text\":\"Still waiting for my refund!\"}' | scrm-score"},
    {"Say which words and rules made the score",
     "echo '{\"text\":\"Still waiting for my refund!\"}' | scrm-score --explain"},
    {"Which posts to label next for the model that there is",
     "scrm-score --model queue.model --review 50 posts.ndjson > next.ndjson"},
    {0},
};

static const struct scrm_command command = {
    .name = "scrm-score",
    .summary = "judge posts: sentiment, intents, urgency, spam, topics",
    .operands = "[FILE ...]",
    .description =
        "Adds the member score to each line and passes every other byte through.\n\n"
        "The score depends on the words alone (text, title and lang): the same words get the "
        "same score on every network, whoever wrote them. Texts in a language without a "
        "lexicon are judged by emoji and punctuation only, and score.by says so.\n\n"
        "With --review nothing is written before the input ends; the posts that were not "
        "picked count as dropped. The models of --model decide what is unsure, without any "
        "the class of sentiment.",
    .options = options,
    .examples = examples,
    .see_also = "scrm-normalize(1), scrm-route(1), scrm-train(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER |
              SCRM_COMMON_EXPLAIN | SCRM_COMMON_TALK,
};

/* Once a worker: scratch memory over the shared scorer. */
static void *open_worker(void *scorer)
{
    return scrm_score_open(scorer);
}

/* Once a line. */
static enum scrm_verdict score_line(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    if (scrm_score_line(worker, row->line, row->arena, row->out, err))
        return SCRM_LINE_REJECTED; /* --on-error decides what that means */
    return SCRM_LINE_OUT;
}

static void close_worker(void *scorer, void *worker)
{
    (void)scorer;
    scrm_score_close(worker);
}

/* ---- --review: lines are held back, the best of them written in the end ---- */

#define HELD "not picked for review"

struct review {
    const struct scrm_scorer *scorer;
    size_t n;
    struct scrm_review_pool **pools; /* of each worker */
    size_t n_pools, cap_pools;
};

static void *open_pool(void *ctx)
{
    struct review *review = ctx;

    SCRM_GROW(review->pools, review->n_pools, review->cap_pools);
    return review->pools[review->n_pools++] = scrm_review_open(review->scorer, review->n);
}

static enum scrm_verdict hold_line(void *pool, struct scrm_row *row, struct scrm_err *err)
{
    if (scrm_review_line(pool, row->line, row->arena, err))
        return SCRM_LINE_REJECTED;
    row->reason = HELD;
    return SCRM_LINE_DROPPED;
}

static uint64_t pick_lines(void *ctx, struct scrm_buf *out)
{
    struct review *review = ctx;

    return scrm_review_pick(review->pools, review->n_pools, review->n, out);
}

static int run(const struct options *given, const struct scrm_operands *files,
               struct scrm_scorer *scorer)
{
    struct review review = {.scorer = scorer, .n = (size_t)given->review};
    struct scrm_stage stage = {
        .keys = scrm_scorer_keys(scorer),
        .open = open_worker,
        .each = score_line,
        .close = close_worker,
        .ctx = scorer,
        .config = scrm_scorer_digest(scorer),
    };
    int status;

    if (given->review) {
        stage.open = open_pool;
        stage.each = hold_line;
        stage.close = NULL;
        stage.last = pick_lines;
        stage.held = HELD;
        stage.ctx = &review;
    }
    status = scrm_frame_run(&command, &given->common, files, &stage, NULL);
    for (size_t i = 0; i < review.n_pools; i++)
        scrm_review_close(review.pools[i]);
    free(review.pools);
    return status;
}

int main(int argc, char **argv)
{
    struct options given = {0};
    struct scrm_operands files = {0};
    struct scrm_err err = {0};
    struct scrm_scorer *scorer = NULL;
    int64_t abstain = 0;
    int status = scrm_cli_parse(&command, argc, argv, &given, &files);

    if (status >= 0) /* --help, --version, or a usage error: already answered */
        return status;

    if (given.abstain && (scrm_num_fixed(scrm_slice_of(given.abstain), &abstain) ||
                          abstain < 0 || abstain > SCRM_FIXED_ONE))
        scrm_err_set(&err, SCRM_EXIT_USAGE, "--abstain: expected 0 to 1, got \"%s\"",
                     given.abstain);
    else if (given.review > SCRM_REVIEW_MOST)
        scrm_err_set(&err, SCRM_EXIT_USAGE, "--review: at most %d posts", SCRM_REVIEW_MOST);
    else
        scorer =
            scrm_scorer_load(&(struct scrm_scorer_options){.lexicon = given.lexicon,
                                                           .terms = given.terms.at,
                                                           .n_terms = given.terms.n,
                                                           .models = given.models.at,
                                                           .n_models = given.models.n,
                                                           .abstain = (int32_t)abstain,
                                                           .explain = given.common.explain},
                             &err);
    status = scorer ? run(&given, &files, scorer) : scrm_cli_fail(&command, &err);
    scrm_scorer_free(scorer);
    scrm_cli_release(&command, &given, &files);
    return status;
}
