/*
 * The figures of a set of judged texts: accuracy, macro-F1, macro recall, correlation,
 * with 95 % intervals by resampling, and how honest its confidence is.
 */
#include "accuracy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "train/measure.h"

enum { ROUNDS = 1000, DRAWS = 100 };

void add(const struct run *run, struct set *set, struct sample sample, struct scrm_slice text,
         const struct scrm_score *score)
{
    SCRM_GROW(set->samples, set->n, set->cap);
    set->samples[set->n++] = sample;
    if (run->errors && strcmp(run->errors, set->name) == 0 &&
        (set->correlates || sample.gold != sample.got))
        printf("gold %d got %d  %.2f/%.2f  s=%.3f c=%.2f n=%.2f sp=%.2f  %.*s\n", sample.gold,
               sample.got, sample.x, sample.y, score->sentiment / 1e4, score->intents[0] / 1e4,
               score->needs_reply / 1e4, score->spam / 1e4, SCRM_FMT(text));
}

struct figures {
    double accuracy, f1, recall, r;
};

static struct figures measure(const struct set *set, const size_t *order)
{
    double right = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    double hit[16] = {0}, gold[16] = {0}, got[16] = {0};
    struct figures figures = {0};
    double n = (double)set->n, present = 0;

    for (size_t i = 0; i < set->n; i++) {
        const struct sample *s = &set->samples[order ? order[i] : i];

        right += s->gold == s->got;
        gold[s->gold]++;
        got[s->got]++;
        hit[s->gold] += s->gold == s->got;
        sx += s->x, sy += s->y, sxx += s->x * s->x, syy += s->y * s->y, sxy += s->x * s->y;
    }
    figures.accuracy = right / n;
    for (int c = 0; c < set->classes; c++) {
        double precision = got[c] > 0 ? hit[c] / got[c] : 0;
        double recall = gold[c] > 0 ? hit[c] / gold[c] : 0;

        if (gold[c] == 0)
            continue;
        present++;
        figures.recall += recall;
        figures.f1 +=
            precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }
    figures.recall /= present > 0 ? present : 1;
    figures.f1 /= present > 0 ? present : 1;
    figures.r = (n * sxy - sx * sy) / sqrt((n * sxx - sx * sx) * (n * syy - sy * sy) + 1e-12);
    return figures;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The middle 95 % of `pick` over resampled sets, by a fixed generator. */
static void interval(const struct set *set, double (*pick)(struct figures), double *low,
                     double *high)
{
    static double values[ROUNDS];
    size_t *order = scrm_alloc_zero(set->n, sizeof *order);
    uint64_t state = 20260101;

    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < set->n; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            order[i] = (size_t)((state >> 33) % set->n);
        }
        values[round] = pick(measure(set, order));
    }
    qsort(values, ROUNDS, sizeof *values, ascending);
    *low = values[ROUNDS * 25 / 1000];
    *high = values[ROUNDS * 975 / 1000];
    free(order);
}

static double pick_f1(struct figures figures)
{
    return figures.f1;
}

static double pick_r(struct figures figures)
{
    return figures.r;
}

/* The calibration error that perfectly honest confidences would show on so many texts, by the
 * chance of the draw alone: the mean of a hundred draws of a fixed generator. */
static double error_by_chance(const struct scrm_answer *answers, size_t n, size_t classes)
{
    struct scrm_answer *drawn = scrm_alloc_zero(n, sizeof *drawn);
    uint64_t state = 20260101;
    double sum = 0;

    for (int round = 0; round < DRAWS; round++) {
        for (size_t i = 0; i < n; i++) {
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            drawn[i] = answers[i];
            drawn[i].gold = (int32_t)((state >> 33) % 10000) < answers[i].p
                                ? answers[i].got
                                : (uint8_t)((answers[i].got + 1) % (int)classes);
        }
        sum += scrm_measure(drawn, n, classes, NULL).ece;
    }
    free(drawn);
    return sum / DRAWS;
}

/* How honest the confidence is: expected calibration error, how much of that is chance, and
 * the share of the surest answers of which 95 % are right. */
static void print_sureness(const struct set *set)
{
    struct scrm_answer *answers = scrm_alloc_zero(set->n, sizeof *answers);
    struct scrm_measured measured;

    for (size_t i = 0; i < set->n; i++)
        answers[i] = (struct scrm_answer){(uint8_t)set->samples[i].gold,
                                          (uint8_t)set->samples[i].got, set->samples[i].p};
    measured = scrm_measure(answers, set->n, (size_t)set->classes, NULL);
    printf("  ECE %5.3f (chance %5.3f)  cover95 %5.3f", measured.ece,
           error_by_chance(answers, set->n, (size_t)set->classes), measured.coverage95);
    free(answers);
}

void print_set(struct set *set)
{
    struct figures f;
    double low, high;

    if (!set->n) {
        printf("%-34s absent\n", set->name);
        return;
    }
    f = measure(set, NULL);
    interval(set, set->correlates ? pick_r : pick_f1, &low, &high);
    printf("%-34s %6zu  %5.3f  %5.3f  %5.3f  ", set->name, set->n, f.accuracy, f.f1, f.recall);
    if (set->correlates)
        printf("%5.3f  r %5.3f-%5.3f", f.r, low, high);
    else
        printf("    -  F1 %5.3f-%5.3f", low, high);
    if (set->sure)
        print_sureness(set);
    printf("\n");
    free(set->samples);
}
