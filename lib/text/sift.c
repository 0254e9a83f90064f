/*
 * Stepping over what begins no term. Three roads that agree: sixteen bytes at a
 * time where the vector can see the words; byte by byte near the end of the
 * text, beside signs that begin terms, and without the vector; and by code points
 * over foreign words where all terms are ASCII.
 */
#include "text/sift.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/foreign.h"
#include "text/token.h"

void scrm_sift_fini(struct scrm_sift *sift)
{
    free(sift->first);
    free(sift->alone);
    free(sift->pairs);
    *sift = (struct scrm_sift){0};
}

void scrm_sift_begin(struct scrm_sift *sift, size_t n)
{
    size_t bits = 1024;

    while (bits < n * 16 && bits < (size_t)1 << 18)
        bits *= 2;
    scrm_sift_fini(sift);
    *sift = (struct scrm_sift){.mask = bits - 1, .plain = true, .wordy = true};
    sift->first = scrm_alloc_zero(bits / 64, sizeof *sift->first);
    sift->alone = scrm_alloc_zero(bits / 64, sizeof *sift->alone);
    sift->pairs = scrm_alloc_zero(bits / 64, sizeof *sift->pairs);
}

static inline bool bit(const struct scrm_sift *sift, const uint64_t *bits, uint64_t hash)
{
    return bits[(hash & sift->mask) / 64] >> hash % 64 & 1;
}

static void set(const struct scrm_sift *sift, uint64_t *bits, uint64_t hash)
{
    bits[(hash & sift->mask) / 64] |= UINT64_C(1) << hash % 64;
}

static uint64_t pair_hash(uint64_t first, bool spaced, uint64_t second)
{
    return (first * UINT64_C(0xBF58476D1CE4E5B9) >> 7) + second + spaced;
}

/* The low bits of the first two bytes, the same in either case of a letter. */
static inline unsigned opening(const char *at)
{
    return (unsigned)(at[0] & 31) << 5 | (unsigned)(at[1] & 31);
}

void scrm_sift_first(struct scrm_sift *sift, uint64_t hash, struct scrm_slice folded,
                     bool whole)
{
    set(sift, sift->first, hash);
    if (whole)
        set(sift, sift->alone, hash);
    if (folded.len == 1) {
        /* Whatever stands behind it. */
        for (unsigned second = 0; second < 32; second++)
            sift->lengths[(unsigned)(folded.at[0] & 31) << 5 | second] |= 2;
    } else {
        sift->lengths[opening(folded.at)] |= UINT32_C(1) << (folded.len < 16 ? folded.len : 16);
    }
    for (size_t i = 0; i < folded.len; i++) {
        sift->plain = sift->plain && (unsigned char)folded.at[i] < 0x80;
        sift->wordy = sift->wordy && scrm_ascii_alnum(folded.at[i]);
    }
}

void scrm_sift_pair(struct scrm_sift *sift, uint64_t first, bool spaced, uint64_t second)
{
    set(sift, sift->pairs, pair_hash(first, spaced, second));
}

bool scrm_sift_holds(const struct scrm_sift *sift, uint64_t first)
{
    return bit(sift, sift->first, first);
}

/* Whether a term may go on at `at`, behind a first token of that hash which is no
 * term by itself. Looks at one ASCII word or sign, behind one space at most. */
static bool may_go_on(const struct scrm_sift *sift, struct scrm_words *ahead, uint64_t first,
                      const char *at)
{
    struct scrm_token_shape shape;
    bool spaced = at < ahead->end && *at == ' ';
    unsigned kind;

    at += spaced;
    if (at == ahead->end)
        return false;
    kind = scrm_token_byte_at(at);
    if (kind == SCRM_BYTE_SIGN)
        return bit(sift, sift->pairs, pair_hash(first, spaced, scrm_token_hash_sign(*at)));
    if (kind != SCRM_BYTE_WORD)
        return true;
    ahead->at = at;
    shape = scrm_token_quick_shape(
        ahead, scrm_token_is_near_end(ahead) ? scrm_token_near_end(ahead) : at);
    return !shape.len ||
           bit(sift, sift->pairs,
               pair_hash(first, spaced,
                         scrm_token_mix(scrm_token_seed(shape.len), shape.low, shape.high)));
}

/* Whether an ASCII word of that hash, which ends at `behind`, may begin a term. */
static inline bool may_begin(const struct scrm_sift *sift, struct scrm_words *ahead,
                             uint64_t hash, const char *behind)
{
    return bit(sift, sift->first, hash) &&
           (bit(sift, sift->alone, hash) || may_go_on(sift, ahead, hash, behind));
}

#ifdef SCRM_TEXT_SSE2
/* One bit for each of sixteen bytes that is an ASCII letter or digit; `lowered` has
 * bit 0x20 set in each, which puts letters in lower case and leaves digits. */
static inline unsigned word_bits(__m128i bytes, __m128i lowered)
{
    __m128i alpha = _mm_cmpgt_epi8(_mm_add_epi8(lowered, _mm_set1_epi8(0x7F - 'z')),
                                   _mm_set1_epi8(0x7F - 26));
    __m128i digit = _mm_cmpgt_epi8(_mm_add_epi8(bytes, _mm_set1_epi8(0x7F - '9')),
                                   _mm_set1_epi8(0x7F - 10));

    return (unsigned)_mm_movemask_epi8(_mm_or_si128(alpha, digit));
}

static inline unsigned sign_bits(__m128i bytes)
{
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('#')),
                                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('*'))));
}

