/*
 * Days and hours as people live them: one time zone for a whole report.
 */
#ifndef SCRM_REPORT_ZONE_H
#define SCRM_REPORT_ZONE_H

#include "base/err.h"
#include "base/time.h"

/* Sets the process's zone to an IANA name ("Europe/Berlin", "UTC"). 64 for a
 * name that the system's zone files don't have. */
int scrm_zone_set(const char *name, struct scrm_err *err);

/* The instant's date and time in the zone. */
struct scrm_date scrm_zone_date(int64_t ms);

/* Days since 1970-01-01 of the instant's local date. */
int64_t scrm_zone_day(int64_t ms);

/* The instant at which a local day starts (days since 1970-01-01). */
int64_t scrm_zone_day_start(int64_t day);

#endif
