/*
 * Fuzz target of calendars: any bytes as a calendar file, an .ics, a table of holidays or
 * a zone file, by the first byte. What is refused has a reason and a place; what is taken
 * reckons: a target that is added lies between, and the stretches add up.
 */
#include "target.h"

#include "calendar/inner.h"

static void check_refusal(const struct scrm_err *err, bool taken)
{
    must(taken == (err->code == SCRM_EXIT_OK), "a failure has a reason");
    must(taken || (err->code == SCRM_EXIT_CONFIG && err->text && err->text[0]),
         "a reason has words, and is about a file");
}

static void reckon(const struct scrm_calendar *calendar, int64_t from, int64_t target)
{
    int64_t due = scrm_calendar_add(calendar, from, target), at = from, open, close, sum = 0;

    if (due == SCRM_CALENDAR_NEVER)
        return;
    must(scrm_calendar_between(calendar, from, due) == target, "a target lies between");
    for (int i = 0; i < 200 && at < due && scrm_calendar_next(calendar, at, &open, &close);
         i++) {
        must(open >= at && close > open, "stretches go forward");
        must(scrm_calendar_is_open(calendar, open), "somebody is there as one begins");
        sum += (close < due ? close : due) - (open < due ? open : due);
        at = close;
    }
    must(at < due || sum == target, "stretches add up");
}

static void check_calendar(struct scrm_slice text)
{
    struct scrm_err err = {0};
    struct scrm_calendar *calendar = scrm_calendar_parse(text, "fuzz.yaml", &err);

    check_refusal(&err, calendar != NULL);
    for (int i = 0; calendar && i < 6; i++)
        reckon(calendar, INT64_C(1767225600000) + i * INT64_C(7777777777),
               1 + i * 5 * SCRM_HOUR_MS);
    scrm_calendar_free(calendar);
    scrm_err_fini(&err);
}

static void check_holidays(struct scrm_slice text, bool table)
{
    struct scrm_plan plan = {0};
    struct scrm_err err = {0};
    int status = table ? scrm_holidays_table(&plan, text, "fuzz.csv", &err)
                       : scrm_holidays_ics(&plan, text, "fuzz.ics", &err);

    check_refusal(&err, status == 0);
    for (size_t i = 0; i < plan.n; i++)
        must(plan.at[i].first <= plan.at[i].last && plan.at[i].first >= 0, "days in order");
    free(plan.at);
    scrm_err_fini(&err);
}

static void check_zone(struct scrm_slice bytes)
{
    struct scrm_err err = {0};
    struct scrm_timezone *zone = scrm_timezone_parse(bytes, "fuzz", &err);

    check_refusal(&err, zone != NULL);
    for (int64_t at = INT64_C(-5000000000000); zone && at < INT64_C(5000000000000);
         at += INT64_C(77777777777)) {
        struct scrm_timezone_span span = scrm_timezone_span(zone, at);

        must(span.from <= at && at < span.until, "an instant lies in its span");
        must(scrm_timezone_instant(zone, at + span.offset_ms) <= at, "the first of its name");
    }
    scrm_timezone_free(zone);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text;

    if (size == 0)
        return 0;
    text = (struct scrm_slice){(const char *)data + 1, size - 1};
    switch (data[0] % 4) {
    case 0:
        check_calendar(text);
        break;
    case 1:
        check_holidays(text, false);
        break;
    case 2:
        check_holidays(text, true);
        break;
    default:
        check_zone(text);
    }
    return 0;
}
