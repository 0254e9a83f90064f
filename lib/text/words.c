/*
 * The tokenizer. One table look for a token's first byte decides the road: a
 * short ASCII word (nearly all of them) is measured, lowered and hashed in
 * registers; what touches a byte above 0x7F is walked by code points with the
 * facts of unidata. Both roads give the same tokens. Below the automaton and
 * the lexicon; knows no language.
 */
#include "text/words.h"

#include <limits.h>

#include "text/ascii.h"
#include "text/decode.h"
#include "text/token.h"
#include "text/unidata.h"
#include "text/utf8.h"

void scrm_words_begin(struct scrm_words *words, struct scrm_slice text, bool join)
{
    words->at = text.at;
    words->end = scrm_slice_end(text);
    words->join = join;
    words->folded = (struct scrm_buf){0};
}

void scrm_words_fini(struct scrm_words *words)
{
    scrm_buf_fini(&words->folded);
}

/* What a walk over a word learns of its letters. */
struct letters {
    size_t n, upper;
    unsigned first; /* flags of the first letter */
    unsigned every; /* flags that all characters have */
};

static inline void learn(struct letters *letters, unsigned flags)
{
    letters->every &= flags;
    if (!(flags & SCRM_UNI_LETTER))
        return;
    if (!letters->n++)
        letters->first = flags;
    letters->upper += (flags & SCRM_UNI_UPPER) != 0;
}

static void tell(const struct letters *letters, struct scrm_token *token)
{
    token->upper = letters->upper >= 2 && letters->upper == letters->n;
    token->capital = (letters->first & SCRM_UNI_UPPER) != 0;
    token->digits = (letters->every & SCRM_UNI_DIGIT) != 0;
}

static bool is_apostrophe(uint32_t cp)
{
    return cp == '\'' || cp == 0x2019 || cp == 0xFF07;
}

/* Steps over invisible characters. */
static const char *skip_ignorable(const char *at, const char *end)
{
    while (at < end && (unsigned char)*at >= 0x80) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (!(scrm_unidata_flags(cp) & SCRM_UNI_IGNORABLE))
            break;
        at += len;
    }
    return at;
}

static unsigned flags_at(const char *at, const char *end)
{
    uint32_t cp;

    if (at == end)
        return 0;
    scrm_utf8_next(at, end, &cp);
    return scrm_unidata_flags(cp);
}

/* Keycaps: U+20E3, or U+FE0F U+20E3, behind a digit, '#' or '*'. Returns their end, or NULL. */
static const char *keycap_end(const char *at, const char *end)
{
    if (end - at >= 3 && memcmp(at, "\xEF\xB8\x8F", 3) == 0)
        at += 3;
    return end - at >= 3 && memcmp(at, "\xE2\x83\xA3", 3) == 0 ? at + 3 : NULL;
}

/* The end of the word that starts at `at`, by code points. */
static const char *word_end(const struct scrm_words *words, const char *at,
                            struct letters *letters)
{
    const char *end = words->end, *from = at;
    unsigned before = 0;

    while (at < end) {
        uint32_t cp;
        const char *next = at + scrm_utf8_next(at, end, &cp);
        unsigned flags = scrm_unidata_flags(cp);

        if (flags & SCRM_UNI_IGNORABLE && !(flags & SCRM_UNI_SPACE)) {
            next = skip_ignorable(next, end);
            flags = flags_at(next, end);
            if (!(flags & SCRM_UNI_WORD) || flags & (SCRM_UNI_UNSPACED | SCRM_UNI_IGNORABLE))
                break;
        } else if (words->join && before & SCRM_UNI_LETTER && is_apostrophe(cp)) {
            flags = flags_at(next, end);
            if (!(flags & SCRM_UNI_LETTER) || flags & SCRM_UNI_UNSPACED)
                break;
        } else if (!(flags & SCRM_UNI_WORD) || flags & (SCRM_UNI_UNSPACED | SCRM_UNI_EMOJI)) {
            break;
        } else {
            if (cp < 0x80 && scrm_ascii_digit((char)cp) && at > from && keycap_end(next, end))
                break;
            learn(letters, flags);
            before = flags;
        }
        at = next;
    }
    return at;
}

/* The end of a letter of an unspaced script: its marks stay with it, and what is invisible. */
static const char *unspaced_end(const char *at, const char *end)
{
    for (;;) {
        uint32_t cp;

        at = skip_ignorable(at, end);
        if (!(flags_at(at, end) & SCRM_UNI_MARK))
            return at;
        at += scrm_utf8_next(at, end, &cp);
    }
}

static const char *space_end(const char *at, const char *end)
{
    while (at < end) {
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        if (!(scrm_unidata_flags(cp) & (SCRM_UNI_SPACE | SCRM_UNI_IGNORABLE)))
            break;
        at += len;
    }
    return at;
}

/* The end of a picture: selectors, skin tones, tags, a second half of a flag, and
 * whatever a joiner joins (UTS 51, emoji_zwj_sequence). `at` stands behind the first. */
