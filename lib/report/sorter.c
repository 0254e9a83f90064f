/*
 * A run is sorted by the bytes of its keys, least significant first, which
 * keeps equal keys in their order; pairs of key and place are moved instead
 * of records. Runs are merged through a heap of their heads.
 */
#include "report/sorter.h"

#include <stdlib.h>

#include "base/alloc.h"

enum {
    HELD_BYTES = 256 << 10, /* records gathered before they become a run */
    DIGITS = 256,
};

struct scrm_sorter_run {
    uint64_t from, end; /* in the file: what was not read yet */
    uint64_t begin;
    char *at; /* a window of it */
    size_t n, next;
};

struct pair {
    uint64_t key;
    uint32_t place;
};

void scrm_sorter_fini(struct scrm_sorter *sorter)
{
    size_t i;

    for (i = 0; i < sorter->n_runs; i++)
        free(sorter->run[i].at);
    free(sorter->run);
    free(sorter->heap);
    free(sorter->at);
    scrm_spill_fini(&sorter->runs);
    *sorter = (struct scrm_sorter){0};
}

static uint64_t key_of(const void *record)
{
    uint64_t key;

    memcpy(&key, record, sizeof key);
    return key;
}

static const char *held_at(const struct scrm_sorter *sorter, uint32_t place)
{
    return sorter->at + place * sorter->size;
}

/* Sorts pairs by their keys, byte by byte; bytes that all keys share cost nothing. Returns
 * which of the two arrays holds the result. */
static struct pair *sort_pairs(struct pair *pairs, struct pair *other, size_t n)
{
    size_t counts[8][DIGITS] = {{0}}, i;
    int byte;

    for (i = 0; i < n; i++)
        for (byte = 0; byte < 8; byte++)
            counts[byte][pairs[i].key >> 8 * byte & 0xff]++;
    for (byte = 0; byte < 8; byte++) {
        size_t *count = counts[byte], from = 0;
        struct pair *sorted = other;

        if (count[pairs[0].key >> 8 * byte & 0xff] == n)
            continue;
        for (i = 0; i < DIGITS; i++) {
            size_t here = count[i];

            count[i] = from;
            from += here;
        }
        for (i = 0; i < n; i++)
            sorted[count[pairs[i].key >> 8 * byte & 0xff]++] = pairs[i];
        other = pairs;
        pairs = sorted;
    }
    return pairs;
}

/* Among records of one key the caller's order counts; they are few. */
static void settle_ties(const struct scrm_sorter *sorter, struct pair *pairs, size_t n)
{
    size_t i, k;

    for (i = 1; i < n; i++)
        for (k = i; k > 0 && pairs[k - 1].key == pairs[k].key &&
                    sorter->tie(held_at(sorter, pairs[k - 1].place),
                                held_at(sorter, pairs[k].place)) > 0;
             k--) {
            struct pair moved = pairs[k];

            pairs[k] = pairs[k - 1];
            pairs[k - 1] = moved;
        }
}

static void sort_held(struct scrm_sorter *sorter)
{
    size_t n = sorter->held, i;
    struct pair *pairs = scrm_alloc(2 * (n + 1) * sizeof *pairs), *sorted;
    char *records;

    for (i = 0; i < n; i++)
        pairs[i] = (struct pair){key_of(sorter->at + i * sorter->size), (uint32_t)i};
    for (i = 1; i < n && (sorter->tie ? pairs[i - 1].key < pairs[i].key
                                      : pairs[i - 1].key <= pairs[i].key);
         i++)
        ;
    if (i < n) {
        records = scrm_alloc(sorter->cap * sorter->size);
        sorted = sort_pairs(pairs, pairs + n, n);
        if (sorter->tie)
            settle_ties(sorter, sorted, n);
        for (i = 0; i < n; i++)
            memcpy(records + i * sorter->size, held_at(sorter, sorted[i].place), sorter->size);
        free(sorter->at);
        sorter->at = records;
    }
    free(pairs);
}

/* What is held becomes a run, or its first part where no more is wanted. */
static void make_run(struct scrm_sorter *sorter)
{
    struct scrm_sorter_run *run;

    sort_held(sorter);
    if (sorter->most && sorter->most <= sorter->held / 2) {
        sorter->held = sorter->most;
        return;
    }
    SCRM_GROW(sorter->run, sorter->n_runs, sorter->cap_runs);
    run = &sorter->run[sorter->n_runs++];
    *run = (struct scrm_sorter_run){.begin = scrm_spill_end(&sorter->runs)};
    scrm_spill_put(&sorter->runs, sorter->at, sorter->held * sorter->size);
    scrm_spill_settle(&sorter->runs);
    run->end = scrm_spill_end(&sorter->runs);
    sorter->held = 0;
}

