/*
 * First words of the posts that may stand in the case list, when no ledger
 * keeps them: author, the start of the text, the link. They wait outside of
 * memory, in a file without a name, until somebody asks for them: a year of
 * posts is long, and a list shows a page of it.
 */
#ifndef SCRM_REPORT_TEXTS_H
#define SCRM_REPORT_TEXTS_H

#include "report/list.h"
#include "record/scan.h"

/* Columns of a text that are shown. */
#define SCRM_TEXTS_COLUMNS 240

struct scrm_report_texts {
    uint64_t *at; /* by fact: where its record begins, or NOWHERE */
    size_t n, cap;
    struct scrm_buf recent;        /* records behind those in the file */
    uint64_t filed;                /* bytes in the file */
    int file;                      /* valid where filed > 0 */
    bool stuck;                    /* there is no room for a file: all stays in memory */
    struct scrm_buf record, shown; /* of the post asked for last */
    int text, title, author_name, author_handle, author_id, url, uri; /* slots */
};

void scrm_report_texts_slots(struct scrm_report_texts *texts, struct scrm_keys *keys);
void scrm_report_texts_fini(struct scrm_report_texts *texts);

/* Keeps the words of the next fact; `wanted` false keeps an empty place. */
void scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line,
                           bool wanted);

/* A scrm_case_describe over the texts kept (`ctx` is the struct). */
void scrm_report_texts_describe(void *ctx, uint32_t fact, struct scrm_case_words *words,
                                struct scrm_err *err);

#endif
