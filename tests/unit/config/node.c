/* Reading the tree by key and kind, from YAML and from JSON. */
#include "../t.h"

#include <stdlib.h>

#include "config/node.h"

static const char yaml[] = "text: hello\n"
                           "int: 12\n"
                           "number: -0.62\n"
                           "yes: true\n"
                           "wait: 1h30m\n"
                           "size: 64k\n"
                           "match: frist\n"
                           "hex: 0x10\n"
                           "nothing: ~\n"
                           "list: [a, 1]\n"
                           "map: {a: 1}\n";
static const char json[] =
    "{\"text\": \"hello\", \"int\": 12, \"number\": -0.62, \"yes\": true, \"wait\": "
    "\"1h30m\",\n"
    " \"size\": \"64k\", \"match\": \"frist\", \"hex\": 16, \"nothing\": null,\n"
    " \"list\": [\"a\", 1], \"map\": {\"a\": 1}}";

/* What the error says, without file and excerpt; clears it. */
static void says(struct scrm_err *err, const char *text, const char *hint)
{
    OK(err->code == SCRM_EXIT_CONFIG);
    SAME(err->text, text);
    OK(err->line > 0 && err->column > 0);
    SAME(err->hint ? err->hint : "", hint);
    scrm_err_clear(err);
}

static void values(const struct scrm_node *root)
{
    struct scrm_err err = {0};
    const struct scrm_node *node = NULL;
    struct scrm_slice text = {0};
    int64_t integer = 0;
    uint64_t bytes = 0;
    bool flag = false;
    size_t choice = 9;

    T("values of the right kind")
    {
        OK(scrm_node_text(root, "text", &text, &err) == 1 && scrm_slice_is(text, "hello"));
        OK(scrm_node_int(root, "int", &integer, &err) == 1 && integer == 12);
        OK(scrm_node_fixed(root, "number", &integer, &err) == 1 && integer == -6200);
        OK(scrm_node_fixed(root, "hex", &integer, &err) == 1 && integer == 160000);
        OK(scrm_node_bool(root, "yes", &flag, &err) == 1 && flag);
        OK(scrm_node_duration(root, "wait", &integer, &err) == 1 && integer == 5400000);
        OK(scrm_node_size(root, "size", &bytes, &err) == 1 && bytes == 65536);
        OK(scrm_node_size(root, "int", &bytes, &err) == 1 && bytes == 12);
        OK(scrm_node_written(root, "int", &text, &err) == 1 && scrm_slice_is(text, "12"));
        OK(scrm_node_written(root, "yes", &text, &err) == 1 && scrm_slice_is(text, "true"));
        OK(scrm_node_list(root, "list", &node, &err) == 1 && node->n == 2);
        OK(scrm_node_map(root, "map", &node, &err) == 1 && node->n == 1);
        OK(scrm_node_choice(root, "text", (const char *const[]){"x", "hello", NULL}, &choice,
                            &err) == 1 &&
           choice == 1);
        OK(err.code == SCRM_EXIT_OK);
    }
    T("missing and null store nothing")
    {
        integer = 5;
        OK(scrm_node_int(root, "none", &integer, &err) == 0 && integer == 5);
        OK(scrm_node_int(root, "nothing", &integer, &err) == 0 && integer == 5);
        OK(scrm_node_text(NULL, "none", &text, &err) == 0);
        OK(!scrm_node_get(root->items[0], "text"));
        OK(!scrm_node_get(NULL, "text"));
        OK(scrm_node_get(root, "nothing")->kind == SCRM_NODE_NULL);
    }
    T("values of the wrong kind")
    {
        OK(scrm_node_int(root, "text", &integer, &err) == -1);
        says(&err, "text: expected a whole number, got \"hello\"", "");
        OK(scrm_node_int(root, "number", &integer, &err) == -1);
        says(&err, "number: expected a whole number, got a number", "");
        OK(scrm_node_text(root, "int", &text, &err) == -1);
        says(&err, "int: expected text, got a whole number", "put it in quotes: \"12\"");
        OK(scrm_node_text(root, "list", &text, &err) == -1);
        says(&err, "list: expected text, got a list", "");
        OK(scrm_node_written(root, "map", &text, &err) == -1);
        says(&err, "map: expected text, got a map", "");
        OK(scrm_node_bool(root, "int", &flag, &err) == -1);
        says(&err, "int: expected true or false, got a whole number", "");
        OK(scrm_node_duration(root, "text", &integer, &err) == -1);
        says(&err, "text: expected a duration such as 30m, 4h or 2d, got \"hello\"", "");
        OK(scrm_node_size(root, "text", &bytes, &err) == -1);
        says(&err, "text: expected a size such as 64k or 16MiB, got \"hello\"", "");
        OK(scrm_node_list(root, "map", &node, &err) == -1);
        says(&err, "map: expected a list, got a map", "");
        OK(scrm_node_choice(root, "match", (const char *const[]){"first", "all", NULL}, &choice,
                            &err) == -1);
        says(&err, "match: expected first or all, got \"frist\"", "did you mean \"first\"?");
    }
    T("needed and known keys")
    {
        const char *const known[] = {"text", "int",     "number", "yes", "wait", "size",
                                     "mach", "nothing", "list",   "map", "hex",  NULL};

        OK(scrm_node_need(root, "text", &err) != NULL);
        OK(scrm_node_need(root, "nothing", &err) == NULL);
        says(&err, "\"nothing\" is missing", "");
        OK(scrm_node_known(root, known, &err) == -1);
        says(&err, "unknown key \"match\"", "did you mean \"mach\"?");
        OK(scrm_node_known(scrm_node_get(root, "map"), (const char *const[]){"a", NULL},
                           &err) == 0);
        OK(scrm_node_known(scrm_node_get(root, "list"), known, &err) == -1);
        says(&err, "expected a map, got a list", "");
        OK(scrm_node_known(NULL, known, &err) == 0);
    }
    scrm_err_fini(&err);
}

