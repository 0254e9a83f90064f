/*
 * Business time: which hours of which days somebody is there, and how much of
 * that lies between two instants. Pure and immutable once loaded, so that route
 * (due times), the ledger (clocks) and the report (figures) reckon alike:
 *
 *     due     = scrm_calendar_add(calendar, created, target)
 *     waited  = scrm_calendar_between(calendar, created, answered)
 *     while (scrm_calendar_next(calendar, at, &from, &until)) ...   the stretches themselves
 *
 * A calendar file (YAML or JSON):
 *
 *     scrm_calendar: 1
 *     name: shop                     # else the file's name without its ending
 *     version: 2026.1                # else a digest
 *     timezone: Europe/Berlin        # else UTC
 *     hours:                         # what is not named is closed
 *       mon-fri: [09:00-12:30, 13:30-18:00]
 *       sat: 10:00-14:00
 *     holidays: [01-01, easter+1, 2026-12-24/2026-12-31, holidays.csv, public.ics]
 *     exceptions: {2026-12-19: 09:00-20:00, 12-31: 09:00-12:00, 2026-05-15: closed}
 *     day: 8h                        # what "2d" counts; else the commonest day's hours
 *
 * Hours are what the local clock shows: at an instant somebody is there when the
 * clock and the date of the zone, read at that instant, lie within the hours. So a
 * night shift is an hour longer where clocks are put back. An interval that ends at or
 * before its start ends on the next day, and belongs to the day on which it began.
 * All instants and durations are milliseconds; an end is not part of a stretch.
 */
#ifndef SCRM_CALENDAR_CALENDAR_H
#define SCRM_CALENDAR_CALENDAR_H

#include "calendar/timezone.h"

struct scrm_calendar;

/* Owned by caller. NULL with 66 or 77 as scrm_file_read, 78 with the place, which
 * may be a line of a table or an .ics that the file names. */
struct scrm_calendar *scrm_calendar_load(const char *path, struct scrm_err *err);

/* The same from memory; `name` stands in errors, and names of files in it are
 * relative to its folder. */
struct scrm_calendar *scrm_calendar_parse(struct scrm_slice text, const char *name,
                                          struct scrm_err *err);
void scrm_calendar_free(struct scrm_calendar *calendar);

/* Appends the calendar as JSON that scrm_calendar_parse reads, whole without the files that it
 * was made of; its version is a digest then. Equal hours are equal texts. */
void scrm_calendar_put(const struct scrm_calendar *calendar, struct scrm_buf *out);

/* All borrowed. The digest is of all files' bytes, 32 hexadecimal digits; the version,
 * where the file gives none, its first 12. */
struct scrm_slice scrm_calendar_name(const struct scrm_calendar *calendar);
struct scrm_slice scrm_calendar_version(const struct scrm_calendar *calendar);
const char *scrm_calendar_digest(const struct scrm_calendar *calendar);
const struct scrm_timezone *scrm_calendar_timezone(const struct scrm_calendar *calendar);

/* The instant at which `target` of business time has passed since `from`: the end of a
 * working day where it is used up just then, `from` itself for nothing. SCRM_CALENDAR_NEVER
 * where that is later than the year 9999. */
#define SCRM_CALENDAR_NEVER INT64_MAX
int64_t scrm_calendar_add(const struct scrm_calendar *calendar, int64_t from, int64_t target);

/* Business time between two instants; 0 where `until` is not behind `from`. */
int64_t scrm_calendar_between(const struct scrm_calendar *calendar, int64_t from,
                              int64_t until);

/* The first stretch of business time of which some is at or behind `at`, without what
 * of it lies before `at`. Stretches that touch are one. False where there is none. */
bool scrm_calendar_next(const struct scrm_calendar *calendar, int64_t at, int64_t *from,
                        int64_t *until);

/* Whether somebody is there. */
bool scrm_calendar_is_open(const struct scrm_calendar *calendar, int64_t at);

/* A duration as people promise it: a day is a business day (`day`), a week the hours of a
 * week without holidays, an hour an hour. INT64_MAX where it is too long to say. */
int64_t scrm_calendar_length(const struct scrm_calendar *calendar,
                             const struct scrm_time_parts *duration);

#endif
