/*
 * Reads the values that a condition is about: fields, literals and function
 * calls. Numbers keep their exactness, texts lose their doubled quotes.
 */
#include "rules/parse.h"

#include "base/num.h"
#include "base/time.h"

/* The text between quotes with doubled quotes made single. */
static struct scrm_slice unquote(struct scrm_parser *p, struct scrm_slice inner, char quote)
{
    char *at;
    size_t len = 0;

    if (!inner.len || !memchr(inner.at, quote, inner.len))
        return inner;
    at = scrm_arena_take(p->arena, inner.len);
    for (size_t i = 0; i < inner.len; i++) {
        at[len++] = inner.at[i];
        if (inner.at[i] == quote)
            i++;
    }
    return (struct scrm_slice){at, len};
}

struct scrm_expr *scrm_parse_text(struct scrm_parser *p)
{
    struct scrm_expr *expr;

    if (p->now.kind != SCRM_LEX_TEXT) {
        scrm_parse_expected(p, "a text in single quotes");
        if (p->now.kind == SCRM_LEX_QUOTED)
            scrm_err_hint(p->err, "double quotes hold a field's name");
        return NULL;
    }
    expr = scrm_parse_new(p, SCRM_EXPR_TEXT, p->now.from);
    expr->text = unquote(p, p->now.inner, '\'');
    return scrm_parse_advance(p) ? NULL : expr;
}

/* [sign] digits; "5." and ".5" as SQL has them. A whole number that fits in 64
 * bits stays exact, anything else becomes a double. */
static struct scrm_expr *parse_number(struct scrm_parser *p)
{
    size_t from = p->now.from;
    bool minus = p->now.kind == SCRM_LEX_MINUS;
    struct scrm_buf digits = {.max = 4096};
    struct scrm_expr *expr;
    struct scrm_slice text;

    if ((minus || p->now.kind == SCRM_LEX_PLUS) && scrm_parse_advance(p))
        return NULL;
    if (p->now.kind != SCRM_LEX_NUMBER)
        return scrm_parse_expected(p, "a number");
    expr = scrm_parse_new(p, SCRM_EXPR_INT, from);
    text = (struct scrm_slice){p->lexer.where->text.at + p->now.from, p->now.to - p->now.from};
    scrm_buf_puts(&digits, minus ? "-" : "");
    for (size_t i = 0; i < text.len; i++) {
        bool point = text.at[i] == '.';

        if (point && i == 0)
            scrm_buf_putc(&digits, '0');
        scrm_buf_putc(&digits, text.at[i]);
        if (point && (i + 1 == text.len || (text.at[i + 1] | 0x20) == 'e'))
            scrm_buf_putc(&digits, '0');
    }
    if (scrm_num_int(scrm_buf_slice(&digits), &expr->integer)) {
        expr->op = SCRM_EXPR_REAL;
        if (digits.over || scrm_num_double(scrm_buf_slice(&digits), &expr->number)) {
            scrm_where_error(p->lexer.where, from, p->err, "a number too large to hold");
            expr = NULL;
        }
    }
    scrm_buf_fini(&digits);
    return expr && scrm_parse_advance(p) == 0 ? expr : NULL;
}

/* INTERVAL '4 hours' and TIMESTAMP '2026-01-05T10:00:00Z'. */
static struct scrm_expr *parse_clock(struct scrm_parser *p)
{
    bool span = p->now.kind == SCRM_LEX_INTERVAL;
    size_t from = p->now.from;
    struct scrm_expr *expr, *text;

    if (scrm_parse_advance(p))
        return NULL;
    text = scrm_parse_text(p);
    if (!text)
        return NULL;
    expr = scrm_parse_new(p, span ? SCRM_EXPR_SPAN : SCRM_EXPR_TIME, from);
    expr->to = text->to;
    if (span && scrm_time_duration(text->text, &expr->integer)) {
        scrm_where_error(p->lexer.where, text->from, p->err,
                         "not a duration; write INTERVAL '4 hours' or INTERVAL '90m'");
        return NULL;
    }
    if (!span && (text->text.len < 10 || text->text.at[4] != '-' ||
                  scrm_time_any(text->text, &expr->integer))) {
        scrm_where_error(p->lexer.where, text->from, p->err,
                         "not a time; write TIMESTAMP '2026-01-05T10:00:00Z' or a date");
        return NULL;
    }
    return expr;
}

