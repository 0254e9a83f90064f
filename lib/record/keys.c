/*
 * Building the trie of wanted members from paths. Happens once, when a command
 * starts; afterwards the trie is read by all threads and changed by none.
 */
#include "record/keys.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"

enum { TABLE_TRIES = 1000 };

static uint32_t add_node(struct scrm_keys *keys)
{
    SCRM_GROW(keys->nodes, keys->n_nodes, keys->cap_nodes);
    keys->nodes[keys->n_nodes] = (struct scrm_key_node){.shift = 63};
    return (uint32_t)keys->n_nodes++;
}

static uint32_t add_edge(struct scrm_keys *keys, struct scrm_slice key)
{
    struct scrm_key_edge edge = {.len = key.len, .want = {-1, SCRM_NODE_OF_OTHER}};

    edge.key = scrm_alloc_zero(key.len + SCRM_SCAN_PADDING, 1);
    if (key.len)
        memcpy(edge.key, key.at, key.len);
    edge.words = scrm_key_words(keys, edge.key, edge.len);
    SCRM_GROW(keys->edges, keys->n_edges, keys->cap_edges);
    keys->edges[keys->n_edges] = edge;
    return (uint32_t)keys->n_edges++;
}

struct scrm_keys *scrm_keys_new(void)
{
    struct scrm_keys *keys = scrm_alloc_zero(1, sizeof *keys);
    struct scrm_slice schema = SCRM_SLICE("schema");

    keys->seed[0] = scrm_hash64("keys of lines", 13) | 1;
    keys->seed[1] = scrm_hash64("keys of lines, too", 18) | 1;
    while (keys->n_nodes < SCRM_NODES_FIXED)
        add_node(keys);
    add_edge(keys, SCRM_SLICE(""));
    keys->edges[0].len = SIZE_MAX;
    scrm_keys_add(keys, &schema, 1);
    return keys;
}

void scrm_keys_free(struct scrm_keys *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; i < keys->n_edges; i++)
        free(keys->edges[i].key);
    for (size_t i = 0; i < keys->n_nodes; i++) {
        free((void *)keys->nodes[i].table);
        free(keys->nodes[i].below);
    }
    free(keys->edges);
    free(keys->nodes);
    free(keys);
}

static uint32_t edge_of(struct scrm_keys *keys, uint32_t node, struct scrm_slice key)
{
    uint32_t edge = keys->nodes[node].first;

    while (edge && !scrm_slice_eq((struct scrm_slice){(const char *)keys->edges[edge].key,
                                                      keys->edges[edge].len},
                                  key))
        edge = keys->edges[edge].next;
    if (!edge) {
        edge = add_edge(keys, key);
        keys->edges[edge].next = keys->nodes[node].first;
        keys->nodes[node].first = edge;
    }
    return edge;
}

/* The slots of all paths that go through an inner node are forgotten when its
 * key comes a second time, so that of nested duplicates the last one counts. */
static void note_below(struct scrm_key_node *node, int32_t slot)
{
    SCRM_GROW(node->below, node->n_below, node->cap_below);
    node->below[node->n_below++] = slot;
}

int scrm_keys_add(struct scrm_keys *keys, const struct scrm_slice *path, size_t depth)
{
    uint32_t node = SCRM_NODE_OF_TOP, edge = 0;

    for (size_t i = 0; i < depth; i++) {
        if (i > 0 && keys->edges[edge].want.node == SCRM_NODE_OF_OTHER) {
            uint32_t inner = add_node(keys);

            keys->edges[edge].want.node = inner;
        }
        if (i > 0)
            node = keys->edges[edge].want.node;
        edge = edge_of(keys, node, path[i]);
    }
    if (keys->edges[edge].want.slot >= 0 || depth == 0)
        return keys->edges[edge].want.slot;
    keys->edges[edge].want.slot = (int32_t)keys->n_slots++;
    node = SCRM_NODE_OF_TOP;
    for (size_t i = 0; i + 1 < depth; i++) {
        node = keys->edges[edge_of(keys, node, path[i])].want.node;
        note_below(&keys->nodes[node], (int32_t)keys->n_slots - 1);
    }
    return (int)keys->n_slots - 1;
}

int scrm_keys_add_dotted(struct scrm_keys *keys, const char *path)
{
    struct scrm_slice parts[SCRM_DEPTH_MAX];
    size_t n = 0;

    for (;;) {
        const char *dot = strchr(path, '.');

        parts[n++] = (struct scrm_slice){path, dot ? (size_t)(dot - path) : strlen(path)};
        if (!dot || n == SCRM_DEPTH_MAX)
            return scrm_keys_add(keys, parts, n);
        path = dot + 1;
    }
}

size_t scrm_keys_count(const struct scrm_keys *keys)
{
    return keys->n_slots;
}

static const struct scrm_key_edge **place_of(const struct scrm_key_node *node,
                                             const struct scrm_key_edge *edge)
{
    return &node->table[edge->words.hash * node->multiplier >> node->shift];
}

/* Places the node's edges in its empty table by its multiplier; false, and the table empty
 * again, where two fall together. Costs what was placed, not the table: of many keys nearly all
 * tries end early. */
static bool place_edges(const struct scrm_keys *keys, struct scrm_key_node *node)
{
    const struct scrm_key_edge *none = &keys->edges[0];
    uint32_t i = node->first;

    for (; i && *place_of(node, &keys->edges[i]) == none; i = keys->edges[i].next)
        *place_of(node, &keys->edges[i]) = &keys->edges[i];
    if (!i)
        return true;
    for (uint32_t placed = node->first; placed != i; placed = keys->edges[placed].next)
        *place_of(node, &keys->edges[placed]) = none;
    return false;
}

static void build_node(const struct scrm_keys *keys, struct scrm_key_node *node)
{
    size_t n = 0;

    node->lengths = 0;
    for (uint32_t i = node->first; i; i = keys->edges[i].next, n++)
        node->lengths |= UINT64_C(1) << (keys->edges[i].len & 63);
    node->shift = 63;
    /* Of tables with less than n * n / 16 places, one in 3,000 multipliers will do at best. */
    while (UINT64_C(1) << (64 - node->shift) < 2 * n ||
           UINT64_C(16) << (64 - node->shift) < n * n)
        node->shift--;
    for (;; node->shift--) {
        node->table = scrm_realloc((void *)node->table, (size_t)1 << (64 - node->shift),
                                   sizeof *node->table);
        for (size_t i = 0; i < (size_t)1 << (64 - node->shift); i++)
            node->table[i] = &keys->edges[0];
        node->multiplier = UINT64_C(0x9e3779b97f4a7c15);
        for (int tries = 0; tries < TABLE_TRIES; tries++) {
            if (place_edges(keys, node))
                return;
            node->multiplier += UINT64_C(0xbf58476d1ce4e5b8);
        }
    }
}

void scrm_keys_build(struct scrm_keys *keys)
{
    static _Atomic uint64_t built;

    keys->number = ++built;
    for (size_t i = SCRM_NODE_OF_TOP; i < keys->n_nodes; i++)
        build_node(keys, &keys->nodes[i]);
}
