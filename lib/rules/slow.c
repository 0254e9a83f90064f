/*
 * Regular expressions that some text can make run wild: each one of a rule is tried
 * on rows of the characters that it is made of, and on rows of common ones. What
 * reaches its limits on three hundred of them is not safe from anybody's post.
 */
#include <stdlib.h>

#include "rules/set.h"

/* Long enough for what grows with the third power to show, short enough that what
 * grows with the second does not. */
enum { ROW_CHARACTERS = 300 };

static const char common[] = "aA0 .,-_@/#!x1\n";

/* One character's bytes, from `at` on. */
static size_t character_bytes(const char *at, const char *end)
{
    size_t n = 1;

    while (at + n < end && ((unsigned char)at[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* Whether the pattern gives up on a row of `unit`, with a last character that fits none. */
static bool runs_wild(const struct scrm_pattern *pattern, struct scrm_matcher *matcher,
                      struct scrm_slice unit, struct scrm_buf *row)
{
    scrm_buf_reset(row);
    for (int i = 0; i < ROW_CHARACTERS; i++)
        scrm_buf_put_slice(row, unit);
    scrm_buf_puts(row, "\x01");
    return scrm_pattern_find(pattern, matcher, scrm_buf_slice(row), NULL, NULL) < 0;
}

/* Tries one expression; the row that does it in `unit`. */
static bool is_slow(struct scrm_slice text, struct scrm_slice *unit)
{
    struct scrm_err bad = {0};
    struct scrm_pattern *pattern = scrm_pattern_compile(text, false, &bad);
    struct scrm_matcher *matcher = scrm_matcher_new();
    struct scrm_buf row = {0};
    bool slow = false;

    for (size_t i = 0; pattern && !slow && common[i]; i++) {
        *unit = (struct scrm_slice){common + i, 1};
        slow = runs_wild(pattern, matcher, *unit, &row);
    }
    for (const char *at = text.at, *end = scrm_slice_end(text); pattern && !slow && at < end;) {
        size_t one = character_bytes(at, end);

        *unit = (struct scrm_slice){at, one};
        slow = runs_wild(pattern, matcher, *unit, &row);
        if (!slow && at + one < end) {
            unit->len += character_bytes(at + one, end);
            slow = runs_wild(pattern, matcher, *unit, &row);
        }
        at += one;
    }
    scrm_buf_fini(&row);
    scrm_matcher_free(matcher);
    scrm_pattern_free(pattern);
    scrm_err_fini(&bad);
    return slow;
}

/* The first slow expression below a condition, or NULL. */
static const struct scrm_expr *find_slow(const struct scrm_expr *expr, struct scrm_slice *unit)
{
    if (expr->op == SCRM_EXPR_CALL && expr->function == SCRM_CALL_REGEXP_MATCHES &&
        is_slow(expr->args[1]->text, unit))
        return expr->args[1];
    for (size_t i = 0; i < expr->n; i++) {
        const struct scrm_expr *found = find_slow(expr->args[i], unit);

        if (found)
            return found;
    }
    return NULL;
}

bool scrm_rules_slow(const struct scrm_rules *set, size_t rule, struct scrm_slice *pattern,
                     struct scrm_slice *unit)
{
    const struct scrm_expr *found = find_slow(set->rules[rule].expr, unit);

    if (found)
        *pattern = found->text;
    return found != NULL;
}
