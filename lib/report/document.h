/*
 * A report before it has a form: headline tiles, a chart of days, grids,
 * remarks. Built once from the figures; text, HTML and CSV only draw it.
 */
#ifndef SCRM_REPORT_DOCUMENT_H
#define SCRM_REPORT_DOCUMENT_H

#include "report/figures.h"
#include "report/grid.h"
#include "record/end.h"
#include "report/list.h"

struct scrm_tile {
    struct scrm_slice label, value, note;
    struct scrm_slice below; /* a second line, mostly "before 36": the same of the period
                                before; may be empty */
    enum scrm_tone tone;
};

struct scrm_document {
    struct scrm_arena arena; /* owns the texts */
    struct scrm_slice title, window, zone, made;
    const struct scrm_slice *reasons; /* why it is incomplete; n_reasons = 0: complete */
    size_t n_reasons;
    struct scrm_slice
        *remarks; /* what the reader must know: unknown directions, duplicates … */
    size_t n_remarks, cap_remarks;
    struct scrm_tile tiles[6];
    size_t n_tiles;
    const struct scrm_figures *figures; /* the chart of days is drawn from these; borrowed */
    struct scrm_grid *grids;
    size_t n_grids, cap_grids;
};

/* What the document is made from. All borrowed; the list is walked through. */
struct scrm_document_input {
    struct scrm_slice title; /* the desk's name; absent: "Social report" */
    struct scrm_slice zone;
    const struct scrm_figures *figures;
    struct scrm_case_list *list;
    const struct scrm_end *end; /* accounts of the stages; n = 0: none known */
    const struct scrm_slice *reasons;
    size_t n_reasons;
    enum scrm_dimension by; /* SCRM_BY_N: no breakdown */
    size_t list_max;        /* rows of the case list; 0: all */
};

void scrm_document_build(struct scrm_document *document,
                         const struct scrm_document_input *input);
void scrm_document_fini(struct scrm_document *document);

/* Names of the grids for --table, NULL-terminated. */
extern const char *const scrm_document_tables[];

/* By name, or NULL. */
const struct scrm_grid *scrm_document_grid(const struct scrm_document *document,
                                           const char *name);

/* "3 Mar", "Tue 3 Mar" */
void scrm_put_day(struct scrm_buf *buf, int64_t day, bool weekday);

/* Ten-thousandths as "+0.18", with a real minus sign. */
void scrm_put_signed(struct scrm_buf *buf, int64_t fixed);

/* Ten-thousandths as "58 %"; "–" for SCRM_NO_TIME. */
void scrm_put_percent(struct scrm_buf *buf, int64_t fixed);

#endif
