/*
 * The scorer: loads what decides a score, gives each thread its worker, and
 * judges a text signal by signal. The signals stand in files of their own;
 * what is found in the words is gathered by score/pass.c.
 */
#include "score/score.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "record/splice.h"
#include "record/value.h"
#include "score/extras.h"
#include "score/sentiment.h"
#include "score/signals.h"
#include "score/tongue.h"
#include "score/worker.h"
#include "score/write.h"
#include "text/detect.h"

static void digest_all(struct scrm_scorer *scorer)
{
    struct scrm_buf all = {0}, hex = {0};

    for (size_t i = 0; i < scorer->languages.n; i++)
        scrm_buf_puts(&all, scrm_lexicon_digest(scorer->languages.at[i].lexicon));
    scrm_buf_put_slice(&all, scrm_buf_slice(&scorer->topics.digests));
    scrm_buf_puts(&all, scrm_model_digest(scorer->models.language));
    scrm_buf_puts(&all, scrm_model_digest(scorer->models.sentiment));
    for (size_t i = 0; i < scorer->models.n_own; i++)
        scrm_buf_puts(&all, scrm_model_digest(scorer->models.own[i]));
    scrm_digest_put(&hex, scrm_digest(scrm_buf_text(&all), all.len));
    snprintf(scorer->digest, sizeof scorer->digest, "%s", scrm_buf_text(&hex));
    scrm_buf_fini(&all);
    scrm_buf_fini(&hex);
}

struct scrm_scorer *scrm_scorer_load(const struct scrm_scorer_options *options,
                                     struct scrm_err *err)
{
    struct scrm_scorer *scorer = scrm_alloc_zero(1, sizeof *scorer);
    int failed = scrm_languages_load(&scorer->languages, options->lexicon, err);

    for (size_t i = 0; !failed && i < options->n_terms; i++)
        failed = scrm_topics_read(&scorer->topics, options->terms[i], err);
    if (!failed)
        failed =
            scrm_score_models_load(&scorer->models, options->models, options->n_models, err);
    if (failed) {
        scrm_scorer_free(scorer);
        return NULL;
    }
    scrm_topics_build(&scorer->topics);
    scorer->any = scrm_languages_find(&scorer->languages, SCRM_LANGUAGE_ANY);
    scorer->explain = options->explain;
    scorer->plain = options->plain;
    scorer->abstain = options->abstain;
    scorer->keys = scrm_keys_new();
    scorer->text = scrm_keys_add_dotted(scorer->keys, "text");
    scorer->title = scrm_keys_add_dotted(scorer->keys, "title");
    scorer->lang = scrm_keys_add_dotted(scorer->keys, "lang");
    scorer->score = scrm_keys_add_dotted(scorer->keys, "score");
    scorer->id = scrm_keys_add_dotted(scorer->keys, "id");
    scrm_keys_build(scorer->keys);
    digest_all(scorer);
    return scorer;
}

void scrm_scorer_free(struct scrm_scorer *scorer)
{
    if (!scorer)
        return;
    scrm_languages_free(&scorer->languages);
    scrm_topics_fini(&scorer->topics);
    scrm_score_models_free(&scorer->models);
    scrm_keys_free(scorer->keys);
    free(scorer);
}

const char *scrm_scorer_digest(const struct scrm_scorer *scorer)
{
    return scorer->digest;
}

const struct scrm_keys *scrm_scorer_keys(const struct scrm_scorer *scorer)
{
    return scorer->keys;
}

struct scrm_scorer_worker *scrm_score_open(const struct scrm_scorer *scorer)
{
    struct scrm_scorer_worker *worker = scrm_alloc_zero(1, sizeof *worker);

    worker->scorer = scorer;
    worker->reads = scorer->models.reads;
    worker->pass.why.on = scorer->explain;
    worker->pass.cut.met = scrm_met_new(&worker->met);
    worker->features.keeps = worker->letters.keeps = true;
    worker->tongue = scrm_memo_new(scorer->models.language, 0);
    worker->feelings = scrm_alloc_zero(scrm_model_heads(scorer->models.sentiment) + 1,
                                       sizeof(struct scrm_memo *));
    worker->own = scrm_alloc_zero(scorer->models.n_heads + 1, sizeof *worker->own);
    for (size_t i = 0; i < scorer->models.n_heads; i++)
        worker->own[i] =
            scrm_memo_new(scorer->models.heads[i].model, scorer->models.heads[i].head);
    worker->labels = scrm_alloc_zero(scorer->models.n_heads + 1, sizeof *worker->labels);
    worker->seen.seen = scrm_alloc_zero(scorer->topics.n + 1, sizeof *worker->seen.seen);
    return worker;
}

