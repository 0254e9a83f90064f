/*
 * The words and signs of a condition. Only parse.c reads them.
 */
#ifndef SCRM_RULES_LEX_H
#define SCRM_RULES_LEX_H

#include "rules/where.h"

enum scrm_lex_kind {
    SCRM_LEX_END,
    SCRM_LEX_NAME,   /* a bare word that is no keyword */
    SCRM_LEX_QUOTED, /* "a name in double quotes", "" for a quote inside */
    SCRM_LEX_TEXT,   /* 'a text', '' for a quote inside */
    SCRM_LEX_NUMBER, /* without its sign */
    SCRM_LEX_OPEN,
    SCRM_LEX_CLOSE,
    SCRM_LEX_COMMA,
    SCRM_LEX_DOT,
    SCRM_LEX_MINUS,
    SCRM_LEX_PLUS,
    SCRM_LEX_EQ, /* the comparisons stand in the order of enum scrm_compare */
    SCRM_LEX_NE,
    SCRM_LEX_LT,
    SCRM_LEX_LE,
    SCRM_LEX_GT,
    SCRM_LEX_GE,
    SCRM_LEX_AND, /* keywords, in any case */
    SCRM_LEX_OR,
    SCRM_LEX_NOT,
    SCRM_LEX_IN,
    SCRM_LEX_BETWEEN,
    SCRM_LEX_LIKE,
    SCRM_LEX_IS,
    SCRM_LEX_NULL,
    SCRM_LEX_TRUE,
    SCRM_LEX_FALSE,
    SCRM_LEX_INTERVAL,
    SCRM_LEX_TIMESTAMP,
};

struct scrm_lexeme {
    enum scrm_lex_kind kind;
    size_t from, to; /* bytes of the condition, quotes included */
    struct scrm_slice
        inner; /* TEXT, QUOTED: between the quotes, doubled quotes still doubled */
};

struct scrm_lexer {
    const struct scrm_where *where;
    size_t at;
    enum scrm_lex_kind last; /* so that ext.5 is no number behind a name */
};

/* Reads the next lexeme. 0, or -1 with error 78 at the offending sign. */
int scrm_lex(struct scrm_lexer *lexer, struct scrm_lexeme *lexeme, struct scrm_err *err);

/* Whether the two are equal but for the case of ASCII letters. */
bool scrm_lex_same(struct scrm_slice word, const char *lower);

/* Whether it is one bare name: letters, digits and _, no keyword. */
bool scrm_lex_is_name(struct scrm_slice word);

#endif
