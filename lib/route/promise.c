/*
 * How a due time came about: the stretches of business time that a promise took,
 * as JSON for `route.why`, and for people.
 */
#include "route/router.h"

#include <inttypes.h>

#include "record/emit.h"
#include "text/utf8.h"

/* Stretches that are shown; a longer row is counted. */
enum { SHOWN_MAX = 12 };

/* What is told of one promise. */
struct telling {
    const char *key; /* of `then` */
    struct scrm_slice text;
    int64_t due;
};

/* The promises of a decision that count in business time. */
static size_t promises(const struct scrm_decision *decision, struct telling telling[2])
{
    size_t n = 0;

    if (decision->calendar == SCRM_WALL || !decision->then)
        return 0;
    if (decision->respond_by != SCRM_NO_TIME)
        telling[n++] = (struct telling){"respond_within", decision->then->respond.text,
                                        decision->respond_by};
    if (decision->resolve_by != SCRM_NO_TIME)
        telling[n++] = (struct telling){"resolve_within", decision->then->resolve.text,
                                        decision->resolve_by};
    return n;
}

/* The next stretch up to the due time; `at` moves behind it. */
static bool next_stretch(const struct scrm_calendar *calendar, int64_t due, int64_t *at,
                         int64_t *from, int64_t *until)
{
    if (*at >= due || !scrm_calendar_next(calendar, *at, from, until) || *from >= due)
        return false;
    if (*until > due)
        *until = due;
    *at = *until;
    return true;
}

static void put_time(struct scrm_buf *out, int64_t ms)
{
    scrm_emit_comma(out);
    scrm_buf_putc(out, '"');
    scrm_time_put(out, ms);
    scrm_buf_putc(out, '"');
}

static void put_promise(struct scrm_buf *out, const struct scrm_calendar *calendar,
                        const struct scrm_decision *decision, const struct telling *telling)
{
    int64_t at = decision->from, from, until;
    uint64_t n = 0;

    scrm_emit_comma(out);
    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "calendar", scrm_calendar_name(calendar));
    scrm_emit_member_text(out, "promise", scrm_slice_of(telling->key));
    scrm_emit_member_text(out, "takes", telling->text);
    scrm_emit_key(out, "segments");
    scrm_buf_putc(out, '[');
    for (; next_stretch(calendar, telling->due, &at, &from, &until); n++) {
        if (n >= SHOWN_MAX)
            continue;
        scrm_emit_comma(out);
        scrm_buf_putc(out, '[');
        put_time(out, from);
        put_time(out, until);
        scrm_buf_putc(out, ']');
    }
    scrm_buf_putc(out, ']');
    if (n > SHOWN_MAX)
        scrm_buf_printf(out, ",\"more\":%" PRIu64, n - SHOWN_MAX);
    scrm_buf_putc(out, '}');
}

void scrm_promises_put(const struct scrm_router *router, const struct scrm_decision *decision,
                       struct scrm_buf *out)
{
    struct telling telling[2];
    size_t n = promises(decision, telling);

    for (size_t i = 0; i < n; i++)
        put_promise(out, router->calendars.at[decision->calendar], decision, &telling[i]);
}

/* "Fri 2026-01-09 16:45", on the calendar's own clock. */
static void tell_local(struct scrm_buf *out, const struct scrm_calendar *calendar, int64_t ms,
                       bool day)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct scrm_date date = scrm_timezone_date(scrm_calendar_timezone(calendar), ms);

    if (day)
        scrm_buf_printf(out, "%s %04d-%02d-%02d ", days[date.weekday], (int)date.year,
                        date.month, date.day);
    scrm_buf_printf(out, "%02d:%02d", date.hour, date.minute);
}

static void tell_promise(struct scrm_buf *out, const struct scrm_calendar *calendar,
                         const struct scrm_decision *decision, const struct telling *telling)
{
    int64_t at = decision->from, from, until;
    uint64_t n = 0;

    scrm_buf_printf(out, "  %s ", telling->key);
    scrm_text_visible(out, telling->text);
    scrm_buf_puts(out, " of ");
    scrm_text_visible(out, scrm_calendar_name(calendar));
    scrm_buf_puts(out, ": ");
    for (; next_stretch(calendar, telling->due, &at, &from, &until); n++) {
        if (n >= SHOWN_MAX)
            continue;
        scrm_buf_puts(out, n ? ", " : "");
        tell_local(out, calendar, from, true);
        scrm_buf_putc(out, '-');
        tell_local(out, calendar, until, until - from >= SCRM_DAY_MS);
    }
    if (n > SHOWN_MAX)
        scrm_buf_printf(out, " and %" PRIu64 " more", n - SHOWN_MAX);
    scrm_buf_putc(out, '\n');
}

void scrm_promises_tell(const struct scrm_router *router, const struct scrm_decision *decision,
                        struct scrm_buf *out)
{
    struct telling telling[2];
    size_t n = promises(decision, telling);

    for (size_t i = 0; i < n; i++)
        tell_promise(out, router->calendars.at[decision->calendar], decision, &telling[i]);
}
