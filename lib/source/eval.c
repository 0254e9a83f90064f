/*
 * Expressions evaluated over a scanned record. The commonest one, a path
 * without transforms, is a slot read; everything else builds on it.
 */
#include "source/eval.h"

#include "record/value.h"

void scrm_eval_fini(struct scrm_eval *eval)
{
    scrm_buf_fini(&eval->plain);
    scrm_buf_fini(&eval->text);
    scrm_buf_fini(&eval->links);
}

static struct scrm_datum of_value(struct scrm_value value)
{
    struct scrm_datum datum = {.kind = SCRM_DATUM_VALUE, .value = value};

    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        datum.kind = SCRM_DATUM_NONE;
    return datum;
}

bool scrm_datum_given(struct scrm_datum datum)
{
    switch (datum.kind) {
    case SCRM_DATUM_NONE:
        return false;
    case SCRM_DATUM_VALUE:
        return scrm_value_given(datum.value);
    case SCRM_DATUM_TEXT:
        return datum.text.len > 0;
    case SCRM_DATUM_MANY:
        return datum.many.n > 0;
    default:
        return true;
    }
}

/* A growing list in the arena. */
struct gather {
    struct scrm_eval *eval;
    struct scrm_datum *at;
    size_t n, cap;
};

static void gather(struct gather *list, struct scrm_datum datum)
{
    if (!scrm_datum_given(datum))
        return;
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        struct scrm_datum *more = scrm_arena_take(list->eval->arena, cap * sizeof *more);

        if (list->n)
            memcpy(more, list->at, list->n * sizeof *more);
        list->at = more;
        list->cap = cap;
    }
    list->at[list->n++] = datum;
}

static bool gather_value(void *ctx, struct scrm_value value)
{
    gather(ctx, of_value(value));
    return true;
}

static struct scrm_datum gathered(const struct gather *list)
{
    struct scrm_datum datum = {.kind = SCRM_DATUM_NONE};

    if (list->n) {
        datum.kind = SCRM_DATUM_MANY;
        datum.many.at = list->at;
        datum.many.n = list->n;
    }
    return datum;
}

static struct scrm_datum eval_path(struct scrm_eval *eval, const struct scrm_path *path)
{
    struct gather list = {.eval = eval};

    if (!scrm_path_is_many(path))
        return of_value(scrm_path_first(path, &eval->scope));
    scrm_path_walk(path, &eval->scope, gather_value, &list);
    return gathered(&list);
}

static struct scrm_datum eval_fmt(struct scrm_eval *eval, const struct scrm_template *template)
{
    struct scrm_datum datum = {.kind = SCRM_DATUM_TEXT};

    scrm_buf_reset(&eval->text);
    if (scrm_template_fill(template, &eval->scope, scrm_buf_put_slice, false, eval->arena,
                           &eval->text, NULL) == SCRM_NOT_FILLED)
        return (struct scrm_datum){0};
    datum.text.len = eval->text.len;
    datum.text.at = scrm_arena_copy(eval->arena, scrm_buf_text(&eval->text), eval->text.len);
    return datum;
}

static struct scrm_datum eval_list(struct scrm_eval *eval, const struct scrm_expr *expr)
{
    struct gather list = {.eval = eval};

    for (size_t i = 0; i < expr->n; i++) {
        struct scrm_datum item = scrm_eval(eval, expr->items[i]);

        if (item.kind != SCRM_DATUM_MANY)
            gather(&list, item);
        else
            for (size_t j = 0; j < item.many.n; j++)
                gather(&list, item.many.at[j]);
    }
    return gathered(&list);
}

/* {each, map: value}: the value of every element. */
struct each {
    struct gather list;
    const struct scrm_expr *value;
};

static bool eval_element(void *ctx, struct scrm_value item)
{
    struct each *each = ctx;
    struct scrm_eval *eval = each->list.eval;
    struct scrm_scope outer = eval->scope;
    struct scrm_datum datum;

    eval->scope.slots = NULL;
    eval->scope.record = item;
    datum = scrm_eval(eval, each->value);
    eval->scope = outer;
    if (datum.kind != SCRM_DATUM_MANY)
        gather(&each->list, datum);
    for (size_t i = 0; datum.kind == SCRM_DATUM_MANY && i < datum.many.n; i++)
        gather(&each->list, datum.many.at[i]);
    return true;
}

static struct scrm_datum eval_each(struct scrm_eval *eval, const struct scrm_expr *expr)
{
    struct each each = {.list = {.eval = eval}};

    if (expr->n_named)
        return of_value(scrm_path_first(&expr->path, &eval->scope));
    each.value = expr->items[0];
    scrm_path_walk(&expr->path, &eval->scope, eval_element, &each);
    return gathered(&each.list);
}

struct look {
    struct scrm_eval *eval;
    const struct scrm_expr *expr;
    struct scrm_slice wanted;
    struct scrm_value found;
};