/* name {. name}; the dotted path is kept for messages and for the tables. */
static struct scrm_expr *parse_field(struct scrm_parser *p, struct scrm_lexeme first)
{
    struct scrm_expr *expr = scrm_parse_new(p, SCRM_EXPR_FIELD, first.from);
    struct scrm_slice keys[32];
    struct scrm_buf dotted = {0};
    struct scrm_lexeme key = first;

    for (;;) {
        struct scrm_slice whole = {p->lexer.where->text.at + key.from, key.to - key.from};

        keys[expr->depth] = key.kind == SCRM_LEX_QUOTED ? unquote(p, key.inner, '"') : whole;
        scrm_buf_puts(&dotted, expr->depth ? "." : "");
        scrm_buf_put_slice(&dotted, keys[expr->depth++]);
        expr->to = (uint32_t)key.to;
        if (p->now.kind != SCRM_LEX_DOT)
            break;
        if (scrm_parse_advance(p))
            goto fail;
        key = p->now;
        if ((key.kind != SCRM_LEX_NAME && key.kind != SCRM_LEX_QUOTED) ||
            expr->depth == sizeof keys / sizeof *keys) {
            scrm_parse_expected(p, expr->depth == sizeof keys / sizeof *keys
                                       ? "a path of 32 names at most"
                                       : "a member's name");
            goto fail;
        }
        if (scrm_parse_advance(p))
            goto fail;
    }
    expr->path = scrm_arena_take(p->arena, expr->depth * sizeof *keys);
    memcpy(expr->path, keys, expr->depth * sizeof *keys);
    expr->text.at = scrm_arena_copy(p->arena, scrm_buf_text(&dotted), dotted.len);
    expr->text.len = dotted.len;
    scrm_buf_fini(&dotted);
    return expr;
fail:
    scrm_buf_fini(&dotted);
    return NULL;
}

/* "(" [value {, value}] ")" behind a function's name. */
static struct scrm_expr *parse_call(struct scrm_parser *p, struct scrm_lexeme name)
{
    struct scrm_expr *expr = scrm_parse_new(p, SCRM_EXPR_CALL, name.from);
    struct scrm_expr_list args = {0};

    expr->text = (struct scrm_slice){p->lexer.where->text.at + name.from, name.to - name.from};
    if (scrm_parse_advance(p))
        return NULL;
    while (p->now.kind != SCRM_LEX_CLOSE) {
        struct scrm_expr *arg = scrm_parse_value(p);

        if (!arg)
            return NULL;
        scrm_parse_add(p, &args, arg);
        if (p->now.kind == SCRM_LEX_COMMA) {
            if (scrm_parse_advance(p))
                return NULL;
            if (p->now.kind == SCRM_LEX_CLOSE)
                return scrm_parse_expected(p, "another value");
        } else if (p->now.kind != SCRM_LEX_CLOSE) {
            return scrm_parse_expected(p, "a comma or a closing parenthesis");
        }
    }
    expr->args = args.at;
    expr->n = args.n;
    expr->to = (uint32_t)p->now.to;
    return scrm_parse_advance(p) ? NULL : expr;
}

static struct scrm_expr *parse_word(struct scrm_parser *p)
{
    struct scrm_lexeme name = p->now;

    if (scrm_parse_advance(p))
        return NULL;
    if (name.kind == SCRM_LEX_NAME && p->now.kind == SCRM_LEX_OPEN)
        return parse_call(p, name);
    return parse_field(p, name);
}

/* A value that needs no parentheses. */
struct scrm_expr *scrm_parse_plain(struct scrm_parser *p)
{
    struct scrm_expr *expr;

    switch (p->now.kind) {
    case SCRM_LEX_NAME:
    case SCRM_LEX_QUOTED:
        return parse_word(p);
    case SCRM_LEX_TEXT:
        return scrm_parse_text(p);
    case SCRM_LEX_NUMBER:
    case SCRM_LEX_MINUS:
    case SCRM_LEX_PLUS:
        return parse_number(p);
    case SCRM_LEX_INTERVAL:
    case SCRM_LEX_TIMESTAMP:
        return parse_clock(p);
    case SCRM_LEX_NULL:
    case SCRM_LEX_TRUE:
    case SCRM_LEX_FALSE:
        expr = scrm_parse_new(p, p->now.kind == SCRM_LEX_NULL ? SCRM_EXPR_NULL : SCRM_EXPR_BOOL,
                              p->now.from);
        expr->integer = p->now.kind == SCRM_LEX_TRUE;
        return scrm_parse_advance(p) ? NULL : expr;
    default:
        return scrm_parse_expected(p, "a field, a value or a function");
    }
}
