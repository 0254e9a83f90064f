/*
 * A set of rules from the inside: what was written (lets, rules, trees), and
 * the program it was compiled into. Only this room sees it.
 *
 * The program is a graph of steps in which equal parts are one step, whichever
 * rules they stand in: a `let` used by fifty rules is worked out once a record.
 */
#ifndef SCRM_RULES_SET_H
#define SCRM_RULES_SET_H

#include "base/hash.h"
#include "rules/datum.h"
#include "rules/expr.h"
#include "rules/rules.h"
#include "text/pattern.h"
#include "text/terms.h"

enum scrm_step_op {
    /* Conditions: worked out to an enum scrm_truth. */
    SCRM_STEP_CONST,    /* `value.integer` is the truth */
    SCRM_STEP_AND,      /* kids, cheapest first */
    SCRM_STEP_OR,       /* kids, cheapest first */
    SCRM_STEP_NOT,      /* a */
    SCRM_STEP_ATOM,     /* a: index of the atom */
    SCRM_STEP_COMPARE,  /* a `compare` b */
    SCRM_STEP_IN,       /* a in the sorted texts b .. b + n - 1 */
    SCRM_STEP_MISSING,  /* a IS NULL */
    SCRM_STEP_LIKE,     /* a, `value.text` */
    SCRM_STEP_CONTAINS, /* a, b */
    SCRM_STEP_STARTS,   /* a, b */
    SCRM_STEP_ENDS,     /* a, b */
    SCRM_STEP_REGEX,    /* a, b: index of the pattern */
    SCRM_STEP_RULE,     /* a: index of the rule */
    SCRM_STEP_WORKING,  /* a: step of created_at */
    SCRM_STEP_REPLY,    /* a: step of type, b: step of in_reply_to */
    SCRM_STEP_TRUTH,    /* a: a value that stands as a condition */
    /* Values: worked out to a struct scrm_datum. */
    SCRM_STEP_FIELD,   /* a: index of the field */
    SCRM_STEP_LITERAL, /* `value` */
    SCRM_STEP_LOWER,   /* a */
    SCRM_STEP_LENGTH,  /* a */
    SCRM_STEP_WORDS,   /* a */
    SCRM_STEP_AGE,     /* a: step of created_at */
    SCRM_STEP_HOUR,    /* a: step of created_at */
    SCRM_STEP_WEEKDAY, /* a: step of created_at */
    SCRM_STEP_BOOLEAN, /* a: a condition that stands as a value */
};

struct scrm_step {
    uint8_t op, compare;
    bool memo;      /* worked out once a record */
    bool simple;    /* COMPARE of field `field` with the literal `b` */
    uint16_t cost;  /* for the order in AND and OR */
    uint16_t depth; /* of the graph below it */
    uint32_t a, b;
    uint32_t kids, n; /* AND, OR: where in set->kids */
    uint32_t uses;
    uint32_t field;
    struct scrm_datum value; /* a literal; the truth of CONST; the pattern of LIKE */
};

struct scrm_field {
    const struct scrm_expr *expr; /* first mention: path and name */
    uint8_t class;
    int slot;
    struct scrm_terms *terms; /* words looked for in it, or NULL */
    bool guards;              /* some rules are looked at only where it is there */
};

/* A has(): any of its terms in its field. */
struct scrm_atom {
    uint32_t field;
    uint32_t terms, n;       /* sorted ids in set->atom_terms */
    uint32_t rules, n_rules; /* the rules it wakes, in set->wakes */
};

/* A file of terms(): the ids of its terms. */
struct scrm_terms_file {
    uint32_t *ids; /* owned, sorted */
    size_t n;
};

struct scrm_regex {
    struct scrm_pattern *compiled; /* owned */
};

struct scrm_rule {
    struct scrm_slice name;
    struct scrm_expr *expr;
    uint32_t step;
    bool guarded;              /* can only hit where one of its guards holds */
    uint32_t guards, n_guards; /* in set->guards */
};

/* A guard is an atom that hit, or (with this bit) a field that is there. */
#define SCRM_GUARD_FIELD (UINT32_C(1) << 31)

enum scrm_let_state { SCRM_LET_NEW, SCRM_LET_BUSY, SCRM_LET_DONE };

struct scrm_let {
    struct scrm_slice name;
    struct scrm_expr *expr;
    enum scrm_let_state state;
};

#define SCRM_LIST(type, name)                                                                  \
    type *name;                                                                                \
    size_t n_##name, cap_##name

