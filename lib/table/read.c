/*
 * A whole table in memory: header, rows, and where each row stands, for the
 * files that people keep (customers, accounts, holidays, lexicons, rules).
 *
 * Sits on the stream parser and is stricter, because somebody can mend these
 * files: the header names each column once, no row is longer, all is UTF-8.
 */
#include "table/table.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"

struct row {
    size_t first;  /* index of its first cell */
    uint32_t n;    /* cells */
    uint64_t line; /* of the file */
};

struct scrm_table {
    char *file;
    struct scrm_arena arena; /* the cells' text */
    struct scrm_slice *names;
    const char **name_list; /* the same, for suggestions */
    size_t columns;
    struct scrm_slice *cells;
    size_t n_cells, cap_cells;
    struct row *rows;
    size_t n, cap;
};

/* Length of the UTF-8 character at `at` (RFC 3629), 0 where it is none. */
static size_t character(const unsigned char *at, size_t len)
{
    unsigned char c = at[0], low = 0x80, high = 0xBF;
    size_t need = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;

    if (need > len)
        return 0;
    if (c == 0xE0)
        low = 0xA0;
    else if (c == 0xED)
        high = 0x9F;
    else if (c == 0xF0)
        low = 0x90;
    else if (c == 0xF4)
        high = 0x8F;
    for (size_t i = 1; i < need; i++, low = 0x80, high = 0xBF)
        if (at[i] < low || at[i] > high)
            return 0;
    return need;
}

static bool is_utf8(struct scrm_slice text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    size_t len = text.len, step;

    for (; len; at += step, len -= step) {
        step = character(at, len);
        if (!step)
            return false;
    }
    return true;
}

static int check_utf8(const struct scrm_table *table, const struct scrm_row_fields *row,
                      struct scrm_err *err)
{
    for (size_t i = 0; i < row->n; i++) {
        if (is_utf8(row->at[i]))
            continue;
        scrm_err_set(err, SCRM_EXIT_CONFIG, "not UTF-8");
        scrm_err_hint(err, "save the table as \"CSV UTF-8\"");
        if (i < table->columns)
            scrm_err_member(err, table->names[i].at);
        return -1;
    }
    return 0;
}

static int take_header(struct scrm_table *table, const struct scrm_row_fields *row,
                       struct scrm_err *err)
{
    table->names = scrm_alloc_zero(row->n, sizeof *table->names);
    table->name_list = scrm_alloc_zero(row->n, sizeof *table->name_list);
    for (size_t i = 0; i < row->n; i++) {
        struct scrm_slice name = scrm_slice_trim(row->at[i]);
        char *copy = scrm_arena_copy(&table->arena, name.at, name.len);

        if (name.len && scrm_table_column(table, copy) >= 0)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "the column \"%s\" stands twice", copy);
        table->names[i] = (struct scrm_slice){copy, name.len};
        table->name_list[i] = copy;
        table->columns = i + 1;
    }
    return 0;
}

static bool is_empty(const struct scrm_row_fields *row)
{
    for (size_t i = 0; i < row->n; i++)
        if (row->at[i].len)
            return false;
    return true;
}

static int take_row(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    struct scrm_table *table = ctx;
    size_t n = row->n;

    if (is_empty(row))
        return 0;
    if (check_utf8(table, row, err))
        return -1;
    if (!table->names)
        return take_header(table, row, err);
    while (n > table->columns && row->at[n - 1].len == 0)
        n--;
    if (n > table->columns) {
        scrm_err_set(err, SCRM_EXIT_CONFIG, "%zu fields, but the header has %zu", n,
                     table->columns);
        scrm_err_hint(err, "a field that holds the separator goes in \"quotes\"");
        return -1;
    }
    SCRM_GROW(table->rows, table->n, table->cap);
    table->rows[table->n++] = (struct row){table->n_cells, (uint32_t)n, row->line};
    for (size_t i = 0; i < n && row->at[i].at; i++) {
        SCRM_GROW(table->cells, table->n_cells, table->cap_cells);
        table->cells[table->n_cells++] = (struct scrm_slice){
            scrm_arena_copy(&table->arena, row->at[i].at, row->at[i].len), row->at[i].len};
    }
    table->rows[table->n - 1].n = (uint32_t)(table->n_cells - table->rows[table->n - 1].first);
    return 0;
}

