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

/* The character that stands before and behind every word in its runs. */
enum { EDGE = 0x20, WORD_CHARS = 40, LONGER = 4 * WORD_CHARS };

static uint64_t finish(uint64_t hash)
{
    hash = (hash ^ hash >> 32) * SCRM_FEATURES_LAST;
    return hash ^ hash >> 29;
}

void scrm_features_fini(struct scrm_features *features)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        free(features->at[group]);
    free(features->kept);
    scrm_buf_fini(&features->longer);
    *features = (struct scrm_features){0};
}

void scrm_features_begin(struct scrm_features *features, unsigned reads)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->n[group] = features->before[group] = 0;
    features->reads = reads;
    features->last = 0;
    features->n_kept = features->kept_before = 0;
    scrm_buf_reset(&features->longer);
}

void scrm_features_part(struct scrm_features *features)
{
    features->last = 0;
}

bool scrm_features_grow(struct scrm_features *features, int group, size_t more)
{
    if (features->n[group] + more > SCRM_FEATURES_MAX)
        return false;
    features->cap[group] = features->cap[group] ? features->cap[group] * 2 : 512;
    features->at[group] =
        scrm_realloc(features->at[group], features->cap[group], sizeof(uint64_t));
    return true;
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

size_t scrm_features_runs(struct scrm_slice folded, bool letters, uint64_t *at)
{
    uint32_t chars[WORD_CHARS + 1];
    size_t n = characters(folded, chars), least = letters ? 1 : 3, most = letters ? 4 : 5;
    uint64_t *first = at;

    for (size_t from = 0; from + least <= n; from++) {
        uint64_t hash = 0;

        for (size_t len = 1; len <= most && from + len <= n; len++) {
            hash = (hash + chars[from + len - 1] + 1) * STEP;
            if (len >= least)
                *at++ = finish(hash + len);
        }
    }
    return (size_t)(at - first);
}

/* Up to 24 bytes with zeros behind them. */
static void copy_some(char *to, const char *from, size_t n)
{
    memset(to, 0, SCRM_KEPT_BYTES);
    if (n >= 8) { /* two or three words, the last of them ending with the word */
        memcpy(to, from, 8);
        if (n > 16)
            memcpy(to + 8, from + 8, 8);
        memcpy(to + n - 8, from + n - 8, 8);
    } else if (n >= 4) {
        memcpy(to, from, 4);
        memcpy(to + n - 4, from + n - 4, 4);
    } else {
        for (size_t i = 0; i < n; i++)
            to[i] = from[i];
    }
}

/* How many characters, edges included, `characters` would give. */
static size_t count_characters(struct scrm_slice folded)
{
    size_t n = 0;

    for (size_t i = 0; i < folded.len; i++)
        n += (signed char)folded.at[i] >= -64;
    return (n < WORD_CHARS - 1 ? n : WORD_CHARS - 1) + 2;
}

/* The same of a word that stands with zeros behind it; nearly all are plain ASCII. */
static size_t count_kept(const char *bytes, struct scrm_slice folded)
{
    uint64_t words[SCRM_KEPT_BYTES / sizeof(uint64_t)];

    memcpy(words, bytes, sizeof words);
    if ((words[0] | words[1] | words[2]) & UINT64_C(0x8080808080808080))
        return count_characters(folded);
    return folded.len + 2;
}

/* Keeps a word for a model to ask after its runs, where there is room for as many as it might
 * have. */
static void keep(struct scrm_features *features, struct scrm_slice folded, uint64_t hash,
                 bool letters)
{
    struct scrm_kept *kept;
    size_t n, runs;

    SCRM_GROW(features->kept, features->n_kept, features->cap_kept);
    kept = &features->kept[features->n_kept];
    if (folded.len <= SCRM_KEPT_BYTES) {
        copy_some(kept->bytes, folded.at, folded.len);
        n = count_kept(kept->bytes, folded);
    } else {
        n = count_characters(folded);
    }
    runs = letters ? (n > 2 ? 4 * n - 6 : 3) : n > 4 ? 3 * n - 9 : n > 3 ? 3 : n - 2;
    if (!runs || features->n[SCRM_FEATURES_CHARS] + n * (letters ? 4 : 3) > SCRM_FEATURES_MAX)
        return;
    if (folded.len > LONGER) /* characters() looks no further */
        folded.len = LONGER;
    kept->hash = hash;
    kept->len = (uint32_t)folded.len;
    if (folded.len > SCRM_KEPT_BYTES) {
        kept->at = (uint32_t)features->longer.len;
        scrm_buf_put_slice(&features->longer, folded);
    }
    features->n_kept++;
    features->n[SCRM_FEATURES_CHARS] += runs;
}

/* All runs of a word, where there is room for as many as it might have. */
static void take_runs(struct scrm_features *features, struct scrm_slice folded, uint64_t hash,
                      bool letters)
{
    if (features->keeps) {
        keep(features, folded, hash, letters);
        return;
    }
    if (!scrm_features_room(features, SCRM_FEATURES_CHARS,
                            count_characters(folded) * (letters ? 4 : 3)))
        return;
    features->n[SCRM_FEATURES_CHARS] += scrm_features_runs(
        folded, letters, features->at[SCRM_FEATURES_CHARS] + features->n[SCRM_FEATURES_CHARS]);
}

void scrm_features_word_runs(struct scrm_features *features, struct scrm_slice folded,
                             uint64_t hash)
{
    take_runs(features, folded, hash, false);
}

void scrm_features_forget(struct scrm_features *features)
{
    for (int group = 0; group < SCRM_FEATURE_GROUPS; group++)
        features->n[group] = features->before[group];
    features->last = features->last_before;
    features->n_kept = features->kept_before;
}

void scrm_features_letters(struct scrm_features *features, struct scrm_slice folded,
                           uint64_t hash)
{
    scrm_features_sign(features, hash);
    features->last = 0; /* pairs tell little of a language */
    take_runs(features, folded, hash, true);
}
