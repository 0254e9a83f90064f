/*
 * Reads a condition by recursive descent, one function a line of the grammar:
 *
 *   or      = and {OR and}            and = not {AND not}       not = {NOT} test
 *   test    = value [compare value | [NOT] IN (value {, value})
 *                   | [NOT] BETWEEN value AND value | [NOT] LIKE 'text'
 *                   | IS [NOT] NULL] | "(" or ")"
 *   value   = field | literal | name "(" [value {, value}] ")" | "(" value ")"
 *   field   = name {. name}
 *
 * Knows no field and no function: check.c does.
 */
#include "rules/parse.h"

static struct scrm_expr *parse_or(struct scrm_parser *p);
void scrm_parse_add(struct scrm_parser *p, struct scrm_expr_list *list, struct scrm_expr *expr)
{
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 4;
        struct scrm_expr **at = scrm_arena_take(p->arena, cap * sizeof(void *));

        if (list->n)
            memcpy(at, list->at, list->n * sizeof(void *));
        list->at = at;
        list->cap = cap;
    }
    list->at[list->n++] = expr;
}

struct scrm_expr *scrm_parse_new(struct scrm_parser *p, enum scrm_expr_op op, size_t from)
{
    struct scrm_expr *expr = scrm_arena_take(p->arena, sizeof *expr);

    *expr = (struct scrm_expr){.op = (uint8_t)op,
                               .from = (uint32_t)from,
                               .to = (uint32_t)p->now.to,
                               .where = p->lexer.where,
                               .step = {-1, -1, -1},
                               .field = -1};
    return expr;
}

/* `expr` over `n` arguments, reaching to the end of the last one. */
static struct scrm_expr *expr_join(struct scrm_parser *p, enum scrm_expr_op op,
                                   struct scrm_expr_list args)
{
    struct scrm_expr *expr = scrm_parse_new(p, op, args.at[0]->from);

    expr->args = args.at;
    expr->n = args.n;
    expr->to = args.at[args.n - 1]->to;
    return expr;
}

int scrm_parse_advance(struct scrm_parser *p)
{
    return scrm_lex(&p->lexer, &p->now, p->err);
}

/* "expected X, found 'y'". */
void *scrm_parse_expected(struct scrm_parser *p, const char *what)
{
    struct scrm_slice text = p->lexer.where->text;
    size_t len = p->now.to - p->now.from;

    if (p->now.kind == SCRM_LEX_END)
        scrm_where_error(p->lexer.where, p->now.from, p->err,
                         "expected %s, but the condition ends here", what);
    else
        scrm_where_error(p->lexer.where, p->now.from, p->err, "expected %s, found %.*s%s", what,
                         (int)(len > 40 ? 40 : len), text.at + p->now.from,
                         len > 40 ? "..." : "");
    return NULL;
}

static int expect(struct scrm_parser *p, enum scrm_lex_kind kind, const char *what)
{
    if (p->now.kind != kind) {
        scrm_parse_expected(p, what);
        return -1;
    }
    return scrm_parse_advance(p);
}

static bool too_deep(struct scrm_parser *p)
{
    if (p->depth < SCRM_PARSE_NESTING_MAX)
        return false;
    scrm_where_error(p->lexer.where, p->now.from, p->err, "more than %d levels of nesting",
                     SCRM_PARSE_NESTING_MAX);
    return true;
}

bool scrm_expr_is_value(const struct scrm_expr *expr)
{
    return expr->op >= SCRM_EXPR_FIELD;
}

struct scrm_slice scrm_expr_source(const struct scrm_expr *expr)
{
    return (struct scrm_slice){expr->where->text.at + expr->from, expr->to - expr->from};
}

/* What stands in parentheses: a condition, or a value; the node then covers
 * the parentheses too. */
static struct scrm_expr *parse_group(struct scrm_parser *p)
{
    size_t from = p->now.from;
    struct scrm_expr *expr;

    if (too_deep(p) || scrm_parse_advance(p))
        return NULL;
    p->depth++;
    expr = parse_or(p);
    p->depth--;
    if (!expr)
        return NULL;
    if (p->now.kind != SCRM_LEX_CLOSE)
        return scrm_parse_expected(p, "AND, OR or a closing parenthesis");
    expr->from = (uint32_t)from;
    expr->to = (uint32_t)p->now.to;
    return scrm_parse_advance(p) ? NULL : expr;
}

struct scrm_expr *scrm_parse_value(struct scrm_parser *p)
{
    struct scrm_expr *expr;

    if (p->now.kind != SCRM_LEX_OPEN)
        return scrm_parse_plain(p);
    expr = parse_group(p);
    if (expr && !scrm_expr_is_value(expr)) {
        scrm_where_error(p->lexer.where, expr->from, p->err,
                         "expected a value, found a condition");
        return NULL;
    }
    return expr;
}

/* The rest of IN, BETWEEN and LIKE behind `value`; `now` is the keyword. */
static struct scrm_expr *parse_range(struct scrm_parser *p, struct scrm_expr_list *args)
{
    enum scrm_lex_kind kind = p->now.kind;
    struct scrm_expr *expr;
    bool list = kind == SCRM_LEX_IN;

