/*
 * Rules that can never hit: conditions that exclude themselves, and rules that
 * an earlier one always takes the post from. Works on the steps alone, without
 * a record, and says only what is certain.
 */
#include "rules/set.h"

#include "rules/datum.h"

/* Work for one pair of rules, and parts of an AND compared with one another. */
enum { EFFORT_MAX = 5000, PAIRS_MAX = 200 };

struct prover {
    const struct scrm_rules *set;
    const bool *ends;
    int effort;
    uint32_t culprit; /* the value that a contradiction is about */
};

static const struct scrm_step *at(const struct prover *p, uint32_t step)
{
    return &p->set->steps[step];
}

static bool is_text(const struct scrm_step *step)
{
    return step->op == SCRM_STEP_LITERAL && step->value.kind == SCRM_DATUM_TEXT;
}

/* "a compare literal" of both steps about the same value; kinds alike. */
static bool same_subject(const struct prover *p, const struct scrm_step *x,
                         const struct scrm_step *y)
{
    const struct scrm_step *left = at(p, x->b), *right = at(p, y->b);

    return x->op == SCRM_STEP_COMPARE && y->op == SCRM_STEP_COMPARE && x->a == y->a &&
           left->op == SCRM_STEP_LITERAL && right->op == SCRM_STEP_LITERAL &&
           (left->value.kind == SCRM_DATUM_TIME) == (right->value.kind == SCRM_DATUM_TIME) &&
           scrm_datum_compare(&left->value, &right->value, SCRM_COMPARE_EQ) != SCRM_UNKNOWN;
}

static bool holds(const struct scrm_datum *a, const struct scrm_datum *b,
                  enum scrm_compare compare)
{
    return scrm_datum_compare(a, b, compare) == SCRM_YES;
}

/* Whether "v x left" makes "v y right" true, for every v. */
static bool range_implies(enum scrm_compare x, const struct scrm_datum *left,
                          enum scrm_compare y, const struct scrm_datum *right)
{
    switch (x) {
    case SCRM_COMPARE_EQ:
        return holds(left, right, y);
    case SCRM_COMPARE_NE:
        return y == SCRM_COMPARE_NE && holds(left, right, SCRM_COMPARE_EQ);
    case SCRM_COMPARE_LT:
        return (y == SCRM_COMPARE_LT || y == SCRM_COMPARE_LE || y == SCRM_COMPARE_NE) &&
               holds(left, right, SCRM_COMPARE_LE);
    case SCRM_COMPARE_LE:
        return (y == SCRM_COMPARE_LE && holds(left, right, SCRM_COMPARE_LE)) ||
               ((y == SCRM_COMPARE_LT || y == SCRM_COMPARE_NE) &&
                holds(left, right, SCRM_COMPARE_LT));
    case SCRM_COMPARE_GT:
        return (y == SCRM_COMPARE_GT || y == SCRM_COMPARE_GE || y == SCRM_COMPARE_NE) &&
               holds(left, right, SCRM_COMPARE_GE);
    default:
        return (y == SCRM_COMPARE_GE && holds(left, right, SCRM_COMPARE_GE)) ||
               ((y == SCRM_COMPARE_GT || y == SCRM_COMPARE_NE) &&
                holds(left, right, SCRM_COMPARE_GT));
    }
}

static bool in_list(const struct prover *p, const struct scrm_step *in, struct scrm_slice text)
{
    for (uint32_t i = 0; i < in->n; i++) {
        if (scrm_slice_eq(p->set->texts[in->b + i], text))
            return true;
    }
    return false;
}

/* Whether every term of atom x is one of atom y, in the same field. */
static bool atom_implies(const struct prover *p, uint32_t x, uint32_t y)
{
    const struct scrm_atom *few = &p->set->atoms[x], *many = &p->set->atoms[y];
    const uint32_t *ids = p->set->atom_terms;
    uint32_t k = 0;

    if (few->field != many->field)
        return false;
    for (uint32_t i = 0; i < few->n; i++) {
        while (k < many->n && ids[many->terms + k] < ids[few->terms + i])
            k++;
        if (k == many->n || ids[many->terms + k] != ids[few->terms + i])
            return false;
    }
    return true;
}

