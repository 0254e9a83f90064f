/*
 * The files of the house that a verb goes by: those that were named, else the desk's own.
 */
#include "casework/casework.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"

char *scrm_casework_file(const struct scrm_casework *work, const char *named, const char *own)
{
    char *path;

    if (named || !work->desk)
        return named ? scrm_strdup(named) : NULL;
    path = scrm_file_join(work->desk, own);
    if (scrm_file_stands(path))
        return path;
    free(path);
    return NULL;
}

/* A desk without the file decides what is shipped; without a desk nothing is decided. */
static int load(const struct scrm_casework *work, struct scrm_settings *settings)
{
    const struct scrm_texts *calendars = &work->options->calendars;
    char *file = scrm_casework_file(work, work->options->settings, "cases.yaml");
    char *calendar = calendars->n ? NULL : scrm_casework_file(work, NULL, "calendar.yaml");
    int result = file ? scrm_settings_load(settings, file, work->err) : 0;

    settings->told |= work->desk != NULL;
    if (result == 0 && calendar)
        result =
            scrm_settings_calendars(settings, (const char *const *)&calendar, 1, work->err);
    else if (result == 0)
        result = scrm_settings_calendars(settings, calendars->at, calendars->n, work->err);
    free(calendar);
    free(file);
    return result;
}

int scrm_casework_keep_settings(struct scrm_casework *work)
{
    struct scrm_settings settings;
    bool changed = false;
    int result;

    scrm_settings_init(&settings);
    result = load(work, &settings);
    if (result == 0)
        result = scrm_ledger_keep(work->ledger, &settings, &changed, work->err);
    if (result == 0 && changed)
        scrm_cli_note(work->command, &work->options->common,
                      "reopening, pauses or a calendar are new: all cases were reckoned anew");
    scrm_settings_fini(&settings);
    return result;
}
