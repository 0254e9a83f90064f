/*
 * A calendar as one text that needs no other file: what its holidays, tables and .ics
 * files came to, date by date, in the order of time. So it can be kept where the files are
 * not, and two that open at the same hours are the same text. Its version is left out.
 */
#include "calendar/inner.h"

/* What JSON does not bear in a string. */
static void put_quoted(struct scrm_buf *out, struct scrm_slice text)
{
    scrm_buf_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] < 0x20)
            scrm_buf_printf(out, "\\u%04x", (unsigned)text.at[i]);
        else if (text.at[i] == '"' || text.at[i] == '\\')
            scrm_buf_printf(out, "\\%c", text.at[i]);
        else
            scrm_buf_putc(out, text.at[i]);
    }
    scrm_buf_putc(out, '"');
}

static void put_clock(struct scrm_buf *out, int32_t ms)
{
    scrm_buf_printf(out, "%02d:%02d", (int)(ms / SCRM_HOUR_MS),
                    (int)(ms % SCRM_HOUR_MS / SCRM_MINUTE_MS));
}

/* "09:00-12:30,13:30-18:00", or closed. */
static void put_hours(struct scrm_buf *out, const struct scrm_shifts *hours)
{
    scrm_buf_puts(out, hours->n ? "\"" : "\"closed");
    for (uint32_t i = 0; i < hours->n; i++) {
        scrm_buf_puts(out, i ? "," : "");
        put_clock(out, hours->at[i].from);
        scrm_buf_putc(out, '-');
        put_clock(out, hours->at[i].until);
    }
    scrm_buf_putc(out, '"');
}

static void put_week(struct scrm_buf *out, const struct scrm_shifts week[7])
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    for (size_t day = 0; day < 7; day++) {
        scrm_buf_printf(out, "%s\"%s\":", day ? "," : "", days[day]);
        put_hours(out, &week[day]);
    }
}

/* The dates that differ from their weekday. */
static void put_special(struct scrm_buf *out, const struct scrm_calendar *calendar)
{
    bool any = false;

    for (size_t i = 0; i < calendar->n_special; i++) {
        const struct scrm_special *special = &calendar->special[i];
        const struct scrm_shifts *hours = &calendar->pool[special->hours];
        struct scrm_date date = scrm_time_date(special->day * SCRM_DAY_MS);

        if (memcmp(hours, &calendar->week[date.weekday], sizeof *hours) == 0)
            continue;
        scrm_buf_printf(out, "%s\"%04d-%02d-%02d\":", any ? "," : "", (int)date.year,
                        date.month, date.day);
        put_hours(out, hours);
        any = true;
    }
}

void scrm_calendar_put(const struct scrm_calendar *calendar, struct scrm_buf *out)
{
    scrm_buf_puts(out, "{\"scrm_calendar\":1,\"name\":");
    put_quoted(out, calendar->name);
    scrm_buf_puts(out, ",\"timezone\":");
    put_quoted(out, calendar->zone_name);
    if (calendar->day_ms <= SCRM_DAY_MS)
        scrm_buf_printf(out, ",\"day\":\"%lldms\"", (long long)calendar->day_ms);
    scrm_buf_puts(out, ",\"hours\":{");
    put_week(out, calendar->week);
    scrm_buf_puts(out, "},\"exceptions\":{");
    put_special(out, calendar);
    scrm_buf_puts(out, "}}");
}
