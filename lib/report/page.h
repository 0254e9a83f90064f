/*
 * What text.c draws with. Control and bidirectional characters of strangers
 * are shown, never sent.
 */
#ifndef SCRM_REPORT_PAGE_H
#define SCRM_REPORT_PAGE_H

#include "report/render.h"

struct scrm_page {
    const struct scrm_terminal *terminal;
    struct scrm_buf *out;
    struct scrm_buf scratch;
};

/* The colour of a tone; "" where it has none. */
const char *scrm_tone_code(enum scrm_tone tone);
void scrm_tone_on(struct scrm_page *page, const char *code);
void scrm_tone_off(struct scrm_page *page, const char *code);

void scrm_put_spaces(struct scrm_buf *out, size_t n);

/* The text as it may be shown, into page->scratch; at most `columns` of it,
 * with an ellipsis where it is cut. Returns its width. */
size_t scrm_page_show(struct scrm_page *page, struct scrm_slice text, size_t columns);

/* The same onto the page, padded to `columns`. */
void scrm_page_put(struct scrm_page *page, struct scrm_slice text, size_t columns, bool right,
                   const char *code);

/* The grid with its titles, no line longer than there are columns wherever its figures allow.
 */
void scrm_page_grid(struct scrm_page *page, const struct scrm_grid *grid);

/* Ends a line without trailing spaces. */
void scrm_page_end_line(struct scrm_page *page);

#endif
