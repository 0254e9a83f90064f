/*
 * Values of a descriptor, from nodes to expressions. Every mistake is told
 * with its line and column: a descriptor is written by people.
 */
#include "source/expr.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "source/literal.h"

static const char *const AS_NAMES[] = {
    [SCRM_AS_STR] = "str",
    [SCRM_AS_INT] = "int",
    [SCRM_AS_NUM] = "num",
    [SCRM_AS_BOOL] = "bool",
    [SCRM_AS_LOWER] = "lower",
    [SCRM_AS_TRIM] = "trim",
    [SCRM_AS_LEN] = "len",
    [SCRM_AS_EPOCH] = "epoch",
    [SCRM_AS_EPOCH_MS] = "epoch_ms",
    [SCRM_AS_EPOCH_US] = "epoch_us",
    [SCRM_AS_RFC3339] = "rfc3339",
    [SCRM_AS_RFC822] = "rfc822",
    [SCRM_AS_TIME] = "time",
    [SCRM_AS_HTML_TEXT] = "html_text",
    [SCRM_AS_UNESCAPE] = "unescape",
    [SCRM_AS_MRKDWN] = "mrkdwn",
    [SCRM_AS_LANG] = "lang",
    [SCRM_AS_HANDLE] = "handle",
    [SCRM_AS_SNOWFLAKE_TIME] = "snowflake_time",
    [SCRM_AS_RKEY] = "rkey",
    [SCRM_AS_PARENT] = "parent",
    [SCRM_AS_AUTHORITY] = "authority",
    [SCRM_AS_MOJIBAKE] = "mojibake",
    [SCRM_AS_CONCAT] = "concat",
    [SCRM_AS_REF] = "ref",
};
#define AS_N (sizeof AS_NAMES / sizeof *AS_NAMES)

static const char *const OPERATIONS[] = {"const", "fmt", "list",   "path",
                                         "each",  "if",  "lookup", NULL};

void scrm_expr_free(struct scrm_expr *expr)
{
    if (!expr)
        return;
    for (size_t i = 0; i < expr->n; i++)
        scrm_expr_free(expr->items[i]);
    for (size_t i = 0; i < expr->n_named; i++) {
        free(expr->named[i].name);
        scrm_expr_free(expr->named[i].expr);
    }
    for (size_t i = 0; i < expr->n_exchanges; i++) {
        free(expr->exchanges[i].from);
        scrm_literal_fini(&expr->exchanges[i].to);
    }
    free(expr->items);
    free(expr->named);
    free(expr->exchanges);
    scrm_path_fini(&expr->path);
    scrm_path_fini(&expr->eq);
    scrm_literal_fini(&expr->literal);
    scrm_template_fini(&expr->template);
    scrm_cond_fini(&expr->cond);
    free(expr);
}

/* Adds what `node` compiles to, NULL where `node` is NULL. */
static int add_item(struct scrm_expr *expr, const struct scrm_node *node, struct scrm_err *err)
{
    struct scrm_expr *item = NULL;

    if (node && !(item = scrm_expr_parse(node, err)))
        return -1;
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    expr->items = scrm_realloc(expr->items, expr->n + 1, sizeof *expr->items);
    expr->items[expr->n++] = item;
    return 0;
}

static int add_items(struct scrm_expr *expr, const struct scrm_node *list, struct scrm_err *err)
{
    if (list->kind != SCRM_NODE_LIST || !list->n)
        return scrm_node_error(list, 0, err, "expected a list of values");
    for (size_t i = 0; i < list->n; i++)
        if (add_item(expr, list->items[i], err) != 0)
            return -1;
    return 0;
}

static int parse_as_one(struct scrm_expr *expr, const struct scrm_node *node,
                        struct scrm_err *err)
{
    struct scrm_buf all = {0};
    const char *near;

    if (node->kind != SCRM_NODE_TEXT)
        return scrm_node_error(node, 0, err, "expected the name of a transform");
    if (expr->n_as == SCRM_AS_MAX)
        return scrm_node_error(node, 0, err, "more than %d transforms", SCRM_AS_MAX);
    for (size_t i = 0; i < AS_N; i++)
        if (scrm_slice_is(node->text, AS_NAMES[i])) {
            expr->as[expr->n_as++] = (enum scrm_as)i;
            return 0;
        }
    near = scrm_err_nearest(node->text, AS_NAMES, AS_N);
    scrm_node_error(node, 0, err, "no transform is named \"%.*s\"", SCRM_FMT(node->text));
    for (size_t i = 0; i < AS_N; i++)
        scrm_buf_printf(&all, " %s", AS_NAMES[i]);
    if (near)
        scrm_err_hint(err, "did you mean \"%s\"?", near);
    else
        scrm_err_hint(err, "there are:%s", scrm_buf_text(&all));
    scrm_buf_fini(&all);
    return -1;
}

