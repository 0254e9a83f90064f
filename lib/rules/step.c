/*
 * Steps of the program: equal ones are one, constants are worked out, AND and
 * OR are flat, without repetitions, the cheapest part first. All of it keeps
 * three-valued truth exactly as it was.
 */
#include "rules/set.h"

#include <stdlib.h>

#include "base/alloc.h"

/* A nested AND in an AND is drawn in up to this many parts, so that a hostile
 * file cannot make the program much larger than itself. */
enum { FLATTEN_MAX = 32 };

/* What looking costs, in about a comparison's halves: only the order counts. */
static unsigned own_cost(const struct scrm_step *step)
{
    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_COMPARE:
    case SCRM_STEP_REPLY:
    case SCRM_STEP_WORKING:
    case SCRM_STEP_STARTS:
    case SCRM_STEP_ENDS:
        return 2;
    case SCRM_STEP_IN:
        return 4;
    case SCRM_STEP_ATOM:
        return 20;
    case SCRM_STEP_CONTAINS:
    case SCRM_STEP_LIKE:
    case SCRM_STEP_LOWER:
    case SCRM_STEP_LENGTH:
        return 40;
    case SCRM_STEP_WORDS:
        return 80;
    case SCRM_STEP_REGEX:
        return 200;
    default:
        return 1;
    }
}

static void add_below(struct scrm_rules *set, struct scrm_step *step, uint32_t below)
{
    struct scrm_step *kid = &set->steps[below];
    unsigned cost = (unsigned)step->cost + kid->cost;

    kid->uses++;
    step->cost = (uint16_t)(cost > UINT16_MAX ? UINT16_MAX : cost);
    if (kid->depth >= step->depth)
        step->depth = (uint16_t)(kid->depth + 1);
}

/* Whether a and b of this kind of step are steps. */
static unsigned step_links(const struct scrm_step *step)
{
    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_NOT:
    case SCRM_STEP_IN:
    case SCRM_STEP_MISSING:
    case SCRM_STEP_LIKE:
    case SCRM_STEP_REGEX:
    case SCRM_STEP_TRUTH:
    case SCRM_STEP_LOWER:
    case SCRM_STEP_LENGTH:
    case SCRM_STEP_WORDS:
    case SCRM_STEP_AGE:
    case SCRM_STEP_HOUR:
    case SCRM_STEP_WEEKDAY:
    case SCRM_STEP_WORKING:
    case SCRM_STEP_BOOLEAN:
        return 1;
    case SCRM_STEP_COMPARE:
    case SCRM_STEP_CONTAINS:
    case SCRM_STEP_STARTS:
    case SCRM_STEP_ENDS:
    case SCRM_STEP_REPLY:
        return 2;
    default:
        return 0;
    }
}

static void put_key(struct scrm_buf *key, const struct scrm_step *step, const uint32_t *kids)
{
    const char head[2] = {(char)step->op, (char)step->compare};

    scrm_buf_reset(key);
    scrm_buf_put(key, head, sizeof head);
    scrm_buf_put(key, (const char *)&step->a, sizeof step->a);
    scrm_buf_put(key, (const char *)&step->b, sizeof step->b);
    scrm_buf_put(key, (const char *)&step->n, sizeof step->n);
    scrm_buf_putc(key, (char)step->value.kind);
    if (kids)
        scrm_buf_put(key, (const char *)kids, step->n * sizeof *kids);
    if (step->value.kind == SCRM_DATUM_TEXT)
        scrm_buf_put_slice(key, step->value.text);
    else if (step->value.kind == SCRM_DATUM_REAL)
        scrm_buf_put(key, (const char *)&step->value.number, sizeof step->value.number);
    else
        scrm_buf_put(key, (const char *)&step->value.integer, sizeof step->value.integer);
}

/* The step equal to `step`, made where there is none yet. */
static uint32_t step_intern(struct scrm_rules *set, const struct scrm_step *step,
                            const uint32_t *kids)
{
    struct scrm_step copy = *step;
    struct scrm_map_entry *entry;
    bool added;

    put_key(&set->key, step, kids);
    entry = scrm_map_put(&set->step_ids, scrm_buf_slice(&set->key), &added);
    if (!added)
        return (uint32_t)entry->value;
    copy.cost = (uint16_t)own_cost(step);
    if (kids) {
        copy.kids = (uint32_t)set->n_kids;
        for (uint32_t i = 0; i < step->n; i++) {
            SCRM_LIST_ADD(set, kids, kids[i]);
            add_below(set, &copy, kids[i]);
        }
    }
    if (step_links(step) > 0)
        add_below(set, &copy, step->a);
    if (step_links(step) > 1)
        add_below(set, &copy, step->b);
    entry->value = SCRM_LIST_ADD(set, steps, copy);
    return (uint32_t)entry->value;
}

uint32_t scrm_step_add(struct scrm_rules *set, const struct scrm_step *step)
{
    return step_intern(set, step, NULL);
}

uint32_t scrm_step_const(struct scrm_rules *set, enum scrm_truth truth)
{
    return scrm_step_add(
        set, &(struct scrm_step){.op = SCRM_STEP_CONST,
                                 .value = {.kind = SCRM_DATUM_INT, .integer = truth}});
}

uint32_t scrm_step_literal(struct scrm_rules *set, struct scrm_datum value)
{
    return scrm_step_add(set, &(struct scrm_step){.op = SCRM_STEP_LITERAL, .value = value});
}

