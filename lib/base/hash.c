/*
 * SipHash-2-4 with 64 and 128 bits of result, and a map that remembers the
 * order in which its keys came.
 */
#include "base/hash.h"

#include <endian.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#include "base/alloc.h"

struct sip {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t x, int bits)
{
    return (x << bits) | (x >> (64 - bits));
}

static void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

static uint64_t read_le64(const unsigned char *at)
{
    uint64_t value;

    memcpy(&value, at, sizeof value);
    return le64toh(value);
}

/* What is left behind the last whole word, and the length above it. */
static uint64_t read_last(const unsigned char *at, size_t left, size_t len)
{
    uint64_t value = 0;

    if (left && len >= 8)
        value = read_le64(at + left - 8) >> 8 * (8 - left);
    else
        while (left-- > 0)
            value = value << 8 | at[left];
    return value | (uint64_t)len << 56;
}

/* The state is worked on as a copy: bytes read in between cannot be part of it. */
static void sip_absorb(struct sip *state, const char *at, size_t len)
{
    const unsigned char *in = (const unsigned char *)at;
    struct sip s = *state;
    size_t left = len;
    uint64_t word;

    for (; left >= 8; left -= 8, in += 8) {
        word = read_le64(in);
        s.v3 ^= word;
        sip_round(&s);
        sip_round(&s);
        s.v0 ^= word;
    }
    word = read_last(in, left, len);
    s.v3 ^= word;
    sip_round(&s);
    sip_round(&s);
    s.v0 ^= word;
    *state = s;
}

static uint64_t sip_finish(struct sip *s, uint64_t mark2, uint64_t mark1)
{
    int i;

    s->v2 ^= mark2;
    s->v1 ^= mark1;
    for (i = 0; i < 4; i++)
        sip_round(s);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

static struct sip sip_start(uint64_t key0, uint64_t key1)
{
    return (struct sip){
        key0 ^ UINT64_C(0x736f6d6570736575), key1 ^ UINT64_C(0x646f72616e646f6d),
        key0 ^ UINT64_C(0x6c7967656e657261), key1 ^ UINT64_C(0x7465646279746573)};
}

/* The process's key for tables. Two threads may draw at once; the first stays. */
static uint64_t table_key(void)
{
    static _Atomic uint64_t key;
    uint64_t now = atomic_load_explicit(&key, memory_order_relaxed);

    if (now == 0) {
        uint64_t drawn = 0, none = 0;

        if (getrandom(&drawn, sizeof drawn, GRND_NONBLOCK) != sizeof drawn)
            drawn = (uint64_t)time(NULL);
        drawn |= 1;
        now = atomic_compare_exchange_strong(&key, &none, drawn) ? drawn : none;
    }
    return now;
}

uint64_t scrm_hash64(const char *at, size_t len)
{
    uint64_t key = table_key();
    struct sip s = sip_start(key, ~key);

    sip_absorb(&s, at, len);
    return sip_finish(&s, 0xff, 0);
}

struct scrm_digest scrm_digest(const char *at, size_t len)
{
    struct sip s = sip_start(UINT64_C(0x7363726d64696765), UINT64_C(0x7374206f66206279));
    struct scrm_digest digest;

    s.v1 ^= 0xee;
    sip_absorb(&s, at, len);
    digest.high = sip_finish(&s, 0xee, 0);
    digest.low = sip_finish(&s, 0, 0xdd);
    return digest;
}

void scrm_digest_put(struct scrm_buf *buf, struct scrm_digest digest)
{
    static const char digits[] = "0123456789abcdef";
    int shift;

    for (shift = 60; shift >= 0; shift -= 4)
        scrm_buf_putc(buf, digits[digest.high >> shift & 15]);
    for (shift = 60; shift >= 0; shift -= 4)
        scrm_buf_putc(buf, digits[digest.low >> shift & 15]);
}

void scrm_map_fini(struct scrm_map *map)
{
    size_t i;

    for (i = 0; i < map->n; i++)
        free((char *)(uintptr_t)map->entries[i].key.at);
    free(map->entries);
    free(map->slots);
    *map = (struct scrm_map){0};
}

/* The slot where `key` stands or would stand. The table is never full. */
static size_t map_slot(const struct scrm_map *map, struct scrm_slice key, uint64_t hash)
{
    size_t slot = (size_t)hash & map->mask;

    while (map->slots[slot]) {
        const struct scrm_map_entry *entry = &map->entries[map->slots[slot] - 1];

        if (entry->hash == hash && scrm_slice_eq(entry->key, key))
            break;
        slot = (slot + 1) & map->mask;
    }
    return slot;
}

static void map_grow(struct scrm_map *map)
{
    size_t size = map->slots ? (map->mask + 1) * 2 : 16;
    size_t i;

    free(map->slots);
    map->slots = scrm_alloc_zero(size, sizeof *map->slots);
    map->mask = size - 1;
    for (i = 0; i < map->n; i++) {
        size_t slot = (size_t)map->entries[i].hash & map->mask;

        while (map->slots[slot])
            slot = (slot + 1) & map->mask;
        map->slots[slot] = (uint32_t)i + 1;
    }
}

struct scrm_map_entry *scrm_map_get(const struct scrm_map *map, struct scrm_slice key)
{
    size_t slot;

    if (!map->slots)
        return NULL;
    slot = map_slot(map, key, scrm_hash64(key.at, key.len));
    return map->slots[slot] ? &map->entries[map->slots[slot] - 1] : NULL;
}

struct scrm_map_entry *scrm_map_put(struct scrm_map *map, struct scrm_slice key, bool *added)
{
    uint64_t hash = scrm_hash64(key.at, key.len);
    size_t slot;

    if (!map->slots || map->n * 4 >= (map->mask + 1) * 3)
        map_grow(map);
    slot = map_slot(map, key, hash);
    if (added)
        *added = map->slots[slot] == 0;
    if (map->slots[slot] == 0) {
        if (map->n >= UINT32_MAX - 1)
            scrm_out_of_memory();
        SCRM_GROW(map->entries, map->n, map->cap);
        map->entries[map->n] = (struct scrm_map_entry){
            .key = {scrm_strndup(key.at, key.len), key.len}, .hash = hash};
        map->slots[slot] = (uint32_t)++map->n;
    }
    return &map->entries[map->slots[slot] - 1];
}
