/*
 * Opening hours and weekdays as people write them.
 */
#include "calendar/inner.h"

#include <strings.h>

#define DAY_MS ((int32_t)SCRM_DAY_MS)

/* "9", "09", "9:30", "24:00" from `at` on; its end, or NULL. */
static const char *read_clock(const char *at, const char *end, int32_t *ms)
{
    int numbers[2] = {0, 0};

    for (int i = 0; i < 2; i++) {
        const char *from = at;

        while (at < end && at - from < 2 && *at >= '0' && *at <= '9')
            numbers[i] = numbers[i] * 10 + (*at++ - '0');
        if (at == from || (i && at - from != 2))
            return NULL;
        if (i || at == end || *at != ':')
            break;
        at++;
    }
    if (numbers[1] > 59 || numbers[0] > 24 || (numbers[0] == 24 && numbers[1]))
        return NULL;
    *ms = (int32_t)(numbers[0] * SCRM_HOUR_MS + numbers[1] * SCRM_MINUTE_MS);
    return at;
}

/* Puts an interval where it belongs. */
static const char *insert(struct scrm_shifts *shifts, int32_t from, int32_t until)
{
    uint32_t i = shifts->n;

    if (shifts->n == SCRM_SHIFTS_MAX)
        return "more than 12 intervals on one day";
    while (i && shifts->at[i - 1].from > from)
        i--;
    if ((i && shifts->at[i - 1].until > from) || (i < shifts->n && shifts->at[i].from < until))
        return "two intervals of one day overlap";
    memmove(&shifts->at[i + 1], &shifts->at[i], (shifts->n - i) * sizeof *shifts->at);
    shifts->at[i].from = from;
    shifts->at[i].until = until;
    shifts->n++;
    return NULL;
}

/* One interval. */
static const char *read_shift(struct scrm_slice text, struct scrm_shifts *shifts)
{
    static const char expected[] = "expected hours such as 09:00-17:00, or closed";
    const char *end = scrm_slice_end(text), *at;
    int32_t from, until;

    at = text.len ? read_clock(text.at, end, &from) : NULL;
    while (at && at < end && *at == ' ')
        at++;
    if (!at || at == end || *at++ != '-')
        return expected;
    while (at < end && *at == ' ')
        at++;
    at = read_clock(at, end, &until);
    if (!at || at != end)
        return expected;
    if (from == until)
        return "these hours are none; write 00:00-24:00 for the whole day";
    if (from == DAY_MS)
        return "a day begins at 00:00";
    return insert(shifts, from, until < from ? until + DAY_MS : until);
}

const char *scrm_shifts_read(struct scrm_slice text, struct scrm_shifts *shifts)
{
    const char *wrong = NULL;

    text = scrm_slice_trim(text);
    if (text.len == 6 && strncasecmp(text.at, "closed", 6) == 0)
        return NULL;
    while (!wrong) {
        size_t len = 0;

        while (len < text.len && text.at[len] != ',' && text.at[len] != ';')
            len++;
        wrong = read_shift(scrm_slice_trim((struct scrm_slice){text.at, len}), shifts);
        if (len == text.len)
            break;
        text.at += len + 1;
        text.len -= len + 1;
    }
    return wrong;
}

static const char *read_scalar(const struct scrm_node *node, struct scrm_shifts *shifts)
{
    if (node->kind == SCRM_NODE_NULL)
        return NULL;
    if (node->kind > SCRM_NODE_TEXT)
        return "expected hours such as 09:00-17:00, or a list of them";
    return scrm_shifts_read(node->text, shifts);
}

int scrm_shifts_node(const struct scrm_node *node, struct scrm_shifts *shifts,
                     struct scrm_err *err)
{
    const char *wrong;

    if (node->kind != SCRM_NODE_LIST) {
        wrong = read_scalar(node, shifts);
        return wrong ? scrm_node_error(node, 0, err, "%s", wrong) : 0;
    }
    for (size_t i = 0; i < node->n; i++) {
        wrong = read_scalar(node->items[i], shifts);
        if (wrong)
            return scrm_node_error(node->items[i], 0, err, "%s", wrong);
    }
    return 0;
}

/* 0 = Monday; -1: no day. */
static int read_weekday(struct scrm_slice text)
{
    static const char *const names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                        "friday", "saturday", "sunday"};

    for (int i = 0; i < 7; i++)
        if (text.len >= 3 && text.len <= strlen(names[i]) &&
            strncasecmp(text.at, names[i], text.len) == 0)
            return i;
    return -1;
}

/* "mon" or "mon-fri"; "sat-mon" goes round. */
static uint8_t read_days(struct scrm_slice text)
{
    const char *dash = text.len ? memchr(text.at, '-', text.len) : NULL;
    size_t len = dash ? (size_t)(dash - text.at) : text.len;
    int from = read_weekday(scrm_slice_trim((struct scrm_slice){text.at, len})), last = from;
    uint8_t days;

    if (dash)
        last = read_weekday(scrm_slice_trim((struct scrm_slice){dash + 1, text.len - len - 1}));
    if (from < 0 || last < 0)
        return 0;
    days = (uint8_t)(1u << from);
    while (from != last) {
        from = (from + 1) % 7;
        days = (uint8_t)(days | 1u << from);
    }
    return days;
}

uint8_t scrm_weekdays_read(struct scrm_slice text)
{
    uint8_t days = 0;

    text = scrm_slice_trim(text);
    if (text.len == 5 && strncasecmp(text.at, "daily", 5) == 0)
        return 0x7F;
    for (;;) {
        size_t len = 0;
        uint8_t more;

        while (len < text.len && text.at[len] != ',')
            len++;
        more = read_days(scrm_slice_trim((struct scrm_slice){text.at, len}));
        if (!more)
            return 0;
        days |= more;
        if (len == text.len)
            return days;
        text.at += len + 1;
        text.len -= len + 1;
    }
}
