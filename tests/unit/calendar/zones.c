/*
 * Zone files against the C library, and rules and files that are none.
 */
#include <stdlib.h>
#include <time.h>

#include "calendar/zone.h"

#include "../t.h"

static const char *const names[] = {
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Africa/Casablanca",
    "Europe/Dublin",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Antarctica/Troll",
    "Asia/Gaza",
    "America/Nuuk",
    "Pacific/Norfolk",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+5",
    "Asia/Kathmandu",
    "EST5EDT",
};

/* Every 11 hours from 1970 to the end of 2099. */
static int compare(const struct scrm_timezone *zone)
{
    int wrong = 0;

    for (int64_t now = 0; now < INT64_C(4102444800); now += 39600 + 17) {
        time_t when = (time_t)now;
        struct tm tm;

        localtime_r(&when, &tm);
        wrong += tm.tm_gmtoff * SCRM_SECOND_MS !=
                 scrm_timezone_span(zone, now * SCRM_SECOND_MS).offset_ms;
    }
    return wrong;
}

static void as_the_library(void)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct scrm_err err = {0};
        struct scrm_timezone *zone = scrm_timezone_load(scrm_slice_of(names[i]), &err);

        if (!zone) {
            printf("skipped %s: %s. ", names[i], err.text);
            scrm_err_fini(&err);
            continue;
        }
        setenv("TZ", names[i], 1);
        tzset();
        if (!OK(compare(zone) == 0))
            printf("   %s\n", names[i]);
        scrm_timezone_free(zone);
    }
    setenv("TZ", "UTC", 1);
    tzset();
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
    return scrm_time_days(year, month, day) * SCRM_DAY_MS + hour * SCRM_HOUR_MS +
           minute * SCRM_MINUTE_MS;
}

/* A zone that is one rule. */
static struct scrm_timezone *ruled(const char *rule)
{
    struct scrm_timezone *zone = calloc(1, sizeof *zone);

    scrm_zone_add(zone, INT64_MIN, 0);
    if (scrm_zone_rule(zone, scrm_slice_of(rule)) == 0)
        return zone;
    scrm_timezone_free(zone);
    return NULL;
}

static void rules(void)
{
    static const char *const bad[] = {"CET",
                                      "C1",
                                      "CET-1CEST,M13.1.0,M3.1.0",
                                      "CET-1CEST",
                                      "<+03-3",
                                      "CET-1CEST,M3.5.0",
                                      "CET-200",
                                      "CET-1CEST,M3.5.7,M10.5.0",
                                      "CET-1CEST,J0,J3",
                                      "CET-1CEST,M3.5.0,M10.5.0x"};
    struct scrm_timezone *zone = ruled("XXX+5YYY,J60/0,J300/24:00:00");

    OK(zone != NULL);
    /* J60 is March 1 in every year. */
    OK(scrm_timezone_span(zone, utc(2024, 3, 1, 4, 59)).offset_ms == -5 * SCRM_HOUR_MS);
    OK(scrm_timezone_span(zone, utc(2024, 3, 1, 5, 0)).offset_ms == -4 * SCRM_HOUR_MS);
    OK(scrm_timezone_span(zone, utc(2023, 3, 1, 5, 0)).offset_ms == -4 * SCRM_HOUR_MS);
    scrm_timezone_free(zone);
    zone = ruled("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1");
    OK(zone != NULL);
    OK(scrm_timezone_span(zone, utc(2050, 3, 27, 0, 59)).offset_ms == -3 * SCRM_HOUR_MS);
    OK(scrm_timezone_span(zone, utc(2050, 3, 27, 1, 0)).offset_ms == -2 * SCRM_HOUR_MS);
    scrm_timezone_free(zone);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        zone = ruled(bad[i]);
        if (!OK(!zone))
            printf("   taken: %s\n", bad[i]);
        scrm_timezone_free(zone);
    }
}

static void local_time(void)
{
    struct scrm_err err = {0};
    struct scrm_timezone *zone = scrm_timezone_load(SCRM_SLICE("Europe/Berlin"), &err);
    struct scrm_date date;

    if (!zone) {
        printf("skipped: %s. ", err.text);
        scrm_err_fini(&err);
        return;
    }
    OK(scrm_timezone_instant(zone, utc(2026, 1, 5, 9, 0)) == utc(2026, 1, 5, 8, 0));
    OK(scrm_timezone_instant(zone, utc(2026, 7, 5, 0, 0)) == utc(2026, 7, 4, 22, 0));
    /* The gap, and the hour that comes twice. */
    OK(scrm_timezone_instant(zone, utc(2026, 3, 29, 2, 30)) == utc(2026, 3, 29, 1, 0));
    OK(scrm_timezone_instant(zone, utc(2026, 3, 29, 3, 30)) == utc(2026, 3, 29, 1, 30));
    OK(scrm_timezone_instant(zone, utc(2026, 10, 25, 2, 30)) == utc(2026, 10, 25, 0, 30));
    date = scrm_timezone_date(zone, utc(2026, 12, 31, 23, 15));
    OK(date.year == 2027 && date.month == 1 && date.day == 1 && date.hour == 0 &&
       date.minute == 15 && date.weekday == 4);
    scrm_timezone_free(zone);
}

static void no_zones(void)
{
    static const char *const bad[] = {"",         "/etc/passwd",    "../zoneinfo/UTC", "Europe",
                                      "zone.tab", "Europe/Nowhere", "right/UTC"};
    struct scrm_err err = {0};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct scrm_timezone *zone = scrm_timezone_load(scrm_slice_of(bad[i]), &err);

        if (!OK(!zone && err.code == SCRM_EXIT_CONFIG))
            printf("   taken: %s\n", bad[i]);
        scrm_timezone_free(zone);
        scrm_err_clear(&err);
    }
    OK(!scrm_timezone_parse(SCRM_SLICE("TZif2"), "cut", &err));
    SAME(err.file, "cut");
    scrm_err_fini(&err);
}

/* A small file in the old form, written by hand: 32-bit times and no rule. */
static void old_files(void)
{
    static const char file[] = "TZif\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\4"
                               "\x10\0\0\0"
                               "\1"
                               "\0\0\x0E\x10\0\0"
                               "\xFF\xFF\xF1\xF0\0\0"
                               "ABC";
    struct scrm_err err = {0};
    struct scrm_timezone *zone =
        scrm_timezone_parse((struct scrm_slice){file, sizeof file}, "old", &err);

    OK(zone != NULL);
    OK(zone && scrm_timezone_span(zone, 0).offset_ms == SCRM_HOUR_MS);
    OK(zone &&
       scrm_timezone_span(zone, 0x10000000 * SCRM_SECOND_MS).offset_ms == -SCRM_HOUR_MS);
    scrm_timezone_free(zone);
    for (size_t len = 0; len + 1 < sizeof file; len++) {
        OK(!scrm_timezone_parse((struct scrm_slice){file, len}, "cut", &err));
        scrm_err_clear(&err);
    }
}

int main(void)
{
    T("as the C library has them") as_the_library();
    T("rules") rules();
    T("local time") local_time();
    T("no zones") no_zones();
    T("old files") old_files();
    return t_end();
}
