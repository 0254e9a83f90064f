/*
 * A condition as it was written: the tree that parse.c makes, check.c gives
 * its types, compile.c turns into a program and explain.c quotes from. Only
 * this room and its tests see it.
 *
 * Nodes live in the rule set's arena and point into its copy of the text, so
 * nothing here is freed on its own.
 */
#ifndef SCRM_RULES_EXPR_H
#define SCRM_RULES_EXPR_H

#include "base/arena.h"
#include "rules/where.h"

enum scrm_expr_op {
    SCRM_EXPR_OR,      /* 2 and more conditions */
    SCRM_EXPR_AND,     /* 2 and more conditions */
    SCRM_EXPR_NOT,     /* 1 condition */
    SCRM_EXPR_COMPARE, /* 2 values and `compare` */
    SCRM_EXPR_IN,      /* a value, then the list */
    SCRM_EXPR_BETWEEN, /* value, lower, upper */
    SCRM_EXPR_LIKE,    /* value, TEXT */
    SCRM_EXPR_IS_NULL, /* value */
    SCRM_EXPR_FIELD,   /* `path` */
    SCRM_EXPR_LET,     /* the condition or value that a name stands for */
    SCRM_EXPR_CALL,    /* `function` and its arguments */
    SCRM_EXPR_TEXT,    /* `text` */
    SCRM_EXPR_INT,     /* `integer` */
    SCRM_EXPR_REAL,    /* `number` */
    SCRM_EXPR_BOOL,    /* `integer` 0 or 1 */
    SCRM_EXPR_SPAN,    /* `integer` milliseconds: INTERVAL */
    SCRM_EXPR_TIME,    /* `integer` milliseconds since 1970: TIMESTAMP */
    SCRM_EXPR_NULL,
};

enum scrm_compare {
    SCRM_COMPARE_EQ,
    SCRM_COMPARE_NE,
    SCRM_COMPARE_LT,
    SCRM_COMPARE_LE,
    SCRM_COMPARE_GT,
    SCRM_COMPARE_GE,
};

/* What a value is known to be before any record was seen. */
enum scrm_class {
    SCRM_CLASS_ANY,  /* below ext, raw, score.labels: only the record tells */
    SCRM_CLASS_NULL, /* the literal */
    SCRM_CLASS_BOOL,
    SCRM_CLASS_NUMBER,
    SCRM_CLASS_TEXT,
    SCRM_CLASS_TIME,
    SCRM_CLASS_SPAN,
    SCRM_CLASS_TEXTS,  /* list of texts */
    SCRM_CLASS_LIST,   /* list of objects */
    SCRM_CLASS_OBJECT, /* member with members */
    SCRM_CLASS_TERMS,  /* terms('file.csv'), an argument of has() */
};

enum scrm_function {
    SCRM_CALL_HAS,
    SCRM_CALL_HAS_ALL,
    SCRM_CALL_TERMS,
    SCRM_CALL_CONTAINS,
    SCRM_CALL_STARTS_WITH,
    SCRM_CALL_ENDS_WITH,
    SCRM_CALL_REGEXP_MATCHES,
    SCRM_CALL_LOWER,
    SCRM_CALL_LENGTH,
    SCRM_CALL_WORDS,
    SCRM_CALL_AGE,
    SCRM_CALL_HOUR,
    SCRM_CALL_WEEKDAY,
    SCRM_CALL_WORKING_TIME,
    SCRM_CALL_IS_REPLY,
    SCRM_CALL_RULE,
};

struct scrm_expr {
    uint8_t op;        /* enum scrm_expr_op */
    uint8_t compare;   /* COMPARE: enum scrm_compare */
    uint8_t function;  /* CALL: enum scrm_function */
    uint8_t class;     /* enum scrm_class, set by check */
    bool negated;      /* IN, BETWEEN, LIKE, IS NULL with NOT */
    uint32_t from, to; /* bytes of the text it was read from */
    const struct scrm_where *where;
    struct scrm_expr **args;
    size_t n;
    struct scrm_slice text;  /* TEXT; FIELD: the dotted path; CALL: the name */
    struct scrm_slice *path; /* FIELD: its keys */
    size_t depth;            /* FIELD: number of keys */
    int64_t integer;
    double number;
    size_t rule;     /* CALL rule(): index of that rule, set by check */
    bool parted;     /* its parts are compiled too, for explain */
    int32_t field;   /* FIELD: its index in the set; -1: not compiled */
    int32_t step[3]; /* compiled as a condition, negated, as a value; -1: not yet */
};

/* The tree of `where->text`, or NULL with error 78. `where` and its text must
 * live as long as the tree; both are taken from `arena` by the caller. */
struct scrm_expr *scrm_expr_parse(const struct scrm_where *where, struct scrm_arena *arena,
                                  struct scrm_err *err);

/* Whether it may stand left of a comparison. */
bool scrm_expr_is_value(const struct scrm_expr *expr);

/* What was written, borrowed. */
struct scrm_slice scrm_expr_source(const struct scrm_expr *expr);

#endif
