/*
 * Features and how many texts they stand in: open addressing over a power of two.
 */
#include "model/dictionary.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { FIRST_SLOTS = 65536 };

void scrm_dictionary_fini(struct scrm_dictionary *words)
{
    free(words->slots);
    free(words->hashes);
    free(words->rows);
    free(words->last);
    *words = (struct scrm_dictionary){0};
}

/* The place of a hash: its slot, empty where it is unknown. */
static uint32_t *place(const struct scrm_dictionary *words, uint64_t hash)
{
    size_t at = hash & words->mask;

    while (words->slots[at] && words->hashes[words->slots[at] - 1] != hash)
        at = (at + 1) & words->mask;
    return &words->slots[at];
}

static void rehash(struct scrm_dictionary *words, size_t slots)
{
    free(words->slots);
    words->mask = slots - 1;
    words->slots = scrm_alloc_zero(slots, sizeof *words->slots);
    for (size_t i = 0; i < words->n; i++)
        *place(words, words->hashes[i]) = (uint32_t)i + 1;
}

/* Room for one more. */
static void make_room(struct scrm_dictionary *words)
{
    if (!words->slots || words->n * 2 >= words->mask)
        rehash(words, words->slots ? (words->mask + 1) * 2 : FIRST_SLOTS);
    if (words->n >= words->cap) {
        words->cap = words->cap ? words->cap * 2 : FIRST_SLOTS;
        words->hashes = scrm_realloc(words->hashes, words->cap, sizeof *words->hashes);
        words->rows = scrm_realloc(words->rows, words->cap, sizeof *words->rows);
        words->last = scrm_realloc(words->last, words->cap, sizeof *words->last);
    }
}

void scrm_dictionary_count(struct scrm_dictionary *words, uint64_t hash, uint32_t row)
{
    uint32_t *slot;

    make_room(words);
    slot = place(words, hash);
    if (!*slot) {
        words->hashes[words->n] = hash;
        words->rows[words->n] = words->last[words->n] = 0;
        *slot = (uint32_t)++words->n;
    }
    if (words->last[*slot - 1] != row + 1) {
        words->last[*slot - 1] = row + 1;
        words->rows[*slot - 1]++;
    }
}

void scrm_dictionary_keep(struct scrm_dictionary *words, uint32_t least)
{
    size_t kept = 0;

    make_room(words);
    for (size_t i = 0; i < words->n; i++)
        if (words->rows[i] >= least) {
            words->hashes[kept] = words->hashes[i];
            words->rows[kept++] = words->rows[i];
        }
    words->n = kept;
    rehash(words, words->mask + 1);
}

uint32_t scrm_dictionary_find(const struct scrm_dictionary *words, uint64_t hash)
{
    return *place(words, hash);
}
