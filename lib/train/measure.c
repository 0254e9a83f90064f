/*
 * Figures about answers. Intervals come from resampling by a fixed generator,
 * so that the same answers always print the same report.
 */
#include "train/measure.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "model/model.h"
#include "text/utf8.h"

enum { ROUNDS = 1000, BINS = 10, NAME_COLUMNS = 32, CELL_COLUMNS = 8, SQUARE_CLASSES = 6 };

struct counts {
    double gold, got, hit;
};

static double f1_of(const struct counts *class)
{
    double both = class->gold + class->got;

    return both > 0 ? 2 * class->hit / both : 0;
}

static void count(const struct scrm_answer *answers, size_t n, const uint32_t *order,
                  struct counts *classes)
{
    for (size_t i = 0; i < n; i++) {
        const struct scrm_answer *answer = &answers[order ? order[i] : i];

        classes[answer->gold].gold++;
        classes[answer->got].got++;
        classes[answer->gold].hit += answer->gold == answer->got;
    }
}

struct bin {
    double n, right, said;
};

static double calibration(const struct scrm_answer *answers, size_t n, const uint32_t *order,
                          struct bin *bins)
{
    double error = 0;

    for (size_t i = 0; i < n; i++) {
        const struct scrm_answer *answer = &answers[order ? order[i] : i];
        int32_t bin = answer->p * BINS / 10001;

        bins[bin].n++;
        bins[bin].right += answer->gold == answer->got;
        bins[bin].said += answer->p / 1e4;
    }
    for (int i = 0; i < BINS; i++) {
        double gap = bins[i].right - bins[i].said;

        error += gap < 0 ? -gap : gap;
    }
    return n ? error / (double)n : 0;
}

static int surest_first(const void *a, const void *b)
{
    const struct scrm_answer *x = a, *y = b;

    if (x->p != y->p)
        return x->p < y->p ? 1 : -1;
    return (x->gold == x->got) - (y->gold == y->got); /* ties: wrong ones first */
}

/* Fills right[i] with how many of the i + 1 surest are right; owned by caller. */
static uint32_t *by_sureness(const struct scrm_answer *answers, size_t n)
{
    struct scrm_answer *sorted = scrm_alloc_zero(n + 1, sizeof *sorted);
    uint32_t *right = scrm_alloc_zero(n + 1, sizeof *right);

    memcpy(sorted, answers, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, surest_first);
    for (size_t i = 0; i < n; i++)
        right[i] = (i ? right[i - 1] : 0) + (sorted[i].gold == sorted[i].got);
    free(sorted);
    return right;
}

static double coverage_at(const struct scrm_answer *answers, size_t n, double precision)
{
    uint32_t *right = by_sureness(answers, n);
    double covered = 0;

    for (size_t i = n; i > 0 && covered <= 0; i--)
        if (right[i - 1] >= precision * (double)i)
            covered = (double)i / (double)n;
    free(right);
    return covered;
}

struct scrm_measured scrm_measure(const struct scrm_answer *answers, size_t n, size_t n_classes,
                                  const uint32_t *order)
{
    struct counts classes[SCRM_MODEL_CLASSES_MAX] = {{0}};
    struct bin bins[BINS] = {{0}};
    struct scrm_measured figures = {0};
    double present = 0, right = 0;

    if (!n)
        return figures;
    count(answers, n, order, classes);
    for (size_t k = 0; k < n_classes; k++) {
        right += classes[k].hit;
        if (classes[k].gold <= 0)
            continue;
        present++;
        figures.macro_recall += classes[k].hit / classes[k].gold;
        figures.macro_f1 += f1_of(&classes[k]);
    }
    figures.accuracy = right / (double)n;
    figures.macro_recall /= present;
    figures.macro_f1 /= present;
    if (!order) {
        figures.ece = calibration(answers, n, NULL, bins);
        figures.coverage95 = coverage_at(answers, n, 0.95);
    }
    return figures;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The middle 95 % of ROUNDS values, which are sorted. */
static struct scrm_interval middle(double *values)
{
    qsort(values, ROUNDS, sizeof *values, ascending);
    return (struct scrm_interval){values[ROUNDS * 25 / 1000], values[ROUNDS * 975 / 1000 - 1]};
}

static void resample(uint32_t *order, size_t n, uint64_t *state)
{
    for (size_t i = 0; i < n; i++) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        order[i] = (uint32_t)((*state >> 33) % n);
    }
}

void scrm_measure_intervals(const struct scrm_answer *answers, size_t n, size_t n_classes,
                            struct scrm_interval *accuracy, struct scrm_interval *macro_f1)
{
    uint32_t *order = scrm_alloc_zero(n + 1, sizeof *order);
    double right[ROUNDS] = {0}, f1[ROUNDS] = {0};
    uint64_t state = 20260101;

    for (int round = 0; n && round < ROUNDS; round++) {
        struct scrm_measured figures;

        resample(order, n, &state);
        figures = scrm_measure(answers, n, n_classes, order);
        right[round] = figures.accuracy;
        f1[round] = figures.macro_f1;
    }
    *accuracy = middle(right);
    *macro_f1 = middle(f1);
    free(order);
}

