/*
 * Holidays from an .ics file (RFC 5545): its all-day events, one or several days long,
 * once or repeated. Events with a time of day close no day and are passed over, as are
 * cancelled ones. What cannot be understood is refused with its line.
 */
#include "calendar/inner.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/num.h"
#include "calendar/recur.h"

enum { DEPTH_MAX = 8, LINE_BYTES_MAX = 1 << 20, EVENT_DAYS_MAX = 1000, LIST_MAX = 10000 };

/* Days written one by one: EXDATE, RDATE. */
struct days {
    int64_t *at; /* owned */
    size_t n, cap;
};

struct event {
    uint64_t line;      /* of its BEGIN */
    int64_t start, end; /* days; `end` is not part of it, 0: not given */
    bool begun, timed, midnight, end_midnight, whole_day, cancelled, moved;
    struct scrm_recur recur; /* every 0: once */
    struct days except, more;
};

struct reader {
    struct scrm_plan *plan;
    const char *path;
    struct scrm_slice rest;
    uint64_t line, next_line; /* of the property at hand; behind it */
    struct scrm_buf text;     /* the property, unfolded */
    char *open[DEPTH_MAX];    /* owned: names of the components that are open */
    size_t depth;
    struct event event;
    bool any;
};

static int fail(struct reader *in, uint64_t line, const char *what, struct scrm_err *err)
{
    scrm_err_set(err, SCRM_EXIT_CONFIG, "%s", what);
    return scrm_err_at(err, in->path, line, 1);
}

/* The next line with those that continue it; false at the end. */
static bool next_property(struct reader *in)
{
    scrm_buf_reset(&in->text);
    in->line = in->next_line;
    while (in->rest.len) {
        const char *end = memchr(in->rest.at, '\n', in->rest.len);
        size_t len = end ? (size_t)(end - in->rest.at) : in->rest.len;
        struct scrm_slice line = {in->rest.at, len};

        in->rest.at += len + (end != NULL);
        in->rest.len -= len + (end != NULL);
        in->next_line++;
        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        scrm_buf_put_slice(&in->text, line);
        if (in->rest.len == 0 || (in->rest.at[0] != ' ' && in->rest.at[0] != '\t'))
            return true;
        in->rest.at++;
        in->rest.len--;
    }
    return false;
}

/* NAME;PARAM=...;PARAM="a:b":VALUE */
struct property {
    struct scrm_slice name, params, value;
};

static bool split(struct scrm_slice text, struct property *property)
{
    size_t i = 0;
    bool quoted = false;

    while (i < text.len && text.at[i] != ';' && text.at[i] != ':')
        i++;
    property->name = (struct scrm_slice){text.at, i};
    while (i < text.len && (quoted || text.at[i] != ':'))
        quoted ^= text.at[i++] == '"';
    if (i == text.len || property->name.len == 0)
        return false;
    property->params =
        (struct scrm_slice){text.at + property->name.len, i - property->name.len};
    property->value = scrm_slice_trim((struct scrm_slice){text.at + i + 1, text.len - i - 1});
    return true;
}

static bool is_named(struct scrm_slice name, const char *want)
{
    return name.len == strlen(want) && strncasecmp(name.at, want, name.len) == 0;
}

/* A date, and whether it is one with a time of day. */
static bool read_when(struct scrm_slice value, int64_t *day, bool *timed, bool *midnight)
{
    *timed = value.len > 8;
    *midnight = value.len == 15 && memcmp(value.at + 8, "T000000", 7) == 0;
    return scrm_ics_day(value, day);
}

/* "P1D", "P2W" in days. */
static bool read_length(struct scrm_slice value, int64_t *days)
{
    return value.len > 2 && value.at[0] == 'P' &&
           scrm_num_int((struct scrm_slice){value.at + 1, value.len - 2}, days) == 0 &&
           *days >= 0 && *days <= EVENT_DAYS_MAX &&
           (value.at[value.len - 1] == 'D' ||
            (value.at[value.len - 1] == 'W' && (*days *= 7) >= 0));
}

