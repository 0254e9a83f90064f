/*
 * The forms of a report. Each appends to a buffer and never fails; strangers'
 * texts are escaped for where they stand.
 */
#ifndef SCRM_REPORT_RENDER_H
#define SCRM_REPORT_RENDER_H

#include "report/document.h"

struct scrm_terminal {
    size_t columns; /* width in columns, at least 60 */
    bool colour;
    bool ascii; /* no block elements, no arrows: for old terminals and mail */
};

/* What standard output can show; a width of 100 and no colour where it is no terminal or
 * not what is `written` to. NO_COLOR is heeded. */
struct scrm_terminal scrm_terminal_of(bool written, bool ascii);

/* For a terminal or a plain text file. */
void scrm_render_text(const struct scrm_document *document,
                      const struct scrm_terminal *terminal, struct scrm_buf *out);

/* One grid as a spreadsheet reads it: raw values, formulas defused. */
void scrm_render_csv(const struct scrm_grid *grid, struct scrm_buf *out);

/* One self-contained page: no JavaScript, nothing loaded, a strict
 * Content-Security-Policy, SVG charts, light and dark. */
void scrm_render_html(const struct scrm_document *document, struct scrm_buf *out);

/* Takes what has been gathered so far and empties `out`. 0, or -1 to stop. */
typedef int scrm_render_pass(void *ctx, struct scrm_buf *out);

/* scrm.report/1: every figure with its n, its unknowns and what it buckets by.
 * Durations in seconds; null is null. One line, passed on piece by piece where
 * `pass` is not NULL; the last piece stays in `out`. -1 where `pass` said so. */
int scrm_render_json(const struct scrm_document *document,
                     const struct scrm_document_input *input, scrm_render_pass *pass, void *ctx,
                     struct scrm_buf *out);

/* The style sheet of the page and the digest of it that the policy names
 * ("sha256-…", base 64); tests/unit/report compares them. */
extern const char scrm_report_style[];
extern const char scrm_report_style_digest[];

#endif
