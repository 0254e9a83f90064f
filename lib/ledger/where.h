/*
 * A condition over cases, with the fields and the language of rules.
 */
#ifndef SCRM_LEDGER_WHERE_H
#define SCRM_LEDGER_WHERE_H

#include "ledger/inner.h"

struct scrm_case_where;

/* 78 with a caret where the condition is wrong. `condition` is borrowed. */
struct scrm_case_where *scrm_case_where_open(const char *condition, struct scrm_err *err);
void scrm_case_where_close(struct scrm_case_where *where);

/* 1 it holds, 0 not (or unknown), -1. `json` is a scrm.case/1. */
int scrm_case_where_test(struct scrm_case_where *where, struct scrm_slice json, int64_t now_ms,
                         struct scrm_err *err);

#endif
