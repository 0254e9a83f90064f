/*
 * One report from what was gathered: figures, list, document, form, file.
 */
#ifndef SCRM_REPORT_MAKE_H
#define SCRM_REPORT_MAKE_H

#include "report/reckon.h"
#include "report/render.h"

struct scrm_report_plan {
    const char *format; /* "text", "html", "json" or "csv" */
    const char *table;  /* the grid that "csv" writes */
    const char *output; /* path; NULL: standard output */
    struct scrm_terminal terminal;
    struct scrm_window window;
    int64_t now_ms;
    struct scrm_slice title, zone;
    struct scrm_slice *reasons; /* why the report is incomplete */
    size_t n_reasons;
    const struct scrm_end *end; /* accounts of the stages */
    enum scrm_dimension by;     /* SCRM_BY_N: no breakdown */
    size_t list_max;            /* rows of the case list; 0: all */
};

/* Writes it. Errors: 74. */
int scrm_report_make(const struct scrm_report_plan *plan,
                     const struct scrm_report_matter *matter, struct scrm_err *err);

#endif