    if (scrm_parse_advance(p) || (list && expect(p, SCRM_LEX_OPEN, "a list in parentheses")))
        return NULL;
    for (;;) {
        expr = kind == SCRM_LEX_LIKE ? scrm_parse_text(p) : scrm_parse_value(p);
        if (!expr)
            return NULL;
        scrm_parse_add(p, args, expr);
        if (kind == SCRM_LEX_BETWEEN && args->n == 2) {
            if (expect(p, SCRM_LEX_AND, "AND and the upper end of BETWEEN"))
                return NULL;
        } else if (list && p->now.kind == SCRM_LEX_COMMA) {
            if (scrm_parse_advance(p))
                return NULL;
        } else {
            break;
        }
    }
    expr = expr_join(p,
                     list                       ? SCRM_EXPR_IN
                     : kind == SCRM_LEX_BETWEEN ? SCRM_EXPR_BETWEEN
                                                : SCRM_EXPR_LIKE,
                     *args);
    if (!list)
        return expr;
    expr->to = (uint32_t)p->now.to;
    return expect(p, SCRM_LEX_CLOSE, "a comma or a closing parenthesis") ? NULL : expr;
}

/* IS [NOT] NULL behind a value. */
static struct scrm_expr *parse_is(struct scrm_parser *p, struct scrm_expr_list *args)
{
    struct scrm_expr *expr = expr_join(p, SCRM_EXPR_IS_NULL, *args);

    if (scrm_parse_advance(p))
        return NULL;
    if (p->now.kind == SCRM_LEX_NOT) {
        expr->negated = true;
        if (scrm_parse_advance(p))
            return NULL;
    }
    expr->to = (uint32_t)p->now.to;
    return expect(p, SCRM_LEX_NULL, "NULL or NOT NULL") ? NULL : expr;
}

static struct scrm_expr *parse_compare(struct scrm_parser *p, struct scrm_expr_list *args)
{
    enum scrm_lex_kind kind = p->now.kind;
    struct scrm_expr *expr;

    if (scrm_parse_advance(p))
        return NULL;
    expr = scrm_parse_value(p);
    if (!expr)
        return NULL;
    scrm_parse_add(p, args, expr);
    expr = expr_join(p, SCRM_EXPR_COMPARE, *args);
    expr->compare = (uint8_t)(kind - SCRM_LEX_EQ);
    return expr;
}

static struct scrm_expr *parse_test(struct scrm_parser *p)
{
    struct scrm_expr *left =
        p->now.kind == SCRM_LEX_OPEN ? parse_group(p) : scrm_parse_plain(p);
    struct scrm_expr *expr;
    struct scrm_expr_list args = {0};
    bool negated = false;

    if (!left)
        return NULL;
    if (!scrm_expr_is_value(left))
        return left;
    scrm_parse_add(p, &args, left);
    if (p->now.kind >= SCRM_LEX_EQ && p->now.kind <= SCRM_LEX_GE)
        return parse_compare(p, &args);
    if (p->now.kind == SCRM_LEX_IS)
        return parse_is(p, &args);
    if (p->now.kind == SCRM_LEX_NOT) {
        negated = true;
        if (scrm_parse_advance(p))
            return NULL;
    }
    if (p->now.kind == SCRM_LEX_IN || p->now.kind == SCRM_LEX_BETWEEN ||
        p->now.kind == SCRM_LEX_LIKE) {
        expr = parse_range(p, &args);
        if (expr)
            expr->negated = negated;
        return expr;
    }
    return negated ? scrm_parse_expected(p, "IN, BETWEEN or LIKE") : left;
}

static struct scrm_expr *parse_not(struct scrm_parser *p)
{
    size_t from = p->now.from;
    struct scrm_expr_list args = {0};
    bool negated = false;
    struct scrm_expr *expr;

    /* NOT NOT x is x: in three-valued logic too. */
    if (p->now.kind != SCRM_LEX_NOT)
        return parse_test(p);
    while (p->now.kind == SCRM_LEX_NOT) {
        negated = !negated;
        if (scrm_parse_advance(p))
            return NULL;
    }
    expr = parse_test(p);
    if (!expr || !negated)
        return expr;
    scrm_parse_add(p, &args, expr);
    expr = expr_join(p, SCRM_EXPR_NOT, args);
    expr->from = (uint32_t)from;
    return expr;
}

/* not {AND not}, or and {OR and}: a list, so that a thousand parts cost no depth. */
static struct scrm_expr *parse_joined(struct scrm_parser *p, enum scrm_lex_kind kind)
{
    struct scrm_expr_list args = {0};

    for (;;) {
        struct scrm_expr *expr =
            kind == SCRM_LEX_AND ? parse_not(p) : parse_joined(p, SCRM_LEX_AND);

        if (!expr)
            return NULL;
        scrm_parse_add(p, &args, expr);
        if (p->now.kind != kind)
            break;
        if (scrm_parse_advance(p))
            return NULL;
    }
    if (args.n == 1)
        return args.at[0];
    return expr_join(p, kind == SCRM_LEX_AND ? SCRM_EXPR_AND : SCRM_EXPR_OR, args);
}

static struct scrm_expr *parse_or(struct scrm_parser *p)
{
    return parse_joined(p, SCRM_LEX_OR);
}

struct scrm_expr *scrm_expr_parse(const struct scrm_where *where, struct scrm_arena *arena,
                                  struct scrm_err *err)
{
    struct scrm_parser p = {.lexer = {.where = where}, .arena = arena, .err = err};
    struct scrm_expr *expr;

    if (where->text.len > SCRM_PARSE_BYTES_MAX) {
        scrm_where_error(where, 0, err, "a condition of more than %d bytes",
                         SCRM_PARSE_BYTES_MAX);
        return NULL;
    }
    if (scrm_parse_advance(&p))
        return NULL;
    if (p.now.kind == SCRM_LEX_END) {
        scrm_where_error(where, 0, err, "an empty condition; TRUE always hits");
        return NULL;
    }
    expr = parse_or(&p);
    if (expr && p.now.kind != SCRM_LEX_END)
        return scrm_parse_expected(&p, "AND, OR or the end of the condition");
    return expr;
}
