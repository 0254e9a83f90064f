/*
 * A run is sorted by the bytes of its keys, most significant first, the few
 * that share so many by insertion, which keeps equal keys in their order; pairs
 * of key and place are moved instead of records. Runs are merged through a heap
 * of their heads.
 */
#include "report/sorter.h"

#include <stdlib.h>

#include "base/alloc.h"

enum {
    HELD_BYTES = 256 << 10, /* records gathered before they become a run */
    DIGITS = 256,
    MANY = 2048, /* from so many on a digit has eight bits, below that four */
    FEW = 16,    /* so many are sorted by insertion */
};

/* Not zeroed at each call, whatever the build says: all that is read is written before. */
#define UNCLEARED __attribute__((uninitialized))

struct scrm_sorter_head {
    uint64_t key;
    uint32_t run;
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

/* A pair moves in front of those that come behind it. */
static void insert(struct pair *pairs, size_t n)
{
    size_t i, k;

    for (i = 1; i < n; i++) {
        struct pair moved = pairs[i];

        for (k = i; k > 0 && pairs[k - 1].key > moved.key; k--)
            pairs[k] = pairs[k - 1];
        pairs[k] = moved;
    }
}

/* Sorts pairs by the lowest `bits` of their keys, equal ones staying as they are: into heaps by
 * the highest of these bits, then each heap. */
static void sort_pairs(struct pair *pairs, struct pair *other, size_t n, int bits)
{
    UNCLEARED uint32_t end[DIGITS];
    int width = n < MANY ? 4 : 8;
    uint64_t last;
    size_t i, from = 0;

    if (n <= FEW || bits == 0) {
        insert(pairs, n);
        return;
    }
    width = width < bits ? width : bits;
    last = (UINT64_C(1) << width) - 1;
    bits -= width;
    memset(end, 0, (last + 1) * sizeof *end);
    for (i = 0; i < n; i++)
        end[pairs[i].key >> bits & last]++;
    for (i = 0; i <= last; i++) {
        from += end[i];
        end[i] = (uint32_t)from - end[i];
    }
    for (i = 0; i < n; i++)
        other[end[pairs[i].key >> bits & last]++] = pairs[i];
    memcpy(pairs, other, n * sizeof *pairs);
    for (i = 0, from = 0; bits > 0 && i <= last; from = end[i++])
        if (end[i] - from > 1)
            sort_pairs(pairs + from, other, end[i] - from, bits);
}

/* The lowest so many bits are all in which the keys differ. */
static int differing_bits(const struct pair *pairs, size_t n)
{
    uint64_t differ = 0;
    size_t i;

    for (i = 1; i < n; i++)
        differ |= pairs[i].key ^ pairs[0].key;
    return differ ? 64 - __builtin_clzll(differ) : 0;
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
    struct pair *pairs = scrm_alloc(2 * (n + 1) * sizeof *pairs);
    char *records;

    for (i = 0; i < n; i++)
        pairs[i] = (struct pair){key_of(sorter->at + i * sorter->size), (uint32_t)i};
    for (i = 1; i < n && (sorter->tie ? pairs[i - 1].key < pairs[i].key
                                      : pairs[i - 1].key <= pairs[i].key);
         i++)
        ;
    if (i < n) {
        records = scrm_alloc(sorter->cap * sorter->size);
        sort_pairs(pairs, pairs + n, n, differing_bits(pairs, n));
        if (sorter->tie)
            settle_ties(sorter, pairs, n);
        for (i = 0; i < n; i++)
            memcpy(records + i * sorter->size, held_at(sorter, pairs[i].place), sorter->size);
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
        sorter->last = key_of(held_at(sorter, (uint32_t)sorter->most - 1));
        sorter->full = true;
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
    sorter->n++;
    if (!scrm_sorter_wants(sorter, key_of(record)))
        return;
    if (sorter->held == sorter->cap) {
        if (sorter->cap * sorter->size >= HELD_BYTES)
            make_run(sorter);
        else
            sorter->cap = sorter->cap ? sorter->cap * 2 : 64;
        sorter->at = scrm_realloc(sorter->at, sorter->cap, sorter->size);
    }
    memcpy(sorter->at + sorter->held++ * sorter->size, record, sorter->size);
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

static bool before(const struct scrm_sorter *sorter, const struct scrm_sorter_head *a,
                   const struct scrm_sorter_head *b)
{
    int order;

    if (a->key != b->key)
        return a->key < b->key;
    order = sorter->tie ? sorter->tie(head(sorter, a->run), head(sorter, b->run)) : 0;
    return order ? order < 0 : a->run < b->run;
}

static void sift_down(struct scrm_sorter *sorter, size_t at)
{
    struct scrm_sorter_head *heap = sorter->heap, moved = heap[at];

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= sorter->n_heap)
            break;
        if (child + 1 < sorter->n_heap && before(sorter, &heap[child + 1], &heap[child]))
            child++;
        if (!before(sorter, &heap[child], &moved))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
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
        sorter->heap[sorter->n_heap++] =
            (struct scrm_sorter_head){key_of(head(sorter, (uint32_t)i)), (uint32_t)i};
    }
    for (i = sorter->n_heap / 2; i-- > 0;)
        sift_down(sorter, i);
    return 0;
}

/* The heap's first head was read: its run goes on, or is over. */
static int step(struct scrm_sorter *sorter, struct scrm_err *err)
{
    struct scrm_sorter_run *run = &sorter->run[sorter->heap[0].run];

    if (++run->next >= run->n && fill(sorter, run, err))
        return -1;
    if (run->n == 0)
        sorter->heap[0] = sorter->heap[--sorter->n_heap];
    else
        sorter->heap[0].key = key_of(head(sorter, sorter->heap[0].run));
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
    return sorter->n_heap ? head(sorter, sorter->heap[0].run) : NULL;
}
