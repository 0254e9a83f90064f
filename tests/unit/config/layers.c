/* Layers: defaults < desk < overlay, and where each value came from. */
#include "../t.h"

#include "config/layers.h"

static void add(struct scrm_layers *layers, const char *name, const char *text)
{
    struct scrm_err err = {0};
    struct scrm_config *config = scrm_config_parse(scrm_slice_of(text), name, &err);

    OK(config != NULL);
    scrm_layers_add(layers, config);
}

static void show(const struct scrm_node *node, struct scrm_buf *out)
{
    if (node->kind == SCRM_NODE_MAP || node->kind == SCRM_NODE_LIST) {
        scrm_buf_puts(out, node->kind == SCRM_NODE_MAP ? "{" : "[");
        for (size_t i = 0; i < node->n; i++) {
            scrm_buf_puts(out, i ? " " : "");
            if (node->kind == SCRM_NODE_MAP)
                scrm_buf_printf(out, "%s=", node->keys[i]->text.at);
            show(node->items[i], out);
        }
        scrm_buf_puts(out, node->kind == SCRM_NODE_MAP ? "}" : "]");
        return;
    }
    scrm_buf_printf(out, "%s/%s", node->kind == SCRM_NODE_NULL ? "null" : node->text.at,
                    scrm_config_file(node->config));
}

static void same_tree(const struct scrm_layers *layers, const char *want)
{
    struct scrm_buf got = {0};

    show(scrm_layers_root(layers), &got);
    SAME(scrm_buf_text(&got), want);
    scrm_buf_fini(&got);
}

int main(void)
{
    struct scrm_layers *layers = scrm_layers_new();
    char digest[33];

    T("nothing, then one layer")
    {
        OK(!scrm_layers_root(layers));
        add(layers, "base", "a: 1\nb: {x: 1, y: {p: 1, q: 2}}\nc: [1, 2]\n");
        same_tree(layers, "{a=1/base b={x=1/base y={p=1/base q=2/base}} c=[1/base 2/base]}");
        memcpy(digest, scrm_layers_digest(layers), sizeof digest);
    }
    T("maps join, lists and scalars are replaced, null takes back")
    {
        add(layers, "desk", "b: {y: {q: 3}, z: 4}\nc: [5]\nd: 6\n");
        same_tree(layers, "{a=1/base b={x=1/base y={p=1/base q=3/desk} z=4/desk} c=[5/desk] "
                          "d=6/desk}");
        add(layers, "client", "a: null\nb: 7\n");
        same_tree(layers, "{a=null/client b=7/client c=[5/desk] d=6/desk}");
    }
    T("an empty layer changes the digest only")
    {
        OK(strcmp(digest, scrm_layers_digest(layers)) != 0);
        memcpy(digest, scrm_layers_digest(layers), sizeof digest);
        add(layers, "empty", "# nothing\n");
        same_tree(layers, "{a=null/client b=7/client c=[5/desk] d=6/desk}");
        OK(strcmp(digest, scrm_layers_digest(layers)) != 0);
    }
    scrm_layers_free(layers);

    T("lists of named maps join by name and keep their order")
    {
        layers = scrm_layers_new();
        scrm_layers_named(layers, "rule");
        add(layers, "base", "rules: [{rule: r1, when: a}, {rule: r2, when: b, then: c}]\n");
        add(layers, "over", "rules: [{rule: r3, when: d}, {rule: r2, when: e}]\n");
        same_tree(layers, "{rules=[{rule=r1/base when=a/base} "
                          "{rule=r2/over when=e/over then=c/base} "
                          "{rule=r3/over when=d/over}]}");
        add(layers, "top", "rules: [x]\n");
        same_tree(layers, "{rules=[x/top]}");
        scrm_layers_free(layers);
    }
    T("an error in a merged tree points into its own layer")
    {
        struct scrm_err err = {0};
        const struct scrm_node *map;

        layers = scrm_layers_new();
        add(layers, "base", "a: {b: x}\n");
        add(layers, "over", "\na: {c: 'y z'}\n");
        map = scrm_node_get(scrm_layers_root(layers), "a");
        scrm_node_error(scrm_node_get(map, "c"), 2, &err, "bad");
        SAME(err.file, "over");
        OK(err.line == 2 && err.column == 11);
        SAME(err.excerpt, "a: {c: 'y z'}");
        scrm_err_clear(&err);
        scrm_node_error(scrm_node_get(map, "b"), 0, &err, "bad");
        SAME(err.file, "base");
        scrm_err_fini(&err);
        scrm_layers_free(layers);
    }
    T("a file that cannot be read leaves the layers as they are")
    {
        struct scrm_err err = {0};

        layers = scrm_layers_new();
        OK(scrm_layers_load(layers, "/nonexistent/x.yaml", &err) == -1);
        OK(err.code == SCRM_EXIT_NOINPUT && !scrm_layers_root(layers));
        scrm_err_fini(&err);
        scrm_layers_free(layers);
    }
    return t_end();
}
