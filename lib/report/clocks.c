/*
 * Clocks of cases. First response and resolution are of episodes and bucket
 * by the episode's first inbound message; next response and SLA are of turns
 * and bucket by the turn's; reply rate is of messages.
 */
#include "report/clocks.h"

static bool in_window(int64_t ms, struct scrm_window window)
{
    return ms != SCRM_NO_TIME && ms >= window.since_ms && ms < window.until_ms;
}

void scrm_clocks_now(struct scrm_figures *figures, const struct scrm_cases *cases)
{
    size_t i;

    for (i = 0; i < cases->n; i++) {
        const struct scrm_case *one = &cases->cases[i];

        if (!scrm_case_is_open(one->state))
            continue;
        figures->open_cases++;
        if (one->waiting_ms == SCRM_NO_TIME)
            continue;
        figures->waiting++;
        figures->unassigned += one->owner.len == 0;
        figures->overdue += scrm_case_overdue(one->respond_by_ms, figures->now_ms);
        figures->at_risk +=
            scrm_case_at_risk(one->waiting_ms, one->respond_by_ms, figures->now_ms);
        if (figures->oldest_waiting_ms == SCRM_NO_TIME ||
            one->waiting_ms < figures->oldest_waiting_ms)
            figures->oldest_waiting_ms = one->waiting_ms;
    }
}

/* From one instant to another; `waiting`: it is not over, and `until` is now. What lies in
 * closed hours took no business time, which is not the same as an unknown one. */
static void add_time(const struct scrm_calendar *calendar, struct scrm_clock *clock,
                     int64_t from, int64_t until, bool waiting)
{
    scrm_durations_add(&clock->wall, until - from, waiting);
    if (calendar)
        scrm_durations_add(&clock->business, scrm_calendar_between(calendar, from, until),
                           waiting);
}

/* Answered, waiting, or ended without an answer (which is no response time). */
static void add_turn(struct scrm_period *period, struct scrm_clocks *clocks,
                     const struct scrm_case_turn *turn, int64_t now_ms)
{
    bool answered = turn->out_ms != SCRM_NO_TIME;

    if (answered)
        add_time(clocks->calendar, &clocks->next, turn->in_ms, turn->out_ms, false);
    else if (turn->ended_ms == SCRM_NO_TIME)
        add_time(clocks->calendar, &clocks->next, turn->in_ms, now_ms, true);
    if (turn->due_ms == SCRM_NO_TIME)
        return;
    if (answered || turn->ended_ms != SCRM_NO_TIME || turn->due_ms < now_ms) {
        int64_t end = answered ? turn->out_ms : turn->ended_ms;

        period->sla.whole++;
        period->sla.part += end != SCRM_NO_TIME && end <= turn->due_ms;
    } else {
        period->sla.open++;
    }
}

static void add_episode(struct scrm_clocks *clocks, const struct scrm_case *one,
                        const struct scrm_case_episode *episode, int64_t now_ms)
{
    bool resolved = episode->last_resolved_ms != SCRM_NO_TIME;

    if (one->company_started || episode->first_in_ms == SCRM_NO_TIME)
        return;
    if (episode->first_out_ms != SCRM_NO_TIME)
        add_time(clocks->calendar, &clocks->first, episode->first_in_ms, episode->first_out_ms,
                 false);
    else if (!resolved)
        add_time(clocks->calendar, &clocks->first, episode->first_in_ms, now_ms, true);
    else
        clocks->first.wall.unknown++; /* resolved without an answer: no response to measure */
    add_time(clocks->calendar, &clocks->resolution, episode->start_ms,
             resolved ? episode->last_resolved_ms : now_ms, !resolved);
}

static void add_case(struct scrm_period *period, struct scrm_clocks *clocks,
                     const struct scrm_cases *cases, const struct scrm_case *one,
                     struct scrm_window window, int64_t now_ms)
{
    uint32_t i, j;

    for (i = 0; i < one->episodes_n; i++) {
        const struct scrm_case_episode *episode = &cases->episodes[one->episodes_from + i];

        if (in_window(episode->start_ms, window)) {
            period->opened += i == 0;
            period->reopened += i > 0;
            add_episode(clocks, one, episode, now_ms);
        }
        period->resolved += in_window(episode->last_resolved_ms, window);
        for (j = 0; j < episode->turns_n; j++) {
            const struct scrm_case_turn *turn = &cases->turns[episode->turns_from + j];

            if (in_window(turn->in_ms, window))
                add_turn(period, clocks, turn, now_ms);
        }
    }
    for (i = 0; i < one->messages_n; i++) {
        const struct scrm_case_message *message =
            &cases->messages[cases->members[one->messages_from + i]];

        if (message->role == SCRM_ROLE_IN && in_window(message->created_ms, window)) {
            period->replied.whole++;
            period->replied.part += message->answered_ms != SCRM_NO_TIME;
        }
    }
}

void scrm_clocks_period(struct scrm_period *period, struct scrm_clocks *clocks,
                        const struct scrm_cases *cases, struct scrm_window window,
                        int64_t now_ms)
{
    size_t i;

    for (i = 0; i < cases->n; i++)
        if (cases->cases[i].state != SCRM_CASE_SPAM)
            add_case(period, clocks, cases, &cases->cases[i], window, now_ms);
}

/* Empties the clock, after an error too. */
static int end_clock(struct scrm_took *took, struct scrm_clock *clock, bool in_business,
                     struct scrm_err *err)
{
    int result = scrm_durations_spread(&clock->wall, &took->wall, err);

    clock->business.unknown = clock->wall.unknown;
    if (result == 0)
        result = scrm_durations_spread(&clock->business, &took->business, err);
    took->in_business = in_business;
    scrm_durations_fini(&clock->wall);
    scrm_durations_fini(&clock->business);
    return result;
}

int scrm_clocks_end(struct scrm_period *period, struct scrm_clocks *clocks,
                    struct scrm_err *err)
{
    bool in_business = clocks->calendar != NULL;
    int result = end_clock(&period->first_response, &clocks->first, in_business, err);

    result |= end_clock(&period->next_response, &clocks->next, in_business, err);
    return result | end_clock(&period->resolution, &clocks->resolution, in_business, err);
}

void scrm_clocks_networks(struct scrm_shares *networks, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts)
{
    size_t i, j;

    for (i = 0; i < cases->n; i++) {
        const struct scrm_case *one = &cases->cases[i];
        const struct scrm_case_place *place = facts[cases->messages[one->opening].latest].place;

        if (!scrm_case_is_open(one->state) || one->waiting_ms == SCRM_NO_TIME || !place)
            continue;
        for (j = 0; j < networks->n; j++)
            if (scrm_slice_eq(networks->at[j].name, place->network))
                networks->at[j].waiting++;
    }
}
