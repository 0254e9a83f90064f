/*
 * A grid on a page of text: what each column needs, and what is done where that
 * is more than there is room for. First the wide column stands below the others
 * on a line of its own, then titles take two lines, then words are cut, those of
 * the widest columns first; figures, times and ids never are.
 */
#include "report/page.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/utf8.h"

enum {
    GAP = 2,         /* between columns */
    TEXT_MOST = 24,  /* of a column that is not the wide one */
    WIDE_LEAST = 24, /* of the wide column beside the others */
    WIDE_MOST = 400,
    INDENT = 4, /* of the wide column below the others */
    CUT_LEAST = 3,
};

struct layout {
    size_t *widths; /* of all columns; 0: it has no text */
    size_t wide;    /* the wide column's number; n_columns: there is none */
    bool below;     /* it stands on a line of its own */
    bool two_heads; /* titles take two lines */
};

/* Where a title goes on in the second line; its length where it does not. */
static size_t second_line(const char *title)
{
    const char *space = strrchr(title, ' ');

    return space ? (size_t)(space - title) : strlen(title);
}

static size_t title_width(const char *title, bool two_heads)
{
    size_t first = second_line(title), all = strlen(title);
    size_t second = first < all ? all - first - 1 : 0;

    if (!two_heads)
        return all;
    return first > second ? first : second;
}

static size_t cells_width(struct scrm_page *page, const struct scrm_grid *grid, size_t column)
{
    size_t most = grid->columns[column].wide ? WIDE_MOST : TEXT_MOST, widest = 0, i;

    for (i = column; i < grid->n; i += grid->n_columns) {
        size_t width = scrm_page_show(page, grid->cells[i].text, most);

        widest = width > widest ? width : widest;
    }
    return widest;
}

/* What the columns need as they are; the wide one beside them only its least. */
static size_t room_of(const struct scrm_grid *grid, const struct layout *layout)
{
    size_t room = 0, c;

    for (c = 0; c < grid->n_columns; c++) {
        size_t width = layout->widths[c];

        if (c == layout->wide && layout->below)
            continue;
        if (c == layout->wide && width > WIDE_LEAST)
            width = WIDE_LEAST;
        room += width ? width + GAP : 0;
    }
    return room ? room - GAP : 0;
}

/* Whether a column holds words, which can be cut; times and ids have another form for
 * spreadsheets. */
static bool of_words(const struct scrm_grid *grid, size_t column)
{
    return !grid->columns[column].number && !grid->cells[column].raw.at;
}

/* False where that does not help. */
static bool cut_words(const struct scrm_grid *grid, struct layout *layout, size_t columns)
{
    while (room_of(grid, layout) > columns) {
        size_t widest = grid->n_columns, c;

        for (c = 0; c < grid->n_columns; c++)
            if (c != layout->wide && of_words(grid, c) &&
                (widest == grid->n_columns || layout->widths[c] > layout->widths[widest]))
                widest = c;
        if (widest == grid->n_columns || layout->widths[widest] <= CUT_LEAST)
            return false;
        layout->widths[widest]--;
    }
    return true;
}

static void measure(struct scrm_page *page, const struct scrm_grid *grid, size_t *cells,
                    struct layout *layout)
{
    size_t c;

    for (c = 0; c < grid->n_columns; c++) {
        size_t title = title_width(grid->columns[c].title, layout->two_heads);

        layout->widths[c] = cells[c] > title || !cells[c] ? cells[c] : title;
    }
    if (layout->below)
        layout->widths[layout->wide] = page->terminal->columns - INDENT;
}

/* The first of the ways to lay it out that has room. */
static void lay_out(struct scrm_page *page, const struct scrm_grid *grid, struct layout *layout)
{
    size_t *cells = scrm_alloc_zero(grid->n_columns, sizeof *cells), room, c;
    size_t columns = page->terminal->columns;
    int way;

    layout->wide = grid->n_columns;
    for (c = 0; c < grid->n_columns; c++) {
        cells[c] = cells_width(page, grid, c);
        if (grid->columns[c].wide && cells[c])
            layout->wide = c;
    }
    for (way = 0; way < 4; way++) {
        layout->below = way & 1 && layout->wide < grid->n_columns;
        layout->two_heads = way & 2;
        measure(page, grid, cells, layout);
        if (room_of(grid, layout) <= columns)
            break;
    }
    if (way == 4) { /* two lines of titles only where they save something */
        room = room_of(grid, layout);
        layout->two_heads = false;
        measure(page, grid, cells, layout);
        layout->two_heads = room_of(grid, layout) > room;
        measure(page, grid, cells, layout);
    }
    if (!cut_words(grid, layout, columns))
        measure(page, grid, cells, layout);
    if (layout->wide < grid->n_columns && !layout->below) {
        size_t *wide = &layout->widths[layout->wide], most;

        room = room_of(grid, layout) - (*wide < WIDE_LEAST ? *wide : WIDE_LEAST);
        most = columns > room + WIDE_LEAST ? columns - room : WIDE_LEAST;
        *wide = *wide < most ? *wide : most;
    }
    free(cells);
}

/* A line of titles: the first, or the second where there are two. */
static void put_titles(struct scrm_page *page, const struct scrm_grid *grid,
                       const struct layout *layout, bool second)
{
    size_t c;

    for (c = 0; c < grid->n_columns; c++) {
        struct scrm_slice title = scrm_slice_of(grid->columns[c].title);
        size_t first = layout->two_heads ? second_line(title.at) : title.len;

        if (!layout->widths[c] || (c == layout->wide && layout->below))
            continue;
        /* A title of one word stands in the lower line, next to what it names. */
        if (first == title.len)
            title.len = second ? title.len : 0;
        else if (second)
            title = (struct scrm_slice){title.at + first + 1, title.len - first - 1};
        else
            title.len = first;
        scrm_page_put(page, title, layout->widths[c], grid->columns[c].number, "\x1b[2m");
        scrm_put_spaces(page->out, GAP);
    }
    scrm_page_end_line(page);
}

static void put_row(struct scrm_page *page, const struct scrm_grid *grid,
                    const struct layout *layout, const struct scrm_cell *cells)
{
    size_t c;

    for (c = 0; c < grid->n_columns; c++) {
        if (!layout->widths[c] || (c == layout->wide && layout->below))
            continue;
        scrm_page_put(page, cells[c].text, layout->widths[c], grid->columns[c].number,
                      scrm_tone_code(cells[c].tone));
        scrm_put_spaces(page->out, GAP);
    }
    scrm_page_end_line(page);
    if (!layout->below || !cells[layout->wide].text.len)
        return;
    scrm_put_spaces(page->out, INDENT);
    scrm_page_put(page, cells[layout->wide].text, layout->widths[layout->wide], false,
                  scrm_tone_code(cells[layout->wide].tone));
    scrm_page_end_line(page);
}

void scrm_page_grid(struct scrm_page *page, const struct scrm_grid *grid)
{
    struct layout layout = {.widths = scrm_alloc_zero(grid->n_columns, sizeof(size_t))};
    size_t row;

    if (grid->n) {
        lay_out(page, grid, &layout);
        if (layout.two_heads)
            put_titles(page, grid, &layout, false);
        put_titles(page, grid, &layout, true);
        for (row = 0; row < scrm_grid_rows(grid); row++)
            put_row(page, grid, &layout, grid->cells + row * grid->n_columns);
    }
    free(layout.widths);
}
