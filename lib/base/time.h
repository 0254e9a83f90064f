/*
 * Instants and durations, both int64_t milliseconds; an instant counts from
 * 1970-01-01T00:00:00Z on the proleptic Gregorian calendar, without leap
 * seconds. No time zone database, no locale, no hidden clock: the only
 * function that asks the system for the time is scrm_time_now.
 */
#ifndef SCRM_BASE_TIME_H
#define SCRM_BASE_TIME_H

#include <stdint.h>

#include "base/buf.h"

#define SCRM_SECOND_MS INT64_C(1000)
#define SCRM_MINUTE_MS (60 * SCRM_SECOND_MS)
#define SCRM_HOUR_MS (60 * SCRM_MINUTE_MS)
#define SCRM_DAY_MS (24 * SCRM_HOUR_MS)

/* A date on the calendar; month and day from 1, weekday 0 = Monday. */
struct scrm_date {
    int64_t year;
    int month, day, hour, minute, second, millisecond, weekday;
};

/* The system's clock. Commands call it once, unless --now was given. */
int64_t scrm_time_now(void);

/* RFC 3339 section 5.6, any offset, lower-case t and z allowed, a leap second
 * counts as the next second. Returns -1 on anything else. */
int scrm_time_rfc3339(struct scrm_slice text, int64_t *ms);

/* Any date that posts are known to carry: RFC 3339 (also with a space, without
 * seconds or offset = UTC), a plain date, RFC 822/2822/850 with named zones,
 * asctime, Twitter's "Wed Aug 27 13:08:45 +0000 2008", "+0000" offsets. */
int scrm_time_any(struct scrm_slice text, int64_t *ms);

/* What --now and --since take: RFC 3339, a date, an epoch in seconds, or a
 * duration back from `now` ("7d", "24h"). -1 also outside the years 0 to 9999. */
int scrm_time_option(struct scrm_slice text, int64_t now, int64_t *ms);

/* "90s", "30m", "4h", "2d", "1w", "500ms", joined ones "1h30m"; and SQL's
 * "4 hours", "30 minutes", "2 days". -1 for more than 10,000 years. */
int scrm_time_duration(struct scrm_slice text, int64_t *ms);

/* The same with its days and weeks apart, which a calendar of business hours
 * counts in its own. */
struct scrm_time_parts {
    int64_t weeks, days, ms;
};

int scrm_time_duration_parts(struct scrm_slice text, struct scrm_time_parts *parts);

/* RFC 3339 in UTC with Z; milliseconds only where they are not 0. */
void scrm_time_put(struct scrm_buf *buf, int64_t ms);

/* For people: "45 s", "12 min", "3 h 20 min", "2 d 4 h"; at most two units. */
void scrm_time_put_duration(struct scrm_buf *buf, int64_t ms);

struct scrm_date scrm_time_date(int64_t ms);
int64_t scrm_time_from_date(const struct scrm_date *date);

/* Days since 1970-01-01 of a civil date. */
int64_t scrm_time_days(int64_t year, int month, int day);

#endif
