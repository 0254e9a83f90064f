/*
 * Values: from a record's token to something that compares. Numbers compare by
 * their exact mathematical value, whole numbers of 64 bits and doubles mixed.
 */
#include "rules/datum.h"

#include "base/num.h"
#include "base/time.h"
#include "record/value.h"

/*
 * The common number, up to fifteen digits without exponent. Whole ones are exact;
 * of others digits and power of ten both are, so that one division rounds
 * correctly (Clinger 1990). Returns false for everything else.
 */
static bool short_number(struct scrm_slice token, struct scrm_datum *datum)
{
    static const double powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    const char *at = token.at, *end = scrm_slice_end(token), *point = NULL;
    bool minus = *at == '-';
    int64_t digits = 0;

    if (token.len > 16)
        return false;
    for (at += minus; at < end; at++) {
        unsigned digit = (unsigned)(unsigned char)*at - '0';

        if (digit < 10)
            digits = digits * 10 + (int64_t)digit;
        else if (*at == '.')
            point = at;
        else
            return false;
    }
    if (digits > INT64_C(999999999999999))
        return false;
    if (!point) {
        datum->kind = SCRM_DATUM_INT;
        datum->integer = minus ? -digits : digits;
        return true;
    }
    datum->kind = SCRM_DATUM_REAL;
    datum->number = (double)(minus ? -digits : digits) / powers[end - point - 1];
    return true;
}

struct scrm_datum scrm_datum_number(struct scrm_slice token)
{
    struct scrm_datum datum = {.kind = SCRM_DATUM_INT};

    if (short_number(token, &datum))
        return datum;
    if (scrm_num_int(token, &datum.integer) == 0)
        return datum;
    datum.kind = SCRM_DATUM_REAL;
    if (scrm_num_double(token, &datum.number))
        datum.kind = SCRM_DATUM_NONE;
    return datum;
}

static struct scrm_datum datum_text(struct scrm_value value, struct scrm_arena *arena)
{
    return (struct scrm_datum){.kind = SCRM_DATUM_TEXT, .text = scrm_value_text(value, arena)};
}

static struct scrm_datum datum_any(struct scrm_value value, struct scrm_arena *arena)
{
    switch (value.kind) {
    case SCRM_FALSE:
    case SCRM_TRUE:
        return (struct scrm_datum){.kind = SCRM_DATUM_BOOL, .integer = value.kind == SCRM_TRUE};
    case SCRM_NUMBER:
        return scrm_datum_number((struct scrm_slice){value.at, value.len});
    case SCRM_STRING:
        return datum_text(value, arena);
    case SCRM_ARRAY:
        return (struct scrm_datum){.kind = SCRM_DATUM_LIST, .value = value};
    case SCRM_OBJECT:
        return (struct scrm_datum){.kind = SCRM_DATUM_OBJECT, .value = value};
    default:
        return (struct scrm_datum){.kind = SCRM_DATUM_NONE};
    }
}

struct scrm_datum scrm_datum_read(struct scrm_value value, enum scrm_class class,
                                  struct scrm_arena *arena)
{
    static const uint8_t kinds[] = {
        [SCRM_CLASS_NUMBER] = SCRM_NUMBER, [SCRM_CLASS_TEXT] = SCRM_STRING,
        [SCRM_CLASS_TIME] = SCRM_STRING,   [SCRM_CLASS_TEXTS] = SCRM_ARRAY,
        [SCRM_CLASS_LIST] = SCRM_ARRAY,    [SCRM_CLASS_OBJECT] = SCRM_OBJECT,
    };
    struct scrm_datum datum = {.kind = SCRM_DATUM_NONE};

    if (value.kind <= SCRM_NULL)
        return datum;
    if (class == SCRM_CLASS_ANY)
        return datum_any(value, arena);
    if (class == SCRM_CLASS_BOOL)
        return value.kind == SCRM_FALSE || value.kind == SCRM_TRUE ? datum_any(value, arena)
                                                                   : datum;
    if (class >= sizeof kinds || value.kind != kinds[class])
        return datum;
    if (class == SCRM_CLASS_NUMBER)
        return scrm_datum_number((struct scrm_slice){value.at, value.len});
    if (class != SCRM_CLASS_TIME)
        return datum_any(value, arena);
    if (scrm_value_time(value, &datum.integer) == 0)
        datum.kind = SCRM_DATUM_TIME;
    return datum;
}

