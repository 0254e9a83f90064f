/*
 * From the tree of a condition to steps. NOT is driven down to the leaves,
 * BETWEEN and IN become what they stand for, LIKE without inner wildcards a
 * plain search. Every tree is compiled once in each of its three guises, so
 * a let that is used everywhere costs nothing more.
 */
#include "rules/set.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "rules/datum.h"

enum guise { AS_CONDITION, AS_NEGATION, AS_VALUE };

static int compile(struct scrm_rules *set, struct scrm_expr *expr, enum guise guise,
                   uint32_t *step, struct scrm_err *err);

static uint32_t add(struct scrm_rules *set, enum scrm_step_op op, uint32_t a, uint32_t b)
{
    return scrm_step_add(set, &(struct scrm_step){.op = (uint8_t)op, .a = a, .b = b});
}

static uint32_t not_if(struct scrm_rules *set, bool negated, uint32_t step)
{
    return negated ? scrm_step_not(set, step) : step;
}

/* a compare b, the literal on the right; two literals are compared now. */
static uint32_t compare_steps(struct scrm_rules *set, enum scrm_compare compare, uint32_t a,
                              uint32_t b)
{
    static const uint8_t mirrored[] = {SCRM_COMPARE_EQ, SCRM_COMPARE_NE, SCRM_COMPARE_GT,
                                       SCRM_COMPARE_GE, SCRM_COMPARE_LT, SCRM_COMPARE_LE};
    const struct scrm_step *left = &set->steps[a], *right = &set->steps[b];
    bool left_known = left->op == SCRM_STEP_LITERAL,
         right_known = right->op == SCRM_STEP_LITERAL;

    if (left_known && right_known)
        return scrm_step_const(set, scrm_datum_compare(&left->value, &right->value, compare));
    if ((left_known && left->value.kind == SCRM_DATUM_NONE) ||
        (right_known && right->value.kind == SCRM_DATUM_NONE))
        return scrm_step_const(set, SCRM_UNKNOWN);
    if (left_known) {
        uint32_t swap = a;

        a = b;
        b = swap;
        compare = (enum scrm_compare)mirrored[compare];
    }
    return scrm_step_add(
        set, &(struct scrm_step){
                 .op = SCRM_STEP_COMPARE, .compare = (uint8_t)compare, .a = a, .b = b});
}

static int by_bytes(const void *a, const void *b)
{
    return scrm_slice_cmp(*(const struct scrm_slice *)a, *(const struct scrm_slice *)b);
}

/* `value` in `n` texts: a search in the sorted list. */
static uint32_t in_texts(struct scrm_rules *set, uint32_t value, struct scrm_slice *texts,
                         size_t n)
{
    struct scrm_map_entry *entry;
    size_t unique = 0;
    bool added;

    qsort(texts, n, sizeof *texts, by_bytes);
    scrm_buf_reset(&set->key);
    for (size_t i = 0; i < n; i++) {
        if (unique && scrm_slice_eq(texts[unique - 1], texts[i]))
            continue;
        texts[unique++] = texts[i];
        scrm_buf_printf(&set->key, "%zu:", texts[i].len);
        scrm_buf_put_slice(&set->key, texts[i]);
    }
    entry = scrm_map_put(&set->list_ids, scrm_buf_slice(&set->key), &added);
    if (added) {
        entry->value = set->n_texts;
        for (size_t i = 0; i < unique; i++)
            SCRM_LIST_ADD(set, texts, texts[i]);
    }
    return scrm_step_add(set, &(struct scrm_step){.op = SCRM_STEP_IN,
                                                  .a = value,
                                                  .b = (uint32_t)entry->value,
                                                  .n = (uint32_t)unique});
}

static bool is_text(const struct scrm_rules *set, uint32_t step)
{
    return set->steps[step].op == SCRM_STEP_LITERAL &&
           set->steps[step].value.kind == SCRM_DATUM_TEXT;
}

