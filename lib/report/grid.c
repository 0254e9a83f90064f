/*
 * Grids: cells in reading order.
 */
#include "report/grid.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_grid_fini(struct scrm_grid *grid)
{
    free(grid->cells);
    *grid = (struct scrm_grid){0};
}

void scrm_grid_add(struct scrm_grid *grid, struct scrm_cell cell)
{
    SCRM_GROW(grid->cells, grid->n, grid->cap);
    grid->cells[grid->n++] = cell;
}

bool scrm_grid_column_used(const struct scrm_grid *grid, size_t column)
{
    for (size_t i = column; i < grid->n; i += grid->n_columns)
        if (grid->cells[i].text.len)
            return true;
    return false;
}
