/*
 * A case in the shape of a post, so that conditions about cases are written
 * with the fields of rules: route.queue, case.state, author_handle, text (the
 * first words), age() since it was opened. The short names that lists show
 * (queue, state, owner, ...) are given as well.
 */
#include "ledger/where.h"

#include <stdlib.h>
#include <strings.h>

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

/* ---- fields that no case has ---- */

/* Names by which a condition may ask: the post's and the short ones. Owned by caller. */
static const char **known_names(struct scrm_arena *arena, size_t *n)
{
    const char **names = scrm_alloc((2 * MOVES_N + 1) * sizeof *names);
    size_t i;

    *n = 0;
    for (i = 0; i < MOVES_N; i++) {
        char *path = scrm_arena_take(arena, 40);

        snprintf(path, 40, "%s%s%s", moves[i].parent ? moves[i].parent : "",
                 moves[i].parent ? "." : "", moves[i].to);
        names[(*n)++] = path;
        if (moves[i].parent && strcmp(moves[i].from, "id") != 0)
            names[(*n)++] = moves[i].from;
    }
    return names;
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '.';
}

static bool is_keyword(struct scrm_slice word)
{
    static const char *const words[] = {"and",     "or",    "not",      "in",
                                        "between", "like",  "is",       "null",
                                        "true",    "false", "interval", "timestamp"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof *words; i++)
        if (word.len == strlen(words[i]) && strncasecmp(word.at, words[i], word.len) == 0)
            return true;
    return false;
}

/* The first name in a condition (one that is well-formed) that is not known. */
static struct scrm_slice unknown_name(struct scrm_slice text, const char *const *names,
                                      size_t n)
{
    size_t at = 0, i;

    while (at < text.len) {
        struct scrm_slice word = {text.at + at, 0};
        const char *quote;

        if (text.at[at] == '\'') {
            quote = memchr(text.at + at + 1, '\'', text.len - at - 1);
            at = quote ? (size_t)(quote - text.at) + 1 : text.len;
            continue;
        }
        while (at + word.len < text.len && in_name(text.at[at + word.len]))
            word.len++;
        at += word.len ? word.len : 1;
        if (!word.len || (word.at[0] >= '0' && word.at[0] <= '9') || is_keyword(word))
            continue;
        for (i = at; i < text.len && text.at[i] == ' '; i++)
            ;
        if (i < text.len && text.at[i] == '(')
            continue;
        for (i = 0; i < n && !scrm_slice_is(word, names[i]); i++)
            ;
        if (i == n)
            return word;
    }
    return (struct scrm_slice){NULL, 0};
}

/* Conditions know the fields of posts; a case has but some of them, and the
 * others would never hold. `before`: members wanted before the condition was built. */
static int refuse_unknown(struct scrm_case_where *where, const char *condition, size_t before,
                          struct scrm_err *err)
{
    const char **names;
    const char *near;
    struct scrm_slice name;
    size_t n;

    if (scrm_keys_count(where->keys) == before)
        return 0;
    names = known_names(&where->arena, &n);
    name = unknown_name(scrm_slice_of(condition), names, n);
    scrm_err_set(err, SCRM_EXIT_CONFIG, "--where: no case has the field '%.*s'",
                 SCRM_FMT(name));
    near = scrm_err_nearest(name, names, n);
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    else
        scrm_err_hint(err, "a case has state, queue, owner, priority, waiting_since, tags, "
                           "author_handle, network, text, ...");
    free(names);
    return -1;
}

/* Wants all that a case has, so that whatever more is wanted is what none has. */
static size_t want_known(struct scrm_case_where *where)
{
    char path[40];
    size_t i;

    for (i = 0; i < MOVES_N; i++) {
        snprintf(path, sizeof path, "%s%s%s", moves[i].parent ? moves[i].parent : "",
                 moves[i].parent ? "." : "", moves[i].to);
        scrm_keys_add_dotted(where->keys, path);
    }
    return scrm_keys_count(where->keys);
}

struct scrm_case_where *scrm_case_where_open(const char *condition, struct scrm_err *err)
{
    struct scrm_case_where *where = scrm_alloc_zero(1, sizeof *where);
    struct scrm_where place = {.text = scrm_slice_of(condition)};
    size_t i, known;

    where->rules = scrm_rules_new();
    where->keys = scrm_keys_new();
    where->row_keys = scrm_keys_new();
    for (i = 0; i < MOVES_N; i++)
        where->slots[i] = scrm_keys_add_dotted(where->row_keys, moves[i].from);
    scrm_keys_build(where->row_keys);
    where->row_values =
        scrm_alloc_zero(scrm_keys_count(where->row_keys), sizeof *where->row_values);
    known = want_known(where);
    if (add_short_names(where, err) ||
        scrm_rules_add(where->rules, SCRM_SLICE("--where"), &place, err) ||
        scrm_rules_build(where->rules, where->keys, err) ||
        refuse_unknown(where, condition, known, err)) {
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
