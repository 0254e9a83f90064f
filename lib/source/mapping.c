/*
 * The mapping of a descriptor: a value for each member of the post, what a
 * record must look like, and the key sets that let the scanner find it all in
 * one pass.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "record/post.h"
#include "source/parse.h"

/* Members that normalize computes; a descriptor that named them would lie. */
static const char *const COMPUTED[] = {
    "schema", "id", "source", "fetched_at", "created_at_inferred", "lang_src", "raw", NULL};

static bool is_computed(struct scrm_slice name)
{
    for (const char *const *computed = COMPUTED; *computed; computed++)
        if (scrm_slice_is(name, *computed))
            return true;
    return false;
}

static int unknown_member(const struct scrm_node *key, struct scrm_err *err)
{
    const char **names = scrm_alloc_zero(scrm_post_members_n, sizeof *names);
    const char *near;
    size_t n = 0;

    for (size_t i = 0; i < scrm_post_members_n; i++)
        if (!is_computed(scrm_slice_of(scrm_post_members[i].name)))
            names[n++] = scrm_post_members[i].name;
    scrm_node_error(key, 0, err, "a post has no member \"%.*s\"", SCRM_FMT(key->text));
    near = scrm_err_nearest(key->text, names, n);
    if (near)
        scrm_err_hint(err, "did you mean \"%s\"?", near);
    free(names);
    return -1;
}

static int parse_ext(struct scrm_source *source, const struct scrm_node *node,
                     struct scrm_err *err)
{
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "ext is a map from names to values");
    source->ext = scrm_alloc_zero(node->n, sizeof *source->ext);
    for (size_t i = 0; i < node->n; i++) {
        struct scrm_named_expr *named = &source->ext[source->n_ext++];

        named->name = scrm_strndup(node->keys[i]->text.at, node->keys[i]->text.len);
        if (!(named->expr = scrm_expr_parse(node->items[i], err)))
            return -1;
    }
    return 0;
}

static int parse_member(struct scrm_source *source, const struct scrm_node *key,
                        const struct scrm_node *value, struct scrm_err *err)
{
    const struct scrm_member_info *info = scrm_member_find(key->text);

    if (scrm_slice_is(key->text, "ext"))
        return parse_ext(source, value, err);
    if (!info || info < scrm_post_members || info >= scrm_post_members + scrm_post_members_n)
        return unknown_member(key, err);
    if (is_computed(key->text))
        return scrm_node_error(key, 0, err, "%s is computed, not mapped", info->name);
    source->map[info - scrm_post_members].expr = scrm_expr_parse(value, err);
    return source->map[info - scrm_post_members].expr ? 0 : -1;
}

static int parse_map(struct scrm_source *source, const struct scrm_node *node,
                     struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "map is a map from members of a post to values");
    source->map = scrm_alloc_zero(scrm_post_members_n, sizeof *source->map);
    for (size_t i = 0; i < scrm_post_members_n; i++)
        source->map[i].info = &scrm_post_members[i];
    for (size_t i = 0; i < node->n; i++)
        if (parse_member(source, node->keys[i], node->items[i], err) != 0)
            return -1;
    return 0;
}

static int parse_shapes(struct scrm_shapes *shapes, const struct scrm_node *node,
                        struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST)
        return scrm_node_error(node, 0, err, "expected a list of shapes");
    shapes->at = scrm_alloc_zero(node->n, sizeof *shapes->at);
    for (size_t i = 0; i < node->n; i++) {
        if (scrm_conds_parse(&shapes->at[i], node->items[i], err) != 0)
            return -1;
        shapes->n++;
    }
    return 0;
}

/* A path or several. */
static int parse_paths(struct scrm_path **paths, size_t *n_paths, const struct scrm_node *node,
                       struct scrm_err *err)
{
    size_t n = !node ? 0 : node->kind == SCRM_NODE_LIST ? node->n : 1;

    if (!n)
        return 0;
    *paths = scrm_alloc_zero(n, sizeof **paths);
    for (size_t i = 0; i < n; i++) {
        const struct scrm_node *item = node->kind == SCRM_NODE_LIST ? node->items[i] : node;

        if (scrm_path_from(&(*paths)[i], item, err) != 0)
            return -1;
        ++*n_paths;
    }
    return 0;
}

int scrm_mapping_parse(struct scrm_source *source, const struct scrm_node *root,
                       struct scrm_err *err)
{
    const struct scrm_node *host = scrm_node_get(root, "host");

    if (host && !source->host && !(source->host = scrm_expr_parse(host, err)))
        return -1;
    if ((!source->map && parse_map(source, scrm_node_get(root, "map"), err) != 0) ||
        (!source->recognise.at &&
         parse_shapes(&source->recognise, scrm_node_get(root, "recognise"), err) != 0) ||
        (!source->ignore.at &&
         parse_shapes(&source->ignore, scrm_node_get(root, "ignore"), err) != 0) ||
        (!source->n_records && parse_paths(&source->records, &source->n_records,
                                           scrm_node_get(root, "records"), err) != 0) ||
        (!source->n_inside && parse_paths(&source->inside, &source->n_inside,
                                          scrm_node_get(root, "inside"), err) != 0))
        return -1;
    return 0;
}

static void shapes_fini(struct scrm_shapes *shapes)
{
    for (size_t i = 0; i < shapes->n; i++)
        scrm_conds_fini(&shapes->at[i]);
    free(shapes->at);
}

void scrm_mapping_fini(struct scrm_source *source)
{
    for (size_t i = 0; source->map && i < scrm_post_members_n; i++)
        scrm_expr_free(source->map[i].expr);
    for (size_t i = 0; i < source->n_ext; i++) {
        free(source->ext[i].name);
        scrm_expr_free(source->ext[i].expr);
    }
    for (size_t i = 0; i < source->n_records; i++)
        scrm_path_fini(&source->records[i]);
    for (size_t i = 0; i < source->n_inside; i++)
        scrm_path_fini(&source->inside[i]);
    free(source->map);
    free(source->ext);
    free(source->records);
    free(source->inside);
    shapes_fini(&source->recognise);
    shapes_fini(&source->ignore);
    scrm_expr_free(source->host);
}
