/*
 * The reference evaluator: conditions worked out over made-up records in the
 * plainest way there is, straight from the tree that was read. It shares the
 * parser and the type checker with the real one, and nothing else: no
 * automaton, no order of evaluation, no memory, no shortcuts.
 */
#ifndef SCRM_TESTS_SLOW_H
#define SCRM_TESTS_SLOW_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <math.h>
#include <pcre2.h>
#include <time.h>

#include "rules/expr.h"
#include "rules/set.h"
#include "text/utf8.h"
#include "../t.h"

enum { CELLS_MAX = 24, ITEMS_MAX = 4, TEXT_MAX = 96 };

enum cell_kind { C_ABSENT, C_NULL, C_BOOL, C_INT, C_REAL, C_TEXT, C_LIST };

/* One member of a made-up record. */
struct cell {
    const char *name; /* dotted */
    enum cell_kind kind;
    int64_t integer;
    double real;
    char text[TEXT_MAX]; /* TEXT; REAL: its token */
    size_t n;
    char items[ITEMS_MAX][TEXT_MAX];
};

struct record {
    struct cell cells[CELLS_MAX];
    size_t n;
    int64_t now;
};

/* A value: as a cell, and times and durations as milliseconds. */
struct slow {
    enum { S_NONE, S_BOOL, S_NUMBER, S_TEXT, S_TIME, S_SPAN, S_LIST } kind;
    long double number; /* holds every int64 and every double exactly */
    char text[TEXT_MAX * 2];
    const struct cell *list;
};

static inline const struct cell *slow_cell(const struct record *record, const char *name)
{
    for (size_t i = 0; i < record->n; i++)
        if (strcmp(record->cells[i].name, name) == 0)
            return &record->cells[i];
    return NULL;
}

/* "2026-01-05T10:00:00Z" and nothing else: the records hold no other shape. */
static inline bool slow_time(const char *text, long double *ms)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &tm);

    if (!end || *end || strlen(text) != 20)
        return false;
    *ms = (long double)timegm(&tm) * 1000;
    return true;
}

static inline struct slow slow_field(const struct record *record, const struct scrm_expr *expr)
{
    char name[256];
    const struct cell *cell;
    struct slow value = {S_NONE, 0, "", NULL};
    enum scrm_class class = (enum scrm_class)expr->class;
    bool any = class == SCRM_CLASS_ANY;

    snprintf(name, sizeof name, "%.*s", SCRM_FMT(expr->text));
    cell = slow_cell(record, name);
    if (!cell)
        return value;
    if (cell->kind == C_BOOL && (any || class == SCRM_CLASS_BOOL)) {
        value.kind = S_BOOL;
        value.number = (long double)cell->integer;
    } else if (cell->kind == C_INT && (any || class == SCRM_CLASS_NUMBER)) {
        value.kind = S_NUMBER;
        value.number = (long double)cell->integer;
    } else if (cell->kind == C_REAL && (any || class == SCRM_CLASS_NUMBER) &&
               isfinite(cell->real)) {
        value.kind = S_NUMBER;
        value.number = (long double)cell->real;
    } else if (cell->kind == C_TEXT && class == SCRM_CLASS_TIME) {
        if (slow_time(cell->text, &value.number))
            value.kind = S_TIME;
    } else if (cell->kind == C_TEXT && (any || class == SCRM_CLASS_TEXT)) {
        value.kind = S_TEXT;
        strcpy(value.text, cell->text);
    } else if (cell->kind == C_LIST && (any || class == SCRM_CLASS_TEXTS)) {
        value.kind = S_LIST;
        value.list = cell;
    }
    return value;
}

/* Folded, every run of white space one space. */
static inline void slow_fold(const char *text, struct scrm_buf *out)
{
    struct scrm_buf folded = {0};

    scrm_text_fold(&folded, scrm_slice_of(text));
    for (size_t i = 0; i < folded.len; i++) {
        bool white = strchr(" \t\n\r", folded.at[i]) != NULL;

        if (!white || out->len == 0 || out->at[out->len - 1] != ' ')
            scrm_buf_putc(out, white ? ' ' : folded.at[i]);
    }
    scrm_buf_fini(&folded);
}

/* Whether a word may begin or end between the characters before and at `at`. */
static inline bool slow_edge(const struct scrm_buf *text, size_t at)
{
    size_t before = at;
    uint32_t left, right;

    if (at == 0 || at == text->len)
        return true;
    do
        before--;
    while (((unsigned char)text->at[before] & 0xC0) == 0x80);
    scrm_utf8_decode(text->at + before, text->at + text->len, &left);
    scrm_utf8_decode(text->at + at, text->at + text->len, &right);
    return !scrm_text_is_word(left) || !scrm_text_is_word(right) ||
           scrm_text_is_unspaced(left) || scrm_text_is_unspaced(right);
}

