/*
 * Repetitions: read part by part, and worked out period by period (years, months,
 * weeks, days), each day of a period being asked whether it is meant.
 */
#include "calendar/recur.h"

#include "base/num.h"

enum { INTERVAL_MAX = 10000, COUNT_MAX = 100000 };

static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static int read_weekday(struct scrm_slice text)
{
    for (int i = 0; i < 7; i++)
        if (scrm_slice_is(text, weekdays[i]))
            return i;
    return -1;
}

bool scrm_ics_day(struct scrm_slice text, int64_t *day)
{
    int numbers[] = {0, 0, 0};

    if (text.len < 8 || (text.len > 8 && text.at[8] != 'T'))
        return false;
    for (size_t i = 0; i < 8; i++) {
        int *number = &numbers[i < 4 ? 0 : i < 6 ? 1 : 2];

        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        *number = *number * 10 + (text.at[i] - '0');
    }
    if (numbers[1] < 1 || numbers[1] > 12 || numbers[2] < 1 || numbers[2] > 31)
        return false;
    *day = scrm_time_days(numbers[0], numbers[1], numbers[2]);
    return true;
}

/* "2MO", "-1FR", "TU" */
static const char *add_weekday(struct scrm_recur *recur, struct scrm_slice text)
{
    struct scrm_slice name = {text.at + text.len - 2, 2};
    struct scrm_slice nth = {text.at, text.len - 2};
    int64_t number = 0;
    int day = text.len >= 2 ? read_weekday(name) : -1;

    if (text.len > 2 && nth.at[0] == '+') {
        nth.at++;
        nth.len--;
    }
    if (day < 0 ||
        (nth.len && (scrm_num_int(nth, &number) || number == 0 || number > 53 || number < -53)))
        return "BYDAY: expected days such as MO,TU or 4TH";
    if (recur->n_days == SCRM_RECUR_DAYS_MAX)
        return "BYDAY: too many days";
    recur->days[recur->n_days].nth = (int)number;
    recur->days[recur->n_days++].day = day;
    return NULL;
}

static const char *add_month_day(struct scrm_recur *recur, struct scrm_slice text)
{
    int64_t number;

    if (scrm_num_int(text, &number) || number == 0 || number > 31 || number < -31)
        return "BYMONTHDAY: expected days from 1 to 31";
    if (number > 0)
        recur->month_days |= UINT32_C(1) << number;
    else
        recur->last_days |= UINT32_C(1) << -number;
    return NULL;
}

static const char *add_month(struct scrm_recur *recur, struct scrm_slice text)
{
    int64_t number;

    if (scrm_num_int(text, &number) || number < 1 || number > 12)
        return "BYMONTH: expected months from 1 to 12";
    recur->months |= 1u << number;
    return NULL;
}

typedef const char *add_item(struct scrm_recur *recur, struct scrm_slice text);

static const char *read_items(struct scrm_recur *recur, struct scrm_slice text, add_item *add)
{
    const char *wrong;

    do {
        const char *comma = text.len ? memchr(text.at, ',', text.len) : NULL;
        size_t len = comma ? (size_t)(comma - text.at) : text.len;

        wrong = add(recur, (struct scrm_slice){text.at, len});
        text.at += len + (comma != NULL);
        text.len -= len + (comma != NULL);
    } while (!wrong && text.len);
    return wrong;
}

