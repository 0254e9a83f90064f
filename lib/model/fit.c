/*
 * LIBLINEAR's one door: from rows of hashes to weights. Features that stand in
 * too few rows are left out; the rest are weighed by how rare they are, which
 * is folded into the weights at the end so that prediction needs none of it.
 */
#include "model/fit.h"

#include <linear.h>
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/dictionary.h"

/* Extras are larger than a feature's share of its text; brought to about its size. */
#define EXTRA_UNIT 0.2

/* Past so many classes the regression takes minutes. Crammer and Singer's support vector
 * machine learns all classes at once in seconds and is no worse; languages, which letters part
 * almost without doubt, are told a little better by one machine a class. Their sums are
 * calibrated in the same way. */
enum { REGRESSION_CLASSES = 10 };

/* What LIBLINEAR is given. */
struct matrix {
    struct feature_node *nodes;
    struct feature_node **rows;
    double *classes;
    size_t n_nodes;
};

static bool is_read(unsigned reads, int group)
{
    static const unsigned bits[SCRM_FEATURE_GROUPS] = {SCRM_READS_WORDS, SCRM_READS_CHARS,
                                                       SCRM_READS_PAIRS};

    return reads & bits[group];
}

/* Counts all features, forgets the rare ones; what is left has numbers from 0 to n - 1. */
static void collect(const struct scrm_sample *sample, const struct scrm_fit_options *options,
                    struct scrm_dictionary *words)
{
    const struct scrm_corpus *corpus = sample->corpus;

    for (size_t i = 0; i < sample->n; i++) {
        const struct scrm_corpus_row *row = &corpus->rows[sample->rows[i]];

        for (int g = 0; g < SCRM_FEATURE_GROUPS; g++)
            for (uint32_t k = 0; is_read(options->reads, g) && k < row->n[g]; k++)
                scrm_dictionary_count(words, corpus->hashes[row->first[g] + k], (uint32_t)i);
    }
    scrm_dictionary_keep(words, options->least);
}

/* The stems of which pairs may have been kept: those that are not rare themselves. */
static void note_paired(const struct scrm_sample *sample, unsigned least,
                        struct scrm_fitted *fitted)
{
    const struct scrm_corpus *corpus = sample->corpus;
    struct scrm_dictionary paired = {0};

    for (size_t i = 0; i < sample->n; i++) {
        const struct scrm_corpus_row *row = &corpus->rows[sample->rows[i]];
        uint64_t some[SCRM_PAIRED_STEMS];
        size_t n = scrm_features_paired(corpus->hashes + row->first[SCRM_FEATURES_STEMS],
                                        row->n[SCRM_FEATURES_STEMS], some);

        for (size_t k = 0; k < n; k++)
            scrm_dictionary_count(&paired, some[k], (uint32_t)i);
    }
    scrm_dictionary_keep(&paired, least);
    fitted->paired = paired.hashes;
    fitted->n_paired = paired.n;
    paired.hashes = NULL;
    scrm_dictionary_fini(&paired);
}

/* How much a feature counts by its rarity: from 1 down towards 0. */
static double rarity(uint32_t rows, size_t n)
{
    return (1 + log((double)n / rows)) / (1 + log((double)n));
}

static int by_index(const void *a, const void *b)
{
    int x = ((const struct feature_node *)a)->index,
        y = ((const struct feature_node *)b)->index;

    return (x > y) - (x < y);
}

/* Sorts a row's nodes and adds up those of one feature; returns how many are left. */
static size_t merge(struct feature_node *nodes, size_t n)
{
    size_t left = 0;

    qsort(nodes, n, sizeof *nodes, by_index);
    for (size_t i = 0; i < n; i++)
        if (left && nodes[left - 1].index == nodes[i].index)
            nodes[left - 1].value += nodes[i].value;
        else
            nodes[left++] = nodes[i];
    return left;
}

/* A row's features as LIBLINEAR's nodes, its extras behind them; returns how many. */
static size_t fill_row(const struct scrm_corpus *corpus, size_t number, unsigned reads,
                       const struct scrm_dictionary *words, const double *rarities,
                       struct feature_node *nodes)
{
    const struct scrm_corpus_row *row = &corpus->rows[number];
    size_t n = 0;

