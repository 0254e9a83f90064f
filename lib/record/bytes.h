/*
 * Looking at many bytes at once: 16 with SSE2, 8 in plain C, with equal
 * answers. Private to this room. Each function returns the offset of the first
 * byte of its kind, or SCRM_WIDTH where there is none; it reads SCRM_WIDTH
 * bytes, so the caller vouches for those (SCRM_SCAN_PADDING does for a line).
 * scrm_bytes_special, which reads whole strings, does so with SCRM_LONG_WIDTH.
 */
#ifndef SCRM_RECORD_BYTES_H
#define SCRM_RECORD_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__) && !defined(SCRM_PLAIN)

#include <emmintrin.h>

enum { SCRM_WIDTH = 16, SCRM_LONG_WIDTH = 32 };

static inline __m128i scrm_bytes_load(const unsigned char *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline __m128i scrm_bytes_equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

static inline unsigned scrm_bytes_first(__m128i hits)
{
    return (unsigned)__builtin_ctz((unsigned)_mm_movemask_epi8(hits) | 1u << SCRM_WIDTH);
}

/* A quote, a backslash, below 0x20 or above 0x7F: as signed bytes, the last two
 * are one comparison. */
static inline unsigned scrm_bytes_specials(const unsigned char *at)
{
    __m128i x = scrm_bytes_load(at);

    return (unsigned)_mm_movemask_epi8(
        _mm_or_si128(_mm_cmplt_epi8(x, _mm_set1_epi8(0x20)),
                     _mm_or_si128(scrm_bytes_equal(x, '"'), scrm_bytes_equal(x, '\\'))));
}

/* Looks at SCRM_LONG_WIDTH bytes: most strings of a post end in there, so that
 * whether they do is no surprise. */
static inline unsigned scrm_bytes_special(const unsigned char *at)
{
    uint64_t hits = scrm_bytes_specials(at) | (uint64_t)scrm_bytes_specials(at + 16) << 16;

    return (unsigned)__builtin_ctzll(hits | UINT64_C(1) << SCRM_LONG_WIDTH);
}

/* A quote, a backslash or below 0x20: what an emitted string must escape. */
static inline unsigned scrm_bytes_escape(const unsigned char *at)
{
    __m128i x = scrm_bytes_load(at);
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(x, _mm_set1_epi8(0x1f)), x);

    return scrm_bytes_first(_mm_or_si128(
        control, _mm_or_si128(scrm_bytes_equal(x, '"'), scrm_bytes_equal(x, '\\'))));
}

/* A quote or a backslash. */
static inline unsigned scrm_bytes_quote(const unsigned char *at)
{
    __m128i x = scrm_bytes_load(at);

    return scrm_bytes_first(_mm_or_si128(scrm_bytes_equal(x, '"'), scrm_bytes_equal(x, '\\')));
}

/* Anything but a digit. */
static inline unsigned scrm_bytes_no_digit(const unsigned char *at)
{
    __m128i digits = _mm_sub_epi8(scrm_bytes_load(at), _mm_set1_epi8('0'));
    __m128i capped = _mm_min_epu8(digits, _mm_set1_epi8(9));

    return scrm_bytes_first(
        _mm_andnot_si128(_mm_cmpeq_epi8(digits, capped), _mm_set1_epi8(-1)));
}

/* Whether the first `len` of 32 readable bytes are those of `text`, which has 32. */
static inline bool scrm_bytes_begin(const unsigned char *at, const unsigned char *text,
                                    unsigned len)
{
    __m128i low = _mm_cmpeq_epi8(scrm_bytes_load(at), scrm_bytes_load(text));
    __m128i high = _mm_cmpeq_epi8(scrm_bytes_load(at + 16), scrm_bytes_load(text + 16));
    uint64_t same = (uint64_t)_mm_movemask_epi8(low) | (uint64_t)_mm_movemask_epi8(high) << 16;

    return (same + 1) << (64 - len) == 0;
}

/* A quote or one of {}[]: with bit 5 set, the brackets are the braces. */
static inline unsigned scrm_bytes_bracket(const unsigned char *at)
{
    __m128i x = scrm_bytes_load(at);
    __m128i folded = _mm_or_si128(x, _mm_set1_epi8(0x20));

    return scrm_bytes_first(
        _mm_or_si128(scrm_bytes_equal(x, '"'), _mm_or_si128(scrm_bytes_equal(folded, '{'),
                                                            scrm_bytes_equal(folded, '}'))));
}

/* How many of `len` bytes are newlines: four vectors a step, whose hits sum up
 * in bytes that hold 63 steps. */