/* Whether the step can only be true where value `a` is known. */
static bool needs(const struct prover *p, const struct scrm_step *step, uint32_t a)
{
    switch ((enum scrm_step_op)step->op) {
    case SCRM_STEP_COMPARE:
    case SCRM_STEP_CONTAINS:
    case SCRM_STEP_STARTS:
    case SCRM_STEP_ENDS:
        return step->a == a || step->b == a;
    case SCRM_STEP_IN:
    case SCRM_STEP_LIKE:
    case SCRM_STEP_REGEX:
    case SCRM_STEP_TRUTH:
        return step->a == a;
    case SCRM_STEP_ATOM:
        return at(p, a)->op == SCRM_STEP_FIELD && at(p, a)->a == p->set->atoms[step->a].field;
    case SCRM_STEP_NOT:
        return at(p, step->a)->op != SCRM_STEP_MISSING && needs(p, at(p, step->a), a);
    default:
        return false;
    }
}

static bool leaf_implies(const struct prover *p, const struct scrm_step *x,
                         const struct scrm_step *y)
{
    if (x->op == SCRM_STEP_ATOM && y->op == SCRM_STEP_ATOM)
        return atom_implies(p, x->a, y->a);
    if (same_subject(p, x, y))
        return range_implies((enum scrm_compare)x->compare, &at(p, x->b)->value,
                             (enum scrm_compare)y->compare, &at(p, y->b)->value);
    if (y->op == SCRM_STEP_IN && x->op == SCRM_STEP_COMPARE && x->a == y->a &&
        x->compare == SCRM_COMPARE_EQ && is_text(at(p, x->b)))
        return in_list(p, y, at(p, x->b)->value.text);
    if (x->op == SCRM_STEP_IN && y->op == SCRM_STEP_IN && x->a == y->a) {
        for (uint32_t i = 0; i < x->n; i++) {
            if (!in_list(p, y, p->set->texts[x->b + i]))
                return false;
        }
        return true;
    }
    return y->op == SCRM_STEP_NOT && at(p, y->a)->op == SCRM_STEP_MISSING &&
           needs(p, x, at(p, y->a)->a);
}

/* The `i`th part of an AND or OR. */
static uint32_t kid(const struct prover *p, const struct scrm_step *step, uint32_t i)
{
    return p->set->kids[step->kids + i];
}

/* Whether y is true whenever x is. */
static bool implies(struct prover *p, uint32_t x_index, uint32_t y_index)
{
    const struct scrm_step *x = at(p, x_index), *y = at(p, y_index);

    if (x_index == y_index || (y->op == SCRM_STEP_CONST && y->value.integer == SCRM_YES))
        return true;
    if (--p->effort < 0)
        return false;
    if (y->op == SCRM_STEP_AND || x->op == SCRM_STEP_OR) {
        bool split_y = y->op == SCRM_STEP_AND;
        const struct scrm_step *split = split_y ? y : x;

        for (uint32_t i = 0; i < split->n; i++) {
            uint32_t part = kid(p, split, i);

            if (!implies(p, split_y ? x_index : part, split_y ? part : y_index))
                return false;
        }
        return true;
    }
    for (uint32_t i = 0; y->op == SCRM_STEP_OR && i < y->n; i++) {
        if (implies(p, x_index, kid(p, y, i)))
            return true;
    }
    for (uint32_t i = 0; x->op == SCRM_STEP_AND && i < x->n; i++) {
        if (implies(p, kid(p, x, i), y_index))
            return true;
    }
    return leaf_implies(p, x, y);
}

