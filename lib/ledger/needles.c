/*
 * Many strings looked for at once: a table over the first four bytes of each,
 * asked at every position; what is there is compared in full.
 */
#include "ledger/needles.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "cases/read.h"

#define LEAST_BYTES 4
/* From here on a trace counts inside of words too. */
#define SURE_BYTES 6
/* Pieces of a text, and how long each is. */
#define PIECES 4
#define PIECE_BYTES 24

void scrm_needles_fini(struct scrm_needles *needles)
{
    free(needles->at);
    free(needles->buckets);
    scrm_map_fini(&needles->known);
    scrm_arena_fini(&needles->arena);
    *needles = (struct scrm_needles){0};
}

static size_t bucket_of(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return (word * 2654435761u) >> 18;
}

void scrm_needles_add(struct scrm_needles *needles, enum scrm_needle_kind kind,
                      struct scrm_slice text)
{
    struct scrm_map_entry *entry;
    struct scrm_needle *needle;
    bool added;

    if (text.len < LEAST_BYTES)
        return;
    entry = scrm_map_put(&needles->known, text, &added);
    if (!added)
        return;
    if (!needles->buckets)
        needles->buckets = scrm_alloc_zero(SCRM_NEEDLE_BUCKETS, sizeof *needles->buckets);
    SCRM_GROW(needles->at, needles->n, needles->cap);
    needle = &needles->at[needles->n++];
    *needle = (struct scrm_needle){.kind = (uint8_t)kind};
    needle->text.at = scrm_arena_copy(&needles->arena, text.at, text.len);
    needle->text.len = text.len;
    needle->digest = scrm_case_digest(text);
    needle->next = needles->buckets[bucket_of(text.at)];
    needles->buckets[bucket_of(text.at)] = (uint32_t)needles->n;
    entry->value = needles->n;
}

void scrm_needles_add_words(struct scrm_needles *needles, struct scrm_slice text)
{
    size_t i;

    if (text.len < PIECE_BYTES) {
        if (text.len >= PIECE_BYTES / 2)
            scrm_needles_add(needles, SCRM_NEEDLE_WORDS, text);
        return;
    }
    for (i = 0; i < PIECES; i++)
        scrm_needles_add(
            needles, SCRM_NEEDLE_WORDS,
            (struct scrm_slice){text.at + (text.len - PIECE_BYTES) * i / (PIECES - 1),
                                PIECE_BYTES});
}

struct scrm_needle *scrm_needles_exact(const struct scrm_needles *needles,
                                       struct scrm_slice text)
{
    struct scrm_map_entry *entry =
        needles->n && text.len ? scrm_map_get(&needles->known, text) : NULL;

    return entry ? &needles->at[entry->value - 1] : NULL;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_whole_word(struct scrm_slice bytes, size_t at, size_t len)
{
    return (at == 0 || !in_word(bytes.at[at - 1]) || !in_word(bytes.at[at])) &&
           (at + len == bytes.len || !in_word(bytes.at[at + len]) ||
            !in_word(bytes.at[at + len - 1]));
}

/* The longest needle that stands at `at`. */
static struct scrm_needle *match_at(const struct scrm_needles *needles, struct scrm_slice bytes,
                                    size_t at, bool whole)
{
    uint32_t i = needles->buckets[bucket_of(bytes.at + at)];
    struct scrm_needle *best = NULL;

    for (; i; i = needles->at[i - 1].next) {
        struct scrm_needle *needle = &needles->at[i - 1];
        size_t len = needle->text.len;

        if (len > bytes.len - at || memcmp(needle->text.at, bytes.at + at, len) != 0 ||
            (best && best->text.len >= len))
            continue;
        if ((whole || len < SURE_BYTES) && !is_whole_word(bytes, at, len))
            continue;
        best = needle;
    }
    return best;
}

struct scrm_needle *scrm_needles_find(const struct scrm_needles *needles,
                                      struct scrm_slice bytes, size_t from, size_t *at)
{
    if (!needles->n)
        return NULL;
    for (*at = from; *at + LEAST_BYTES <= bytes.len; (*at)++) {
        struct scrm_needle *needle = match_at(needles, bytes, *at, false);

        if (needle)
            return needle;
    }
    return NULL;
}

size_t scrm_needles_mask(const struct scrm_needles *needles, struct scrm_slice text,
                         struct scrm_buf *out)
{
    size_t at = 0, kept = 0, replaced = 0;

    while (needles->n && at + LEAST_BYTES <= text.len) {
        const struct scrm_needle *needle = match_at(needles, text, at, true);

        if (!needle || needle->kind == SCRM_NEEDLE_WORDS) {
            at++;
            continue;
        }
        scrm_buf_put(out, text.at + kept, at - kept);
        scrm_buf_puts(out, "[erased]");
        at = kept = at + needle->text.len;
        replaced++;
    }
    scrm_buf_put(out, text.at + kept, text.len - kept);
    return replaced;
}

uint64_t scrm_needles_count(const struct scrm_needles *needles, struct scrm_slice bytes)
{
    const struct scrm_needle *needle;
    uint64_t count = 0;
    size_t at = 0, from = 0;

    while ((needle = scrm_needles_find(needles, bytes, from, &at))) {
        count += !needle->shared;
        from = at + (needle->shared ? 1 : needle->text.len);
    }
    return count;
}

void scrm_needles_share(struct scrm_needles *needles, struct scrm_slice bytes)
{
    size_t at = 0, from = 0;

    while (needles->n && (from = at, scrm_needles_find(needles, bytes, from, &at))) {
        uint32_t i = needles->buckets[bucket_of(bytes.at + at)];

        for (; i; i = needles->at[i - 1].next) {
            struct scrm_needle *needle = &needles->at[i - 1];

            if (needle->text.len <= bytes.len - at &&
                memcmp(needle->text.at, bytes.at + at, needle->text.len) == 0)
                needle->shared = true;
        }
        at++;
    }
}
