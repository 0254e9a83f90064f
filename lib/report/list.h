/*
 * The case list of a report: who waits for an answer, longest first.
 */
#ifndef SCRM_REPORT_LIST_H
#define SCRM_REPORT_LIST_H

#include "base/err.h"
#include "cases/cases.h"

/* What a person reads of a message. Absent where erased or unknown. */
struct scrm_case_words {
    struct scrm_slice author, text, url;
};

/* Finds the words of a message, borrowed until the next call; `fact` is the index of its
 * latest fact. Sets `err` where they should be there and cannot be read. */
typedef void scrm_case_describe(void *ctx, uint32_t fact, struct scrm_case_words *words,
                                struct scrm_err *err);

struct scrm_case_row {
    const struct scrm_case *of;
    const struct scrm_case_place *place; /* may be NULL */
    uint32_t fact; /* of the earliest unanswered message, for `describe` */
    bool overdue, at_risk;
};

struct scrm_case_list {
    struct scrm_case_row *at;
    size_t n;
    size_t id_chars; /* so many characters tell the ids of the list apart; 6 at least */
    scrm_case_describe *describe; /* words are asked for row by row: a list may be long */
    void *ctx;
    struct scrm_err *err; /* of describing: whoever made the list looks at it in the end */
};

/* Cases that are open and have somebody waiting: longest waiting first, of
 * equals the more urgent, then by id. The rows are owned, all else is borrowed. */
void scrm_case_list_build(struct scrm_case_list *list, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts, int64_t now_ms,
                          scrm_case_describe *describe, void *ctx, struct scrm_err *err);
void scrm_case_list_fini(struct scrm_case_list *list);

/* How many rows a form shows that was asked for `max`; 0 asks for all. */
size_t scrm_case_list_shown(const struct scrm_case_list *list, size_t max);

/* The words of a row, borrowed until the next call. */
struct scrm_case_words scrm_case_list_words(const struct scrm_case_list *list,
                                            const struct scrm_case_row *row);

#endif
