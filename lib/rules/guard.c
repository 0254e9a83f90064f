/*
 * Guards: what must hold for a rule to hit, one of them at least: an atom (a
 * has() that found something), or a field that is there at all.
 *
 *   has(...)      itself
 *   a test        the field that it is about: unknown values hit nothing
 *   AND           those of its part that hold most seldom, as far as that shows;
 *                 one that is never true has an empty list, and so has the whole
 *   OR            those of all its parts, if each has some
 *   else          none: the rule is looked at for every record
 */
#include "rules/set.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/post.h"

/* What is known of a step, worked out once. */
struct guard {
    enum { NEW, NONE, SOME } state;
    uint32_t from, n; /* in set->guards, sorted */
    uint32_t weight;  /* how often it may hold, as far as that shows */
};

/* A word is seldom there; of members, those that every record has always are. */
enum { WEIGHT_ATOM = 1, WEIGHT_OPTIONAL = 20, WEIGHT_REQUIRED = 1000, WEIGHT_MAX = 1 << 24 };

struct guarding {
    struct scrm_rules *set;
    struct guard *steps;
};

static struct guard guard_of(struct guarding *g, uint32_t step);

static struct guard guard_all(struct guarding *g, const struct scrm_step *step)
{
    struct guard best = {.state = NONE};

    for (uint32_t i = 0; i < step->n; i++) {
        struct guard kid = guard_of(g, g->set->kids[step->kids + i]);

        if (kid.state == SOME && (best.state == NONE || kid.weight < best.weight))
            best = kid;
    }
    return best;
}

static int by_id(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static struct guard guard_any(struct guarding *g, const struct scrm_step *step)
{
    struct guard sum = {.state = SOME};
    uint32_t *ids = NULL;
    size_t n = 0, cap = 0;

    for (uint32_t i = 0; i < step->n; i++) {
        struct guard kid = guard_of(g, g->set->kids[step->kids + i]);

        if (kid.state != SOME) {
            free(ids);
            return (struct guard){.state = NONE};
        }
        sum.weight += kid.weight;
        if (sum.weight > WEIGHT_MAX)
            sum.weight = WEIGHT_MAX;
        for (uint32_t k = 0; k < kid.n; k++) {
            SCRM_GROW(ids, n, cap);
            ids[n++] = g->set->guards[kid.from + k];
        }
    }
    if (n)
        qsort(ids, n, sizeof *ids, by_id);
    sum.from = (uint32_t)g->set->n_guards;
    for (size_t i = 0; i < n; i++) {
        if (i && ids[i] == ids[i - 1])
            continue;
        SCRM_LIST_ADD(g->set, guards, ids[i]);
        sum.n++;
    }
    free(ids);
    return sum;
}

/* The field that a test is about; it is unknown, and so is the test, where the
 * field is not there. UINT32_MAX: none, or not for sure. */
static uint32_t subject(const struct scrm_rules *set, const struct scrm_step *step)
{
    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_FIELD:
        return step->a;
    case SCRM_STEP_ATOM:
        return set->atoms[step->a].field;
    case SCRM_STEP_NOT:
        if (set->steps[step->a].op == SCRM_STEP_MISSING)
            return subject(set, &set->steps[set->steps[step->a].a]);
        return subject(set, &set->steps[step->a]);
    case SCRM_STEP_COMPARE:
    case SCRM_STEP_IN:
    case SCRM_STEP_LIKE:
    case SCRM_STEP_CONTAINS:
    case SCRM_STEP_STARTS:
    case SCRM_STEP_ENDS:
    case SCRM_STEP_REGEX:
    case SCRM_STEP_TRUTH:
    case SCRM_STEP_LOWER:
    case SCRM_STEP_LENGTH:
    case SCRM_STEP_WORDS:
    case SCRM_STEP_AGE:
    case SCRM_STEP_HOUR:
    case SCRM_STEP_WEEKDAY:
    case SCRM_STEP_WORKING:
        return subject(set, &set->steps[step->a]);
    default:
        return UINT32_MAX;
    }
}

static struct guard guard_field(struct guarding *g, uint32_t field)
{
    const struct scrm_member_info *info = scrm_member_find(g->set->fields[field].expr->text);
    bool required = info && info->required;
    struct guard guard = {.state = SOME, .n = 1};

    guard.weight = required ? WEIGHT_REQUIRED : WEIGHT_OPTIONAL;
    guard.from = SCRM_LIST_ADD(g->set, guards, field | SCRM_GUARD_FIELD);
    return guard;
}

static struct guard guard_of(struct guarding *g, uint32_t index)
{
    const struct scrm_step *step = &g->set->steps[index];
    struct guard guard = {.state = NONE};

    if (g->steps[index].state != NEW)
        return g->steps[index];
    if (step->op == SCRM_STEP_ATOM) {
        guard = (struct guard){.state = SOME, .n = 1, .weight = WEIGHT_ATOM};
        guard.from = SCRM_LIST_ADD(g->set, guards, step->a);
    } else if (step->op == SCRM_STEP_CONST && step->value.integer != SCRM_YES) {
        guard.state = SOME;
    } else if (step->op == SCRM_STEP_AND) {
        guard = guard_all(g, step);
    } else if (step->op == SCRM_STEP_OR) {
        guard = guard_any(g, step);
    } else if (subject(g->set, step) != UINT32_MAX) {
        guard = guard_field(g, subject(g->set, step));
    }
    g->steps[index] = guard;
    return guard;
}

/* The atoms among a rule's guards, and a mark on its fields. */
static void count_wakes(struct scrm_rules *set, const struct scrm_rule *rule)
{
    for (uint32_t k = 0; rule->guarded && k < rule->n_guards; k++) {
        uint32_t guard = set->guards[rule->guards + k];

        if (guard & SCRM_GUARD_FIELD)
            set->fields[guard & ~SCRM_GUARD_FIELD].guards = true;
        else
            set->atoms[guard].n_rules++;
    }
}

/* For each atom the rules it wakes: counted, then filled in order of the rules. */
static void build_wakes(struct scrm_rules *set)
{
    for (size_t r = 0; r < set->n_rules; r++)
        count_wakes(set, &set->rules[r]);
    for (size_t a = 0; a < set->n_atoms; a++) {
        set->atoms[a].rules = (uint32_t)set->n_wakes;
        for (uint32_t k = 0; k < set->atoms[a].n_rules; k++)
            SCRM_LIST_ADD(set, wakes, 0);
        set->atoms[a].n_rules = 0;
    }
    for (size_t r = 0; r < set->n_rules; r++) {
        const struct scrm_rule *rule = &set->rules[r];

        for (uint32_t k = 0; rule->guarded && k < rule->n_guards; k++) {
            uint32_t guard = set->guards[rule->guards + k];
            struct scrm_atom *atom;

            if (guard & SCRM_GUARD_FIELD)
                continue;
            atom = &set->atoms[guard];
            set->wakes[atom->rules + atom->n_rules++] = (uint32_t)r;
        }
    }
}

void scrm_guards_build(struct scrm_rules *set)
{
    struct guarding g = {set, scrm_alloc_zero(set->n_steps + 1, sizeof *g.steps)};

    for (size_t r = 0; r < set->n_rules; r++) {
        struct guard guard = guard_of(&g, set->rules[r].step);

        set->rules[r].guarded = guard.state == SOME;
        set->rules[r].guards = guard.from;
        set->rules[r].n_guards = guard.n;
    }
    free(g.steps);
    build_wakes(set);
}
