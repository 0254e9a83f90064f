/*
 * The record's memory: a chain of blocks filled from the front. A reset goes
 * back to the first block and keeps the rest, so a steady stream of records
 * allocates nothing.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"

enum { ARENA_BLOCK_BYTES = 64 << 10, ARENA_KEEP_BYTES = 1 << 20, ARENA_ALIGN = 16 };

struct scrm_arena_block {
    struct scrm_arena_block *next;
    size_t size; /* bytes behind the header */
    alignas(ARENA_ALIGN) char bytes[];
};

void scrm_arena_fini(struct scrm_arena *arena)
{
    struct scrm_arena_block *block = arena->first;

    while (block) {
        struct scrm_arena_block *next = block->next;

        free(block);
        block = next;
    }
    *arena = (struct scrm_arena){0};
}

void scrm_arena_reset(struct scrm_arena *arena)
{
    struct scrm_arena_block **link = &arena->first;

    /* A record that filled one block has nothing to give back. */
    if (arena->first && (arena->first->next || arena->first->size > ARENA_KEEP_BYTES)) {
        while (*link) {
            struct scrm_arena_block *block = *link;

            if (block->size > ARENA_KEEP_BYTES) {
                *link = block->next;
                free(block);
            } else {
                link = &block->next;
            }
        }
    }
    arena->current = arena->first;
    arena->used = 0;
}

static void arena_next_block(struct scrm_arena *arena, size_t size)
{
    struct scrm_arena_block *block = arena->current ? arena->current->next : arena->first;

    if (!block || block->size < size) {
        size_t bytes = size > ARENA_BLOCK_BYTES ? size : ARENA_BLOCK_BYTES;

        if (bytes > SIZE_MAX - sizeof *block)
            scrm_out_of_memory();
        block = scrm_alloc(sizeof *block + bytes);
        block->size = bytes;
        if (arena->current) {
            block->next = arena->current->next;
            arena->current->next = block;
        } else {
            block->next = arena->first;
            arena->first = block;
        }
    }
    arena->current = block;
    arena->used = 0;
}

void *scrm_arena_take(struct scrm_arena *arena, size_t size)
{
    void *at;

    if (size > SIZE_MAX - ARENA_ALIGN)
        scrm_out_of_memory();
    size = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (!arena->current || arena->current->size - arena->used < size)
        arena_next_block(arena, size);
    at = arena->current->bytes + arena->used;
    arena->used += size;
    return at;
}

char *scrm_arena_copy(struct scrm_arena *arena, const char *at, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        scrm_out_of_memory();
    copy = scrm_arena_take(arena, len + 1);
    if (len)
        memcpy(copy, at, len);
    copy[len] = '\0';
    return copy;
}
