/*
 * Reckoning with business time. All of it is one walk over the local days from
 * an instant on: a day is cut where the clocks change, so that within a piece local
 * time and real time run alike, and whole weeks without anything special are
 * taken in one step.
 */
#include "calendar/inner.h"

/* 9999-12-31T23:59:59.999Z: the walk goes no further. */
#define LAST_MS INT64_C(253402300799999)
#define FIRST_MS (-INT64_C(62167219200000)) /* year 0 */
#define WEEK_MS (7 * SCRM_DAY_MS)

/* A piece of a local day: instants, and the hours to lay on `midnight`. */
struct piece {
    int64_t from, until;
    int64_t midnight;
    const struct scrm_shifts *hours;
    int64_t quiet; /* no day before it is special and no clock changes */
};

struct walk {
    const struct scrm_calendar *calendar;
    struct scrm_timezone_span span;
    size_t special; /* the first special date that is not past */
};

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static void walk_begin(struct walk *walk, const struct scrm_calendar *calendar, int64_t at)
{
    size_t low = 0, high = calendar->n_special;
    int64_t day;

    walk->calendar = calendar;
    walk->span = scrm_timezone_span(calendar->zone, at);
    day = floor_div(at + walk->span.offset_ms, SCRM_DAY_MS);
    /* A clock put back at midnight may show yesterday again. */
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (calendar->special[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    walk->special = low;
}

/* The piece that begins at `at`; the walk has come there step by step. */
static void walk_at(struct walk *walk, int64_t at, struct piece *piece)
{
    const struct scrm_calendar *calendar = walk->calendar;
    const struct scrm_special *special = calendar->special;
    int64_t day;

    if (at >= walk->span.until)
        walk->span = scrm_timezone_span(calendar->zone, at);
    day = floor_div(at + walk->span.offset_ms, SCRM_DAY_MS);
    while (walk->special && special[walk->special - 1].day >= day)
        walk->special--;
    while (walk->special < calendar->n_special && special[walk->special].day < day)
        walk->special++;
    piece->from = at;
    piece->midnight = day * SCRM_DAY_MS - walk->span.offset_ms;
    piece->until = piece->midnight + SCRM_DAY_MS;
    if (piece->until > walk->span.until)
        piece->until = walk->span.until;
    piece->hours = &calendar->week[((day + 3) % 7 + 7) % 7];
    piece->quiet = walk->span.until;
    if (walk->special == calendar->n_special)
        return;
    if (special[walk->special].day == day)
        piece->hours = &calendar->pool[special[walk->special].hours];
    day = special[walk->special].day;
    if (piece->quiet > day * SCRM_DAY_MS - walk->span.offset_ms)
        piece->quiet = day * SCRM_DAY_MS - walk->span.offset_ms;
}

/* The part of a shift that lies in a piece; false where there is none. */
static inline bool part_of(const struct piece *piece, uint32_t shift, int64_t *from,
                           int64_t *until)
{
    *from = piece->midnight + piece->hours->at[shift].from;
    *until = piece->midnight + piece->hours->at[shift].until;
    if (*from < piece->from)
        *from = piece->from;
    if (*until > piece->until)
        *until = piece->until;
    return *from < *until;
}

/* Whole quiet weeks from a midnight on, at most up to `end`. */
static int64_t quiet_weeks(const struct piece *piece, int64_t end)
{
    int64_t quiet = piece->quiet < end ? piece->quiet : end;

    return piece->from == piece->midnight && quiet > piece->from
               ? (quiet - piece->from) / WEEK_MS
               : 0;
}

static int64_t within(int64_t at)
{
    return at < FIRST_MS ? FIRST_MS : at > LAST_MS ? LAST_MS : at;
}

int64_t scrm_calendar_add(const struct scrm_calendar *calendar, int64_t from, int64_t target)
{
    int64_t at = within(from), weeks, open, close;
    struct piece piece;
    struct walk walk;

    if (target <= 0)
        return from;
    walk_begin(&walk, calendar, at);
    while (at < LAST_MS) {
        walk_at(&walk, at, &piece);
        weeks = quiet_weeks(&piece, LAST_MS);
        if (weeks > (target - 1) / calendar->week_ms)
            weeks = (target - 1) / calendar->week_ms;
        if (weeks) {
            at += weeks * WEEK_MS;
            target -= weeks * calendar->week_ms;
            continue;
        }
        for (uint32_t i = 0; i < piece.hours->n; i++) {
            if (!part_of(&piece, i, &open, &close))
                continue;
            if (close - open >= target)
                return open + target;
            target -= close - open;
        }
        at = piece.until;
    }
    return SCRM_CALENDAR_NEVER;
}

int64_t scrm_calendar_between(const struct scrm_calendar *calendar, int64_t from, int64_t until)
{
    int64_t at = within(from), end = within(until), sum = 0, weeks, open, close;
    struct piece piece;
    struct walk walk;

    if (at >= end)
        return 0;
    walk_begin(&walk, calendar, at);
    while (at < end) {
        walk_at(&walk, at, &piece);
        weeks = quiet_weeks(&piece, end);
        if (weeks) {
            at += weeks * WEEK_MS;
            sum += weeks * calendar->week_ms;
            continue;
        }
        if (piece.until > end)
            piece.until = end;
        for (uint32_t i = 0; i < piece.hours->n; i++)
            if (part_of(&piece, i, &open, &close))
                sum += close - open;
        at = piece.until;
    }
    return sum;
}

bool scrm_calendar_next(const struct scrm_calendar *calendar, int64_t at, int64_t *from,
                        int64_t *until)
{
    bool found = false;
    int64_t open, close;
    struct piece piece;
    struct walk walk;

    at = within(at);
    walk_begin(&walk, calendar, at);
    while (at < LAST_MS) {
        walk_at(&walk, at, &piece);
        if (found && calendar->week_ms == WEEK_MS && quiet_weeks(&piece, LAST_MS)) {
            /* Always open: not day by day up to the end of time. */
            at += quiet_weeks(&piece, LAST_MS) * WEEK_MS;
            *until = at;
            continue;
        }
        for (uint32_t i = 0; i < piece.hours->n; i++) {
            if (!part_of(&piece, i, &open, &close))
                continue;
            if (found && open > *until)
                return true;
            if (!found)
                *from = open;
            *until = within(close);
            found = true;
        }
        /* What ends before the piece does goes on no more. */
        if (found && *until < piece.until)
            return true;
        at = piece.until;
    }
    return found;
}

bool scrm_calendar_is_open(const struct scrm_calendar *calendar, int64_t at)
{
    struct piece piece;
    struct walk walk;
    int64_t open, close;

    at = within(at);
    walk_begin(&walk, calendar, at);
    walk_at(&walk, at, &piece);
    for (uint32_t i = 0; i < piece.hours->n; i++)
        if (part_of(&piece, i, &open, &close) && open == at)
            return true;
    return false;
}

int64_t scrm_calendar_length(const struct scrm_calendar *calendar,
                             const struct scrm_time_parts *duration)
{
    int64_t days, weeks, sum;

    if (__builtin_mul_overflow(duration->days, calendar->day_ms, &days) ||
        __builtin_mul_overflow(duration->weeks, calendar->week_ms, &weeks) ||
        __builtin_add_overflow(days, weeks, &sum) ||
        __builtin_add_overflow(sum, duration->ms, &sum))
        return INT64_MAX;
    return sum;
}
