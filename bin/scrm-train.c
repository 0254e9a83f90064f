/*
 * scrm-train: labelled posts in, a model for `scrm-score --model` out; or how
 * good a model is, or would be.
 *
 *     labelled posts -> [ features ] -> [ fit ] -> model file
 *
 * What a model reads is gathered by the scorer itself (lib/score), fitted and
 * packed by lib/model, read and measured by lib/train.
 */
#include <stdlib.h>

#include "base/num.h"
#include "cli/option.h"
#include "record/writer.h"
#include "train/session.h"
#include "train/write.h"

struct options {
    struct scrm_common common;
    struct scrm_texts labels;
    const char *text, *group, *lang, *test, *name, *reads, *weights, *cost;
    int64_t folds, bits, least;
    bool compare, curve, join;
};

static const char *const readings[] = {"all", "words", "text", "letters", NULL};
static const unsigned reading_bits[] = {
    SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_EXTRAS,
    SCRM_READS_WORDS | SCRM_READS_EXTRAS,
    SCRM_READS_WORDS | SCRM_READS_CHARS,
    SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_LETTERS,
};
static const char *const weightings[] = {"root", "even", "none", NULL};

static const struct scrm_option options_table[] = {
    SCRM_HEADING("What to learn"),
    SCRM_TEXTS(struct options, labels, "label", 'l', "FIELD",
               "the field or column that holds the class; given several times, the model gets "
               "a head for each"),
    SCRM_TEXT(struct options, text, "text", 't', "FIELD",
              "the field or column that holds the text; default: text"),
    SCRM_TEXT(struct options, lang, "lang", 0, "LANGUAGE",
              "the language of all texts; default: what each row's lang says"),
    SCRM_CHOICE(struct options, reads, "reads", 0, "WHAT", readings,
                "what the model reads: all (words, runs of characters and what the lexicon "
                "found; default), words (without the runs: faster), text (without the "
                "lexicon), letters (for telling languages)"),
    SCRM_TEXT(struct options, name, "name", 0, "NAME",
              "name and version that score.by shows; default: the output file's name"),
    SCRM_FLAG(struct options, join, "join", 0,
              "no training: write the heads of the model files named as one model"),
    SCRM_HEADING("How to learn it"),
    SCRM_CHOICE(struct options, weights, "weights", 0, "HOW", weightings,
                "how much rare classes count: root (default), even (as much as common ones) "
                "or none"),
    SCRM_TEXT(struct options, cost, "cost", 0, "NUMBER",
              "how closely to follow the labels, from 0.01 to 1000; default: 4"),
    SCRM_INT(struct options, least, "least", 0, "N", 1,
             "leave out what stands in fewer texts than N; default: 2"),
    SCRM_INT(struct options, bits, "bits", 0, "N", 6,
             "give the table at most 2^N places; default: 17"),
    SCRM_HEADING("How good it is"),
    SCRM_PATH(struct options, test, "test", 0, "MODEL",
              "measure this model on the labelled texts, which it must not have seen"),
    SCRM_INT(struct options, folds, "folds", 0, "N", 2,
             "measure what training would give, by N-fold cross-validation"),
    SCRM_TEXT(struct options, group, "group", 'g', "FIELD",
              "never divide texts that share this field between training and measuring; "
              "default: conversation, else author_id"),
    SCRM_FLAG(struct options, curve, "learning-curve", 0,
              "measure what 100, 200, 500, ... labels give"),
    SCRM_FLAG(struct options, compare, "compare", 0,
              "compare the two models named before the files, on the same texts"),
    SCRM_OPTIONS_END};

