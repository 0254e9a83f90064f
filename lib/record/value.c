/*
 * Reading the scanner's values: text, numbers without a detour through floating
 * point, times. Looks only at the value's own bytes.
 */
#include "record/value.h"

#include "base/num.h"
#include "base/time.h"
#include "record/bytes.h"
#include "record/unescape.h"

struct scrm_slice scrm_value_text(struct scrm_value value, struct scrm_arena *arena)
{
    struct scrm_slice text = {value.at, value.len};
    char *plain;

    if (value.kind != SCRM_STRING)
        return (struct scrm_slice){0};
    if (!value.escaped)
        return text;
    plain = scrm_arena_take(arena, value.len);
    return (struct scrm_slice){plain, scrm_unescape(plain, text, SCRM_LONE_REPLACED)};
}

void scrm_value_put_text(struct scrm_value value, struct scrm_buf *buf)
{
    if (value.kind != SCRM_STRING || !value.len || !scrm_buf_reserve(buf, value.len))
        return;
    buf->len += scrm_unescape(buf->at + buf->len, (struct scrm_slice){value.at, value.len},
                              SCRM_LONE_REPLACED);
    buf->at[buf->len] = '\0';
}

bool scrm_value_escaped_is(struct scrm_value value, const char *text)
{
    struct scrm_slice left = {value.at, value.len}, want = scrm_slice_of(text);
    char small[4];

    while (left.len) {
        struct scrm_slice run = scrm_unescape_next(&left, small, SCRM_LONE_REPLACED);

        if (run.len > want.len || memcmp(run.at, want.at, run.len) != 0)
            return false;
        want.at += run.len;
        want.len -= run.len;
    }
    return want.len == 0;
}

/* A number as it is written: (-1)^negative * digits * 10^exponent, where `more`
 * says that digits beyond the nineteen kept were not all 0. */
struct decimal {
    bool negative;
    uint64_t digits;
    int64_t exponent;
    bool more;
};

enum { DECIMAL_DIGITS = 19, EXPONENT_LIMIT = 1 << 30 };

/* Takes digits from `at`; `point` says that they stand behind the point. */
static const char *decimal_digits(struct decimal *number, const char *at, const char *end,
                                  bool point)
{
    static const uint64_t full = UINT64_C(1000000000000000000); /* nineteen digits */

    for (; at < end && scrm_bytes_is_digit((unsigned char)*at); at++) {
        if (number->digits < full) {
            number->digits = number->digits * 10 + (uint64_t)(*at - '0');
            number->exponent -= point;
        } else {
            number->more |= *at != '0';
            number->exponent += !point;
        }
    }
    return at;
}

static struct decimal decimal_of(struct scrm_value value)
{
    const char *at = value.at, *end = at + value.len;
    struct decimal number = {.negative = *at == '-'};
    int64_t exponent = 0;

    at = decimal_digits(&number, at + number.negative, end, false);
    if (at < end && *at == '.')
        at = decimal_digits(&number, at + 1, end, true);
    if (at < end) { /* at the e */
        bool down = *++at == '-';

        at += *at == '-' || *at == '+';
        for (; at < end; at++)
            if (exponent < EXPONENT_LIMIT)
                exponent = exponent * 10 + (*at - '0');
        number.exponent += down ? -exponent : exponent;
    }
    return number;
}

/*
 * The number times 10^shift as an integer. `*rest` becomes 0 where that is
 * exact, else what was cut off: 1 less than a half, 2 a half or more. Too large
 * gives UINT64_MAX and rest 2.
 */
static uint64_t decimal_scaled(struct decimal number, int shift, int *rest)
{
    int64_t exponent = number.exponent + shift;
    unsigned last = 0;
    bool below = number.more;

    *rest = 0;
    for (; exponent > 0 && number.digits; exponent--) {
        if (number.more || number.digits > UINT64_MAX / 10) {
            *rest = 2;
            return UINT64_MAX;
        }
        number.digits *= 10;
    }
    for (; exponent < 0 && (number.digits || last); exponent++) {
        below |= last != 0;
        last = (unsigned)(number.digits % 10);
        number.digits /= 10;
    }
    if (last || below)
        *rest = last >= 5 ? 2 : 1;
    return number.digits;
}

int scrm_value_int(struct scrm_value value, int64_t *out)
{
    struct decimal number;
    uint64_t size;
    int rest;

    if (value.kind != SCRM_NUMBER)
        return -1;
    number = decimal_of(value);
    size = decimal_scaled(number, 0, &rest);
    if (rest || size > (uint64_t)INT64_MAX + number.negative)
        return -1;
    *out = number.negative ? (int64_t)(~size + 1) : (int64_t)size;
    return 0;
}

int scrm_value_fixed(struct scrm_value value, int64_t *out)
{
    struct decimal number;
    uint64_t size;
    int rest;

    if (value.kind != SCRM_NUMBER)
        return -1;
    number = decimal_of(value);
    size = decimal_scaled(number, 4, &rest);
    if (size < INT64_MAX)
        size += rest == 2;
    else
        size = INT64_MAX;
    *out = number.negative ? -(int64_t)size : (int64_t)size;
    return 0;
}

int scrm_value_double(struct scrm_value value, double *out)
{
    return value.kind == SCRM_NUMBER
               ? scrm_num_double((struct scrm_slice){value.at, value.len}, out)
               : -1;
}

int scrm_value_bool(struct scrm_value value, bool *out)
{
    if (value.kind != SCRM_TRUE && value.kind != SCRM_FALSE)
        return -1;
    *out = value.kind == SCRM_TRUE;
    return 0;
}

enum { TIME_LONGEST = 64 };

int scrm_value_time(struct scrm_value value, int64_t *ms)
{
    struct scrm_slice text = {value.at, value.len};
    char plain[TIME_LONGEST];

    if (value.kind != SCRM_STRING)
        return -1;
    if (value.escaped) {
        if (value.len > sizeof plain)
            return -1;
        text = (struct scrm_slice){plain, scrm_unescape(plain, text, SCRM_LONE_REPLACED)};
    }
    return scrm_time_rfc3339(text, ms);
}

const char *scrm_kind_name(int kind)
{
    static const char *const names[] = {"nothing", "null",   "boolean", "boolean",
                                        "number",  "string", "object",  "array"};

    return kind >= 0 && kind <= SCRM_ARRAY ? names[kind] : "unknown";
}
