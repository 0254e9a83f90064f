/*
 * Reading secrets.yaml. Errors say where, and never show the line.
 */
#include "source/secrets_file.h"

#include <stdlib.h>

#include "config/node.h"

/* An error at a node, without the excerpt. */
static int fail(const struct scrm_node *node, struct scrm_err *err, const char *text)
{
    scrm_node_error(node, 0, err, "%s", text);
    free(err->excerpt);
    err->excerpt = NULL;
    return -1;
}

static bool is_text(const struct scrm_node *node)
{
    return node->kind == SCRM_NODE_TEXT || node->kind == SCRM_NODE_INT ||
           node->kind == SCRM_NODE_NUMBER;
}

static int read_root(const struct scrm_node *root, scrm_secret_each *each, void *ctx,
                     struct scrm_err *err)
{
    if (root->kind == SCRM_NODE_NULL)
        return 0;
    if (root->kind != SCRM_NODE_MAP)
        return fail(root, err, "expected a map from keys to secrets");
    for (size_t i = 0; i < root->n; i++) {
        const struct scrm_node *value = root->items[i];

        if (is_text(value)) {
            each(ctx, root->keys[i]->text, (struct scrm_slice){"", 0}, value->text);
            continue;
        }
        if (value->kind != SCRM_NODE_MAP)
            return fail(value, err, "a secret is a text, or a map of texts");
        for (size_t j = 0; j < value->n; j++) {
            if (!is_text(value->items[j]))
                return fail(value->items[j], err, "a secret's member is a text");
            each(ctx, root->keys[i]->text, value->keys[j]->text, value->items[j]->text);
        }
    }
    return 0;
}

int scrm_secrets_file_load(const char *path, scrm_secret_each *each, void *ctx,
                           struct scrm_err *err)
{
    struct scrm_config *config = scrm_config_load(path, err);
    int result = -1;

    if (config)
        result = read_root(scrm_config_root(config), each, ctx, err);
    scrm_config_free(config);
    free(err->excerpt);
    err->excerpt = NULL;
    return result;
}
