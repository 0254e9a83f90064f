/*
 * One grid as CSV: the keys of its columns, then the raw values.
 */
#include "report/render.h"
#include "table/table.h"

void scrm_render_csv(const struct scrm_grid *grid, struct scrm_buf *out)
{
    size_t i, c = 0;

    for (i = 0; i < grid->n_columns; i++)
        scrm_table_put_field(out, scrm_slice_of(grid->columns[i].key), i == 0);
    scrm_table_put_end(out);
    for (i = 0; i < grid->n; i++) {
        const struct scrm_cell *cell = &grid->cells[i];

        scrm_table_put_field(out, cell->raw.at ? cell->raw : cell->text, c == 0);
        if (++c == grid->n_columns) {
            scrm_table_put_end(out);
            c = 0;
        }
    }
}
