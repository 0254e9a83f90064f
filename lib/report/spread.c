/*
 * Distributions with censored values: nothing unanswered is dropped, nothing
 * unfinished counts as done.
 */
#include "report/spread.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_durations_add(struct scrm_durations *durations, int64_t ms, bool waiting)
{
    SCRM_GROW(durations->at, durations->n, durations->cap);
    durations->at[durations->n++] = (struct scrm_duration){ms < 0 ? 0 : ms, waiting};
}

void scrm_durations_fini(struct scrm_durations *durations)
{
    free(durations->at);
    *durations = (struct scrm_durations){0};
}

/* Shortest first; of equals what is over first, as it is surely no longer. */
static int by_length(const void *a, const void *b)
{
    const struct scrm_duration *x = a, *y = b;

    if (x->ms != y->ms)
        return x->ms < y->ms ? -1 : 1;
    return x->waiting - y->waiting;
}

static bool any_waiting(const struct scrm_durations *durations, size_t up_to)
{
    size_t i;

    for (i = 0; i <= up_to; i++)
        if (durations->at[i].waiting)
            return true;
    return false;
}

struct scrm_spread scrm_durations_spread(struct scrm_durations *durations)
{
    struct scrm_spread spread = {.unknown = durations->unknown,
                                 .mean_ms = SCRM_NO_TIME,
                                 .median_ms = SCRM_NO_TIME,
                                 .p90_ms = SCRM_NO_TIME,
                                 .max_ms = SCRM_NO_TIME};
    const struct scrm_duration *at;
    size_t n = durations->n, i;
    int64_t sum = 0;

    if (n == 0)
        return spread;
    qsort(durations->at, n, sizeof *durations->at, by_length);
    at = durations->at;
    for (i = 0; i < n; i++) {
        if (at[i].waiting) {
            spread.waiting++;
        } else {
            spread.n++;
            sum += at[i].ms;
        }
    }
    if (spread.n)
        spread.mean_ms = sum / (int64_t)spread.n;
    spread.median_ms = (at[(n - 1) / 2].ms + at[n / 2].ms) / 2;
    spread.median_least = any_waiting(durations, n / 2);
    i = (n * 9 + 9) / 10 - 1;
    spread.p90_ms = at[i].ms;
    spread.p90_least = any_waiting(durations, i);
    spread.max_ms = at[n - 1].ms;
    return spread;
}