static bool try_element(void *ctx, struct scrm_value item)
{
    struct look *look = ctx;
    struct scrm_scope inner = {.record = item};
    struct scrm_value value = scrm_path_first(&look->expr->eq, &inner);
    struct scrm_slice text = scrm_hole_text(value, look->eval->arena);
    struct scrm_walk walk;

    if (item.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, item);
        while (look->found.kind == SCRM_ABSENT && scrm_item_next(&walk, &item))
            try_element(look, item);
        return look->found.kind == SCRM_ABSENT;
    }
    if (!text.at || !scrm_slice_eq(text, look->wanted))
        return true;
    look->found = item;
    return false;
}

static struct scrm_datum eval_lookup(struct scrm_eval *eval, const struct scrm_expr *expr)
{
    struct look look = {.eval = eval, .expr = expr};
    struct scrm_scope outer = eval->scope;
    struct scrm_datum datum;

    look.wanted = scrm_datum_text(eval, scrm_eval(eval, expr->items[0]));
    if (!look.wanted.len)
        return (struct scrm_datum){0};
    scrm_path_walk(&expr->path, &eval->scope, try_element, &look);
    if (look.found.kind == SCRM_ABSENT)
        return (struct scrm_datum){0};
    eval->scope.slots = NULL;
    eval->scope.record = look.found;
    datum = scrm_eval(eval, expr->items[1]);
    eval->scope = outer;
    return datum;
}

static struct scrm_datum exchange(struct scrm_eval *eval, const struct scrm_expr *expr,
                                  struct scrm_datum datum)
{
    struct scrm_slice text = scrm_datum_text(eval, datum);

    if (!text.at)
        return (struct scrm_datum){0};
    for (size_t i = 0; i < expr->n_exchanges; i++)
        if (scrm_slice_is(text, expr->exchanges[i].from) ||
            strcmp(expr->exchanges[i].from, "*") == 0)
            return of_value(expr->exchanges[i].to.value);
    eval->failed = true;
    return (struct scrm_datum){0};
}

/* One step (the enum, or a transform) on one datum or on each of many. */
static struct scrm_datum apply(struct scrm_eval *eval, const struct scrm_expr *expr,
                               size_t step, struct scrm_datum datum)
{
    bool whole =
        step > 0 && (expr->as[step - 1] == SCRM_AS_CONCAT || expr->as[step - 1] == SCRM_AS_LEN);
    struct gather list = {.eval = eval};

    if (datum.kind == SCRM_DATUM_MANY && !whole) {
        for (size_t i = 0; i < datum.many.n; i++)
            gather(&list, apply(eval, expr, step, datum.many.at[i]));
        return gathered(&list);
    }
    if (datum.kind == SCRM_DATUM_NONE)
        return datum;
    return step == 0 ? exchange(eval, expr, datum)
                     : scrm_transform(eval, expr->as[step - 1], datum);
}

static struct scrm_datum eval_bare(struct scrm_eval *eval, const struct scrm_expr *expr)
{
    struct scrm_datum datum = {0};
    bool failed = eval->failed;

    switch (expr->kind) {
    case SCRM_EXPR_PATH:
        return eval_path(eval, &expr->path);
    case SCRM_EXPR_FIRST:
        for (size_t i = 0; i < expr->n && !scrm_datum_given(datum); i++)
            datum = scrm_eval(eval, expr->items[i]);
        /* One way that leads nowhere is no failure where another leads somewhere. */
        if (scrm_datum_given(datum))
            eval->failed = failed;
        return datum;
    case SCRM_EXPR_CONST:
        return of_value(expr->literal.value);
    case SCRM_EXPR_FMT:
        return eval_fmt(eval, &expr->template);
    case SCRM_EXPR_LIST:
        return eval_list(eval, expr);
    case SCRM_EXPR_IF:
        if (scrm_cond_holds(&expr->cond, &eval->scope))
            return scrm_eval(eval, expr->items[0]);
        return expr->items[1] ? scrm_eval(eval, expr->items[1]) : datum;
    case SCRM_EXPR_LOOKUP:
        return eval_lookup(eval, expr);
    case SCRM_EXPR_EACH:
        return eval_each(eval, expr);
    }
    return datum;
}

struct scrm_datum scrm_eval(struct scrm_eval *eval, const struct scrm_expr *expr)
{
    struct scrm_datum datum;

    if (expr->plain)
        return of_value(scrm_expr_value(expr, &eval->scope));
    datum = eval_bare(eval, expr);
    if (expr->n_exchanges && scrm_datum_given(datum))
        datum = apply(eval, expr, 0, datum);
    for (size_t i = 0; i < expr->n_as && scrm_datum_given(datum); i++)
        datum = apply(eval, expr, i + 1, datum);
    return datum;
}
