/*
 * Words and phrases: has(), has_all() and terms(). Each call becomes an atom
 * (a field and a set of terms), all terms of all atoms of a field stand in one
 * automaton, and each rule learns which atoms can wake it, so that a record
 * without any of its words never looks at it.
 */
#include "rules/set.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"

/* Ids of the terms that one call names. */
struct ids {
    uint32_t *at; /* owned */
    size_t n, cap;
};

static int by_id(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

static void ids_sort(struct ids *ids)
{
    size_t unique = 0;

    if (ids->n)
        qsort(ids->at, ids->n, sizeof *ids->at, by_id);
    for (size_t i = 0; i < ids->n; i++) {
        if (unique == 0 || ids->at[unique - 1] != ids->at[i])
            ids->at[unique++] = ids->at[i];
    }
    ids->n = unique;
}

static void ids_add(struct ids *ids, uint32_t id)
{
    SCRM_GROW(ids->at, ids->n, ids->cap);
    ids->at[ids->n++] = id;
}

/* The id of a term as written. */
static uint32_t term_id(struct scrm_rules *set, struct scrm_slice term)
{
    bool added;
    struct scrm_map_entry *entry = scrm_map_put(&set->terms, term, &added);

    if (added)
        entry->value = set->terms.n - 1;
    return (uint32_t)entry->value;
}

/* Whether the automaton would take the term: it holds a word. */
static bool has_word(struct scrm_slice term)
{
    struct scrm_terms *probe = scrm_terms_new();
    struct scrm_err bad = {0};
    bool good = scrm_terms_add(probe, term, 0, &bad) == 0;

    scrm_err_fini(&bad);
    scrm_terms_free(probe);
    return good;
}

/* One column of a table, blank cells left out. */
static int read_column(struct scrm_rules *set, const struct scrm_table *table, int column,
                       struct ids *ids, struct scrm_err *err)
{
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice term = scrm_slice_trim(scrm_table_get(table, row, column));

        if (term.len == 0)
            continue;
        if (!has_word(term))
            return scrm_table_error(table, row, column, err,
                                    "a term without a letter or digit");
        ids_add(ids, term_id(set, term));
    }
    ids_sort(ids);
    return 0;
}

static int load_file(struct scrm_rules *set, const struct scrm_expr *call, const char *path,
                     struct ids *ids, struct scrm_err *err)
{
    struct scrm_err bad = {0};
    struct scrm_table *table = scrm_table_load(path, &bad);
    char *name = NULL;
    int column = 0, status = -1;

    if (table && call->n > 1) {
        name = scrm_strndup(call->args[1]->text.at, call->args[1]->text.len);
        column = scrm_table_need(table, name, &bad);
    }
    if (table && column >= 0) {
        status = read_column(set, table, column, ids, err);
    } else if (bad.file && bad.line) {
        /* The table itself is wrong: its place counts, not the rule's. */
        scrm_err_set(err, SCRM_EXIT_CONFIG, "%s", bad.text);
        scrm_err_at(err, bad.file, bad.line, bad.column);
        if (bad.hint)
            scrm_err_hint(err, "%s", bad.hint);
    } else {
        scrm_where_error(call->where, call->args[0]->from, err, "%s", bad.text);
        if (bad.hint)
            scrm_err_hint(err, "%s", bad.hint);
    }
    scrm_err_fini(&bad);
    scrm_table_free(table);
    free(name);
    return status;
}

/* The terms of terms('file', 'column'), read once; relative to the rule file. */
static int terms_file(struct scrm_rules *set, const struct scrm_expr *call,
                      const struct scrm_terms_file **found, struct scrm_err *err)
{
    const char *file = scrm_where_file(call->where);
    const char *slash = file ? strrchr(file, '/') : NULL;
    char *dir = slash ? scrm_strndup(file, (size_t)(slash - file) + 1) : scrm_strdup("");
    char *name = scrm_strndup(call->args[0]->text.at, call->args[0]->text.len);
    char *path = dir[0] ? scrm_file_join(dir, name) : scrm_strdup(name);
    struct scrm_map_entry *entry;
    struct ids ids = {0};
    int status = 0;
    bool added;

    scrm_buf_reset(&set->key);
    scrm_buf_puts(&set->key, path);
    scrm_buf_putc(&set->key, '\0');
    if (call->n > 1)
        scrm_buf_put_slice(&set->key, call->args[1]->text);
    entry = scrm_map_put(&set->file_ids, scrm_buf_slice(&set->key), &added);
    if (added) {
        status = load_file(set, call, path, &ids, err);
        entry->value =
            SCRM_LIST_ADD(set, files, ((struct scrm_terms_file){.ids = ids.at, .n = ids.n}));
    }
    *found = &set->files[entry->value];
    free(dir);
    free(name);
    free(path);
    return status;
}