static inline bool slow_has_term(const char *text, const char *term)
{
    struct scrm_buf hay = {0}, needle = {0};
    bool found = false;

    slow_fold(text, &hay);
    slow_fold(term, &needle);
    for (size_t at = 0; !found && at + needle.len <= hay.len; at++)
        found = memcmp(scrm_buf_text(&hay) + at, needle.at, needle.len) == 0 &&
                slow_edge(&hay, at) && slow_edge(&hay, at + needle.len);
    scrm_buf_fini(&hay);
    scrm_buf_fini(&needle);
    return found;
}

static inline bool slow_regexp(const char *text, const char *pattern)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF,
                                     &error, &offset, NULL);
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    int found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, match, NULL);

    pcre2_match_data_free(match);
    pcre2_code_free(code);
    return found >= 0;
}

static inline bool slow_like(const char *text, const char *pattern)
{
    uint32_t cp;

    if (!*pattern)
        return !*text;
    if (*pattern == '%')
        return slow_like(text, pattern + 1) || (*text && slow_like(text + 1, pattern));
    if (!*text)
        return false;
    if (*pattern == '_')
        return slow_like(text + scrm_utf8_decode(text, text + strlen(text), &cp), pattern + 1);
    return *text == *pattern && slow_like(text + 1, pattern + 1);
}

/* What one text has to do with the call's second argument and those behind it. */
static inline bool slow_text_test(const struct scrm_expr *call, const char *text,
                                  const char *part)
{
    size_t len = strlen(text), size = strlen(part);

    switch (call->function) {
    case SCRM_CALL_CONTAINS:
        return strstr(text, part) != NULL;
    case SCRM_CALL_STARTS_WITH:
        return strncmp(text, part, size) == 0;
    case SCRM_CALL_ENDS_WITH:
        return len >= size && strcmp(text + len - size, part) == 0;
    case SCRM_CALL_REGEXP_MATCHES:
        return slow_regexp(text, part);
    default:
        return slow_has_term(text, part);
    }
}

static inline bool slow_any_text(const struct scrm_expr *call, const struct slow *value,
                                 const char *part)
{
    if (value->kind == S_TEXT)
        return slow_text_test(call, value->text, part);
    for (size_t i = 0; i < value->list->n; i++)
        if (slow_text_test(call, value->list->items[i], part))
            return true;
    return false;
}

static inline int slow_count_words(const char *text)
{
    int count = 0;
    bool inside = false;

    /* The made-up texts hold ASCII words, and é and CJK which are letters. */
    while (*text) {
        uint32_t cp;
        size_t len = scrm_utf8_decode(text, text + strlen(text), &cp);
        bool word = scrm_text_is_word(cp), unspaced = scrm_text_is_unspaced(cp);

        if (word && (!inside || unspaced))
            count++;
        /* An apostrophe between letters joins. */
        if (!(inside && cp == '\'' && text[1] >= 'a' && text[1] <= 'z'))
            inside = word && !unspaced;
        text += len;
    }
    return count;
}

static inline struct slow slow_value(const struct record *record, const struct scrm_expr *expr);
static inline enum scrm_truth slow_truth(const struct record *record,
                                         const struct scrm_expr *expr);

static inline const char *slow_literal(const struct scrm_expr *expr)
{
    static char text[512];

    snprintf(text, sizeof text, "%.*s", SCRM_FMT(expr->text));
    return text;
}

static inline enum scrm_truth slow_call(const struct record *record,
                                        const struct scrm_expr *call)
{
    struct slow value, part;
    bool all = call->function == SCRM_CALL_HAS_ALL;
    const struct cell *type = slow_cell(record, "type");
    const struct cell *parent = slow_cell(record, "in_reply_to");
    const struct cell *created = slow_cell(record, "created_at");
    long double ms;

    if (call->function == SCRM_CALL_IS_REPLY)
        return (parent && parent->kind == C_TEXT) ||
                       (type && type->kind == C_TEXT &&
                        (!strcmp(type->text, "reply") || !strcmp(type->text, "comment")))
                   ? SCRM_YES
                   : SCRM_NO;
    if (call->function == SCRM_CALL_WORKING_TIME)
        return created && created->kind == C_TEXT && slow_time(created->text, &ms)
                   ? SCRM_YES
                   : SCRM_UNKNOWN;
    value = slow_value(record, call->args[0]);
    if (value.kind != S_TEXT && value.kind != S_LIST)
        return SCRM_UNKNOWN;
    if (call->function != SCRM_CALL_HAS && !all) {
        part = slow_value(record, call->args[1]);
        if (part.kind != S_TEXT)
            return SCRM_UNKNOWN;
        return slow_any_text(call, &value, part.text) ? SCRM_YES : SCRM_NO;
    }
    for (size_t i = 1; i < call->n; i++)
        if (slow_any_text(call, &value, slow_literal(call->args[i])) != all)
            return all ? SCRM_NO : SCRM_YES;
    return all ? SCRM_YES : SCRM_NO;
}