static const struct scrm_example examples_table[] = {
    {"Teach the queues of a help desk",
     "scrm-train --label queue -o queue.model labelled.ndjson"},
    {"How good would it be?", "scrm-train --label queue --folds 5 labelled.ndjson"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-train",
    .summary = "labelled posts to a model for scrm-score; measures a model honestly",
    .operands = "[FILE ...]",
    .description =
        "Reads labelled texts (NDJSON; CSV where a file's name ends in .csv or .tsv) and "
        "writes a model that scrm-score --model applies. The model's confidence is "
        "calibrated: of the answers given with 0.8, eight in ten are right.\n\n"
        "Without -o, --test, --folds, --learning-curve or --compare the labelled texts are "
        "measured by five-fold cross-validation.",
    .options = options_table,
    .examples = examples_table,
    .see_also = "scrm-score(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_OUTPUT | SCRM_COMMON_TALK};

static unsigned index_of(const char *const *names, const char *name)
{
    unsigned i = 0;

    while (name && strcmp(names[i], name) != 0)
        i++;
    return i;
}

static int read_cost(const char *text, double *cost, struct scrm_err *err)
{
    if (text && (scrm_num_double(scrm_slice_of(text), cost) || *cost < 0.01 || *cost > 1000))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--cost: expected 0.01 to 1000");
    return 0;
}

static int measure(const struct options *options, const struct scrm_examples *examples,
                   const struct scrm_fit_options *fit, const char *const *models,
                   struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_model *a = NULL, *b = NULL;
    int failed = -1;

    if (options->compare) {
        if ((a = scrm_model_load(models[0], err)) && (b = scrm_model_load(models[1], err)))
            failed = scrm_train_compare(examples, (const struct scrm_model *[]){a, b}, models,
                                        out, err);
    } else if (options->test) {
        if ((a = scrm_model_load(options->test, err)))
            failed = scrm_train_test(examples, a, out, err);
    } else if (options->curve) {
        failed = scrm_train_curve(examples, fit, out, err);
    } else {
        failed = scrm_train_folds(examples, fit, options->folds ? (unsigned)options->folds : 5,
                                  out, err);
    }
    scrm_model_free(a);
    scrm_model_free(b);
    return failed;
}

static int put_report(const char *path, struct scrm_slice report, struct scrm_err *err)
{
    struct scrm_writer *writer = scrm_writer_open(path, err);
    int failed = writer ? scrm_writer_put(writer, report, err) : -1;

    if (writer)
        failed |= scrm_writer_close(writer, !failed, err);
    return failed;
}

static int run(const struct options *options, const struct scrm_operands *operands,
               struct scrm_err *err)
{
    struct scrm_fit_options fit = {.reads = reading_bits[index_of(readings, options->reads)],
                                   .weighting = index_of(weightings, options->weights),
                                   .cost = 4,
                                   .least = (unsigned)options->least,
                                   .bits_most = (unsigned)options->bits,
                                   .calibrate = true};
    struct scrm_examples examples = {.fields = {.text = options->text,
                                                .group = options->group,
                                                .lang = options->lang,
                                                .labels = options->labels.at,
                                                .n_labels = options->labels.n,
                                                .reads = fit.reads}};
    size_t first = options->compare ? 2 : 0;
    bool measured = options->test || options->folds || options->curve || options->compare;
    struct scrm_scorer *scorer;
    struct scrm_buf out = {0};
    int failed = -1;

    if (options->join)
        return scrm_train_join(operands->at, operands->n, options->common.output, options->name,
                               err);
    if (!options->labels.n || options->labels.n > SCRM_LABELS_MAX)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--label: which field holds the class? (1 to %d of them)",
                            SCRM_LABELS_MAX);
    if (operands->n < first)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--compare: which two models?");
    if (read_cost(options->cost, &fit.cost, err) ||
        !(scorer = scrm_scorer_load(&(struct scrm_scorer_options){0}, err)))
        return -1;
    examples.worker = scrm_score_open(scorer);
    failed = operands->n == first ? scrm_examples_read(&examples, "-", err) : 0;
    for (size_t i = first; !failed && i < operands->n; i++)
        failed = scrm_examples_read(&examples, operands->at[i], err);
    if (!failed)
        scrm_examples_finish(&examples);
    if (!failed && options->common.output && !measured)
        failed = scrm_train_write(&examples, &fit, options->lang ? options->lang : "",
                                  options->common.output, options->name, err);
    else if (!failed && !(failed = measure(options, &examples, &fit, operands->at, &out, err)))
        failed = put_report(options->common.output, scrm_buf_slice(&out), err);
    scrm_buf_fini(&out);
    scrm_examples_free(&examples);
    scrm_score_close(examples.worker);
    scrm_scorer_free(scorer);
    return failed;
}

int main(int argc, char **argv)
{
    struct options options = {.text = "text", .least = 2, .bits = 17};
    struct scrm_operands operands = {0};
    struct scrm_err err = {0};
    int status = scrm_cli_parse(&command, argc, argv, &options, &operands);

    if (status >= 0)
        return status;
    status = run(&options, &operands, &err) ? scrm_cli_fail(&command, &err) : 0;
    scrm_cli_release(&command, &options, &operands);
    return status;
}
