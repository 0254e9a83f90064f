/*
 * A time zone from the inside. Only this room sees it.
 */
#ifndef SCRM_CALENDAR_ZONE_H
#define SCRM_CALENDAR_ZONE_H

#include "calendar/timezone.h"

/* From `from` on (seconds since 1970) the offset is `offset` seconds. */
struct scrm_zone_change {
    int64_t from;
    int32_t offset;
};

struct scrm_timezone {
    struct scrm_zone_change *at; /* owned; ascending; the first from INT64_MIN on */
    size_t n, cap;
};

/* Appends a change unless it is none, or not behind the last one. */
void scrm_zone_add(struct scrm_timezone *zone, int64_t from, int32_t offset);

/* Works out the changes that a footer such as "CET-1CEST,M3.5.0,M10.5.0/3" makes
 * behind those that are there. -1 where it is no such rule. */
int scrm_zone_rule(struct scrm_timezone *zone, struct scrm_slice rule);

#endif
