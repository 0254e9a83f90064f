/*
 * Trees laid on each other. The merged maps and lists live here; every scalar
 * and every untouched branch is the layer's own node.
 */
#include "config/layers.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "config/tree.h"

struct scrm_layers {
    struct scrm_config **configs; /* owned, bottom first */
    size_t n, cap;
    const char **names; /* keys that name the items of a list; borrowed */
    size_t n_names, cap_names;
    struct scrm_arena arena; /* merged nodes */
    struct scrm_node *root;
    char digest[33];
};

struct scrm_layers *scrm_layers_new(void)
{
    return scrm_alloc_zero(1, sizeof(struct scrm_layers));
}

void scrm_layers_free(struct scrm_layers *layers)
{
    if (!layers)
        return;
    for (size_t i = 0; i < layers->n; i++)
        scrm_config_free(layers->configs[i]);
    scrm_arena_fini(&layers->arena);
    free(layers->configs);
    free(layers->names);
    free(layers);
}

void scrm_layers_named(struct scrm_layers *layers, const char *key)
{
    SCRM_GROW(layers->names, layers->n_names, layers->cap_names);
    layers->names[layers->n_names++] = key;
}

/* The text that names an item, or an absent slice. */
static struct scrm_slice name_of(const struct scrm_layers *layers, const struct scrm_node *item)
{
    for (size_t i = 0; i < layers->n_names; i++) {
        const struct scrm_node *name = scrm_node_get(item, layers->names[i]);

        if (name && name->kind <= SCRM_NODE_TEXT)
            return name->text;
    }
    return (struct scrm_slice){0};
}

/* Whether a list's items all have names. */
static bool is_named(const struct scrm_layers *layers, const struct scrm_node *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (!name_of(layers, list->items[i]).at)
            return false;
    return layers->n_names > 0;
}

/* An empty node with room for both, standing where `over` stands. */
static struct scrm_node *room_for(struct scrm_layers *layers, const struct scrm_node *base,
                                  const struct scrm_node *over)
{
    struct scrm_tree *tree = scrm_arena_take(&layers->arena, sizeof *tree);
    size_t bytes = (base->n + over->n) * sizeof(struct scrm_node *);

    *tree = *(const struct scrm_tree *)over;
    tree->node.n = 0;
    tree->node.items = scrm_arena_take(&layers->arena, bytes);
    if (over->kind == SCRM_NODE_MAP)
        tree->node.keys = scrm_arena_take(&layers->arena, bytes);
    return &tree->node;
}

static struct scrm_node *merge(struct scrm_layers *layers, struct scrm_node *base,
                               struct scrm_node *over);

/* Index of the item of `list` that is called like `item`, or list->n. */
static size_t find(const struct scrm_layers *layers, const struct scrm_node *list,
                   const struct scrm_node *item)
{
    size_t i = 0;

    while (i < list->n &&
           !scrm_slice_eq(name_of(layers, list->items[i]), name_of(layers, item)))
        i++;
    return i;
}

static struct scrm_node *merge_lists(struct scrm_layers *layers, const struct scrm_node *base,
                                     const struct scrm_node *over)
{
    struct scrm_node *list = room_for(layers, base, over);

    for (size_t i = 0; i < base->n; i++)
        list->items[list->n++] = base->items[i];
    for (size_t i = 0; i < over->n; i++) {
        size_t at = find(layers, base, over->items[i]);

        if (at < base->n)
            list->items[at] = merge(layers, list->items[at], over->items[i]);
        else
            list->items[list->n++] = over->items[i];
    }
    return list;
}

static size_t find_key(const struct scrm_node *map, struct scrm_slice key)
{
    size_t i = 0;

    while (i < map->n && !scrm_slice_eq(map->keys[i]->text, key))
        i++;
    return i;
}

static struct scrm_node *merge_maps(struct scrm_layers *layers, const struct scrm_node *base,
                                    const struct scrm_node *over)
{
    struct scrm_node *map = room_for(layers, base, over);

    for (; map->n < base->n; map->n++) {
        map->keys[map->n] = base->keys[map->n];
        map->items[map->n] = base->items[map->n];
    }
    for (size_t i = 0; i < over->n; i++) {
        size_t at = find_key(base, over->keys[i]->text);

        if (at == base->n)
            at = map->n++;
        map->keys[at] = over->keys[i];
        map->items[at] =
            at < base->n ? merge(layers, base->items[at], over->items[i]) : over->items[i];
    }
    return map;
}

static struct scrm_node *merge(struct scrm_layers *layers, struct scrm_node *base,
                               struct scrm_node *over)
{
    if (base->kind == SCRM_NODE_MAP && over->kind == SCRM_NODE_MAP)
        return merge_maps(layers, base, over);
    if (base->kind == SCRM_NODE_LIST && over->kind == SCRM_NODE_LIST &&
        is_named(layers, base) && is_named(layers, over))
        return merge_lists(layers, base, over);
    return over;
}

void scrm_layers_add(struct scrm_layers *layers, struct scrm_config *taken)
{
    struct scrm_buf digests = {0}, digest = {0};

    SCRM_GROW(layers->configs, layers->n, layers->cap);
    layers->configs[layers->n++] = taken;
    if (!layers->root || layers->root->kind == SCRM_NODE_NULL)
        layers->root = taken->root;
    else if (taken->root->kind != SCRM_NODE_NULL) /* an empty file changes nothing */
        layers->root = merge(layers, layers->root, taken->root);
    for (size_t i = 0; i < layers->n; i++)
        scrm_buf_puts(&digests, layers->configs[i]->digest);
    scrm_digest_put(&digest, scrm_digest(scrm_buf_text(&digests), digests.len));
    memcpy(layers->digest, scrm_buf_text(&digest), sizeof layers->digest - 1);
    scrm_buf_fini(&digests);
    scrm_buf_fini(&digest);
}

int scrm_layers_load(struct scrm_layers *layers, const char *path, struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_load(path, err);

    if (!config)
        return -1;
    scrm_layers_add(layers, config);
    return 0;
}

const struct scrm_node *scrm_layers_root(const struct scrm_layers *layers)
{
    return layers->root;
}

const char *scrm_layers_digest(const struct scrm_layers *layers)
{
    return layers->digest;
}