void scrm_sorter_add(struct scrm_sorter *sorter, const void *record)
{
    if (sorter->held == sorter->cap) {
        if (sorter->cap * sorter->size >= HELD_BYTES)
            make_run(sorter);
        else
            sorter->cap = sorter->cap ? sorter->cap * 2 : 64;
        sorter->at = scrm_realloc(sorter->at, sorter->cap, sorter->size);
    }
    memcpy(sorter->at + sorter->held++ * sorter->size, record, sorter->size);
    sorter->n++;
}

/* Room for a part of each run, all of them together about as much as was held. */
static size_t window_of(const struct scrm_sorter *sorter)
{
    size_t records = HELD_BYTES / sorter->size / sorter->n_runs;

    return records ? records : 1;
}

/* Reads on in a run; its `n` is 0 at the end. */
static int fill(struct scrm_sorter *sorter, struct scrm_sorter_run *run, struct scrm_err *err)
{
    uint64_t left = (run->end - run->from) / sorter->size;
    size_t window = window_of(sorter);

    run->n = left < window ? (size_t)left : window;
    run->next = 0;
    if (scrm_spill_get(&sorter->runs, run->from, run->at, run->n * sorter->size, err))
        return -1;
    run->from += run->n * sorter->size;
    return 0;
}

static const char *head(const struct scrm_sorter *sorter, uint32_t run)
{
    return sorter->run[run].at + sorter->run[run].next * sorter->size;
}

static bool before(const struct scrm_sorter *sorter, uint32_t a, uint32_t b)
{
    const char *x = head(sorter, a), *y = head(sorter, b);
    uint64_t key_x = key_of(x), key_y = key_of(y);
    int order;

    if (key_x != key_y)
        return key_x < key_y;
    order = sorter->tie ? sorter->tie(x, y) : 0;
    return order ? order < 0 : a < b;
}

static void sift_down(struct scrm_sorter *sorter, size_t at)
{
    uint32_t *heap = sorter->heap;

    for (;;) {
        size_t child = 2 * at + 1;
        uint32_t moved = heap[at];

        if (child >= sorter->n_heap)
            return;
        if (child + 1 < sorter->n_heap && before(sorter, heap[child + 1], heap[child]))
            child++;
        if (!before(sorter, heap[child], moved))
            return;
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

int scrm_sorter_rewind(struct scrm_sorter *sorter, struct scrm_err *err)
{
    size_t i;

    if (!sorter->sorted && sorter->n_runs && sorter->held)
        make_run(sorter);
    else if (!sorter->sorted && sorter->held)
        sort_held(sorter);
    if (!sorter->sorted && sorter->n_runs) {
        free(sorter->at);
        sorter->at = NULL;
        sorter->heap = scrm_alloc(sorter->n_runs * sizeof *sorter->heap);
        for (i = 0; i < sorter->n_runs; i++)
            sorter->run[i].at = scrm_alloc(window_of(sorter) * sorter->size);
    }
    sorter->sorted = true;
    sorter->next = 0;
    sorter->n_heap = 0;
    for (i = 0; i < sorter->n_runs; i++) {
        sorter->run[i].from = sorter->run[i].begin;
        if (fill(sorter, &sorter->run[i], err))
            return -1;
        sorter->heap[sorter->n_heap++] = (uint32_t)i;
    }
    for (i = sorter->n_heap / 2; i-- > 0;)
        sift_down(sorter, i);
    return 0;
}

/* The heap's first head was read: its run goes on, or is over. */
static int step(struct scrm_sorter *sorter, struct scrm_err *err)
{
    struct scrm_sorter_run *run = &sorter->run[sorter->heap[0]];

    if (++run->next >= run->n && fill(sorter, run, err))
        return -1;
    if (run->n == 0)
        sorter->heap[0] = sorter->heap[--sorter->n_heap];
    sift_down(sorter, 0);
    return 0;
}

const void *scrm_sorter_next(struct scrm_sorter *sorter, struct scrm_err *err)
{
    if (!sorter->n_runs)
        return sorter->next < sorter->held ? sorter->at + sorter->next++ * sorter->size : NULL;
    /* The one given out last is still at the head, as it was lent. */
    if (sorter->next && sorter->n_heap && step(sorter, err))
        return NULL;
    sorter->next = 1;
    return sorter->n_heap ? head(sorter, sorter->heap[0]) : NULL;
}
