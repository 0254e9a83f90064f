/*
 * The sessions of scrm-train. Every figure is of the integer model that would
 * be written, never of the floating-point weights behind it.
 */
#include "train/session.h"

#include <stdlib.h>

#include "base/alloc.h"

static int needs_classes(const struct scrm_examples *examples, size_t label,
                         struct scrm_err *err)
{
    size_t n = scrm_examples_classes(examples, label);
    const char *name = examples->fields.labels[label];

    if (n == 0)
        return scrm_err_set(err, SCRM_EXIT_DATA, "%s: no row has this label", name);
    if (n == 1)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "%s: every row says \"%s\"; two classes are needed to learn from",
                            name, scrm_examples_class(examples, label, 0));
    return 0;
}

/* Trains one head on these rows. */
static int fit_rows(const struct scrm_examples *examples, size_t label, const uint32_t *rows,
                    size_t n, const struct scrm_fit_options *options,
                    struct scrm_fitted *fitted, struct scrm_err *err)
{
    uint8_t *classes = scrm_alloc_zero(n + 1, 1);
    struct scrm_sample sample = {.corpus = &examples->corpus,
                                 .rows = rows,
                                 .classes = classes,
                                 .n = n,
                                 .n_classes = scrm_examples_classes(examples, label)};
    int failed;

    for (size_t i = 0; i < n; i++)
        classes[i] = examples->labels[label].of[rows[i]];
    failed = scrm_fit(&sample, options, fitted, err);
    free(classes);
    if (failed)
        return scrm_err_member(err, examples->fields.labels[label]);
    snprintf(fitted->name, sizeof fitted->name, "%s", examples->fields.labels[label]);
    fitted->classes = scrm_alloc_zero(fitted->n_classes, sizeof *fitted->classes);
    for (size_t k = 0; k < fitted->n_classes; k++)
        fitted->classes[k] = scrm_strdup(scrm_examples_class(examples, label, k));
    return 0;
}

void *scrm_train_model(const struct scrm_examples *examples,
                       const struct scrm_fit_options *options, const char *by,
                       const char *language, size_t *size, struct scrm_err *err)
{
    struct scrm_fitted *heads = scrm_alloc_zero(SCRM_LABELS_MAX, sizeof *heads);
    size_t n_heads = examples->fields.n_labels;
    void *bytes = NULL;
    int failed = 0;

    for (size_t i = 0; !failed && i < n_heads; i++) {
        size_t n;
        uint32_t *rows = scrm_examples_rows(examples, i, &n);

        failed = needs_classes(examples, i, err) ||
                 fit_rows(examples, i, rows, n, options, &heads[i], err);
        snprintf(heads[i].language, sizeof heads[i].language, "%s", language);
        free(rows);
    }
    if (!failed)
        bytes = scrm_model_pack(by, heads, n_heads, size, err);
    for (size_t i = 0; i < n_heads; i++)
        scrm_fitted_free(&heads[i]);
    free(heads);
    return bytes;
}

struct scrm_answer scrm_train_answer(const struct scrm_examples *examples, uint32_t row,
                                     const struct scrm_model *model, size_t head)
{
    int32_t shares[SCRM_MODEL_CLASSES_MAX];
    struct scrm_features features = scrm_corpus_features(&examples->corpus, row);
    size_t got = scrm_model_predict(model, head, &features,
                                    scrm_corpus_extras(&examples->corpus, row), shares);

    return (struct scrm_answer){.got = (uint8_t)got, .p = shares[got]};
}

/* The number of a model's class among the examples' classes; those that no example has get
 * numbers behind theirs. */
static void match_classes(const struct scrm_examples *examples, size_t label,
                          const struct scrm_model *model, size_t head, uint8_t *to,
                          const char **names, size_t *n_names)
{
    for (size_t k = 0; k < scrm_model_classes(model, head); k++) {
        const char *name = scrm_model_class(model, head, k);
        size_t i = 0;

        while (i < *n_names && strcmp(names[i], name) != 0)
            i++;
        if (i == *n_names && *n_names < SCRM_MODEL_CLASSES_MAX)
            names[(*n_names)++] = name;
        to[k] = (uint8_t)i;
    }
    (void)examples;
    (void)label;
}

static size_t find_head(const struct scrm_model *model, const char *name)
{
    size_t head = 0, n = scrm_model_heads(model);

    while (head < n && strcmp(scrm_model_head(model, head), name) != 0)
        head++;
    return head < n ? head : SIZE_MAX;
}

