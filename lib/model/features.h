/*
 * The features of a text, as a model sees them: hashes of its words and pairs
 * of neighbours, and of the runs of 3 to 5 characters inside its words. The
 * same code gathers them for training and for scoring, so both always agree.
 * Who cuts the text into words calls in here; nothing here knows a class.
 */
#ifndef SCRM_MODEL_FEATURES_H
#define SCRM_MODEL_FEATURES_H

#include <stdint.h>

#include "base/buf.h"

/* Groups weigh the same whatever their sizes: each is scaled by the root of its number. */
enum scrm_feature_group {
    SCRM_FEATURES_WORDS, /* words, marks, and pairs of neighbours */
    SCRM_FEATURES_CHARS, /* runs of characters */
    SCRM_FEATURES_PAIRS, /* words that stand in one text together */
    SCRM_FEATURES_STEMS, /* how words begin: what PAIRS are made of, no features themselves */
    SCRM_FEATURE_GROUPS
};

/* The bits of what a model reads. */
enum {
    SCRM_READS_WORDS = 1,
    SCRM_READS_CHARS = 2,
    SCRM_READS_EXTRAS = 4,  /* numbers that the caller gives: what the lexicon found */
    SCRM_READS_LETTERS = 8, /* of CHARS: the short runs by which languages are told */
    SCRM_READS_PAIRS = 16,  /* beside WORDS: any two words of a text */
    SCRM_READS_EVERYTHING = 31,
};

/* The last factor of a hash of several. */
#define SCRM_FEATURES_LAST UINT64_C(0xd6e8feb86659fd93)

/* More than that of one group is left unread, which bounds memory and time. */
enum { SCRM_FEATURES_MAX = 8192 };

/* Marks that stand for what differs from text to text and means the same. */
enum scrm_feature_mark {
    SCRM_MARK_NUMBER = 1,
    SCRM_MARK_MENTION,
    SCRM_MARK_LINK,
    SCRM_MARK_EXCLAIM,
    SCRM_MARK_QUESTION,
};

/* Bytes of a folded word that is kept whole; a longer one stands elsewhere. */
enum { SCRM_KEPT_BYTES = 24 };

/* As many runs as a word has at most. */
enum { SCRM_RUNS_MAX = 168 };

/* A word whose runs are counted but not hashed yet. */
struct scrm_kept {
    char bytes[SCRM_KEPT_BYTES]; /* folded, zeros behind it; nothing of a longer one */
    uint64_t hash;
    uint32_t len, at; /* where a longer one begins in `longer` */
};

/* A zeroed struct is empty. One thread each. */
struct scrm_features {
    uint64_t *at[SCRM_FEATURE_GROUPS]; /* owned */
    size_t n[SCRM_FEATURE_GROUPS], cap[SCRM_FEATURE_GROUPS];
    unsigned reads; /* SCRM_READS_WORDS, _CHARS */
    uint64_t last;  /* hash of the word before, 0 = none */
    /* Set by who asks through a memo (model/memo.h) only: of CHARS the words are kept, n[]
     * counts their runs, and at[] holds none; of PAIRS at[] holds the `n_paired` stems. */
    bool keeps;
    size_t n_paired;
    struct scrm_kept *kept; /* owned */
    size_t n_kept, cap_kept;
    struct scrm_buf longer;
    /* As it was before the last word, which may turn out to be none. */
    size_t before[SCRM_FEATURE_GROUPS], kept_before;
    uint64_t last_before;
};

void scrm_features_fini(struct scrm_features *features);

/* The feature of two neighbours, made of theirs. */
static inline uint64_t scrm_features_pair(uint64_t first, uint64_t second)
{
    return (second + (first << 21 | first >> 43)) * SCRM_FEATURES_LAST;
}

/* Of a text the first so many different stems are paired. */
enum {
    SCRM_PAIRED_STEMS = 40,
    SCRM_PAIRS_MOST = SCRM_PAIRED_STEMS * (SCRM_PAIRED_STEMS - 1) / 2
};

/* Finds these among `n` stems, as gathered; returns how many. */
size_t scrm_features_paired(const uint64_t *at, size_t n, uint64_t stems[SCRM_PAIRED_STEMS]);

/* Makes all pairs of different stems; returns how many. */
size_t scrm_features_pairs(const uint64_t *stems, size_t n, uint64_t pairs[SCRM_PAIRS_MOST]);

/* Gathers the stem of a word. */
void scrm_features_stem(struct scrm_features *features, struct scrm_slice folded);

/* Fills the group of pairs, where `reads` names it, from all stems gathered: to be called once
 * behind the last of them. */
void scrm_features_pair_up(struct scrm_features *features);

/* Forgets everything and gathers anew what `reads` names. */
void scrm_features_begin(struct scrm_features *features, unsigned reads);

/* Another text of the same post (behind its title): no pair spans the two. */
void scrm_features_part(struct scrm_features *features);

/* All runs of 3 to 5 characters of a word. */
void scrm_features_word_runs(struct scrm_features *features, struct scrm_slice folded,
                             uint64_t hash);

/* Room for `more` hashes of a group; false where the group is full. */
bool scrm_features_grow(struct scrm_features *features, int group, size_t more);

static inline bool scrm_features_room(struct scrm_features *features, int group, size_t more)
{
    return features->n[group] + more <= features->cap[group] ||
           scrm_features_grow(features, group, more);
}

/* Something that counts as a word and has no letters: an emoji, an emoticon. Its hash was mixed
 * by who made it. */
static inline void scrm_features_sign(struct scrm_features *features, uint64_t hash)
{
    uint64_t *at;

    if (!(features->reads & SCRM_READS_WORDS) ||
        !scrm_features_room(features, SCRM_FEATURES_WORDS, 2))
        return;
    at = features->at[SCRM_FEATURES_WORDS] + features->n[SCRM_FEATURES_WORDS];
    *at++ = hash;
    if (features->last)
        *at++ = scrm_features_pair(features->last, hash);
    features->n[SCRM_FEATURES_WORDS] = (size_t)(at - features->at[SCRM_FEATURES_WORDS]);
    features->last = hash;
}

/* A word: its folded form and the hash of that. */
static inline void scrm_features_word(struct scrm_features *features, struct scrm_slice folded,
                                      uint64_t hash)
{
    features->last_before = features->last;
    features->kept_before = features->n_kept;
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->before[group] = features->n[group];
    scrm_features_sign(features, hash);
    if (features->reads & SCRM_READS_PAIRS)
        scrm_features_stem(features, folded);
    if (features->reads & SCRM_READS_CHARS)
        scrm_features_word_runs(features, folded, hash);
}

/* The last word was none: the first half of a mail address. */
void scrm_features_forget(struct scrm_features *features);

static inline void scrm_features_mark(struct scrm_features *features,
                                      enum scrm_feature_mark mark)
{
    scrm_features_sign(features, (uint64_t)mark * UINT64_C(0x9e3779b97f4a7c15));
}

/* The runs of 1 to 4 characters and the whole of a word, for telling languages. */
void scrm_features_letters(struct scrm_features *features, struct scrm_slice folded,
                           uint64_t hash);

/* Hashes the runs of a word into `at` (room for SCRM_RUNS_MAX): of 1 to 4 characters
 * (`letters`) or of 3 to 5. Returns how many. */
size_t scrm_features_runs(struct scrm_slice folded, bool letters, uint64_t *at);

#endif
