/*
 * First words of the posts that may stand in the case list, when no ledger
 * keeps them: author, the start of the text, the link.
 */
#ifndef SCRM_REPORT_TEXTS_H
#define SCRM_REPORT_TEXTS_H

#include "report/list.h"
#include "record/scan.h"

/* Columns of a text that are kept. */
#define SCRM_TEXTS_COLUMNS 240

struct scrm_report_texts {
    struct scrm_case_words *at; /* by fact index; empty where nothing is kept */
    size_t n, cap;
    struct scrm_arena arena;
    int text, title, author_name, author_handle, author_id, url, uri; /* slots */
};

void scrm_report_texts_slots(struct scrm_report_texts *texts, struct scrm_keys *keys);
void scrm_report_texts_fini(struct scrm_report_texts *texts);

/* Keeps the words of the next fact; `wanted` false keeps an empty place. */
void scrm_report_texts_add(struct scrm_report_texts *texts, const struct scrm_line *line,
                           bool wanted, struct scrm_arena *scratch);

/* A scrm_case_describe over the texts kept (`ctx` is the struct). */
void scrm_report_texts_describe(void *ctx, uint32_t fact, struct scrm_case_words *words);

#endif