/* What `model` answers to the rows of a label; owned by caller, NULL where it has no such
 * head. `names` (room for SCRM_MODEL_CLASSES_MAX) are the classes of both. */
static struct scrm_answer *answer_all(const struct scrm_examples *examples, size_t label,
                                      const struct scrm_model *model, const char **names,
                                      size_t *n_names, size_t *n)
{
    size_t head = find_head(model, examples->fields.labels[label]);
    uint8_t to[SCRM_MODEL_CLASSES_MAX];
    struct scrm_answer *answers;
    uint32_t *rows;

    if (head == SIZE_MAX)
        return NULL;
    if (!*n_names)
        for (size_t k = 0; k < scrm_examples_classes(examples, label); k++)
            names[(*n_names)++] = scrm_examples_class(examples, label, k);
    match_classes(examples, label, model, head, to, names, n_names);
    rows = scrm_examples_rows(examples, label, n);
    answers = scrm_alloc_zero(*n + 1, sizeof *answers);
    for (size_t i = 0; i < *n; i++) {
        answers[i] = scrm_train_answer(examples, rows[i], model, head);
        answers[i].got = to[answers[i].got];
        answers[i].gold = examples->labels[label].of[rows[i]];
    }
    free(rows);
    return answers;
}

int scrm_train_test(const struct scrm_examples *examples, const struct scrm_model *model,
                    struct scrm_buf *out, struct scrm_err *err)
{
    size_t tested = 0;

    for (size_t i = 0; i < examples->fields.n_labels; i++) {
        const char *names[SCRM_MODEL_CLASSES_MAX];
        size_t n_names = 0, n;
        struct scrm_answer *answers = answer_all(examples, i, model, names, &n_names, &n);

        if (!answers)
            continue;
        scrm_measure_report(examples->fields.labels[i], answers, n, names, n_names, out);
        free(answers);
        tested++;
    }
    return tested ? 0
                  : scrm_err_set(err, SCRM_EXIT_DATA, "the model has no head named \"%s\"",
                                 examples->fields.labels[0]);
}

/* Trains on the rows outside of a fold and answers those inside. */
static int answer_fold(const struct scrm_examples *examples, size_t label,
                       const uint32_t *train, size_t n_train, const uint32_t *test,
                       size_t n_test, const struct scrm_fit_options *options,
                       struct scrm_answer *answers, struct scrm_err *err)
{
    struct scrm_fitted fitted = {.n = 0};
    struct scrm_model *model = NULL;
    void *bytes = NULL;
    size_t size;

    if (!fit_rows(examples, label, train, n_train, options, &fitted, err) &&
        (bytes = scrm_model_pack("fold", &fitted, 1, &size, err)))
        model = scrm_model_open(bytes, size, true, err);
    for (size_t i = 0; model && i < n_test; i++) {
        answers[i] = scrm_train_answer(examples, test[i], model, 0);
        answers[i].gold = examples->labels[label].of[test[i]];
    }
    scrm_model_free(model);
    free(bytes);
    scrm_fitted_free(&fitted);
    return model ? 0 : -1;
}

/* Parts rows by the fold that their group falls into. */
static void part_rows(const struct scrm_examples *examples, const uint32_t *rows, size_t n,
                      unsigned folds, unsigned fold, uint32_t *train, size_t *n_train,
                      uint32_t *test, size_t *n_test)
{
    *n_train = *n_test = 0;
    for (size_t i = 0; i < n; i++)
        /* Not the remainder of the group itself: calibration parts by that. */
        if (examples->corpus.rows[rows[i]].group != SCRM_CORPUS_ASIDE &&
            examples->corpus.rows[rows[i]].group / 7919 % folds == fold)
            test[(*n_test)++] = rows[i];
        else
            train[(*n_train)++] = rows[i];
}

static void class_names(const struct scrm_examples *examples, size_t label, const char **names)
{
    for (size_t k = 0; k < scrm_examples_classes(examples, label); k++)
        names[k] = scrm_examples_class(examples, label, k);
}

