/*
 * One report from what was gathered: figures, list, document, form, file.
 */
#ifndef SCRM_REPORT_MAKE_H
#define SCRM_REPORT_MAKE_H

#include "report/posts.h"
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

/* What it is made from. All borrowed; `describe` says the words of a case. */
struct scrm_report_matter {
    const struct scrm_report_posts *posts;
    const struct scrm_cases *cases;
    const struct scrm_case_fact *facts; /* those that `cases` were folded from */
    scrm_case_describe *describe;
    void *ctx;
};

/* Writes it. Errors: 74. */
int scrm_report_make(const struct scrm_report_plan *plan,
                     const struct scrm_report_matter *matter, struct scrm_err *err);

#endif
