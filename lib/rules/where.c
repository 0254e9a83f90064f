/*
 * Errors at the place where a condition or a value was written.
 */
#include "rules/where.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/alloc.h"

struct scrm_where scrm_where_node(const struct scrm_node *node)
{
    return (struct scrm_where){.text = node->text, .node = node, .column = -1};
}

struct scrm_where scrm_where_cell(const struct scrm_table *table, size_t row, int column)
{
    struct scrm_slice text = scrm_slice_trim(scrm_table_get(table, row, column));

    return (struct scrm_where){.text = text, .table = table, .row = row, .column = column};
}

const char *scrm_where_file(const struct scrm_where *where)
{
    if (where->node)
        return scrm_config_file(where->node->config);
    return where->table ? scrm_table_file(where->table) : NULL;
}

static size_t characters(const char *at, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; i++)
        count += ((unsigned char)at[i] & 0xC0) != 0x80;
    return count;
}

/* The line of the text that holds byte `at`, for the caret below it. */
static void show_line(struct scrm_slice text, size_t at, struct scrm_err *err)
{
    size_t from = at, to = at;

    while (from > 0 && text.at[from - 1] != '\n')
        from--;
    while (to < text.len && text.at[to] != '\n')
        to++;
    err->column = characters(text.at + from, at - from) + 1;
    if (!err->excerpt)
        err->excerpt = scrm_strndup(text.at + from, to - from);
}

int scrm_where_error(const struct scrm_where *where, size_t at, struct scrm_err *err,
                     const char *format, ...)
{
    char *message = NULL;
    va_list args;

    if (err->code != SCRM_EXIT_OK)
        return -1;
    va_start(args, format);
    if (vasprintf(&message, format, args) < 0)
        scrm_out_of_memory();
    va_end(args);
    if (at > where->text.len)
        at = where->text.len;
    if (where->node) {
        scrm_node_error(where->node, characters(where->text.at, at), err, "%s", message);
    } else {
        if (where->table)
            scrm_table_error(where->table, where->row, where->column, err, "%s", message);
        else
            scrm_err_set(err, SCRM_EXIT_CONFIG, "%s", message);
        if (where->text.at)
            show_line(where->text, at, err);
    }
    free(message);
    return -1;
}
