/*
 * Runs of plain ASCII, sixteen bytes at a time with SSE2, eight without: most
 * text of most posts never reaches the slower roads. Inside lib/text only.
 * Nothing here reads past `end`.
 */
#ifndef SCRM_TEXT_ASCII_H
#define SCRM_TEXT_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(SCRM_PLAIN)
#include <emmintrin.h>
#define SCRM_TEXT_SSE2 1
#endif

static inline uint64_t scrm_ascii_load(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* How many bytes at the start are below 0x80. */
static inline size_t scrm_ascii_span(const char *at, const char *end)
{
    const char *from = at;

#ifdef SCRM_TEXT_SSE2
    for (; end - at >= 16; at += 16) {
        int high = _mm_movemask_epi8(_mm_loadu_si128((const void *)at));

        if (high)
            return (size_t)(at - from) + (size_t)__builtin_ctz((unsigned)high);
    }
#else
    for (; end - at >= 8; at += 8) {
        uint64_t high = scrm_ascii_load(at) & UINT64_C(0x8080808080808080);

        if (high)
            return (size_t)(at - from) + (size_t)__builtin_ctzll(high) / 8;
    }
#endif
    while (at < end && (unsigned char)*at < 0x80)
        at++;
    return (size_t)(at - from);
}

/* As above, and stops at NUL too. */
static inline size_t scrm_ascii_span_text(const char *at, const char *end)
{
    size_t span = scrm_ascii_span(at, end);
    const char *nul = span ? memchr(at, '\0', span) : NULL;

    return nul ? (size_t)(nul - at) : span;
}

static inline bool scrm_ascii_alpha(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool scrm_ascii_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool scrm_ascii_alnum(char c)
{
    return scrm_ascii_alpha(c) || scrm_ascii_digit(c);
}

/* HTML's and JSON's white space: tab, line feed, form feed, carriage return, space. */
static inline bool scrm_ascii_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static inline char scrm_ascii_lower(char c)
{
    return (unsigned char)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

#endif