    for (int g = 0; g < SCRM_FEATURE_GROUPS; g++) {
        double each = row->n[g] ? 1 / sqrt(row->n[g]) : 0;

        for (uint32_t k = 0; is_read(reads, g) && k < row->n[g]; k++) {
            uint32_t slot = scrm_dictionary_find(words, corpus->hashes[row->first[g] + k]);

            if (slot)
                nodes[n++] = (struct feature_node){(int)slot, each * rarities[slot - 1]};
        }
    }
    n = merge(nodes, n);
    for (size_t i = 0; reads & SCRM_READS_EXTRAS && i < corpus->n_extras; i++) {
        int32_t value = corpus->extras[number * corpus->n_extras + i];

        if (value)
            nodes[n++] =
                (struct feature_node){(int)(words->n + 1 + i), value * EXTRA_UNIT / 1000};
    }
    return n;
}

static void fill(const struct scrm_sample *sample, const struct scrm_fit_options *options,
                 const struct scrm_dictionary *words, const double *rarities,
                 struct matrix *matrix)
{
    const struct scrm_corpus *corpus = sample->corpus;
    size_t most = 0, used = 0;

    for (size_t i = 0; i < sample->n; i++) {
        const struct scrm_corpus_row *row = &corpus->rows[sample->rows[i]];

        most += corpus->n_extras + 2;
        for (int g = 0; g < SCRM_FEATURE_GROUPS; g++)
            most += row->n[g];
    }
    matrix->nodes = scrm_alloc_zero(most, sizeof *matrix->nodes);
    matrix->rows = scrm_alloc_zero(sample->n, sizeof *matrix->rows);
    matrix->classes = scrm_alloc_zero(sample->n, sizeof *matrix->classes);
    for (size_t i = 0; i < sample->n; i++) {
        struct feature_node *nodes = matrix->nodes + used;
        size_t n = fill_row(corpus, sample->rows[i], options->reads, words, rarities, nodes);

        nodes[n++] = (struct feature_node){(int)(words->n + corpus->n_extras + 1), 1};
        nodes[n++] = (struct feature_node){-1, 0};
        matrix->rows[i] = nodes;
        matrix->classes[i] = sample->classes[i];
        used += n;
    }
    matrix->n_nodes = used;
}

static void silent(const char *text)
{
    (void)text;
}

/* One weight a class for LIBLINEAR. */
static void weigh_classes(const struct scrm_sample *sample, enum scrm_weighting weighting,
                          double *weights, int *labels)
{
    size_t sizes[SCRM_MODEL_CLASSES_MAX] = {0};

    for (size_t i = 0; i < sample->n; i++)
        sizes[sample->classes[i]]++;
    for (size_t k = 0; k < sample->n_classes; k++) {
        double even = (double)sample->n / (double)sample->n_classes / (double)sizes[k];

        labels[k] = (int)k;
        weights[k] = weighting == SCRM_WEIGHTING_EVEN   ? even
                     : weighting == SCRM_WEIGHTING_ROOT ? sqrt(even)
                                                        : 1;
    }
}

/* Takes the weights out of LIBLINEAR's model, rarity folded in. */
static void take(const struct model *model, const struct scrm_dictionary *words,
                 const double *rarities, size_t rows, struct scrm_fitted *fitted)
{
    size_t columns = fitted->columns, stride = columns == 1 ? 1 : (size_t)model->nr_class;

    fitted->n = words->n;
    fitted->hashes = scrm_alloc_zero(words->n + 1, sizeof *fitted->hashes);
    fitted->weights = scrm_alloc_zero(words->n * columns + 1, sizeof *fitted->weights);
    fitted->worth = scrm_alloc_zero(words->n + 1, sizeof *fitted->worth);
    fitted->extras = scrm_alloc_zero(fitted->n_extras * columns + 1, sizeof *fitted->extras);
    memcpy(fitted->hashes, words->hashes, words->n * sizeof *words->hashes);
    for (size_t c = 0; c < stride; c++) {
        /* With two classes LIBLINEAR's one column speaks for the label that it met first. */
        size_t column = columns == 1 ? 0 : (size_t)model->label[c];
        double sign = columns == 1 && model->label[0] == 0 ? -1 : 1;
        size_t at = 0;

        for (size_t i = 0; i < words->n; i++, at++) {
            double weight = sign * model->w[at * stride + c] * rarities[i];
            double worth = fabs(weight) * sqrt((double)words->rows[i] / (double)rows);

            fitted->weights[i * columns + column] = (float)weight;
            if (worth > fitted->worth[i])
                fitted->worth[i] = (float)worth;
        }
        for (size_t i = 0; i < fitted->n_extras; i++, at++)
            fitted->extras[i * columns + column] =
                sign * model->w[at * stride + c] * EXTRA_UNIT;
        fitted->bias[column] = sign * model->w[at * stride + c];
    }
}

