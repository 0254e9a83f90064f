/*
 * Dates as holidays are written: one day, a row of them, one that comes back each
 * year, one that hangs on Easter.
 */
#include "calendar/inner.h"

#include <strings.h>

/* A row of days longer than this is a slip of the pen. */
enum { ROW_DAYS_MAX = 1000, EASTER_DAYS_MAX = 100 };

static const char no_date[] =
    "expected a date such as 2026-12-24, 12-24 (every year), 2026-12-24/2026-12-31 or easter+1";
static const char out_of_range[] = "expected a year from 1970 to 2100";

static int days_in(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* `n` digits. */
static bool read_digits(const char **at, const char *end, int n, int *number)
{
    *number = 0;
    for (; n; n--, (*at)++) {
        if (*at == end || **at < '0' || **at > '9')
            return false;
        *number = *number * 10 + (**at - '0');
    }
    return true;
}

/* "MM-DD"; February 29 counts. */
static bool read_day_of_year(struct scrm_slice text, int *month, int *day)
{
    const char *at = text.at, *end = scrm_slice_end(text);

    return read_digits(&at, end, 2, month) && at < end && *at++ == '-' &&
           read_digits(&at, end, 2, day) && at == end && *month >= 1 && *month <= 12 &&
           *day >= 1 && *day <= days_in(2000, *month);
}

/* Whether the date exists, whatever the year. */
static bool read_date(struct scrm_slice text, int *year, int *month, int *day)
{
    const char *at = text.at, *end = scrm_slice_end(text);
    bool dashes = text.len == 10;

    return (dashes || text.len == 8) && read_digits(&at, end, 4, year) &&
           (!dashes || *at++ == '-') && read_digits(&at, end, 2, month) &&
           (!dashes || *at++ == '-') && read_digits(&at, end, 2, day) && *month >= 1 &&
           *month <= 12 && *day >= 1 && *day <= days_in(*year, *month);
}

static bool in_range(int year)
{
    return year >= SCRM_CALENDAR_FIRST_YEAR && year <= SCRM_CALENDAR_LAST_YEAR;
}

bool scrm_date_read(struct scrm_slice text, int64_t *day)
{
    int year, month, date;

    if (!read_date(text, &year, &month, &date) || !in_range(year))
        return false;
    *day = scrm_time_days(year, month, date);
    return true;
}

static const char *add(struct scrm_plan *plan, const struct scrm_dates *like, int64_t first,
                       int64_t last, bool yearly)
{
    struct scrm_dates dates = *like;

    dates.first = (int32_t)first;
    dates.last = (int32_t)last;
    if (dates.rank != SCRM_RANK_HOLIDAY)
        dates.rank = yearly ? SCRM_RANK_YEARLY : SCRM_RANK_DATE;
    return scrm_plan_add(plan, &dates) ? NULL : "more dates than a calendar holds";
}

static const char *add_row(struct scrm_slice text, size_t slash, const struct scrm_dates *like,
                           struct scrm_plan *plan)
{
    int64_t first, last;

    if (!scrm_date_read((struct scrm_slice){text.at, slash}, &first) ||
        !scrm_date_read((struct scrm_slice){text.at + slash + 1, text.len - slash - 1}, &last))
        return "expected two dates from 1970 to 2100, such as 2026-12-24/2026-12-31";
    if (last < first)
        return "the last day stands before the first";
    if (last - first >= ROW_DAYS_MAX)
        return "more than 1000 days in a row";
    return add(plan, like, first, last, false);
}

static const char *add_yearly(int month, int day, const struct scrm_dates *like,
                              struct scrm_plan *plan)
{
    const char *wrong = NULL;

    for (int year = SCRM_CALENDAR_FIRST_YEAR; year <= SCRM_CALENDAR_LAST_YEAR && !wrong;
         year++) {
        int64_t at = scrm_time_days(year, month, day);

        if (day <= days_in(year, month))
            wrong = add(plan, like, at, at, true);
    }
    return wrong;
}

/* Easter Sunday of the western churches, by the tables of Lilius and Clavius. */
static int64_t easter(int year)
{
    int golden = year % 19, century = year / 100;
    int moon = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    int paschal = moon - (moon / 28) * (1 - (29 / (moon + 1)) * ((21 - golden) / 11));
    int weekday = (year + year / 4 + paschal + 2 - century + century / 4) % 7;
    int days = paschal - weekday; /* from March 28 on */

    return scrm_time_days(year, 3, 28) + days;
}

/* What stands behind "easter". */
static const char *add_easter(struct scrm_slice text, const struct scrm_dates *like,
                              struct scrm_plan *plan)
{
    const char *wrong = NULL;
    int shift = 0;

    if (text.len) {
        size_t i = 1;

        while (i < text.len && i < 4 && text.at[i] >= '0' && text.at[i] <= '9')
            shift = shift * 10 + (text.at[i++] - '0');
        if ((text.at[0] != '+' && text.at[0] != '-') || i == 1 || i < text.len ||
            shift > EASTER_DAYS_MAX)
            return no_date;
        shift = text.at[0] == '-' ? -shift : shift;
    }
    for (int year = SCRM_CALENDAR_FIRST_YEAR; year <= SCRM_CALENDAR_LAST_YEAR && !wrong; year++)
        wrong = add(plan, like, easter(year) + shift, easter(year) + shift, true);
    return wrong;
}

const char *scrm_dates_read(struct scrm_slice text, const struct scrm_dates *like,
                            struct scrm_plan *plan)
{
    int year, month, day;
    const char *slash;

    text = scrm_slice_trim(text);
    slash = text.len ? memchr(text.at, '/', text.len) : NULL;
    if (slash)
        return add_row(text, (size_t)(slash - text.at), like, plan);
    if (text.len >= 6 && strncasecmp(text.at, "easter", 6) == 0)
        return add_easter((struct scrm_slice){text.at + 6, text.len - 6}, like, plan);
    if (text.len == 5 && read_day_of_year(text, &month, &day))
        return add_yearly(month, day, like, plan);
    if (text.len == 0 || !read_date(text, &year, &month, &day))
        return no_date;
    if (!in_range(year))
        return out_of_range;
    return add(plan, like, scrm_time_days(year, month, day), scrm_time_days(year, month, day),
               false);
}

bool scrm_dates_look(struct scrm_slice text)
{
    text = scrm_slice_trim(text);
    if (text.len >= 6 && strncasecmp(text.at, "easter", 6) == 0)
        return !memchr(text.at, '.', text.len);
    for (size_t i = 0; i < text.len; i++)
        if ((text.at[i] < '0' || text.at[i] > '9') && text.at[i] != '-' && text.at[i] != '/')
            return false;
    return text.len > 0;
}
