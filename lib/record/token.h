/*
 * The tokens of JSON: where a string or a number ends, and what is wrong with
 * it. Private to the scanner. Nothing here looks further than
 * SCRM_SCAN_PADDING bytes behind the end: each loop is bounded by `end`, each
 * single look goes only a few bytes beyond.
 */
#ifndef SCRM_RECORD_TOKEN_H
#define SCRM_RECORD_TOKEN_H

#include "record/bytes.h"

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)

/* The text, and the first thing that is wrong with it. */
struct scrm_input {
    const uint8_t *text, *end;
    const char *problem;  /* set with `where` */
    const uint8_t *where; /* the byte at which it is wrong; `end`: something is missing */
};

/* Ends the pass. Always NULL, so that it can be returned. */
static __attribute__((cold, noinline)) const uint8_t *
scrm_wrong(struct scrm_input *input, const uint8_t *where, const char *problem)
{
    input->problem = problem;
    input->where = where < input->end ? where : input->end;
    return NULL;
}

/* As wrong, for a byte that is not what the grammar expects there. */
static __attribute__((cold, noinline)) const uint8_t *
scrm_unexpected(struct scrm_input *input, const uint8_t *where, const char *expected)
{
    if (where < input->end && *where == '\0')
        expected = "a NUL byte";
    return scrm_wrong(input, where, expected);
}

static __attribute__((noinline)) const uint8_t *scrm_skip_spaces(const uint8_t *p,
                                                                 const uint8_t *end)
{
    while (p < end && scrm_bytes_is_space(*p))
        p++;
    return p;
}

static inline const uint8_t *scrm_skip(const uint8_t *p, const uint8_t *end)
{
    if (LIKELY(*p > ' '))
        return p;
    if (*p == ' ' && p[1] > ' ')
        return p + 1;
    return scrm_skip_spaces(p, end);
}

/* 0x10 where the byte is no hexadecimal digit, less where it is. */
static inline unsigned hex_value(uint8_t c)
{
    unsigned digit = c - (unsigned)'0', letter = (c | 0x20u) - 'a';

    return digit < 10 ? digit : letter < 6 ? letter + 10 : 0x10;
}

/* Behind the escape at `p`, or NULL. */
static inline const uint8_t *skip_escape(struct scrm_input *input, const uint8_t *p)
{
    switch (p[1]) {
    case 'u':
        if ((hex_value(p[2]) | hex_value(p[3]) | hex_value(p[4]) | hex_value(p[5])) < 0x10)
            return p + 6;
        return scrm_wrong(input, p, "\\u needs four hexadecimal digits");
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return p + 2;
    default:
        return scrm_wrong(input, p, "an unknown escape in a string");
    }
}

/* Behind a run of characters outside ASCII, or NULL. */
static inline const uint8_t *skip_wide(struct scrm_input *input, const uint8_t *p)
{
    do {
        unsigned len = scrm_bytes_utf8(p);

        if (UNLIKELY(len == 0))
            return scrm_wrong(input, p, "invalid UTF-8");
        p += len;
    } while (*p >= 0x80 && p < input->end);
    return p;
}

/* The closing quote of the string whose first byte is `p`, or NULL. */
static inline const uint8_t *scrm_string_end(struct scrm_input *input, const uint8_t *p,
                                             bool *escaped)
{
    const uint8_t *start = p, *end = input->end;

    *escaped = false;
    for (;;) {
        unsigned n = scrm_bytes_special(p);

        if (n == SCRM_LONG_WIDTH) {
            p += SCRM_LONG_WIDTH; /* a constant, for which nothing has to wait */
            if (UNLIKELY(p >= end))
                return scrm_wrong(input, start - 1, "a string without its closing quote");
            continue;
        }
        p += n;
        if (LIKELY(*p == '"'))
            break;
        if (UNLIKELY(p >= end))
            break;
        if (*p == '\\') {
            *escaped = true;
            p = skip_escape(input, p);
        } else if (LIKELY(*p >= 0x80)) {
            p = skip_wide(input, p);
        } else {
            return scrm_wrong(input, p,
                              *p ? "a bare control character in a string" : "a NUL byte");
        }
        if (UNLIKELY(!p))
            return NULL;
    }
    return LIKELY(p < end) ? p
                           : scrm_wrong(input, start - 1, "a string without its closing quote");
}

/* Behind the digits at `p`; not behind `end`, unless `p` is. */
static inline const uint8_t *skip_digits(const uint8_t *p, const uint8_t *end)
{
    const uint8_t *start = p;
    unsigned n;

    do
        p += n = scrm_bytes_no_digit(p);
    while (UNLIKELY(n == SCRM_WIDTH) && p < end);
    return LIKELY(p < end) ? p : start < end ? end : start;
}

/* Behind the number at `p`, or NULL. */
static inline const uint8_t *scrm_number_end(struct scrm_input *input, const uint8_t *p)
{
    const uint8_t *start = p, *digits;

    p += *p == '-';
    digits = p;
    p = skip_digits(p, input->end);
    if (UNLIKELY(p == digits))
        return *start == '-' ? scrm_wrong(input, start, "a number without digits")
                             : scrm_unexpected(input, start, "expected a value");
    if (UNLIKELY(*digits == '0' && p - digits > 1))
        return scrm_wrong(input, start, "a number with a leading zero");
    if (*p == '.' && p < input->end) {
        digits = ++p;
        p = skip_digits(p, input->end);
        if (UNLIKELY(p == digits))
            return scrm_wrong(input, start, "a number without digits behind its point");
    }
    if (UNLIKELY((*p | 0x20) == 'e' && p < input->end)) {
        p++;
        p += *p == '+' || *p == '-';
        digits = p;
        p = skip_digits(p, input->end);
        if (p == digits)
            return scrm_wrong(input, start, "a number without digits in its exponent");
    }
    return p;
}

#endif
