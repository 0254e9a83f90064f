/*
 * Random conditions for tests/unit/rules/agree.c, each written twice: in our words and
 * in SQLite's, where it has them. Fields and values are those of made.h.
 */
#ifndef SCRM_TESTS_TWIN_H
#define SCRM_TESTS_TWIN_H

#include <stdarg.h>

#include "made.h"

enum { REALS_MAX = 64 };

struct twin {
    struct scrm_buf ours, sql;
    bool plain; /* SQLite can be asked */
    double reals[REALS_MAX];
    int n_reals;
};

__attribute__((format(printf, 2, 3))) static inline void both(struct twin *t,
                                                              const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    scrm_buf_puts(&t->ours, text);
    scrm_buf_puts(&t->sql, text);
}

static inline void put_field(struct twin *t, const char *name, const char *suffix)
{
    scrm_buf_puts(&t->ours, name);
    scrm_buf_printf(&t->sql, "\"%s%s\"", name, suffix);
}

static inline void put_text(struct twin *t, const char *text)
{
    both(t, "'");
    for (; *text; text++)
        both(t, *text == '\'' ? "''" : "%c", *text);
    both(t, "'");
}

/* Doubles are bound, so that SQLite's reading of decimals is not what is tested. */
static inline void put_number(struct twin *t)
{
    struct cell cell;

    do
        fill_number(&cell);
    while (cell.kind == C_REAL && !isfinite(cell.real));
    scrm_buf_puts(&t->ours, cell.text);
    if (cell.kind == C_INT || t->n_reals == REALS_MAX) {
        scrm_buf_puts(&t->sql, cell.text);
        t->plain = t->plain && cell.kind == C_INT;
    } else {
        t->reals[t->n_reals++] = cell.real;
        scrm_buf_printf(&t->sql, "?%d", t->n_reals);
    }
}

static inline void put_time(struct twin *t)
{
    const char *text = PICK(times);
    long double ms = 0;

    slow_time(text, &ms);
    scrm_buf_printf(&t->ours, "TIMESTAMP '%s'", text);
    scrm_buf_printf(&t->sql, "%lld", (long long)ms);
}

static const char *const comparisons[] = {"=", "<>", "!=", "<", "<=", ">", ">="};
static const char *const equalities[] = {"=", "<>"};
static const char *const negations[] = {"", " NOT"};

/* A value of the class; of an ANY field SQLite is told the column of that class. */
static inline void put_value(struct twin *t, enum scrm_class class, bool any)
{
    static const char *const suffixes[] = {
        [SCRM_CLASS_BOOL] = "#b", [SCRM_CLASS_NUMBER] = "#n", [SCRM_CLASS_TEXT] = "#t"};

    if (any && class != SCRM_CLASS_TIME && rnd(6) == 0) {
        put_field(t, PICK(any_fields), suffixes[class]);
        return;
    }
    if (class == SCRM_CLASS_NUMBER && rnd(8) == 0) {
        both(t, "length(");
        put_field(t, PICK(text_fields), "");
        both(t, ")");
    } else if (class == SCRM_CLASS_NUMBER && rnd(15) == 0) {
        t->plain = false;
        scrm_buf_printf(&t->ours, rnd(3) ? "words(%s)" : "hour()", PICK(text_fields));
    } else if (class == SCRM_CLASS_TEXT && rnd(15) == 0) {
        t->plain = false;
        scrm_buf_printf(&t->ours, "lower(%s)", PICK(text_fields));
    } else {
        put_field(t,
                  class == SCRM_CLASS_BOOL     ? PICK(bool_fields)
                  : class == SCRM_CLASS_NUMBER ? PICK(number_fields)
                  : class == SCRM_CLASS_TEXT   ? PICK(text_fields)
                                               : PICK(time_fields),
                  "");
    }
}

static inline void put_literal(struct twin *t, enum scrm_class class)
{
    if (rnd(20) == 0)
        both(t, "NULL");
    else if (class == SCRM_CLASS_BOOL)
        both(t, rnd(2) ? "TRUE" : "false");
    else if (class == SCRM_CLASS_NUMBER)
        put_number(t);
    else if (class == SCRM_CLASS_TEXT)
        put_text(t, PICK(texts));
    else
        put_time(t);
}

static inline void put_compare(struct twin *t, enum scrm_class class)
{
    bool swapped = rnd(5) == 0, two = rnd(6) == 0;

    if (swapped)
        put_literal(t, class);
    else
        put_value(t, class, !two);
    both(t, " %s ", class == SCRM_CLASS_BOOL ? PICK(equalities) : PICK(comparisons));
    if (swapped || two)
        put_value(t, class, !two);
    else
        put_literal(t, class);
}

/* ext.a = ext.b: SQLite asks the columns of each class in turn. */
static inline void put_loose(struct twin *t)
{
    const char *compare = PICK(comparisons);

    scrm_buf_printf(&t->ours, "ext.a %s ext.b", compare);
    scrm_buf_printf(&t->sql,
                    "coalesce(\"ext.a#n\" %s \"ext.b#n\", \"ext.a#t\" %s \"ext.b#t\", "
                    "\"ext.a#b\" %s \"ext.b#b\")",
                    compare, compare, compare);
}