/* A name from a stranger's file, safe to look at, in so many columns of the screen. */
static void put_name(struct scrm_buf *out, const char *name, size_t columns, bool right)
{
    struct scrm_buf seen = {0};
    struct scrm_slice cut;
    size_t used;

    scrm_text_visible(&seen, scrm_slice_of(name));
    cut = scrm_text_cut(scrm_buf_slice(&seen), columns, &used);
    if (!right)
        scrm_buf_put_slice(out, cut);
    for (; used < columns; used++)
        scrm_buf_putc(out, ' ');
    if (right)
        scrm_buf_put_slice(out, cut);
    scrm_buf_fini(&seen);
}

/* As wide as the longest name, within reason. */
static size_t name_columns(const char *const *names, size_t n)
{
    size_t columns = strlen("class");

    for (size_t k = 0; k < n; k++) {
        size_t width = scrm_text_width(scrm_slice_of(names[k]));

        if (width > columns)
            columns = width < NAME_COLUMNS ? width : NAME_COLUMNS;
    }
    return columns;
}

static void put_classes(const struct scrm_answer *answers, size_t n, const char *const *names,
                        size_t n_classes, struct scrm_buf *out)
{
    struct counts classes[SCRM_MODEL_CLASSES_MAX] = {{0}};
    size_t columns = name_columns(names, n_classes);

    count(answers, n, NULL, classes);
    scrm_buf_puts(out, "\n  ");
    put_name(out, "class", columns, false);
    scrm_buf_printf(out, " %7s %9s %7s %7s\n", "n", "precision", "recall", "F1");
    for (size_t k = 0; k < n_classes; k++) {
        scrm_buf_puts(out, "  ");
        put_name(out, names[k], columns, false);
        scrm_buf_printf(out, " %7.0f %9.3f %7.3f %7.3f\n", classes[k].gold,
                        classes[k].got > 0 ? classes[k].hit / classes[k].got : 0,
                        classes[k].gold > 0 ? classes[k].hit / classes[k].gold : 0,
                        f1_of(&classes[k]));
    }
}

/* What somebody would reach who always gives the same answer. */
static void put_baseline(const struct scrm_answer *answers, size_t n, const char *const *names,
                         size_t n_classes, struct scrm_buf *out)
{
    struct counts classes[SCRM_MODEL_CLASSES_MAX] = {{0}};
    size_t most = 0;

    count(answers, n, NULL, classes);
    for (size_t k = 1; k < n_classes; k++)
        if (classes[k].gold > classes[most].gold)
            most = k;
    scrm_buf_printf(out, "  baseline      %.3f  accuracy of always saying ",
                    classes[most].gold / (double)n);
    scrm_text_visible(out, scrm_slice_of(names[most]));
    scrm_buf_putc(out, '\n');
}

struct cell {
    uint32_t gold, got, n;
};

static int largest_first(const void *a, const void *b)
{
    const struct cell *x = a, *y = b;

    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return x->gold != y->gold ? (x->gold > y->gold) - (x->gold < y->gold)
                              : (x->got > y->got) - (x->got < y->got);
}

static void put_square(const struct cell *cells, const char *const *names, size_t n_classes,
                       struct scrm_buf *out)
{
    size_t columns = name_columns(names, n_classes);

    scrm_buf_puts(out, "\n  confusion: right in rows, answered in columns\n  ");
    put_name(out, "", columns, false);
    for (size_t k = 0; k < n_classes; k++) {
        scrm_buf_putc(out, ' ');
        put_name(out, names[k], CELL_COLUMNS, true);
    }
    scrm_buf_putc(out, '\n');
    for (size_t k = 0; k < n_classes; k++) {
        scrm_buf_puts(out, "  ");
        put_name(out, names[k], columns, false);
        for (size_t g = 0; g < n_classes; g++)
            scrm_buf_printf(out, " %*u", CELL_COLUMNS, cells[k * n_classes + g].n);
        scrm_buf_putc(out, '\n');
    }
}

static void put_mistake(const struct cell *cell, const char *const *names, struct scrm_buf *out)
{
    scrm_buf_printf(out, "  %7u  ", cell->n);
    scrm_text_visible(out, scrm_slice_of(names[cell->gold]));
    scrm_buf_puts(out, " -> ");
    scrm_text_visible(out, scrm_slice_of(names[cell->got]));
    scrm_buf_putc(out, '\n');
}

/* A square where it fits on a screen; else the commonest mistakes. */
static void put_confusion(const struct scrm_answer *answers, size_t n, const char *const *names,
                          size_t n_classes, struct scrm_buf *out)
{
    struct cell *cells = scrm_alloc_zero(n_classes * n_classes, sizeof *cells);

    for (size_t i = 0; i < n_classes * n_classes; i++)
        cells[i] = (struct cell){(uint32_t)(i / n_classes), (uint32_t)(i % n_classes), 0};
    for (size_t i = 0; i < n; i++)
        cells[answers[i].gold * n_classes + answers[i].got].n++;
    if (n_classes <= SQUARE_CLASSES) {
        put_square(cells, names, n_classes, out);
    } else {
        scrm_buf_puts(out, "\n  most often mistaken (right -> answered)\n");
        for (size_t i = 0; i < n_classes * n_classes; i++)
            if (cells[i].gold == cells[i].got)
                cells[i].n = 0;
        qsort(cells, n_classes * n_classes, sizeof *cells, largest_first);
        for (size_t i = 0; i < 10 && cells[i].n; i++)
            put_mistake(&cells[i], names, out);
    }
    free(cells);
}

