/*
 * The report on a terminal: six figures, bars for the days, the case list and
 * the tables, in the width there is. Control and bidirectional characters of
 * strangers are shown, never sent.
 */
#include "report/page.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "text/utf8.h"

enum { GAP = 2, TILE_COLUMNS = 3, BAR_DAYS_MAX = 31 };

static void put_heading(struct scrm_page *page, const char *text)
{
    scrm_buf_putc(page->out, '\n');
    scrm_page_put(page, scrm_slice_of(text), page->terminal->columns, false, "\x1b[1m");
    scrm_page_end_line(page);
}

static void put_head(struct scrm_page *page, const struct scrm_document *document)
{
    size_t columns = page->terminal->columns, i;
    struct scrm_buf line = {0};

    scrm_page_put(page, document->title, columns, false, "\x1b[1m");
    scrm_page_end_line(page);
    scrm_buf_puts(&line, "");
    scrm_buf_put_slice(&line, document->window);
    scrm_buf_putc(&line, ' ');
    scrm_buf_put_slice(&line, document->zone);
    scrm_buf_puts(&line, ", made ");
    scrm_buf_put_slice(&line, document->made);
    scrm_page_put(page, scrm_buf_slice(&line), columns, false, "\x1b[2m");
    scrm_page_end_line(page);
    for (i = 0; i < document->n_reasons; i++) {
        scrm_buf_reset(&line);
        scrm_buf_puts(&line, "INCOMPLETE: ");
        scrm_buf_put_slice(&line, document->reasons[i]);
        scrm_page_put(page, scrm_buf_slice(&line), columns, false, "\x1b[1;31m");
        scrm_page_end_line(page);
    }
    scrm_buf_fini(&line);
}

enum { TILE_LINES = 4 };

static struct scrm_slice tile_line(const struct scrm_tile *tile, size_t line)
{
    const struct scrm_slice lines[TILE_LINES] = {tile->label, tile->value, tile->note,
                                                 tile->below};

    return lines[line];
}

static const char *tile_code(const struct scrm_tile *tile, size_t line)
{
    if (line == 1)
        return tile->tone == SCRM_TONE_BAD ? "\x1b[1;31m" : "\x1b[1m";
    return line == 2 ? "" : "\x1b[2m";
}

/* Three tiles a row: label, value, note and what stands below it. */
static void put_tiles(struct scrm_page *page, const struct scrm_document *document)
{
    size_t width = (page->terminal->columns - (size_t)GAP * (TILE_COLUMNS - 1)) / TILE_COLUMNS;
    size_t row, line, i;

    for (row = 0; row < document->n_tiles; row += TILE_COLUMNS) {
        size_t end =
            row + TILE_COLUMNS < document->n_tiles ? row + TILE_COLUMNS : document->n_tiles;

        scrm_buf_putc(page->out, '\n');
        for (line = 0; line < TILE_LINES; line++) {
            bool any = false;

            for (i = row; i < end; i++)
                any |= tile_line(&document->tiles[i], line).len > 0;
            for (i = row; i < end && any; i++) {
                const struct scrm_tile *tile = &document->tiles[i];

                scrm_page_put(page, tile_line(tile, line), width, false, tile_code(tile, line));
                scrm_put_spaces(page->out, GAP);
            }
            if (any)
                scrm_page_end_line(page);
        }
    }
}

/* A bar of eighths: `eighths` in all. */
static void put_bar(struct scrm_page *page, uint64_t eighths)
{
    static const char *const parts[] = {"",
                                        "\xE2\x96\x8F",
                                        "\xE2\x96\x8E",
                                        "\xE2\x96\x8D",
                                        "\xE2\x96\x8C",
                                        "\xE2\x96\x8B",
                                        "\xE2\x96\x8A",
                                        "\xE2\x96\x89"};
    uint64_t full = eighths / 8;

    if (page->terminal->ascii) {
        for (full = (eighths + 4) / 8; full; full--)
            scrm_buf_putc(page->out, '#');
        return;
    }
    while (full--)
        scrm_buf_puts(page->out, "\xE2\x96\x88");
    scrm_buf_puts(page->out, parts[eighths % 8]);
}

static uint64_t busiest(const struct scrm_figures *figures)
{
    uint64_t most = 0;
    size_t i;

    for (i = 0; i < figures->n_days; i++)
        if (figures->days[i].inbound > most)
            most = figures->days[i].inbound;
    return most;
}

