/*
 * Repetition as calendars write it (RFC 5545, RRULE), by whole days. Only this
 * room sees it.
 *
 * Read: FREQ YEARLY, MONTHLY, WEEKLY, DAILY with INTERVAL, COUNT, UNTIL, WKST, BYMONTH,
 * BYMONTHDAY and BYDAY. The other parts are refused: a holiday that is guessed at is worse
 * than one that is asked for.
 */
#ifndef SCRM_CALENDAR_RECUR_H
#define SCRM_CALENDAR_RECUR_H

#include "base/slice.h"
#include "base/time.h"

enum { SCRM_RECUR_DAYS_MAX = 32 };

struct scrm_recur {
    enum { SCRM_YEARLY = 1, SCRM_MONTHLY, SCRM_WEEKLY, SCRM_DAILY } every;
    int64_t interval, count, until; /* count 0: no end; until: a day since 1970 */
    unsigned months;                /* bits 1 to 12; 0: any */
    uint32_t month_days;            /* bits 1 to 31; 0: any, unless: */
    uint32_t last_days;             /* bits 1 to 31, counted from the end of the month */
    struct {
        int nth; /* 0: each; 2: the second of the month or year; -1: the last */
        int day; /* 0 = Monday */
    } days[SCRM_RECUR_DAYS_MAX];
    size_t n_days;
    int week_start;
};

/* NULL, or what is wrong with it. */
const char *scrm_recur_read(struct scrm_slice text, struct scrm_recur *recur);

/* Calls `each` with the days of the repetition from `start` (its first day) up to `end`,
 * in order, until it returns false. */
typedef bool scrm_recur_each(void *ctx, int64_t day);
void scrm_recur_days(const struct scrm_recur *recur, int64_t start, int64_t end,
                     scrm_recur_each *each, void *ctx);

/* "20261224", whatever stands behind it ("T000000Z"), as days since 1970. */
bool scrm_ics_day(struct scrm_slice text, int64_t *day);

#endif
