/*
 * Cases against conditions: a row is turned into the shape of a post
 * (rules/of_case.h), scanned, and the rules are asked.
 */
#include "ledger/where.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"
#include "rules/of_case.h"

struct scrm_case_where {
    struct scrm_rules *rules;
    struct scrm_rules_worker *worker;
    struct scrm_keys *keys, *row_keys;
    struct scrm_value *values, *row_values;
    int *slots; /* of the members of a row. Owned */
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_buf line;
    struct scrm_line post;
};

static struct scrm_case_where *where_new(void)
{
    struct scrm_case_where *where = scrm_alloc_zero(1, sizeof *where);
    size_t i;

    where->rules = scrm_rules_new();
    where->keys = scrm_keys_new();
    where->row_keys = scrm_keys_new();
    where->slots = scrm_alloc_zero(scrm_case_fields_n, sizeof *where->slots);
    for (i = 0; i < scrm_case_fields_n; i++)
        where->slots[i] = scrm_keys_add_dotted(where->row_keys, scrm_case_fields[i].from);
    scrm_keys_build(where->row_keys);
    where->row_values =
        scrm_alloc_zero(scrm_keys_count(where->row_keys), sizeof *where->row_values);
    return where;
}

/* With the rules built, or not (`failed`). */
static struct scrm_case_where *where_done(struct scrm_case_where *where, bool failed)
{
    if (failed) {
        scrm_case_where_close(where);
        return NULL;
    }
    scrm_keys_build(where->keys);
    where->values = scrm_alloc_zero(scrm_keys_count(where->keys), sizeof *where->values);
    where->worker = scrm_rules_open(where->rules);
    return where;
}

struct scrm_case_where *scrm_case_where_open(const char *condition, struct scrm_err *err)
{
    struct scrm_case_where *where = where_new();
    const struct scrm_where place = {.text = scrm_slice_of(condition)};
    const struct scrm_case_condition one = {SCRM_SLICE("--where"), &place};

    return where_done(where,
                      scrm_case_rules_build(where->rules, NULL, &one, 1, where->keys, err));
}

struct scrm_case_where *scrm_case_where_open_time(const struct scrm_book *book,
                                                  const struct scrm_rules_clock *clock,
                                                  struct scrm_err *err)
{
    struct scrm_case_where *where = where_new();

    if (clock)
        scrm_rules_set_clock(where->rules, clock);
    return where_done(where, scrm_time_rules_build(where->rules, book, where->keys, err));
}

void scrm_case_where_close(struct scrm_case_where *where)
{
    if (!where)
        return;
    if (where->worker)
        scrm_rules_close(where->worker);
    scrm_rules_free(where->rules);
    scrm_keys_free(where->keys);
    scrm_keys_free(where->row_keys);
    scrm_scanner_fini(&where->scanner);
    scrm_arena_fini(&where->arena);
    scrm_buf_fini(&where->line);
    free(where->slots);
    free(where->values);
    free(where->row_values);
    free(where);
}

/* Scans `text` where the scanner may look behind its end. */
static int scan(struct scrm_case_where *where, const struct scrm_keys *keys,
                struct scrm_slice text, struct scrm_line *line, struct scrm_err *err)
{
    char *copy = scrm_arena_take(&where->arena, text.len + SCRM_SCAN_PADDING);

    memcpy(copy, text.at, text.len);
    memset(copy + text.len, 0, SCRM_SCAN_PADDING);
    return scrm_scan(&where->scanner, keys, (struct scrm_slice){copy, text.len}, line, err);
}

/* What a row leaves out because it does not hold is false here, not unknown. */
static bool is_flag(const struct scrm_case_field *member)
{
    return strcmp(member->to, "overdue") == 0 || strcmp(member->to, "at_risk") == 0;
}

static void put_as_post(struct scrm_case_where *where)
{
    const char *parent = NULL;
    size_t i;

    scrm_buf_reset(&where->line);
    scrm_buf_putc(&where->line, '{');
    for (i = 0; i < scrm_case_fields_n; i++) {
        const struct scrm_case_field *member = &scrm_case_fields[i];
        struct scrm_value value = where->row_values[where->slots[i]];

        if (value.kind == SCRM_ABSENT && !is_flag(member))
            continue;
        if (parent && (!member->parent || strcmp(parent, member->parent) != 0))
            scrm_buf_putc(&where->line, '}');
        if (member->parent && (!parent || strcmp(parent, member->parent) != 0)) {
            scrm_emit_key(&where->line, member->parent);
            scrm_buf_putc(&where->line, '{');
        }
        parent = member->parent;
        if (value.kind == SCRM_ABSENT)
            scrm_emit_member_bool(&where->line, member->to, false);
        else
            scrm_emit_member_json(&where->line, member->to, scrm_value_token(value));
    }
    scrm_buf_puts(&where->line, parent ? "}}" : "}");
}

int scrm_case_where_begin(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                          struct scrm_err *err)
{
    struct scrm_line row = {.values = where->row_values};

    where->post = (struct scrm_line){.values = where->values};
    scrm_arena_reset(&where->arena);
    if (scan(where, where->row_keys, json, &row, err))
        return -1;
    put_as_post(where);
    if (scan(where, where->keys, scrm_buf_slice(&where->line), &where->post, err))
        return -1;
    scrm_rules_begin(where->worker, &where->post, &where->arena, now_ms);
    return 0;
}

bool scrm_case_where_hit(struct scrm_case_where *where, size_t rule)
{
    return scrm_rules_test(where->worker, rule) == SCRM_YES;
}

void scrm_case_where_explain(struct scrm_case_where *where, size_t rule, struct scrm_why *why)
{
    scrm_rules_explain(where->worker, rule, why);
}

int scrm_case_where_test(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                         struct scrm_err *err)
{
    if (scrm_case_where_begin(where, json, now_ms, err))
        return -1;
    return scrm_case_where_hit(where, 0);
}
