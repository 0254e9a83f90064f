/*
 * The judge of one post: language, sentiment, intents, urgency, whether it
 * wants an answer, spam, topics, brands, personal data, each with its reasons.
 *
 * One scorer (lexicons and terms, immutable) serves all threads; each thread
 * has its own worker. A score depends on the words alone: it never reads
 * follower counts, verified flags, likes, or the network. Everything is
 * integer arithmetic in ten-thousandths, so every machine prints the same.
 *
 *     scorer = scrm_scorer_load(&options, &err);     once
 *     worker = scrm_score_open(scorer);              one a thread
 *     scrm_score_text(worker, text, lang, &json);    any text
 *     scrm_score_line(worker, line, arena, out, &err); a scanned line, spliced
 */
#ifndef SCRM_SCORE_SCORE_H
#define SCRM_SCORE_SCORE_H

#include "model/features.h"
#include "record/post.h"
#include "record/scan.h"

struct scrm_scorer;
struct scrm_scorer_worker;

struct scrm_scorer_options {
    const char
        *lexicon; /* a folder of <language>/ folders laid over the shipped ones, or NULL */
    const char *const *terms; /* CSV files: term and topic and/or brand */
    size_t n_terms;
    const char *const *models; /* files that scrm-train wrote */
    size_t n_models;
    int32_t abstain; /* leave out classes less sure than that; ten-thousandths, 0 = none */
    bool plain;      /* the lexicon alone: no shipped model; for training and measuring */
    bool explain;    /* write `why` */
};

enum scrm_sentiment_class { SCRM_NEGATIVE, SCRM_NEUTRAL, SCRM_POSITIVE };

/* The numbers of a score, in ten-thousandths. */
struct scrm_score {
    char lang[16];     /* primary subtag in lower case, or "unknown" */
    bool lang_read;    /* told from the text, not stated */
    bool modelled;     /* a model had its say on the class */
    int32_t sentiment; /* -10000..10000 */
    enum scrm_sentiment_class sentiment_class;
    int32_t confidence; /* 0..10000, of the class */
    int32_t intents[SCRM_INTENTS_N];
    int32_t urgency, needs_reply, spam;
    bool personal_data;
    const char *reason; /* why words were not judged ("no text"), or NULL. Static */
};

/*
 * Loads what is shipped (from the binary itself) and what the options add.
 * 66, 77, 78 with file, row and column for what is wrong in a CSV file.
 * Owned by caller; the options are not kept.
 */
struct scrm_scorer *scrm_scorer_load(const struct scrm_scorer_options *options,
                                     struct scrm_err *err);
void scrm_scorer_free(struct scrm_scorer *scorer);

/* Digest of everything that decides a score, 32 hex digits. Borrowed. */
const char *scrm_scorer_digest(const struct scrm_scorer *scorer);

/* The members that scrm_score_line reads; built. Borrowed. */
const struct scrm_keys *scrm_scorer_keys(const struct scrm_scorer *scorer);

struct scrm_scorer_worker *scrm_score_open(const struct scrm_scorer *scorer);
void scrm_score_close(struct scrm_scorer_worker *worker);

/*
 * Judges `text` (plain, UTF-8) under `title` (may be absent). `lang` as the
 * network gave it ("en", "en-GB"), absent = unknown. An absent or empty text
 * without a title is neutral, with a reason.
 */
void scrm_score_judge(struct scrm_scorer_worker *worker, struct scrm_slice title,
                      struct scrm_slice text, struct scrm_slice lang, struct scrm_score *score);

/* Judges a text and appends the score's JSON object to `out`. */
void scrm_score_text(struct scrm_scorer_worker *worker, struct scrm_slice text,
                     struct scrm_slice lang, struct scrm_buf *out);

/* The numbers that models read beside the words: what the lexicon found, in thousandths. */
enum { SCRM_SCORE_EXTRAS_N = 48 };

/*
 * What a model reads of a text (SCRM_READS_*), gathered as scoring gathers it: the features
 * (borrowed until the next call) and the extras. For training and for measuring models.
 */
const struct scrm_features *scrm_score_gather(struct scrm_scorer_worker *worker,
                                              struct scrm_slice title, struct scrm_slice text,
                                              struct scrm_slice lang, unsigned reads,
                                              int16_t extras[SCRM_SCORE_EXTRAS_N]);

/*
 * Judges a line scanned with scrm_scorer_keys and appends it to `out`, its
 * member `score` set and every other byte unchanged, with a newline. Returns
 * -1 with 65 and the member where text, title or lang is no string.
 */
int scrm_score_line(struct scrm_scorer_worker *worker, const struct scrm_line *line,
                    struct scrm_arena *arena, struct scrm_buf *out, struct scrm_err *err);

#endif
