/*
 * The quick road of the tokenizer and the token hash, inline for words.c,
 * terms.c and score/cut.c. Takes a token only where it is sure: a word of at most 16 ASCII
 * letters and digits, a space, an ASCII sign, none of them touching a byte
 * that could change it; leaves the rest to the slow road. The vector and the
 * plain form give the same tokens.
 */
#ifndef SCRM_TEXT_TOKEN_H
#define SCRM_TEXT_TOKEN_H

#include "text/ascii.h"
#include "text/decode.h"
#include "text/unidata.h"
#include "text/words.h"

/* The hash: sixteen bytes at a time as two little-endian words, padded with zeros. */
static inline uint64_t scrm_token_seed(size_t len)
{
    return (uint64_t)len * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t scrm_token_mix(uint64_t hash, uint64_t low, uint64_t high)
{
    hash = (hash ^ low) * UINT64_C(0xD6E8FEB86659FD93);
    hash = (hash ^ hash >> 32 ^ high) * UINT64_C(0xBF58476D1CE4E5B9);
    return hash ^ hash >> 29;
}

/* The hash of one ASCII sign; of a SPACE, whatever it is made of, that of " ". */
static inline uint64_t scrm_token_hash_sign(char sign)
{
    return scrm_token_mix(scrm_token_seed(1), (unsigned char)sign, 0);
}

/* What a token's first byte says of it. ODD bytes begin, among others, characters that are
 * white space or invisible; HIGH ones never do. */
enum {
    SCRM_BYTE_SIGN,
    SCRM_BYTE_WORD,
    SCRM_BYTE_SPACE,
    SCRM_BYTE_KEYCAP,
    SCRM_BYTE_HIGH,
    SCRM_BYTE_ODD
};

extern const uint8_t scrm_token_byte[256];

static inline unsigned scrm_token_byte_at(const char *at)
{
    return scrm_token_byte[(unsigned char)*at];
}

/* An ASCII word of up to 16 bytes, measured: lower case, and one bit a byte. */
struct scrm_token_shape {
    uint64_t low, high; /* in lower case, zeros behind it */
    unsigned len;       /* 0: longer than 16 */
    unsigned upper, lower;
};

#ifdef SCRM_TEXT_SSE2
/* Sixteen bytes from 16 - n keep the first n bytes of a vector. */
extern const char scrm_token_keep[32];

/* A byte is a letter where, lowered and moved up so that 'z' is 0x7F, it is above the place of
 * 'a' - 1 as a signed number; digits the same way. Leaves the lowered bytes in `small`. */
static inline struct scrm_token_shape scrm_token_measure(struct scrm_words *words,
                                                         const char *at)
{
    const __m128i bit = _mm_set1_epi8(0x20);
    __m128i bytes = _mm_loadu_si128((const void *)at);
    __m128i lowered = _mm_or_si128(bytes, bit);
    __m128i alpha = _mm_cmpgt_epi8(_mm_add_epi8(lowered, _mm_set1_epi8(0x7F - 'z')),
                                   _mm_set1_epi8(0x7F - 26));
    __m128i digit = _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x7F - '9')),
                                   _mm_set1_epi8(0x7F - 10));
    __m128i capital = _mm_andnot_si128(_mm_cmpeq_epi8(lowered, bytes), alpha);
    unsigned word = (unsigned)_mm_movemask_epi8(_mm_or_si128(alpha, digit));
    unsigned len = (unsigned)__builtin_ctz(~word), mask = (1u << len) - 1;
    struct scrm_token_shape shape = {.len = len};

    shape.upper = (unsigned)_mm_movemask_epi8(capital) & mask;
    shape.lower = ((unsigned)_mm_movemask_epi8(alpha) & mask) ^ shape.upper;
    lowered = _mm_or_si128(bytes, _mm_and_si128(capital, bit));
    lowered =
        _mm_and_si128(lowered, _mm_loadu_si128((const void *)(scrm_token_keep + 16 - len)));
    _mm_storeu_si128((void *)words->small, lowered);
    shape.low = (uint64_t)_mm_cvtsi128_si64(lowered);
    shape.high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(lowered, lowered));
    if (len == 16 && scrm_ascii_alnum(at[16]))
        shape.len = 0;
    return shape;
}
#else
/* The same byte by byte. */
struct scrm_token_shape scrm_token_measure(struct scrm_words *words, const char *at);
#endif

/* True where fewer than 17 bytes are left. */
static inline bool scrm_token_is_near_end(const struct scrm_words *words)
{
    return words->end - words->at < 17;
}

