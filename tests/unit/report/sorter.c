/*
 * More records than are held at once come back in order, from a file and
 * without one; ties are settled across runs.
 */
#include "../t.h"

#include <stdlib.h>

#include "report/sorter.h"

enum { RECORDS = 200000 };

struct record {
    uint64_t key;
    uint32_t arrival, weight;
};

/* A linear congruence over the full range: each record differs, in no order. */
static struct record record_of(uint32_t i, uint64_t mask)
{
    uint64_t drawn = (uint64_t)i * UINT64_C(6364136223846793005) + 1;

    return (struct record){drawn >> 13 & mask, i, (uint32_t)(drawn >> 40)};
}

static int by_weight(const void *a, const void *b)
{
    const struct record *x = a, *y = b;

    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    return (x->arrival > y->arrival) - (x->arrival < y->arrival);
}

static void fill(struct scrm_sorter *sorter, uint32_t n, uint64_t mask)
{
    for (uint32_t i = 0; i < n; i++) {
        struct record record = record_of(i, mask);

        scrm_sorter_add(sorter, &record);
    }
}

/* How many records come in order; -1 where one does not. */
static long in_order(struct scrm_sorter *sorter)
{
    struct scrm_err err = {0};
    struct record last = {0};
    const struct record *record;
    long n = 0;

    if (scrm_sorter_rewind(sorter, &err))
        return -1;
    for (; (record = scrm_sorter_next(sorter, &err)) != NULL; n++, last = *record) {
        struct record made = record_of(record->arrival, UINT64_MAX);

        if (record->weight != made.weight || (n && last.key > record->key))
            return -1;
        if (n && last.key == record->key &&
            (sorter->tie ? by_weight(&last, record) >= 0 : last.arrival >= record->arrival))
            return -1;
    }
    return err.code ? -1 : n;
}

static void test_sorting(void)
{
    struct scrm_sorter all = {.size = sizeof(struct record)}, equal = all, tied = all,
                       few = all, none = all, first = all;
    struct scrm_err err = {0};
    long n;

    T("runs are merged in order, as often as asked")
    {
        fill(&all, RECORDS, UINT64_MAX);
        OK(all.n_runs > 1 && in_order(&all) == RECORDS);
        OK(in_order(&all) == RECORDS);
    }
    T("equal keys come as they arrived")
    {
        fill(&equal, RECORDS, 0xff);
        OK(in_order(&equal) == RECORDS);
    }
    T("or as the caller orders them")
    {
        tied.tie = by_weight;
        fill(&tied, RECORDS, 0xffff);
        OK(in_order(&tied) == RECORDS);
    }
    T("few records never leave memory; none come from none")
    {
        fill(&few, 100, UINT64_MAX);
        OK(few.n_runs == 0 && in_order(&few) == 100 && in_order(&few) == 100);
        OK(in_order(&none) == 0 && scrm_sorter_next(&none, &err) == NULL);
    }
    T("where only the first are wanted, the others are not kept")
    {
        first.most = 10;
        fill(&first, RECORDS, UINT64_MAX);
        OK(first.n == RECORDS && first.n_runs == 0);
        n = in_order(&first);
        OK(n >= 10 && n < RECORDS);
        scrm_sorter_rewind(&all, &err);
        scrm_sorter_rewind(&first, &err);
        for (int i = 0; i < 10; i++) {
            const struct record *mine = scrm_sorter_next(&first, &err);
            const struct record *right = scrm_sorter_next(&all, &err);

            OK(mine->arrival == right->arrival);
        }
    }
    scrm_sorter_fini(&all);
    scrm_sorter_fini(&equal);
    scrm_sorter_fini(&tied);
    scrm_sorter_fini(&few);
    scrm_sorter_fini(&none);
    scrm_sorter_fini(&first);
}

int main(void)
{
    unsetenv("TMPDIR");
    test_sorting();
    setenv("TMPDIR", "/nowhere/at/all", 1);
    T("where no file can be made, memory keeps the runs")
    {
        struct scrm_sorter sorter = {.size = sizeof(struct record)};

        fill(&sorter, RECORDS, UINT64_MAX);
        OK(sorter.runs.filed == 0 && in_order(&sorter) == RECORDS);
        scrm_sorter_fini(&sorter);
    }
    return t_end();
}