static const char *read_days(struct scrm_slice value, struct days *days)
{
    while (value.len) {
        const char *comma = memchr(value.at, ',', value.len);
        size_t len = comma ? (size_t)(comma - value.at) : value.len;
        int64_t day;

        if (!scrm_ics_day(scrm_slice_trim((struct scrm_slice){value.at, len}), &day))
            return "expected dates such as 20261224";
        if (days->n == LIST_MAX)
            return "more dates than a calendar holds";
        SCRM_GROW(days->at, days->n, days->cap);
        days->at[days->n++] = day;
        value.at += len + (comma != NULL);
        value.len -= len + (comma != NULL);
    }
    return NULL;
}

static const char *read_event(struct event *event, const struct property *property)
{
    struct scrm_slice value = property->value;
    int64_t length;
    bool timed;

    if (is_named(property->name, "DTSTART")) {
        event->begun = true;
        return read_when(value, &event->start, &event->timed, &event->midnight)
                   ? NULL
                   : "DTSTART: expected a date such as 20261224";
    }
    if (is_named(property->name, "DTEND"))
        return read_when(value, &event->end, &timed, &event->end_midnight)
                   ? NULL
                   : "DTEND: expected a date such as 20261224";
    if (is_named(property->name, "DURATION")) {
        /* Of hours: then the event has a time of day, or is of no use. */
        if (read_length(value, &length) && event->begun)
            event->end = event->start + length;
        return NULL;
    }
    if (is_named(property->name, "RRULE"))
        return scrm_recur_read(value, &event->recur);
    if (is_named(property->name, "EXDATE"))
        return read_days(value, &event->except);
    if (is_named(property->name, "RDATE"))
        return read_days(value, &event->more);
    event->moved = event->moved || is_named(property->name, "RECURRENCE-ID");
    event->cancelled = event->cancelled ||
                       (is_named(property->name, "STATUS") && is_named(value, "CANCELLED"));
    event->whole_day =
        event->whole_day ||
        (is_named(property->name, "X-MICROSOFT-CDO-ALLDAYEVENT") && is_named(value, "TRUE"));
    return NULL;
}

struct adding {
    struct scrm_plan *plan;
    const struct event *event;
    int64_t length, first, last; /* of an event; of what a calendar holds */
    bool full;
};

static bool add_day(void *ctx, int64_t day)
{
    struct adding *adding = ctx;
    const struct event *event = adding->event;
    struct scrm_dates dates = {.rank = SCRM_RANK_HOLIDAY, .weekdays = 0x7F};
    int64_t last = day + adding->length - 1;

    for (size_t i = 0; i < event->except.n; i++)
        if (event->except.at[i] == day)
            return true;
    if (last < adding->first || day > adding->last)
        return true;
    dates.first = (int32_t)(day < adding->first ? adding->first : day);
    dates.last = (int32_t)(last > adding->last ? adding->last : last);
    adding->full = !scrm_plan_add(adding->plan, &dates);
    return !adding->full;
}

static const char *add_event(struct reader *in)
{
    const struct event *event = &in->event;
    struct adding adding = {.plan = in->plan,
                            .event = event,
                            .length = event->end - event->start,
                            .first = scrm_time_days(SCRM_CALENDAR_FIRST_YEAR, 1, 1),
                            .last = scrm_time_days(SCRM_CALENDAR_LAST_YEAR, 12, 31)};
    bool whole = !event->timed || event->whole_day || (event->midnight && event->end_midnight);

    if (!event->begun)
        return "an event without DTSTART";
    if (!whole || event->cancelled)
        return NULL;
    if (event->moved)
        return "this event moves one of a series (RECURRENCE-ID): write it as an exception";
    if (event->end == 0 || adding.length < 1)
        adding.length = 1;
    if (adding.length > EVENT_DAYS_MAX)
        return "an event of more than 1000 days";
    if (event->recur.every)
        scrm_recur_days(&event->recur, event->start, adding.last, add_day, &adding);
    else
        add_day(&adding, event->start);
    for (size_t i = 0; i < event->more.n && !adding.full; i++)
        add_day(&adding, event->more.at[i]);
    return adding.full ? "more dates than a calendar holds" : NULL;
}