static inline void put_part(struct twin *t)
{
    static const char *const names[] = {"contains", "starts_with", "ends_with"};
    const char *field = PICK(text_fields), *part;
    struct twin literal = {.plain = true};
    size_t which = rnd(3);

    put_text(&literal, PICK(texts));
    part = scrm_buf_text(&literal.sql);
    scrm_buf_printf(&t->ours, "%s(%s, %s)", names[which], field, part);
    scrm_buf_printf(&t->sql, "CASE WHEN \"%s\" IS NULL THEN NULL ELSE %s = '' OR ", field,
                    part);
    if (which == 0)
        scrm_buf_printf(&t->sql, "instr(\"%s\", %s) > 0 END", field, part);
    else
        scrm_buf_printf(&t->sql, "substr(\"%s\", %slength(%s)) = %s END", field,
                        which == 1 ? "1, " : "-", part, part);
    scrm_buf_fini(&literal.ours);
    scrm_buf_fini(&literal.sql);
}

static const char *texty_field(void)
{
    uint32_t which = rnd(8);

    return which == 0 ? PICK(list_fields) : which == 1 ? PICK(any_fields) : PICK(text_fields);
}

/* What SQLite has no word for: asked of the slow evaluator alone. */
static inline void put_function(struct twin *t)
{
    static const char *const days[] = {"mon", "sun", "wed"};
    struct scrm_buf *out = &t->ours;

    t->plain = false;
    switch (rnd(9)) {
    case 0:
        scrm_buf_printf(out, "regexp_matches(%s, '%s')", texty_field(), PICK(regexps));
        break;
    case 1:
        scrm_buf_printf(out, "weekday() %s '%s'", PICK(equalities), PICK(days));
        break;
    case 2:
        scrm_buf_printf(out, "age() %s INTERVAL '%u hours'", PICK(comparisons), rnd(100));
        break;
    case 3:
        scrm_buf_puts(out, rnd(2) ? "is_reply()" : "working_time()");
        break;
    case 4:
        scrm_buf_printf(out, "contains(%s, 'ref')", texty_field());
        break;
    default:
        scrm_buf_printf(out, "%s(%s", rnd(3) ? "has" : "has_all", texty_field());
        for (uint32_t n = 1 + rnd(3); n; n--)
            scrm_buf_printf(out, ", '%s'", PICK(terms));
        scrm_buf_puts(out, ")");
    }
}

static inline void put_leaf(struct twin *t)
{
    enum scrm_class class = (enum scrm_class)(SCRM_CLASS_BOOL + rnd(4));
    const char *field;
    bool loose;

    switch (rnd(14)) {
    case 0:
        put_value(t, SCRM_CLASS_BOOL, true);
        break;
    case 1:
        field = rnd(4) ? PICK(text_fields) : PICK(any_fields);
        put_field(t, field, "");
        both(t, " IS%s NULL", PICK(negations));
        break;
    case 2:
        loose = rnd(3) == 0;
        put_field(t, loose ? PICK(any_fields) : PICK(text_fields), loose ? "#t" : "");
        both(t, "%s LIKE ", PICK(negations));
        put_text(t, PICK(patterns));
        break;
    case 3:
        class = rnd(2) ? SCRM_CLASS_NUMBER : SCRM_CLASS_TEXT;
        put_value(t, class, true);
        both(t, "%s IN (", PICK(negations));
        for (uint32_t n = 1 + rnd(4); n; n--) {
            put_literal(t, class);
            both(t, n > 1 ? ", " : ")");
        }
        break;
    case 4:
        class = (enum scrm_class)(SCRM_CLASS_NUMBER + rnd(3));
        put_value(t, class, true);
        both(t, "%s BETWEEN ", PICK(negations));
        put_literal(t, class);
        both(t, " AND ");
        put_literal(t, class);
        break;
    case 5:
        put_loose(t);
        break;
    case 6:
        put_part(t);
        break;
    case 7:
    case 8:
    case 9:
        put_function(t);
        break;
    case 10:
        both(t, rnd(3) == 0 ? "NULL" : rnd(2) ? "TRUE" : "FALSE");
        break;
    default:
        put_compare(t, class);
    }
}

static inline void put_condition(struct twin *t, unsigned depth)
{
    uint32_t which = depth ? rnd(6) : 5;

    if (which < 3) {
        const char *word = which ? " AND " : " or ";

        both(t, "(");
        put_condition(t, depth - 1);
        for (uint32_t n = 1 + rnd(2); n; n--) {
            both(t, "%s", word);
            put_condition(t, depth - 1);
        }
        both(t, ")");
    } else if (which == 3) {
        both(t, "not ");
        put_condition(t, depth - 1);
    } else {
        put_leaf(t);
    }
}

#endif