void scrm_score_close(struct scrm_scorer_worker *worker)
{
    if (!worker)
        return;
    scrm_why_fini(&worker->pass.why);
    free(worker->met);
    scrm_buf_fini(&worker->json);
    scrm_features_fini(&worker->features);
    scrm_features_fini(&worker->letters);
    scrm_memo_free(worker->tongue);
    for (size_t i = 0; i < scrm_model_heads(worker->scorer->models.sentiment); i++)
        scrm_memo_free(worker->feelings[i]);
    for (size_t i = 0; i < worker->scorer->models.n_heads; i++)
        scrm_memo_free(worker->own[i]);
    free(worker->feelings);
    free(worker->own);
    free(worker->labels);
    free(worker->seen.seen);
    free(worker);
}

/* Bytes whose number of one kind fits a byte. */
enum { COUNTED = 240 };

/* Whether the detectors are worth asking: they want six digits, the dots of an internet
 * address or its colons. */
static bool may_be_personal(struct scrm_slice text)
{
    size_t digits = 0, dots = 0, colons = 0;

    for (size_t from = 0; from < text.len; from += COUNTED) {
        const char *at = text.at + from;
        size_t n = text.len - from < COUNTED ? text.len - from : COUNTED;
        uint8_t some_digits = 0, some_dots = 0, some_colons = 0; /* counted by the vector */

        for (size_t i = 0; i < n; i++) {
            some_digits = (uint8_t)(some_digits + ((unsigned char)(at[i] - '0') < 10));
            some_dots = (uint8_t)(some_dots + (at[i] == '.'));
            some_colons = (uint8_t)(some_colons + (at[i] == ':'));
        }
        digits += some_digits;
        dots += some_dots;
        colons += some_colons;
    }
    return digits >= 6 || (digits >= 4 && dots >= 3) || colons >= 2;
}

/* One place is enough for the flag. */
static bool is_personal(void *ctx, enum scrm_personal kind, size_t from, size_t to)
{
    bool *flag = ctx;

    (void)kind;
    (void)from;
    (void)to;
    *flag = true;
    return false;
}

/* The lexicon's judgement, signal by signal; false where there is no text. */
static bool judge_words(struct scrm_scorer_worker *worker, struct scrm_slice title,
                        struct scrm_slice text, struct scrm_slice lang,
                        struct scrm_score *score)
{
    struct scrm_pass *pass = &worker->pass;

    *score = (struct scrm_score){.sentiment_class = SCRM_NEUTRAL};
    scrm_lang_read(lang, score);
    if (!title.len && !text.len) {
        pass->why.n = 0;
        worker->language = NULL;
        score->reason = "no text";
        return false;
    }
    scrm_score_choose(worker, title, text, score);
    scrm_sentiment_judge(pass, score);
    if (!score->reason && !pass->cut.facts.words && !pass->tally.n_good && !pass->tally.n_bad) {
        score->reason = "no words"; /* blanks, links, marks, emoji that feel nothing */
        score->confidence = 0;
    }
    scrm_spam_judge(pass, score);
    scrm_intent_judge(pass, score);
    if (score->reason) /* what was not understood is not "other" */
        score->intents[SCRM_INTENT_OTHER] = 0;
    scrm_urgency_judge(pass, score);
    scrm_reply_judge(pass, score);
    return true;
}

void scrm_score_judge(struct scrm_scorer_worker *worker, struct scrm_slice title,
                      struct scrm_slice text, struct scrm_slice lang, struct scrm_score *score)
{
    struct scrm_pass *pass = &worker->pass;

    if (!judge_words(worker, title, text, lang, score))
        return;
    scrm_score_apply(worker, score);
    if (pass->cut.facts.mails || may_be_personal(title) || may_be_personal(text)) {
        scrm_personal_scan(title, is_personal, &score->personal_data);
        scrm_personal_scan(text, is_personal, &score->personal_data);
    }
    pass->why.title = true;
    scrm_topics_scan(&worker->scorer->topics, title, &worker->seen, &pass->why);
    pass->why.title = false;
    scrm_topics_scan(&worker->scorer->topics, text, &worker->seen, &pass->why);
}

