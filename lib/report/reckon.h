/*
 * From what the lines said to figures and the list of waiting cases: batch by
 * batch, so that a year of posts is counted in the memory of a few thousand.
 */
#ifndef SCRM_REPORT_RECKON_H
#define SCRM_REPORT_RECKON_H

#include "report/facts.h"
#include "report/figures.h"
#include "report/list.h"

/* What a report is made from. All borrowed; `describe` says the words of a case. */
struct scrm_report_matter {
    struct scrm_report_facts *facts;
    struct scrm_report_posts *posts;           /* names and counts of those lines */
    const struct scrm_cases *cases;            /* of a ledger; NULL: folded from the lines */
    const struct scrm_case_fact *case_facts;   /* those that `cases` were folded from */
    const struct scrm_case_settings *settings; /* of a fold of the lines; NULL: as shipped */
    const struct scrm_calendar *calendar;      /* of business time; NULL: none */
    scrm_case_describe *describe;
    void *ctx;
};

/* Fills figures and list, which was begun. `window` as in scrm_figures_span; `by` SCRM_BY_N: no
 * breakdown. Error 74. The caller frees both, after an error too. */
int scrm_report_reckon(struct scrm_figures *figures, struct scrm_case_list *list,
                       const struct scrm_report_matter *matter, struct scrm_window window,
                       enum scrm_dimension by, struct scrm_err *err);

#endif
