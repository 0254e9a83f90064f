/*
 * What the files of the table share: its columns, and the rows that wait to be
 * drawn. Nobody else includes it.
 */
#ifndef SCRM_LEDGER_CELLS_H
#define SCRM_LEDGER_CELLS_H

#include "ledger/table.h"
#include "record/value.h"

/* Characters of an id that a table shows: "C-" and six more. */
#define ID_SHOWN 8
/* A screen that is narrower shows less of everything. */
#define NARROW 110

/* The members of a row, in the order of the CSV's columns. */
enum { MEMBERS_N = 39 };
extern const char *const scrm_case_members[MEMBERS_N];

enum { CASE, STATE, WAITING, DUE, PRIORITY, QUEUE, OWNER, CUSTOMER, SAYS, COLUMNS_N };

enum tone { PLAIN, BAD, WARN, QUIET };

struct cell {
    char *text; /* fit for a terminal. Owned */
    uint8_t tone;
};

struct scrm_case_table {
    struct scrm_case_table_style style;
    scrm_ledger_put *put;
    void *ctx;
    struct scrm_keys *keys;
    int slots[MEMBERS_N];
    struct scrm_value *values;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_buf out;
    struct cell (*rows)[COLUMNS_N]; /* until they are drawn */
    size_t n_rows, cap_rows;
    size_t widths[COLUMNS_N];
    bool measured;
    uint64_t n, overdue, at_risk;
};

/* The member of the row at hand. */
struct scrm_value scrm_case_member(const struct scrm_case_table *table, const char *member);
/* Appends what a column shows of it. */
void scrm_case_cell_put(struct scrm_case_table *table, int column, struct scrm_buf *out);
enum tone scrm_case_tone(const struct scrm_case_table *table);

#endif