static const char *emoji_end(const char *at, const char *end, uint32_t first)
{
    bool half = first >= 0x1F1E6 && first <= 0x1F1FF;

    while (at < end && (unsigned char)*at >= 0x80) {
        uint32_t cp;
        const char *next = at + scrm_utf8_next(at, end, &cp);
        unsigned flags = scrm_unidata_flags(cp);

        if (cp == 0x200D) {
            if (!(flags_at(next, end) & SCRM_UNI_PICTURE))
                break;
            next += scrm_utf8_next(next, end, &cp);
        } else if (half && cp >= 0x1F1E6 && cp <= 0x1F1FF) {
            half = false;
        } else if (!(flags & SCRM_UNI_MARK) && !(cp >= 0x1F3FB && cp <= 0x1F3FF) &&
                   !(cp >= 0xE0020 && cp <= 0xE007F)) {
            break;
        }
        at = next;
    }
    return at;
}

/* One code point, folded, where that takes no look at its neighbours. Length, or 0. */
static size_t fold_one(char *to, uint32_t cp)
{
    struct scrm_unidata facts;

    if (cp < 0x80) {
        *to = scrm_ascii_lower((char)cp);
        return 1;
    }
    /* What phones type for ' and - stands for them; NFKC leaves these alone. */
    if (cp == 0x2018 || cp == 0x2019) {
        *to = '\'';
        return 1;
    }
    if (cp == 0x2010 || cp == 0x2011) {
        *to = '-';
        return 1;
    }
    facts = scrm_unidata(cp);
    if (!(facts.flags & SCRM_UNI_FOLD_PLAIN))
        return 0;
    return scrm_utf8_encode(to, (uint32_t)((int32_t)cp + facts.delta));
}

/* In place, for a word that only scrm_text_fold could fold: curly apostrophes. */
static void straighten(struct scrm_buf *buf)
{
    size_t to = 0;

    for (size_t at = 0; at < buf->len;) {
        if (buf->len - at >= 3 && memcmp(buf->at + at, "\xE2\x80\x99", 3) == 0) {
            buf->at[to++] = '\'';
            at += 3;
        } else {
            buf->at[to++] = buf->at[at++];
        }
    }
    buf->len = to;
}

/* Fills `folded` and `hash` from `text`, by code points. */
static void fold_token(struct scrm_words *words, struct scrm_token *token)
{
    const char *at = token->text.at, *end = at + token->text.len;
    size_t used = 0;

    while (at < end && used + 4 <= sizeof words->small) {
        uint32_t cp;
        const char *next = at + scrm_utf8_next(at, end, &cp);
        size_t folded = fold_one(words->small + used, cp);

        if (!folded) {
            /* What is invisible goes, unless a mark behind it would join what is before it. */
            next = skip_ignorable(at, end);
            if (next == at || (next < end && !(flags_at(next, end) & SCRM_UNI_FOLD_PLAIN)))
                break;
        }
        used += folded;
        at = next;
    }
    token->folded = (struct scrm_slice){words->small, used};
    if (at < end) {
        scrm_buf_reset(&words->folded);
        scrm_text_fold(&words->folded, token->text);
        straighten(&words->folded);
        token->folded = scrm_buf_slice(&words->folded);
    }
    token->hash = scrm_token_hash(token->folded);
}

/* Whether what stands behind a plain word might still belong to it: an apostrophe, a mark, a
 * keycap, something invisible. */
static bool may_go_on(const struct scrm_words *words, const char *at)
{
    const char *end = words->end;
    uint32_t cp;
    size_t len;

    if (at == end)
        return false;
    len = scrm_utf8_next(at, end, &cp);
    if (words->join && is_apostrophe(cp))
        return flags_at(at + len, end) & SCRM_UNI_LETTER;
    return (scrm_unidata_flags(cp) & (SCRM_UNI_WORD | SCRM_UNI_UNSPACED)) == SCRM_UNI_WORD ||
           scrm_unidata_flags(cp) & SCRM_UNI_IGNORABLE;
}

/* The road of a letter of an unspaced script, of three bytes, that folds to itself and has no
 * mark behind it: nearly all letters of such texts. */
