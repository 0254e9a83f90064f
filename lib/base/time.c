/*
 * The calendar's arithmetic, RFC 3339, durations and the one clock. Dates in
 * other people's formats are read in date.c.
 */
#include "base/time.h"

#include <inttypes.h>
#include <time.h>

#include "base/num.h"

/* What a person means is within these years; sums of instants and lengths stay far from what
 * 64 bits hold. */
#define YEAR_0_MS INT64_C(-62167219200000)
#define YEAR_10000_MS INT64_C(253402300800000)
#define DURATION_MAX_MS (INT64_C(3653000) * SCRM_DAY_MS)

int64_t scrm_time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SCRM_SECOND_MS + now.tv_nsec / 1000000;
}

/* Rounds towards minus infinity, as days before 1970 need. */
static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Years are counted from March, so that the leap day comes last; 400 years
 * have 146,097 days. */
int64_t scrm_time_days(int64_t year, int month, int day)
{
    int64_t shifted = year - (month <= 2);
    int64_t era = floor_div(shifted, 400);
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
           day_of_year - 719468;
}

struct scrm_date scrm_time_date(int64_t ms)
{
    int64_t days = floor_div(ms, SCRM_DAY_MS);
    int64_t rest = ms - days * SCRM_DAY_MS;
    int64_t shifted = days + 719468;
    int64_t era = floor_div(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (int)((5 * day_of_year + 2) / 153);
    struct scrm_date date = {0};

    date.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    date.month = month < 10 ? month + 3 : month - 9;
    date.year = year_of_era + era * 400 + (date.month <= 2);
    date.hour = (int)(rest / SCRM_HOUR_MS);
    date.minute = (int)(rest / SCRM_MINUTE_MS % 60);
    date.second = (int)(rest / SCRM_SECOND_MS % 60);
    date.millisecond = (int)(rest % SCRM_SECOND_MS);
    date.weekday = (int)(((days + 3) % 7 + 7) % 7);
    return date;
}

int64_t scrm_time_from_date(const struct scrm_date *date)
{
    return scrm_time_days(date->year, date->month, date->day) * SCRM_DAY_MS +
           date->hour * SCRM_HOUR_MS + date->minute * SCRM_MINUTE_MS +
           date->second * SCRM_SECOND_MS + date->millisecond;
}

/* The digit at `at` as a number, or more than 9. */
static inline unsigned digit(const char *at)
{
    return (unsigned char)*at - (unsigned)'0';
}

/* Two digits at `at` as a number, or -1. */
static inline int two_digits(const char *at)
{
    unsigned tens = digit(at), ones = digit(at + 1);

    return ((tens <= 9) & (ones <= 9)) ? (int)(tens * 10 + ones) : -1;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

/* The offset behind the time: "Z", "+02:00". Milliseconds, or -1 in `*ok`. */
static int rfc3339_offset(struct scrm_slice rest, int64_t *offset)
{
    int hours, minutes;

    *offset = 0;
    if (rest.len == 1 && (rest.at[0] | 0x20) == 'z')
        return 0;
    if (rest.len != 6 || (rest.at[0] != '+' && rest.at[0] != '-') || rest.at[3] != ':')
        return -1;
    hours = two_digits(rest.at + 1);
    minutes = two_digits(rest.at + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return -1;
    *offset = (hours * SCRM_HOUR_MS + minutes * SCRM_MINUTE_MS) * (rest.at[0] == '-' ? -1 : 1);
    return 0;
}

int scrm_time_rfc3339(struct scrm_slice text, int64_t *ms)
{
    const char *at = text.at;
    struct scrm_date date = {0};
    size_t used = 19;
    int64_t offset;
    int century, year, scale = 100;

    if (text.len < 20 || at[4] != '-' || at[7] != '-' || (at[10] | 0x20) != 't' ||
        at[13] != ':' || at[16] != ':')
        return -1;
    century = two_digits(at);
    year = two_digits(at + 2);
    date.year = century * 100 + year;
    date.month = two_digits(at + 5);
    date.day = two_digits(at + 8);
    date.hour = two_digits(at + 11);
    date.minute = two_digits(at + 14);
    date.second = two_digits(at + 17);
    if (century < 0 || year < 0 || date.month < 1 || date.month > 12 || date.day < 1 ||
        (date.day > 28 && date.day > days_in_month(date.year, date.month)) || date.hour < 0 ||
        date.hour > 23 || date.minute < 0 || date.minute > 59 || date.second < 0 ||
        date.second > 60)
        return -1;
    if (at[used] == '.') {
        used++;
        if (used == text.len || digit(at + used) > 9)
            return -1;
        for (; used < text.len && digit(at + used) <= 9; used++, scale /= 10)
            date.millisecond += (int)digit(at + used) * scale;
    }
    if (rfc3339_offset((struct scrm_slice){at + used, text.len - used}, &offset))
        return -1;
    /* RFC 3339 knows a leap second only as the last of a month in UTC, at 23:59:60. */
    if (date.second == 60) {
        struct scrm_date utc = date;

        utc.second = 59;
        utc = scrm_time_date(scrm_time_from_date(&utc) - offset);
        if (utc.hour != 23 || utc.minute != 59)
            return -1;
    }
    *ms = scrm_time_from_date(&date) - offset;
    return 0;
}

struct unit {
    const char *name;
    int64_t ms;
};

static const struct unit units[] = {
    {"ms", 1},
    {"s", SCRM_SECOND_MS},
    {"sec", SCRM_SECOND_MS},
    {"second", SCRM_SECOND_MS},
    {"seconds", SCRM_SECOND_MS},
    {"m", SCRM_MINUTE_MS},
    {"min", SCRM_MINUTE_MS},
    {"minute", SCRM_MINUTE_MS},
    {"minutes", SCRM_MINUTE_MS},
    {"h", SCRM_HOUR_MS},
    {"hour", SCRM_HOUR_MS},
    {"hours", SCRM_HOUR_MS},
    {"d", SCRM_DAY_MS},
    {"day", SCRM_DAY_MS},
    {"days", SCRM_DAY_MS},
    {"w", 7 * SCRM_DAY_MS},
    {"week", 7 * SCRM_DAY_MS},
    {"weeks", 7 * SCRM_DAY_MS},
};

static int64_t unit_ms(struct scrm_slice name)
{
    size_t i;

    for (i = 0; i < sizeof units / sizeof *units; i++)
        if (scrm_slice_is(name, units[i].name))
            return units[i].ms;
    return 0;
}

/* Adds `number` of a unit to the parts; -1 for no unit, or too much. */
static int add_part(struct scrm_time_parts *parts, int64_t number, int64_t unit)
{
    int64_t *part = unit == 7 * SCRM_DAY_MS ? &parts->weeks
                    : unit == SCRM_DAY_MS   ? &parts->days
                                            : &parts->ms;
    int64_t worth;

    if (part != &parts->ms)
        unit = 1;
    return unit == 0 || __builtin_mul_overflow(number, unit, &worth) ||
                   __builtin_add_overflow(*part, worth, part)
               ? -1
               : 0;
}

int scrm_time_duration_parts(struct scrm_slice text, struct scrm_time_parts *parts)
{
    struct scrm_time_parts sum = {0};
    size_t at = 0;

    text = scrm_slice_trim(text);
    if (text.len == 0)
        return -1;
    while (at < text.len) {
        size_t start = at;
        int64_t number;
        struct scrm_slice name;

        while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9')
            at++;
        if (scrm_num_int((struct scrm_slice){text.at + start, at - start}, &number))
            return -1;
        while (at < text.len && text.at[at] == ' ')
            at++;
        start = at;
        while (at < text.len && text.at[at] >= 'a' && text.at[at] <= 'z')
            at++;
        name = (struct scrm_slice){text.at + start, at - start};
        if (add_part(&sum, number, unit_ms(name)))
            return -1;
        while (at < text.len && text.at[at] == ' ')
            at++;
    }
    *parts = sum;
    return 0;
}

int scrm_time_duration(struct scrm_slice text, int64_t *ms)
{
    struct scrm_time_parts parts;
    int64_t days, weeks, sum;

    if (scrm_time_duration_parts(text, &parts) ||
        __builtin_mul_overflow(parts.days, SCRM_DAY_MS, &days) ||
        __builtin_mul_overflow(parts.weeks, 7 * SCRM_DAY_MS, &weeks) ||
        __builtin_add_overflow(days, weeks, &sum) ||
        __builtin_add_overflow(sum, parts.ms, &sum))
        return -1;
    if (sum > DURATION_MAX_MS)
        return -1;
    *ms = sum;
    return 0;
}

static int read_option(struct scrm_slice text, int64_t now, int64_t *ms)
{
    int64_t value;

    if (scrm_time_rfc3339(text, ms) == 0)
        return 0;
    if (scrm_num_int(text, &value) == 0)
        return __builtin_mul_overflow(value, SCRM_SECOND_MS, ms) ? -1 : 0;
    if (scrm_time_duration(text, &value) == 0)
        return __builtin_sub_overflow(now, value, ms) ? -1 : 0;
    return scrm_time_any(text, ms);
}

int scrm_time_option(struct scrm_slice text, int64_t now, int64_t *ms)
{
    int64_t read;

    if (read_option(text, now, &read) || read < YEAR_0_MS || read >= YEAR_10000_MS)
        return -1;
    *ms = read;
    return 0;
}

static void put_two(char *at, int value)
{
    at[0] = (char)('0' + value / 10);
    at[1] = (char)('0' + value % 10);
}

void scrm_time_put(struct scrm_buf *buf, int64_t ms)
{
    struct scrm_date date = scrm_time_date(ms);
    char text[] = "0000-00-00T00:00:00.000Z";

    if (date.year < 0 || date.year > 9999) {
        scrm_buf_printf(buf, "%s%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ",
                        date.year < 0 ? "" : "+", date.year, date.month, date.day, date.hour,
                        date.minute, date.second);
        return;
    }
    put_two(text, (int)date.year / 100);
    put_two(text + 2, (int)date.year % 100);
    put_two(text + 5, date.month);
    put_two(text + 8, date.day);
    put_two(text + 11, date.hour);
    put_two(text + 14, date.minute);
    put_two(text + 17, date.second);
    if (date.millisecond == 0) {
        text[19] = 'Z';
        scrm_buf_put(buf, text, 20);
        return;
    }
    text[20] = (char)('0' + date.millisecond / 100);
    put_two(text + 21, date.millisecond % 100);
    scrm_buf_put(buf, text, 24);
}

void scrm_time_put_duration(struct scrm_buf *buf, int64_t ms)
{
    static const struct unit steps[] = {{"d", SCRM_DAY_MS},
                                        {"h", SCRM_HOUR_MS},
                                        {"min", SCRM_MINUTE_MS},
                                        {"s", SCRM_SECOND_MS}};
    size_t i = 0;

    if (ms < 0) {
        scrm_buf_puts(buf, "-");
        ms = -ms;
    }
    while (i < 3 && ms < steps[i].ms)
        i++;
    scrm_buf_printf(buf, "%" PRId64 " %s", ms / steps[i].ms, steps[i].name);
    ms %= steps[i].ms;
    /* A second unit only where it still says something: days and hours, hours and minutes. */
    if (i < 2 && ms >= steps[i + 1].ms)
        scrm_buf_printf(buf, " %" PRId64 " %s", ms / steps[i + 1].ms, steps[i + 1].name);
}
