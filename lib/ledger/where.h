/*
 * Conditions over cases, with the fields and the language of rules.
 */
#ifndef SCRM_LEDGER_WHERE_H
#define SCRM_LEDGER_WHERE_H

#include "ledger/inner.h"
#include "rules/book.h"
#include "rules/rules.h"

struct scrm_case_where;

/* One condition. 78 with a caret where it is wrong. `condition` is borrowed. */
struct scrm_case_where *scrm_case_where_open(const char *condition, struct scrm_err *err);
/* The time rules of a book, by their index. `clock` may be NULL. */
struct scrm_case_where *scrm_case_where_open_time(const struct scrm_book *book,
                                                  const struct scrm_rules_clock *clock,
                                                  struct scrm_err *err);
void scrm_case_where_close(struct scrm_case_where *where);

/* Turns to a case, a scrm.case/1. */
int scrm_case_where_begin(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                          struct scrm_err *err);
/* Whether a condition holds for it; to be asked in ascending order. */
bool scrm_case_where_hit(struct scrm_case_where *where, size_t rule);
void scrm_case_where_explain(struct scrm_case_where *where, size_t rule, struct scrm_why *why);

/* Both for one condition: 1 it holds, 0 not (or unknown), -1. */
int scrm_case_where_test(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                         struct scrm_err *err);

#endif