static void put_day_bars(struct scrm_page *page, const struct scrm_figures *figures,
                         uint64_t most)
{
    size_t room = page->terminal->columns - 34, i;
    struct scrm_buf label = {0};

    for (i = 0; i < figures->n_days; i++) {
        const struct scrm_day *day = &figures->days[i];

        scrm_buf_reset(&label);
        scrm_put_day(&label, day->day, true);
        scrm_buf_printf(&label, "  %4" PRIu64 "  ", day->inbound);
        scrm_buf_put_slice(page->out, scrm_buf_slice(&label));
        scrm_tone_on(page, "\x1b[36m");
        put_bar(page, day->inbound * room * 8 / most);
        scrm_tone_off(page, "\x1b[36m");
        if (day->moods.negative) {
            scrm_buf_reset(&label);
            scrm_buf_printf(&label, " %" PRIu64 " negative", day->moods.negative);
            scrm_tone_on(page, "\x1b[2m");
            scrm_buf_put_slice(page->out, scrm_buf_slice(&label));
            scrm_tone_off(page, "\x1b[2m");
        }
        scrm_page_end_line(page);
    }
    scrm_buf_fini(&label);
}

/* Many days on one line: each column the sum of its days, in eighths of a line. */
static void put_sparkline(struct scrm_page *page, const struct scrm_figures *figures)
{
    static const char *const heights[] = {" ",
                                          "\xE2\x96\x81",
                                          "\xE2\x96\x82",
                                          "\xE2\x96\x83",
                                          "\xE2\x96\x84",
                                          "\xE2\x96\x85",
                                          "\xE2\x96\x86",
                                          "\xE2\x96\x87",
                                          "\xE2\x96\x88"};
    static const char plain[] = " .:-=+*#@";
    size_t columns =
        figures->n_days < page->terminal->columns ? figures->n_days : page->terminal->columns;
    uint64_t *sums = scrm_alloc_zero(columns, sizeof *sums), most = 1;
    struct scrm_buf label = {0};
    size_t i;

    for (i = 0; i < figures->n_days; i++)
        sums[i * columns / figures->n_days] += figures->days[i].inbound;
    for (i = 0; i < columns; i++)
        most = sums[i] > most ? sums[i] : most;
    scrm_tone_on(page, "\x1b[36m");
    for (i = 0; i < columns; i++) {
        uint64_t height = (sums[i] * 8 + most - 1) / most;

        if (page->terminal->ascii)
            scrm_buf_putc(page->out, plain[height]);
        else
            scrm_buf_puts(page->out, heights[height]);
    }
    scrm_tone_off(page, "\x1b[36m");
    scrm_page_end_line(page);
    scrm_put_day(&label, figures->days[0].day, false);
    scrm_buf_puts(&label, " to ");
    scrm_put_day(&label, figures->days[figures->n_days - 1].day, false);
    scrm_buf_printf(&label, ", at most %" PRIu64 " a column", most);
    scrm_page_put(page, scrm_buf_slice(&label), page->terminal->columns, false, "\x1b[2m");
    scrm_page_end_line(page);
    scrm_buf_fini(&label);
    free(sums);
}

static void put_days(struct scrm_page *page, const struct scrm_figures *figures)
{
    uint64_t most = busiest(figures);

    if (most == 0)
        return;
    put_heading(page, "Posts heard a day");
    if (figures->n_days <= BAR_DAYS_MAX)
        put_day_bars(page, figures, most);
    else
        put_sparkline(page, figures);
}

static void put_grid(struct scrm_page *page, const struct scrm_grid *grid)
{
    put_heading(page, grid->title);
    if (grid->n == 0) {
        scrm_page_put(page, scrm_slice_of(grid->empty), page->terminal->columns, false,
                      "\x1b[2m");
        scrm_page_end_line(page);
    }
    scrm_page_grid(page, grid);
    if (grid->more) {
        scrm_buf_printf(page->out, "and %" PRIu64 " more", grid->more);
        scrm_page_end_line(page);
    }
}

/* Our own words over as many lines as they need. */
static void put_paragraph(struct scrm_page *page, struct scrm_slice text)
{
    while (text.len) {
        struct scrm_slice line = scrm_text_cut(text, page->terminal->columns, NULL);

        if (line.len < text.len && text.at[line.len] != ' ') {
            const char *space = memrchr(line.at, ' ', line.len);

            if (space)
                line.len = (size_t)(space - line.at);
        }
        scrm_page_put(page, line, page->terminal->columns, false, "");
        scrm_page_end_line(page);
        text.at += line.len;
        text.len -= line.len;
        while (text.len && text.at[0] == ' ') {
            text.at++;
            text.len--;
        }
    }
}

void scrm_render_text(const struct scrm_document *document,
                      const struct scrm_terminal *terminal, struct scrm_buf *out)
{
    struct scrm_page page = {.terminal = terminal, .out = out};
    size_t i;

    put_head(&page, document);
    put_tiles(&page, document);
    put_days(&page, document->figures);
    for (i = 0; i < document->n_grids; i++) {
        const struct scrm_grid *grid = &document->grids[i];

        /* The days stand above as bars; what has no rows is said only where that is news. */
        if (strcmp(grid->name, "days") == 0 || (grid->n == 0 && i > 1 && grid->name[0] != 's'))
            continue;
        put_grid(&page, grid);
    }
    if (document->n_remarks)
        put_heading(&page, "Please note");
    for (i = 0; i < document->n_remarks; i++)
        put_paragraph(&page, document->remarks[i]);
    scrm_buf_fini(&page.scratch);
}
