/*
 * Instants: the calendar against the C library's, RFC 3339, other people's
 * dates, durations.
 */
#include "../t.h"

#include <stdlib.h>
#include <time.h>

#include "base/time.h"

static const char *written(int64_t ms)
{
    static struct scrm_buf buf;

    scrm_buf_reset(&buf);
    scrm_time_put(&buf, ms);
    return scrm_buf_text(&buf);
}

/* What a date reads as, or "refused". */
static const char *any(const char *text)
{
    int64_t ms;

    return scrm_time_any(scrm_slice_of(text), &ms) ? "refused" : written(ms);
}

static void test_calendar(void)
{
    int64_t s;
    int same = 1;

    T("every 7th hour of three centuries agrees with timegm and gmtime")
    {
        for (s = -INT64_C(4700000000); s < INT64_C(4700000000); s += 7 * 3600 * 23 + 1) {
            struct scrm_date date = scrm_time_date(s * 1000 + 999);
            time_t when = (time_t)s;
            struct tm tm;

            gmtime_r(&when, &tm);
            same &= date.year == tm.tm_year + 1900 && date.month == tm.tm_mon + 1 &&
                    date.day == tm.tm_mday && date.hour == tm.tm_hour &&
                    date.minute == tm.tm_min && date.second == tm.tm_sec &&
                    date.weekday == (tm.tm_wday + 6) % 7 && date.millisecond == 999;
            same &= scrm_time_from_date(&date) == s * 1000 + 999;
        }
        OK(same);
    }
}

static void test_rfc3339(void)
{
    static const char *const bad[] = {
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",     "2026-01-05T24:00:00Z",
        "2026-01-05T10:00:00",  "2026-01-05 10:00:00Z",     "2026-01-05T10:00:00+0200",
        "2026-01-05T10:00:60Z", "2026-01-05T10:00:00.Z",    "2026-01-05T10:00:00Zx",
        "20260105T100000Z",     "2026-01-05T10:00:00+24:00"};
    int64_t ms;
    size_t i;

    T("RFC 3339 is read to the millisecond, with offsets and leap seconds")
    {
        OK(scrm_time_rfc3339(SCRM_SLICE("2026-01-05T10:00:00.1239+02:00"), &ms) == 0);
        SAME(written(ms), "2026-01-05T08:00:00.123Z");
        OK(scrm_time_rfc3339(SCRM_SLICE("1990-12-31T15:59:60-08:00"), &ms) == 0);
        SAME(written(ms), "1991-01-01T00:00:00Z");
        OK(scrm_time_rfc3339(SCRM_SLICE("2024-02-29t23:59:59z"), &ms) == 0);
        SAME(written(ms), "2024-02-29T23:59:59Z");
    }
    T("what is not RFC 3339 is refused")
    {
        for (i = 0; i < sizeof bad / sizeof *bad; i++)
            if (!OK(scrm_time_rfc3339(scrm_slice_of(bad[i]), &ms) == -1))
                printf("   %s\n", bad[i]);
    }
}

