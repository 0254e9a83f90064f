/*
 * The zone of a report through the C library, which reads the system's zone
 * files. glibc takes an unknown name for UTC without a word, so the name is
 * looked for first.
 */
#include "report/zone.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/* Most reports are in it, and need no table of it. */
static bool is_utc;

static bool zone_exists(const char *name)
{
    char *path;
    bool found;

    if (strcmp(name, "UTC") == 0)
        return true;
    if (name[0] == '/' || name[0] == '.' || strstr(name, "..") || name[0] == '\0')
        return false;
    path = scrm_file_join("/usr/share/zoneinfo", name);
    found = access(path, R_OK) == 0;
    free(path);
    return found;
}

int scrm_zone_set(const char *name, struct scrm_err *err)
{
    if (!zone_exists(name))
        return scrm_err_set(
            err, SCRM_EXIT_USAGE,
            "--tz: unknown time zone \"%s\"; an IANA name such as Europe/Berlin", name);
    if (setenv("TZ", name, 1) != 0)
        return scrm_err_errno(err, SCRM_EXIT_MEMORY, "--tz");
    tzset();
    is_utc = strcmp(name, "UTC") == 0;
    return 0;
}

struct scrm_date scrm_zone_date(int64_t ms)
{
    int64_t seconds = (ms - (ms % 1000 + 1000) % 1000) / 1000;
    time_t when = (time_t)seconds;
    struct tm tm;
    struct scrm_date date = {0};

    if (is_utc || !localtime_r(&when, &tm))
        return scrm_time_date(ms);
    date.year = tm.tm_year + 1900;
    date.month = tm.tm_mon + 1;
    date.day = tm.tm_mday;
    date.hour = tm.tm_hour;
    date.minute = tm.tm_min;
    date.second = tm.tm_sec;
    date.millisecond = (int)(ms - seconds * 1000);
    date.weekday = (tm.tm_wday + 6) % 7;
    return date;
}

int64_t scrm_zone_day(int64_t ms)
{
    struct scrm_date date;

    if (is_utc)
        return (ms - (ms % SCRM_DAY_MS + SCRM_DAY_MS) % SCRM_DAY_MS) / SCRM_DAY_MS;
    date = scrm_zone_date(ms);
    return scrm_time_days(date.year, date.month, date.day);
}

int64_t scrm_zone_day_start(int64_t day)
{
    struct scrm_date date = scrm_time_date(day * SCRM_DAY_MS);
    struct tm tm = {.tm_year = (int)date.year - 1900,
                    .tm_mon = date.month - 1,
                    .tm_mday = date.day,
                    .tm_isdst = -1};

    return (int64_t)mktime(&tm) * SCRM_SECOND_MS;
}