static const char *read_frequency(struct scrm_recur *recur, struct scrm_slice text)
{
    static const char *const names[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"};

    for (unsigned i = 0; i < 4; i++) {
        if (scrm_slice_is(text, names[i])) {
            recur->every = SCRM_YEARLY + i;
            return NULL;
        }
    }
    return "FREQ: expected YEARLY, MONTHLY, WEEKLY or DAILY";
}

static const char *read_part(struct scrm_recur *recur, struct scrm_slice name,
                             struct scrm_slice value)
{
    if (scrm_slice_is(name, "FREQ"))
        return read_frequency(recur, value);
    if (scrm_slice_is(name, "INTERVAL"))
        return scrm_num_int(value, &recur->interval) || recur->interval < 1 ||
                       recur->interval > INTERVAL_MAX
                   ? "INTERVAL: expected a number from 1 to 10000"
                   : NULL;
    if (scrm_slice_is(name, "COUNT"))
        return scrm_num_int(value, &recur->count) || recur->count < 1 ||
                       recur->count > COUNT_MAX
                   ? "COUNT: expected a number from 1 to 100000"
                   : NULL;
    if (scrm_slice_is(name, "UNTIL"))
        return scrm_ics_day(value, &recur->until) ? NULL
                                                  : "UNTIL: expected a date such as 20261224";
    if (scrm_slice_is(name, "WKST")) {
        recur->week_start = read_weekday(value);
        return recur->week_start < 0 ? "WKST: expected a day such as MO" : NULL;
    }
    if (scrm_slice_is(name, "BYMONTH"))
        return read_items(recur, value, add_month);
    if (scrm_slice_is(name, "BYMONTHDAY"))
        return read_items(recur, value, add_month_day);
    if (scrm_slice_is(name, "BYDAY"))
        return read_items(recur, value, add_weekday);
    return "a repetition that is not understood here: write its dates one by one";
}

const char *scrm_recur_read(struct scrm_slice text, struct scrm_recur *recur)
{
    const char *wrong = NULL;

    *recur = (struct scrm_recur){.interval = 1, .until = INT64_MAX};
    while (!wrong && text.len) {
        const char *semicolon = memchr(text.at, ';', text.len);
        size_t len = semicolon ? (size_t)(semicolon - text.at) : text.len;
        const char *equals = memchr(text.at, '=', len);

        if (equals)
            wrong = read_part(
                recur, (struct scrm_slice){text.at, (size_t)(equals - text.at)},
                (struct scrm_slice){equals + 1, len - (size_t)(equals - text.at) - 1});
        else if (len)
            wrong = "expected parts such as FREQ=YEARLY";
        text.at += len + (semicolon != NULL);
        text.len -= len + (semicolon != NULL);
    }
    return wrong || recur->every ? wrong : "a repetition without FREQ";
}

/* --- working out --- */

/* A period: days since 1970, the last not part of it. */
struct period {
    int64_t from, until;
};

static int64_t month_start(int64_t months)
{
    return scrm_time_days(months / 12, (int)(months % 12) + 1, 1);
}

static struct period period_of(const struct scrm_recur *recur, int64_t start, int64_t turn)
{
    struct scrm_date first = scrm_time_date(start * SCRM_DAY_MS);
    int64_t month = first.year * 12 + first.month - 1;

    switch (recur->every) {
    case SCRM_YEARLY:
        first.year += turn;
        return (struct period){scrm_time_days(first.year, 1, 1),
                               scrm_time_days(first.year + 1, 1, 1)};
    case SCRM_MONTHLY:
        return (struct period){month_start(month + turn), month_start(month + turn + 1)};
    case SCRM_WEEKLY:
        start -= (first.weekday - recur->week_start + 7) % 7;
        return (struct period){start + 7 * turn, start + 7 * turn + 7};
    default:
        return (struct period){start + turn, start + turn + 1};
    }
}

/* Whether BYDAY means the day; its count runs through `around`. */
static bool is_weekday(const struct scrm_recur *recur, int64_t day, int weekday,
                       struct period around)
{
    for (size_t i = 0; i < recur->n_days; i++) {
        int nth = recur->days[i].nth;

        if (recur->days[i].day == weekday &&
            (nth == 0 || (nth > 0 && (day - around.from) / 7 == nth - 1) ||
             (nth < 0 && (around.until - 1 - day) / 7 == -nth - 1)))
            return true;
    }
    return recur->n_days == 0;
}

static bool has_days(const struct scrm_recur *recur)
{
    return recur->n_days || recur->month_days || recur->last_days;
}

static bool is_month(const struct scrm_recur *recur, const struct scrm_date *first, int month)
{
    if (recur->months)
        return recur->months >> month & 1;
    return recur->every != SCRM_YEARLY || has_days(recur) || month == first->month;
}

static bool is_meant(const struct scrm_recur *recur, const struct scrm_date *first,
                     const struct scrm_date *date, int64_t day, struct period period)
{
    struct period month;

    if (!is_month(recur, first, date->month))
        return false;
    if (!has_days(recur))
        return recur->every == SCRM_DAILY ||
               (recur->every == SCRM_WEEKLY ? date->weekday == first->weekday
                                            : date->day == first->day);
    if (!recur->n_days && recur->every == SCRM_WEEKLY && date->weekday != first->weekday)
        return false;
    month.from = month_start(date->year * 12 + date->month - 1);
    month.until = month_start(date->year * 12 + date->month);
    if ((recur->month_days || recur->last_days) && !(recur->month_days >> date->day & 1) &&
        !(recur->last_days >> (month.until - day) & 1))
        return false;
    return is_weekday(recur, day, date->weekday,
                      recur->every == SCRM_YEARLY && !recur->months ? period : month);
}

void scrm_recur_days(const struct scrm_recur *recur, int64_t start, int64_t end,
                     scrm_recur_each *each, void *ctx)
{
    struct scrm_date first = scrm_time_date(start * SCRM_DAY_MS);
    int64_t left = recur->count ? recur->count : INT64_MAX;

    if (end > recur->until)
        end = recur->until;
    for (int64_t turn = 0;; turn += recur->interval) {
        struct period period = period_of(recur, start, turn);

        if (period.from > end)
            return;
        for (int64_t day = period.from; day < period.until; day++) {
            struct scrm_date date = scrm_time_date(day * SCRM_DAY_MS);

            if (!is_month(recur, &first, date.month))
                day = month_start(date.year * 12 + date.month) - 1;
            else if (day < start || !is_meant(recur, &first, &date, day, period))
                continue;
            else if (day > end || left-- == 0 || !each(ctx, day))
                return;
        }
    }
}
