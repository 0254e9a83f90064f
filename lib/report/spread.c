/*
 * Distributions with censored values: nothing unanswered is dropped, nothing
 * unfinished counts as done. A year of durations need not fit into memory:
 * the quantiles are met while the sorted ones pass.
 */
#include "report/spread.h"

void scrm_durations_add(struct scrm_durations *durations, int64_t ms, bool waiting)
{
    /* Of equals what is over comes first, as it is surely no longer. */
    uint64_t key = (uint64_t)(ms < 0 ? 0 : ms) << 1 | waiting;

    durations->sorted.size = sizeof key;
    scrm_sorter_add(&durations->sorted, &key);
    if (waiting) {
        durations->waiting++;
    } else {
        durations->n++;
        durations->sum += ms < 0 ? 0 : ms;
    }
}

void scrm_durations_fini(struct scrm_durations *durations)
{
    scrm_sorter_fini(&durations->sorted);
    *durations = (struct scrm_durations){0};
}

int scrm_durations_spread(struct scrm_durations *durations, struct scrm_spread *spread,
                          struct scrm_err *err)
{
    uint64_t n = durations->sorted.n, rank = (n * 9 + 9) / 10 - 1, least = n, i;
    const uint64_t *key;
    int64_t middle = 0;

    *spread = (struct scrm_spread){.n = durations->n,
                                   .waiting = durations->waiting,
                                   .unknown = durations->unknown,
                                   .mean_ms = SCRM_NO_TIME,
                                   .median_ms = SCRM_NO_TIME,
                                   .p90_ms = SCRM_NO_TIME,
                                   .max_ms = SCRM_NO_TIME};
    if (n == 0)
        return 0;
    if (scrm_sorter_rewind(&durations->sorted, err))
        return -1;
    for (i = 0; (key = scrm_sorter_next(&durations->sorted, err)) != NULL; i++) {
        int64_t ms = (int64_t)(*key >> 1);

        if (*key & 1 && least == n)
            least = i; /* the first that is not over: from here on all is "at least" */
        if (i == (n - 1) / 2)
            middle = ms;
        if (i == n / 2)
            spread->median_ms = (middle + ms) / 2;
        if (i == rank)
            spread->p90_ms = ms;
        spread->max_ms = ms;
    }
    if (spread->n)
        spread->mean_ms = durations->sum / (int64_t)spread->n;
    spread->median_least = least <= n / 2;
    spread->p90_least = least <= rank;
    return err->code ? -1 : 0;
}
