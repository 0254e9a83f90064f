/*
 * Dates as the world writes them: RFC 822 and its relatives, asctime, Twitter,
 * and ISO 8601 with its usual liberties. Reads fields wherever they stand and
 * refuses what is ambiguous: there is no guessing between day and month.
 */
#include "base/time.h"

#include "base/num.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The index of a word whose first three letters are in `names`, from 1; 0 none. */
static int name_index(struct scrm_slice word, const char *names)
{
    size_t i;

    if (word.len < 3)
        return 0;
    for (i = 0; names[i * 3]; i++)
        if ((word.at[0] | 0x20) == names[i * 3] && (word.at[1] | 0x20) == names[i * 3 + 1] &&
            (word.at[2] | 0x20) == names[i * 3 + 2])
            return (int)i + 1;
    return 0;
}

/* Minutes east of UTC of a zone's name (RFC 822 section 5.1 and the military
 * letters, which RFC 2822 section 4.3 reads as -0000). */
static int zone_minutes(struct scrm_slice word, int *minutes)
{
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {{"ut", 0},
                 {"utc", 0},
                 {"gmt", 0},
                 {"z", 0},
                 {"est", -300},
                 {"edt", -240},
                 {"cst", -360},
                 {"cdt", -300},
                 {"mst", -420},
                 {"mdt", -360},
                 {"pst", -480},
                 {"pdt", -420},
                 {"bst", 60},
                 {"cet", 60},
                 {"cest", 120},
                 {"eet", 120},
                 {"eest", 180},
                 {"wet", 0},
                 {"west", 60},
                 {"msk", 180},
                 {"jst", 540},
                 {"ist", 330},
                 {"aest", 600},
                 {"aedt", 660},
                 {"met", 60},
                 {"mest", 120},
                 /* As feeds of North America call their standard times. */
                 {"at", -240},
                 {"et", -300},
                 {"ct", -360},
                 {"mt", -420},
                 {"pt", -480}};
    char lower[8] = "";
    size_t i;

    if (word.len == 0 || word.len >= sizeof lower)
        return -1;
    for (i = 0; i < word.len; i++)
        lower[i] = (char)(word.at[i] | 0x20);
    for (i = 0; i < sizeof zones / sizeof *zones; i++)
        if (scrm_slice_is((struct scrm_slice){lower, word.len}, zones[i].name)) {
            *minutes = zones[i].minutes;
            return 0;
        }
    if (word.len == 1) {
        *minutes = 0;
        return 0;
    }
    return -1;
}

struct fields {
    int64_t year;
    int month, day, hour, minute, second, millisecond, offset_min;
    bool has_year, has_month, has_day, has_time, has_zone;
};

/* A number of at most `most` digits at `*at`; -1 where there is none. */
static int64_t take_number(struct scrm_slice *rest, size_t most, size_t *width)
{
    int64_t value = 0;
    size_t n = 0;

    while (n < rest->len && n < most && is_digit(rest->at[n]))
        value = value * 10 + (rest->at[n++] - '0');
    *width = n;
    rest->at += n;
    rest->len -= n;
    return n ? value : -1;
}

/* "13:08", "13:08:45", "13:08:45.123" with the hour read already. */
static int take_time(struct scrm_slice *rest, int64_t hour, struct fields *f)
{
    size_t width;
    int scale = 100;

    rest->at++;
    rest->len--;
    f->hour = (int)hour;
    f->minute = (int)take_number(rest, 2, &width);
    if (width == 0 || f->has_time)
        return -1;
    if (rest->len && rest->at[0] == ':') {
        rest->at++;
        rest->len--;
        f->second = (int)take_number(rest, 2, &width);
        if (width == 0)
            return -1;
        if (rest->len > 1 && (rest->at[0] == '.' || rest->at[0] == ',') &&
            is_digit(rest->at[1]))
            for (rest->at++, rest->len--; rest->len && is_digit(rest->at[0]);
                 rest->at++, rest->len--, scale /= 10)
                f->millisecond += (rest->at[0] - '0') * scale;
    }
    f->has_time = true;
    return 0;
}

/* "+0200", "+02:00", "+02" behind a time. */
static int take_offset(struct scrm_slice *rest, struct fields *f)
{
    int sign = rest->at[0] == '-' ? -1 : 1;
    size_t width;
    int64_t number, minutes = 0;

    rest->at++;
    rest->len--;
    number = take_number(rest, 4, &width);
    if (width == 4) {
        minutes = number % 100;
        number /= 100;
    } else if (width == 1 || width == 2) {
        if (rest->len && rest->at[0] == ':') {
            rest->at++;
            rest->len--;
            minutes = take_number(rest, 2, &width);
        }
    } else {
        return -1;
    }
    if (number > 23 || minutes < 0 || minutes > 59)
        return -1;
    f->offset_min = sign * (int)(number * 60 + minutes);
    f->has_zone = true;
    return 0;
}

/* A two-digit year as RFC 2822 section 4.3 reads it. */
static void set_year(struct fields *f, int64_t year, size_t width)
{
    if (width == 2)
        year += year < 50 ? 2000 : 1900;
    else if (width == 3)
        year += 1900;
    f->year = year;
    f->has_year = true;
}

