/*
 * Fuzz target of configuration files: any bytes as YAML, or as JSON where they
 * begin with a brace. The answer is a tree whose nodes know their places in
 * the file, or an error 78 with a line and a sentence.
 */
#include "target.h"

#include "config/node.h"

static size_t count_lines(const uint8_t *data, size_t size)
{
    size_t n = 1;

    for (size_t i = 0; i < size; i++)
        n += data[i] == '\n' || data[i] == '\r' ||
             data[i] >= 0x80; /* NEL, LS, PS end lines too */
    return n;
}

static void walk(const struct scrm_node *node, size_t lines, int depth)
{
    struct scrm_err err = {0};

    must(node->line >= 1 && node->line <= lines && node->column >= 1,
         "a node stands in the file");
    must(depth <= 257, "the depth is limited");
    must(scrm_node_error(node, 0, &err, "x") == -1 && err.code == SCRM_EXIT_CONFIG,
         "an error can be told of any node");
    scrm_err_fini(&err);
    for (size_t i = 0; i < node->n; i++) {
        if (node->kind == SCRM_NODE_MAP) {
            must(node->keys[i]->kind == SCRM_NODE_TEXT, "a key is a text");
            walk(node->keys[i], lines, depth + 1);
        }
        walk(node->items[i], lines, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_err err = {0};
    struct scrm_config *config =
        scrm_config_parse((struct scrm_slice){(const char *)data, size}, "fuzz.yaml", &err);

    if (config) {
        must(err.code == SCRM_EXIT_OK, "a tree comes without an error");
        walk(scrm_config_root(config), count_lines(data, size), 0);
    } else {
        must(err.code == SCRM_EXIT_CONFIG, "what is refused is refused with 78");
        must(err.text && err.text[0], "a reason has words");
    }
    scrm_config_free(config);
    scrm_err_fini(&err);
    return 0;
}
