/*
 * Reading the tree: by key, by kind, with errors that point at the place.
 */
#include "config/tree.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "base/time.h"

const char *scrm_node_kind_name(const struct scrm_node *node)
{
    static const char *const names[] = {
        [SCRM_NODE_NULL] = "nothing",       [SCRM_NODE_BOOL] = "true or false",
        [SCRM_NODE_INT] = "a whole number", [SCRM_NODE_NUMBER] = "a number",
        [SCRM_NODE_TEXT] = "text",          [SCRM_NODE_LIST] = "a list",
        [SCRM_NODE_MAP] = "a map",
    };

    return names[node->kind];
}

/* Whether quotes of either kind are left open in a text. */
static bool has_open_quote(struct scrm_slice text)
{
    size_t singles = 0, doubles = 0;

    for (size_t i = 0; i < text.len; i++) {
        singles += text.at[i] == '\'';
        doubles += text.at[i] == '"';
    }
    return singles % 2 || doubles % 2;
}

/* A plain scalar that YAML ended at " #", though its author went on. */
static bool is_cut(const struct scrm_tree *tree)
{
    struct scrm_slice source = scrm_buf_slice(&tree->node.config->text);
    size_t start, at;

    if (tree->style != SCRM_STYLE_PLAIN || !has_open_quote(tree->node.text))
        return false;
    start = at = scrm_place_inside(tree, tree->node.text.len);
    while (at < source.len && (source.at[at] == ' ' || source.at[at] == '\t'))
        at++;
    return at > start && at < source.len && source.at[at] == '#';
}

int scrm_node_error(const struct scrm_node *node, size_t offset, struct scrm_err *err,
                    const char *format, ...)
{
    const struct scrm_tree *tree = (const struct scrm_tree *)node;
    struct scrm_place place = {tree->at, 0, node->line, node->column};
    char *text = NULL;
    va_list args;

    if (err->code != SCRM_EXIT_OK)
        return -1;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        scrm_out_of_memory();
    va_end(args);
    if (tree->style != SCRM_STYLE_NONE && node->text.len)
        scrm_place_reach(&place, scrm_buf_slice(&node->config->text),
                         scrm_place_inside(tree, offset));
    scrm_place_error(node->config, place, err, text);
    free(text);
    if (is_cut(tree))
        scrm_err_hint(err, "YAML ends a text at ' #'; write it as a block: KEY: >-");
    return -1;
}

const struct scrm_node *scrm_node_get(const struct scrm_node *map, const char *key)
{
    if (!map || map->kind != SCRM_NODE_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (scrm_slice_is(map->keys[i]->text, key))
            return map->items[i];
    return NULL;
}

/* The value, or NULL where it is missing or null. */
static const struct scrm_node *value_of(const struct scrm_node *map, const char *key)
{
    const struct scrm_node *node = scrm_node_get(map, key);

    return node && node->kind != SCRM_NODE_NULL ? node : NULL;
}

const struct scrm_node *scrm_node_need(const struct scrm_node *map, const char *key,
                                       struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        scrm_node_error(map, 0, err, "\"%s\" is missing", key);
    return node;
}

static size_t count(const char *const *words)
{
    size_t n = 0;

    while (words[n])
        n++;
    return n;
}

/* All that could stand there. */
static int hint_known(const char *const *known, size_t n, struct scrm_err *err)
{
    struct scrm_buf all = {0};

    for (size_t i = 0; i < n; i++)
        scrm_buf_printf(&all, " %s", known[i]);
    scrm_err_hint(err, "known here:%s", scrm_buf_text(&all));
    scrm_buf_fini(&all);
    return -1;
}

int scrm_node_known(const struct scrm_node *map, const char *const *known, struct scrm_err *err)
{
    size_t n = count(known);

    if (!map || map->kind == SCRM_NODE_NULL)
        return 0;
    if (map->kind != SCRM_NODE_MAP)
        return scrm_node_error(map, 0, err, "expected a map, got %s", scrm_node_kind_name(map));
    for (size_t i = 0; i < map->n; i++) {
        const struct scrm_node *key = map->keys[i];
        const char *near;
        size_t j = 0;

        while (j < n && !scrm_slice_is(key->text, known[j]))
            j++;
        if (j < n)
            continue;
        scrm_node_error(key, 0, err, "unknown key \"%.*s\"", SCRM_FMT(key->text));
        near = scrm_err_nearest(key->text, known, n);
        return near ? scrm_err_hint(err, "did you mean \"%s\"?", near)
                    : hint_known(known, n, err);
    }
    return 0;
}

static int wrong(const struct scrm_node *node, const char *key, const char *expected,
                 struct scrm_err *err)
{
    if (node->kind == SCRM_NODE_TEXT)
        return scrm_node_error(node, 0, err, "%s: expected %s, got \"%.*s\"", key, expected,
                               node->text.len > 60 ? 60 : (int)node->text.len, node->text.at);
    return scrm_node_error(node, 0, err, "%s: expected %s, got %s", key, expected,
                           scrm_node_kind_name(node));
}

int scrm_node_text(const struct scrm_node *map, const char *key, struct scrm_slice *out,
                   struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_TEXT) {
        wrong(node, key, "text", err);
        if (node->kind < SCRM_NODE_TEXT)
            scrm_err_hint(err, "put it in quotes: \"%.*s\"", SCRM_FMT(node->text));
        return -1;
    }
    *out = node->text;
    return 1;
}

