/*
 * Strict numbers without a locale. Scores never pass through a double.
 */
#include "base/num.h"

#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int scrm_num_uint(struct scrm_slice text, uint64_t *value)
{
    uint64_t sum = 0;
    size_t i;

    if (text.len == 0)
        return -1;
    for (i = 0; i < text.len; i++) {
        if (!is_digit(text.at[i]) || __builtin_mul_overflow(sum, UINT64_C(10), &sum) ||
            __builtin_add_overflow(sum, (uint64_t)(text.at[i] - '0'), &sum))
            return -1;
    }
    *value = sum;
    return 0;
}

int scrm_num_int(struct scrm_slice text, int64_t *value)
{
    bool minus = text.len > 1 && text.at[0] == '-';
    uint64_t size;

    if (minus || (text.len > 1 && text.at[0] == '+'))
        text = (struct scrm_slice){text.at + 1, text.len - 1};
    if (scrm_num_uint(text, &size) || size > (uint64_t)INT64_MAX + minus)
        return -1;
    *value = minus ? (int64_t)(~size + 1) : (int64_t)size;
    return 0;
}

/* Moves past digits; false where there is none. */
static bool pass_digits(struct scrm_slice text, size_t *at)
{
    size_t start = *at;

    while (*at < text.len && is_digit(text.at[*at]))
        ++*at;
    return *at > start;
}

/* Whether `text` has the shape [-]digits[.digits][e[+-]digits]. */
static bool is_number(struct scrm_slice text)
{
    size_t i = text.len && text.at[0] == '-';

    if (!pass_digits(text, &i))
        return false;
    if (i < text.len && text.at[i] == '.') {
        i++;
        if (!pass_digits(text, &i))
            return false;
    }
    if (i < text.len && (text.at[i] == 'e' || text.at[i] == 'E')) {
        i++;
        if (i < text.len && (text.at[i] == '+' || text.at[i] == '-'))
            i++;
        if (!pass_digits(text, &i))
            return false;
    }
    return i == text.len;
}

/* strtod follows the locale's decimal point; this one is always C's. */
static locale_t plain;

static void plain_open(void)
{
    plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (!plain)
        scrm_out_of_memory();
}

int scrm_num_double(struct scrm_slice text, double *value)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char small[64], *copy = small, *end;
    double number;

    if (!is_number(text))
        return -1;
    pthread_once(&once, plain_open);
    if (text.len >= sizeof small)
        copy = scrm_strndup(text.at, text.len);
    else
        *(char *)mempcpy(small, text.at, text.len) = '\0';
    number = strtod_l(copy, &end, plain);
    if (copy != small)
        free(copy);
    if (!isfinite(number))
        return -1;
    *value = number;
    return 0;
}

int scrm_num_fixed(struct scrm_slice text, int64_t *value)
{
    bool minus = text.len && text.at[0] == '-';
    int64_t whole = 0, part = 0;
    int digits = 0;
    bool up = false;
    size_t i = minus ? 1 : 0;

    if (!is_number(text))
        return -1;
    if (memchr(text.at, 'e', text.len) || memchr(text.at, 'E', text.len)) {
        double number;

        if (scrm_num_double(text, &number) || fabs(number) > 9e14)
            return -1;
        *value = (int64_t)llround(number * SCRM_FIXED_ONE);
        return 0;
    }
    for (; i < text.len && is_digit(text.at[i]); i++) {
        whole = whole * 10 + (text.at[i] - '0');
        if (whole > INT64_MAX / SCRM_FIXED_ONE / 100)
            return -1;
    }
    if (i < text.len)
        i++;
    for (; i < text.len; i++, digits++) {
        if (digits < 4)
            part = part * 10 + (text.at[i] - '0');
        else if (digits == 4)
            up = text.at[i] >= '5';
    }
    for (; digits < 4; digits++)
        part *= 10;
    whole = whole * SCRM_FIXED_ONE + part + up;
    *value = minus ? -whole : whole;
    return 0;
}

int scrm_num_size(struct scrm_slice text, uint64_t *bytes)
{
    static const char *const units[] = {"", "k", "m", "g", "t"};
    size_t digits = 0, i;
    uint64_t number;
    struct scrm_slice unit;

    while (digits < text.len && is_digit(text.at[digits]))
        digits++;
    if (scrm_num_uint((struct scrm_slice){text.at, digits}, &number))
        return -1;
    unit = (struct scrm_slice){text.at + digits, text.len - digits};
    if (unit.len > 1 && (unit.at[unit.len - 1] == 'B' || unit.at[unit.len - 1] == 'b'))
        unit.len--;
    if (unit.len == 2 && unit.at[1] == 'i')
        unit.len--;
    if (unit.len == 1 && (unit.at[0] == 'B' || unit.at[0] == 'b'))
        unit.len = 0;
    for (i = 0; i < sizeof units / sizeof *units; i++) {
        if (unit.len != strlen(units[i]) || (unit.len && (unit.at[0] | 0x20) != units[i][0]))
            continue;
        if (i && number > UINT64_MAX >> (10 * i))
            return -1;
        *bytes = number << (10 * i);
        return 0;
    }
    return -1;
}

void scrm_num_put_uint(struct scrm_buf *buf, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    scrm_buf_put(buf, digits + at, sizeof digits - at);
}

void scrm_num_put_int(struct scrm_buf *buf, int64_t value)
{
    if (value < 0)
        scrm_buf_putc(buf, '-');
    scrm_num_put_uint(buf, value < 0 ? ~(uint64_t)value + 1 : (uint64_t)value);
}

void scrm_num_put_fixed(struct scrm_buf *buf, int64_t value)
{
    uint64_t size = value < 0 ? ~(uint64_t)value + 1 : (uint64_t)value;
    unsigned part = (unsigned)(size % SCRM_FIXED_ONE);
    char digits[5] = {'.', (char)('0' + part / 1000), (char)('0' + part / 100 % 10),
                      (char)('0' + part / 10 % 10), (char)('0' + part % 10)};
    size_t len = sizeof digits;

    if (value < 0)
        scrm_buf_putc(buf, '-');
    scrm_num_put_uint(buf, size / SCRM_FIXED_ONE);
    if (part == 0)
        return;
    while (digits[len - 1] == '0')
        len--;
    scrm_buf_put(buf, digits, len);
}
