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
#include "report/spill.h"

/* Columns of a text that are shown. */
#define SCRM_TEXTS_COLUMNS 240

/* The place of words that nobody kept. */
#define SCRM_TEXTS_NOWHERE UINT64_MAX

struct scrm_report_texts {
    struct scrm_spill kept;        /* records one behind the other */
    struct scrm_buf record, shown; /* of the post asked for last */
    int text, title, author_name, author_handle, author_id, url, uri; /* slots */
};

void scrm_report_texts_slots(struct scrm_report_texts *texts, struct scrm_keys *keys);
void scrm_report_texts_fini(struct scrm_report_texts *texts);

/* Keeps the words of a line; returns their place. */
uint64_t scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line);

/* A scrm_case_describe over the texts kept (`ctx` is the struct): `key` is the place. */
void scrm_report_texts_describe(void *ctx, uint64_t key, struct scrm_case_words *words,
                                struct scrm_err *err);

#endif
