/*
 * How sure is a sum? Temperature and shifts (Platt scaling where there are two
 * classes) by descent on the log loss over texts that were not trained on.
 */
#include "model/fit.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* With more classes than that only the slope is looked for: the shifts would be guesses. */
enum { SHIFTED_CLASSES = 10, ROUNDS = 400 };

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
static double best_slope(const double *sums, const uint8_t *classes, size_t n,
                         size_t n_classes, const double *shifts)
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

void scrm_calibrate(const int64_t *sums, const uint8_t *classes, size_t n, size_t n_classes,
                    double *slope, double *shifts)
{
    double *plain = scrm_alloc_zero(n * n_classes, sizeof *plain);
    double gradient[SCRM_MODEL_CLASSES_MAX + 1], step = 1, now;

    for (size_t i = 0; i < n * n_classes; i++)
        plain[i] = (double)sums[i] / 65536;
    for (size_t k = 0; k < n_classes; k++)
        shifts[k] = 0;
    *slope = best_slope(plain, classes, n, n_classes, shifts);
    now = loss(plain, classes, n, n_classes, *slope, shifts, gradient);
    for (int round = 0; n_classes <= SHIFTED_CLASSES && round < ROUNDS && step > 1e-4;
         round++) {
        double tried[SCRM_MODEL_CLASSES_MAX], next, to = *slope - step * gradient[0];

        for (size_t k = 0; k < n_classes; k++)
            tried[k] = shifts[k] - step * gradient[k + 1];
        next = to > 0.01 ? loss(plain, classes, n, n_classes, to, tried, NULL) : INFINITY;
        if (next >= now) {
            step /= 2;
            continue;
        }
        *slope = to;
        memcpy(shifts, tried, n_classes * sizeof *shifts);
        now = loss(plain, classes, n, n_classes, *slope, shifts, gradient);
        step *= 1.3;
    }
    free(plain);
}
