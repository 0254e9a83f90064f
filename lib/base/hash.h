/*
 * Hashes and the one hash map.
 *
 * scrm_hash64 is SipHash-2-4 (Aumasson and Bernstein, 2012) with a key drawn
 * at start, for tables that hold strangers' strings. scrm_digest is SipHash
 * 128 with a fixed key: the same bytes give the same digest everywhere; it
 * names revisions and configurations, and is no protection against forgery.
 */
#ifndef SCRM_BASE_HASH_H
#define SCRM_BASE_HASH_H

#include <stdint.h>

#include "base/buf.h"

uint64_t scrm_hash64(const char *at, size_t len);

struct scrm_digest {
    uint64_t high, low;
};

struct scrm_digest scrm_digest(const char *at, size_t len);

/* 32 hexadecimal digits. */
void scrm_digest_put(struct scrm_buf *buf, struct scrm_digest digest);

/*
 * Strings to 64-bit values (an index, or a pointer through uintptr_t).
 * Invariants: keys are copied in; entries keep the order in which they came,
 * so walking `entries` from 0 to n-1 never depends on the hash. Nothing is
 * removed; a caller marks what it no longer wants in the value.
 */
struct scrm_map_entry {
    struct scrm_slice key; /* owned by the map, NUL behind it */
    uint64_t hash;
    uint64_t value;
};

struct scrm_map {
    struct scrm_map_entry *entries;
    size_t n, cap;
    uint32_t *slots; /* index + 1 into entries; 0 = empty */
    size_t mask;     /* number of slots - 1 */
};

/* A zeroed struct is an empty map. */
void scrm_map_fini(struct scrm_map *map);

/* The entry of `key`, or NULL. Borrowed until the next scrm_map_put. */
struct scrm_map_entry *scrm_map_get(const struct scrm_map *map, struct scrm_slice key);

/* The entry of `key`, added with value 0 where missing; `*added` says so (may be NULL). */
struct scrm_map_entry *scrm_map_put(struct scrm_map *map, struct scrm_slice key, bool *added);

#endif
