/*
 * Calendars by name.
 */
#include "route/calendars.h"

#include <stdlib.h>

#include "base/alloc.h"

static const char wall[] = "wall";

void scrm_calendars_fini(struct scrm_calendars *calendars)
{
    for (size_t i = 0; i < calendars->n; i++)
        scrm_calendar_free(calendars->at[i]);
    free(calendars->at);
    *calendars = (struct scrm_calendars){0};
}

static size_t find(const struct scrm_calendars *calendars, struct scrm_slice name)
{
    size_t i = 0;

    while (i < calendars->n && !scrm_slice_eq(scrm_calendar_name(calendars->at[i]), name))
        i++;
    return i;
}

int scrm_calendars_load(struct scrm_calendars *calendars, const char *const *paths, size_t n,
                        struct scrm_err *err)
{
    calendars->at = scrm_alloc_zero(n + 1, sizeof(struct scrm_calendar *));
    for (size_t i = 0; i < n; i++) {
        struct scrm_calendar *calendar = scrm_calendar_load(paths[i], err);
        struct scrm_slice name;

        if (!calendar)
            return -1;
        name = scrm_calendar_name(calendar);
        if (scrm_slice_is(name, wall) || find(calendars, name) < i) {
            scrm_err_set(err, SCRM_EXIT_CONFIG,
                         scrm_slice_is(name, wall)
                             ? "'%.*s' is the clock on the wall; name this calendar otherwise"
                             : "a second calendar named '%.*s'; give it a `name`",
                         SCRM_FMT(name));
            scrm_err_at(err, paths[i], 0, 0);
            scrm_calendar_free(calendar);
            return -1;
        }
        calendars->at[calendars->n++] = calendar;
    }
    return 0;
}

int scrm_calendars_read(const struct scrm_calendars *calendars, const struct scrm_where *where,
                        size_t *index, struct scrm_err *err)
{
    const char **names;
    const char *near;
    size_t i;

    if (scrm_slice_is(where->text, wall)) {
        *index = SCRM_WALL;
        return 0;
    }
    i = where->text.at ? find(calendars, where->text) : calendars->n;
    if (i < calendars->n) {
        *index = i;
        return 0;
    }
    names = scrm_alloc((calendars->n + 1) * sizeof *names);
    for (i = 0; i < calendars->n; i++)
        names[i] = scrm_calendar_name(calendars->at[i]).at;
    names[i++] = wall;
    near = scrm_err_nearest(where->text, names, i);
    free(names);
    scrm_where_error(where, 0, err, "calendar: there is no '%.*s'%s", SCRM_FMT(where->text),
                     calendars->n ? "" : "; no calendar was given at all (--calendar FILE)");
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    return -1;
}
