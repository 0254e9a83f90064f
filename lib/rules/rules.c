/*
 * The set of rules: filled, built, freed.
 */
#include "rules/rules.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "rules/lex.h"
#include "rules/set.h"

struct scrm_rules *scrm_rules_new(void)
{
    return scrm_alloc_zero(1, sizeof(struct scrm_rules));
}

void scrm_rules_free(struct scrm_rules *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->n_fields; i++)
        scrm_terms_free(set->fields[i].terms);
    for (size_t i = 0; i < set->n_patterns; i++)
        scrm_pattern_free(set->patterns[i].compiled);
    for (size_t i = 0; i < set->n_files; i++)
        free(set->files[i].ids);
    scrm_map_fini(&set->let_names);
    scrm_map_fini(&set->rule_names);
    scrm_map_fini(&set->step_ids);
    scrm_map_fini(&set->field_ids);
    scrm_map_fini(&set->atom_ids);
    scrm_map_fini(&set->pattern_ids);
    scrm_map_fini(&set->file_ids);
    scrm_map_fini(&set->list_ids);
    scrm_map_fini(&set->terms);
    scrm_buf_fini(&set->key);
    free(set->lets);
    free(set->rules);
    free(set->steps);
    free(set->kids);
    free(set->texts);
    free(set->fields);
    free(set->atoms);
    free(set->atom_terms);
    free(set->guards);
    free(set->wakes);
    free(set->patterns);
    free(set->files);
    scrm_arena_fini(&set->arena);
    free(set);
}

static struct scrm_slice keep(struct scrm_rules *set, struct scrm_slice text)
{
    return (struct scrm_slice){scrm_arena_copy(&set->arena, text.len ? text.at : "", text.len),
                               text.len};
}

void scrm_rules_set_clock(struct scrm_rules *set, const struct scrm_rules_clock *clock)
{
    set->clock = *clock;
}

/* The tree of a condition, over the set's own copy of its text. */
static struct scrm_expr *parse_copy(struct scrm_rules *set, const struct scrm_where *where,
                                    struct scrm_err *err)
{
    struct scrm_where *copy = scrm_arena_take(&set->arena, sizeof *copy);

    *copy = *where;
    copy->text = keep(set, where->text);
    return scrm_expr_parse(copy, &set->arena, err);
}

int scrm_rules_let(struct scrm_rules *set, struct scrm_slice name,
                   const struct scrm_where *where, struct scrm_err *err)
{
    struct scrm_let let = {.name = keep(set, name)};
    struct scrm_map_entry *entry;
    bool added;

    if (!scrm_lex_is_name(name))
        return scrm_where_error(where, 0, err, "'%.*s' is no name that a condition can use",
                                SCRM_FMT(name));
    let.expr = parse_copy(set, where, err);
    if (!let.expr)
        return -1;
    entry = scrm_map_put(&set->let_names, name, &added);
    if (added)
        entry->value = SCRM_LIST_ADD(set, lets, let);
    else
        set->lets[entry->value] = let;
    return 0;
}

int scrm_rules_add(struct scrm_rules *set, struct scrm_slice name,
                   const struct scrm_where *where, struct scrm_err *err)
{
    struct scrm_rule rule = {.name = keep(set, name), .expr = parse_copy(set, where, err)};
    struct scrm_map_entry *entry;
    bool added;

    if (!rule.expr)
        return -1;
    entry = scrm_map_put(&set->rule_names, name, &added);
    if (!added)
        return scrm_where_error(where, 0, err, "a second rule named '%.*s'", SCRM_FMT(name));
    entry->value = SCRM_LIST_ADD(set, rules, rule);
    return 0;
}

/* Names that a condition would read as something else. */
static int check_let_names(const struct scrm_rules *set, struct scrm_err *err)
{
    for (size_t i = 0; i < set->n_lets; i++) {
        const struct scrm_let *let = &set->lets[i];

        if (scrm_field_known(let->name))
            return scrm_where_error(let->expr->where, 0, err, "%.*s is a field already",
                                    SCRM_FMT(let->name));
    }
    return 0;
}

static bool is_condition(const struct scrm_expr *expr)
{
    return !scrm_expr_is_value(expr) ||
           ((expr->op == SCRM_EXPR_CALL || expr->op == SCRM_EXPR_LET) &&
            expr->class == SCRM_CLASS_BOOL);
}

/* Explain asks about the parts of a condition, so each becomes a step as well. */
static int compile_parts(struct scrm_rules *set, struct scrm_expr *expr, bool condition,
                         struct scrm_err *err)
{
    bool joins =
        expr->op == SCRM_EXPR_AND || expr->op == SCRM_EXPR_OR || expr->op == SCRM_EXPR_NOT;
    uint32_t step;

    if ((condition || is_condition(expr)) && scrm_expr_compile(set, expr, &step, err))
        return -1;
    if (expr->parted)
        return 0;
    expr->parted = true;
    for (size_t i = 0; i < expr->n; i++) {
        if (compile_parts(set, expr->args[i], joins, err))
            return -1;
    }
    return 0;
}

/* Steps that are asked for more than once and cost something are remembered; the
 * commonest test of all is marked, and given its literal, for the quick road. */
static void choose_roads(struct scrm_rules *set)
{
    for (size_t i = 0; i < set->n_steps; i++) {
        struct scrm_step *step = &set->steps[i];

        step->simple = step->op == SCRM_STEP_COMPARE &&
                       set->steps[step->a].op == SCRM_STEP_FIELD &&
                       set->steps[step->b].op == SCRM_STEP_LITERAL;
        if (step->simple) {
            step->field = set->steps[step->a].a;
            step->value = set->steps[step->b].value;
        }
        step->memo = step->op < SCRM_STEP_FIELD && step->op != SCRM_STEP_ATOM &&
                     step->cost > 8 && step->uses > 1;
    }
}

int scrm_rules_build(struct scrm_rules *set, struct scrm_keys *keys, struct scrm_err *err)
{
    if (check_let_names(set, err))
        return -1;
    for (size_t i = 0; i < set->n_lets; i++) {
        if (scrm_let_check(set, i, err))
            return -1;
    }
    for (size_t i = 0; i < set->n_rules; i++) {
        struct scrm_rule *rule = &set->rules[i];

        if (scrm_expr_check(set, rule->expr, i, err) ||
            scrm_expr_check_condition(rule->expr, err) ||
            scrm_expr_compile(set, rule->expr, &rule->step, err) ||
            compile_parts(set, rule->expr, true, err))
            return -1;
        set->steps[rule->step].uses++;
    }
    scrm_guards_build(set);
    choose_roads(set);
    for (size_t i = 0; i < set->n_fields; i++) {
        struct scrm_field *field = &set->fields[i];

        if (field->terms)
            scrm_terms_build(field->terms);
        field->slot = scrm_keys_add(keys, field->expr->path, field->expr->depth);
    }
    return 0;
}

size_t scrm_rules_count(const struct scrm_rules *set)
{
    return set->n_rules;
}

struct scrm_slice scrm_rules_name(const struct scrm_rules *set, size_t rule)
{
    return set->rules[rule].name;
}
