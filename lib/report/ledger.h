/*
 * Cases out of a ledger, for a report whose posts come by themselves.
 */
#ifndef SCRM_REPORT_LEDGER_H
#define SCRM_REPORT_LEDGER_H

#include "ledger/ledger.h"
#include "report/reckon.h"

/* A zeroed struct is closed. */
struct scrm_report_ledger {
    struct scrm_ledger *ledger;
    struct scrm_ledger_facts loaded;
    struct scrm_cases cases;
};

/* Folds the cases of the ledger at `path` and lets `matter` take them, and their words, from
 * here. Errors as of opening and loading; close in any case. */
int scrm_report_ledger_open(struct scrm_report_ledger *from, const char *path,
                            struct scrm_report_matter *matter, struct scrm_err *err);
void scrm_report_ledger_close(struct scrm_report_ledger *from);

#endif
