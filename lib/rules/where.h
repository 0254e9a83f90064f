/*
 * Where a piece of a rule was written: a scalar of a YAML or JSON file, a cell
 * of a CSV, or an option of the command line. Conditions and values carry it
 * along, so that an error about the fifth word of a condition shows that word.
 */
#ifndef SCRM_RULES_WHERE_H
#define SCRM_RULES_WHERE_H

#include "config/node.h"
#include "table/table.h"

/* All borrowed. One of `node` and `table` is set, or neither (an option). */
struct scrm_where {
    struct scrm_slice text;         /* what was written, unquoted */
    const struct scrm_node *node;   /* the scalar, list or map it stands in */
    const struct scrm_table *table; /* the cell it stands in */
    size_t row;
    int column;
};

struct scrm_where scrm_where_node(const struct scrm_node *node);
struct scrm_where scrm_where_cell(const struct scrm_table *table, size_t row, int column);

/* The file's name, or NULL for an option. Borrowed. */
const char *scrm_where_file(const struct scrm_where *where);

/*
 * Error 78 at byte `at` of the text, with file, line, column, the line itself
 * and a caret. In a CSV the column counts characters of the cell. Returns -1.
 */
int scrm_where_error(const struct scrm_where *where, size_t at, struct scrm_err *err,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
