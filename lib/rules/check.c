/*
 * Types, when a rule is loaded: every name is known, every comparison is
 * between values of one kind, every condition is one. What a record holds can
 * no longer make a condition wrong, only NULL.
 */
#include "rules/set.h"

#include "record/post.h"

/* Lets that use lets that use lets. */
enum { LET_DEPTH_MAX = 16 };

const struct scrm_expr *scrm_expr_plain(const struct scrm_expr *expr)
{
    while (expr->op == SCRM_EXPR_LET)
        expr = expr->args[0];
    return expr;
}

static int check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule, unsigned depth,
                 struct scrm_err *err);

static int check_let(struct scrm_rules *set, struct scrm_let *let, unsigned depth,
                     struct scrm_err *err)
{
    if (let->state == SCRM_LET_DONE)
        return 0;
    if (depth > LET_DEPTH_MAX)
        return scrm_where_error(let->expr->where, 0, err,
                                "more than %d names explained by one another", LET_DEPTH_MAX);
    let->state = SCRM_LET_BUSY;
    if (check(set, let->expr, SIZE_MAX, depth, err))
        return -1;
    let->state = SCRM_LET_DONE;
    return 0;
}

/* A bare name that is a let becomes a reference to its tree. */
static int check_name(struct scrm_rules *set, struct scrm_expr *expr, unsigned depth,
                      struct scrm_err *err)
{
    const struct scrm_map_entry *entry =
        expr->depth == 1 ? scrm_map_get(&set->let_names, expr->text) : NULL;
    struct scrm_let *let;

    if (!entry)
        return scrm_field_check(set, expr, err);
    let = &set->lets[entry->value];
    if (let->state == SCRM_LET_BUSY)
        return scrm_where_error(expr->where, expr->from, err, "%.*s is explained by itself",
                                SCRM_FMT(expr->text));
    if (check_let(set, let, depth + 1, err))
        return -1;
    expr->op = SCRM_EXPR_LET;
    expr->args = &let->expr;
    expr->n = 1;
    expr->class = let->expr->class;
    return 0;
}

static bool is_scalar(enum scrm_class class)
{
    return class <= SCRM_CLASS_SPAN;
}

static int fail_kinds(const struct scrm_expr *expr, const struct scrm_expr *a,
                      const struct scrm_expr *b, struct scrm_err *err)
{
    scrm_where_error(expr->where, b->where == expr->where ? b->from : expr->from, err,
                     "%.*s is %s, and %.*s is %s: they do not compare",
                     SCRM_FMT(scrm_expr_source(a)), scrm_class_name(a->class),
                     SCRM_FMT(scrm_expr_source(b)), scrm_class_name(b->class));
    if (a->class == SCRM_CLASS_TIME && b->class == SCRM_CLASS_TEXT)
        scrm_err_hint(err, "write TIMESTAMP '2026-01-05T10:00:00Z', or a date");
    else if (a->class == SCRM_CLASS_SPAN)
        scrm_err_hint(err, "write INTERVAL '4 hours'");
    else if (a->class == SCRM_CLASS_NUMBER && b->op == SCRM_EXPR_TEXT)
        scrm_err_hint(err, "numbers stand without quotes");
    else if (a->class == SCRM_CLASS_TEXT && b->class == SCRM_CLASS_NUMBER)
        scrm_err_hint(err, "texts stand in single quotes");
    return -1;
}

/* The words a value is known to be one of, or NULL. */
static const char *const *words_of(const struct scrm_expr *expr, size_t *n)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

    expr = scrm_expr_plain(expr);
    if (expr->op == SCRM_EXPR_CALL && expr->function == SCRM_CALL_WEEKDAY) {
        *n = sizeof days / sizeof *days;
        return days;
    }
    if (expr->op == SCRM_EXPR_FIELD && scrm_slice_is(expr->text, "type")) {
        *n = scrm_post_types_n;
        return scrm_post_types;
    }
    return NULL;
}

/* weekday() = 'monday' would never hit: say so now. */
static int check_words(const struct scrm_expr *value, const struct scrm_expr *literal,
                       struct scrm_err *err)
{
    size_t n = 0;
    const char *const *words = words_of(value, &n);
    struct scrm_buf all = {0};

    if (!words || literal->op != SCRM_EXPR_TEXT)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (scrm_slice_is(literal->text, words[i])) {
            scrm_buf_fini(&all);
            return 0;
        }
        scrm_buf_printf(&all, "%s%s", i ? " " : "", words[i]);
    }
    scrm_where_error(literal->where, literal->from, err, "%.*s is never '%.*s'",
                     SCRM_FMT(scrm_expr_source(value)), SCRM_FMT(literal->text));
    scrm_err_hint(err, "it is one of: %s", scrm_buf_text(&all));
    scrm_buf_fini(&all);
    return -1;
}