static inline bool take_unspaced(struct scrm_words *words, struct scrm_token *token)
{
    const unsigned all = SCRM_UNI_WORD | SCRM_UNI_UNSPACED | SCRM_UNI_FOLD_PLAIN,
                   none =
                       SCRM_UNI_EMOJI | SCRM_UNI_SPACE | SCRM_UNI_IGNORABLE | SCRM_UNI_PICTURE;
    const char *at = words->at, *behind = at + 3;
    struct scrm_unidata facts;
    uint32_t cp;

    if ((unsigned char)*at < 0xE1 || scrm_utf8_next(at, words->end, &cp) != 3)
        return false;
    facts = scrm_unidata(cp);
    if ((facts.flags & (all | none)) != all || facts.delta ||
        (behind < words->end && (unsigned char)*behind >= 0x80 &&
         flags_at(behind, words->end) & (SCRM_UNI_MARK | SCRM_UNI_IGNORABLE)))
        return false;
    *token = (struct scrm_token){.text = {at, 3}, .folded = {at, 3}, .kind = SCRM_TOKEN_WORD};
    token->hash =
        scrm_token_mix(scrm_token_seed(3),
                       (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[1] << 8 |
                           (uint64_t)(unsigned char)at[2] << 16,
                       0);
    words->at = behind;
    return true;
}

/* The middle road: a word of letters and digits of any script that fold one by one, most words
 * of most languages. False, and nothing changed, where it is more than that. */
static bool next_plainly(struct scrm_words *words, struct scrm_token *token)
{
    const unsigned all = SCRM_UNI_WORD | SCRM_UNI_UNSPACED | SCRM_UNI_IGNORABLE |
                         SCRM_UNI_PICTURE | SCRM_UNI_FOLD_PLAIN;
    const char *at = words->at, *end = words->end;
    struct letters letters = {.every = UINT_MAX};
    size_t used = 0;

    while (at < end && used + 4 <= sizeof words->small) {
        struct scrm_unidata facts;
        uint32_t cp;
        size_t len = scrm_utf8_next(at, end, &cp);

        facts = scrm_unidata(cp);
        if ((facts.flags & all) != (SCRM_UNI_WORD | SCRM_UNI_FOLD_PLAIN))
            break;
        learn(&letters, facts.flags);
        used += scrm_utf8_encode(words->small + used, (uint32_t)((int32_t)cp + facts.delta));
        at += len;
    }
    if (!used || used + 4 > sizeof words->small || may_go_on(words, at))
        return false;
    token->kind = SCRM_TOKEN_WORD;
    tell(&letters, token);
    token->text = (struct scrm_slice){words->at, (size_t)(at - words->at)};
    token->folded = (struct scrm_slice){words->small, used};
    token->hash = scrm_token_hash(token->folded);
    words->at = at;
    return true;
}

/* The road by code points: any token. Out of line, so that the quicker ones need no frame. */
__attribute__((noinline)) static void next_slowly(struct scrm_words *words,
                                                  struct scrm_token *token)
{
    const char *at = words->at, *end = words->end, *behind;
    struct letters letters = {.every = UINT_MAX};
    uint32_t cp;
    unsigned flags;

    if (next_plainly(words, token))
        return;
    *token = (struct scrm_token){.kind = SCRM_TOKEN_PUNCT};
    behind = at + scrm_utf8_next(at, end, &cp);
    flags = scrm_unidata_flags(cp);
    if (flags & (SCRM_UNI_SPACE | SCRM_UNI_IGNORABLE)) {
        token->kind = SCRM_TOKEN_SPACE;
        behind = space_end(behind, end);
    } else if ((cp == '#' || cp == '*' || (cp < 0x80 && flags & SCRM_UNI_DIGIT)) &&
               keycap_end(behind, end)) {
        token->kind = SCRM_TOKEN_EMOJI;
        behind = keycap_end(behind, end);
    } else if (flags & SCRM_UNI_EMOJI || (flags & SCRM_UNI_PICTURE && end - behind >= 3 &&
                                          memcmp(behind, "\xEF\xB8\x8F", 3) == 0)) {
        token->kind = SCRM_TOKEN_EMOJI;
        behind = emoji_end(behind, end, cp);
    } else if (flags & SCRM_UNI_UNSPACED) {
        token->kind = SCRM_TOKEN_WORD;
        behind = unspaced_end(behind, end);
    } else if (flags & SCRM_UNI_WORD) {
        token->kind = SCRM_TOKEN_WORD;
        behind = word_end(words, at, &letters);
        tell(&letters, token);
    }
    words->at = behind;
    token->text = (struct scrm_slice){at, (size_t)(behind - at)};
    if (token->kind == SCRM_TOKEN_SPACE) {
        token->folded = SCRM_SLICE(" ");
        token->hash = scrm_token_hash_sign(' ');
    } else {
        fold_token(words, token);
    }
}

void scrm_token_slowly(struct scrm_words *words, struct scrm_token *token)
{
    if (!take_unspaced(words, token))
        next_slowly(words, token);
}

/* The last few tokens, which vectors may not read in place. */
__attribute__((noinline)) static bool next_near_end(struct scrm_words *words,
                                                    struct scrm_token *token)
{
    if (words->at == words->end)
        return false;
    if (!scrm_token_quick(words, token, scrm_token_near_end(words)))
        scrm_token_slowly(words, token);
    return true;
}

bool scrm_words_next(struct scrm_words *words, struct scrm_token *token)
{
    if (scrm_token_is_near_end(words))
        return next_near_end(words, token);
    if (!scrm_token_quick(words, token, words->at))
        scrm_token_slowly(words, token);
    return true;
}
