/*
 * cases.yaml and the calendars of a house, in memory. keep.c has what the ledger does
 * with them.
 */
#include "ledger/settings.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "config/node.h"

enum { FORMAT = 1 };

/* Longer than anybody waits, and far from the end of time. */
#define REOPEN_MAX_MS (INT64_C(3660) * 24 * 60 * 60 * 1000)

void scrm_settings_init(struct scrm_settings *settings)
{
    *settings = (struct scrm_settings){.fold = scrm_case_defaults};
}

void scrm_settings_fini(struct scrm_settings *settings)
{
    for (size_t i = 0; i < settings->fold.n_calendars; i++)
        scrm_calendar_free(settings->calendars[i]);
    free(settings->calendars);
    scrm_settings_init(settings);
}

static int read_format(const struct scrm_node *root, struct scrm_err *err)
{
    int64_t format = 0;
    int status;

    if (root->kind != SCRM_NODE_MAP) {
        scrm_err_set(err, SCRM_EXIT_CONFIG,
                     "no settings of cases: expected scrm_cases, reopen_within, pause");
        return scrm_err_at(err, scrm_config_file(root->config), 1, 0);
    }
    status = scrm_node_int(root, "scrm_cases", &format, err);
    if (status < 0)
        return -1;
    if (status && format == FORMAT)
        return 0;
    scrm_node_error(root, 0, err, "no settings of cases that this program reads");
    return scrm_err_hint(err, "begin the file with \"scrm_cases: %d\"", FORMAT);
}

/* The states in which a clock can stand: those of a case that is still to be done. */
static int read_state(const struct scrm_node *node, uint8_t *pauses, struct scrm_err *err)
{
    const char *names[SCRM_CASE_STATES_N], *near;
    size_t n = 0;

    for (int state = 0; state < SCRM_CASE_STATES_N; state++) {
        if (!scrm_case_is_open((uint8_t)state))
            continue;
        if (node->kind == SCRM_NODE_TEXT &&
            scrm_slice_is(node->text, scrm_case_states[state])) {
            *pauses = (uint8_t)(*pauses | 1u << state);
            return 0;
        }
        names[n++] = scrm_case_states[state];
    }
    scrm_node_error(node, 0, err, "pause: expected new, open, pending or snoozed");
    near = node->kind == SCRM_NODE_TEXT ? scrm_err_nearest(node->text, names, n) : NULL;
    return near ? scrm_err_hint(err, "did you mean %s?", near) : -1;
}

static int read_pauses(struct scrm_settings *settings, const struct scrm_node *root,
                       struct scrm_err *err)
{
    const struct scrm_node *list = NULL;
    uint8_t pauses = 0;
    int status = scrm_node_list(root, "pause", &list, err);

    if (status <= 0)
        return status;
    for (size_t i = 0; i < list->n; i++)
        if (read_state(list->items[i], &pauses, err))
            return -1;
    settings->fold.pauses = pauses;
    return 0;
}

static int read_all(struct scrm_settings *settings, const struct scrm_node *root,
                    struct scrm_err *err)
{
    static const char *const keys[] = {"scrm_cases", "reopen_within", "pause", NULL};
    int64_t reopen_ms;
    int status;

    if (read_format(root, err) || scrm_node_known(root, keys, err))
        return -1;
    status = scrm_node_duration(root, "reopen_within", &reopen_ms, err);
    if (status > 0 && (reopen_ms < 0 || reopen_ms > REOPEN_MAX_MS))
        return scrm_node_error(scrm_node_get(root, "reopen_within"), 0, err,
                               "reopen_within: expected up to ten years, such as 7d");
    if (status > 0)
        settings->fold.reopen_ms = reopen_ms;
    return status < 0 ? -1 : read_pauses(settings, root, err);
}

int scrm_settings_load(struct scrm_settings *settings, const char *path, struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_load(path, err);
    int result = config ? read_all(settings, scrm_config_root(config), err) : -1;

    scrm_config_free(config);
    settings->told = true;
    return result;
}

void scrm_settings_take(struct scrm_settings *settings, struct scrm_calendar *calendar)
{
    struct scrm_slice name = scrm_calendar_name(calendar);
    size_t i = 0, n = settings->fold.n_calendars;

    while (i < n && !scrm_slice_eq(scrm_calendar_name(settings->calendars[i]), name))
        i++;
    if (i < n) {
        scrm_calendar_free(settings->calendars[i]);
    } else {
        SCRM_GROW(settings->calendars, n, settings->cap);
        settings->fold.n_calendars++;
    }
    settings->calendars[i] = calendar;
    settings->fold.calendars = (const struct scrm_calendar *const *)settings->calendars;
}

int scrm_settings_calendars(struct scrm_settings *settings, const char *const *paths, size_t n,
                            struct scrm_err *err)
{
    for (size_t i = 0; i < n; i++) {
        struct scrm_calendar *calendar = scrm_calendar_load(paths[i], err);

        if (!calendar)
            return -1;
        scrm_settings_take(settings, calendar);
    }
    return 0;
}
