/*
 * Business time on cases that a person can check with a finger on the calendar.
 */
#include "calendar/calendar.h"

#include "../t.h"

static struct scrm_calendar *calendar(const char *text)
{
    struct scrm_err err = {0};
    struct scrm_calendar *made = scrm_calendar_parse(scrm_slice_of(text), "test.yaml", &err);

    if (!made)
        printf("%s:%d: %s\n", err.file ? err.file : "", (int)err.line, err.text);
    scrm_err_fini(&err);
    return made;
}

static int64_t at(const char *text)
{
    int64_t ms = 0;

    OK(scrm_time_rfc3339(scrm_slice_of(text), &ms) == 0);
    return ms;
}

static const char *written(int64_t ms)
{
    static char text[40];
    struct scrm_buf buf = {0};

    if (ms == SCRM_CALENDAR_NEVER)
        return "never";
    scrm_time_put(&buf, ms);
    snprintf(text, sizeof text, "%s", scrm_buf_text(&buf));
    scrm_buf_fini(&buf);
    return text;
}

static int64_t length(const struct scrm_calendar *c, const char *text)
{
    struct scrm_time_parts parts;

    OK(scrm_time_duration_parts(scrm_slice_of(text), &parts) == 0);
    return scrm_calendar_length(c, &parts);
}

/* FROM + TARGET = UNTIL, and all of it lies between them. */
static void adds(const struct scrm_calendar *c, const char *from, const char *target,
                 const char *until)
{
    SAME(written(scrm_calendar_add(c, at(from), length(c, target))), until);
    OK(scrm_calendar_between(c, at(from), at(until)) == length(c, target));
}

static int minutes(const struct scrm_calendar *c, const char *from, const char *until)
{
    return (int)(scrm_calendar_between(c, at(from), at(until)) / SCRM_MINUTE_MS);
}

/* The stretches from an instant on, the first two. */
static const char *stretches(const struct scrm_calendar *c, const char *from)
{
    static char text[200];
    int64_t open, close, now = at(from);
    size_t used = 0;

    text[0] = '\0';
    for (int i = 0; i < 2 && scrm_calendar_next(c, now, &open, &close); i++, now = close) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s..", i ? " " : "",
                                 written(open));
        used += (size_t)snprintf(text + used, sizeof text - used, "%s", written(close));
    }
    return text;
}

static const char office[] = "scrm_calendar: 1\nhours: {mon-fri: 09:00-17:00}\n";

static void plain_weeks(void)
{
    struct scrm_calendar *c = calendar(office);

    /* 2026-01-09 is a Friday. */
    adds(c, "2026-01-09T16:45:00Z", "30m", "2026-01-12T09:15:00Z");
    adds(c, "2026-01-09T16:30:00Z", "1h", "2026-01-12T09:30:00Z");
    adds(c, "2026-01-09T16:00:00Z", "1h", "2026-01-09T17:00:00Z");
    adds(c, "2026-01-10T03:00:00Z", "1h", "2026-01-12T10:00:00Z");
    adds(c, "2026-01-07T10:00:00Z", "2d", "2026-01-09T10:00:00Z");
    adds(c, "2026-01-09T16:00:00Z", "2d", "2026-01-13T16:00:00Z");
    adds(c, "2026-01-05T09:00:00Z", "1w", "2026-01-09T17:00:00Z");
    adds(c, "2026-01-05T09:00:01Z", "1w", "2026-01-12T09:00:01Z");
    adds(c, "2026-01-07T12:00:00Z", "60h", "2026-01-16T16:00:00Z");
    adds(c, "2026-01-07T12:00:00Z", "520d", "2028-01-05T12:00:00Z");
    OK(scrm_calendar_add(c, at("2026-01-10T03:00:00Z"), 0) == at("2026-01-10T03:00:00Z"));
    /* Received and answered while nobody is there. */
    OK(minutes(c, "2026-01-09T17:00:00Z", "2026-01-12T09:00:00Z") == 0);
    OK(minutes(c, "2026-01-10T10:00:00Z", "2026-01-10T22:00:00Z") == 0);
    OK(minutes(c, "2026-01-12T10:00:00Z", "2026-01-09T10:00:00Z") == 0);
    OK(minutes(c, "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z") == 261 * 8 * 60);
    OK(scrm_calendar_is_open(c, at("2026-01-09T09:00:00Z")));
    OK(!scrm_calendar_is_open(c, at("2026-01-09T08:59:59.999Z")));
    OK(scrm_calendar_is_open(c, at("2026-01-09T16:59:59.999Z")));
    OK(!scrm_calendar_is_open(c, at("2026-01-09T17:00:00Z")));
    SAME(stretches(c, "2026-01-09T16:45:00Z"), "2026-01-09T16:45:00Z..2026-01-09T17:00:00Z "
                                               "2026-01-12T09:00:00Z..2026-01-12T17:00:00Z");
    /* Far ends of time answer at once. */
    OK(scrm_calendar_between(c, at("0001-01-01T00:00:00Z"), at("9999-12-31T00:00:00Z")) > 0);
    OK(scrm_calendar_add(c, at("9999-12-30T00:00:00Z"), 90 * SCRM_DAY_MS) ==
       SCRM_CALENDAR_NEVER);
    OK(scrm_calendar_between(c, INT64_MIN, INT64_MAX) > 0);
    scrm_calendar_free(c);
}