/* "2026-01-05", "2026-01", "20260105", "2026/01/05" at the start of the text. */
static int take_iso_date(struct scrm_slice *rest, struct fields *f)
{
    size_t width;
    char separator;

    set_year(f, take_number(rest, 4, &width), 4);
    f->month = f->day = 1;
    f->has_month = f->has_day = true;
    if (rest->len == 0)
        return 0;
    if (is_digit(rest->at[0])) {
        f->month = (int)take_number(rest, 2, &width);
        f->day = (int)take_number(rest, 2, &width);
        return width == 2 ? 0 : -1;
    }
    separator = rest->at[0];
    if (separator != '-' && separator != '/' && separator != '.')
        return -1;
    rest->at++;
    rest->len--;
    f->month = (int)take_number(rest, 2, &width);
    if (rest->len > 1 && rest->at[0] == separator && is_digit(rest->at[1])) {
        rest->at++;
        rest->len--;
        f->day = (int)take_number(rest, 2, &width);
    }
    return 0;
}

static int take_word(struct scrm_slice *rest, struct fields *f)
{
    struct scrm_slice word = {rest->at, 0};
    int index, minutes;

    while (word.len < rest->len && is_letter(rest->at[word.len]))
        word.len++;
    rest->at += word.len;
    rest->len -= word.len;
    if ((index = name_index(word, "janfebmaraprmayjunjulaugsepoctnovdec")) && !f->has_month) {
        f->month = index;
        f->has_month = true;
        return 0;
    }
    if (word.len == 2 && (word.at[1] | 0x20) == 'm' && f->has_time && f->hour <= 12 &&
        ((word.at[0] | 0x20) == 'a' || (word.at[0] | 0x20) == 'p')) {
        f->hour = f->hour % 12 + ((word.at[0] | 0x20) == 'p' ? 12 : 0);
        return 0;
    }
    if (name_index(word, "montuewedthufrisatsun") ||
        (word.len == 1 && (word.at[0] | 0x20) == 't' && f->has_day && !f->has_time))
        return 0;
    if (f->has_time && word.len == 3 && name_index(word, "etc") && rest->len &&
        rest->at[0] == '/') {
        rest->at++; /* "Etc/GMT": the zone follows */
        rest->len--;
        return 0;
    }
    if (f->has_time && zone_minutes(word, &minutes) == 0) {
        /* "GMT+0200": the number that follows says it. */
        f->offset_min = minutes;
        f->has_zone = true;
        return 0;
    }
    return -1;
}

static int take_day_or_year(struct scrm_slice *rest, struct fields *f)
{
    struct scrm_slice whole = *rest;
    size_t width;
    int64_t number = take_number(rest, 4, &width);

    if (width == 4 && !f->has_year && !f->has_month && !f->has_day && rest->len &&
        (rest->at[0] == '/' || rest->at[0] == '-')) {
        *rest = whole; /* "Fri, 2006/09/15" */
        return take_iso_date(rest, f);
    }
    if (width <= 2 && rest->len && rest->at[0] == ':')
        return take_time(rest, number, f);
    if (width <= 2 && !f->has_day) {
        f->day = (int)number;
        f->has_day = true;
        return 0;
    }
    if (f->has_year)
        return -1;
    set_year(f, number, width);
    return 0;
}

static int finish(const struct fields *f, int64_t *ms)
{
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct scrm_date date = {.year = f->year,
                             .month = f->month,
                             .day = f->day,
                             .hour = f->hour,
                             .minute = f->minute,
                             .second = f->second,
                             .millisecond = f->millisecond};

    if (!f->has_year || !f->has_month || !f->has_day || f->month < 1 || f->month > 12 ||
        f->day < 1 || f->day > longest[f->month - 1] || f->hour > 24 || f->minute > 59 ||
        f->second > 60 || (f->hour == 24 && (f->minute || f->second)))
        return -1;
    if (scrm_time_date(scrm_time_days(f->year, f->month, f->day) * SCRM_DAY_MS).month !=
        f->month)
        return -1;
    *ms = scrm_time_from_date(&date) - f->offset_min * SCRM_MINUTE_MS;
    return 0;
}

int scrm_time_any(struct scrm_slice text, int64_t *ms)
{
    struct scrm_slice rest = scrm_slice_trim(text);
    struct fields f = {0};

    if (rest.len == 0 || rest.len > 64)
        return -1;
    if (scrm_time_rfc3339(rest, ms) == 0)
        return 0;
    if (rest.len >= 4 && is_digit(rest.at[0]) && is_digit(rest.at[1]) && is_digit(rest.at[2]) &&
        is_digit(rest.at[3]) && take_iso_date(&rest, &f))
        return -1;
    while (rest.len) {
        char c = rest.at[0];

        if (is_digit(c)) {
            if (take_day_or_year(&rest, &f))
                return -1;
        } else if (is_letter(c)) {
            if (take_word(&rest, &f))
                return -1;
        } else if ((c == '+' || c == '-') && f.has_time && rest.len > 1 &&
                   is_digit(rest.at[1])) {
            if (take_offset(&rest, &f))
                return -1;
        } else if (c == '(') {
            break; /* a comment with the zone's name, as mailers add */
        } else if (c == ' ' || c == ',' || c == '-' || c == '\t' || c == '.' || c == '\n' ||
                   c == '\r') {
            rest.at++;
            rest.len--;
        } else {
            return -1;
        }
    }
    return finish(&f, ms);
}
