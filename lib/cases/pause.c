/*
 * How long the resolution's clock stood still, and what that does to its due time. A
 * promise in business time is moved by business time: who waited for the customer from
 * Friday evening to Monday morning has lost nothing.
 */
#include "cases/inner.h"

const struct scrm_case_settings scrm_case_defaults = {
    .reopen_ms = INT64_C(7) * 24 * 60 * 60 * 1000,
    .pauses = 1u << SCRM_CASE_PENDING | 1u << SCRM_CASE_SNOOZED,
};

/* NULL: time on the wall. */
static const struct scrm_calendar *calendar_of(const struct scrm_case_settings *settings,
                                               const struct scrm_case_episode *episode)
{
    size_t i;

    for (i = 0; episode->calendar.len && i < settings->n_calendars; i++)
        if (scrm_slice_eq(scrm_calendar_name(settings->calendars[i]), episode->calendar))
            return settings->calendars[i];
    return NULL;
}

void scrm_pause_add(const struct scrm_case_settings *settings,
                    struct scrm_case_episode *episode, int64_t from, int64_t until)
{
    const struct scrm_calendar *calendar = calendar_of(settings, episode);

    if (calendar)
        episode->paused_ms += scrm_calendar_between(calendar, from, until);
    else if (until > from)
        episode->paused_ms += until - from;
}

int64_t scrm_due_after_pauses(const struct scrm_case_settings *settings,
                              const struct scrm_case_episode *episode)
{
    const struct scrm_calendar *calendar = calendar_of(settings, episode);

    if (episode->resolve_by_ms == SCRM_NO_TIME || episode->paused_ms == 0)
        return episode->resolve_by_ms;
    return calendar ? scrm_calendar_add(calendar, episode->resolve_by_ms, episode->paused_ms)
                    : episode->resolve_by_ms + episode->paused_ms;
}
