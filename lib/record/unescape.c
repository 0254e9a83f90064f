/*
 * Unescaping, in the two ways that this room needs: into a caller's memory,
 * and step by step for comparing without memory.
 */
#include "record/unescape.h"

#include <stdint.h>

#include "text/decode.h"

enum { SURROGATE_HIGH = 0xD800, SURROGATE_LOW = 0xDC00, SURROGATE_END = 0xE000 };

static uint32_t hex4(const char *at)
{
    uint32_t unit = 0;

    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)at[i];

        unit = unit << 4 | (uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return unit;
}

/* \uXXXX at text->at, with its partner where the two make one character. */
static uint32_t take_unicode(struct scrm_slice *text, enum scrm_lone lone)
{
    uint32_t cp = hex4(text->at + 2);

    text->at += 6;
    text->len -= 6;
    if (cp < SURROGATE_HIGH || cp >= SURROGATE_END)
        return cp;
    if (cp < SURROGATE_LOW && text->len >= 6 && text->at[0] == '\\' && text->at[1] == 'u') {
        uint32_t low = hex4(text->at + 2);

        if (low >= SURROGATE_LOW && low < SURROGATE_END) {
            text->at += 6;
            text->len -= 6;
            return 0x10000 + ((cp - SURROGATE_HIGH) << 10) + (low - SURROGATE_LOW);
        }
    }
    return lone == SCRM_LONE_KEPT ? cp : 0xFFFD;
}

static char simple_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

struct scrm_slice scrm_unescape_next(struct scrm_slice *text, char small[4],
                                     enum scrm_lone lone)
{
    struct scrm_slice run = *text;

    if (text->at[0] != '\\') {
        const char *escape = memchr(text->at, '\\', text->len);

        if (escape)
            run.len = (size_t)(escape - text->at);
        text->at += run.len;
        text->len -= run.len;
        return run;
    }
    if (text->at[1] == 'u')
        return (struct scrm_slice){small,
                                   scrm_utf8_encode_raw(small, take_unicode(text, lone))};
    small[0] = simple_escape(text->at[1]);
    text->at += 2;
    text->len -= 2;
    return (struct scrm_slice){small, 1};
}

size_t scrm_unescape(char *out, struct scrm_slice text, enum scrm_lone lone)
{
    size_t len = 0;
    char small[4];

    while (text.len) {
        struct scrm_slice run = scrm_unescape_next(&text, small, lone);

        memcpy(out + len, run.at, run.len);
        len += run.len;
    }
    return len;
}
