/*
 * The functions of the language: how many arguments each takes, of which kind,
 * and what it gives.
 */
#include "rules/set.h"

#include "rules/lex.h"

struct function {
    const char *name;
    uint8_t id;
    uint8_t least, most; /* arguments; 255 = any number */
    uint8_t class;       /* of the result */
    const char *usage;
};

enum { MANY = 255 };

static const struct function functions[] = {
    {"has", SCRM_CALL_HAS, 2, MANY, SCRM_CLASS_BOOL, "has(field, 'word', 'a phrase', ...)"},
    {"has_all", SCRM_CALL_HAS_ALL, 2, MANY, SCRM_CLASS_BOOL, "has_all(field, 'word', ...)"},
    {"terms", SCRM_CALL_TERMS, 1, 2, SCRM_CLASS_TERMS, "terms('file.csv', 'column')"},
    {"contains", SCRM_CALL_CONTAINS, 2, 2, SCRM_CLASS_BOOL, "contains(field, 'part')"},
    {"starts_with", SCRM_CALL_STARTS_WITH, 2, 2, SCRM_CLASS_BOOL, "starts_with(field, 'part')"},
    {"ends_with", SCRM_CALL_ENDS_WITH, 2, 2, SCRM_CLASS_BOOL, "ends_with(field, 'part')"},
    {"regexp_matches", SCRM_CALL_REGEXP_MATCHES, 2, 2, SCRM_CLASS_BOOL,
     "regexp_matches(field, 'expression')"},
    {"lower", SCRM_CALL_LOWER, 1, 1, SCRM_CLASS_TEXT, "lower(field)"},
    {"length", SCRM_CALL_LENGTH, 1, 1, SCRM_CLASS_NUMBER, "length(field)"},
    {"words", SCRM_CALL_WORDS, 1, 1, SCRM_CLASS_NUMBER, "words(field)"},
    {"age", SCRM_CALL_AGE, 0, 1, SCRM_CLASS_SPAN, "age() or age(field)"},
    {"hour", SCRM_CALL_HOUR, 0, 0, SCRM_CLASS_NUMBER, "hour()"},
    {"weekday", SCRM_CALL_WEEKDAY, 0, 0, SCRM_CLASS_TEXT, "weekday()"},
    {"working_time", SCRM_CALL_WORKING_TIME, 0, 0, SCRM_CLASS_BOOL, "working_time()"},
    {"is_reply", SCRM_CALL_IS_REPLY, 0, 0, SCRM_CLASS_BOOL, "is_reply()"},
    {"rule", SCRM_CALL_RULE, 1, 1, SCRM_CLASS_BOOL, "rule('NAME')"},
};

enum { FUNCTIONS = sizeof functions / sizeof *functions };

static const struct function *function_find(struct scrm_slice name)
{
    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (scrm_lex_same(name, functions[i].name))
            return &functions[i];
    }
    return NULL;
}

bool scrm_call_known(struct scrm_slice name)
{
    return function_find(name) != NULL;
}

static int fail_unknown(const struct scrm_expr *expr, struct scrm_err *err)
{
    const char *names[FUNCTIONS];
    const char *near;

    for (size_t i = 0; i < FUNCTIONS; i++)
        names[i] = functions[i].name;
    scrm_where_error(expr->where, expr->from, err, "unknown function %.*s",
                     SCRM_FMT(expr->text));
    near = scrm_err_nearest(expr->text, names, FUNCTIONS);
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    return -1;
}

/* Refuses an argument that is no such thing; "ANY" fits everywhere. */
static int need(const struct scrm_expr *call, size_t arg, const enum scrm_class *classes,
                size_t n, struct scrm_err *err)
{
    const struct scrm_expr *expr = call->args[arg];

    if (expr->class == SCRM_CLASS_ANY)
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (expr->class == classes[i])
            return 0;
    }
    return scrm_where_error(expr->where, expr->from, err,
                            "%.*s() needs %s here, and this is %s", SCRM_FMT(call->text),
                            scrm_class_name(classes[0]), scrm_class_name(expr->class));
}

static int need_literal(const struct scrm_expr *call, size_t arg, struct scrm_err *err)
{
    const struct scrm_expr *expr = call->args[arg];

    if (expr->op == SCRM_EXPR_TEXT)
        return 0;
    scrm_where_error(expr->where, expr->from, err, "%.*s() needs a text in quotes here",
                     SCRM_FMT(call->text));
    if (expr->op == SCRM_EXPR_FIELD && expr->depth == 1)
        scrm_err_hint(err, "did you mean '%.*s'?", SCRM_FMT(expr->text));
    return -1;
}

