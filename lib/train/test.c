/*
 * What finished models answer to labelled texts: one measured, two compared.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "train/session.h"

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
 * numbers behind theirs. False where there are too many of both. */
static bool match_classes(const struct scrm_model *model, size_t head, uint8_t *to,
                          const char **names, size_t *n_names)
{
    for (size_t k = 0; k < scrm_model_classes(model, head); k++) {
        const char *name = scrm_model_class(model, head, k);
        size_t i = 0;

        while (i < *n_names && strcmp(names[i], name) != 0)
            i++;
        if (i == SCRM_MODEL_CLASSES_MAX)
            return false;
        if (i == *n_names)
            names[(*n_names)++] = name;
        to[k] = (uint8_t)i;
    }
    return true;
}

static size_t find_head(const struct scrm_model *model, const char *name)
{
    size_t head = 0, n = scrm_model_heads(model);

    while (head < n && strcmp(scrm_model_head(model, head), name) != 0)
        head++;
    return head < n ? head : SIZE_MAX;
}

/* What `model` answers to the rows of a label; owned by caller, NULL where it has no such
 * head, or (65) classes so unlike the examples' that they are too many. `names` (room for
 * SCRM_MODEL_CLASSES_MAX) are the classes of both. */
static struct scrm_answer *answer_all(const struct scrm_examples *examples, size_t label,
                                      const struct scrm_model *model, const char **names,
                                      size_t *n_names, size_t *n, struct scrm_err *err)
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
    if (!match_classes(model, head, to, names, n_names)) {
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "%s: the model and the texts have more than %d classes between them",
                     examples->fields.labels[label], SCRM_MODEL_CLASSES_MAX);
        return NULL;
    }
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

/* Of several labels each gets a report of its own. */
static void put_gap(struct scrm_buf *out)
{
    if (out->len)
        scrm_buf_putc(out, '\n');
}

static int no_head(const struct scrm_examples *examples, size_t label,
                   const struct scrm_model *model, struct scrm_err *err)
{
    struct scrm_buf heads = {0};

    for (size_t i = 0; i < scrm_model_heads(model); i++)
        scrm_buf_printf(&heads, "%s%s", i ? ", " : "", scrm_model_head(model, i));
    scrm_err_set(err, SCRM_EXIT_DATA, "the model has no head named \"%s\"; it has %s",
                 examples->fields.labels[label], scrm_buf_text(&heads));
    scrm_buf_fini(&heads);
    return -1;
}

/* The report of one label; -1 and why where there is nothing to measure. */
static int test_label(const struct scrm_examples *examples, size_t label,
                      const struct scrm_model *model, struct scrm_buf *out,
                      struct scrm_err *err)
{
    const char *names[SCRM_MODEL_CLASSES_MAX];
    size_t n_names = 0, n = 0;
    struct scrm_answer *answers = answer_all(examples, label, model, names, &n_names, &n, err);

    if (!answers && !err->code)
        no_head(examples, label, model, err);
    else if (answers && !n)
        scrm_err_set(err, SCRM_EXIT_DATA, "%s: no row has this label",
                     examples->fields.labels[label]);
    if (answers && n) {
        put_gap(out);
        scrm_measure_report(examples->fields.labels[label], answers, n, names, n_names, out);
    }
    free(answers);
    return err->code ? -1 : 0;
}

int scrm_train_test(const struct scrm_examples *examples, const struct scrm_model *model,
                    bool named, struct scrm_buf *out, struct scrm_err *err)
{
    for (size_t i = 0; i < examples->fields.n_labels; i++) {
        struct scrm_err later = {0}; /* the first that cannot be measured is named */

        if (!named && find_head(model, examples->fields.labels[i]) == SIZE_MAX)
            continue;
        test_label(examples, i, model, out, err->code ? &later : err);
        scrm_err_fini(&later);
    }
    if (!out->len && !err->code)
        no_head(examples, 0, model, err);
    return err->code ? -1 : 0;
}

static int compare_label(const struct scrm_examples *examples, size_t label,
                         const struct scrm_model *const models[2], const char *const names[2],
                         struct scrm_buf *out, struct scrm_err *err)
{
    const char *classes[SCRM_MODEL_CLASSES_MAX];
    struct scrm_answer *answers[2] = {NULL, NULL};
    size_t n_classes = 0, n = 0;

    for (int i = 0; i < 2; i++) {
        answers[i] = answer_all(examples, label, models[i], classes, &n_classes, &n, err);
        if (!answers[i] && !err->code && no_head(examples, label, models[i], err))
            scrm_err_at(err, names[i], 0, 0);
    }
    if (answers[0] && answers[1] && !n)
        scrm_err_set(err, SCRM_EXIT_DATA, "%s: no row has this label",
                     examples->fields.labels[label]);
    if (!err->code) {
        put_gap(out);
        scrm_buf_printf(out, "%s: ", examples->fields.labels[label]);
        scrm_measure_compare(names, answers[0], answers[1], n, n_classes, out);
    }
    free(answers[0]);
    free(answers[1]);
    return err->code ? -1 : 0;
}

int scrm_train_compare(const struct scrm_examples *examples,
                       const struct scrm_model *const models[2], const char *const names[2],
                       struct scrm_buf *out, struct scrm_err *err)
{
    for (size_t i = 0; i < examples->fields.n_labels; i++)
        if (compare_label(examples, i, models, names, out, err))
            return -1;
    return 0;
}
