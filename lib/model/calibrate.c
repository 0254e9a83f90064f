/*
 * How sure is a sum? Temperature and shifts (Platt scaling where there are two
 * classes) by descent on the log loss over texts that were not trained on; of
 * many classes a rising curve instead of the shifts.
 */
#include "model/fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Up to so many classes shifts are looked for; with more they would be guesses. */
enum { SHIFTED_CLASSES = 10, ROUNDS = 400 };

/* So many answers that were as right as said stand in each bin of the curve besides. Slope and
 * shifts make a regression's sums nearly honest: only many answers together may say otherwise.
 * A support vector machine's sums are none too honest before the curve. */
enum { DOUBT_SHIFTED = 150, DOUBT = 4 };

/* The log loss, and where wanted its slope for slope and shifts. */
static double loss(const double *sums, const uint8_t *classes, size_t n, size_t n_classes,
                   double slope, const double *shifts, double *gradient)
{
    double total = 0, shares[SCRM_MODEL_CLASSES_MAX];

    for (size_t k = 0; gradient && k <= n_classes; k++)
        gradient[k] = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row = sums + i * n_classes;
        double most = -INFINITY, sum = 0;

        for (size_t k = 0; k < n_classes; k++) {
            shares[k] = row[k] * slope + shifts[k];
            most = fmax(most, shares[k]);
        }
        for (size_t k = 0; k < n_classes; k++)
            sum += shares[k] = exp(shares[k] - most);
        total -= log(shares[classes[i]] / sum + 1e-12);
        for (size_t k = 0; gradient && k < n_classes; k++) {
            double error = shares[k] / sum - (classes[i] == k);

            gradient[0] += error * row[k] / (double)n;
            gradient[k + 1] += error / (double)n;
        }
    }
    return total / (double)n;
}

/* The slope alone, by trying ever finer between 1/20 and 20. */
static double best_slope(const double *sums, const uint8_t *classes, size_t n, size_t n_classes,
                         const double *shifts)
{
    double low = log(0.05), high = log(20);

    for (int round = 0; round < 30; round++) {
        double a = low + (high - low) * 0.382, b = low + (high - low) * 0.618;

        if (loss(sums, classes, n, n_classes, exp(a), shifts, NULL) <
            loss(sums, classes, n, n_classes, exp(b), shifts, NULL))
            high = b;
        else
            low = a;
    }
    return exp((low + high) / 2);
}

/* Some answers of about the same share. */
struct bin {
    double said, right, n;
};

/* Joins neighbours until the right shares rise (pool adjacent violators); returns how many
 * bins are left. */
static size_t pool(struct bin *bins, size_t n)
{
    size_t left = 0;

    for (size_t i = 0; i < n; i++) {
        bins[left++] = bins[i];
        while (left > 1 && bins[left - 2].right * bins[left - 1].n >=
                               bins[left - 1].right * bins[left - 2].n) {
            bins[left - 2].said += bins[left - 1].said;
            bins[left - 2].right += bins[left - 1].right;
            bins[left - 2].n += bins[left - 1].n;
            left--;
        }
    }
    return left;
}

static double clamp(double share)
{
    return share < 0.02 ? 0.02 : share > 0.99 ? 0.99 : share;
}

/* The share on the lines through the bins' middles; beyond the ends, as far off as there. */
static double between(const struct bin *bins, size_t n, double at)
{
    size_t i = 0;
    double x0, y0, x1, y1;

    while (i < n && bins[i].said / bins[i].n < at)
        i++;
    if (i == 0 || i == n) {
        const struct bin *end = &bins[i ? n - 1 : 0];

        return clamp(at + (end->right - end->said) / end->n);
    }
    x0 = bins[i - 1].said / bins[i - 1].n, y0 = bins[i - 1].right / bins[i - 1].n;
    x1 = bins[i].said / bins[i].n, y1 = bins[i].right / bins[i].n;
    return clamp(y0 + (y1 - y0) * (at - x0) / (x1 - x0));
}

struct said {
    double share;
    bool right;
};

static int by_share(const void *a, const void *b)
{
    const struct said *x = a, *y = b;

    if (x->share < y->share || x->share > y->share)
        return x->share < y->share ? -1 : 1;
    return x->right - y->right;
}