struct scrm_rules {
    struct scrm_rules_clock clock; /* `date` NULL: none */
    struct scrm_arena arena;       /* trees, texts, names: as long as the set */
    SCRM_LIST(struct scrm_let, lets);
    SCRM_LIST(struct scrm_rule, rules);
    struct scrm_map let_names, rule_names; /* to the index */

    SCRM_LIST(struct scrm_step, steps);
    SCRM_LIST(uint32_t, kids);
    SCRM_LIST(struct scrm_slice, texts); /* of IN lists */
    SCRM_LIST(struct scrm_field, fields);
    SCRM_LIST(struct scrm_atom, atoms);
    SCRM_LIST(uint32_t, atom_terms);
    SCRM_LIST(uint32_t, guards);
    SCRM_LIST(uint32_t, wakes);
    SCRM_LIST(struct scrm_regex, patterns);
    SCRM_LIST(struct scrm_terms_file, files);
    struct scrm_map step_ids, field_ids, atom_ids, pattern_ids, file_ids, list_ids;
    struct scrm_buf key;   /* scratch for the maps' keys */
    struct scrm_map terms; /* term as written to its id = index of the entry */
};

/* Adds `value` to a list of the set and returns its index. */
#define SCRM_LIST_ADD(set, list, value)                                                        \
    (((set)->n_##list < (set)->cap_##list                                                      \
          ? (void)0                                                                            \
          : (void)((set)->cap_##list = (set)->cap_##list ? (set)->cap_##list * 2 : 16,         \
                   (set)->list =                                                               \
                       scrm_realloc((set)->list, (set)->cap_##list, sizeof *(set)->list))),    \
     (set)->list[(set)->n_##list] = (value), (uint32_t)(set)->n_##list++)

/* check.c: resolves names and types below `expr`; `rule` is the index of the
 * rule it stands in (SIZE_MAX: in a let). A rule must be a condition. */
int scrm_expr_check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule,
                    struct scrm_err *err);
int scrm_let_check(struct scrm_rules *set, size_t let, struct scrm_err *err);
int scrm_expr_check_condition(const struct scrm_expr *expr, struct scrm_err *err);

/* The tree behind lets. */
const struct scrm_expr *scrm_expr_plain(const struct scrm_expr *expr);

/* field.c: "a text", "a number", ... for messages. */
const char *scrm_class_name(enum scrm_class class);

/* field.c: whether a record has such a member. */
bool scrm_field_known(struct scrm_slice name);

/* field.c: gives the class of a field, or 78 with "did you mean". */
int scrm_field_check(const struct scrm_rules *set, struct scrm_expr *expr,
                     struct scrm_err *err);

/* function.c: checks a call's arguments, already checked themselves. */
int scrm_call_check(struct scrm_rules *set, struct scrm_expr *expr, size_t rule,
                    struct scrm_err *err);
/* Whether `name` is a function. */
bool scrm_call_known(struct scrm_slice name);

/* compile.c: the step of a checked condition; leaves the steps of its parts in the tree. */
int scrm_expr_compile(struct scrm_rules *set, struct scrm_expr *expr, uint32_t *step,
                      struct scrm_err *err);

/* step.c: one step for equal parts. Conditions are simplified on the way. */
uint32_t scrm_step_add(struct scrm_rules *set, const struct scrm_step *step);
uint32_t scrm_step_const(struct scrm_rules *set, enum scrm_truth truth);
uint32_t scrm_step_not(struct scrm_rules *set, uint32_t step);
/* AND or OR of `n` steps. */
uint32_t scrm_step_join(struct scrm_rules *set, enum scrm_step_op op, const uint32_t *steps,
                        size_t n);
uint32_t scrm_step_field(struct scrm_rules *set, struct scrm_expr *field);
uint32_t scrm_step_literal(struct scrm_rules *set, struct scrm_datum value);
uint32_t scrm_step_text(struct scrm_rules *set, struct scrm_slice text);
/* A post's own member by name. */
uint32_t scrm_step_member(struct scrm_rules *set, const char *name, enum scrm_class class);

/* atom.c: the step of a call of has() or has_all(); 78 where a term holds no word or
 * a file of terms cannot be read. */
int scrm_atom_has(struct scrm_rules *set, const struct scrm_expr *call, bool all,
                  uint32_t *step, struct scrm_err *err);

/* never.c: whether step y is certainly true whenever x is. */
bool scrm_step_implies(const struct scrm_rules *set, uint32_t x, uint32_t y);

/* guard.c: the guards of each rule and what each atom wakes. */
void scrm_guards_build(struct scrm_rules *set);

#endif