struct scrm_table *scrm_table_parse(struct scrm_slice text, const char *name,
                                    struct scrm_err *err)
{
    struct scrm_table *table = scrm_alloc_zero(1, sizeof *table);
    struct scrm_table_stream *stream = scrm_table_stream_new(0, name, take_row, table);
    struct scrm_err why = {0};
    int rc = scrm_table_stream_feed(stream, text, &why);

    table->file = scrm_strdup(name);
    if (!rc)
        rc = scrm_table_stream_end(stream, &why);
    if (!rc && !table->names) {
        rc = scrm_err_set(&why, SCRM_EXIT_CONFIG, "the table is empty: it has no header");
        scrm_err_at(&why, name, 1, 0);
    }
    scrm_table_stream_free(stream);
    if (!rc)
        return table;
    scrm_table_free(table);
    if (err->code == SCRM_EXIT_OK) {
        why.code = SCRM_EXIT_CONFIG;
        *err = why;
    } else {
        scrm_err_fini(&why);
    }
    return NULL;
}

struct scrm_table *scrm_table_load(const char *path, struct scrm_err *err)
{
    struct scrm_buf text = {0};
    struct scrm_table *table = NULL;

    if (scrm_file_read(path, &text, err) == 0)
        table = scrm_table_parse(scrm_buf_slice(&text), path, err);
    scrm_buf_fini(&text);
    return table;
}

void scrm_table_free(struct scrm_table *table)
{
    if (!table)
        return;
    scrm_arena_fini(&table->arena);
    free(table->file);
    free(table->names);
    free(table->name_list);
    free(table->cells);
    free(table->rows);
    free(table);
}

size_t scrm_table_rows(const struct scrm_table *table)
{
    return table->n;
}

size_t scrm_table_columns(const struct scrm_table *table)
{
    return table->columns;
}

const char *scrm_table_file(const struct scrm_table *table)
{
    return table->file;
}

struct scrm_slice scrm_table_name(const struct scrm_table *table, size_t column)
{
    return column < table->columns ? table->names[column] : (struct scrm_slice){0};
}

uint64_t scrm_table_line(const struct scrm_table *table, size_t row)
{
    return row < table->n ? table->rows[row].line : 0;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(struct scrm_slice a, struct scrm_slice b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    return true;
}

int scrm_table_column(const struct scrm_table *table, const char *name)
{
    struct scrm_slice want = scrm_slice_trim(scrm_slice_of(name));

    for (size_t i = 0; i < table->columns; i++)
        if (same_name(table->names[i], want))
            return (int)i;
    return -1;
}

int scrm_table_need(const struct scrm_table *table, const char *name, struct scrm_err *err)
{
    int column = scrm_table_column(table, name);
    const char *near;

    if (column >= 0)
        return column;
    scrm_err_set(err, SCRM_EXIT_CONFIG, "no column \"%s\"", name);
    scrm_err_at(err, table->file, 1, 0);
    near = scrm_err_nearest(scrm_slice_of(name), table->name_list, table->columns);
    if (near)
        scrm_err_hint(err, "did you mean the column \"%s\"?", near);
    return -1;
}

struct scrm_slice scrm_table_get(const struct scrm_table *table, size_t row, int column)
{
    if (row >= table->n || column < 0 || (uint32_t)column >= table->rows[row].n)
        return (struct scrm_slice){0};
    return table->cells[table->rows[row].first + (size_t)column];
}

int scrm_table_error(const struct scrm_table *table, size_t row, int column,
                     struct scrm_err *err, const char *format, ...)
{
    char *formatted = NULL;
    va_list args;

    va_start(args, format);
    if (vasprintf(&formatted, format, args) < 0)
        scrm_out_of_memory();
    va_end(args);
    scrm_err_set(err, SCRM_EXIT_CONFIG, "%s", formatted);
    free(formatted);
    scrm_err_at(err, table->file, scrm_table_line(table, row), 0);
    if (column >= 0 && (size_t)column < table->columns)
        scrm_err_member(err, table->names[column].at);
    return -1;
}