/* The curve: how often answers of a share were right, over bins of equal size. */
static void draw(struct said *said, size_t n, int doubt, double *curve)
{
    enum { BINS_MOST = 20, BIN_LEAST = 40 };
    size_t n_bins = n / BIN_LEAST > BINS_MOST ? BINS_MOST : n / BIN_LEAST;
    struct bin bins[BINS_MOST] = {{0}};

    if (n_bins < 2)
        return;
    qsort(said, n, sizeof *said, by_share);
    for (size_t i = 0; i < n; i++) {
        struct bin *bin = &bins[i * n_bins / n];

        bin->said += said[i].share;
        bin->right += said[i].right;
        bin->n++;
    }
    for (size_t i = 0; i < n_bins; i++) /* a few answers more that were as good as said */
        bins[i].right = (bins[i].right + doubt * bins[i].said / bins[i].n) * bins[i].n /
                        (bins[i].n + doubt);
    n_bins = pool(bins, n_bins);
    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        curve[i] = between(bins, n_bins, (double)i / (SCRM_MODEL_KNOTS - 1));
}

static double share_of(const double *sums, size_t n_classes, size_t class,
                       const struct scrm_calibration *calibration)
{
    double most = -INFINITY, total = 0, own = 0;

    for (size_t k = 0; k < n_classes; k++)
        most = fmax(most, sums[k] * calibration->slope + calibration->shifts[k]);
    for (size_t k = 0; k < n_classes; k++) {
        double part = exp(sums[k] * calibration->slope + calibration->shifts[k] - most);

        total += part;
        own = k == class ? part : own;
    }
    return own / total;
}

/* Nobody is surer than so many texts can make him, were they all told right. */
static void bound(size_t n, double *curve)
{
    double most = clamp(((double)n + 1) / ((double)n + 2));

    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        curve[i] = fmin(curve[i], most);
}

void scrm_calibration_plain(struct scrm_calibration *calibration)
{
    *calibration = (struct scrm_calibration){.slope = 1};
    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        calibration->curve[i] = (double)i / (SCRM_MODEL_KNOTS - 1);
}

/* Slope and shifts by descent. */
static void descend(const double *plain, const uint8_t *classes, size_t n, size_t n_classes,
                    struct scrm_calibration *calibration)
{
    double gradient[SCRM_MODEL_CLASSES_MAX + 1], step = 1, now;
    double *shifts = calibration->shifts;

    calibration->slope = best_slope(plain, classes, n, n_classes, shifts);
    if (n_classes > SHIFTED_CLASSES)
        return;
    now = loss(plain, classes, n, n_classes, calibration->slope, shifts, gradient);
    for (int round = 0; round < ROUNDS && step > 1e-4; round++) {
        double tried[SCRM_MODEL_CLASSES_MAX];
        double next, to = calibration->slope - step * gradient[0];

        for (size_t k = 0; k < n_classes; k++)
            tried[k] = shifts[k] - step * gradient[k + 1];
        next = to > 0.01 ? loss(plain, classes, n, n_classes, to, tried, NULL) : INFINITY;
        if (next >= now) {
            step /= 2;
            continue;
        }
        calibration->slope = to;
        memcpy(shifts, tried, n_classes * sizeof *shifts);
        now = loss(plain, classes, n, n_classes, to, shifts, gradient);
        step *= 1.3;
    }
}

void scrm_calibrate(const int64_t *sums, const uint8_t *classes, const uint8_t *answered,
                    size_t n, size_t n_classes, struct scrm_calibration *calibration)
{
    double *plain = scrm_alloc_zero(n * n_classes, sizeof *plain);
    struct said *said = scrm_alloc_zero(n, sizeof *said);

    scrm_calibration_plain(calibration);
    for (size_t i = 0; i < n * n_classes; i++)
        plain[i] = (double)sums[i] / 65536;
    descend(plain, classes, n, n_classes, calibration);
    for (size_t i = 0; i < n; i++) {
        const double *row = plain + i * n_classes;
        size_t answer = answered[i];

        if (n_classes == 2) /* as model/predict.c answers */
            answer = share_of(row, 2, 1, calibration) > 0.5;
        said[i] =
            (struct said){share_of(row, n_classes, answer, calibration), classes[i] == answer};
    }
    draw(said, n, n_classes <= SHIFTED_CLASSES ? DOUBT_SHIFTED : DOUBT, calibration->curve);
    bound(n, calibration->curve);
    for (int i = 0; n_classes == 2 && i < SCRM_MODEL_KNOTS; i++)
        calibration->curve[i] = fmax(calibration->curve[i], 0.5);
    free(plain);
    free(said);
}