static inline uint64_t scrm_bytes_lines(const unsigned char *at, size_t len)
{
    uint64_t lines = 0;

    while (len >= 64) {
        size_t steps = len / 64 < 63 ? len / 64 : 63;
        __m128i sum = _mm_setzero_si128();

        len -= steps * 64;
        for (; steps; steps--, at += 64) {
            __m128i a = scrm_bytes_equal(scrm_bytes_load(at), '\n');
            __m128i b = scrm_bytes_equal(scrm_bytes_load(at + 16), '\n');
            __m128i c = scrm_bytes_equal(scrm_bytes_load(at + 32), '\n');
            __m128i d = scrm_bytes_equal(scrm_bytes_load(at + 48), '\n');

            sum = _mm_sub_epi8(sum, _mm_add_epi8(_mm_add_epi8(a, b), _mm_add_epi8(c, d)));
        }
        sum = _mm_sad_epu8(sum, _mm_setzero_si128());
        lines += (uint64_t)_mm_cvtsi128_si64(sum) +
                 (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sum, sum));
    }
    for (; len; len--)
        lines += *at++ == '\n';
    return lines;
}

#else

enum { SCRM_WIDTH = 8, SCRM_LONG_WIDTH = 8 };

#define SCRM_EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (uint64_t)(c))
#define SCRM_HIGH_BITS SCRM_EACH_BYTE(0x80)

static inline uint64_t scrm_bytes_load(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/*
 * The high bit of each byte that is below `limit` (at most 0x80). A borrow may
 * mark bytes above the first one marked, never below it, so that the first is right.
 */
static inline uint64_t scrm_bytes_below(uint64_t word, unsigned limit)
{
    return (word - SCRM_EACH_BYTE(limit)) & ~word & SCRM_HIGH_BITS;
}

static inline uint64_t scrm_bytes_equal(uint64_t word, unsigned c)
{
    return scrm_bytes_below(word ^ SCRM_EACH_BYTE(c), 1);
}

static inline unsigned scrm_bytes_first(uint64_t hits)
{
    return hits ? (unsigned)__builtin_ctzll(hits) >> 3 : (unsigned)SCRM_WIDTH;
}

static inline unsigned scrm_bytes_special(const unsigned char *at)
{
    uint64_t x = scrm_bytes_load(at);

    return scrm_bytes_first((x & SCRM_HIGH_BITS) | scrm_bytes_below(x, 0x20) |
                            scrm_bytes_equal(x, '"') | scrm_bytes_equal(x, '\\'));
}

static inline unsigned scrm_bytes_escape(const unsigned char *at)
{
    uint64_t x = scrm_bytes_load(at);

    return scrm_bytes_first(scrm_bytes_below(x, 0x20) | scrm_bytes_equal(x, '"') |
                            scrm_bytes_equal(x, '\\'));
}

static inline unsigned scrm_bytes_quote(const unsigned char *at)
{
    uint64_t x = scrm_bytes_load(at);

    return scrm_bytes_first(scrm_bytes_equal(x, '"') | scrm_bytes_equal(x, '\\'));
}

static inline unsigned scrm_bytes_no_digit(const unsigned char *at)
{
    uint64_t digits = scrm_bytes_load(at) ^ SCRM_EACH_BYTE('0'); /* 0 to 9, where they are */

    return scrm_bytes_first((digits | ((digits & ~SCRM_HIGH_BITS) + SCRM_EACH_BYTE(0x76))) &
                            SCRM_HIGH_BITS);
}

static inline bool scrm_bytes_begin(const unsigned char *at, const unsigned char *text,
                                    unsigned len)
{
    return memcmp(at, text, len) == 0;
}

static inline unsigned scrm_bytes_bracket(const unsigned char *at)
{
    uint64_t x = scrm_bytes_load(at);
    uint64_t folded = x | SCRM_EACH_BYTE(0x20);

    return scrm_bytes_first(scrm_bytes_equal(x, '"') | scrm_bytes_equal(folded, '{') |
                            scrm_bytes_equal(folded, '}'));
}

static inline uint64_t scrm_bytes_lines(const unsigned char *at, size_t len)
{
    const unsigned char *end = at + len;
    uint64_t lines = 0;

    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        lines++;
        at++;
    }
    return lines;
}

#endif

static inline bool scrm_bytes_is_space(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline bool scrm_bytes_is_digit(unsigned char c)
{
    return (unsigned)(c - '0') < 10;
}

/*
 * Length in bytes of the well-formed UTF-8 sequence of two to four bytes at
 * `at` (four readable bytes), or 0: RFC 3629, so no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
static inline unsigned scrm_bytes_utf8(const unsigned char *at)
{
    uint32_t w;

    memcpy(&w, at, sizeof w);
    w = le32toh(w);
    if ((w & 0xC0E0) == 0x80C0)
        return (w & 0x1E) ? 2 : 0; /* C0 and C1 are overlong */
    if ((w & 0xC0C0F0) == 0x8080E0) {
        uint32_t edge = w & 0x200F; /* E0 needs A0..BF behind it, ED 80..9F */

        return edge != 0 && edge != 0x200D ? 3 : 0;
    }
    if ((w & 0xC0C0C0F8) == 0x808080F0) {
        uint32_t lead = w & 7, high = w & 0x3000; /* F0 needs 90..BF, F4 80..8F */

        return lead == 0 ? (high ? 4 : 0) : lead < 4 ? 4 : lead == 4 && !high ? 4 : 0;
    }
    return 0;
}

#endif
