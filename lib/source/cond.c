/*
 * Conditions of descriptors: which records a stream wants, what a post of a
 * network looks like, when an answer is an error. Three forms and no more: a
 * path, {path, eq}, {path, in}.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "record/value.h"
#include "source/expr.h"
#include "source/literal.h"

int scrm_literal_parse(struct scrm_literal *literal, const struct scrm_node *node,
                       struct scrm_err *err)
{
    struct scrm_buf json = {0};
    size_t len;

    *literal = (struct scrm_literal){.value = {.kind = SCRM_NULL}};
    switch (node->kind) {
    case SCRM_NODE_NULL:
        return 0;
    case SCRM_NODE_BOOL:
        literal->value.kind = node->integer ? SCRM_TRUE : SCRM_FALSE;
        scrm_buf_puts(&json, node->integer ? "true" : "false");
        break;
    case SCRM_NODE_INT:
        literal->value.kind = SCRM_NUMBER;
        scrm_num_put_int(&json, node->integer);
        break;
    case SCRM_NODE_NUMBER:
        literal->value.kind = SCRM_NUMBER;
        scrm_buf_put_slice(&json, node->text);
        break;
    case SCRM_NODE_TEXT:
        literal->value.kind = SCRM_STRING;
        scrm_emit_repaired(&json, node->text);
        break;
    default:
        return scrm_node_error(node, 0, err, "expected a text, a number, true or false");
    }
    len = json.len;
    literal->json = scrm_buf_take(&json);
    literal->value.at = literal->json;
    literal->value.len = len;
    if (literal->value.kind == SCRM_STRING) {
        literal->value.at++;
        literal->value.len -= 2;
        literal->value.escaped = memchr(literal->json, '\\', len) != NULL;
    }
    return 0;
}

void scrm_literal_fini(struct scrm_literal *literal)
{
    free(literal->json);
    *literal = (struct scrm_literal){0};
}

int scrm_path_from(struct scrm_path *path, const struct scrm_node *node, struct scrm_err *err)
{
    struct scrm_err why = {0};
    size_t offset;

    if (node->kind != SCRM_NODE_TEXT) {
        *path = (struct scrm_path){0};
        return scrm_node_error(node, 0, err, "expected a path");
    }
    if (scrm_path_parse(path, node->text, &offset, &why) == 0) {
        path->node = node;
        return 0;
    }
    scrm_node_error(node, offset, err, "%s", why.text);
    scrm_err_fini(&why);
    return -1;
}

void scrm_cond_fini(struct scrm_cond *cond)
{
    scrm_path_fini(&cond->path);
    for (size_t i = 0; i < cond->n; i++)
        scrm_literal_fini(&cond->want[i]);
    free(cond->want);
    *cond = (struct scrm_cond){0};
}

static int add_want(struct scrm_cond *cond, const struct scrm_node *node, struct scrm_err *err)
{
    cond->want = scrm_realloc(cond->want, cond->n + 1, sizeof *cond->want);
    if (scrm_literal_parse(&cond->want[cond->n], node, err) != 0)
        return -1;
    cond->n++;
    return 0;
}

static int parse_map(struct scrm_cond *cond, const struct scrm_node *node, struct scrm_err *err)
{
    static const char *const known[] = {"path", "eq", "in", NULL};
    const struct scrm_node *path = scrm_node_get(node, "path");
    const struct scrm_node *eq = scrm_node_get(node, "eq");
    const struct scrm_node *in = scrm_node_get(node, "in");

    if (scrm_node_known(node, known, err) != 0)
        return -1;
    if (!path)
        return scrm_node_error(node, 0, err, "a condition needs a path");
    if (eq && in)
        return scrm_node_error(in, 0, err, "a condition has eq or in, not both");
    if (scrm_path_from(&cond->path, path, err) != 0)
        return -1;
    if (eq)
        return add_want(cond, eq, err);
    if (in && in->kind != SCRM_NODE_LIST)
        return scrm_node_error(in, 0, err, "expected a list");
    for (size_t i = 0; in && i < in->n; i++)
        if (add_want(cond, in->items[i], err) != 0)
            return -1;
    return 0;
}

int scrm_cond_parse(struct scrm_cond *cond, const struct scrm_node *node, struct scrm_err *err)
{
    int result;

    *cond = (struct scrm_cond){0};
    result = node->kind == SCRM_NODE_MAP ? parse_map(cond, node, err)
                                         : scrm_path_from(&cond->path, node, err);
    if (result != 0)
        scrm_cond_fini(cond);
    return result;
}

int scrm_conds_parse(struct scrm_conds *conds, const struct scrm_node *node,
                     struct scrm_err *err)
{
    size_t n = node->kind == SCRM_NODE_LIST ? node->n : 1;

    *conds = (struct scrm_conds){.at = scrm_alloc_zero(n, sizeof *conds->at)};
    for (size_t i = 0; i < n; i++) {
        const struct scrm_node *item = node->kind == SCRM_NODE_LIST ? node->items[i] : node;

        if (scrm_cond_parse(&conds->at[i], item, err) != 0) {
            scrm_conds_fini(conds);
            return -1;
        }
        conds->n++;
    }
    return 0;
}

void scrm_conds_fini(struct scrm_conds *conds)
{
    for (size_t i = 0; i < conds->n; i++)
        scrm_cond_fini(&conds->at[i]);
    free(conds->at);
    *conds = (struct scrm_conds){0};
}

bool scrm_value_holds(struct scrm_value value)
{
    for (size_t i = 1; i + 1 < value.len; i++)
        if (!strchr(" \t\r\n", value.at[i]))
            return true;
    return false;
}

/* A want is short and seldom escaped, so its JSON text is compared unless the value is escaped.
 */
