/*
 * Holidays from tables and .ics files: the days that they close.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "calendar/inner.h"

#include "../t.h"

static const char head[] = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";

/* The first days that an event closes, as MMDD of a year, in order of the file. */
static const char *closed(const char *event, int year)
{
    static char text[400];
    struct scrm_plan plan = {0};
    struct scrm_err err = {0};
    struct scrm_buf ics = {0};
    size_t used = 0;

    scrm_buf_printf(&ics, "%sBEGIN:VEVENT\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n", head, event);
    text[0] = '\0';
    if (scrm_holidays_ics(&plan, scrm_buf_slice(&ics), "test.ics", &err))
        snprintf(text, sizeof text, "%d: %s", (int)err.line, err.text);
    for (size_t i = 0; i < plan.n && used < 300; i++) {
        for (int32_t day = plan.at[i].first; day <= plan.at[i].last && used < 300; day++) {
            struct scrm_date date = scrm_time_date(day * SCRM_DAY_MS);

            if (date.year == year)
                used += (size_t)snprintf(text + used, sizeof text - used, "%s%02d%02d",
                                         used ? " " : "", date.month, date.day);
        }
    }
    free(plan.at);
    scrm_buf_fini(&ics);
    scrm_err_fini(&err);
    return text;
}

static void single_days(void)
{
    SAME(closed("DTSTART;VALUE=DATE:20261225\r\n", 2026), "1225");
    SAME(closed("SUMMARY:Chr\r\n ist\\, mas\r\nDTSTART;VALUE=DATE:20261225\r\n"
                "DTEND;VALUE=DATE:20261227\r\n",
                2026),
         "1225 1226");
    SAME(closed("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\n", 2026), "1225");
    SAME(closed("DTSTART;VALUE=DATE:20261225\nDURATION:P2D\n", 2026), "1225 1226");
    SAME(closed("DTSTART;VALUE=DATE:20261221\nDURATION:P1W\n", 2026),
         "1221 1222 1223 1224 1225 1226 1227");
    SAME(closed("dtstart;value=date:20261225\n", 2026), "1225");
    /* As Outlook writes whole days. */
    SAME(closed("DTSTART;TZID=\"W. Europe: Standard\":20261225T000000\r\n"
                "DTEND;TZID=X:20261226T000000\r\n",
                2026),
         "1225");
    SAME(closed("DTSTART:20261225T000000Z\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n", 2026),
         "1225");
    /* These close nothing. */
    SAME(closed("DTSTART:20261225T090000\r\nDTEND:20261225T100000\r\n", 2026), "");
    SAME(closed("DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\n", 2026), "");
    SAME(closed("BEGIN:VALARM\r\nDTSTART:nonsense\r\nEND:VALARM\r\nDTSTART:20260101\r\n", 2026),
         "0101");
}

static void repeated_days(void)
{
    SAME(closed("DTSTART;VALUE=DATE:19991225\r\nRRULE:FREQ=YEARLY\r\n", 2080), "1225");
    SAME(closed("DTSTART;VALUE=DATE:19001225\r\nRRULE:FREQ=YEARLY\r\n", 1970), "1225");
    SAME(closed("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n", 2027), "");
    SAME(closed("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n", 2028), "0229");
    SAME(closed("DTSTART;VALUE=DATE:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n",
                2026),
         "1126");
    SAME(closed("DTSTART;VALUE=DATE:20250526\r\nRRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5\r\n",
                2026),
         "0525");
    SAME(closed("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n", 2026), "0101");
    SAME(closed("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n", 2027), "");
    SAME(closed("DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;INTERVAL=2\r\n", 2026), "");
    SAME(closed("DTSTART;VALUE=DATE:20260105\r\nRRULE:FREQ=YEARLY;BYDAY=2MO;UNTIL=20270101\r\n",
                2026),
         "0112");
    SAME(closed("DTSTART;VALUE=DATE:20260130\r\nRRULE:FREQ=MONTHLY;UNTIL=20260531T235959Z\r\n",
                2026),
         "0130 0330 0430 0530");
    SAME(closed("DTSTART;VALUE=DATE:20260131\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3\r\n",
                2026),
         "0131 0228 0331");
    SAME(closed("DTSTART;VALUE=DATE:20260107\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"
                "EXDATE;VALUE=DATE:20260114\r\nRDATE;VALUE=DATE:20260210,20260211\r\n",
                2026),
         "0107 0121 0210 0211");
    SAME(closed("DTSTART;VALUE=DATE:20260107\r\n"
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20260204\r\n",
                2026),
         "0107 0119 0121 0202 0204");
    SAME(closed("DTSTART;VALUE=DATE:20261230\r\nRRULE:FREQ=DAILY;COUNT=2\r\n", 2026),
         "1230 1231");
    SAME(closed("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n"
                "RRULE:FREQ=YEARLY;COUNT=2\r\n",
                2027),
         "1224 1225 1226");
}