/* x IN (a, b) is x = a OR x = b; its texts are looked up together. */
static int compile_in(struct scrm_rules *set, const struct scrm_expr *expr, bool negated,
                      uint32_t *step, struct scrm_err *err)
{
    uint32_t *parts = scrm_alloc(expr->n * sizeof *parts);
    struct scrm_slice *texts = scrm_alloc(expr->n * sizeof *texts);
    size_t n = 0, n_texts = 0;
    uint32_t value, item;
    int status = compile(set, expr->args[0], AS_VALUE, &value, err);
    bool constant = status == 0 && set->steps[value].op == SCRM_STEP_LITERAL;

    for (size_t i = 1; i < expr->n && status == 0; i++) {
        status = compile(set, expr->args[i], AS_VALUE, &item, err);
        if (status == 0 && is_text(set, item) && !constant)
            texts[n_texts++] = set->steps[item].value.text;
        else if (status == 0)
            parts[n++] = not_if(set, negated, compare_steps(set, SCRM_COMPARE_EQ, value, item));
    }
    if (status == 0) {
        if (n_texts == 1) {
            item = scrm_step_text(set, texts[0]);
            parts[n++] = not_if(set, negated, compare_steps(set, SCRM_COMPARE_EQ, value, item));
        } else if (n_texts > 1) {
            parts[n++] = not_if(set, negated, in_texts(set, value, texts, n_texts));
        }
        *step = scrm_step_join(set, negated ? SCRM_STEP_AND : SCRM_STEP_OR, parts, n);
    }
    free(parts);
    free(texts);
    return status;
}

static int compile_between(struct scrm_rules *set, const struct scrm_expr *expr, bool negated,
                           uint32_t *step, struct scrm_err *err)
{
    uint32_t value, low, high, parts[2];

    if (compile(set, expr->args[0], AS_VALUE, &value, err) ||
        compile(set, expr->args[1], AS_VALUE, &low, err) ||
        compile(set, expr->args[2], AS_VALUE, &high, err))
        return -1;
    parts[0] = compare_steps(set, negated ? SCRM_COMPARE_LT : SCRM_COMPARE_GE, value, low);
    parts[1] = compare_steps(set, negated ? SCRM_COMPARE_GT : SCRM_COMPARE_LE, value, high);
    *step = scrm_step_join(set, negated ? SCRM_STEP_OR : SCRM_STEP_AND, parts, 2);
    return 0;
}

/* 'x', 'x%', '%x' and '%x%' need no pattern matching. */
static uint32_t like_step(struct scrm_rules *set, const struct scrm_expr *expr, uint32_t value)
{
    struct scrm_slice text = expr->args[1]->text;
    bool front = text.len && text.at[0] == '%';
    bool back = text.len > 1 && text.at[text.len - 1] == '%';
    struct scrm_slice inner = {text.at + front, text.len - front - back};

    if (expr->args[0]->class != SCRM_CLASS_TEXT || set->steps[value].op == SCRM_STEP_LITERAL ||
        (inner.len && (memchr(inner.at, '%', inner.len) || memchr(inner.at, '_', inner.len))))
        return scrm_step_add(
            set, &(struct scrm_step){.op = SCRM_STEP_LIKE,
                                     .a = value,
                                     .value = {.kind = SCRM_DATUM_TEXT, .text = text}});
    if (!front && !back)
        return compare_steps(set, SCRM_COMPARE_EQ, value, scrm_step_text(set, inner));
    return add(set,
               front && back ? SCRM_STEP_CONTAINS
               : front       ? SCRM_STEP_ENDS
                             : SCRM_STEP_STARTS,
               value, scrm_step_text(set, inner));
}

static int compile_regex(struct scrm_rules *set, const struct scrm_expr *call, uint32_t *step,
                         struct scrm_err *err)
{
    const struct scrm_expr *text = call->args[1];
    struct scrm_map_entry *entry;
    uint32_t value;
    bool added;

    if (compile(set, call->args[0], AS_VALUE, &value, err))
        return -1;
    entry = scrm_map_put(&set->pattern_ids, text->text, &added);
    if (added) {
        struct scrm_err bad = {0};
        struct scrm_pattern *pattern = scrm_pattern_compile(text->text, false, &bad);

        if (!pattern) {
            scrm_where_error(text->where, text->from + bad.column, err, "%s", bad.text);
            scrm_err_fini(&bad);
            return -1;
        }
        entry->value = SCRM_LIST_ADD(set, patterns, (struct scrm_regex){pattern});
    }
    *step = add(set, SCRM_STEP_REGEX, value, (uint32_t)entry->value);
    return 0;
}