/* The bytes at `words->at` with zeros behind the end of the text. */
const char *scrm_token_near_end(struct scrm_words *words);

/* Measures the word at `words->at`, whose bytes `bytes` are: `words->at` itself, or near the
 * end of the text scrm_token_near_end's copy. A length of 0 where the slow road must. */
static inline struct scrm_token_shape scrm_token_quick_shape(struct scrm_words *words,
                                                             const char *bytes)
{
    struct scrm_token_shape shape = scrm_token_measure(words, bytes);
    const char *behind = words->at + shape.len;

    if (behind == words->end || *behind == ' ')
        return shape;
    if ((unsigned char)*behind >= 0x80)
        shape.len = 0;
    /* An apostrophe that may join. */
    if (words->join && *behind == '\'' && behind + 1 < words->end &&
        (scrm_ascii_alpha(behind[1]) || (unsigned char)behind[1] >= 0x80))
        shape.len = 0;
    return shape;
}

/* The hash of the word that was measured. */
static inline uint64_t scrm_token_shape_hash(const struct scrm_token_shape *shape)
{
    return scrm_token_mix(scrm_token_seed(shape->len), shape->low, shape->high);
}

/* All of several letters are upper case. */
static inline bool scrm_token_shape_upper(const struct scrm_token_shape *shape)
{
    return !shape->lower & ((shape->upper & (shape->upper - 1)) != 0);
}

/* The folded form of the word at `at` that was measured last. */
static inline struct scrm_slice scrm_token_shape_folded(const struct scrm_words *words,
                                                        const struct scrm_token_shape *shape,
                                                        const char *at)
{
    return (struct scrm_slice){shape->upper ? words->small : at, shape->len};
}

/* Takes the word that was measured. */
static inline void scrm_token_of_shape(struct scrm_words *words,
                                       const struct scrm_token_shape *shape,
                                       struct scrm_token *token)
{
    const char *at = words->at;
    unsigned letters = shape->upper | shape->lower, first = letters & (0u - letters);

    token->text = (struct scrm_slice){at, shape->len};
    token->folded = scrm_token_shape_folded(words, shape, at);
    token->hash = scrm_token_shape_hash(shape);
    token->kind = SCRM_TOKEN_WORD;
    token->upper = scrm_token_shape_upper(shape);
    token->capital = (shape->upper & first) != 0;
    token->digits = !letters;
    words->at = at + shape->len;
}

static inline bool scrm_token_quick_word(struct scrm_words *words, struct scrm_token *token,
                                         const char *bytes)
{
    struct scrm_token_shape shape = scrm_token_quick_shape(words, bytes);

    if (!shape.len)
        return false;
    scrm_token_of_shape(words, &shape, token);
    return true;
}

/* White space or a sign: true and the token, or false where the slow road must look. */
static inline bool scrm_token_quick_sign(struct scrm_words *words, struct scrm_token *token,
                                         unsigned kind)
{
    const char *at = words->at, *behind = at + 1, *end = words->end;

    token->upper = token->capital = token->digits = false;
    if (kind == SCRM_BYTE_SPACE) {
        while (behind < end && scrm_token_byte_at(behind) == SCRM_BYTE_SPACE)
            behind++;
        if (behind < end && scrm_token_byte_at(behind) == SCRM_BYTE_ODD)
            return false;
        token->kind = SCRM_TOKEN_SPACE;
        token->folded = SCRM_SLICE(" ");
        token->hash = scrm_token_hash_sign(' ');
    } else {
        if (kind == SCRM_BYTE_KEYCAP && behind < end && (unsigned char)*behind >= 0x80)
            return false;
        token->kind = SCRM_TOKEN_PUNCT;
        token->folded = (struct scrm_slice){at, 1};
        token->hash = scrm_token_hash_sign(*at);
    }
    token->text = (struct scrm_slice){at, (size_t)(behind - at)};
    words->at = behind;
    return true;
}

/* True and the token, or false where the slow road must look. `words->at` is before the end. */
static inline bool scrm_token_quick(struct scrm_words *words, struct scrm_token *token,
                                    const char *bytes)
{
    unsigned kind = scrm_token_byte_at(words->at);

    if (kind == SCRM_BYTE_WORD)
        return scrm_token_quick_word(words, token, bytes);
    return kind < SCRM_BYTE_HIGH && scrm_token_quick_sign(words, token, kind);
}

/* The road of every token that the quick one does not take; there is one. */
void scrm_token_slowly(struct scrm_words *words, struct scrm_token *token);

#endif
