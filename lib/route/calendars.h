/*
 * What a router is told of the house: its calendars, by name, and who works there.
 *
 * A promise of time counts in the first calendar unless a rule or a policy names
 * another one; `wall` is time on the wall. Without any calendar all time is.
 */
#ifndef SCRM_ROUTE_CALENDARS_H
#define SCRM_ROUTE_CALENDARS_H

#include "calendar/calendar.h"
#include "rules/where.h"
#include "table/table.h"

#define SCRM_WALL SIZE_MAX

struct scrm_calendars {
    struct scrm_calendar **at; /* owned, and so are they */
    size_t n;
};

/* A zeroed struct holds none. -1 as scrm_calendar_load, and with 78 where two have one
 * name or one is called "wall". */
int scrm_calendars_load(struct scrm_calendars *calendars, const char *const *paths, size_t n,
                        struct scrm_err *err);
void scrm_calendars_fini(struct scrm_calendars *calendars);

/* The index of the calendar that is named there, or SCRM_WALL. 78 with the place and
 * "did you mean" where there is no such calendar. */
int scrm_calendars_read(const struct scrm_calendars *calendars, const struct scrm_where *where,
                        size_t *index, struct scrm_err *err);

/* agents.csv, as far as rules can name what is in it: the columns `name` and `team`
 * (several by semicolons). */
struct scrm_people {
    struct scrm_table *table; /* owned */
};

/* 66, 77, 78 as scrm_table_load; 78 where no column names people. */
int scrm_people_load(struct scrm_people *agents, const char *path, struct scrm_err *err);
void scrm_people_fini(struct scrm_people *agents);

bool scrm_people_have(const struct scrm_people *agents, bool team, struct scrm_slice name);

/* The nearest name, or NULL. Owned by caller. */
char *scrm_people_nearest(const struct scrm_people *agents, bool team, struct scrm_slice name);

#endif