const struct scrm_features *scrm_score_gather(struct scrm_scorer_worker *worker,
                                              struct scrm_slice title, struct scrm_slice text,
                                              struct scrm_slice lang, unsigned reads,
                                              int16_t extras[SCRM_SCORE_EXTRAS_N])
{
    struct scrm_score score;

    memset(extras, 0, SCRM_SCORE_EXTRAS_N * sizeof *extras);
    worker->features.keeps = false; /* whoever gathers wants the runs themselves */
    scrm_features_begin(&worker->features, reads);
    if (reads & SCRM_READS_LETTERS) {
        scrm_tongue_read(&worker->features, title, SCRM_TONGUE_LETTERS);
        scrm_tongue_read(&worker->features, text, SCRM_TONGUE_LETTERS);
        return &worker->features;
    }
    worker->reads = reads;
    if (judge_words(worker, title, text, lang, &score))
        scrm_score_extras(&worker->pass, &score, extras);
    scrm_features_pair_up(&worker->features);
    return &worker->features;
}

/* Judges, and appends the score's JSON object. */
static void judge_and_write(struct scrm_scorer_worker *worker, struct scrm_slice title,
                            struct scrm_slice text, struct scrm_slice lang,
                            struct scrm_buf *out)
{
    const struct scrm_scorer *scorer = worker->scorer;
    struct scrm_score score;
    struct scrm_score_parts parts = {.title = title, .text = text};

    scrm_score_judge(worker, title, text, lang, &score);
    if (worker->language)
        parts.by = worker->language->by;
    else
        parts.by = scorer->any && (title.len || text.len) ? scorer->any->by : "none";
    parts.model = score.modelled ? scrm_model_by(scorer->models.sentiment) : NULL;
    if (title.len || text.len) {
        parts.labels = worker->labels;
        parts.n_labels = scorer->models.n_heads;
    }
    parts.abstain = scorer->abstain;
    parts.topics = scorer->topics.terms ? &scorer->topics : NULL;
    parts.seen = &worker->seen;
    parts.why = scorer->explain ? &worker->pass.why : NULL;
    scrm_score_write(&score, &parts, out);
    worker->last = score;
}

void scrm_score_text(struct scrm_scorer_worker *worker, struct scrm_slice text,
                     struct scrm_slice lang, struct scrm_buf *out)
{
    judge_and_write(worker, (struct scrm_slice){NULL, 0}, text, lang, out);
}

/* A text member; absent and null are the same. */
static int text_of(struct scrm_value value, const char *member, struct scrm_arena *arena,
                   struct scrm_slice *text, struct scrm_err *err)
{
    *text = (struct scrm_slice){NULL, 0};
    if (value.kind == SCRM_STRING) {
        *text = scrm_value_text(value, arena);
    } else if (value.kind != SCRM_ABSENT && value.kind != SCRM_NULL) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected string, got %s",
                     scrm_kind_name(value.kind));
        return scrm_err_member(err, member);
    }
    return 0;
}

int scrm_score_line(struct scrm_scorer_worker *worker, const struct scrm_line *line,
                    struct scrm_arena *arena, struct scrm_buf *out, struct scrm_err *err)
{
    const struct scrm_scorer *scorer = worker->scorer;
    struct scrm_slice title, text, lang;

    if (text_of(line->values[scorer->text], "text", arena, &text, err) ||
        text_of(line->values[scorer->title], "title", arena, &title, err) ||
        text_of(line->values[scorer->lang], "lang", arena, &lang, err))
        return -1;
    /* A post that had to be forgotten keeps the score that it had: its words are gone. */
    if (line->values[scorer->score].kind == SCRM_OBJECT &&
        scrm_slice_starts(scrm_value_text(line->values[scorer->id], arena), "erased:")) {
        scrm_buf_put_slice(out, line->bytes);
        scrm_buf_putc(out, '\n');
        return 0;
    }
    scrm_buf_reset(&worker->json);
    judge_and_write(worker, title, text, lang, &worker->json);
    scrm_splice(line, scorer->score, "score", scrm_buf_slice(&worker->json), out);
    scrm_buf_putc(out, '\n');
    return 0;
}
