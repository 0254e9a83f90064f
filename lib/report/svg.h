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

#endif
