/*
 * Charts as SVG elements inside the page: no script, no style attributes, a
 * title and a description for screen readers, a tooltip on every bar.
 */
#ifndef SCRM_REPORT_SVG_H
#define SCRM_REPORT_SVG_H

#include "report/figures.h"

/* Stacked bars, one a day (a week where there are more than 62 days): negative
 * at the bottom, neutral and unscored, positive on top. */
void scrm_svg_days(const struct scrm_figures *figures, struct scrm_buf *out);

/* A share of 100 as a small horizontal bar; `part` of `whole`. */
void scrm_svg_share(uint64_t part, uint64_t whole, struct scrm_buf *out);

#endif