static void event_fini(struct event *event)
{
    free(event->except.at);
    free(event->more.at);
    *event = (struct event){0};
}

static bool in_event(const struct reader *in)
{
    return in->depth == 2 && strcmp(in->open[1], "VEVENT") == 0;
}

static int begin(struct reader *in, struct scrm_slice name, struct scrm_err *err)
{
    if (in->depth == DEPTH_MAX)
        return fail(in, in->line, "too many components inside each other", err);
    if (in->depth == 0 && !is_named(name, "VCALENDAR"))
        return fail(in, in->line, "no calendar file: expected BEGIN:VCALENDAR", err);
    in->open[in->depth] = scrm_strndup(name.at, name.len);
    for (char *c = in->open[in->depth]; *c; c++)
        if (*c >= 'a' && *c <= 'z')
            *c = (char)(*c - 'a' + 'A');
    in->depth++;
    in->any = true;
    if (in_event(in))
        in->event = (struct event){.line = in->line};
    return 0;
}

static int end(struct reader *in, struct scrm_slice name, struct scrm_err *err)
{
    const char *wrong = NULL;
    uint64_t line = in->event.line;

    if (in->depth == 0 || !is_named(name, in->open[in->depth - 1]))
        return fail(in, in->line, "this END has no BEGIN", err);
    if (in_event(in)) {
        wrong = add_event(in);
        event_fini(&in->event);
    }
    free(in->open[--in->depth]);
    return wrong ? fail(in, line, wrong, err) : 0;
}

static int read_property(struct reader *in, struct scrm_err *err)
{
    struct scrm_slice text = scrm_buf_slice(&in->text);
    struct property property;
    const char *wrong = NULL;

    if (scrm_slice_trim(text).len == 0)
        return 0;
    if (in->text.over)
        return fail(in, in->line, "a line of more than 1 MiB", err);
    if (!split(text, &property))
        return fail(in, in->line,
                    in->any ? "expected NAME:VALUE"
                            : "no calendar file: expected BEGIN:VCALENDAR",
                    err);
    if (is_named(property.name, "BEGIN"))
        return begin(in, property.value, err);
    if (is_named(property.name, "END"))
        return end(in, property.value, err);
    if (in->depth == 0)
        return fail(in, in->line, "no calendar file: expected BEGIN:VCALENDAR", err);
    if (in_event(in))
        wrong = read_event(&in->event, &property);
    return wrong ? fail(in, in->line, wrong, err) : 0;
}

int scrm_holidays_ics(struct scrm_plan *plan, struct scrm_slice text, const char *path,
                      struct scrm_err *err)
{
    struct reader in = {.plan = plan,
                        .path = path,
                        .rest = text,
                        .text = {.max = LINE_BYTES_MAX},
                        .next_line = 1};
    int status = 0;

    if (text.len >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0) {
        in.rest.at += 3;
        in.rest.len -= 3;
    }
    while (status == 0 && next_property(&in))
        status = read_property(&in, err);
    if (status == 0 && in.depth)
        status = fail(&in, in.next_line ? in.next_line - 1 : 0,
                      "the file ends in the middle: an END is missing", err);
    if (status == 0 && !in.any)
        status = fail(&in, 1, "no calendar file: expected BEGIN:VCALENDAR", err);
    while (in.depth)
        free(in.open[--in.depth]);
    event_fini(&in.event);
    scrm_buf_fini(&in.text);
    return status;
}