/* Two values of one comparison; `order` when it asks for more than equality. */
static int check_pair(const struct scrm_expr *expr, const struct scrm_expr *a,
                      const struct scrm_expr *b, bool order, struct scrm_err *err)
{
    const struct scrm_expr *sides[] = {a, b};
    bool open = a->class <= SCRM_CLASS_NULL || b->class <= SCRM_CLASS_NULL;

    for (size_t i = 0; i < 2; i++) {
        const struct scrm_expr *side = sides[i];

        if (!is_scalar(side->class)) {
            scrm_where_error(side->where, side->from, err, "%.*s is %s and does not compare",
                             SCRM_FMT(scrm_expr_source(side)), scrm_class_name(side->class));
            if (side->class == SCRM_CLASS_TEXTS)
                scrm_err_hint(err, "write has(%.*s, 'word')", SCRM_FMT(scrm_expr_source(side)));
            return -1;
        }
        if (order && side->class == SCRM_CLASS_BOOL)
            return scrm_where_error(side->where, side->from, err,
                                    "true and false have no order: use = or <>");
    }
    if (a->class != b->class &&
        (!open || (a->class == SCRM_CLASS_ANY && b->class == SCRM_CLASS_SPAN) ||
         (a->class == SCRM_CLASS_SPAN && b->class == SCRM_CLASS_ANY)))
        return fail_kinds(expr, a, b, err);
    if (order)
        return 0;
    return check_words(a, b, err) ? -1 : check_words(b, a, err);
}

static int check_like(const struct scrm_expr *expr, struct scrm_err *err)
{
    const struct scrm_expr *value = expr->args[0];

    if (value->class == SCRM_CLASS_TEXT || value->class <= SCRM_CLASS_NULL)
        return 0;
    scrm_where_error(value->where, value->from, err, "LIKE needs a text, and %.*s is %s",
                     SCRM_FMT(scrm_expr_source(value)), scrm_class_name(value->class));
    if (value->class == SCRM_CLASS_TEXTS)
        scrm_err_hint(err, "contains() looks at every text of a list");
    return -1;
}

int scrm_expr_check_condition(const struct scrm_expr *expr, struct scrm_err *err)
{
    if (!scrm_expr_is_value(expr) || expr->class <= SCRM_CLASS_BOOL)
        return 0;
    return scrm_where_error(expr->where, expr->from, err, "%.*s is %s, not a condition",
                            SCRM_FMT(scrm_expr_source(expr)), scrm_class_name(expr->class));
}

static int check_test(const struct scrm_expr *expr, struct scrm_err *err)
{
    switch ((enum scrm_expr_op)expr->op) {
    case SCRM_EXPR_COMPARE:
        return check_pair(expr, expr->args[0], expr->args[1], expr->compare > SCRM_COMPARE_NE,
                          err);
    case SCRM_EXPR_IN:
    case SCRM_EXPR_BETWEEN:
        for (size_t i = 1; i < expr->n; i++) {
            if (check_pair(expr, expr->args[0], expr->args[i], expr->op == SCRM_EXPR_BETWEEN,
                           err))
                return -1;
        }
        return 0;
    case SCRM_EXPR_LIKE:
        return check_like(expr, err);
    case SCRM_EXPR_IS_NULL:
        if (expr->args[0]->class != SCRM_CLASS_TERMS)
            return 0;
        return scrm_where_error(expr->where, expr->from, err,
                                "terms() stands inside has() or has_all()");
    default:
        for (size_t i = 0; i < expr->n; i++) {
            if (scrm_expr_check_condition(expr->args[i], err))
                return -1;
        }
        return 0;
    }
}

static int check_literal(struct scrm_expr *expr)
{
    static const uint8_t classes[] = {
        [SCRM_EXPR_TEXT] = SCRM_CLASS_TEXT,   [SCRM_EXPR_INT] = SCRM_CLASS_NUMBER,
        [SCRM_EXPR_REAL] = SCRM_CLASS_NUMBER, [SCRM_EXPR_BOOL] = SCRM_CLASS_BOOL,
        [SCRM_EXPR_SPAN] = SCRM_CLASS_SPAN,   [SCRM_EXPR_TIME] = SCRM_CLASS_TIME,
        [SCRM_EXPR_NULL] = SCRM_CLASS_NULL,
    };

    expr->class = classes[expr->op];
    return 0;
}

static int check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule, unsigned depth,
                 struct scrm_err *err)
{
    if (expr->op == SCRM_EXPR_FIELD)
        return check_name(set, expr, depth, err);
    if (expr->op == SCRM_EXPR_LET)
        return 0;
    for (size_t i = 0; i < expr->n; i++) {
        if (check(set, expr->args[i], rule, depth, err))
            return -1;
    }
    if (expr->op == SCRM_EXPR_CALL)
        return scrm_call_check(set, expr, rule, err);
    if (scrm_expr_is_value(expr))
        return check_literal(expr);
    expr->class = SCRM_CLASS_BOOL;
    return check_test(expr, err);
}

int scrm_let_check(struct scrm_rules *set, size_t let, struct scrm_err *err)
{
    return check_let(set, &set->lets[let], 1, err);
}

int scrm_expr_check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule,
                    struct scrm_err *err)
{
    return check(set, expr, rule, 0, err);
}
