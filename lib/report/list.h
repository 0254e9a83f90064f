/*
 * The case list of a report: who waits for an answer, longest first.
 */
#ifndef SCRM_REPORT_LIST_H
#define SCRM_REPORT_LIST_H

#include "cases/cases.h"

/* What a person reads of a message. Borrowed; absent where erased or unknown. */
struct scrm_case_words {
    struct scrm_slice author, text, url;
};

/* Finds the words of a message; `fact` is the index of its latest fact. */
typedef void scrm_case_describe(void *ctx, uint32_t fact, struct scrm_case_words *words);

struct scrm_case_row {
    const struct scrm_case *of;
    const struct scrm_case_place *place; /* may be NULL */
    struct scrm_case_words words;        /* of the earliest unanswered message */
    bool overdue, at_risk;
};

struct scrm_case_list {
    struct scrm_case_row *at;
    size_t n;
    size_t id_chars; /* so many characters tell the ids of the list apart; 6 at least */
};

/* Cases that are open and have somebody waiting: longest waiting first, of
 * equals the more urgent, then by id. The rows are owned, the words borrowed. */
void scrm_case_list_build(struct scrm_case_list *list, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts, int64_t now_ms,
                          scrm_case_describe *describe, void *ctx);
void scrm_case_list_fini(struct scrm_case_list *list);

#endif