static int folds_of_label(const struct scrm_examples *examples, size_t label,
                          const struct scrm_fit_options *options, unsigned folds,
                          struct scrm_buf *out, struct scrm_err *err)
{
    size_t n, n_train, n_test, answered = 0;
    uint32_t *rows = scrm_examples_rows(examples, label, &n);
    uint32_t *train = scrm_alloc_zero(n + 1, sizeof *train);
    uint32_t *test = scrm_alloc_zero(n + 1, sizeof *test);
    struct scrm_answer *answers = scrm_alloc_zero(n + 1, sizeof *answers);
    const char *names[SCRM_MODEL_CLASSES_MAX];
    int failed = needs_classes(examples, label, err);

    for (unsigned fold = 0; !failed && fold < folds; fold++) {
        part_rows(examples, rows, n, folds, fold, train, &n_train, test, &n_test);
        failed = answer_fold(examples, label, train, n_train, test, n_test, options,
                             answers + answered, err);
        answered += n_test;
    }
    if (!failed) {
        class_names(examples, label, names);
        scrm_measure_report(examples->fields.labels[label], answers, answered, names,
                            scrm_examples_classes(examples, label), out);
    }
    free(rows);
    free(train);
    free(test);
    free(answers);
    return failed;
}

int scrm_train_folds(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, unsigned folds,
                     struct scrm_buf *out, struct scrm_err *err)
{
    int failed = 0;

    for (size_t i = 0; !failed && i < examples->fields.n_labels; i++)
        failed = folds_of_label(examples, i, options, folds, out, err);
    return failed;
}

/* The steps of the curve: 100, 200, 500, 1000 ... */
static size_t next_step(size_t step)
{
    size_t first = step;

    while (first >= 10)
        first /= 10;
    return first == 2 ? step / 2 * 5 : step * 2;
}

static int curve_of_label(const struct scrm_examples *examples, size_t label,
                          const struct scrm_fit_options *options, struct scrm_buf *out,
                          struct scrm_err *err)
{
    size_t n, n_train, n_test, classes = scrm_examples_classes(examples, label);
    uint32_t *rows = scrm_examples_rows(examples, label, &n);
    uint32_t *train = scrm_alloc_zero(n + 1, sizeof *train);
    uint32_t *test = scrm_alloc_zero(n + 1, sizeof *test);
    struct scrm_answer *answers = scrm_alloc_zero(n + 1, sizeof *answers);
    int failed = needs_classes(examples, label, err);

    part_rows(examples, rows, n, 5, 0, train, &n_train, test, &n_test);
    scrm_buf_printf(out, "%s: measured on %zu texts\n  %8s %9s %9s\n",
                    examples->fields.labels[label], n_test, "labels", "accuracy", "macro-F1");
    for (size_t step = 100, last = 0; !failed && last < n_train; step = next_step(step)) {
        size_t size = step < n_train ? step : n_train;
        struct scrm_measured figures;
        struct scrm_err few = {0};

        last = size;
        /* The first rows of each class may all come late: such a step is left out. */
        if (answer_fold(examples, label, train, size, test, n_test, options, answers, &few)) {
            scrm_buf_printf(out, "  %8zu  too few: %s\n", size, few.text);
            scrm_err_fini(&few);
            continue;
        }
        figures = scrm_measure(answers, n_test, classes, NULL);
        scrm_buf_printf(out, "  %8zu %9.3f %9.3f\n", size, figures.accuracy, figures.macro_f1);
    }
    free(rows);
    free(train);
    free(test);
    free(answers);
    return failed;
}

int scrm_train_curve(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, struct scrm_buf *out,
                     struct scrm_err *err)
{
    int failed = 0;

    for (size_t i = 0; !failed && i < examples->fields.n_labels; i++)
        failed = curve_of_label(examples, i, options, out, err);
    return failed;
}

int scrm_train_compare(const struct scrm_examples *examples,
                       const struct scrm_model *const models[2], const char *const names[2],
                       struct scrm_buf *out, struct scrm_err *err)
{
    const char *classes[SCRM_MODEL_CLASSES_MAX];
    struct scrm_answer *answers[2] = {NULL, NULL};
    size_t n_classes = 0, n = 0;

    for (int i = 0; i < 2; i++) {
        answers[i] = answer_all(examples, 0, models[i], classes, &n_classes, &n);
        if (!answers[i])
            scrm_err_set(err, SCRM_EXIT_DATA, "%s: the model has no head named \"%s\"",
                         names[i], examples->fields.labels[0]);
    }
    if (answers[0] && answers[1])
        scrm_measure_compare(names, answers[0], answers[1], n, n_classes, out);
    free(answers[0]);
    free(answers[1]);
    return err->code ? -1 : 0;
}