static int parse_as(struct scrm_expr *expr, const struct scrm_node *node, struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_LIST)
        return parse_as_one(expr, node, err);
    for (size_t i = 0; i < node->n; i++)
        if (parse_as_one(expr, node->items[i], err) != 0)
            return -1;
    return 0;
}

static int parse_enum(struct scrm_expr *expr, const struct scrm_node *node,
                      struct scrm_err *err)
{
    if (!node)
        return 0;
    if (node->kind != SCRM_NODE_MAP)
        return scrm_node_error(node, 0, err, "expected a map from texts to values");
    expr->exchanges = scrm_alloc_zero(node->n, sizeof *expr->exchanges);
    for (size_t i = 0; i < node->n; i++) {
        struct scrm_exchange *exchange = &expr->exchanges[i];

        exchange->from = scrm_strndup(node->keys[i]->text.at, node->keys[i]->text.len);
        expr->n_exchanges++;
        if (scrm_literal_parse(&exchange->to, node->items[i], err) != 0)
            return -1;
    }
    return 0;
}

static int parse_each(struct scrm_expr *expr, const struct scrm_node *node,
                      struct scrm_err *err)
{
    const struct scrm_node *map = scrm_node_get(node, "map");

    if (scrm_path_from(&expr->path, scrm_node_get(node, "each"), err) != 0)
        return -1;
    if (!map)
        return scrm_node_error(node, 0, err, "each needs a map");
    /* A map with an operation's name in it is a value, any other names members. */
    for (const char *const *name = OPERATIONS; map->kind == SCRM_NODE_MAP && *name; name++)
        if (map->n <= 4 && scrm_node_get(map, *name) &&
            scrm_node_get(map, *name) == map->items[0])
            return add_item(expr, map, err);
    if (map->kind != SCRM_NODE_MAP)
        return add_item(expr, map, err);
    expr->named = scrm_alloc_zero(map->n, sizeof *expr->named);
    for (size_t i = 0; i < map->n; i++) {
        struct scrm_named_expr *named = &expr->named[i];

        named->name = scrm_strndup(map->keys[i]->text.at, map->keys[i]->text.len);
        expr->n_named++;
        if (!(named->expr = scrm_expr_parse(map->items[i], err)))
            return -1;
    }
    return 0;
}

static int parse_if(struct scrm_expr *expr, const struct scrm_node *node, struct scrm_err *err)
{
    const struct scrm_node *then = scrm_node_get(node, "then");

    if (!then)
        return scrm_node_error(node, 0, err, "if needs a then");
    if (scrm_cond_parse(&expr->cond, scrm_node_get(node, "if"), err) != 0 ||
        add_item(expr, then, err) != 0)
        return -1;
    return add_item(expr, scrm_node_get(node, "else"), err);
}

static int parse_lookup(struct scrm_expr *expr, const struct scrm_node *node,
                        struct scrm_err *err)
{
    const struct scrm_node *on = scrm_node_get(node, "on"), *eq = scrm_node_get(node, "eq");
    const struct scrm_node *get = scrm_node_get(node, "get");

    if (!on || !eq || !get)
        return scrm_node_error(node, 0, err, "lookup needs on, eq and get");
    if (scrm_path_from(&expr->path, scrm_node_get(node, "lookup"), err) != 0 ||
        scrm_path_from(&expr->eq, eq, err) != 0 || add_item(expr, on, err) != 0)
        return -1;
    return add_item(expr, get, err);
}

/* The path of {path, enum, as}: one path, or a list of which the first counts. */
static int parse_path(struct scrm_expr *expr, const struct scrm_node *node,
                      struct scrm_err *err)
{
    if (node->kind != SCRM_NODE_LIST)
        return scrm_path_from(&expr->path, node, err);
    expr->kind = SCRM_EXPR_FIRST;
    return add_items(expr, node, err);
}

