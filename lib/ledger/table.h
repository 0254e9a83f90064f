/*
 * Case rows (scrm.case/1) as a person or a program wants them: a table for the
 * terminal, NDJSON, or CSV.
 */
#ifndef SCRM_LEDGER_TABLE_H
#define SCRM_LEDGER_TABLE_H

#include "ledger/ledger.h"

enum scrm_case_form { SCRM_CASES_TABLE, SCRM_CASES_NDJSON, SCRM_CASES_CSV };

struct scrm_case_table_style {
    enum scrm_case_form form;
    size_t columns; /* width of the terminal */
    bool colour;
    int64_t now_ms;
};

struct scrm_case_table;

/* `put` receives what is drawn, some rows at a time. */
struct scrm_case_table *scrm_case_table_open(const struct scrm_case_table_style *style,
                                             scrm_ledger_put *put, void *ctx);
/* A scrm_ledger_row: `ctx` is the table. */
int scrm_case_table_row(void *ctx, struct scrm_slice row, struct scrm_err *err);
/* Draws what is left and says how many there were. Frees in every case. */
int scrm_case_table_close(struct scrm_case_table *table, struct scrm_err *err);

#endif
