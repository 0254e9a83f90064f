/*
 * Business time against an oracle that knows no arithmetic: it looks at every
 * minute, asks the C library what the clock on the wall shows in that minute, and
 * counts those in which somebody is there. Random weeks, holidays, nights, zones and
 * instants; the same ones in every run.
 */
#include <stdlib.h>
#include <time.h>

#include "calendar/calendar.h"

#include "../t.h"

enum { WORLDS = 160, CASES = 1500, DAYS = 16, MINUTES = DAYS * 24 * 60, DAY = 24 * 60 };

static uint64_t state = 20260105;

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 11) % n);
}

/* Hours of a day in minutes; `until` may lie on the next day. */
struct hours {
    int n;
    int from[4], until[4];
};

struct world {
    const char *zone;
    struct hours week[7];
    struct hours special[8];
    int64_t special_day[8];
    int n_special;
    int64_t start; /* of the window, seconds, whole minutes */
    char open[MINUTES];
};

static const char *const zones[] = {
    "UTC",           "Europe/Berlin",    "America/New_York",  "Australia/Lord_Howe",
    "Asia/Kolkata",  "Asia/Tehran",      "Africa/Casablanca", "America/Sao_Paulo",
    "Europe/Dublin", "Pacific/Chatham",  "America/St_Johns",  "Asia/Kathmandu",
    "Pacific/Apia",  "Antarctica/Troll", "America/Asuncion",  "Africa/Cairo",
};

/* Up to four intervals in order; the last may go on past midnight. */
static void make_hours(struct hours *hours, bool night)
{
    int at = (int)below(10 * 60);

    hours->n = 0;
    for (int n = (int)below(4); n > 0 && at < DAY - 2; n--) {
        int from = at + (int)below(180), until = from + 1 + (int)below(400);

        if (from >= DAY)
            break;
        if (until > DAY && (!night || until >= from + DAY))
            until = DAY;
        hours->from[hours->n] = from;
        hours->until[hours->n++] = until;
        at = until;
    }
}

static void put_hours(struct scrm_buf *out, const struct hours *hours)
{
    scrm_buf_putc(out, '[');
    for (int i = 0; i < hours->n; i++) {
        int until = hours->until[i] > DAY ? hours->until[i] - DAY : hours->until[i];

        scrm_buf_printf(out, "%s%02d:%02d-%02d:%02d", i ? ", " : "", hours->from[i] / 60,
                        hours->from[i] % 60, until / 60, until % 60);
    }
    scrm_buf_putc(out, ']');
}

static struct scrm_calendar *make_calendar(const struct world *world)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    struct scrm_calendar *calendar;
    struct scrm_buf text = {0};
    struct scrm_err err = {0};

    scrm_buf_printf(&text, "scrm_calendar: 1\ntimezone: %s\nhours:\n", world->zone);
    for (int i = 0; i < 7; i++) {
        scrm_buf_printf(&text, "  %s: ", names[i]);
        put_hours(&text, &world->week[i]);
        scrm_buf_putc(&text, '\n');
    }
    scrm_buf_puts(&text, "exceptions:\n");
    for (int i = 0; i < world->n_special; i++) {
        struct scrm_date date = scrm_time_date(world->special_day[i] * SCRM_DAY_MS);

        scrm_buf_printf(&text, "  %04d-%02d-%02d: ", (int)date.year, date.month, date.day);
        put_hours(&text, &world->special[i]);
        scrm_buf_putc(&text, '\n');
    }
    calendar = scrm_calendar_parse(scrm_buf_slice(&text), "random.yaml", &err);
    if (!OK(calendar != NULL))
        printf("%s\n%s\n", err.text, scrm_buf_text(&text));
    scrm_err_fini(&err);
    scrm_buf_fini(&text);
    return calendar;
}

static const struct hours *hours_on(const struct world *world, int64_t day)
{
    for (int i = 0; i < world->n_special; i++)
        if (world->special_day[i] == day)
            return &world->special[i];
    return &world->week[((day + 3) % 7 + 7) % 7];
}

/* Whether somebody is there while the wall shows this minute of this day. */
static bool is_there(const struct world *world, int64_t day, int minute)
{
    const struct hours *today = hours_on(world, day), *before = hours_on(world, day - 1);

    for (int i = 0; i < today->n; i++)
        if (minute >= today->from[i] && minute < today->until[i])
            return true;
    for (int i = 0; i < before->n; i++)
        if (minute + DAY < before->until[i])
            return true;
    return false;
}

