/*
 * One run of scrm-train: which texts, what is made of them, where it goes.
 */
#include "teach/teach.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/num.h"
#include "record/writer.h"
#include "teach/evidence.h"
#include "train/write.h"

const char *const scrm_teach_readings[] = {"all", "words", "text", "letters", NULL};
static const unsigned reading_bits[] = {
    SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_PAIRS | SCRM_READS_EXTRAS,
    SCRM_READS_WORDS | SCRM_READS_EXTRAS,
    SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_PAIRS,
    SCRM_READS_WORDS | SCRM_READS_CHARS | SCRM_READS_LETTERS,
};
const char *const scrm_teach_weightings[] = {"root", "even", "none", NULL};

/* Where the choice stands among the names; none was made: the first. */
static unsigned index_of(const char *const *names, const char *name)
{
    for (unsigned i = 0; name && names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return 0;
}

static int read_cost(const char *text, double *cost, struct scrm_err *err)
{
    if (text && (scrm_num_double(scrm_slice_of(text), cost) || *cost < 0.01 || *cost > 1000))
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--cost: expected 0.01 to 1000");
    return 0;
}

static int measure(const struct scrm_teach *teach, const struct scrm_examples *examples,
                   const struct scrm_fit_options *fit, struct scrm_buf *out)
{
    const struct scrm_teach_options *options = teach->options;
    const char *const *models = teach->operands->at;
    struct scrm_model *a = NULL, *b = NULL;
    struct scrm_err *err = teach->err;
    int failed = -1;

    if (options->compare) {
        if ((a = scrm_model_load(models[0], err)) && (b = scrm_model_load(models[1], err)))
            failed = scrm_train_compare(examples, (const struct scrm_model *[]){a, b}, models,
                                        out, err);
    } else if (options->test) {
        if ((a = scrm_model_load(options->test, err)))
            failed = scrm_train_test(examples, a, options->labels.n > 0, out, err);
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

static int no_texts(const struct scrm_teach *teach, const struct scrm_examples *examples)
{
    if (!examples->skipped)
        return scrm_err_set(teach->err, SCRM_EXIT_DATA, "nothing to learn from: no rows");
    scrm_err_set(teach->err, SCRM_EXIT_DATA, "no row has a text in \"%s\"",
                 teach->options->text);
    return scrm_err_hint(teach->err, "--text names the field or column of the texts");
}

/* A class of less than that is hardly more than its examples. */
enum { FEW = 5 };

static void say_what_is_odd(const struct scrm_teach *teach,
                            const struct scrm_examples *examples)
{
    const struct scrm_teach_options *options = teach->options;
    struct scrm_buf few = {0};

    if (examples->skipped)
        scrm_cli_warn(teach->command, &options->common, "%" PRIu64 " %s without a text skipped",
                      examples->skipped, examples->skipped == 1 ? "row" : "rows");
    for (size_t i = 0; i < examples->fields.n_labels; i++) {
        scrm_buf_reset(&few);
        for (size_t k = 0; k < scrm_examples_classes(examples, i); k++) {
            size_t n = scrm_examples_size(examples, i, k);

            if (n < FEW && few.len < 200)
                scrm_buf_printf(&few, "%s%s %zu", few.len ? ", " : "",
                                scrm_examples_class(examples, i, k), n);
        }
        if (few.len && !options->test && !options->compare && !options->desk)
            scrm_cli_warn(teach->command, &options->common,
                          "%s: too few texts to learn much from: %s",
                          examples->fields.labels[i], scrm_buf_text(&few));
    }
    scrm_buf_fini(&few);
}

/* The labelled texts of the desk and of the files named. */
static int gather(const struct scrm_teach *teach, struct scrm_buf *desk,
                  struct scrm_examples *examples)
{
    const struct scrm_operands *operands = teach->operands;
    size_t first = teach->options->compare ? 2 : 0;
    int failed = 0;

    if (teach->options->desk)
        failed = scrm_examples_read_lines(examples, teach->options->desk, desk, teach->err);
    else if (operands->n == first)
        failed = scrm_examples_read(examples, "-", teach->err);
    for (size_t i = first; !failed && i < operands->n; i++)
        failed = scrm_examples_read(examples, operands->at[i], teach->err);
    examples->fields.aside = true;
    for (size_t i = 0; !failed && i < teach->options->also.n; i++)
        failed = scrm_examples_read(examples, teach->options->also.at[i], teach->err);
    if (failed)
        return -1;
    scrm_examples_finish(examples);
    if (!examples->corpus.n && !teach->options->desk)
        return no_texts(teach, examples);
    say_what_is_odd(teach, examples);
    return teach->options->desk ? scrm_teach_weigh_desk(teach, examples) : 0;
}

/* Writes what could be measured; where a label could not, that is still the outcome. */
static int put_measured(const struct scrm_teach_options *options, int failed,
                        const struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_err more = {0};

    if (failed && !out->len)
        return -1;
    if (scrm_writer_text(options->common.output, scrm_buf_slice(out), failed ? &more : err))
        failed = -1;
    scrm_err_fini(&more);
    return failed;
}

static int learn(const struct scrm_teach *teach, const struct scrm_fit_options *fit,
                 struct scrm_buf *desk)
{
    const struct scrm_teach_options *options = teach->options;
    bool all_lessons = options->desk && !options->labels.n;
    struct scrm_examples examples = {
        .fields = {.text = options->text,
                   .group = options->group,
                   .lang = options->lang,
                   .labels = all_lessons ? scrm_lessons : options->labels.at,
                   .n_labels = all_lessons ? SCRM_LESSONS_N : options->labels.n,
                   .reads = fit->reads}};
    bool measured = options->test || options->folds || options->curve || options->compare;
    struct scrm_scorer *scorer = scrm_scorer_load(&(struct scrm_scorer_options){0}, teach->err);
    struct scrm_buf out = {0};
    int failed;

    if (!scorer)
        return -1;
    examples.worker = scrm_score_open(scorer);
    failed = gather(teach, desk, &examples);
    if (!failed && options->common.output && !measured)
        failed = scrm_train_write(&examples, fit, options->lang ? options->lang : "",
                                  options->common.output, options->name, teach->err);
    else if (!failed)
        failed = put_measured(options, measure(teach, &examples, fit, &out), &out, teach->err);
    scrm_buf_fini(&out);
    scrm_examples_free(&examples);
    scrm_score_close(examples.worker);
    scrm_scorer_free(scorer);
    return failed;
}

/* Which labels; of a desk those that it has. */
static int check_labels(const struct scrm_teach *teach)
{
    const struct scrm_texts *labels = &teach->options->labels;

    if (!teach->options->desk && (!labels->n || labels->n > SCRM_LABELS_MAX))
        return scrm_err_set(teach->err, SCRM_EXIT_USAGE,
                            "--label: which field holds the class? (1 to %d of them)",
                            SCRM_LABELS_MAX);
    for (size_t i = 0; teach->options->desk && i < labels->n; i++)
        if (!scrm_err_nearest(scrm_slice_of(labels->at[i]), scrm_lessons, SCRM_LESSONS_N) ||
            strcmp(scrm_err_nearest(scrm_slice_of(labels->at[i]), scrm_lessons, SCRM_LESSONS_N),
                   labels->at[i]) != 0)
            return scrm_err_set(teach->err, SCRM_EXIT_USAGE,
                                "--label %s: a desk teaches queue, spam, priority and reply",
                                labels->at[i]);
    return 0;
}

/* More than these serve nobody, and would run for days. */
static int check_numbers(const struct scrm_teach *teach)
{
    const struct scrm_teach_options *options = teach->options;
    const struct {
        const char *name;
        int64_t value, most;
    } bounds[] = {{"folds", options->folds, 1000},
                  {"bits", options->bits, 30},
                  {"least", options->least, UINT32_MAX}};

    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        if (bounds[i].value > bounds[i].most)
            return scrm_err_set(teach->err, SCRM_EXIT_USAGE, "--%s: at most %lld",
                                bounds[i].name, (long long)bounds[i].most);
    return 0;
}

static int run(const struct scrm_teach *teach)
{
    const struct scrm_teach_options *options = teach->options;
    struct scrm_fit_options fit = {
        .reads = reading_bits[index_of(scrm_teach_readings, options->reads)],
        .weighting = index_of(scrm_teach_weightings, options->weights),
        .cost = 4,
        .least = (unsigned)options->least,
        .bits_most = (unsigned)options->bits,
        .calibrate = true};
    struct scrm_buf desk = {0};
    int failed;

    if (check_numbers(teach))
        return -1;
    if (options->join)
        return scrm_train_join(teach->operands->at, teach->operands->n, options->common.output,
                               options->name, teach->err);
    if (scrm_teach_is_labelling(teach))
        return scrm_teach_label(teach);
    if (check_labels(teach))
        return -1;
    if (options->print && !options->desk)
        return scrm_err_set(teach->err, SCRM_EXIT_USAGE,
                            "--print-labels: of which desk? Say --from-ledger DESK");
    if (options->also.n && (options->test || options->compare))
        return scrm_err_set(teach->err, SCRM_EXIT_USAGE,
                            "--also: is for learning; --test and --compare measure models that "
                            "have learnt");
    if (options->compare && teach->operands->n < 2)
        return scrm_err_set(teach->err, SCRM_EXIT_USAGE, "--compare: which two models?");
    if (read_cost(options->cost, &fit.cost, teach->err) ||
        (options->desk && scrm_teach_ask_desk(teach, &desk)))
        return -1;
    if (options->print)
        failed = scrm_writer_text(options->common.output, scrm_buf_slice(&desk), teach->err);
    else
        failed = learn(teach, &fit, &desk);
    scrm_buf_fini(&desk);
    return failed;
}

int scrm_teach_run(const struct scrm_teach *teach)
{
    return run(teach) ? scrm_cli_fail(teach->command, teach->err) : 0;
}