static int check_has(const struct scrm_expr *call, struct scrm_err *err)
{
    static const enum scrm_class classes[] = {SCRM_CLASS_TEXT, SCRM_CLASS_TEXTS};
    const struct scrm_expr *field = scrm_expr_plain(call->args[0]);

    if (field->op != SCRM_EXPR_FIELD)
        return scrm_where_error(call->where, call->args[0]->from, err,
                                "%.*s() looks into a field, and this is none",
                                SCRM_FMT(call->text));
    if (need(call, 0, classes, 2, err))
        return -1;
    for (size_t i = 1; i < call->n; i++) {
        if (call->args[i]->class != SCRM_CLASS_TERMS && need_literal(call, i, err))
            return -1;
    }
    return 0;
}

static int check_rule(const struct scrm_rules *set, struct scrm_expr *call, size_t rule,
                      struct scrm_err *err)
{
    const struct scrm_map_entry *entry;

    if (need_literal(call, 0, err))
        return -1;
    if (rule == SIZE_MAX)
        return scrm_where_error(call->where, call->from, err,
                                "rule() stands in a rule, not in let");
    entry = scrm_map_get(&set->rule_names, call->args[0]->text);
    if (!entry)
        return scrm_where_error(call->where, call->args[0]->from, err,
                                "no rule is named '%.*s'", SCRM_FMT(call->args[0]->text));
    call->rule = (size_t)entry->value;
    if (call->rule >= rule)
        return scrm_where_error(call->where, call->args[0]->from, err,
                                "'%.*s' stands not above this rule: rule() asks earlier ones",
                                SCRM_FMT(call->args[0]->text));
    return 0;
}

static int check_arguments(struct scrm_rules *set, struct scrm_expr *expr, size_t rule,
                           struct scrm_err *err)
{
    static const enum scrm_class texts[] = {SCRM_CLASS_TEXT, SCRM_CLASS_TEXTS, SCRM_CLASS_NULL};
    static const enum scrm_class text[] = {SCRM_CLASS_TEXT, SCRM_CLASS_NULL};
    static const enum scrm_class time[] = {SCRM_CLASS_TIME, SCRM_CLASS_NULL};

    switch ((enum scrm_function)expr->function) {
    case SCRM_CALL_HAS:
    case SCRM_CALL_HAS_ALL:
        return check_has(expr, err);
    case SCRM_CALL_TERMS:
        if (need_literal(expr, 0, err))
            return -1;
        return expr->n > 1 ? need_literal(expr, 1, err) : 0;
    case SCRM_CALL_CONTAINS:
    case SCRM_CALL_STARTS_WITH:
    case SCRM_CALL_ENDS_WITH:
        return need(expr, 0, texts, 3, err) ? -1 : need(expr, 1, text, 2, err);
    case SCRM_CALL_REGEXP_MATCHES:
        return need(expr, 0, texts, 3, err) ? -1 : need_literal(expr, 1, err);
    case SCRM_CALL_LOWER:
        return need(expr, 0, text, 2, err);
    case SCRM_CALL_LENGTH:
        if (expr->args[0]->class == SCRM_CLASS_LIST)
            return 0;
        return need(expr, 0, texts, 3, err);
    case SCRM_CALL_WORDS:
        return need(expr, 0, texts, 3, err);
    case SCRM_CALL_AGE:
        return expr->n ? need(expr, 0, time, 2, err) : 0;
    case SCRM_CALL_RULE:
        return check_rule(set, expr, rule, err);
    default:
        return 0;
    }
}

int scrm_call_check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule,
                    struct scrm_err *err)
{
    const struct function *function = function_find(expr->text);

    if (!function)
        return fail_unknown(expr, err);
    if (expr->n < function->least || expr->n > function->most) {
        scrm_where_error(expr->where, expr->from, err, "%s() with %zu argument%s",
                         function->name, expr->n, expr->n == 1 ? "" : "s");
        return scrm_err_hint(err, "write %s", function->usage);
    }
    expr->function = function->id;
    expr->class = function->class;
    for (size_t i = 0; i < expr->n; i++) {
        bool fits =
            expr->args[i]->class != SCRM_CLASS_TERMS ||
            (i > 0 && (function->id == SCRM_CALL_HAS || function->id == SCRM_CALL_HAS_ALL));

        if (!fits)
            return scrm_where_error(expr->where, expr->args[i]->from, err,
                                    "terms() stands inside has() or has_all()");
    }
    return check_arguments(set, expr, rule, err);
}