static void split_shifts(void)
{
    struct scrm_calendar *c = calendar("scrm_calendar: 1\n"
                                       "hours:\n"
                                       "  mon-thu: [08:30-12:00, 13:00-17:30]\n"
                                       "  fri: 8:30-12:00; 13-15\n"
                                       "  sat: [14:00-16:00, 10:00-13:00]\n");

    adds(c, "2026-01-05T11:30:00Z", "1h", "2026-01-05T13:30:00Z");
    adds(c, "2026-01-05T12:30:00Z", "30m", "2026-01-05T13:30:00Z");
    adds(c, "2026-01-09T14:30:00Z", "2h", "2026-01-10T11:30:00Z");
    adds(c, "2026-01-10T12:30:00Z", "2h", "2026-01-10T15:30:00Z");
    /* The commonest day has eight hours. */
    OK(length(c, "2d") == 16 * SCRM_HOUR_MS);
    OK(length(c, "1w 1h") == (4 * 480 + 330 + 300 + 60) * SCRM_MINUTE_MS);
    scrm_calendar_free(c);
}

static void changing_clocks(void)
{
    struct scrm_calendar *c =
        calendar("scrm_calendar: 1\ntimezone: Europe/Berlin\nhours: {mon-fri: 09:00-17:00}\n");

    /* Clocks go forward on Sunday 2026-03-29 and back on Sunday 2026-10-25. */
    adds(c, "2026-03-27T15:45:00Z", "30m", "2026-03-30T07:15:00Z");
    adds(c, "2026-10-23T14:45:00Z", "30m", "2026-10-26T08:15:00Z");
    /* A summer behind the zone file's table. */
    adds(c, "2099-07-03T14:45:00Z", "30m", "2099-07-06T07:15:00Z");
    scrm_calendar_free(c);
    c = calendar("scrm_calendar: 1\ntimezone: America/New_York\nhours: {daily: 00:00-24:00}\n");
    OK(minutes(c, "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z") == 23 * 60);
    OK(minutes(c, "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z") == 25 * 60);
    OK(length(c, "2d") == 48 * SCRM_HOUR_MS);
    scrm_calendar_free(c);
    /* Hours inside the hour that is left out, and the one that comes twice. */
    c = calendar("scrm_calendar: 1\ntimezone: Europe/Berlin\nhours: {daily: 02:15-02:45}\n");
    OK(minutes(c, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z") == 0);
    OK(minutes(c, "2026-10-25T00:00:00Z", "2026-10-25T12:00:00Z") == 60);
    scrm_calendar_free(c);
    /* A day that never was: Samoa went from the 29th of December to the 31st. */
    c = calendar("scrm_calendar: 1\ntimezone: Pacific/Apia\nhours: {daily: 09:00-10:00}\n");
    OK(minutes(c, "2011-12-28T00:00:00Z", "2012-01-02T00:00:00Z") == 5 * 60);
    scrm_calendar_free(c);
}

static void nights(void)
{
    struct scrm_calendar *c = calendar("scrm_calendar: 1\n"
                                       "hours: {fri: 20:00-02:00, sat: [12:00-13:00, 20-4]}\n"
                                       "holidays: [2026-01-16]\n"
                                       "exceptions: {2026-01-24: 10:00-11:00}\n");

    adds(c, "2026-01-09T23:00:00Z", "4h", "2026-01-10T13:00:00Z");
    SAME(stretches(c, "2026-01-10T14:00:00Z"), "2026-01-10T20:00:00Z..2026-01-11T04:00:00Z "
                                               "2026-01-17T12:00:00Z..2026-01-17T13:00:00Z");
    /* The night belongs to the evening: an exception on Saturday leaves Friday's end. */
    SAME(stretches(c, "2026-01-23T21:00:00Z"), "2026-01-23T21:00:00Z..2026-01-24T02:00:00Z "
                                               "2026-01-24T10:00:00Z..2026-01-24T11:00:00Z");
    OK(minutes(c, "2026-01-25T00:00:00Z", "2026-01-26T00:00:00Z") == 0);
    scrm_calendar_free(c);
    /* Around the clock is one stretch without an end. */
    c = calendar("scrm_calendar: 1\nhours: {daily: 0-24}\nholidays: [2026-12-25]\n");
    SAME(stretches(c, "2026-12-01T10:00:00Z"),
         "2026-12-01T10:00:00Z..2026-12-25T00:00:00Z "
         "2026-12-26T00:00:00Z..9999-12-31T23:59:59.999Z");
    scrm_calendar_free(c);
}

static void holidays(void)
{
    struct scrm_calendar *c =
        calendar("scrm_calendar: 1\nhours: {mon-fri: 09:00-17:00}\n"
                 "holidays: [01-01, 2026-12-24/2026-12-26, easter-2, easter+1, 02-29]\n"
                 "exceptions:\n"
                 "  12-24: 09:00-12:00\n"
                 "  2026-12-24: [10:00-11:00]\n"
                 "  2026-08-01/2026-08-31: {mon-wed: 10-12, sat: 9-10}\n"
                 "  2026-05-15: closed\n");

    adds(c, "2025-12-31T16:30:00Z", "1h", "2026-01-02T09:30:00Z");
    adds(c, "2026-12-23T16:30:00Z", "2h", "2026-12-28T09:30:00Z");
    adds(c, "2027-12-24T09:30:00Z", "3h", "2027-12-27T09:30:00Z");
    adds(c, "2026-04-02T16:30:00Z", "1h", "2026-04-07T09:30:00Z"); /* Easter is April 5 */
    OK(minutes(c, "2026-05-15T00:00:00Z", "2026-05-16T00:00:00Z") == 0);
    OK(minutes(c, "2028-02-29T00:00:00Z", "2028-03-01T00:00:00Z") == 0);
    OK(minutes(c, "2026-08-03T00:00:00Z", "2026-08-10T00:00:00Z") == 3 * 120 + 60);
    OK(minutes(c, "2019-04-22T00:00:00Z", "2019-04-23T00:00:00Z") == 0);
    OK(minutes(c, "2024-04-01T00:00:00Z", "2024-04-02T00:00:00Z") == 0);
    OK(minutes(c, "2038-04-26T00:00:00Z", "2038-04-27T00:00:00Z") == 0);
    scrm_calendar_free(c);
}

static void names(void)
{
    struct scrm_calendar *c = calendar(office), *d;

    SAME(scrm_calendar_name(c).at, "test");
    OK(scrm_calendar_version(c).len == 12);
    OK(strlen(scrm_calendar_digest(c)) == 32);
    d = calendar(
        "scrm_calendar: 1\nname: shop\nversion: 2026.1\nhours: {mon: 9-17}\nday: 7h\n");
    SAME(scrm_calendar_name(d).at, "shop");
    SAME(scrm_calendar_version(d).at, "2026.1");
    OK(length(d, "2d") == 14 * SCRM_HOUR_MS);
    OK(strcmp(scrm_calendar_digest(c), scrm_calendar_digest(d)) != 0);
    scrm_calendar_free(c);
    scrm_calendar_free(d);
}

/* TEXT is refused at LINE:COLUMN with words that hold PART. */
static void refused(const char *text, unsigned line, unsigned column, const char *part)
{
    struct scrm_err err = {0};

    OK(!scrm_calendar_parse(scrm_slice_of(text), "bad.yaml", &err));
    OK(err.code == SCRM_EXIT_CONFIG);
    OK(err.line == line && err.column == column);
    if (!OK(err.text && strstr(err.text, part)))
        printf("   got: %u:%u %s\n", (unsigned)err.line, (unsigned)err.column, err.text);
    scrm_err_fini(&err);
}

static void mistakes(void)
{
    const char *head = "scrm_calendar: 1\n";
    char text[300];

#define BAD(body, line, column, part)                                                          \
    snprintf(text, sizeof text, "%s%s", head, body);                                           \
    refused(text, line, column, part)
    BAD("timezone: Europe/Berln\nhours: {mon: 9-17}\n", 2, 11, "unknown time zone");
    BAD("timezone: ../../etc/passwd\nhours: {mon: 9-17}\n", 2, 11, "unknown time zone");
    BAD("hours: {mon: 9-9}\n", 2, 14, "none");
    BAD("hours: {mon: 9-25}\n", 2, 14, "expected hours");
    BAD("hours: {mon: [9-12, 11-17]}\n", 2, 21, "overlap");
    BAD("hours: {mon-fri: 9-17, fri: 9-12}\n", 2, 24, "already");
    BAD("hours: {montag: 9-17}\n", 2, 9, "expected days");
    BAD("hours: {mon: closed}\n", 2, 8, "closed on every day");
    BAD("hours: 9-17\n", 2, 8, "expected weekdays");
    BAD("horus: {mon: 9-17}\n", 2, 1, "horus");
    BAD("hours: {mon: 9-17}\nholidays: [2026-02-30]\n", 3, 12, "expected a date");
    BAD("hours: {mon: 9-17}\nholidays: [1850-02-03]\n", 3, 12, "year");
    BAD("hours: {mon: 9-17}\nholidays: [2026-02-03/2026-02-01]\n", 3, 12, "before");
    BAD("hours: {mon: 9-17}\nholidays: [easter+x]\n", 3, 12, "easter");
    BAD("hours: {mon: 9-17}\nholidays: [nowhere.ics]\n", 3, 12, "nowhere.ics");
    BAD("hours: {mon: 9-17}\nholidays: [holidays.txt]\n", 3, 12, ".csv or .ics");
    BAD("hours: {mon: 9-17}\nexceptions: {2026-01-01: open}\n", 3, 26, "expected hours");
    BAD("hours: {mon: 9-17}\nday: 0h\n", 3, 6, "day");
#undef BAD
    refused("hours: {mon: 9-17}\n", 1, 1, "no calendar file");
    refused("- 1\n", 1, 0, "no calendar file");
}

int main(void)
{
    T("a week without anything special") plain_weeks();
    T("split shifts") split_shifts();
    T("clocks that change") changing_clocks();
    T("nights") nights();
    T("holidays and exceptions") holidays();
    T("names and versions") names();
    T("what is wrong is said with its place") mistakes();
    return t_end();
}
