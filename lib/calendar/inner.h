/*
 * A calendar from the inside. Only this room sees it.
 *
 * What was written (shifts of a day, which may reach into the next one) is laid out
 * day by day: each local date has a list of hours between 0 and 24 o'clock, that of
 * its weekday or, for the dates in `special`, one of its own.
 */
#ifndef SCRM_CALENDAR_INNER_H
#define SCRM_CALENDAR_INNER_H

#include "base/arena.h"
#include "calendar/calendar.h"
#include "config/node.h"

/* Intervals of one day. With those that reach over from the day before there may
 * be one more. */
enum { SCRM_SHIFTS_MAX = 12 };

/* Milliseconds of local clock since the day began, ascending, apart. As written
 * `until` may be up to 48 hours, laid out it is 24 hours at most. */
struct scrm_shifts {
    uint32_t n;
    struct {
        int32_t from, until;
    } at[SCRM_SHIFTS_MAX + 1];
};

/* A date with hours of its own; `hours` is an index of the pool. */
struct scrm_special {
    int32_t day; /* since 1970 */
    uint32_t hours;
};

struct scrm_calendar {
    struct scrm_timezone *zone; /* owned */
    struct scrm_slice name, version, zone_name;
    char digest[33];
    struct scrm_shifts week[7];   /* from Monday on, laid out */
    struct scrm_special *special; /* owned; ascending */
    size_t n_special;
    struct scrm_shifts *pool; /* owned */
    size_t n_pool, cap_pool;
    int64_t day_ms, week_ms;
    struct scrm_arena arena; /* the names and the version */
};

/* Some dates and what is written about them. Of two that name a date the one of the
 * higher rank counts, else the later one. */
struct scrm_dates {
    int32_t first, last;      /* days since 1970 */
    uint32_t rank, order;     /* enum scrm_rank */
    struct scrm_shifts hours; /* none: closed */
    uint8_t weekdays;         /* bits from Monday on: the others are not meant */
};

enum scrm_rank { SCRM_RANK_HOLIDAY, SCRM_RANK_YEARLY, SCRM_RANK_DATE };

/* All that was written, while a calendar is read. */
struct scrm_plan {
    struct scrm_shifts week[7];
    struct scrm_dates *at; /* owned */
    size_t n, cap;
    struct scrm_buf digests;
};

/* lay.c: appends dates; false where there are too many. */
bool scrm_plan_add(struct scrm_plan *plan, const struct scrm_dates *dates);

/* lay.c: lays everything out. */
void scrm_plan_lay(struct scrm_plan *plan, struct scrm_calendar *calendar);

/* hours.c: "09:00-12:30, 13:30-18:00", "22-6", "closed". Adds to `shifts`. NULL, or what is
 * wrong with it. */
const char *scrm_shifts_read(struct scrm_slice text, struct scrm_shifts *shifts);

/* hours.c: "mon-fri", "sat", "mon, wed", "daily" as bits from Monday on; 0: no such days. */
uint8_t scrm_weekdays_read(struct scrm_slice text);

/* hours.c: a scalar, a list, or nothing (closed); a map where weekdays are named is not
 * for this. -1 with 78. */
int scrm_shifts_node(const struct scrm_node *node, struct scrm_shifts *shifts,
                     struct scrm_err *err);

/* dates.c: "2026-12-24", "12-24", "2026-12-24/2026-12-31", "easter+1". Adds all days that
 * it means, with the hours and weekdays of `like`. NULL, or what is wrong with it. */
const char *scrm_dates_read(struct scrm_slice text, const struct scrm_dates *like,
                            struct scrm_plan *plan);

/* dates.c: whether it looks like dates at all, and not like the name of a file. */
bool scrm_dates_look(struct scrm_slice text);

/* dates.c: "2026-12-24" or "20261224" as days since 1970; false: neither. */
bool scrm_date_read(struct scrm_slice text, int64_t *day);

/* holidays.c: a table with the columns date, until, name, hours. -1 with 78. */
int scrm_holidays_table(struct scrm_plan *plan, struct scrm_slice text, const char *path,
                        struct scrm_err *err);

/* ics.c: the all-day events of an .ics file. -1 with 78. */
int scrm_holidays_ics(struct scrm_plan *plan, struct scrm_slice text, const char *path,
                      struct scrm_err *err);

#endif
