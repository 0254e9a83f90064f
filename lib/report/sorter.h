/*
 * Putting more records in order than there should be memory for: sorted runs
 * go to a file without a name and are merged while they are read.
 *
 * A record begins with a uint64_t, its key. Smaller keys come first, equal
 * keys in the order in which they came unless `tie` says otherwise.
 */
#ifndef SCRM_REPORT_SORTER_H
#define SCRM_REPORT_SORTER_H

#include "report/spill.h"

struct scrm_sorter_head;
struct scrm_sorter_run;

/* Set `size`, and the others where wanted; all else zero. */
struct scrm_sorter {
    size_t size; /* bytes a record, a multiple of 8 */
    size_t most; /* only so many of the first are ever asked for; 0: all */
    int (*tie)(const void *, const void *); /* order of records with equal keys */
    uint64_t n;                             /* records taken, those behind `most` too */
    char *at;                               /* records not yet in a run */
    size_t held, cap;
    struct scrm_spill runs;
    struct scrm_sorter_run *run;
    struct scrm_sorter_head *heap; /* runs by their next record, least first */
    size_t n_runs, cap_runs, n_heap;
    size_t next; /* without runs: the record read next */
    bool sorted;
    bool full;     /* `most` are there: nothing behind `last` is kept any more */
    uint64_t last; /* key */
};

void scrm_sorter_fini(struct scrm_sorter *sorter);

/* Whether a record with this key would be kept; one that is not may be counted in `n` alone. */
static inline bool scrm_sorter_wants(const struct scrm_sorter *sorter, uint64_t key)
{
    return !sorter->full || key <= sorter->last;
}

/* Takes a copy of a record. Not after the first reading. */
void scrm_sorter_add(struct scrm_sorter *sorter, const void *record);

/* From the first record on, as often as wanted. Error 74. */
int scrm_sorter_rewind(struct scrm_sorter *sorter, struct scrm_err *err);

/* The next record, borrowed until the next call; NULL at the end, and with err set (74) where
 * one cannot be read back. */
const void *scrm_sorter_next(struct scrm_sorter *sorter, struct scrm_err *err);

/* A time as a key: earlier is smaller, SCRM_NO_TIME first. */
static inline uint64_t scrm_sorter_time(int64_t ms)
{
    return (uint64_t)ms ^ (uint64_t)1 << 63;
}

#endif