uint32_t scrm_step_text(struct scrm_rules *set, struct scrm_slice text)
{
    return scrm_step_literal(set, (struct scrm_datum){.kind = SCRM_DATUM_TEXT, .text = text});
}

uint32_t scrm_step_not(struct scrm_rules *set, uint32_t step)
{
    static const uint8_t opposites[] = {SCRM_COMPARE_NE, SCRM_COMPARE_EQ, SCRM_COMPARE_GE,
                                        SCRM_COMPARE_GT, SCRM_COMPARE_LE, SCRM_COMPARE_LT};
    struct scrm_step copy = set->steps[step];

    switch ((enum scrm_step_op)copy.op) {
    case SCRM_STEP_CONST:
        return copy.value.integer == SCRM_UNKNOWN
                   ? step
                   : scrm_step_const(set, copy.value.integer ? SCRM_NO : SCRM_YES);
    case SCRM_STEP_NOT:
        return copy.a;
    case SCRM_STEP_COMPARE:
        return scrm_step_add(set, &(struct scrm_step){.op = SCRM_STEP_COMPARE,
                                                      .compare = opposites[copy.compare],
                                                      .a = copy.a,
                                                      .b = copy.b});
    default:
        return scrm_step_add(set, &(struct scrm_step){.op = SCRM_STEP_NOT, .a = step});
    }
}

struct ranked {
    uint32_t step;
    uint32_t cost;
};

static int by_cost(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;

    if (left->cost != right->cost)
        return left->cost < right->cost ? -1 : 1;
    return (left->step > right->step) - (left->step < right->step);
}

/* The parts of a join, nested joins of the same kind drawn in, sorted. */
static struct ranked *rank(const struct scrm_rules *set, enum scrm_step_op op,
                           const uint32_t *steps, size_t n, size_t *count)
{
    size_t used = 0, room = 0;
    struct ranked *list;

    for (size_t i = 0; i < n; i++)
        room += set->steps[steps[i]].op == op ? FLATTEN_MAX : 1;
    list = scrm_alloc(room * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        const struct scrm_step *step = &set->steps[steps[i]];

        if (step->op == op && step->n <= FLATTEN_MAX) {
            for (uint32_t k = 0; k < step->n; k++) {
                uint32_t kid = set->kids[step->kids + k];

                list[used++] = (struct ranked){kid, set->steps[kid].cost};
            }
        } else {
            list[used++] = (struct ranked){steps[i], step->cost};
        }
    }
    qsort(list, used, sizeof *list, by_cost);
    *count = used;
    return list;
}

uint32_t scrm_step_join(struct scrm_rules *set, enum scrm_step_op op, const uint32_t *steps,
                        size_t n)
{
    enum scrm_truth winner = op == SCRM_STEP_AND ? SCRM_NO : SCRM_YES;
    enum scrm_truth neutral = op == SCRM_STEP_AND ? SCRM_YES : SCRM_NO;
    size_t count;
    struct ranked *list = rank(set, op, steps, n, &count);
    uint32_t *kids = scrm_alloc((count ? count : 1) * sizeof *kids);
    uint32_t used = 0, result;
    bool won = false;

    for (size_t i = 0; i < count; i++) {
        const struct scrm_step *step = &set->steps[list[i].step];
        bool constant = step->op == SCRM_STEP_CONST;

        won = won || (constant && step->value.integer == (int64_t)winner);
        if ((constant && step->value.integer == (int64_t)neutral) ||
            (used && kids[used - 1] == list[i].step))
            continue;
        kids[used++] = list[i].step;
    }
    if (won)
        result = scrm_step_const(set, winner);
    else if (used == 0)
        result = scrm_step_const(set, neutral);
    else if (used == 1)
        result = kids[0];
    else
        result = step_intern(set, &(struct scrm_step){.op = (uint8_t)op, .n = used}, kids);
    free(list);
    free(kids);
    return result;
}

uint32_t scrm_step_field(struct scrm_rules *set, struct scrm_expr *expr)
{
    struct scrm_map_entry *entry;
    bool added;

    scrm_buf_reset(&set->key);
    for (size_t i = 0; i < expr->depth; i++) {
        scrm_buf_put_slice(&set->key, expr->path[i]);
        scrm_buf_putc(&set->key, '\0');
    }
    entry = scrm_map_put(&set->field_ids, scrm_buf_slice(&set->key), &added);
    if (added) {
        struct scrm_field field = {.expr = expr, .class = expr->class, .slot = -1};

        entry->value = SCRM_LIST_ADD(set, fields, field);
    }
    expr->field = (int32_t)entry->value;
    return scrm_step_add(
        set, &(struct scrm_step){.op = SCRM_STEP_FIELD, .a = (uint32_t)entry->value});
}

uint32_t scrm_step_member(struct scrm_rules *set, const char *name, enum scrm_class class)
{
    struct scrm_expr *expr = scrm_arena_take(&set->arena, sizeof *expr);
    struct scrm_slice *path = scrm_arena_take(&set->arena, sizeof *path);

    *path = scrm_slice_of(name);
    *expr = (struct scrm_expr){.op = SCRM_EXPR_FIELD,
                               .class = (uint8_t) class,
                               .text = *path,
                               .path = path,
                               .depth = 1};
    return scrm_step_field(set, expr);
}