static int parse_operation(struct scrm_expr *expr, const struct scrm_node *node,
                           struct scrm_err *err)
{
    static const struct {
        enum scrm_expr_kind kind;
        const char *known[8];
    } forms[] = {
        {SCRM_EXPR_CONST, {"const", NULL}},
        {SCRM_EXPR_FMT, {"fmt", "as", NULL}},
        {SCRM_EXPR_LIST, {"list", "as", NULL}},
        {SCRM_EXPR_PATH, {"path", "enum", "as", NULL}},
        {SCRM_EXPR_EACH, {"each", "map", NULL}},
        {SCRM_EXPR_IF, {"if", "then", "else", "as", NULL}},
        {SCRM_EXPR_LOOKUP, {"lookup", "on", "eq", "get", "enum", "as", NULL}},
    };
    const struct scrm_node *value = NULL;
    size_t form = 0;

    for (; form < sizeof forms / sizeof *forms; form++)
        if ((value = scrm_node_get(node, forms[form].known[0])))
            break;
    if (!value) {
        const char *near = node->n
                               ? scrm_err_nearest(node->keys[0]->text, OPERATIONS,
                                                  sizeof OPERATIONS / sizeof *OPERATIONS - 1)
                               : NULL;

        if (node->n)
            scrm_node_error(
                node->keys[0], 0, err,
                "no operation is named \"%.*s\": there are const fmt list path each "
                "if lookup",
                SCRM_FMT(node->keys[0]->text));
        else
            scrm_node_error(node, 0, err, "a value is a path, a list or an operation");
        return near ? scrm_err_hint(err, "did you mean \"%s\"?", near) : -1;
    }
    if (scrm_node_known(node, forms[form].known, err) != 0)
        return -1;
    expr->kind = forms[form].kind;
    if (parse_as(expr, scrm_node_get(node, "as"), err) != 0 ||
        parse_enum(expr, scrm_node_get(node, "enum"), err) != 0)
        return -1;
    switch (expr->kind) {
    case SCRM_EXPR_CONST:
        return scrm_literal_parse(&expr->literal, value, err);
    case SCRM_EXPR_FMT:
        return scrm_template_parse(&expr->template, value, err);
    case SCRM_EXPR_LIST:
        return add_items(expr, value, err);
    case SCRM_EXPR_EACH:
        return parse_each(expr, node, err);
    case SCRM_EXPR_IF:
        return parse_if(expr, node, err);
    case SCRM_EXPR_LOOKUP:
        return parse_lookup(expr, node, err);
    default:
        return parse_path(expr, value, err);
    }
}

struct scrm_expr *scrm_expr_parse(const struct scrm_node *node, struct scrm_err *err)
{
    struct scrm_expr *expr = scrm_alloc_zero(1, sizeof *expr);
    int result;

    if (node->kind == SCRM_NODE_LIST) {
        expr->kind = SCRM_EXPR_FIRST;
        result = add_items(expr, node, err);
    } else if (node->kind == SCRM_NODE_MAP) {
        result = parse_operation(expr, node, err);
    } else {
        expr->kind = SCRM_EXPR_PATH;
        result = scrm_path_from(&expr->path, node, err);
    }
    expr->plain = expr->kind == SCRM_EXPR_PATH && expr->path.keys == expr->path.n &&
                  !expr->n_as && !expr->n_exchanges;
    expr->plain_list = expr->kind == SCRM_EXPR_FIRST && !expr->n_as && !expr->n_exchanges;
    for (size_t i = 0; expr->plain_list && i < expr->n; i++)
        expr->plain_list = expr->items[i]->plain;
    expr->objects = expr->n_named > 0;
    for (size_t i = 0; i < expr->n; i++)
        expr->objects = expr->objects || (expr->items[i] && expr->items[i]->objects);
    if (result == 0)
        return expr;
    scrm_expr_free(expr);
    return NULL;
}

void scrm_expr_paths(struct scrm_expr *expr, scrm_expr_path *each, void *ctx)
{
    if (!expr)
        return;
    if (expr->kind == SCRM_EXPR_PATH || expr->kind == SCRM_EXPR_EACH ||
        expr->kind == SCRM_EXPR_LOOKUP)
        each(ctx, &expr->path);
    if (expr->kind == SCRM_EXPR_IF)
        each(ctx, &expr->cond.path);
    for (size_t i = 0; i < expr->template.n; i++)
        if (expr->template.pieces[i].hole)
            each(ctx, &expr->template.pieces[i].path);
    if (expr->kind == SCRM_EXPR_EACH)
        return;
    for (size_t i = 0; i < expr->n; i++)
        if (expr->kind != SCRM_EXPR_LOOKUP || i == 0)
            scrm_expr_paths(expr->items[i], each, ctx);
}
