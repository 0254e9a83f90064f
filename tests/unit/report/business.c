/*
 * How long things took in business time, beside the time on the wall: every number below
 * was counted by hand on a calendar sheet.
 */
#include "../t.h"

#include "cases/cases.h"
#include "report/clocks.h"

#define MINUTE SCRM_MINUTE_MS
#define HOUR SCRM_HOUR_MS

static const char office[] = "scrm_calendar: 1\n"
                             "timezone: Europe/Berlin\n"
                             "hours: {mon-fri: 09:00-17:00}\n"
                             "holidays: [2026-01-06]\n";
static const char nights[] = "scrm_calendar: 1\n"
                             "timezone: Europe/Berlin\n"
                             "hours: {daily: 00:00-06:00}\n";

static int64_t at(const char *text)
{
    int64_t ms = 0;

    OK(scrm_time_rfc3339(scrm_slice_of(text), &ms) == 0);
    return ms;
}

/* A customer's question, and an answer of the company to it where there is one. */
static size_t ask(struct scrm_case_fact *facts, uint64_t number, const char *asked,
                  const char *answered)
{
    struct scrm_case_fact fact = {.id = {number, 1},
                                  .conversation = {number, 2},
                                  .author = number,
                                  .created_ms = at(asked),
                                  .changed_ms = at(asked),
                                  .fetched_ms = SCRM_NO_TIME,
                                  .respond_by_ms = SCRM_NO_TIME,
                                  .resolve_by_ms = SCRM_NO_TIME};

    facts[0] = fact;
    if (!answered)
        return 1;
    fact.id.low ^= 0x100;
    fact.id.high ^= 0x100;
    fact.author = 99;
    fact.direction = SCRM_OUTBOUND;
    fact.created_ms = fact.changed_ms = at(answered);
    facts[1] = fact;
    return 2;
}

/* What the clocks say of these facts and actions, by `calendar` (NULL: none). */
static struct scrm_period time_of(const char *calendar, const struct scrm_case_fact *facts,
                                  size_t n, const struct scrm_case_action *actions,
                                  size_t n_actions, const char *now)
{
    struct scrm_err err = {0};
    struct scrm_calendar *hours =
        calendar ? scrm_calendar_parse(scrm_slice_of(calendar), "office.yaml", &err) : NULL;
    struct scrm_window window = {INT64_MIN + 1, INT64_MAX};
    struct scrm_clocks clocks = {.calendar = hours};
    struct scrm_period period = {0};
    struct scrm_cases cases = {0};

    OK(!calendar || hours);
    scrm_cases_fold(&cases, facts, n, actions, n_actions);
    scrm_clocks_period(&period, &clocks, &cases, window, at(now));
    OK(scrm_clocks_end(&period, &clocks, &err) == 0);
    scrm_cases_fini(&cases);
    scrm_calendar_free(hours);
    scrm_err_fini(&err);
    return period;
}

/* The first response to one question. */
static struct scrm_took answered(const char *calendar, const char *from, const char *until)
{
    struct scrm_case_fact facts[2];
    size_t n = ask(facts, 1, from, until);

    return time_of(calendar, facts, n, NULL, 0, until).first_response;
}

