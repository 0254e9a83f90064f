/*
 * Memory that lives until the next record. A worker takes what it likes while
 * it looks at one record and gives everything back at once.
 *
 * Invariants: what an arena hands out is aligned to 16 bytes, never moves,
 * and is valid until scrm_arena_reset or scrm_arena_fini. One thread each.
 */
#ifndef SCRM_BASE_ARENA_H
#define SCRM_BASE_ARENA_H

#include "base/slice.h"

struct scrm_arena_block;

struct scrm_arena {
    struct scrm_arena_block *first;   /* blocks are kept across resets */
    struct scrm_arena_block *current; /* the one being filled */
    size_t used;                      /* bytes taken out of `current` */
};

/* A zeroed struct is an empty arena: `struct scrm_arena arena = {0};` */
void scrm_arena_fini(struct scrm_arena *arena);

/* Gives back all that was taken; blocks over 1 MiB are freed. */
void scrm_arena_reset(struct scrm_arena *arena);

/* Never NULL (exits 71). */
void *scrm_arena_take(struct scrm_arena *arena, size_t size);

/* A copy with a NUL behind it. */
char *scrm_arena_copy(struct scrm_arena *arena, const char *at, size_t len);

#endif