int scrm_node_written(const struct scrm_node *map, const char *key, struct scrm_slice *out,
                      struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind > SCRM_NODE_TEXT)
        return wrong(node, key, "text", err);
    *out = node->text;
    return 1;
}

int scrm_node_int(const struct scrm_node *map, const char *key, int64_t *out,
                  struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_INT)
        return wrong(node, key, "a whole number", err);
    *out = node->integer;
    return 1;
}

int scrm_node_bool(const struct scrm_node *map, const char *key, bool *out,
                   struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_BOOL)
        return wrong(node, key, "true or false", err);
    *out = node->integer != 0;
    return 1;
}

int scrm_node_duration(const struct scrm_node *map, const char *key, int64_t *ms,
                       struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_TEXT || scrm_time_duration(node->text, ms))
        return wrong(node, key, "a duration such as 30m, 4h or 2d", err);
    return 1;
}

int scrm_node_fixed(const struct scrm_node *map, const char *key, int64_t *out,
                    struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);
    struct scrm_buf json = {0};
    int rc;

    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_INT && node->kind != SCRM_NODE_NUMBER)
        return wrong(node, key, "a number", err);
    if (node->kind == SCRM_NODE_INT)
        scrm_num_put_int(&json, node->integer); /* it may be written 0x1F */
    else
        scrm_scalar_put_json(&json, node->text);
    rc = scrm_num_fixed(scrm_buf_slice(&json), out);
    scrm_buf_fini(&json);
    return rc == 0 ? 1 : wrong(node, key, "a smaller number", err);
}

int scrm_node_size(const struct scrm_node *map, const char *key, uint64_t *bytes,
                   struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind == SCRM_NODE_INT && node->integer >= 0) {
        *bytes = (uint64_t)node->integer;
        return 1;
    }
    if (node->kind != SCRM_NODE_TEXT || scrm_num_size(node->text, bytes))
        return wrong(node, key, "a size such as 64k or 16MiB", err);
    return 1;
}

int scrm_node_choice(const struct scrm_node *map, const char *key, const char *const *choices,
                     size_t *out, struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);
    size_t n = count(choices);
    struct scrm_buf expected = {0};
    const char *near;

    if (!node)
        return 0;
    for (size_t i = 0; i < n && node->kind <= SCRM_NODE_TEXT; i++)
        if (scrm_slice_is(node->text, choices[i])) {
            *out = i;
            return 1;
        }
    for (size_t i = 0; i < n; i++)
        scrm_buf_printf(&expected, "%s%s",
                        i == 0       ? ""
                        : i + 1 == n ? " or "
                                     : ", ",
                        choices[i]);
    wrong(node, key, scrm_buf_text(&expected), err);
    scrm_buf_fini(&expected);
    near = scrm_err_nearest(node->text, choices, n);
    if (near)
        scrm_err_hint(err, "did you mean \"%s\"?", near);
    return -1;
}

static int container(const struct scrm_node *map, const char *key, enum scrm_node_kind kind,
                     const struct scrm_node **out, struct scrm_err *err)
{
    const struct scrm_node *node = value_of(map, key);

    if (!node)
        return 0;
    if (node->kind != kind)
        return wrong(node, key, kind == SCRM_NODE_LIST ? "a list" : "a map", err);
    *out = node;
    return 1;
}

int scrm_node_list(const struct scrm_node *map, const char *key, const struct scrm_node **out,
                   struct scrm_err *err)
{
    return container(map, key, SCRM_NODE_LIST, out, err);
}

int scrm_node_map(const struct scrm_node *map, const char *key, const struct scrm_node **out,
                  struct scrm_err *err)
{
    return container(map, key, SCRM_NODE_MAP, out, err);
}