static void both(void)
{
    struct scrm_err err = {0};
    struct scrm_config *a = scrm_config_parse(SCRM_SLICE(yaml), "a.yaml", &err);
    struct scrm_config *b = scrm_config_parse(SCRM_SLICE(json), "b.json", &err);

    OK(a && b);
    values(scrm_config_root(a));
    values(scrm_config_root(b));
    T("a file's name and digest")
    {
        SAME(scrm_config_file(a), "a.yaml");
        OK(strlen(scrm_config_digest(a)) == 32);
        OK(strcmp(scrm_config_digest(a), scrm_config_digest(b)) != 0);
    }
    scrm_config_free(a);
    scrm_config_free(b);
    scrm_err_fini(&err);
}

static void json_refused(const char *text, unsigned line, unsigned column, const char *part)
{
    struct scrm_err err = {0};
    struct scrm_config *config = scrm_config_parse(scrm_slice_of(text), "f.json", &err);

    OK(!config && err.code == SCRM_EXIT_CONFIG);
    if (!OK(err.line == line && err.column == column) ||
        !OK(err.text && strstr(err.text, part)))
        printf("  %s: %llu:%llu: %s\n", text, (unsigned long long)err.line,
               (unsigned long long)err.column, err.text);
    scrm_config_free(config);
    scrm_err_fini(&err);
}

static void json_errors(void)
{
    struct scrm_buf deep = {0};

    T("bad JSON, with line and column")
    {
        json_refused("{\"a\": 1,\n \"b\": }", 2, 7, "unexpected token near '}'");
        json_refused("{\"a\": 1, \"a\": 2}", 1, 12, "duplicate object key");
        json_refused("{\"a\": 1} x", 1, 10, "end of file expected");
        json_refused("{a: 1}", 1, 2, "string or '}' expected");
        json_refused("{\"a\": 99999999999999999999}", 1, 26, "too big integer");
        json_refused("{\"a\": \"x\\u0000\"}", 1, 15, "NUL");
    }
    T("JSON nested too deeply")
    {
        scrm_buf_puts(&deep, "{\"k\":");
        for (int i = 0; i < 1000; i++)
            scrm_buf_putc(&deep, '[');
        for (int i = 0; i < 1000; i++)
            scrm_buf_putc(&deep, ']');
        scrm_buf_putc(&deep, '}');
        json_refused(scrm_buf_text(&deep), 1, 105, "nested too deeply");
        scrm_buf_fini(&deep);
    }
}

static void files(void)
{
    struct scrm_err err = {0};
    char path[] = "/tmp/scrm-config-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    struct scrm_config *config;

    T("files: one that is there, a missing one, a directory")
    {
        OK(file && fputs("a: 1\n", file) >= 0 && fclose(file) == 0);
        config = scrm_config_load(path, &err);
        OK(config && scrm_config_root(config)->n == 1);
        SAME(config ? scrm_config_file(config) : NULL, path);
        scrm_config_free(config);
        remove(path);
        OK(!scrm_config_load(path, &err));
        OK(err.code == SCRM_EXIT_NOINPUT);
        scrm_err_clear(&err);
        OK(!scrm_config_load("/", &err));
        OK(err.code == SCRM_EXIT_DATA);
        scrm_err_fini(&err);
    }
}

int main(void)
{
    both();
    json_errors();
    files();
    return t_end();
}