static inline struct slow slow_function(const struct record *record,
                                        const struct scrm_expr *call)
{
    static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    struct slow none = {S_NONE, 0, "", NULL}, value = none;
    const struct cell *created = slow_cell(record, "created_at");
    long double ms;
    time_t seconds;

    if (call->n == 0) {
        if (!created || created->kind != C_TEXT || !slow_time(created->text, &ms))
            return none;
        seconds = (time_t)(ms / 1000);
        if (call->function == SCRM_CALL_WEEKDAY) {
            value.kind = S_TEXT;
            strcpy(value.text, days[gmtime(&seconds)->tm_wday]);
        } else if (call->function == SCRM_CALL_HOUR) {
            value.kind = S_NUMBER;
            value.number = gmtime(&seconds)->tm_hour;
        } else {
            value.kind = S_SPAN;
            value.number = (long double)record->now - ms;
        }
        return value;
    }
    value = slow_value(record, call->args[0]);
    if (value.kind == S_TEXT && call->function == SCRM_CALL_LOWER) {
        /* The made-up texts hold no upper-case letter beyond ASCII but É. */
        for (char *c = value.text; *c; c++) {
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c + 32);
            else if (strncmp(c, "\xC3\x89", 2) == 0)
                c[1] = '\xA9';
        }
        return value;
    }
    if ((value.kind != S_TEXT && value.kind != S_LIST) || call->function == SCRM_CALL_LOWER)
        return none;
    if (value.kind == S_TEXT) {
        value.number = 0;
        for (const char *c = value.text; *c; c++)
            value.number += ((unsigned char)*c & 0xC0) != 0x80;
        if (call->function == SCRM_CALL_WORDS)
            value.number = slow_count_words(value.text);
    } else {
        value.number = (long double)value.list->n;
        if (call->function == SCRM_CALL_WORDS) {
            value.number = 0;
            for (size_t i = 0; i < value.list->n; i++)
                value.number += slow_count_words(value.list->items[i]);
        }
    }
    value.kind = S_NUMBER;
    return value;
}

static inline struct slow slow_value(const struct record *record, const struct scrm_expr *expr)
{
    struct slow value = {S_NONE, 0, "", NULL};
    enum scrm_truth truth;

    switch ((enum scrm_expr_op)expr->op) {
    case SCRM_EXPR_LET:
        return slow_value(record, expr->args[0]);
    case SCRM_EXPR_FIELD:
        return slow_field(record, expr);
    case SCRM_EXPR_TEXT:
        value.kind = S_TEXT;
        strcpy(value.text, slow_literal(expr));
        return value;
    case SCRM_EXPR_INT:
    case SCRM_EXPR_BOOL:
    case SCRM_EXPR_TIME:
    case SCRM_EXPR_SPAN:
        value.kind = expr->op == SCRM_EXPR_INT    ? S_NUMBER
                     : expr->op == SCRM_EXPR_BOOL ? S_BOOL
                     : expr->op == SCRM_EXPR_TIME ? S_TIME
                                                  : S_SPAN;
        value.number = (long double)expr->integer;
        return value;
    case SCRM_EXPR_REAL:
        value.kind = S_NUMBER;
        value.number = (long double)expr->number;
        return value;
    case SCRM_EXPR_NULL:
        return value;
    default:
        if (expr->op == SCRM_EXPR_CALL && expr->class != SCRM_CLASS_BOOL)
            return slow_function(record, expr);
        truth = slow_truth(record, expr);
        if (truth != SCRM_UNKNOWN)
            value.kind = S_BOOL;
        value.number = truth == SCRM_YES;
        return value;
    }
}

static inline enum scrm_truth slow_compare(enum scrm_compare compare, struct slow a,
                                           struct slow b)
{
    int order;
    bool yes[6];