static int sign_of(bool less, bool more)
{
    return more - less;
}

/* A whole number against a double, exactly: the double's whole part fits in
 * 64 bits or decides by itself, and its fraction is exact. */
static int order_mixed(int64_t integer, double number)
{
    int64_t whole;
    double rest;

    if (number >= 9223372036854775808.0)
        return -1;
    if (number < -9223372036854775808.0)
        return 1;
    whole = (int64_t)number;
    if (integer != whole)
        return integer < whole ? -1 : 1;
    rest = number - (double)whole;
    return sign_of(rest > 0, rest < 0);
}

/* Text below ext may hold a time: it is read when it meets one. */
static bool as_time(const struct scrm_datum *datum, int64_t *ms)
{
    if (datum->kind == SCRM_DATUM_TEXT)
        return scrm_time_rfc3339(datum->text, ms) == 0;
    *ms = datum->integer;
    return datum->kind == SCRM_DATUM_TIME;
}

/* Whether the two compare, and how they stand. */
static bool order_of(const struct scrm_datum *a, const struct scrm_datum *b, int *order)
{
    int64_t left, right;

    if (a->kind == SCRM_DATUM_REAL && b->kind == SCRM_DATUM_REAL) {
        *order = sign_of(a->number<b->number, a->number> b->number);
        return true;
    }
    if (a->kind == SCRM_DATUM_NONE || b->kind == SCRM_DATUM_NONE)
        return false;
    if (a->kind == SCRM_DATUM_INT && b->kind == SCRM_DATUM_REAL) {
        *order = order_mixed(a->integer, b->number);
        return true;
    }
    if (a->kind == SCRM_DATUM_REAL && b->kind == SCRM_DATUM_INT) {
        *order = -order_mixed(b->integer, a->number);
        return true;
    }
    if (a->kind == SCRM_DATUM_TIME || b->kind == SCRM_DATUM_TIME) {
        if (!as_time(a, &left) || !as_time(b, &right))
            return false;
        *order = sign_of(left<right, left> right);
        return true;
    }
    if (a->kind != b->kind || a->kind >= SCRM_DATUM_LIST)
        return false;
    if (a->kind == SCRM_DATUM_TEXT)
        *order = scrm_slice_cmp(a->text, b->text);
    else if (a->kind == SCRM_DATUM_REAL)
        *order = sign_of(a->number<b->number, a->number> b->number);
    else
        *order = sign_of(a->integer<b->integer, a->integer> b->integer);
    return true;
}

enum scrm_truth scrm_datum_compare(const struct scrm_datum *a, const struct scrm_datum *b,
                                   enum scrm_compare compare)
{
    /* Bits: less, equal, more. */
    static const uint8_t answers[] = {
        [SCRM_COMPARE_EQ] = 2, [SCRM_COMPARE_NE] = 5, [SCRM_COMPARE_LT] = 1,
        [SCRM_COMPARE_LE] = 3, [SCRM_COMPARE_GT] = 4, [SCRM_COMPARE_GE] = 6,
    };
    int order;

    if (!order_of(a, b, &order))
        return SCRM_UNKNOWN;
    return answers[compare] >> ((order > 0) - (order < 0) + 1) & 1 ? SCRM_YES : SCRM_NO;
}

int64_t scrm_text_characters(struct scrm_slice text)
{
    int64_t count = 0;

    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
    return count;
}

static size_t character_length(struct scrm_slice text, size_t at)
{
    size_t len = 1;

    while (at + len < text.len && ((unsigned char)text.at[at + len] & 0xC0) == 0x80)
        len++;
    return len;
}

/* Greedy with one point of return: the last % seen. */
bool scrm_text_like(struct scrm_slice text, struct scrm_slice pattern)
{
    size_t t = 0, p = 0, back_t = 0, back_p = SIZE_MAX;

    while (t < text.len) {
        if (p < pattern.len && pattern.at[p] == '%') {
            back_p = ++p;
            back_t = t;
        } else if (p < pattern.len && pattern.at[p] == '_') {
            t += character_length(text, t);
            p++;
        } else if (p < pattern.len && pattern.at[p] == text.at[t]) {
            t++;
            p++;
        } else if (back_p != SIZE_MAX) {
            back_t += character_length(text, back_t);
            t = back_t;
            p = back_p;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.at[p] == '%')
        p++;
    return p == pattern.len;
}