/* Without a calendar every hour is working time, where the hour is known. */
static uint32_t working_time(struct scrm_rules *set)
{
    uint32_t created = scrm_step_member(set, "created_at", SCRM_CLASS_TIME);
    uint32_t parts[2];

    if (set->clock.date)
        return add(set, SCRM_STEP_WORKING, created, 0);
    parts[0] = scrm_step_not(set, add(set, SCRM_STEP_MISSING, created, 0));
    parts[1] = scrm_step_const(set, SCRM_UNKNOWN);
    return scrm_step_join(set, SCRM_STEP_OR, parts, 2);
}

/* A function that is a condition. */
static int compile_call(struct scrm_rules *set, const struct scrm_expr *call, uint32_t *step,
                        struct scrm_err *err)
{
    uint32_t a, b;

    switch ((enum scrm_function)call->function) {
    case SCRM_CALL_HAS:
    case SCRM_CALL_HAS_ALL:
        return scrm_atom_has(set, call, call->function == SCRM_CALL_HAS_ALL, step, err);
    case SCRM_CALL_REGEXP_MATCHES:
        return compile_regex(set, call, step, err);
    case SCRM_CALL_WORKING_TIME:
        *step = working_time(set);
        return 0;
    case SCRM_CALL_IS_REPLY:
        *step = add(set, SCRM_STEP_REPLY, scrm_step_member(set, "type", SCRM_CLASS_TEXT),
                    scrm_step_member(set, "in_reply_to", SCRM_CLASS_TEXT));
        return 0;
    case SCRM_CALL_RULE:
        *step = add(set, SCRM_STEP_RULE, (uint32_t)call->rule, 0);
        return 0;
    default:
        if (compile(set, call->args[0], AS_VALUE, &a, err) ||
            compile(set, call->args[1], AS_VALUE, &b, err))
            return -1;
        *step = add(set,
                    call->function == SCRM_CALL_CONTAINS      ? SCRM_STEP_CONTAINS
                    : call->function == SCRM_CALL_STARTS_WITH ? SCRM_STEP_STARTS
                                                              : SCRM_STEP_ENDS,
                    a, b);
        return 0;
    }
}

static int compile_join(struct scrm_rules *set, const struct scrm_expr *expr, bool negated,
                        uint32_t *step, struct scrm_err *err)
{
    bool both = (expr->op == SCRM_EXPR_AND) != negated;
    uint32_t *parts = scrm_alloc(expr->n * sizeof *parts);
    int status = 0;

    for (size_t i = 0; i < expr->n && status == 0; i++)
        status =
            compile(set, expr->args[i], negated ? AS_NEGATION : AS_CONDITION, &parts[i], err);
    if (status == 0)
        *step = scrm_step_join(set, both ? SCRM_STEP_AND : SCRM_STEP_OR, parts, expr->n);
    free(parts);
    return status;
}

/* A value that stands as a condition: true, false, or a member that may be. */
static int compile_truth(struct scrm_rules *set, struct scrm_expr *expr, uint32_t *step,
                         struct scrm_err *err)
{
    const struct scrm_step *made;
    uint32_t value;

    if (compile(set, expr, AS_VALUE, &value, err))
        return -1;
    made = &set->steps[value];
    if (made->op == SCRM_STEP_LITERAL && made->value.kind == SCRM_DATUM_NONE)
        *step = scrm_step_const(set, SCRM_UNKNOWN);
    else if (made->op == SCRM_STEP_LITERAL)
        *step = scrm_step_const(set, made->value.integer ? SCRM_YES : SCRM_NO);
    else
        *step = add(set, SCRM_STEP_TRUTH, value, 0);
    return 0;
}

