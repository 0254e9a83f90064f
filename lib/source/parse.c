/*
 * Small steps that the files which parse a descriptor share.
 */
#include "source/parse.h"
#include "text/ascii.h"

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
    struct scrm_buf all = {0};
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
    for (size_t i = 0; i < n; i++)
        scrm_buf_printf(&all, "%s%s", i == 0 ? "" : i + 1 == n ? " or " : ", ", names[i]);
    scrm_node_error(scrm_node_get(map, key), 0, err, "%s: expected %s, got \"%.*s\"", key,
                    scrm_buf_text(&all), SCRM_FMT(text));
    scrm_buf_fini(&all);
    near = scrm_err_nearest(text, names, n);
    return near ? scrm_err_hint(err, "did you mean \"%s\"?", near) : -1;
}

int scrm_parse_address(const struct scrm_node *map, const char *key,
                       struct scrm_template *template, struct scrm_err *err)
{
    static const char *const schemes[] = {"https://", "http://", "imaps://", "imap://"};
    const struct scrm_node *node = scrm_node_get(map, key);

    if (!node)
        return 0;
    if (scrm_template_parse(template, node, err) != 0)
        return -1;
    if (template->n && template->pieces[0].hole)
        return 0;
    for (size_t i = 0; template->n && i < sizeof schemes / sizeof *schemes; i++)
        if (scrm_slice_starts(template->pieces[0].text, schemes[i]))
            return 0;
    return scrm_node_error(node, 0, err,
                           "%s: expected an address such as https://..., got \"%.*s\"", key,
                           SCRM_FMT(node->text));
}

static bool is_before(uint64_t line, uint64_t column, const struct scrm_err *err)
{
    return line < err->line || (line == err->line && column < err->column);
}

/* The last thing of a list or a map that begins before the error; its number, or n. */
static size_t last_before(struct scrm_node *const *at, size_t n, const struct scrm_err *err)
{
    size_t found = n;

    for (size_t i = 0; i < n; i++)
        if (is_before(at[i]->line, at[i]->column, err) ||
            (at[i]->line == err->line && at[i]->column == err->column))
            found = i;
    return found;
}

/* Whether a word stands in the text by itself. */
static bool has_word(const char *text, const char *word)
{
    size_t len = strlen(word);

    for (const char *at = text; (at = strstr(at, word)); at++)
        if ((at == text || !scrm_ascii_alnum(at[-1])) && !scrm_ascii_alnum(at[len]) &&
            at[len] != '_')
            return true;
    return false;
}

void scrm_parse_name_key(const struct scrm_node *root, struct scrm_err *err)
{
    const struct scrm_node *node = root;
    struct scrm_slice key = {0};
    char *name;

    while (node && err->line && (node->kind == SCRM_NODE_MAP || node->kind == SCRM_NODE_LIST)) {
        bool map = node->kind == SCRM_NODE_MAP;
        struct scrm_node *const *at = map ? node->keys : node->items;
        size_t i = last_before(at, node->n, err);

        if (i == node->n)
            break;
        /* What stands at a key itself names it, or what is missing beside it. */
        if (map && !is_before(at[i]->line, at[i]->column, err))
            return;
        if (map)
            key = at[i]->text;
        node = node->items[i];
    }
    if (!key.len)
        return;
    name = scrm_strndup(key.at, key.len);
    if (!has_word(err->text, name))
        scrm_err_member(err, name);
    free(name);
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
