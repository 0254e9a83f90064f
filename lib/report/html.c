/*
 * The report as one page that can be mailed, archived and printed. Everything
 * a stranger wrote passes scrm_text_html; links are http or https or no links.
 */
#include "report/render.h"

#include <inttypes.h>

#include "report/svg.h"
#include "text/utf8.h"

static void put_text(struct scrm_buf *out, struct scrm_slice text)
{
    struct scrm_buf visible = {0};

    scrm_text_visible(&visible, text);
    scrm_text_html(out, scrm_buf_slice(&visible));
    scrm_buf_fini(&visible);
}

static void put_head(struct scrm_buf *out, const struct scrm_document *document)
{
    scrm_buf_puts(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                       "'none'; style-src '");
    scrm_buf_puts(out, scrm_report_style_digest);
    scrm_buf_puts(out,
                  "'; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    put_text(out, document->title);
    scrm_buf_puts(out, " \xE2\x80\x93 ");
    put_text(out, document->window);
    scrm_buf_puts(out, "</title>\n<style>");
    scrm_buf_puts(out, scrm_report_style);
    scrm_buf_puts(out, "</style>\n</head>\n<body>\n<header>\n<h1>");
    put_text(out, document->title);
    scrm_buf_puts(out, "</h1>\n<p class=\"soft\">");
    put_text(out, document->window);
    scrm_buf_putc(out, ' ');
    put_text(out, document->zone);
    scrm_buf_puts(out, "</p>\n</header>\n");
}

static void put_alarm(struct scrm_buf *out, const struct scrm_document *document)
{
    size_t i;

    if (document->n_reasons == 0)
        return;
    scrm_buf_puts(out, "<div class=\"alarm\" role=\"alert\"><strong>This report is incomplete."
                       "</strong>");
    for (i = 0; i < document->n_reasons; i++) {
        scrm_buf_puts(out, "<p>");
        put_text(out, document->reasons[i]);
        scrm_buf_puts(out, "</p>");
    }
    scrm_buf_puts(out, "</div>\n");
}

static const char *tone_class(enum scrm_tone tone)
{
    static const char *const classes[] = {"", "soft", "good", "warn", "bad"};

    return classes[tone];
}

static void put_tiles(struct scrm_buf *out, const struct scrm_document *document)
{
    size_t i;

    scrm_buf_puts(out, "<dl>\n");
    for (i = 0; i < document->n_tiles; i++) {
        const struct scrm_tile *tile = &document->tiles[i];

        scrm_buf_puts(out, "<div><dt>");
        put_text(out, tile->label);
        scrm_buf_printf(out, "</dt><dd><div class=\"value %s\">", tone_class(tile->tone));
        put_text(out, tile->value);
        scrm_buf_puts(out, "</div><div class=\"note\">");
        put_text(out, tile->note);
        scrm_buf_puts(out, "</div>");
        if (tile->below.len) {
            scrm_buf_puts(out, "<div class=\"note\">");
            put_text(out, tile->below);
            scrm_buf_puts(out, "</div>");
        }
        scrm_buf_puts(out, "</dd></div>\n");
    }
    scrm_buf_puts(out, "</dl>\n");
}

static void put_chart(struct scrm_buf *out, const struct scrm_figures *figures)
{
    static const char *const key[][2] = {
        {"pos", "positive"}, {"mid", "neutral or not scored"}, {"neg", "negative"}};
    size_t i;

    if (figures->n_days == 0)
        return;
    scrm_buf_puts(out, "<section>\n<h2>Posts heard a day</h2>\n");
    scrm_svg_days(figures, out);
    scrm_buf_puts(out, "\n<ul class=\"key\">");
    for (i = 0; i < sizeof key / sizeof *key; i++)
        scrm_buf_printf(
            out,
            "<li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"%s\" "
            "width=\"10\" height=\"10\"/></svg>%s</li>",
            key[i][0], key[i][1]);
    scrm_buf_puts(out, "</ul>\n</section>\n");
}

static bool is_web(struct scrm_slice link)
{
    return scrm_slice_starts(link, "https://") || scrm_slice_starts(link, "http://");
}

static void put_cell(struct scrm_buf *out, const struct scrm_column *column,
                     const struct scrm_cell *cell)
{
    const char *tone = tone_class(cell->tone);

    scrm_buf_puts(out, "<td");
    if (column->number || column->wide || tone[0])
        scrm_buf_printf(out, " class=\"%s%s%s\"", column->number ? "number " : "",
                        column->wide ? "says " : "", tone);
    scrm_buf_putc(out, '>');
    if (is_web(cell->link)) {
        scrm_buf_puts(out, "<a rel=\"noreferrer\" href=\"");
        scrm_text_html(out, cell->link);
        scrm_buf_puts(out, "\">");
    }
    put_text(out, cell->text);
    if (is_web(cell->link))
        scrm_buf_puts(out, "</a>");
    scrm_buf_puts(out, "</td>");
}

static void put_rows(struct scrm_buf *out, const struct scrm_grid *grid)
{
    size_t i, c;

    scrm_buf_puts(out, "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
    scrm_text_html(out, scrm_slice_of(grid->title));
    scrm_buf_printf(out, "\"><table class=\"%s\">\n<thead><tr>", grid->name);
    for (c = 0; c < grid->n_columns; c++)
        if (scrm_grid_column_used(grid, c))
            scrm_buf_printf(out, "<th scope=\"col\"%s>%s</th>",
                            grid->columns[c].number ? " class=\"number\"" : "",
                            grid->columns[c].title[0] ? grid->columns[c].title : "What");
    scrm_buf_puts(out, "</tr></thead>\n<tbody>\n");
    for (i = 0; i < grid->n; i += grid->n_columns) {
        scrm_buf_puts(out, "<tr>");
        for (c = 0; c < grid->n_columns; c++)
            if (scrm_grid_column_used(grid, c))
                put_cell(out, &grid->columns[c], &grid->cells[i + c]);
        scrm_buf_puts(out, "</tr>\n");
    }
    scrm_buf_puts(out, "</tbody>\n</table></div>\n");
}

static void put_grid(struct scrm_buf *out, const struct scrm_grid *grid)
{
    scrm_buf_puts(out, "<section>\n<h2>");
    scrm_text_html(out, scrm_slice_of(grid->title));
    scrm_buf_puts(out, "</h2>\n");
    if (grid->n)
        put_rows(out, grid);
    else
        scrm_buf_printf(out, "<p class=\"soft\">%s</p>\n", grid->empty);
    if (grid->more)
        scrm_buf_printf(out, "<p class=\"soft\">and %" PRIu64 " more</p>\n", grid->more);
    scrm_buf_puts(out, "</section>\n");
}

static void put_foot(struct scrm_buf *out, const struct scrm_document *document)
{
    size_t i;

    scrm_buf_puts(out, "<footer>\n");
    for (i = 0; i < document->n_remarks; i++) {
        scrm_buf_puts(out, "<p>");
        put_text(out, document->remarks[i]);
        scrm_buf_puts(out, "</p>\n");
    }
    scrm_buf_puts(out, "<p>Made ");
    put_text(out, document->made);
    scrm_buf_putc(out, ' ');
    put_text(out, document->zone);
    scrm_buf_puts(out, " by scrm. Times are wall-clock times");
    scrm_buf_puts(out, document->figures->calendar ? " unless they say business hours."
                                                   : "; business hours need a calendar.");
    scrm_buf_puts(out, "</p>\n</footer>\n</body>\n</html>\n");
}

void scrm_render_html(const struct scrm_document *document, struct scrm_buf *out)
{
    size_t i;

    put_head(out, document);
    put_alarm(out, document);
    put_tiles(out, document);
    for (i = 0; i < document->n_grids; i++) {
        const struct scrm_grid *grid = &document->grids[i];

        if (grid->n || i < 2)
            put_grid(out, grid);
        if (i == 0)
            put_chart(out, document->figures);
    }
    put_foot(out, document);
}