static void make_world(struct world *world)
{
    bool night = below(3) == 0;
    struct tm tm = {.tm_year = 70 + (int)below(66), .tm_mon = (int)below(12), .tm_mday = 1};
    int64_t first;

    world->zone = zones[below(sizeof zones / sizeof *zones)];
    /* Every second window lies about the days on which clocks change. */
    if (below(2))
        tm.tm_mon = below(2) ? 2 : 9;
    tm.tm_mday += (int)below(28);
    world->start = timegm(&tm) + 60 * (int64_t)below(DAY);
    setenv("TZ", world->zone, 1);
    tzset();
    for (int i = 0; i < 7; i++)
        make_hours(&world->week[i], night);
    if (world->week[0].n == 0)
        world->week[0] = (struct hours){1, {540}, {1020}};
    first = world->start / 86400;
    world->n_special = (int)below(8);
    for (int i = 0; i < world->n_special; i++) {
        world->special_day[i] = first + 2 * i + below(2);
        make_hours(&world->special[i], night);
        if (below(2))
            world->special[i].n = 0;
    }
    for (int i = 0; i < MINUTES; i++) {
        time_t now = (time_t)(world->start + 60 * (int64_t)i);
        struct tm wall;

        localtime_r(&now, &wall);
        world->open[i] =
            is_there(world, scrm_time_days(wall.tm_year + 1900, wall.tm_mon + 1, wall.tm_mday),
                     wall.tm_hour * 60 + wall.tm_min);
    }
}

static int64_t instant(const struct world *world, int minute)
{
    return (world->start + 60 * (int64_t)minute) * SCRM_SECOND_MS;
}

/* One pair of instants, every minute between them looked at. */
static bool same_between(const struct world *world, const struct scrm_calendar *calendar,
                         int from, int until)
{
    int64_t sum = 0;

    for (int i = from; i < until; i++)
        sum += world->open[i];
    return scrm_calendar_between(calendar, instant(world, from), instant(world, until)) ==
           sum * SCRM_MINUTE_MS;
}

/* One target from one instant on; true as well where the window is too small to tell. */
static bool same_add(const struct world *world, const struct scrm_calendar *calendar, int from,
                     int target)
{
    int left = target, i;

    for (i = from; i < MINUTES && left; i++)
        left -= world->open[i];
    return left > 0 || scrm_calendar_add(calendar, instant(world, from),
                                         target * SCRM_MINUTE_MS) == instant(world, i);
}

static bool same_next(const struct world *world, const struct scrm_calendar *calendar, int from)
{
    int open = from, close;
    int64_t begins, ends;

    while (open < MINUTES && !world->open[open])
        open++;
    close = open;
    while (close < MINUTES && world->open[close])
        close++;
    if (close == MINUTES)
        return true;
    return scrm_calendar_next(calendar, instant(world, from), &begins, &ends) &&
           begins == instant(world, open) && ends == instant(world, close);
}

/* What holds for instants and targets between the minutes. */
static bool adds_up(const struct scrm_calendar *calendar, int64_t from, int64_t target)
{
    int64_t due = scrm_calendar_add(calendar, from, target);

    return scrm_calendar_between(calendar, from, due) == target &&
           scrm_calendar_between(calendar, from, due - 1) == target - 1 &&
           scrm_calendar_is_open(calendar, due - 1);
}

/* The same calendar out of its own text, which says the same again. */
static struct scrm_calendar *written_out(struct scrm_calendar *calendar)
{
    struct scrm_buf text = {0}, again = {0};
    struct scrm_err err = {0};
    struct scrm_calendar *copy;

    scrm_calendar_put(calendar, &text);
    copy = scrm_calendar_parse(scrm_buf_slice(&text), "copy", &err);
    if (OK(copy != NULL))
        scrm_calendar_put(copy, &again);
    SAME(scrm_buf_text(&again), scrm_buf_text(&text));
    scrm_buf_fini(&text);
    scrm_buf_fini(&again);
    scrm_err_fini(&err);
    scrm_calendar_free(calendar);
    return copy;
}

static int compare(void)
{
    static struct world world;
    int wrong = 0;

    make_world(&world);
    struct scrm_calendar *calendar = make_calendar(&world);
    if (calendar && below(2))
        calendar = written_out(calendar);
    if (!calendar)
        return 1;
    for (int i = 0; i < CASES; i++) {
        int from = (int)below(MINUTES), until = from + (int)below((uint32_t)(MINUTES - from));
        int target = 1 + (int)below(i % 4 ? 600 : 6000);
        bool good = same_between(&world, calendar, from, until) &&
                    same_add(&world, calendar, from, target) &&
                    same_next(&world, calendar, from) &&
                    scrm_calendar_is_open(calendar, instant(&world, from) + below(60000)) ==
                        (world.open[from] != 0) &&
                    adds_up(calendar, instant(&world, from) + below(60000),
                            1 + (int64_t)below(200000000));

        if (!good && wrong++ == 0)
            printf("%s, from %lld, %d minutes, target %d\n", world.zone,
                   (long long)(world.start + 60 * (int64_t)from), until - from, target);
    }
    scrm_calendar_free(calendar);
    return wrong;
}

int main(void)
{
    T("as the minutes say")
    {
        struct scrm_err err = {0};
        struct scrm_timezone *zone = scrm_timezone_load(SCRM_SLICE("Europe/Berlin"), &err);
        int wrong = 0;

        if (!zone) {
            printf("skipped: no zone files here. ");
            scrm_err_fini(&err);
            return t_end();
        }
        scrm_timezone_free(zone);
        for (int i = 0; i < WORLDS; i++)
            wrong += compare();
        OK(wrong == 0);
        printf("%d cases\n", WORLDS * CASES * 5);
    }
    return t_end();
}