/* The hash of the ASCII word of `len` bytes, 16 at most, at `at`; 16 can be read. */
static inline uint64_t word_hash(const char *at, unsigned len)
{
    __m128i word = _mm_or_si128(_mm_loadu_si128((const void *)at), _mm_set1_epi8(0x20));

    word = _mm_and_si128(word, _mm_loadu_si128((const void *)(scrm_token_keep + 16 - len)));
    return scrm_token_mix(scrm_token_seed(len), (uint64_t)_mm_cvtsi128_si64(word),
                          (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(word, word)));
}

/* Fewer than 33 bytes are left: a copy with zeros behind it can be read in blocks. */
struct tail {
    const char *from; /* where the copy was taken, NULL: not yet */
    char bytes[64];
};

static const char *readable(struct tail *tail, const char *at, const char *end)
{
    if (end - at > 32)
        return at;
    if (!tail->from) {
        tail->from = at;
        memset(tail->bytes, 0, sizeof tail->bytes);
        memcpy(tail->bytes, at, (size_t)(end - at));
    }
    return tail->bytes + (at - tail->from);
}

/* Bytes of the ASCII word at `see`, 16 where it has as many or more. */
static inline unsigned word_length(const char *see)
{
    __m128i bytes = _mm_loadu_si128((const void *)see);
    unsigned words = word_bits(bytes, _mm_or_si128(bytes, _mm_set1_epi8(0x20)));

    return (unsigned)__builtin_ctz(~words);
}

/* Whether the word that stands at `see`, and in the text at `at`, may begin a term:
 * told by its first two bytes, its length, its hash, and what follows. A longer one
 * than a hash is made of has to be cut out. */
static inline bool is_likely(const struct scrm_sift *sift, struct scrm_words *ahead,
                             const char *see, const char *at)
{
    uint32_t lengths = sift->lengths[opening(see)];
    unsigned len;

    if (!lengths)
        return false;
    len = word_length(see);
    return lengths >> len & 1 &&
           (len == 16 || may_begin(sift, ahead, word_hash(see, len), at + len));
}

/* Where the ASCII word begins that ends at `at`; it does not begin before `floor`. */
static const char *word_start(const char *at, const char *floor)
{
    while (at > floor && scrm_ascii_alnum(at[-1]))
        at--;
    return at;
}

/*
 * Steps over blocks of sixteen bytes as long as every word that begins in them is
 * weighed and found to begin nothing. Stops at one that may, at a token that has to be
 * cut out, or at the end. `at` is the beginning of a token, and so is what is returned.
 */
static const char *step_over(const struct scrm_sift *sift, struct scrm_words *ahead,
                             const char *at)
{
    const char *end = ahead->end, *floor = at;
    unsigned inside = 0; /* 1: a word goes on from the block before */
    struct tail tail;

    tail.from = NULL;
    while (at < end) {
        const char *see = readable(&tail, at, end);
        __m128i bytes = _mm_loadu_si128((const void *)see);
        unsigned high = (unsigned)_mm_movemask_epi8(bytes), next = 16, starts;
        unsigned words = word_bits(bytes, _mm_or_si128(bytes, _mm_set1_epi8(0x20)));

        /* A '#' or '*' in front of a foreign character may be one with it: a keycap. */
        high |= sign_bits(bytes) & (high >> 1 | (unsigned)(unsigned char)see[16] >> 7 << 15);
        if (high) {
            next = (unsigned)__builtin_ctz(high);
            words &= (1u << next) - 1;
        }
        for (starts = words & ~(words << 1 | inside); starts; starts &= starts - 1) {
            unsigned from = (unsigned)__builtin_ctz(starts);

            if (is_likely(sift, ahead, see + from, at + from))
                return at + from;
        }
        if (end - at <= (ptrdiff_t)next)
            return end;
        at += next;
        inside = words >> 15;
        if (high) {
            /* The word in front of a foreign character is one with it. */
            const char *token = word_start(at, floor);
            const char *behind = scrm_foreign_end(token, end);

            if (!behind)
                return token;
            at = floor = behind;
            inside = 0;
        }
    }
    return at;
}
#endif

/* The same for one token, byte by byte: where it ends, or NULL where it has to be
 * cut out to be known. */
static const char *step_over_one(const struct scrm_sift *sift, struct scrm_words *words,
                                 struct scrm_words *ahead)
{
    const char *at = words->at;
    unsigned kind = scrm_token_byte_at(at);
    struct scrm_token_shape shape = {0};

    if (kind == SCRM_BYTE_SPACE)
        return at + 1;
    if (kind == SCRM_BYTE_SIGN)
        return bit(sift, sift->first, scrm_token_hash_sign(*at)) ? NULL : at + 1;
    if (kind == SCRM_BYTE_WORD)
        shape = scrm_token_quick_shape(
            words, scrm_token_is_near_end(words) ? scrm_token_near_end(words) : at);
    if (shape.len) {
        uint64_t hash = scrm_token_mix(scrm_token_seed(shape.len), shape.low, shape.high);

        return may_begin(sift, ahead, hash, at + shape.len) ? NULL : at + shape.len;
    }
    return sift->plain && kind != SCRM_BYTE_KEYCAP ? scrm_foreign_end(at, words->end) : NULL;
}

bool scrm_sift_next(const struct scrm_sift *sift, struct scrm_words *words,
                    struct scrm_words *ahead)
{
    const char *behind;

    while (words->at < words->end) {
#ifdef SCRM_TEXT_SSE2
        if (sift->wordy) {
            words->at = step_over(sift, ahead, words->at);
            if (words->at >= words->end)
                return false;
        }
#endif
        behind = step_over_one(sift, words, ahead);
        if (!behind)
            return true;
        words->at = behind;
    }
    return false;
}