/* Whether x and y are never true together; notes what they are about. */
static bool exclude(struct prover *p, uint32_t x_index, uint32_t y_index)
{
    const struct scrm_step *x = at(p, x_index), *y = at(p, y_index);
    static const uint8_t opposites[] = {SCRM_COMPARE_NE, SCRM_COMPARE_EQ, SCRM_COMPARE_GE,
                                        SCRM_COMPARE_GT, SCRM_COMPARE_LE, SCRM_COMPARE_LT};

    p->culprit = x->a;
    if (same_subject(p, x, y))
        return range_implies((enum scrm_compare)x->compare, &at(p, x->b)->value,
                             (enum scrm_compare)opposites[y->compare], &at(p, y->b)->value);
    if (x->op == SCRM_STEP_COMPARE && y->op == SCRM_STEP_IN && x->a == y->a &&
        x->compare == SCRM_COMPARE_EQ && is_text(at(p, x->b)))
        return !in_list(p, y, at(p, x->b)->value.text);
    if (x->op == SCRM_STEP_MISSING)
        return needs(p, y, x->a);
    if (x->op == SCRM_STEP_NOT)
        return x->a == y_index || implies(p, y_index, x->a);
    return false;
}

static bool impossible(struct prover *p, uint32_t index)
{
    const struct scrm_step *step = at(p, index);

    if (--p->effort < 0)
        return false;
    if (step->op == SCRM_STEP_CONST)
        return step->value.integer != SCRM_YES;
    if (step->op == SCRM_STEP_RULE)
        return p->ends[step->a];
    if (step->op == SCRM_STEP_OR) {
        for (uint32_t i = 0; i < step->n; i++) {
            if (!impossible(p, kid(p, step, i)))
                return false;
        }
        return true;
    }
    for (uint32_t i = 0; step->op == SCRM_STEP_AND && i < step->n; i++) {
        p->culprit = UINT32_MAX;
        if (impossible(p, kid(p, step, i)))
            return true;
        for (uint32_t k = 0; k < step->n && step->n <= PAIRS_MAX; k++) {
            if (k != i && exclude(p, kid(p, step, i), kid(p, step, k)))
                return true;
        }
    }
    return false;
}

/* The field that a contradiction is about, for the sentence. */
static const struct scrm_expr *culprit_field(const struct prover *p)
{
    const struct scrm_step *step;

    if (p->culprit >= p->set->n_steps)
        return NULL;
    step = at(p, p->culprit);
    return step->op == SCRM_STEP_FIELD ? p->set->fields[step->a].expr : NULL;
}

const char *scrm_rules_never(const struct scrm_rules *set, size_t rule, const bool *ends,
                             struct scrm_buf *buf)
{
    struct prover p = {set, ends, EFFORT_MAX, UINT32_MAX};
    uint32_t step = set->rules[rule].step;
    const struct scrm_expr *field;

    if (impossible(&p, step)) {
        field = culprit_field(&p);
        if (!field)
            return "its condition is never true";
        scrm_buf_printf(buf, "what it asks of %.*s excludes itself", SCRM_FMT(field->text));
        return scrm_buf_text(buf);
    }
    for (size_t i = 0; i < rule; i++) {
        p.effort = EFFORT_MAX;
        if (!ends[i] || !implies(&p, step, set->rules[i].step))
            continue;
        scrm_buf_printf(buf, "rule %.*s above it hits whenever it would",
                        SCRM_FMT(set->rules[i].name));
        return scrm_buf_text(buf);
    }
    return NULL;
}

bool scrm_step_implies(const struct scrm_rules *set, uint32_t x, uint32_t y)
{
    struct prover p = {set, NULL, EFFORT_MAX, UINT32_MAX};

    return implies(&p, x, y);
}

bool scrm_rules_implies(const struct scrm_rules *set, size_t rule, size_t other)
{
    return scrm_step_implies(set, set->rules[rule].step, set->rules[other].step);
}
