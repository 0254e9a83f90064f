/*
 * What a house decides about its cases, from the files that it keeps: cases.yaml
 *
 *     scrm_cases: 1
 *     reopen_within: 7d            # a reply within it reopens a case that was resolved
 *     pause: [pending, snoozed]    # while in these states the resolution's clock stands
 *
 * and its calendars, in whose business time pauses count. A ledger keeps them, so that all
 * who read it fold alike; a report without a ledger takes them as they are.
 */
#ifndef SCRM_LEDGER_SETTINGS_H
#define SCRM_LEDGER_SETTINGS_H

#include "base/err.h"
#include "cases/cases.h"

struct scrm_settings {
    struct scrm_case_settings fold;   /* whole, whatever was told */
    bool told;                        /* somebody decided the window and the pauses */
    struct scrm_calendar **calendars; /* owned, and so are they; fold.calendars */
    size_t cap;
};

/* Begins with what is shipped. */
void scrm_settings_init(struct scrm_settings *settings);
void scrm_settings_fini(struct scrm_settings *settings);

/* Reads cases.yaml; 66 or 77 as scrm_file_read, 78 with the place. */
int scrm_settings_load(struct scrm_settings *settings, const char *path, struct scrm_err *err);

/* Takes a calendar (owned from now on), in place of one of the same name. */
void scrm_settings_take(struct scrm_settings *settings, struct scrm_calendar *calendar);
/* The same from files; as scrm_calendar_load. */
int scrm_settings_calendars(struct scrm_settings *settings, const char *const *paths, size_t n,
                            struct scrm_err *err);

#endif
