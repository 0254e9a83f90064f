/*
 * The rule at the end of a zone file, in the form of POSIX's TZ with the wider
 * hours of RFC 8536: "CET-1CEST,M3.5.0,M10.5.0/3", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1".
 */
#include "calendar/zone.h"

enum { HOURS_MAX = 167 };

struct reader {
    const char *at, *end;
};

/* When in a year the clocks change. */
struct moment {
    enum { WEEKDAY, JULIAN, DAY_OF_YEAR } form;
    int month, week, day; /* WEEKDAY: 1-12, 1-5, 0 = Sunday; else `day` alone */
    int32_t seconds;      /* of the local day; may lie outside it */
};

static bool take(struct reader *in, char c)
{
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

static int read_number(struct reader *in, int most, int *number)
{
    const char *from = in->at;

    *number = 0;
    while (in->at < in->end && *in->at >= '0' && *in->at <= '9') {
        *number = *number * 10 + (*in->at++ - '0');
        if (*number > most)
            return -1;
    }
    return in->at > from ? 0 : -1;
}

/* [+-]hh[:mm[:ss]] */
static int read_time(struct reader *in, int32_t *seconds)
{
    bool minus = take(in, '-');
    int hours, minutes = 0, rest = 0;

    if (!minus)
        take(in, '+');
    if (read_number(in, HOURS_MAX, &hours) ||
        (take(in, ':') &&
         (read_number(in, 59, &minutes) || (take(in, ':') && read_number(in, 59, &rest)))))
        return -1;
    *seconds = hours * 3600 + minutes * 60 + rest;
    if (minus)
        *seconds = -*seconds;
    return 0;
}

/* CET or <+0330>: only its end counts. */
static int read_name(struct reader *in)
{
    const char *from = in->at;

    if (take(in, '<')) {
        while (in->at < in->end && *in->at != '>')
            in->at++;
        return take(in, '>') ? 0 : -1;
    }
    while (in->at < in->end &&
           ((*in->at >= 'a' && *in->at <= 'z') || (*in->at >= 'A' && *in->at <= 'Z')))
        in->at++;
    return in->at - from >= 3 ? 0 : -1;
}

static int read_moment(struct reader *in, struct moment *moment)
{
    int status;

    *moment = (struct moment){.seconds = 2 * 3600};
    if (!take(in, ','))
        return -1;
    if (take(in, 'M')) {
        moment->form = WEEKDAY;
        status = read_number(in, 12, &moment->month) || !take(in, '.') ||
                 read_number(in, 5, &moment->week) || !take(in, '.') ||
                 read_number(in, 6, &moment->day) || !moment->month || !moment->week;
    } else if (take(in, 'J')) {
        moment->form = JULIAN;
        status = read_number(in, 365, &moment->day) || !moment->day;
    } else {
        moment->form = DAY_OF_YEAR;
        status = read_number(in, 365, &moment->day);
    }
    return status || (take(in, '/') && read_time(in, &moment->seconds)) ? -1 : 0;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The day of a year, since 1970. */
static int64_t day_of(const struct moment *moment, int year)
{
    int64_t first = scrm_time_days(year, 1, 1), day, next;

    if (moment->form == DAY_OF_YEAR)
        return first + moment->day;
    if (moment->form == JULIAN) /* February 29 is never counted */
        return first + moment->day - 1 + (is_leap(year) && moment->day >= 60);
    first = scrm_time_days(year, moment->month, 1);
    next = moment->month == 12 ? scrm_time_days(year + 1, 1, 1)
                               : scrm_time_days(year, moment->month + 1, 1);
    /* 1970-01-01 was a Thursday, 4. */
    day = first + (moment->day - ((first + 4) % 7 + 7) % 7 + 7) % 7 +
          INT64_C(7) * (moment->week - 1);
    return day < next ? day : day - 7;
}

static int64_t instant_of(const struct moment *moment, int year, int32_t offset)
{
    return day_of(moment, year) * (SCRM_DAY_MS / SCRM_SECOND_MS) + moment->seconds - offset;
}

/* Both changes of each year, in the order of time. */
static void add_years(struct scrm_timezone *zone, const struct moment *start, int32_t summer,
                      const struct moment *end, int32_t standard)
{
    for (int year = SCRM_CALENDAR_FIRST_YEAR; year <= SCRM_CALENDAR_LAST_YEAR; year++) {
        int64_t on = instant_of(start, year, standard), off = instant_of(end, year, summer);

        if (on <= off)
            scrm_zone_add(zone, on, summer);
        scrm_zone_add(zone, off, standard);
        if (on > off)
            scrm_zone_add(zone, on, summer);
    }
}

int scrm_zone_rule(struct scrm_timezone *zone, struct scrm_slice rule)
{
    struct reader in = {rule.at, scrm_slice_end(rule)};
    struct moment start, end;
    int32_t standard, summer;

    if (read_name(&in) || read_time(&in, &standard))
        return -1;
    standard = -standard; /* the form counts westwards */
    if (in.at == in.end)
        return 0;
    summer = standard + 3600;
    if (read_name(&in))
        return -1;
    if (in.at < in.end && *in.at != ',') {
        if (read_time(&in, &summer))
            return -1;
        summer = -summer;
    }
    if (read_moment(&in, &start) || read_moment(&in, &end) || in.at != in.end)
        return -1;
    add_years(zone, &start, summer, &end, standard);
    return 0;
}