static int compile_condition(struct scrm_rules *set, struct scrm_expr *expr, bool negated,
                             uint32_t *step, struct scrm_err *err)
{
    uint32_t a, b;

    switch ((enum scrm_expr_op)expr->op) {
    case SCRM_EXPR_OR:
    case SCRM_EXPR_AND:
        return compile_join(set, expr, negated, step, err);
    case SCRM_EXPR_NOT:
        return compile(set, expr->args[0], negated ? AS_CONDITION : AS_NEGATION, step, err);
    case SCRM_EXPR_LET:
        return compile(set, expr->args[0], negated ? AS_NEGATION : AS_CONDITION, step, err);
    case SCRM_EXPR_IN:
        return compile_in(set, expr, negated != expr->negated, step, err);
    case SCRM_EXPR_BETWEEN:
        return compile_between(set, expr, negated != expr->negated, step, err);
    case SCRM_EXPR_COMPARE:
        if (compile(set, expr->args[0], AS_VALUE, &a, err) ||
            compile(set, expr->args[1], AS_VALUE, &b, err))
            return -1;
        a = compare_steps(set, (enum scrm_compare)expr->compare, a, b);
        break;
    case SCRM_EXPR_LIKE:
        if (compile(set, expr->args[0], AS_VALUE, &a, err))
            return -1;
        a = like_step(set, expr, a);
        break;
    case SCRM_EXPR_IS_NULL:
        if (compile(set, expr->args[0], AS_VALUE, &a, err))
            return -1;
        a = add(set, SCRM_STEP_MISSING, a, 0);
        break;
    default:
        if (expr->op == SCRM_EXPR_CALL && expr->class == SCRM_CLASS_BOOL) {
            if (compile_call(set, expr, &a, err))
                return -1;
        } else if (compile_truth(set, expr, &a, err)) {
            return -1;
        }
    }
    *step = not_if(set,
                   negated != (expr->op == SCRM_EXPR_LIKE || expr->op == SCRM_EXPR_IS_NULL
                                   ? expr->negated
                                   : false),
                   a);
    return 0;
}

static int compile_value(struct scrm_rules *set, struct scrm_expr *expr, uint32_t *step,
                         struct scrm_err *err)
{
    static const uint8_t kinds[] = {
        [SCRM_EXPR_TEXT] = SCRM_DATUM_TEXT, [SCRM_EXPR_INT] = SCRM_DATUM_INT,
        [SCRM_EXPR_REAL] = SCRM_DATUM_REAL, [SCRM_EXPR_BOOL] = SCRM_DATUM_BOOL,
        [SCRM_EXPR_SPAN] = SCRM_DATUM_SPAN, [SCRM_EXPR_TIME] = SCRM_DATUM_TIME,
        [SCRM_EXPR_NULL] = SCRM_DATUM_NONE,
    };
    struct scrm_datum value = {.kind = SCRM_DATUM_NONE};
    uint32_t a;

    if (expr->op == SCRM_EXPR_LET)
        return compile(set, expr->args[0], AS_VALUE, step, err);
    if (expr->op == SCRM_EXPR_FIELD) {
        *step = scrm_step_field(set, expr);
        return 0;
    }
    if (!scrm_expr_is_value(expr) ||
        (expr->op == SCRM_EXPR_CALL && expr->class == SCRM_CLASS_BOOL)) {
        if (compile(set, expr, AS_CONDITION, &a, err))
            return -1;
        *step = add(set, SCRM_STEP_BOOLEAN, a, 0);
        return 0;
    }
    if (expr->op == SCRM_EXPR_CALL) {
        if (expr->n == 0)
            a = scrm_step_member(set, "created_at", SCRM_CLASS_TIME);
        else if (compile(set, expr->args[0], AS_VALUE, &a, err))
            return -1;
        /* lower length words age hour weekday stand in both tables in this order,
         * with nothing else between lower and weekday. */
        *step =
            add(set, (enum scrm_step_op)(SCRM_STEP_LOWER + (expr->function - SCRM_CALL_LOWER)),
                a, 0);
        return 0;
    }
    value.kind = (enum scrm_datum_kind)kinds[expr->op];
    if (expr->op == SCRM_EXPR_TEXT)
        value.text = expr->text;
    else if (expr->op == SCRM_EXPR_REAL)
        value.number = expr->number;
    else if (expr->op != SCRM_EXPR_NULL)
        value.integer = expr->integer;
    *step = scrm_step_literal(set, value);
    return 0;
}

static int compile(struct scrm_rules *set, struct scrm_expr *expr, enum guise guise,
                   uint32_t *step, struct scrm_err *err)
{
    int status = 0;

    if (expr->step[guise] < 0) {
        if (guise == AS_VALUE)
            status = compile_value(set, expr, step, err);
        else
            status = compile_condition(set, expr, guise == AS_NEGATION, step, err);
        if (status == 0)
            expr->step[guise] = (int32_t)*step;
        return status;
    }
    *step = (uint32_t)expr->step[guise];
    return 0;
}

int scrm_expr_compile(struct scrm_rules *set, struct scrm_expr *expr, uint32_t *step,
                      struct scrm_err *err)
{
    return compile(set, expr, AS_CONDITION, step, err);
}
