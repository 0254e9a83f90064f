/*
 * Time zones by their IANA names ("Europe/Berlin"), from the system's compiled
 * zone files, without touching the process's own zone: any number at once, in
 * any thread.
 *
 * The files are TZif (RFC 8536), read from $TZDIR, else /usr/share/zoneinfo;
 * "UTC" needs none. What their tables leave to the rule in the footer is worked out up
 * to SCRM_CALENDAR_LAST_YEAR; later instants keep the offset of that year's end.
 */
#ifndef SCRM_CALENDAR_TIMEZONE_H
#define SCRM_CALENDAR_TIMEZONE_H

#include "base/err.h"
#include "base/time.h"

/* No rule of a zone and no yearly holiday is worked out behind it. */
enum { SCRM_CALENDAR_FIRST_YEAR = 1970, SCRM_CALENDAR_LAST_YEAR = 2100 };

/* Immutable once loaded. */
struct scrm_timezone;

/* Owned by caller. NULL with 78 for a name that the system does not have (a hint
 * says what was probably meant) and for a file that is none. */
struct scrm_timezone *scrm_timezone_load(struct scrm_slice name, struct scrm_err *err);

/* The same from the bytes of a zone file; `name` stands in errors. */
struct scrm_timezone *scrm_timezone_parse(struct scrm_slice bytes, const char *name,
                                          struct scrm_err *err);
void scrm_timezone_free(struct scrm_timezone *zone);

/* A stretch of time through which the clocks keep one offset. */
struct scrm_timezone_span {
    int64_t from, until; /* instants; INT64_MIN and INT64_MAX at the ends */
    int64_t offset_ms;   /* local time less UTC */
};

/* The stretch that holds the instant. */
struct scrm_timezone_span scrm_timezone_span(const struct scrm_timezone *zone, int64_t ms);

/* What the local clock and calendar show at the instant. */
struct scrm_date scrm_timezone_date(const struct scrm_timezone *zone, int64_t ms);

/* The first instant at which the local clock shows `local_ms` (local time written as
 * if it were UTC) or later: where a clock is put back the first of two, where it is
 * put forward the moment behind the gap. */
int64_t scrm_timezone_instant(const struct scrm_timezone *zone, int64_t local_ms);

#endif
