/*
 * A rule file as a spreadsheet: the columns `rule` and `when`, then any keys of
 * `then` (tags separated by semicolons), `stop` and `before`. An empty cell is
 * "not given". Rows without rule and when are left out, for people who draw
 * lines between groups.
 */
#include "rules/book.h"

#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"

static int check_columns(const struct scrm_table *table, struct scrm_err *err)
{
    const char *known[16] = {"rule", "when", "stop", "before"};
    size_t n = 4;

    for (size_t i = 0; scrm_then_keys[i]; i++)
        known[n++] = scrm_then_keys[i];
    for (size_t c = 0; c < scrm_table_columns(table); c++) {
        struct scrm_slice name = scrm_slice_trim(scrm_table_name(table, c));
        const char *near;
        bool found = name.len == 0;

        for (size_t i = 0; i < n; i++)
            found = found || scrm_table_column(table, known[i]) == (int)c;
        if (found)
            continue;
        scrm_err_set(err, SCRM_EXIT_CONFIG, "unknown column '%.*s'", SCRM_FMT(name));
        scrm_err_at(err, scrm_table_file(table), 1, 0);
        near = scrm_err_nearest(name, known, n);
        if (near)
            scrm_err_hint(err, "did you mean %s?", near);
        return -1;
    }
    if (scrm_table_need(table, "rule", err) < 0)
        return -1;
    return 0;
}

static int read_stop(struct scrm_book_patch *patch, const struct scrm_where *cell,
                     struct scrm_err *err)
{
    static const char *const words[] = {"false", "no", "0", "true", "yes", "1"};

    if (cell->text.len == 0)
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i]);

        if (cell->text.len == len && strncasecmp(cell->text.at, words[i], len) == 0) {
            patch->rule.stop = i > 2;
            patch->has_stop = true;
            return 0;
        }
    }
    return scrm_where_error(cell, 0, err, "expected true or false");
}

static int read_row(struct scrm_book *book, const struct scrm_table *table, size_t row,
                    struct scrm_err *err)
{
    struct scrm_book_patch patch = {0};
    struct scrm_where cell = scrm_where_cell(table, row, scrm_table_column(table, "rule"));
    int status;

    patch.rule.place = cell;
    patch.rule.name = cell.text;
    cell = scrm_where_cell(table, row, scrm_table_column(table, "when"));
    if (patch.rule.name.len == 0 && cell.text.len == 0)
        return 0;
    if (cell.text.len)
        patch.rule.when = cell;
    cell = scrm_where_cell(table, row, scrm_table_column(table, "before"));
    if (cell.text.len)
        patch.before = cell;
    cell = scrm_where_cell(table, row, scrm_table_column(table, "stop"));
    status = read_stop(&patch, &cell, err);
    for (size_t i = 0; status == 0 && scrm_then_keys[i]; i++) {
        cell = scrm_where_cell(table, row, scrm_table_column(table, scrm_then_keys[i]));
        if (cell.text.len) {
            struct scrm_book_value value = {scrm_slice_of(scrm_then_keys[i]), cell, cell};

            scrm_book_put_value(&patch.rule.then, &value);
        }
    }
    if (status == 0)
        status = scrm_book_put_rule(&book->rules, &patch, err);
    free(patch.rule.then.at);
    return status;
}

int scrm_book_read_csv(struct scrm_book *book, const struct scrm_table *table,
                       struct scrm_err *err)
{
    int name = scrm_table_column(table, "rule");

    if (check_columns(table, err))
        return -1;
    for (size_t row = 0; row < scrm_table_rows(table); row++) {
        struct scrm_slice rule = scrm_slice_trim(scrm_table_get(table, row, name));

        for (size_t k = 0; rule.len && k < row; k++) {
            if (scrm_slice_eq(scrm_slice_trim(scrm_table_get(table, k, name)), rule))
                return scrm_table_error(table, row, name, err, "a second rule named '%.*s'",
                                        SCRM_FMT(rule));
        }
        if (read_row(book, table, row, err))
            return -1;
    }
    return 0;
}
