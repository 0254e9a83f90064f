/*
 * Random JSON from a fixed seed: valid text of every shape, and mutants of it
 * that are mostly invalid. For tests that compare two readers.
 */
#ifndef SCRM_TESTS_RECORD_RANDOM_H
#define SCRM_TESTS_RECORD_RANDOM_H

#include "base/buf.h"

struct random {
    uint64_t state;
};

/* SplitMix64. */
static inline uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static inline unsigned random_below(struct random *random, unsigned limit)
{
    return (unsigned)(random_next(random) % limit);
}

static inline void random_space(struct random *random, struct scrm_buf *buf)
{
    if (random_below(random, 6) == 0)
        for (unsigned n = random_below(random, 4); n; n--)
            scrm_buf_putc(buf, " \t\r\n"[random_below(random, 4)]);
}

/* The inside of a string. */
static inline void random_text(struct random *random, struct scrm_buf *buf)
{
    static const char *const parts[] = {"a",
                                        "text",
                                        "\xC3\xA9",
                                        "\xE6\xBC\xA2",
                                        "\xF0\x9F\x98\x80",
                                        "\\n",
                                        "\\\"",
                                        "\\\\",
                                        "\\u00e9",
                                        "\\ud83d\\ude00",
                                        "\\/",
                                        "\\u0001",
                                        "0123456789abcdef",
                                        "\x7f",
                                        "\xED\x9F\xBF",
                                        "\xEE\x80\x80",
                                        "\xF4\x8F\xBF\xBF",
                                        "\xC2\x80",
                                        "\xE0\xA0\x80",
                                        "\xF0\x90\x80\x80",
                                        "{",
                                        "]",
                                        " ",
                                        ",",
                                        ":"};
    static const char *const rare[] = {"\\ud800", "\\udc00\\ud800", "\\u0000", "\\uD800x"};

    for (unsigned n = random_below(random, 12); n; n--) {
        if (random_below(random, 200) == 0)
            scrm_buf_puts(buf, rare[random_below(random, 4)]);
        else
            scrm_buf_puts(buf, parts[random_below(random, sizeof parts / sizeof *parts)]);
    }
}

static inline void random_number(struct random *random, struct scrm_buf *buf)
{
    static const char *const odd[] = {"0",
                                      "-0",
                                      "0.0",
                                      "-1",
                                      "1e3",
                                      "1E+2",
                                      "2.50e-3",
                                      "1e400",
                                      "123456789012345678901234567890",
                                      "-9223372036854775808",
                                      "18446744073709551616",
                                      "0e0",
                                      "1.0"};

    if (random_below(random, 3) == 0)
        scrm_buf_puts(buf, odd[random_below(random, sizeof odd / sizeof *odd)]);
    else
        scrm_buf_printf(buf, "%u", random_below(random, 100000));
}

static inline void random_string(struct random *random, struct scrm_buf *buf)
{
    scrm_buf_putc(buf, '"');
    random_text(random, buf);
    scrm_buf_putc(buf, '"');
}

static inline void random_key(struct random *random, struct scrm_buf *buf)
{
    static const char *const keys[] = {
        "a",     "b",          "ab", "text",
        "score", "t\\u0065xt", "id", "a_rather_long_name_of_a_member",
        "",      "schema",     "x.y"};

    if (random_below(random, 4) == 0) {
        random_string(random, buf);
        return;
    }
    scrm_buf_putc(buf, '"');
    scrm_buf_puts(buf, keys[random_below(random, sizeof keys / sizeof *keys)]);
    scrm_buf_putc(buf, '"');
}

static inline void random_value(struct random *random, struct scrm_buf *buf, int depth);

static inline void random_container(struct random *random, struct scrm_buf *buf, int depth)
{
    bool object = random_below(random, 2);
    unsigned n = random_below(random, 5);

    scrm_buf_putc(buf, object ? '{' : '[');
    random_space(random, buf);
    for (unsigned i = 0; i < n; i++) {
        if (i)
            scrm_buf_putc(buf, ',');
        random_space(random, buf);
        if (object) {
            random_key(random, buf);
            random_space(random, buf);
            scrm_buf_putc(buf, ':');
        }
        random_value(random, buf, depth - 1);
    }
    scrm_buf_putc(buf, object ? '}' : ']');
}

/* Any value, nested at most `depth` deep. */
static inline void random_value(struct random *random, struct scrm_buf *buf, int depth)
{
    static const char *const words[] = {"true", "false", "null"};

    random_space(random, buf);
    switch (random_below(random, depth > 0 ? 6 : 3)) {
    case 0:
        random_number(random, buf);
        break;
    case 1:
        scrm_buf_puts(buf, words[random_below(random, 3)]);
        break;
    case 2:
        random_string(random, buf);
        break;
    default:
        random_container(random, buf, depth);
    }
    random_space(random, buf);
}

/* An object, as a line has it. */
static inline void random_object(struct random *random, struct scrm_buf *buf)
{
    unsigned n = random_below(random, 9);

    scrm_buf_putc(buf, '{');
    for (unsigned i = 0; i < n; i++) {
        if (i)
            scrm_buf_putc(buf, ',');
        random_space(random, buf);
        random_key(random, buf);
        random_space(random, buf);
        scrm_buf_putc(buf, ':');
        random_value(random, buf, 4);
    }
    random_space(random, buf);
    scrm_buf_putc(buf, '}');
}

/* Changes, removes, doubles or inserts a few bytes. */
static inline void random_mutate(struct random *random, struct scrm_buf *buf)
{
    static const char bytes[] = "\"\\{}[],:0123456789.eE+-tfnu \t\n\x01\x1f\x7f\x80\xBF\xC0\xC3"
                                "\xE0\xED\xF0\xF4\xF5\xFF";

    for (unsigned n = 1 + random_below(random, 3); n && buf->len > 1; n--) {
        size_t at = random_below(random, (unsigned)buf->len);
        char byte = bytes[random_below(random, sizeof bytes)]; /* its NUL too */

        switch (random_below(random, 4)) {
        case 0:
            buf->at[at] = byte;
            break;
        case 1:
            memmove(buf->at + at, buf->at + at + 1, buf->len - at);
            buf->len--;
            break;
        case 2:
            scrm_buf_putc(buf, 'x');
            memmove(buf->at + at + 1, buf->at + at, buf->len - at - 1);
            buf->at[at] = byte;
            break;
        default:
            buf->len = at;
            buf->at[at] = '\0';
        }
    }
}

#endif
