/*
 * A case in the shape of a post, so that conditions about cases are written
 * with the fields of rules: route.queue, case.state, author_handle, text (the
 * first words), age() since it was opened. The short names that lists show
 * (queue, state, owner, ...) are given as well.
 */
#include "ledger/where.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"
#include "rules/rules.h"

/* From a member of scrm.case/1 to the member of a post that conditions know. */
static const struct {
    const char *from, *parent, *to;
} moves[] = {
    {"opened_at", NULL, "created_at"},
    {"network", NULL, "network"},
    {"account", NULL, "account"},
    {"channel", NULL, "channel"},
    {"url", NULL, "url"},
    {"author_id", NULL, "author_id"},
    {"author_handle", NULL, "author_handle"},
    {"author_name", NULL, "author_name"},
    {"words", NULL, "text"},
    {"customer_id", "customer", "id"},
    {"customer_name", "customer", "name"},
    {"queue", "route", "queue"},
    {"function", "route", "function"},
    {"priority", "route", "priority"},
    {"respond_by", "route", "respond_by"},
    {"resolve_by", "route", "resolve_by"},
    {"tags", "route", "tags"},
    {"rule", "route", "rule"},
    {"rules", "route", "rules"},
    {"id", "case", "id"},
    {"state", "case", "state"},
    {"owner", "case", "owner"},
    {"opened_at", "case", "opened_at"},
    {"waiting_since", "case", "waiting_since"},
    {"resolved_at", "case", "resolved_at"},
    {"ins", "case", "ins"},
    {"outs", "case", "outs"},
    {"reopens", "case", "reopens"},
};
#define MOVES_N (sizeof moves / sizeof *moves)

struct scrm_case_where {
    struct scrm_rules *rules;
    struct scrm_rules_worker *worker;
    struct scrm_keys *keys, *row_keys;
    struct scrm_value *values, *row_values;
    int slots[MOVES_N];
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_buf line;
};

/* Lets a condition say `queue` for route.queue, unless a post has such a member. */
static int add_short_names(struct scrm_case_where *where, struct scrm_err *err)
{
    char *paths = scrm_arena_take(&where->arena, MOVES_N * 40);
    size_t i;

    for (i = 0; i < MOVES_N; i++) {
        char *path = paths + i * 40;
        struct scrm_where place = {0};

        if (!moves[i].parent || scrm_slice_is(scrm_slice_of(moves[i].from), "id"))
            continue;
        snprintf(path, 40, "%s.%s", moves[i].parent, moves[i].to);
        place.text = scrm_slice_of(path);
        if (scrm_rules_let(where->rules, scrm_slice_of(moves[i].from), &place, err))
            return -1;
    }
    return 0;
}

struct scrm_case_where *scrm_case_where_open(const char *condition, struct scrm_err *err)
{
    struct scrm_case_where *where = scrm_alloc_zero(1, sizeof *where);
    struct scrm_where place = {.text = scrm_slice_of(condition)};
    size_t i;

    where->rules = scrm_rules_new();
    where->keys = scrm_keys_new();
    where->row_keys = scrm_keys_new();
    for (i = 0; i < MOVES_N; i++)
        where->slots[i] = scrm_keys_add_dotted(where->row_keys, moves[i].from);
    scrm_keys_build(where->row_keys);
    where->row_values =
        scrm_alloc_zero(scrm_keys_count(where->row_keys), sizeof *where->row_values);
    if (add_short_names(where, err) ||
        scrm_rules_add(where->rules, SCRM_SLICE("--where"), &place, err) ||
        scrm_rules_build(where->rules, where->keys, err)) {
        scrm_case_where_close(where);
        return NULL;
    }
    scrm_keys_build(where->keys);
    where->values = scrm_alloc_zero(scrm_keys_count(where->keys), sizeof *where->values);
    where->worker = scrm_rules_open(where->rules);
    return where;
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

static void put_as_post(struct scrm_case_where *where)
{
    const char *parent = NULL;
    size_t i;

    scrm_buf_reset(&where->line);
    scrm_buf_putc(&where->line, '{');
    for (i = 0; i < MOVES_N; i++) {
        struct scrm_value value = where->row_values[where->slots[i]];

        if (value.kind == SCRM_ABSENT)
            continue;
        if (parent && (!moves[i].parent || strcmp(parent, moves[i].parent) != 0))
            scrm_buf_putc(&where->line, '}');
        if (moves[i].parent && (!parent || strcmp(parent, moves[i].parent) != 0)) {
            scrm_emit_key(&where->line, moves[i].parent);
            scrm_buf_putc(&where->line, '{');
        }
        parent = moves[i].parent;
        scrm_emit_member_json(&where->line, moves[i].to, scrm_value_token(value));
    }
    scrm_buf_puts(&where->line, parent ? "}}" : "}");
}

int scrm_case_where_test(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                         struct scrm_err *err)
{
    struct scrm_line row = {.values = where->row_values}, post = {.values = where->values};

    scrm_arena_reset(&where->arena);
    if (scan(where, where->row_keys, json, &row, err))
        return -1;
    put_as_post(where);
    if (scan(where, where->keys, scrm_buf_slice(&where->line), &post, err))
        return -1;
    scrm_rules_begin(where->worker, &post, &where->arena, now_ms);
    return scrm_rules_test(where->worker, 0) == SCRM_YES;
}
