/*
 * The trie of wanted members, as the scanner and the walkers see it. Private
 * to this room; the public half is in scan.h.
 *
 * A node stands for one object of the line. It has a mask of the lengths that
 * its wanted keys have, which settles most keys, and a table without
 * collisions for the rest, so that a key is compared with one candidate.
 */
#ifndef SCRM_RECORD_KEYS_H
#define SCRM_RECORD_KEYS_H

#include "record/bytes.h"
#include "record/scan.h"

/* Nodes by number. The first three are fixed; nested ones follow. */
enum { SCRM_NODE_OF_ARRAY, SCRM_NODE_OF_OTHER, SCRM_NODE_OF_TOP, SCRM_NODES_FIXED };

/* What a member is wanted for: nothing is {-1, SCRM_NODE_OF_OTHER}. */
struct scrm_want {
    int32_t slot;  /* where its value goes, or -1 */
    uint32_t node; /* its node where it is an object with wanted members */
};

/* A key made comparable: up to 16 bytes stand in the two words. */
struct scrm_key_words {
    uint64_t a, b;
    uint64_t hash;
};

struct scrm_key_edge {
    struct scrm_key_words words;
    unsigned char *key; /* unescaped; padding behind. Owned */
    size_t len;         /* SIZE_MAX in the edge that stands for "none" */
    struct scrm_want want;
    uint32_t next; /* next edge of the same node, 0 = last */
};

struct scrm_key_node {
    uint64_t lengths;                   /* bit n: a key whose length is n modulo 64 */
    uint64_t multiplier;                /* makes the table free of collisions */
    const struct scrm_key_edge **table; /* by hash; "none" where nothing is wanted. Owned */
    unsigned shift;                     /* 64 - log2 of the table's size */
    uint32_t first;                     /* first edge, 0 = none */
    int32_t *below;                     /* slots of all paths through this node. Owned */
    size_t n_below, cap_below;
};

struct scrm_keys {
    uint64_t seed[2]; /* drawn at start: strangers choose the keys */
    uint64_t number;  /* of all sets built in this process, from 1 */
    struct scrm_key_node *nodes;
    size_t n_nodes, cap_nodes;
    struct scrm_key_edge *edges; /* 0 is the edge of "none" */
    size_t n_edges, cap_edges;
    size_t n_slots;
};

/* The high and the low half of a product, folded. */
static inline uint64_t scrm_key_mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX), high = (a >> 32) * (b >> 32);
    uint64_t one = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
    uint64_t two = (a & UINT32_MAX) * (b >> 32) + (one & UINT32_MAX);

    return (two << 32 | (low & UINT32_MAX)) ^ (high + (one >> 32) + (two >> 32));
#endif
}

static inline uint64_t scrm_key_load(const unsigned char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The words of a key, which has 8 readable bytes behind it. Both seeds are
 * secret, so nobody outside can prepare keys that collide. */
static inline struct scrm_key_words scrm_key_words(const struct scrm_keys *keys,
                                                   const unsigned char *at, size_t len)
{
    static const uint64_t masks[9] = {0,
                                      UINT64_MAX >> 56,
                                      UINT64_MAX >> 48,
                                      UINT64_MAX >> 40,
                                      UINT64_MAX >> 32,
                                      UINT64_MAX >> 24,
                                      UINT64_MAX >> 16,
                                      UINT64_MAX >> 8,
                                      UINT64_MAX};
    struct scrm_key_words words = {.b = 0};
    uint64_t state = keys->seed[1] ^ len;

    for (; len > 16; at += 16, len -= 16)
        state = scrm_key_mix(scrm_key_load(at) ^ keys->seed[0], scrm_key_load(at + 8) ^ state);
    if (len <= 8) {
        words.a = scrm_key_load(at) & masks[len];
    } else {
        words.a = scrm_key_load(at);
        words.b = scrm_key_load(at + len - 8);
    }
    words.hash = scrm_key_mix(words.a ^ keys->seed[0], words.b ^ state);
    return words;
}

static inline bool scrm_key_may_be(const struct scrm_key_node *node, size_t len)
{
    return node->lengths >> (len & 63) & 1;
}

/* What the key is wanted for, given its words. */
static inline struct scrm_want scrm_key_find(const struct scrm_key_node *node,
                                             const struct scrm_key_words *words,
                                             const unsigned char *at, size_t len)
{
    const struct scrm_key_edge *edge =
        node->table[words->hash * node->multiplier >> node->shift];

    if (edge->words.a == words->a && edge->words.b == words->b && edge->len == len &&
        (len <= 16 || memcmp(edge->key, at, len) == 0))
        return edge->want;
    return (struct scrm_want){-1, SCRM_NODE_OF_OTHER};
}

/* Forgets what was found inside an object whose key comes again. */
static inline void scrm_keys_forget(const struct scrm_keys *keys, uint32_t node,
                                    struct scrm_value *values)
{
    for (size_t i = 0; i < keys->nodes[node].n_below; i++)
        values[keys->nodes[node].below[i]] = (struct scrm_value){0};
}

#endif
