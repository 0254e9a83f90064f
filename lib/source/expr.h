/*
 * The values of a mapping: what a descriptor says about one member of a post,
 * compiled once.
 *
 *   a text            a path
 *   a list            the first of its values that is not empty
 *   {const: X}        X itself
 *   {fmt: "r/{/sub}"} a text with holes
 *   {list: [..]}      a list of values
 *   {path, enum, as}  a path (or a list of paths), its text exchanged, transformed
 *   {each: path, map} a list of objects (map is a map) or of values
 *   {if: cond, then, else}
 *   {lookup: path, on: value, eq: path, get: value}
 *                     the element of a list (mostly on the page) whose `eq`
 *                     is `on`, and what to `get` from it
 *
 * These are all, on purpose: what they can't say is done by a filter in front.
 */
#ifndef SCRM_SOURCE_EXPR_H
#define SCRM_SOURCE_EXPR_H

#include "source/template.h"

enum scrm_expr_kind {
    SCRM_EXPR_PATH,
    SCRM_EXPR_FIRST,
    SCRM_EXPR_CONST,
    SCRM_EXPR_FMT,
    SCRM_EXPR_LIST,
    SCRM_EXPR_EACH,
    SCRM_EXPR_IF,
    SCRM_EXPR_LOOKUP,
};

enum scrm_as {
    SCRM_AS_STR,
    SCRM_AS_INT,
    SCRM_AS_NUM,
    SCRM_AS_BOOL,
    SCRM_AS_LOWER,
    SCRM_AS_TRIM,
    SCRM_AS_LEN,
    SCRM_AS_EPOCH,
    SCRM_AS_EPOCH_MS,
    SCRM_AS_EPOCH_US,
    SCRM_AS_RFC3339,
    SCRM_AS_RFC822,
    SCRM_AS_TIME,
    SCRM_AS_HTML_TEXT,
    SCRM_AS_UNESCAPE,
    SCRM_AS_MRKDWN,
    SCRM_AS_LANG,
    SCRM_AS_HANDLE,
    SCRM_AS_SNOWFLAKE_TIME,
    SCRM_AS_RKEY,
    SCRM_AS_PARENT,
    SCRM_AS_AUTHORITY,
    SCRM_AS_MOJIBAKE,
    SCRM_AS_CONCAT,
    SCRM_AS_REF,
};

#define SCRM_AS_MAX 4 /* transforms in a row */

/* A literal of a descriptor, as JSON. */
struct scrm_literal {
    char *json; /* owned; NULL for null */
    struct scrm_value value;
};

/* A condition: a path that must lead to a value (not null, false or empty), or to one of some.
 */
struct scrm_cond {
    struct scrm_path path;
    struct scrm_literal *want; /* n = 0: any value */
    size_t n;
};

struct scrm_expr;

struct scrm_named_expr {
    char *name; /* owned */
    struct scrm_expr *expr;
};

struct scrm_exchange {
    char *from; /* owned; "*" for whatever else there is */
    struct scrm_literal to;
};

struct scrm_expr {
    enum scrm_expr_kind kind;
    bool plain_list;               /* a FIRST of plain ones, and nothing else */
    bool objects;                  /* an EACH that makes objects, or holds one */
    bool plain;                    /* a PATH of keys and nothing else: the quick road */
    struct scrm_path path;         /* PATH, EACH, LOOKUP */
    struct scrm_literal literal;   /* CONST */
    struct scrm_template template; /* FMT */
    struct scrm_expr **items;      /* FIRST, LIST; IF: then and else (NULL: none);
                                      LOOKUP: on and get; EACH: the value of each */
    size_t n;
    struct scrm_named_expr *named; /* EACH: members of the objects */
    size_t n_named;
    struct scrm_cond cond; /* IF */
    struct scrm_path eq;   /* LOOKUP */
    struct scrm_exchange *exchanges;
    size_t n_exchanges;
    enum scrm_as as[SCRM_AS_MAX];
    size_t n_as;
};

/* Compiles `node`. NULL with 78 at the place. Owned by caller; borrows the node's texts. */
struct scrm_expr *scrm_expr_parse(const struct scrm_node *node, struct scrm_err *err);
void scrm_expr_free(struct scrm_expr *expr);

int scrm_cond_parse(struct scrm_cond *cond, const struct scrm_node *node, struct scrm_err *err);
void scrm_cond_fini(struct scrm_cond *cond);

/* A list of conditions that must all hold. */
struct scrm_conds {
    struct scrm_cond *at;
    size_t n;
};

/* One condition or a list of them. */
int scrm_conds_parse(struct scrm_conds *conds, const struct scrm_node *node,
                     struct scrm_err *err);
void scrm_conds_fini(struct scrm_conds *conds);

/* Whether all hold (true for none). */
bool scrm_conds_hold(const struct scrm_conds *conds, const struct scrm_scope *scope);
bool scrm_cond_holds(const struct scrm_cond *cond, const struct scrm_scope *scope);

/* Whether a list or an object has something in it. */
bool scrm_value_holds(struct scrm_value value);

/* Whether a value counts as given: not absent, null or an empty text, list or object. */
static inline bool scrm_value_given(struct scrm_value value)
{
    if (value.kind <= SCRM_NULL)
        return false;
    if (value.kind >= SCRM_OBJECT)
        return scrm_value_holds(value);
    return value.kind != SCRM_STRING || value.len > 0;
}

/* Calls `each` for every path that is looked up from the record, the page or
 * by name (those inside `each` and `lookup` start elsewhere and are left out). */
typedef void scrm_expr_path(void *ctx, struct scrm_path *path);
void scrm_expr_paths(struct scrm_expr *expr, scrm_expr_path *each, void *ctx);
void scrm_conds_paths(struct scrm_conds *conds, scrm_expr_path *each, void *ctx);

/* A path from a node: 78 at the character that does not fit. */
int scrm_path_from(struct scrm_path *path, const struct scrm_node *node, struct scrm_err *err);

/* The value of an expression that is a plain path. */
static inline struct scrm_value scrm_expr_value(const struct scrm_expr *expr,
                                                const struct scrm_scope *scope)
{
    int slot = expr->path.slot[scope->form];

    return scope->slots && slot >= 0 ? scope->slots[slot] : scrm_path_first(&expr->path, scope);
}

/* The value of an expression that is a plain path, or the first given one of several plain
 * paths; false where it is anything else. */
static inline bool scrm_expr_plain_value(const struct scrm_expr *expr,
                                         const struct scrm_scope *scope,
                                         struct scrm_value *value)
{
    if (expr->plain) {
        *value = scrm_expr_value(expr, scope);
        return true;
    }
    if (!expr->plain_list)
        return false;
    for (size_t i = 0; i < expr->n; i++) {
        *value = scrm_expr_value(expr->items[i], scope);
        if (scrm_value_given(*value))
            break;
    }
    return true;
}

#endif
