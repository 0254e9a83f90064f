/*
 * One code point out of, and into, UTF-8; inline for the loops of lib/text and lib/record.
 * Everybody else calls scrm_utf8_decode and scrm_utf8_put (utf8.h).
 */
#ifndef SCRM_TEXT_DECODE_H
#define SCRM_TEXT_DECODE_H

#include <stddef.h>
#include <stdint.h>

#define SCRM_UTF8_BAD UINT32_MAX
#define SCRM_UTF8_REPLACEMENT 0xFFFDu

static inline int scrm_utf8_goes_on(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* As scrm_utf8_decode, but an ill-formed sequence gives SCRM_UTF8_BAD. The
 * bounds of the second byte are those of Unicode 15, table 3-7. */
static inline size_t scrm_utf8_step(const char *at, const char *end, uint32_t *cp)
{
    const unsigned char *s = (const unsigned char *)at;
    size_t left = (size_t)(end - at);
    unsigned lead = s[0], low = 0x80, high = 0xBF;

    if (lead < 0x80) {
        *cp = lead;
        return 1;
    }
    *cp = SCRM_UTF8_BAD;
    if (lead < 0xE0) {
        if (lead < 0xC2 || left < 2 || !scrm_utf8_goes_on(s[1]))
            return 1;
        *cp = (lead & 0x1Fu) << 6 | (s[1] & 0x3Fu);
        return 2;
    }
    if (lead == 0xE0)
        low = 0xA0;
    else if (lead == 0xED)
        high = 0x9F;
    else if (lead == 0xF0)
        low = 0x90;
    else if (lead == 0xF4)
        high = 0x8F;
    if (lead > 0xF4 || left < 2 || s[1] < low || s[1] > high)
        return 1;
    if (left < 3 || !scrm_utf8_goes_on(s[2]))
        return 2;
    if (lead < 0xF0) {
        *cp = (lead & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
        return 3;
    }
    if (left < 4 || !scrm_utf8_goes_on(s[3]))
        return 3;
    *cp = (lead & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
    return 4;
}

/* The same with U+FFFD for what is ill-formed. */
static inline size_t scrm_utf8_next(const char *at, const char *end, uint32_t *cp)
{
    size_t len = scrm_utf8_step(at, end, cp);

    if (*cp == SCRM_UTF8_BAD)
        *cp = SCRM_UTF8_REPLACEMENT;
    return len;
}

/* Writes at most 4 bytes; a surrogate is written as any other number. */
static inline size_t scrm_utf8_encode_raw(char *to, uint32_t cp)
{
    if (cp < 0x80) {
        to[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        to[0] = (char)(0xC0 | cp >> 6);
        to[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        to[0] = (char)(0xE0 | cp >> 12);
        to[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        to[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | cp >> 18);
    to[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    to[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    to[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* The same; surrogates and what is past U+10FFFF become U+FFFD. */
static inline size_t scrm_utf8_encode(char *to, uint32_t cp)
{
    if (cp >= 0x800 && (cp > 0x10FFFF || (cp & 0x1FF800) == 0xD800))
        cp = SCRM_UTF8_REPLACEMENT;
    return scrm_utf8_encode_raw(to, cp);
}

/* The code point that ends at `at` (well-formed text, `at` past `begin`); returns its start. */
static inline const char *scrm_utf8_back(const char *begin, const char *at, uint32_t *cp)
{
    const char *from = at - 1;
    int most = 3;

    while (from > begin && ((unsigned char)*from & 0xC0) == 0x80 && most-- > 0)
        from--;
    scrm_utf8_next(from, at, cp);
    return from;
}

#endif