static bool equals(struct scrm_value value, struct scrm_value want)
{
    int64_t a, b;

    if (want.kind == SCRM_NULL)
        return value.kind == SCRM_NULL || value.kind == SCRM_ABSENT;
    if (value.kind != want.kind || !value.at || !want.at)
        return false;
    if (value.kind == SCRM_NUMBER && scrm_value_int(value, &a) == 0 &&
        scrm_value_int(want, &b) == 0)
        return a == b;
    if (value.kind == SCRM_STRING && (value.escaped || want.escaped)) {
        struct scrm_buf x = {0}, y = {0};
        bool same;

        scrm_value_put_text(value, &x);
        scrm_value_put_text(want, &y);
        same = scrm_slice_eq(scrm_buf_slice(&x), scrm_buf_slice(&y));
        scrm_buf_fini(&x);
        scrm_buf_fini(&y);
        return same;
    }
    return value.len == want.len && memcmp(value.at, want.at, want.len) == 0;
}

struct want {
    const struct scrm_cond *cond;
    bool found, any;
};

static bool try_value(void *ctx, struct scrm_value value)
{
    struct want *want = ctx;

    want->any = true;
    if (want->cond->n == 0)
        want->found = scrm_value_given(value) && value.kind != SCRM_FALSE;
    for (size_t i = 0; i < want->cond->n && !want->found; i++)
        want->found = equals(value, want->cond->want[i].value);
    return !want->found;
}

bool scrm_cond_holds(const struct scrm_cond *cond, const struct scrm_scope *scope)
{
    struct want want = {.cond = cond};
    int slot = cond->path.slot[scope->form];

    /* The common case: the scanner has noted where the one value stands. */
    if (scope->slots && slot >= 0 && cond->path.keys == cond->path.n) {
        try_value(&want, scope->slots[slot]);
        return want.found;
    }
    scrm_path_walk(&cond->path, scope, try_value, &want);
    if (!want.any)
        try_value(&want, (struct scrm_value){0});
    return want.found;
}

bool scrm_conds_hold(const struct scrm_conds *conds, const struct scrm_scope *scope)
{
    for (size_t i = 0; i < conds->n; i++)
        if (!scrm_cond_holds(&conds->at[i], scope))
            return false;
    return true;
}

void scrm_conds_paths(struct scrm_conds *conds, scrm_expr_path *each, void *ctx)
{
    for (size_t i = 0; i < conds->n; i++)
        each(ctx, &conds->at[i].path);
}
