/*
 * Case rows drawn. The table keeps the rows of a screen to find out how wide
 * its columns must be, then lets all others stream through; strangers' control
 * and bidirectional characters are shown, never sent.
 */
#include "ledger/cells.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "table/table.h"
#include "text/utf8.h"
/* Rows that decide on the widths. */
#define MEASURED 100
#define CHUNK_BYTES ((size_t)256 << 10)
/* Below so many for what the customer says, other columns make room, in turn. */
#define SAYS_LEAST 20

/* The words of the report's table of cases. */
static const struct {
    const char *title;
    size_t most;   /* columns of the screen that it may take */
    size_t narrow; /* the same where there are few */
} columns[COLUMNS_N] = {
    {"Case", ID_SHOWN, ID_SHOWN}, {"State", 9, 8},  {"Waiting", 11, 7}, {"Due", 16, 11},
    {"Priority", 8, 8},           {"Queue", 14, 9}, {"Owner", 12, 8},   {"Customer", 20, 12},
    {"Says", 200, 200},
};
struct scrm_case_table *scrm_case_table_open(const struct scrm_case_table_style *style,
                                             scrm_ledger_put *put, void *ctx)
{
    struct scrm_case_table *table = scrm_alloc_zero(1, sizeof *table);
    size_t i;

    table->style = *style;
    table->put = put;
    table->ctx = ctx;
    table->keys = scrm_keys_new();
    for (i = 0; i < MEMBERS_N; i++)
        table->slots[i] = scrm_keys_add_dotted(table->keys, scrm_case_members[i]);
    scrm_keys_build(table->keys);
    table->values = scrm_alloc_zero(scrm_keys_count(table->keys), sizeof *table->values);
    if (style->form == SCRM_CASES_CSV) {
        for (i = 0; i < MEMBERS_N; i++)
            scrm_table_put_field(&table->out, scrm_slice_of(scrm_case_members[i]), i == 0);
        scrm_table_put_end(&table->out);
    }
    return table;
}

static int pass_on(struct scrm_case_table *table, struct scrm_err *err)
{
    int result = 0;

    if (table->out.len)
        result = table->put(table->ctx, scrm_buf_slice(&table->out), err);
    scrm_buf_reset(&table->out);
    return result;
}

static int scan(struct scrm_case_table *table, struct scrm_slice row, struct scrm_err *err)
{
    struct scrm_line line = {.values = table->values};
    char *copy;

    scrm_arena_reset(&table->arena);
    copy = scrm_arena_take(&table->arena, row.len + SCRM_SCAN_PADDING);
    memcpy(copy, row.at, row.len);
    memset(copy + row.len, 0, SCRM_SCAN_PADDING);
    return scrm_scan(&table->scanner, table->keys, (struct scrm_slice){copy, row.len}, &line,
                     err);
}
/* ---- CSV ---- */

/* Tags as one field, separated by ';' as rule tables have them. */
static struct scrm_slice joined(struct scrm_value list, struct scrm_buf *out,
                                struct scrm_arena *arena)
{
    struct scrm_value item;
    struct scrm_walk walk;

    scrm_buf_reset(out);
    scrm_walk_begin(&walk, list);
    while (scrm_item_next(&walk, &item)) {
        if (out->len)
            scrm_buf_putc(out, ';');
        scrm_buf_put_slice(out, scrm_value_text(item, arena));
    }
    return scrm_buf_slice(out);
}

static void put_csv(struct scrm_case_table *table)
{
    struct scrm_buf tags = {0};
    size_t i;

    for (i = 0; i < MEMBERS_N; i++) {
        struct scrm_value value = table->values[table->slots[i]];
        struct scrm_slice field = {"", 0};

        if (value.kind == SCRM_STRING)
            field = scrm_value_text(value, &table->arena);
        else if (value.kind == SCRM_ARRAY)
            field = joined(value, &tags, &table->arena);
        else if (value.kind != SCRM_ABSENT)
            field = scrm_value_token(value);
        scrm_table_put_field(&table->out, field, i == 0);
    }
    scrm_table_put_end(&table->out);
    scrm_buf_fini(&tags);
}
/* ---- the table ---- */

static void put_spaces(struct scrm_buf *out, size_t n)
{
    while (n--)
        scrm_buf_putc(out, ' ');
}

static void draw_cell(struct scrm_case_table *table, const char *text, size_t width,
                      enum tone tone, bool last)
{
    static const char *const codes[] = {"", "\x1b[31m", "\x1b[33m", "\x1b[1m"};
    struct scrm_slice slice = scrm_slice_of(text);
    size_t used = scrm_text_width(slice);
    bool cut = used > width;

    if (!width)
        return;
    if (cut)
        slice = scrm_text_cut(slice, width ? width - 1 : 0, &used);
    if (table->style.colour && codes[tone][0])
        scrm_buf_puts(&table->out, codes[tone]);
    scrm_buf_put_slice(&table->out, slice);
    if (cut)
        scrm_buf_puts(&table->out, "\xe2\x80\xa6");
    if (table->style.colour && codes[tone][0])
        scrm_buf_puts(&table->out, "\x1b[0m");
    if (!last)
        put_spaces(&table->out, width - used - cut + 2);
}

