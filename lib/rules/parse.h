/*
 * What the two halves of the parser share: parse.c reads conditions, operand.c
 * the values they are about.
 */
#ifndef SCRM_RULES_PARSE_H
#define SCRM_RULES_PARSE_H

#include "rules/expr.h"
#include "rules/lex.h"

/* Bounds for hostile files: bytes of a condition, and nesting. */
enum { SCRM_PARSE_BYTES_MAX = 1 << 20, SCRM_PARSE_NESTING_MAX = 100 };

struct scrm_parser {
    struct scrm_lexer lexer;
    struct scrm_lexeme now; /* the one being looked at */
    struct scrm_arena *arena;
    struct scrm_err *err;
    unsigned depth;
};

/* A list of nodes that grows in the arena. */
struct scrm_expr_list {
    struct scrm_expr **at;
    size_t n, cap;
};

void scrm_parse_add(struct scrm_parser *p, struct scrm_expr_list *list, struct scrm_expr *expr);

/* A node from byte `from` to the end of the lexeme being looked at. */
struct scrm_expr *scrm_parse_new(struct scrm_parser *p, enum scrm_expr_op op, size_t from);

/* Moves to the next lexeme. 0 or -1. */
int scrm_parse_advance(struct scrm_parser *p);

/* "expected WHAT, found 'y'". Always NULL. */
void *scrm_parse_expected(struct scrm_parser *p, const char *what);

/* A text literal. */
struct scrm_expr *scrm_parse_text(struct scrm_parser *p);

/* A field, a literal or a function, without parentheses around it. */
struct scrm_expr *scrm_parse_plain(struct scrm_parser *p);

/* The same, or a value in parentheses. */
struct scrm_expr *scrm_parse_value(struct scrm_parser *p);

#endif
