/*
 * JSON files as trees. jansson reads and judges the text; it keeps no
 * positions, so the text is walked once more, side by side with jansson's
 * values, only to note where each of them begins.
 *
 * Takes a file that begins with `{`; refuses what jansson refuses, nesting past
 * SCRM_CONFIG_DEPTH_MAX and trees past SCRM_CONFIG_NODES_MAX.
 */
#include "config/tree.h"

#include "base/json.h"

struct walk {
    struct scrm_config *config;
    struct scrm_slice source;
    struct scrm_place place;
    unsigned depth;
    struct scrm_err *err;
};

static char here(const struct walk *walk)
{
    return walk->place.at < walk->source.len ? walk->source.at[walk->place.at] : '\0';
}

/* Over white space and the signs that only separate. */
static void skip(struct walk *walk)
{
    while (here(walk) && strchr(" \t\r\n,:]}", here(walk)))
        scrm_place_step(&walk->place, walk->source);
}

/* Over one string or bare token. */
static void skip_scalar(struct walk *walk)
{
    if (here(walk) != '"') {
        while (here(walk) && !strchr(" \t\r\n,:]}", here(walk)))
            scrm_place_step(&walk->place, walk->source);
        return;
    }
    scrm_place_step(&walk->place, walk->source);
    while (here(walk) && here(walk) != '"') {
        if (here(walk) == '\\')
            scrm_place_step(&walk->place, walk->source);
        scrm_place_step(&walk->place, walk->source);
    }
    scrm_place_step(&walk->place, walk->source);
}

static struct scrm_tree *text_node(struct walk *walk, const char *at, size_t len)
{
    struct scrm_tree *tree = scrm_tree_new(walk->config, SCRM_NODE_TEXT, walk->place);

    tree->style = SCRM_STYLE_DOUBLE;
    tree->node.quoted = true;
    scrm_tree_set_text(tree, at, len);
    skip_scalar(walk);
    return tree;
}

static struct scrm_tree *scalar(struct walk *walk, const json_t *value)
{
    struct scrm_tree *tree;
    size_t start = walk->place.at;

    if (json_is_string(value))
        return text_node(walk, json_string_value(value), json_string_length(value));
    tree = scrm_tree_new(walk->config, SCRM_NODE_NULL, walk->place);
    tree->style = SCRM_STYLE_PLAIN;
    skip_scalar(walk);
    scrm_tree_set_text(tree, walk->source.at + start, walk->place.at - start);
    if (json_is_boolean(value)) {
        tree->node.kind = SCRM_NODE_BOOL;
        tree->node.integer = json_is_true(value);
    } else if (json_is_number(value)) {
        tree->node.kind = json_is_integer(value) ? SCRM_NODE_INT : SCRM_NODE_NUMBER;
        tree->node.integer = json_integer_value(value);
        tree->node.number = json_number_value(value);
    }
    return tree;
}

static struct scrm_tree *build(struct walk *walk, const json_t *value);

/* Adds one child, which stands behind the walk's place. */
static int add(struct walk *walk, struct scrm_tree *tree, const char *key, const json_t *value)
{
    struct scrm_tree *name = NULL, *child;

    skip(walk);
    if (key) {
        name = text_node(walk, key, strlen(key));
        skip(walk);
    }
    child = build(walk, value);
    if (!child)
        return -1;
    if (scrm_tree_add(tree, name, child))
        return 0;
    return scrm_place_error(walk->config, walk->place, walk->err, "too large a tree");
}

static struct scrm_tree *build(struct walk *walk, const json_t *value)
{
    bool map = json_is_object(value);
    struct scrm_tree *tree;

    if (!map && !json_is_array(value))
        return scalar(walk, value);
    if (++walk->depth > SCRM_CONFIG_DEPTH_MAX) {
        scrm_place_error(walk->config, walk->place, walk->err, "nested too deeply");
        return NULL;
    }
    tree = scrm_tree_new(walk->config, map ? SCRM_NODE_MAP : SCRM_NODE_LIST, walk->place);
    scrm_place_step(&walk->place, walk->source);
    if (map) {
        void *at = json_object_iter((json_t *)(uintptr_t)value);

        for (; at; at = json_object_iter_next((json_t *)(uintptr_t)value, at))
            if (add(walk, tree, json_object_iter_key(at), json_object_iter_value(at)))
                return NULL;
    } else {
        for (size_t i = 0; i < json_array_size(value); i++)
            if (add(walk, tree, NULL, json_array_get(value, i)))
                return NULL;
    }
    walk->depth--;
    return tree;
}

int scrm_json_build(struct scrm_config *config, struct scrm_err *err)
{
    struct walk walk = {config, scrm_buf_slice(&config->text), SCRM_PLACE_START, 0, err};
    struct scrm_err why = {0};
    json_t *value = scrm_json_load(walk.source, config->file, &why);
    struct scrm_tree *tree;

    if (!value) {
        struct scrm_place place = SCRM_PLACE_START;

        while (place.at < walk.source.len &&
               (place.line < why.line || (place.line == why.line && place.column < why.column)))
            scrm_place_step(&place, walk.source);
        scrm_place_error(config, place, err, why.text);
        scrm_err_fini(&why);
        return -1;
    }
    while (here(&walk) && strchr(" \t\r\n", here(&walk)))
        scrm_place_step(&walk.place, walk.source);
    tree = build(&walk, value);
    json_decref(value);
    config->root = tree ? &tree->node : NULL;
    return tree ? 0 : -1;
}
