/*
 * One hand-written file: read, told apart (YAML or JSON), built, owned.
 */
#include "config/tree.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/hash.h"

struct scrm_tree *scrm_tree_new(struct scrm_config *config, enum scrm_node_kind kind,
                                struct scrm_place place)
{
    struct scrm_tree *tree = scrm_arena_take(&config->arena, sizeof *tree);

    *tree = (struct scrm_tree){.at = place.at, .weight = 1};
    tree->node.kind = kind;
    tree->node.config = config;
    tree->node.line = place.line;
    tree->node.column = place.column;
    return tree;
}

void scrm_tree_set_text(struct scrm_tree *tree, const char *at, size_t len)
{
    struct scrm_config *config = (struct scrm_config *)(uintptr_t)tree->node.config;

    tree->node.text = (struct scrm_slice){scrm_arena_copy(&config->arena, at, len), len};
}

/* A larger array with the old elements; the old one stays in the arena until the end. */
static struct scrm_node **enlarge(struct scrm_config *config, struct scrm_node **old, size_t n,
                                  size_t cap)
{
    struct scrm_node **bigger =
        scrm_arena_take(&config->arena, cap * sizeof(struct scrm_node *));

    if (n)
        memcpy(bigger, old, n * sizeof *bigger);
    return bigger;
}

bool scrm_tree_add(struct scrm_tree *parent, struct scrm_tree *key, struct scrm_tree *child)
{
    struct scrm_config *config = (struct scrm_config *)(uintptr_t)parent->node.config;
    struct scrm_node *node = &parent->node;

    parent->weight += child->weight;
    if (parent->weight > SCRM_CONFIG_NODES_MAX)
        return false;
    if (node->n == parent->cap) {
        parent->cap = parent->cap ? parent->cap * 2 : 4;
        node->items = enlarge(config, node->items, node->n, parent->cap);
        if (key)
            node->keys = enlarge(config, node->keys, node->n, parent->cap);
    }
    if (key)
        node->keys[node->n] = &key->node;
    node->items[node->n++] = &child->node;
    return true;
}

static bool looks_like_json(struct scrm_slice text)
{
    text = scrm_slice_trim(text);
    return text.len && text.at[0] == '{';
}

/* Builds from config->text, which keeps no BOM. */
static struct scrm_config *build(struct scrm_config *config, struct scrm_err *err)
{
    struct scrm_slice text = scrm_buf_slice(&config->text);
    struct scrm_buf digest = {0};
    int rc;

    scrm_digest_put(&digest, scrm_digest(text.at, text.len));
    memcpy(config->digest, scrm_buf_text(&digest), sizeof config->digest - 1);
    scrm_buf_fini(&digest);
    if (scrm_slice_starts(text, "\xFF\xFE") || scrm_slice_starts(text, "\xFE\xFF")) {
        rc = scrm_err_set(err, SCRM_EXIT_CONFIG, "UTF-16, but configuration is UTF-8");
        scrm_err_at(err, config->file, 1, 0);
    } else if (looks_like_json(text)) {
        rc = scrm_json_build(config, err);
    } else {
        rc = scrm_yaml_build(config, err);
    }
    if (rc == 0)
        return config;
    scrm_config_free(config);
    return NULL;
}

static struct scrm_config *new_config(const char *name)
{
    struct scrm_config *config = scrm_alloc_zero(1, sizeof *config);

    config->file = scrm_strdup(name);
    return config;
}

struct scrm_config *scrm_config_parse(struct scrm_slice text, const char *name,
                                      struct scrm_err *err)
{
    struct scrm_config *config = new_config(name);

    if (scrm_slice_starts(text, "\xEF\xBB\xBF")) {
        text.at += 3;
        text.len -= 3;
    }
    scrm_buf_put_slice(&config->text, text);
    return build(config, err);
}

struct scrm_config *scrm_config_load(const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {.max = SCRM_CONFIG_BYTES_MAX};
    struct scrm_config *config = NULL;

    if (scrm_file_read(path, &text, err) == 0)
        config = scrm_config_parse(scrm_buf_slice(&text), path, err);
    scrm_buf_fini(&text);
    return config;
}

void scrm_config_free(struct scrm_config *config)
{
    if (!config)
        return;
    scrm_arena_fini(&config->arena);
    scrm_buf_fini(&config->text);
    free(config->file);
    free(config);
}

const struct scrm_node *scrm_config_root(const struct scrm_config *config)
{
    return config->root;
}

const char *scrm_config_file(const struct scrm_config *config)
{
    return config->file;
}

const char *scrm_config_digest(const struct scrm_config *config)
{
    return config->digest;
}
