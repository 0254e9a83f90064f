/*
 * Gathering features: hashes only, so a text of any alphabet costs the same
 * and nothing is looked up here. Runs of characters are hashed step by step,
 * each longer run from the shorter one before it.
 */
#include "model/features.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/utf8.h"

#define STEP UINT64_C(0x9e3779b97f4a7c15)
#define LAST UINT64_C(0xd6e8feb86659fd93)

/* The character that stands before and behind every word in its runs. */
enum { EDGE = 0x20, WORD_CHARS = 40 };

static uint64_t finish(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * LAST;
    return hash ^ hash >> 29;
}

void scrm_features_fini(struct scrm_features *features)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        free(features->at[group]);
    *features = (struct scrm_features){0};
}

void scrm_features_begin(struct scrm_features *features, unsigned reads)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->n[group] = features->before[group] = 0;
    features->reads = reads;
    features->last = 0;
}

void scrm_features_part(struct scrm_features *features)
{
    features->last = 0;
}

/* Room for `more` hashes of a group; false where the group is full. */
static inline bool room(struct scrm_features *features, int group, size_t more)
{
    if (features->n[group] + more <= features->cap[group])
        return true;
    if (features->n[group] + more > SCRM_FEATURES_MAX)
        return false;
    features->cap[group] = features->cap[group] ? features->cap[group] * 2 : 512;
    features->at[group] =
        scrm_realloc(features->at[group], features->cap[group], sizeof(uint64_t));
    return true;
}

void scrm_features_sign(struct scrm_features *features, uint64_t hash)
{
    uint64_t *at;

    if (!(features->reads & SCRM_READS_WORDS) || !room(features, SCRM_FEATURES_WORDS, 2))
        return;
    at = features->at[SCRM_FEATURES_WORDS] + features->n[SCRM_FEATURES_WORDS];
    *at++ = hash; /* mixed by who made it */
    if (features->last)
        *at++ = (hash + (features->last << 21 | features->last >> 43)) * LAST;
    features->n[SCRM_FEATURES_WORDS] = (size_t)(at - features->at[SCRM_FEATURES_WORDS]);
    features->last = hash;
}

/* The word's characters between two edges; returns how many. Long words are cut. */
static size_t characters(struct scrm_slice folded, uint32_t *chars)
{
    const char *at = folded.at, *end = scrm_slice_end(folded);
    size_t n = 0;

    chars[n++] = EDGE;
    while (at < end && n < WORD_CHARS) {
        if ((signed char)*at >= 0)
            chars[n++] = (unsigned char)*at++;
        else
            at += scrm_utf8_decode(at, end, &chars[n++]);
    }
    chars[n++] = EDGE;
    return n;
}

/* All runs of `least` to `most` characters. */
static void runs(struct scrm_features *features, struct scrm_slice folded, size_t least,
                 size_t most)
{
    uint32_t chars[WORD_CHARS + 1];
    size_t n = characters(folded, chars);
    uint64_t *at;

    if (!room(features, SCRM_FEATURES_CHARS, n * (most - least + 1)))
        return;
    at = features->at[SCRM_FEATURES_CHARS] + features->n[SCRM_FEATURES_CHARS];
    for (size_t from = 0; from + least <= n; from++) {
        uint64_t hash = 0;

        for (size_t len = 1; len <= most && from + len <= n; len++) {
            hash = (hash + chars[from + len - 1] + 1) * STEP;
            if (len >= least)
                *at++ = finish(hash + len);
        }
    }
    features->n[SCRM_FEATURES_CHARS] = (size_t)(at - features->at[SCRM_FEATURES_CHARS]);
}

void scrm_features_word(struct scrm_features *features, struct scrm_slice folded, uint64_t hash)
{
    features->last_before = features->last;
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->before[group] = features->n[group];
    scrm_features_sign(features, hash);
    if (features->reads & SCRM_READS_CHARS)
        runs(features, folded, 3, 5);
}

void scrm_features_forget(struct scrm_features *features)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->n[group] = features->before[group];
    features->last = features->last_before;
}

void scrm_features_letters(struct scrm_features *features, struct scrm_slice folded,
                           uint64_t hash)
{
    scrm_features_sign(features, hash);
    features->last = 0; /* pairs tell little of a language */
    runs(features, folded, 1, 4);
}
