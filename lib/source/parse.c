/*
 * Small steps that the files which parse a descriptor share.
 */
#include "source/parse.h"

#include <stdlib.h>

#include "base/alloc.h"

int scrm_parse_template(const struct scrm_node *map, const char *key,
                        struct scrm_template *template, struct scrm_err *err)
{
    const struct scrm_node *node = scrm_node_get(map, key);

    return node ? scrm_template_parse(template, node, err) : 0;
}

int scrm_parse_path(const struct scrm_node *map, const char *key, struct scrm_path *path,
                    struct scrm_err *err)
{
    const struct scrm_node *node = scrm_node_get(map, key);

    if (!node)
        return 0;
    return scrm_path_from(path, node, err) == 0 ? 1 : -1;
}

int scrm_parse_choice(const struct scrm_node *map, const char *key, const char *const *names,
                      int *choice, struct scrm_err *err)
{
    struct scrm_slice text;
    const char *near;
    size_t n = 0;
    int given = scrm_node_text(map, key, &text, err);

    if (given <= 0)
        return given;
    for (; names[n]; n++)
        if (scrm_slice_is(text, names[n])) {
            *choice = (int)n;
            return 1;
        }
    scrm_node_error(scrm_node_get(map, key), 0, err, "%s: there is no \"%.*s\"", key,
                    SCRM_FMT(text));
    near = scrm_err_nearest(text, names, n);
    return near ? scrm_err_hint(err, "did you mean \"%s\"?", near) : -1;
}

int scrm_parse_named(const struct scrm_node *node, struct scrm_named_template **list, size_t *n,
                     struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "expected a map from names to texts");
    *list = scrm_alloc_zero(node->n, sizeof **list);
    for (size_t i = 0; i < node->n; i++) {
        (*list)[i].name = node->keys[i]->text;
        *n = i + 1;
        if (scrm_template_parse(&(*list)[i].value, node->items[i], err) != 0)
            return -1;
    }
    return 0;
}

void scrm_named_fini(struct scrm_named_template *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        scrm_template_fini(&list[i].value);
    free(list);
}
