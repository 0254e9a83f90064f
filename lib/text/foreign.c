/*
 * Where foreign tokens end. The characters that most foreign text is made of are told by
 * their bytes, all others by the facts of unidata; what is not plain to see is left to the
 * tokenizer.
 */
#include "text/foreign.h"

#include "text/token.h"

/* Whether what stands at `at` belongs to no character before it, for sure. */
static bool stands_apart(const char *at, const char *end)
{
    unsigned flags;
    uint32_t cp;

    if (at == end || (unsigned char)*at < 0x80)
        return true;
    scrm_utf8_next(at, end, &cp);
    flags = scrm_unidata_flags(cp);
    return flags & SCRM_UNI_WORD &&
           !(flags & (SCRM_UNI_MARK | SCRM_UNI_IGNORABLE | SCRM_UNI_EMOJI | SCRM_UNI_PICTURE));
}

/*
 * Where the token at `at` ends, if it is sure to be no ASCII token: one that
 * holds a character whose fold is a character beyond ASCII. NULL where it may be
 * one, or where its end is not plain to see (marks, invisible characters, pictures
 * made of several): it is cut out then.
 */
static const char *slow_end(const char *at, const char *end)
{
    const char *from = at;
    bool foreign = false;

    while (at < end) {
        struct scrm_unidata facts;
        const char *next;
        uint32_t cp;

        if ((unsigned char)*at < 0x80) {
            if (!scrm_ascii_alnum(*at))
                break;
            at++;
            continue;
        }
        next = at + scrm_utf8_next(at, end, &cp);
        facts = scrm_unidata(cp);
        if (!(facts.flags & SCRM_UNI_FOLD_PLAIN) || (int64_t)cp + facts.delta < 0x80 ||
            facts.flags & (SCRM_UNI_MARK | SCRM_UNI_IGNORABLE | SCRM_UNI_SPACE))
            return NULL;
        if (facts.flags & SCRM_UNI_WORD &&
            !(facts.flags & (SCRM_UNI_UNSPACED | SCRM_UNI_EMOJI))) {
            foreign = true;
            at = next;
            continue;
        }
        /* A token of its own: it ends the word before it, or is the one asked for. */
        if (at > from)
            break;
        /* A sign that is to be shown as a picture (U+FE0F) is one with that wish. */
        if (end - next >= 3 && memcmp(next, "\xEF\xB8\x8F", 3) == 0)
            next += 3;
        return stands_apart(next, end) ? next : NULL;
    }
    return foreign ? at : NULL;
}

/*
 * Two-byte characters that are letters of spaced scripts and fold to letters
 * beyond ASCII: by the low bits of the first byte, a bit for each second one.
 * Latin but for the signs and for what folds to ASCII (sharp s, ij, 'n, long s),
 * Greek and Cyrillic without signs and marks, Hebrew and Arabic letters.
 */
static const uint64_t letters[32] = {
    [0x03] = ~(UINT64_C(1) << 0x1F | UINT64_C(1) << 0x17 | UINT64_C(1) << 0x37),
    [0x04] = ~(UINT64_C(1) << 0x32 | UINT64_C(1) << 0x33 | UINT64_C(1) << 0x3F),
    [0x05] = ~(UINT64_C(1) << 0x00 | UINT64_C(1) << 0x09 | UINT64_C(1) << 0x3F),
    [0x0E] = UINT64_C(0xFFFFFFFFFFFE0000) & ~(UINT64_C(1) << 0x22),
    [0x0F] = UINT64_C(0x0000000000007FFF),
    [0x10] = ~UINT64_C(0),
    [0x11] = ~UINT64_C(0),
    [0x17] = UINT64_C(0x000007FFFFFF0000),
    [0x18] = UINT64_C(0xFFFFFFFF00000000),
    [0x19] = UINT64_C(0x00000000000007FF),
};

static inline bool is_inner(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Han letters and hexagrams (U+4000 to U+9FFF) and kana without its marks: each a
 * token of its own. Three bytes can be read. */
static inline bool is_alone(const char *at)
{
    unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1],
                  third = (unsigned char)at[2];

    if (first < 0xE3 || first > 0xE9 || !is_inner(at[1]) || !is_inner(at[2]))
        return false;
    return first > 0xE3 || second == 0x81 || second == 0x83 ||
           (second == 0x82 && (third < 0x99 || third > 0x9C));
}

/* A row of these from `at` on: its end, or the last of them where something may
 * belong to it, which is `at` itself where that is the first. */
static const char *alone_end(const char *at, const char *end)
{
    const char *from = at;

    while (end - at > 4 && is_alone(at))
        at += 3;
    if ((unsigned char)*at >= 0x80 && at > from && !stands_apart(at, end))
        at -= 3;
    return at;
}

/*
 * slow_end for the characters that most foreign text is made of, told by their
 * bytes: letters of two bytes, Han and kana, pictures that stand alone. All else is
 * left to it. Text that is no UTF-8 is as well.
 */
const char *scrm_foreign_end(const char *from, const char *end)
{
    const char *at = from;
    bool foreign = false;

    for (; end - at > 5; at++) {
        unsigned char c = (unsigned char)*at, second = (unsigned char)at[1];

        if (c < 0x80) {
            if (!scrm_ascii_alnum(*at))
                return foreign ? at : NULL;
        } else if (c >= 0xC0 && c < 0xE0 && is_inner(at[1]) &&
                   letters[c & 0x1F] >> (second & 0x3F) & 1) {
            foreign = true;
            at++;
        } else if (at == from && is_alone(at)) {
            at = alone_end(at, end);
            return at > from ? at : NULL;
        } else if (at == from && c == 0xF0 && second == 0x9F && (unsigned char)at[2] >= 0x8C &&
                   (unsigned char)at[2] <= 0xAB && is_inner(at[3]) &&
                   (unsigned char)at[4] < 0x80) {
            return at + 4;
        } else {
            break;
        }
    }
    return slow_end(from, end);
}