static void put_sureness(const struct scrm_answer *answers, size_t n, struct scrm_buf *out)
{
    static const int parts[] = {10, 25, 50, 75, 90, 100};
    struct bin bins[BINS] = {{0}};
    uint32_t *right = by_sureness(answers, n);

    calibration(answers, n, NULL, bins);
    scrm_buf_puts(
        out,
        "\n  calibration: answers given with about so much confidence, how many were right\n"
        "     said   right       n\n");
    for (int i = 0; i < BINS; i++)
        if (bins[i].n > 0)
            scrm_buf_printf(out, "  %7.3f %7.3f %7.0f\n", bins[i].said / bins[i].n,
                            bins[i].right / bins[i].n, bins[i].n);
    scrm_buf_puts(out, "\n  risk and coverage: of the surest answers, how many are wrong\n"
                       "  surest   wrong\n");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t covered = n * (size_t)parts[i] / 100;

        if (covered)
            scrm_buf_printf(out, "  %6d%% %7.3f\n", parts[i],
                            1 - (double)right[covered - 1] / (double)covered);
    }
    free(right);
}

void scrm_measure_report(const char *title, const struct scrm_answer *answers, size_t n,
                         const char *const *classes, size_t n_classes, struct scrm_buf *out)
{
    struct scrm_measured figures = scrm_measure(answers, n, n_classes, NULL);
    struct scrm_interval accuracy, macro_f1;

    scrm_measure_intervals(answers, n, n_classes, &accuracy, &macro_f1);
    scrm_buf_printf(out, "%s: %zu texts, %zu classes\n", title, n, n_classes);
    if (!n)
        return;
    scrm_buf_printf(out, "  accuracy      %.3f  (%.3f-%.3f, 95 %% interval)\n",
                    figures.accuracy, accuracy.low, accuracy.high);
    scrm_buf_printf(out, "  macro-F1      %.3f  (%.3f-%.3f)\n", figures.macro_f1, macro_f1.low,
                    macro_f1.high);
    scrm_buf_printf(out, "  macro recall  %.3f\n", figures.macro_recall);
    put_baseline(answers, n, classes, n_classes, out);
    scrm_buf_printf(out, "  calibration   %.3f  expected error\n", figures.ece);
    scrm_buf_printf(out, "  coverage      %.3f  at 95 %% precision\n", figures.coverage95);
    put_classes(answers, n, classes, n_classes, out);
    put_confusion(answers, n, classes, n_classes, out);
    put_sureness(answers, n, out);
}

void scrm_measure_compare(const char *const names[2], const struct scrm_answer *a,
                          const struct scrm_answer *b, size_t n, size_t n_classes,
                          struct scrm_buf *out)
{
    struct scrm_measured x = scrm_measure(a, n, n_classes, NULL);
    struct scrm_measured y = scrm_measure(b, n, n_classes, NULL);
    uint32_t *order = scrm_alloc_zero(n + 1, sizeof *order);
    double right[ROUNDS] = {0}, f1[ROUNDS] = {0};
    struct scrm_interval accuracy, macro_f1;
    uint64_t state = 20260101;

    for (int round = 0; n && round < ROUNDS; round++) {
        struct scrm_measured one, two;

        resample(order, n, &state);
        one = scrm_measure(a, n, n_classes, order);
        two = scrm_measure(b, n, n_classes, order);
        right[round] = two.accuracy - one.accuracy;
        f1[round] = two.macro_f1 - one.macro_f1;
    }
    accuracy = middle(right);
    macro_f1 = middle(f1);
    scrm_buf_printf(out, "%zu texts; A %s, B %s\n", n, names[0], names[1]);
    scrm_buf_printf(out, "  %-12s %7s %7s  %s\n", "", "A", "B", "B - A, 95 % interval");
    scrm_buf_printf(out, "  %-12s %7.3f %7.3f  %+.3f  %+.3f to %+.3f\n", "accuracy", x.accuracy,
                    y.accuracy, y.accuracy - x.accuracy, accuracy.low, accuracy.high);
    scrm_buf_printf(out, "  %-12s %7.3f %7.3f  %+.3f  %+.3f to %+.3f\n", "macro-F1", x.macro_f1,
                    y.macro_f1, y.macro_f1 - x.macro_f1, macro_f1.low, macro_f1.high);
    scrm_buf_printf(out, "  %s\n",
                    macro_f1.low > 0    ? "B is better"
                    : macro_f1.high < 0 ? "A is better"
                                        : "no difference that these texts can show");
    free(order);
}