static void test_answered(void)
{
    struct scrm_took took;

    T("Friday 16:45 to Monday 09:15 is half an hour")
    {
        took = answered(office, "2026-01-09T15:45:00Z", "2026-01-12T08:15:00Z");
        OK(took.in_business && took.business.n == 1 && took.wall.n == 1);
        OK(took.business.median_ms == 30 * MINUTE && took.business.mean_ms == 30 * MINUTE);
        OK(took.wall.median_ms == 64 * HOUR + 30 * MINUTE);
    }
    T("asked and answered while nobody was there: no business time, the wall's is kept")
    {
        took = answered(office, "2026-01-10T10:00:00Z", "2026-01-10T13:00:00Z");
        OK(took.in_business && took.business.n == 1 && took.business.median_ms == 0);
        OK(took.wall.median_ms == 3 * HOUR);
    }
    T("a holiday does not count")
    {
        took = answered(office, "2026-01-05T15:00:00Z", "2026-01-07T09:00:00Z");
        OK(took.business.median_ms == 2 * HOUR && took.wall.median_ms == 42 * HOUR);
    }
    T("the day on which clocks are put forward is an hour shorter, the other one longer")
    {
        /* Friday 16:00 of winter to Monday 10:00 of summer */
        took = answered(office, "2026-03-27T15:00:00Z", "2026-03-30T08:00:00Z");
        OK(took.business.median_ms == 2 * HOUR && took.wall.median_ms == 65 * HOUR);
        took = answered(nights, "2026-03-28T22:00:00Z", "2026-03-29T10:00:00Z");
        OK(took.business.median_ms == 5 * HOUR && took.wall.median_ms == 12 * HOUR);
        took = answered(nights, "2026-10-24T20:00:00Z", "2026-10-25T10:00:00Z");
        OK(took.business.median_ms == 7 * HOUR && took.wall.median_ms == 14 * HOUR);
    }
    T("without a calendar business time is unknown, which is not zero")
    {
        took = answered(NULL, "2026-01-09T15:45:00Z", "2026-01-12T08:15:00Z");
        OK(!took.in_business && took.business.n == 0);
        OK(took.business.median_ms == SCRM_NO_TIME && took.business.max_ms == SCRM_NO_TIME);
        OK(took.wall.median_ms == 64 * HOUR + 30 * MINUTE);
    }
}

static void test_waiting(void)
{
    struct scrm_case_fact facts[4];
    struct scrm_period period;
    size_t n = ask(facts, 1, "2026-01-09T15:45:00Z", "2026-01-12T08:15:00Z");

    n += ask(facts + n, 2, "2026-01-09T15:00:00Z", NULL);
    period = time_of(office, facts, n, NULL, 0, "2026-01-12T10:00:00Z");
    T("what still waits stands with the business time that it has waited")
    {
        struct scrm_took *took = &period.first_response;

        OK(took->business.n == 1 && took->business.waiting == 1);
        OK(took->business.max_ms == 3 * HOUR && took->business.p90_least);
        OK(took->business.median_ms == 105 * MINUTE && took->business.median_least);
        OK(took->business.mean_ms == 30 * MINUTE);
        OK(period.next_response.business.waiting == 1);
        OK(period.resolution.business.waiting == 2 && period.resolution.business.n == 0);
    }
}

static void test_resolved(void)
{
    struct scrm_case_fact facts[2];
    size_t n = ask(facts, 1, "2026-01-09T15:45:00Z", "2026-01-12T08:15:00Z");
    struct scrm_case_action done = {.kind = SCRM_ACTION_RESOLVE,
                                    .anchor = facts[0].id,
                                    .at_ms = at("2026-01-13T09:00:00Z"),
                                    .seq = 10};
    struct scrm_period period = time_of(office, facts, n, &done, 1, "2026-01-20T09:00:00Z");

    T("a resolution counts from the question to when it was done")
    {
        /* 15 minutes, a Monday, and an hour */
        OK(period.resolution.business.n == 1);
        OK(period.resolution.business.median_ms == 9 * HOUR + 15 * MINUTE);
        OK(period.resolution.wall.median_ms == 89 * HOUR + 15 * MINUTE);
    }
    T("resolved without an answer: unknown by both")
    {
        period = time_of(office, facts, 1, &done, 1, "2026-01-20T09:00:00Z");
        OK(period.first_response.wall.unknown == 1);
        OK(period.first_response.business.unknown == 1);
        OK(period.first_response.business.median_ms == SCRM_NO_TIME);
    }
}

int main(void)
{
    test_answered();
    test_waiting();
    test_resolved();
    return t_end();
}
