/*
 * A table to look at: named columns, rows of short texts, a tone here and
 * there. Every renderer draws the same grids, so a number cannot differ
 * between the terminal, the page and the spreadsheet.
 */
#ifndef SCRM_REPORT_GRID_H
#define SCRM_REPORT_GRID_H

#include "base/arena.h"
#include "base/buf.h"

enum scrm_tone {
    SCRM_TONE_PLAIN,
    SCRM_TONE_QUIET,
    SCRM_TONE_GOOD,
    SCRM_TONE_WARN,
    SCRM_TONE_BAD
};

struct scrm_column {
    const char *key;   /* the name in CSV */
    const char *title; /* the name on a page */
    bool number;       /* aligned to the right */
    bool wide;         /* takes what room is left and is cut to it */
};

struct scrm_cell {
    struct scrm_slice text; /* for people */
    struct scrm_slice raw;  /* for CSV where it differs; absent: `text` */
    struct scrm_slice link; /* http or https; absent: none */
    enum scrm_tone tone;
};

struct scrm_grid {
    const char *name;  /* for --table: "cases" */
    const char *title; /* "Need an answer now" */
    const char *empty; /* what to say when there is no row */
    const struct scrm_column *columns;
    size_t n_columns;
    struct scrm_cell *cells; /* row by row; owned. Texts live in the document's arena */
    size_t n, cap;           /* cells */
    uint64_t more;           /* rows that were left out */
};

static inline size_t scrm_grid_rows(const struct scrm_grid *grid)
{
    return grid->n_columns ? grid->n / grid->n_columns : 0;
}

void scrm_grid_fini(struct scrm_grid *grid);

/* Whether a column says anything in any row. */
bool scrm_grid_column_used(const struct scrm_grid *grid, size_t column);

/* Adds the next cell, in reading order. Borrowed texts must outlive the grid. */
void scrm_grid_add(struct scrm_grid *grid, struct scrm_cell cell);

#endif