static void end_line(struct scrm_buf *out)
{
    while (out->len && out->at[out->len - 1] == ' ')
        out->at[--out->len] = '\0';
    scrm_buf_putc(out, '\n');
}

static size_t width_of(const struct scrm_case_table *table, int column, bool narrow)
{
    size_t most = narrow ? columns[column].narrow : columns[column].most;
    size_t best = 0, row;

    for (row = 0; row < table->n_rows; row++) {
        size_t width = scrm_text_width(scrm_slice_of(table->rows[row][column].text));

        if (width > best && !scrm_slice_is(scrm_slice_of(table->rows[row][column].text), " "))
            best = width;
    }
    if (best == 0 && narrow)
        return 0; /* an empty column says nothing */
    if (best < strlen(columns[column].title))
        best = strlen(columns[column].title);
    return best < most ? best : most;
}

/* Widths from the rows at hand; what the customers say takes what is left. */
static void measure(struct scrm_case_table *table)
{
    static const int yields[] = {STATE, QUEUE, PRIORITY, OWNER, CUSTOMER};
    bool narrow = table->style.columns < NARROW;
    size_t i, taken = 0, says = width_of(table, SAYS, false);

    if (says > SAYS_LEAST)
        says = SAYS_LEAST;
    for (i = 0; i < SAYS; i++) {
        table->widths[i] = width_of(table, (int)i, narrow);
        taken += table->widths[i] ? table->widths[i] + 2 : 0;
    }
    for (i = 0; i < sizeof yields / sizeof *yields; i++)
        if (taken + says > table->style.columns && table->widths[yields[i]]) {
            taken -= table->widths[yields[i]] + 2;
            table->widths[yields[i]] = 0;
        }
    table->widths[SAYS] = taken + 8 < table->style.columns ? table->style.columns - taken : 8;
    table->measured = true;
}

static void draw_rows(struct scrm_case_table *table)
{
    size_t row;
    int i;

    if (!table->measured && table->n_rows) {
        measure(table);
        for (i = 0; i < COLUMNS_N; i++)
            draw_cell(table, columns[i].title, table->widths[i], QUIET, i == SAYS);
        end_line(&table->out);
    }
    for (row = 0; row < table->n_rows; row++) {
        for (i = 0; i < COLUMNS_N; i++) {
            struct cell *cell = &table->rows[row][i];

            draw_cell(table, cell->text, table->widths[i], cell->tone, i == SAYS);
            free(cell->text);
        }
        end_line(&table->out);
    }
    table->n_rows = 0;
}

static void add_row(struct scrm_case_table *table)
{
    struct scrm_buf text = {0};
    enum tone tone = scrm_case_tone(table);
    int i;

    SCRM_GROW(table->rows, table->n_rows, table->cap_rows);
    for (i = 0; i < COLUMNS_N; i++) {
        scrm_case_cell_put(table, i, &text);
        if (!text.at)
            scrm_buf_put(&text, " ", 1);
        table->rows[table->n_rows][i] = (struct cell){
            scrm_buf_take(&text), (uint8_t)(i == WAITING || i == DUE ? tone : PLAIN)};
    }
    table->n_rows++;
    table->overdue += tone == BAD;
    table->at_risk += tone == WARN;
    if (table->measured || table->n_rows >= MEASURED)
        draw_rows(table);
}

int scrm_case_table_row(void *ctx, struct scrm_slice row, struct scrm_err *err)
{
    struct scrm_case_table *table = ctx;

    table->n++;
    if (table->style.form == SCRM_CASES_NDJSON)
        return table->put(table->ctx, row, err) ||
               table->put(table->ctx, SCRM_SLICE("\n"), err);
    if (scan(table, row, err))
        return -1;
    if (table->style.form == SCRM_CASES_CSV)
        put_csv(table);
    else
        add_row(table);
    return table->out.len < CHUNK_BYTES ? 0 : pass_on(table, err);
}

static void put_sum(struct scrm_case_table *table)
{
    if (table->n == 0) {
        scrm_buf_puts(&table->out, "No cases.\n");
        return;
    }
    scrm_buf_printf(&table->out, "\n%llu case%s", (unsigned long long)table->n,
                    table->n == 1 ? "" : "s");
    if (table->overdue)
        scrm_buf_printf(&table->out, ", %llu overdue", (unsigned long long)table->overdue);
    if (table->at_risk)
        scrm_buf_printf(&table->out, ", %llu at risk", (unsigned long long)table->at_risk);
    scrm_buf_putc(&table->out, '\n');
}

int scrm_case_table_close(struct scrm_case_table *table, struct scrm_err *err)
{
    int result;

    if (table->style.form == SCRM_CASES_TABLE) {
        draw_rows(table);
        put_sum(table);
    }
    result = pass_on(table, err);
    scrm_keys_free(table->keys);
    scrm_scanner_fini(&table->scanner);
    scrm_arena_fini(&table->arena);
    scrm_buf_fini(&table->out);
    free(table->values);
    free(table->rows);
    free(table);
    return result;
}