static void test_any(void)
{
    T("dates as the networks write them")
    {
        SAME(any("Wed Aug 27 13:08:45 +0000 2008"), "2008-08-27T13:08:45Z");
        SAME(any("Thu, 01 Jan 2004 19:48:21 GMT"), "2004-01-01T19:48:21Z");
        SAME(any("Thu, 5 Jan 06 19:48 -0500"), "2006-01-06T00:48:00Z");
        SAME(any("Sunday, 06-Nov-94 08:49:37 GMT"), "1994-11-06T08:49:37Z");
        SAME(any("Sun Nov  6 08:49:37 1994"), "1994-11-06T08:49:37Z");
        SAME(any("2026-01-05T10:00:00+0200"), "2026-01-05T08:00:00Z");
        SAME(any("2026-01-05 10:00:00"), "2026-01-05T10:00:00Z");
        SAME(any("2026-01-05"), "2026-01-05T00:00:00Z");
        SAME(any("2003-12"), "2003-12-01T00:00:00Z");
        SAME(any("Mon, 26 Jan 2004 16:31:00 EDT"), "2004-01-26T20:31:00Z");
        SAME(any("Mon, 26 January 2004 16:31:00 ET"), "2004-01-26T21:31:00Z");
        SAME(any("Thu, 30 Apr 2015 08:57:00 MEST"), "2015-04-30T06:57:00Z");
        SAME(any("Wed, 19 Aug 2009 18:28:00 Etc/GMT"), "2009-08-19T18:28:00Z");
        SAME(any("Fri, 2006/09/15 08:19:53 EDT"), "2006-09-15T12:19:53Z");
    }
    T("what would be a guess is refused")
    {
        SAME(any("05/06/2026"), "refused");
        SAME(any("31 Feb 2026"), "refused");
        SAME(any("yesterday"), "refused");
        SAME(any(""), "refused");
        SAME(any("12:30"), "refused");
    }
}

static void test_durations(void)
{
    struct scrm_buf buf = {0};
    int64_t ms;

    T("durations in both spellings")
    {
        OK(scrm_time_duration(SCRM_SLICE("1h30m"), &ms) == 0 && ms == 90 * SCRM_MINUTE_MS);
        OK(scrm_time_duration(SCRM_SLICE("4 hours"), &ms) == 0 && ms == 4 * SCRM_HOUR_MS);
        OK(scrm_time_duration(SCRM_SLICE("2d"), &ms) == 0 && ms == 2 * SCRM_DAY_MS);
        OK(scrm_time_duration(SCRM_SLICE("5"), &ms) == -1);
        OK(scrm_time_duration(SCRM_SLICE("5 fortnights"), &ms) == -1);
        OK(scrm_time_duration(SCRM_SLICE("99999999999999w"), &ms) == -1);
        OK(scrm_time_duration(SCRM_SLICE("3653000d"), &ms) == 0);
        OK(scrm_time_duration(SCRM_SLICE("3653000d1s"), &ms) == -1);
    }
    T("durations with days and weeks apart")
    {
        struct scrm_time_parts parts;

        OK(scrm_time_duration_parts(SCRM_SLICE("1w2d3h30m 1 day"), &parts) == 0);
        OK(parts.weeks == 1 && parts.days == 3 && parts.ms == 210 * SCRM_MINUTE_MS);
        OK(scrm_time_duration_parts(SCRM_SLICE("2x"), &parts) == -1);
        OK(scrm_time_duration_parts(SCRM_SLICE("9999999999999999999d"), &parts) == -1);
        OK(scrm_time_duration(SCRM_SLICE("1w2d"), &ms) == 0 && ms == 9 * SCRM_DAY_MS);
    }
    T("durations for people")
    {
        scrm_time_put_duration(&buf, 200 * SCRM_MINUTE_MS);
        SAME(scrm_buf_text(&buf), "3 h 20 min");
        scrm_buf_reset(&buf);
        scrm_time_put_duration(&buf, 45 * SCRM_SECOND_MS);
        SAME(scrm_buf_text(&buf), "45 s");
        scrm_buf_reset(&buf);
        scrm_time_put_duration(&buf, 52 * SCRM_HOUR_MS);
        SAME(scrm_buf_text(&buf), "2 d 4 h");
    }
    T("--since takes an instant, an epoch or a duration back")
    {
        OK(scrm_time_option(SCRM_SLICE("2d"), 10 * SCRM_DAY_MS, &ms) == 0 &&
           ms == 8 * SCRM_DAY_MS);
        OK(scrm_time_option(SCRM_SLICE("86400"), 0, &ms) == 0 && ms == SCRM_DAY_MS);
        OK(scrm_time_option(SCRM_SLICE("soon"), 0, &ms) == -1);
    }
    scrm_buf_fini(&buf);
}

int main(void)
{
    test_calendar();
    test_rfc3339();
    test_any();
    test_durations();
    return t_end();
}
