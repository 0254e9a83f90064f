/*
 * The case list of a report: who waits for an answer, the most urgent first.
 */
#ifndef SCRM_REPORT_LIST_H
#define SCRM_REPORT_LIST_H

#include "base/err.h"
#include "cases/cases.h"
#include "report/sorter.h"

/* What a person reads of a message. Absent where erased or unknown. */
struct scrm_case_words {
    struct scrm_slice author, text, url;
};

/* Finds the words of a message, borrowed until the next call; `key` is the seq of its latest
 * fact. Sets `err` where they should be there and cannot be read. */
typedef void scrm_case_describe(void *ctx, uint64_t key, struct scrm_case_words *words,
                                struct scrm_err *err);

struct scrm_case_row {
    uint64_t turn;                       /* scrm_case_turn(), as the sorter orders it */
    struct scrm_case of;                 /* its ranges and indexes mean nothing here */
    const struct scrm_case_place *place; /* may be NULL */
    uint64_t words; /* of the earliest unanswered message, for `describe` */
    bool overdue, at_risk;
};

struct scrm_case_list {
    struct scrm_sorter rows, ids;
    size_t n;        /* cases that wait */
    size_t id_chars; /* so many characters tell the ids of the list apart; 6 at least */
    int64_t now_ms;
    scrm_case_describe *describe; /* words are asked for row by row: a list may be long */
    void *ctx;
    struct scrm_err *err; /* of reading and describing: whoever made the list looks at it in
                             the end */
};

/* Cases that are open and have somebody waiting: by priority, of equals the
 * longest waiting first, then by id. At most `most` of them will be shown; 0: all. */
void scrm_case_list_begin(struct scrm_case_list *list, size_t most, int64_t now_ms,
                          scrm_case_describe *describe, void *ctx, struct scrm_err *err);

/* Adds those of `cases`, of which owners, decisions and places must live on. */
void scrm_case_list_add(struct scrm_case_list *list, const struct scrm_cases *cases,
                        const struct scrm_case_fact *facts);

/* All are in: id_chars is known. */
void scrm_case_list_end(struct scrm_case_list *list);
void scrm_case_list_fini(struct scrm_case_list *list);

/* How many rows a form shows that was asked for `max`; 0 asks for all. */
size_t scrm_case_list_shown(const struct scrm_case_list *list, size_t max);

/* From the first row on; each is borrowed until the next call, NULL at the end and where
 * list->err says why. */
void scrm_case_list_rewind(struct scrm_case_list *list);
const struct scrm_case_row *scrm_case_list_next(struct scrm_case_list *list);

/* The words of a row, borrowed until the next call. */
struct scrm_case_words scrm_case_list_words(const struct scrm_case_list *list,
                                            const struct scrm_case_row *row);

#endif