static int solver_for(const struct scrm_sample *sample, unsigned reads)
{
    if (sample->n_classes <= REGRESSION_CLASSES)
        return L2R_LR_DUAL;
    return reads & SCRM_READS_LETTERS ? L2R_L2LOSS_SVC_DUAL : MCSVM_CS;
}

/* Fits without calibration. */
static int fit_plain(const struct scrm_sample *sample, const struct scrm_fit_options *options,
                     struct scrm_fitted *fitted, struct scrm_err *err)
{
    int solver = solver_for(sample, options->reads);
    double weights[SCRM_MODEL_CLASSES_MAX];
    int labels[SCRM_MODEL_CLASSES_MAX];
    struct scrm_dictionary words = {0};
    struct matrix matrix = {0};
    struct problem problem = {.bias = 1};
    struct parameter parameter = {.solver_type = solver,
                                  /* a third group of features makes every error dearer */
                                  .C = options->reads & SCRM_READS_PAIRS ? options->cost / 2
                                                                         : options->cost,
                                  .eps = solver == L2R_LR_DUAL ? 0.1 : 0.3,
                                  .nr_weight = (int)sample->n_classes,
                                  .weight_label = labels,
                                  .weight = weights};
    struct model *model;
    double *rarities;

    collect(sample, options, &words);
    if (is_read(options->reads, SCRM_FEATURES_PAIRS))
        note_paired(sample, options->least, fitted);
    rarities = scrm_alloc_zero(words.n + 1, sizeof *rarities);
    for (size_t i = 0; i < words.n; i++)
        rarities[i] = rarity(words.rows[i], sample->n);
    fill(sample, options, &words, rarities, &matrix);
    weigh_classes(sample, options->weighting, weights, labels);
    problem.l = (int)sample->n;
    problem.n = (int)(words.n + sample->corpus->n_extras + 1);
    problem.x = matrix.rows;
    problem.y = matrix.classes;
    if (check_parameter(&problem, &parameter))
        scrm_err_set(err, SCRM_EXIT_BUG, "LIBLINEAR: %s",
                     check_parameter(&problem, &parameter));
    set_print_string_function(silent);
    srand(1); /* LIBLINEAR shuffles its rows */
    model = err->code ? NULL : train(&problem, &parameter);
    if (model) {
        take(model, &words, rarities, sample->n, fitted);
        free_and_destroy_model(&model);
    }
    free(rarities);
    free(matrix.nodes);
    free(matrix.rows);
    free(matrix.classes);
    scrm_dictionary_fini(&words);
    return err->code ? -1 : 0;
}

/* The table's size: room for all features, a quarter to spare. */
static unsigned bits_for(size_t n, unsigned most)
{
    unsigned bits = 6;

    while (bits < most && ((size_t)1 << bits) * 3 / 4 < n)
        bits++;
    return bits;
}

/* Every fifth row by turns is held back. */
enum { FOLDS = 5 };

