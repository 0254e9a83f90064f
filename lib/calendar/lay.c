/*
 * Lays out what was written: for each weekday and each special date the hours
 * between 0 and 24 o'clock, with what reaches over from the day before.
 */
#include "calendar/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { DATES_MAX = 200000 };

#define DAY_MS ((int32_t)SCRM_DAY_MS)

bool scrm_plan_add(struct scrm_plan *plan, const struct scrm_dates *dates)
{
    if (plan->n == DATES_MAX)
        return false;
    SCRM_GROW(plan->at, plan->n, plan->cap);
    plan->at[plan->n] = *dates;
    plan->at[plan->n].order = (uint32_t)plan->n;
    plan->n++;
    return true;
}

/* What a date was given: one that counts more stands behind. */
struct given {
    int32_t day;
    const struct scrm_dates *dates;
};

static int by_day(const void *a, const void *b)
{
    const struct given *left = a, *right = b;

    if (left->day != right->day)
        return left->day < right->day ? -1 : 1;
    if (left->dates->rank != right->dates->rank)
        return left->dates->rank < right->dates->rank ? -1 : 1;
    return left->dates->order < right->dates->order ? -1 : 1;
}

static unsigned weekday_of(int32_t day)
{
    return (unsigned)(((day + 3) % 7 + 7) % 7);
}

/* All dates one by one, each once, in order. The array is owned by the caller. */
static struct given *list_days(const struct scrm_plan *plan, size_t *n)
{
    struct given *days = NULL;
    size_t count = 0, cap = 0, kept = 0;

    for (size_t i = 0; i < plan->n; i++) {
        const struct scrm_dates *dates = &plan->at[i];

        for (int32_t day = dates->first; day <= dates->last; day++) {
            if (!(dates->weekdays >> weekday_of(day) & 1))
                continue;
            SCRM_GROW(days, count, cap);
            days[count++] = (struct given){day, dates};
        }
    }
    if (count)
        qsort(days, count, sizeof *days, by_day);
    for (size_t i = 0; i < count; i++)
        if (i + 1 == count || days[i + 1].day != days[i].day)
            days[kept++] = days[i];
    *n = kept;
    return days;
}

/* The hours of a day within it: its own, and the rest of the night before. */
static void lay_day(const struct scrm_shifts *own, const struct scrm_shifts *before,
                    struct scrm_shifts *laid)
{
    memset(laid, 0, sizeof *laid);
    if (before->n && before->at[before->n - 1].until > DAY_MS) {
        laid->at[0].until = before->at[before->n - 1].until - DAY_MS;
        laid->n = 1;
    }
    for (uint32_t i = 0; i < own->n; i++) {
        int32_t from = own->at[i].from, until = own->at[i].until;

        if (until > DAY_MS)
            until = DAY_MS;
        if (laid->n && from <= laid->at[laid->n - 1].until) {
            if (until > laid->at[laid->n - 1].until)
                laid->at[laid->n - 1].until = until;
        } else {
            laid->at[laid->n].from = from;
            laid->at[laid->n++].until = until;
        }
    }
}

static void add_special(struct scrm_calendar *calendar, int32_t day,
                        const struct scrm_shifts *hours)
{
    size_t i = 0;

    while (i < calendar->n_pool && memcmp(&calendar->pool[i], hours, sizeof *hours) != 0)
        i++;
    if (i == calendar->n_pool) {
        SCRM_GROW(calendar->pool, calendar->n_pool, calendar->cap_pool);
        calendar->pool[calendar->n_pool++] = *hours;
    }
    calendar->special[calendar->n_special++] = (struct scrm_special){day, (uint32_t)i};
}

static void lay_special(const struct scrm_plan *plan, struct scrm_calendar *calendar)
{
    size_t n;
    struct given *days = list_days(plan, &n);
    struct scrm_shifts laid;

    calendar->special = scrm_alloc_zero(2 * n + 1, sizeof *calendar->special);
    for (size_t i = 0; i < n; i++) {
        int32_t day = days[i].day;
        bool follows = i && days[i - 1].day == day - 1;

        lay_day(&days[i].dates->hours,
                follows ? &days[i - 1].dates->hours : &plan->week[weekday_of(day - 1)], &laid);
        add_special(calendar, day, &laid);
        if (i + 1 < n && days[i + 1].day == day + 1)
            continue;
        /* The day behind it is as always, but for the end of a night. */
        lay_day(&plan->week[weekday_of(day + 1)], &days[i].dates->hours, &laid);
        if (memcmp(&laid, &calendar->week[weekday_of(day + 1)], sizeof laid) != 0)
            add_special(calendar, day + 1, &laid);
    }
    free(days);
}

void scrm_plan_lay(struct scrm_plan *plan, struct scrm_calendar *calendar)
{
    for (size_t i = 0; i < 7; i++) {
        const struct scrm_shifts *laid = &calendar->week[i];

        lay_day(&plan->week[i], &plan->week[(i + 6) % 7], &calendar->week[i]);
        for (uint32_t k = 0; k < laid->n; k++)
            calendar->week_ms += laid->at[k].until - laid->at[k].from;
    }
    lay_special(plan, calendar);
}