static void bad_events(void)
{
    SAME(closed("SUMMARY:x\r\n", 2026), "3: an event without DTSTART");
    SAME(closed("DTSTART:tomorrow\r\n", 2026), "4: DTSTART: expected a date such as 20261224");
    SAME(closed("SUMMARY:a\r\n b\r\nDTSTART:20261324\r\n", 2026),
         "6: DTSTART: expected a date such as 20261224");
    SAME(closed("DTSTART:20260101\r\nRRULE:FREQ=YEARLY;BYSETPOS=1\r\n", 2026),
         "5: a repetition that is not understood here: write its dates one by one");
    SAME(closed("DTSTART:20260101\r\nRRULE:FREQ=HOURLY\r\n", 2026),
         "5: FREQ: expected YEARLY, MONTHLY, WEEKLY or DAILY");
    SAME(closed("DTSTART:20260101\r\nRRULE:COUNT=3\r\n", 2026), "5: a repetition without FREQ");
    SAME(closed("DTSTART:20260101\r\nRRULE:FREQ=DAILY;INTERVAL=0\r\n", 2026),
         "5: INTERVAL: expected a number from 1 to 10000");
    SAME(closed("no property\r\n", 2026), "4: expected NAME:VALUE");
    SAME(closed("DTSTART:20260101\r\nRECURRENCE-ID:20260101\r\n", 2026),
         "3: this event moves one of a series (RECURRENCE-ID): write it as an exception");
    SAME(closed("END:VCALENDAR\r\n", 2026), "4: this END has no BEGIN");
}

static void refused(const char *text, unsigned line, const char *part)
{
    struct scrm_plan plan = {0};
    struct scrm_err err = {0};

    OK(scrm_holidays_ics(&plan, scrm_slice_of(text), "bad.ics", &err) == -1);
    OK(err.code == SCRM_EXIT_CONFIG && err.line == line);
    SAME(err.file, "bad.ics");
    if (!OK(err.text && strstr(err.text, part)))
        printf("   got: %s\n", err.text);
    scrm_err_fini(&err);
    free(plan.at);
}

static void bad_files(void)
{
    refused("", 1, "no calendar file");
    refused("<html>\n", 1, "no calendar file");
    refused("date,name\n", 1, "no calendar file");
    refused("BEGIN:VEVENT\nEND:VEVENT\n", 1, "no calendar file");
    refused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\n", 3, "END is missing");
    refused("BEGIN:VCALENDAR\nEND:VCALENDAR\nSUMMARY:x\n", 3, "no calendar file");
}

/* A calendar with a table and an .ics beside it. */
static void beside(void)
{
    char dir[] = "/tmp/scrm-calendar-XXXXXX", path[64];
    struct scrm_err err = {0};
    struct scrm_calendar *c;

    if (!OK(mkdtemp(dir) != NULL))
        return;
#define WRITE(name, text)                                                                      \
    snprintf(path, sizeof path, "%s/%s", dir, name);                                           \
    OK(scrm_file_write(path, scrm_slice_of(text), 0644, &err) == 0)
    WRITE("days.csv", "date;until;name;hours\n2026-12-24;;Eve;09:00-12:00\n"
                      "2026-12-25;2026-12-26;Christmas;\n12-31;;Year's end;closed\n");
    WRITE("days.ics",
          "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261001\nEND:VEVENT\nEND:VCALENDAR\n");
    WRITE("shop.yaml",
          "scrm_calendar: 1\nhours: {daily: 9-17}\nholidays: [days.csv, days.ics]\n");
    c = scrm_calendar_load(path, &err);
    if (OK(c != NULL)) {
        int64_t from = scrm_time_days(2026, 12, 24) * SCRM_DAY_MS;

        OK(scrm_calendar_between(c, from, from + 8 * SCRM_DAY_MS) ==
           (3 + 4 * 8 + 0) * SCRM_HOUR_MS);
        from = scrm_time_days(2026, 10, 1) * SCRM_DAY_MS;
        OK(scrm_calendar_between(c, from, from + SCRM_DAY_MS) == 0);
    }
    scrm_calendar_free(c);
    WRITE("days.csv", "date,hours\n2026-12-24,9-12\n24.12.2026,\n");
    snprintf(path, sizeof path, "%s/shop.yaml", dir);
    OK(!scrm_calendar_load(path, &err));
    OK(err.code == SCRM_EXIT_CONFIG && err.line == 3);
    OK(err.file && strstr(err.file, "/days.csv"));
    scrm_err_clear(&err);
    WRITE("days.csv", "day,hours\n2026-12-24,9-12\n");
    snprintf(path, sizeof path, "%s/shop.yaml", dir);
    OK(!scrm_calendar_load(path, &err) && err.code == SCRM_EXIT_CONFIG);
    scrm_err_fini(&err);
#undef WRITE
    for (int i = 0; i < 3; i++) {
        static const char *const names[] = {"days.csv", "days.ics", "shop.yaml"};

        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

int main(void)
{
    T("days of an .ics") single_days();
    T("days that come again") repeated_days();
    T("events that are refused") bad_events();
    T("files that are refused") bad_files();
    T("files beside a calendar") beside();
    return t_end();
}