/* Trains on four fifths of the rows and looks at how sure the sums are on the rest. */
static int calibrate(const struct scrm_sample *sample, const struct scrm_fit_options *options,
                     struct scrm_fitted *fitted, struct scrm_err *err)
{
    uint32_t *rows = scrm_alloc_zero(sample->n, sizeof *rows);
    uint8_t *classes = scrm_alloc_zero(sample->n, 1), *right = scrm_alloc_zero(sample->n, 1);
    uint8_t *answered = scrm_alloc_zero(sample->n, 1);
    int64_t *sums = scrm_alloc_zero(sample->n * sample->n_classes, sizeof *sums);
    struct scrm_fit_options plain = *options;
    struct scrm_sample part = *sample;
    size_t held = 0;
    int failed = 0;

    plain.calibrate = false;
    part.rows = rows;
    part.classes = classes;
    for (unsigned fold = 0; !failed && fold < (sample->n_classes > 10 ? 1 : FOLDS); fold++) {
        struct scrm_fitted head = {0};
        struct scrm_model *model;
        size_t size;
        void *bytes;

        part.n = 0;
        for (size_t i = 0; i < sample->n; i++)
            if (!scrm_corpus_in_fold(sample->corpus, sample->rows[i], FOLDS, fold)) {
                rows[part.n] = sample->rows[i];
                classes[part.n++] = sample->classes[i];
            }
        head.columns = fitted->columns;
        head.n_classes = sample->n_classes;
        if (part.n == sample->n || scrm_fit(&part, &plain, &head, err)) {
            scrm_err_clear(err); /* too few rows to hold any back: taken as they are */
            scrm_fitted_free(&head);
            continue;
        }
        bytes = scrm_model_pack("calibration", &head, 1, &size, err);
        model = bytes ? scrm_model_open(bytes, size, true, err) : NULL;
        failed = model ? 0 : -1;
        for (size_t i = 0; model && i < sample->n; i++)
            if (scrm_corpus_in_fold(sample->corpus, sample->rows[i], FOLDS, fold)) {
                struct scrm_features features =
                    scrm_corpus_features(sample->corpus, sample->rows[i]);

                answered[held] = (uint8_t)scrm_model_decide(
                    model, 0, &features, scrm_corpus_extras(sample->corpus, sample->rows[i]),
                    sums + held * sample->n_classes);
                right[held++] = sample->classes[i];
            }
        scrm_model_free(model);
        scrm_fitted_free(&head);
        free(bytes);
    }
    if (!failed && held)
        scrm_calibrate(sums, right, answered, held, sample->n_classes, &fitted->calibration);
    free(rows);
    free(classes);
    free(right);
    free(answered);
    free(sums);
    return failed;
}

int scrm_fit(const struct scrm_sample *sample, const struct scrm_fit_options *wanted,
             struct scrm_fitted *fitted, struct scrm_err *err)
{
    bool present[SCRM_MODEL_CLASSES_MAX] = {false};
    struct scrm_fit_options fit = *wanted, *options = &fit;

    /* A few classes are told as well without them, in half the time. */
    if (sample->n_classes <= REGRESSION_CLASSES)
        fit.reads &= ~(unsigned)SCRM_READS_PAIRS;

    for (size_t i = 0; i < sample->n; i++)
        present[sample->classes[i]] = true;
    for (size_t k = 0; k < sample->n_classes; k++)
        if (!present[k])
            return scrm_err_set(err, SCRM_EXIT_DATA, "a class without a text to learn from");
    fitted->n_classes = sample->n_classes;
    fitted->columns = sample->n_classes == 2 ? 1 : sample->n_classes;
    fitted->reads = options->reads;
    fitted->n_extras = options->reads & SCRM_READS_EXTRAS ? sample->corpus->n_extras : 0;
    scrm_calibration_plain(&fitted->calibration);
    fitted->trained = sample->n;
    if (fit_plain(sample, options, fitted, err))
        return -1;
    fitted->bits = bits_for(fitted->n, options->bits_most);
    return options->calibrate ? calibrate(sample, options, fitted, err) : 0;
}

void scrm_fitted_free(struct scrm_fitted *fitted)
{
    for (size_t k = 0; fitted->classes && k < fitted->n_classes; k++)
        free(fitted->classes[k]);
    free(fitted->classes);
    free(fitted->hashes);
    free(fitted->paired);
    free(fitted->weights);
    free(fitted->worth);
    free(fitted->extras);
    *fitted = (struct scrm_fitted){0};
}