    if (a.kind == S_TIME && b.kind == S_TEXT && slow_time(b.text, &b.number))
        b.kind = S_TIME;
    if (b.kind == S_TIME && a.kind == S_TEXT && slow_time(a.text, &a.number))
        a.kind = S_TIME;
    if (a.kind != b.kind || a.kind == S_NONE || a.kind == S_LIST)
        return SCRM_UNKNOWN;
    if (a.kind == S_TEXT)
        order = strcmp(a.text, b.text);
    else
        order = (a.number > b.number) - (a.number < b.number);
    yes[SCRM_COMPARE_EQ] = order == 0;
    yes[SCRM_COMPARE_NE] = order != 0;
    yes[SCRM_COMPARE_LT] = order < 0;
    yes[SCRM_COMPARE_LE] = order <= 0;
    yes[SCRM_COMPARE_GT] = order > 0;
    yes[SCRM_COMPARE_GE] = order >= 0;
    return yes[compare] ? SCRM_YES : SCRM_NO;
}

static inline enum scrm_truth slow_not(enum scrm_truth truth)
{
    return truth == SCRM_UNKNOWN ? truth : truth == SCRM_YES ? SCRM_NO : SCRM_YES;
}

static inline enum scrm_truth slow_and(enum scrm_truth a, enum scrm_truth b)
{
    if (a == SCRM_NO || b == SCRM_NO)
        return SCRM_NO;
    return a == SCRM_YES && b == SCRM_YES ? SCRM_YES : SCRM_UNKNOWN;
}

static inline enum scrm_truth slow_or(enum scrm_truth a, enum scrm_truth b)
{
    return slow_not(slow_and(slow_not(a), slow_not(b)));
}

static inline enum scrm_truth slow_test(const struct record *record,
                                        const struct scrm_expr *expr)
{
    struct slow value = slow_value(record, expr->args[0]);
    enum scrm_truth truth = SCRM_NO;

    switch ((enum scrm_expr_op)expr->op) {
    case SCRM_EXPR_IN:
        for (size_t i = 1; i < expr->n; i++)
            truth = slow_or(
                truth, slow_compare(SCRM_COMPARE_EQ, value, slow_value(record, expr->args[i])));
        break;
    case SCRM_EXPR_BETWEEN:
        truth =
            slow_and(slow_compare(SCRM_COMPARE_GE, value, slow_value(record, expr->args[1])),
                     slow_compare(SCRM_COMPARE_LE, value, slow_value(record, expr->args[2])));
        break;
    case SCRM_EXPR_LIKE:
        truth = value.kind != S_TEXT                                 ? SCRM_UNKNOWN
                : slow_like(value.text, slow_literal(expr->args[1])) ? SCRM_YES
                                                                     : SCRM_NO;
        break;
    default:
        truth = value.kind == S_NONE ? SCRM_YES : SCRM_NO;
    }
    return expr->negated ? slow_not(truth) : truth;
}

static inline enum scrm_truth slow_truth(const struct record *record,
                                         const struct scrm_expr *expr)
{
    struct slow value;
    enum scrm_truth truth;

    switch ((enum scrm_expr_op)expr->op) {
    case SCRM_EXPR_OR:
    case SCRM_EXPR_AND:
        truth = slow_truth(record, expr->args[0]);
        for (size_t i = 1; i < expr->n; i++) {
            enum scrm_truth next = slow_truth(record, expr->args[i]);

            truth = expr->op == SCRM_EXPR_OR ? slow_or(truth, next) : slow_and(truth, next);
        }
        return truth;
    case SCRM_EXPR_NOT:
        return slow_not(slow_truth(record, expr->args[0]));
    case SCRM_EXPR_COMPARE:
        return slow_compare((enum scrm_compare)expr->compare, slow_value(record, expr->args[0]),
                            slow_value(record, expr->args[1]));
    case SCRM_EXPR_IN:
    case SCRM_EXPR_BETWEEN:
    case SCRM_EXPR_LIKE:
    case SCRM_EXPR_IS_NULL:
        return slow_test(record, expr);
    case SCRM_EXPR_LET:
        return slow_truth(record, expr->args[0]);
    default:
        if (expr->op == SCRM_EXPR_CALL && expr->class == SCRM_CLASS_BOOL)
            return slow_call(record, expr);
        value = slow_value(record, expr);
        return value.kind != S_BOOL ? SCRM_UNKNOWN : value.number > 0 ? SCRM_YES : SCRM_NO;
    }
}

#endif
