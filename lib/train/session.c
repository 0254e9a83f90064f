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

/* Numbers the classes that these rows have, in their order; `present` says which they are.
 * Returns how many. */
static size_t number_classes(const struct scrm_labelling *labelling, const uint32_t *rows,
                             size_t n, uint8_t *to, uint8_t *present)
{
    bool there[SCRM_MODEL_CLASSES_MAX] = {false};
    size_t n_present = 0;

    for (size_t i = 0; i < n; i++)
        there[labelling->of[rows[i]]] = true;
    for (size_t k = 0; k < labelling->names.n; k++)
        if (there[k]) {
            to[k] = (uint8_t)n_present;
            present[n_present++] = (uint8_t)k;
        }
    return n_present;
}

/* Trains one head on these rows: on the classes that they have, of which `present` (room for
 * all) gets the numbers. 65 where that is one. */
static int fit_rows(const struct scrm_examples *examples, size_t label, const uint32_t *rows,
                    size_t n, const struct scrm_fit_options *options, uint8_t *present,
                    struct scrm_fitted *fitted, struct scrm_err *err)
{
    const struct scrm_labelling *labelling = &examples->labels[label];
    uint8_t *classes = scrm_alloc_zero(n + 1, 1), to[SCRM_MODEL_CLASSES_MAX] = {0};
    struct scrm_sample sample = {
        .corpus = &examples->corpus, .rows = rows, .classes = classes, .n = n};
    int failed = 0;

    memset(present, 0, SCRM_MODEL_CLASSES_MAX);
    sample.n_classes = number_classes(labelling, rows, n, to, present);
    for (size_t i = 0; i < n; i++)
        classes[i] = to[labelling->of[rows[i]]];
    if (sample.n_classes < 2)
        failed = scrm_err_set(err, SCRM_EXIT_DATA, "%zu texts of one class only", n);
    else
        failed = scrm_fit(&sample, options, fitted, err);
    free(classes);
    if (failed)
        return scrm_err_member(err, examples->fields.labels[label]);
    snprintf(fitted->name, sizeof fitted->name, "%s", examples->fields.labels[label]);
    fitted->classes = scrm_alloc_zero(fitted->n_classes, sizeof *fitted->classes);
    for (size_t k = 0; k < fitted->n_classes; k++)
        fitted->classes[k] = scrm_strdup(scrm_examples_class(examples, label, present[k]));
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
        uint8_t present[SCRM_MODEL_CLASSES_MAX];
        size_t n;
        uint32_t *rows = scrm_examples_rows(examples, i, &n);

        failed = needs_classes(examples, i, err) ||
                 fit_rows(examples, i, rows, n, options, present, &heads[i], err);
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

/* Trains on the rows outside of a fold and answers those inside. */
static int answer_fold(const struct scrm_examples *examples, size_t label,
                       const uint32_t *train, size_t n_train, const uint32_t *test,
                       size_t n_test, const struct scrm_fit_options *options,
                       struct scrm_answer *answers, struct scrm_err *err)
{
    uint8_t present[SCRM_MODEL_CLASSES_MAX];
    struct scrm_fitted fitted = {.n = 0};
    struct scrm_model *model = NULL;
    void *bytes = NULL;
    size_t size;

    if (!fit_rows(examples, label, train, n_train, options, present, &fitted, err) &&
        (bytes = scrm_model_pack("fold", &fitted, 1, &size, err)))
        model = scrm_model_open(bytes, size, true, err);
    for (size_t i = 0; model && i < n_test; i++) {
        answers[i] = scrm_train_answer(examples, test[i], model, 0);
        answers[i].got = present[answers[i].got];
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

    for (size_t i = 0; !failed && i < examples->fields.n_labels; i++) {
        if (i)
            scrm_buf_putc(out, '\n');
        failed = folds_of_label(examples, i, options, folds, out, err);
    }
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

/* A row and where chance puts it. */
struct drawn {
    uint64_t lot;
    uint32_t row;
};

static int by_lot(const void *a, const void *b)
{
    const struct drawn *x = a, *y = b;

    if (x->lot != y->lot)
        return x->lot < y->lot ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* Rows in an order that has nothing to do with the file's, which may be sorted; groups stay
 * together. Always the same one. */
static void draw_lots(const struct scrm_examples *examples, uint32_t *rows, size_t n)
{
    struct drawn *drawn = scrm_alloc_zero(n + 1, sizeof *drawn);

    for (size_t i = 0; i < n; i++) {
        uint64_t lot = examples->corpus.rows[rows[i]].group * UINT64_C(0x9e3779b97f4a7c15);

        drawn[i] = (struct drawn){lot ^ lot >> 32, rows[i]};
    }
    qsort(drawn, n, sizeof *drawn, by_lot);
    for (size_t i = 0; i < n; i++)
        rows[i] = drawn[i].row;
    free(drawn);
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
    draw_lots(examples, train, n_train);
    if (!failed)
        scrm_buf_printf(out, "%s: measured on %zu texts\n  %8s %9s %15s %9s %15s\n",
                        examples->fields.labels[label], n_test, "labels", "accuracy", "",
                        "macro-F1", "");
    for (size_t step = 100, last = 0; !failed && last < n_train; step = next_step(step)) {
        size_t size = step < n_train ? step : n_train;
        struct scrm_interval accuracy, macro_f1;
        struct scrm_measured figures;
        struct scrm_err few = {0};

        last = size;
        if (answer_fold(examples, label, train, size, test, n_test, options, answers, &few)) {
            scrm_buf_printf(out, "  %8zu  %s\n", size, few.text);
            scrm_err_fini(&few);
            continue;
        }
        figures = scrm_measure(answers, n_test, classes, NULL);
        scrm_measure_intervals(answers, n_test, classes, &accuracy, &macro_f1);
        scrm_buf_printf(out, "  %8zu %9.3f   (%.3f-%.3f) %9.3f   (%.3f-%.3f)\n", size,
                        figures.accuracy, accuracy.low, accuracy.high, figures.macro_f1,
                        macro_f1.low, macro_f1.high);
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

    for (size_t i = 0; !failed && i < examples->fields.n_labels; i++) {
        if (i)
            scrm_buf_putc(out, '\n');
        failed = curve_of_label(examples, i, options, out, err);
    }
    return failed;
}