/* All terms that the call names. */
static int call_terms(struct scrm_rules *set, const struct scrm_expr *call, struct ids *ids,
                      struct scrm_err *err)
{
    for (size_t i = 1; i < call->n; i++) {
        const struct scrm_expr *arg = call->args[i];
        const struct scrm_terms_file *file;

        if (arg->op == SCRM_EXPR_TEXT) {
            if (!has_word(arg->text))
                return scrm_where_error(arg->where, arg->from, err,
                                        "%.*s() looks for words, and this holds none",
                                        SCRM_FMT(call->text));
            ids_add(ids, term_id(set, arg->text));
            continue;
        }
        if (terms_file(set, arg, &file, err))
            return -1;
        for (size_t k = 0; k < file->n; k++)
            ids_add(ids, file->ids[k]);
    }
    ids_sort(ids);
    return 0;
}

/* The step that asks whether any of `n` terms stands in the field. */
static int atom_step(struct scrm_rules *set, uint32_t field, const uint32_t *ids, size_t n,
                     uint32_t *step, struct scrm_err *err)
{
    struct scrm_map_entry *entry;
    struct scrm_field *in = &set->fields[field];
    bool added;

    scrm_buf_reset(&set->key);
    scrm_buf_put(&set->key, (const char *)&field, sizeof field);
    scrm_buf_put(&set->key, (const char *)ids, n * sizeof *ids);
    entry = scrm_map_put(&set->atom_ids, scrm_buf_slice(&set->key), &added);
    if (added) {
        struct scrm_atom atom = {
            .field = field, .terms = (uint32_t)set->n_atom_terms, .n = (uint32_t)n};

        entry->value = SCRM_LIST_ADD(set, atoms, atom);
        if (!in->terms)
            in->terms = scrm_terms_new();
        for (size_t i = 0; i < n; i++) {
            SCRM_LIST_ADD(set, atom_terms, ids[i]);
            if (scrm_terms_add(in->terms, set->terms.entries[ids[i]].key,
                               (uint32_t)entry->value, err))
                return -1;
        }
    }
    *step = scrm_step_add(
        set, &(struct scrm_step){.op = SCRM_STEP_ATOM, .a = (uint32_t)entry->value});
    return 0;
}

/* No terms at all: has() is never true, has_all() always, of a known field. */
static uint32_t nothing_to_find(struct scrm_rules *set, uint32_t field_step, bool all)
{
    uint32_t missing =
        scrm_step_add(set, &(struct scrm_step){.op = SCRM_STEP_MISSING, .a = field_step});
    uint32_t parts[] = {all ? scrm_step_not(set, missing) : missing,
                        scrm_step_const(set, SCRM_UNKNOWN)};

    return scrm_step_join(set, all ? SCRM_STEP_OR : SCRM_STEP_AND, parts, 2);
}

int scrm_atom_has(struct scrm_rules *set, const struct scrm_expr *call, bool all,
                  uint32_t *step, struct scrm_err *err)
{
    struct scrm_expr *in = call->args[0];
    struct ids ids = {0};
    uint32_t field_step, field, *parts;
    int status = call_terms(set, call, &ids, err);

    while (in->op == SCRM_EXPR_LET)
        in = in->args[0];
    field_step = scrm_step_field(set, in);
    field = set->steps[field_step].a;

    if (status == 0 && ids.n == 0) {
        *step = nothing_to_find(set, field_step, all);
    } else if (status == 0 && !all) {
        status = atom_step(set, field, ids.at, ids.n, step, err);
    } else if (status == 0) {
        parts = scrm_alloc(ids.n * sizeof *parts);
        for (size_t i = 0; i < ids.n && status == 0; i++)
            status = atom_step(set, field, &ids.at[i], 1, &parts[i], err);
        if (status == 0)
            *step = scrm_step_join(set, SCRM_STEP_AND, parts, ids.n);
        free(parts);
    }
    free(ids.at);
    return status;
}
