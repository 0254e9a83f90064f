/*
 * The parts of token.h that are no code to inline: the table of bytes, the
 * hash of any folded text, the ends of texts, and the measuring of words
 * where there are no vectors.
 */
#include "text/token.h"

/* SCRM_BYTE_...: 1 letters and digits, 2 white space, 3 '#' and '*', 4 and 5 not ASCII. */
/* clang-format off */
const uint8_t scrm_token_byte[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 0, 0, 3, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
    4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4,
    4, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 4, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
};
/* clang-format on */

#ifdef SCRM_TEXT_SSE2
const char scrm_token_keep[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                  -1, -1, -1, -1, -1, -1, -1, -1};
#endif

static uint64_t load_four(const char *at)
{
    const unsigned char *byte = (const void *)at;

    return (uint64_t)byte[0] | (uint64_t)byte[1] << 8 | (uint64_t)byte[2] << 16 |
           (uint64_t)byte[3] << 24;
}

/* Up to eight bytes as a little-endian word, without reading past them. */
static uint64_t load_some(const char *at, size_t n)
{
    uint64_t word = 0;

    if (n >= 8)
        return scrm_ascii_load(at);
    if (n >= 4) /* twice four, the second ending with the bytes */
        return load_four(at) | load_four(at + n - 4) << (8 * (n - 4));
    for (size_t i = 0; i < n; i++)
        word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return word;
}

uint64_t scrm_token_hash(struct scrm_slice folded)
{
    const char *at = folded.at;
    uint64_t hash = scrm_token_seed(folded.len);
    size_t left = folded.len;

    for (; left > 16; left -= 16, at += 16)
        hash = scrm_token_mix(hash, scrm_ascii_load(at), scrm_ascii_load(at + 8));
    return scrm_token_mix(hash, load_some(at, left),
                          left > 8 ? load_some(at + 8, left - 8) : 0);
}

const char *scrm_token_near_end(struct scrm_words *words)
{
    char *copy = words->small + 32;

    memset(copy, 0, 32);
    memcpy(copy, words->at, (size_t)(words->end - words->at));
    return copy;
}

#ifndef SCRM_TEXT_SSE2
struct scrm_token_shape scrm_token_measure(struct scrm_words *words, const char *at)
{
    struct scrm_token_shape shape = {0};

    memset(words->small, 0, 16);
    for (; scrm_ascii_alnum(at[shape.len]); shape.len++) {
        char c = at[shape.len];

        if (shape.len == 16) {
            shape.len = 0;
            break;
        }
        if (scrm_ascii_alpha(c))
            *(c & 0x20 ? &shape.lower : &shape.upper) |= 1u << shape.len;
        words->small[shape.len] = scrm_ascii_lower(c);
    }
    shape.low = scrm_ascii_load(words->small);
    shape.high = scrm_ascii_load(words->small + 8);
    return shape;
}
#endif
