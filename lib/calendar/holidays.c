/*
 * Holidays kept in a spreadsheet: the column `date` (what a calendar file takes as
 * a holiday), and where they are wanted `until` (the last day of a row), `name` (for
 * people) and `hours` (of a half-day; empty or "closed": none).
 */
#include "calendar/inner.h"

#include "table/table.h"

struct columns {
    int date, until, hours;
};

static int read_row(struct scrm_plan *plan, const struct scrm_table *table, size_t row,
                    const struct columns *columns, struct scrm_err *err)
{
    struct scrm_slice date = scrm_slice_trim(scrm_table_get(table, row, columns->date));
    struct scrm_slice until = scrm_slice_trim(scrm_table_get(table, row, columns->until));
    struct scrm_slice hours = scrm_slice_trim(scrm_table_get(table, row, columns->hours));
    struct scrm_dates dates = {.rank = SCRM_RANK_HOLIDAY, .weekdays = 0x7F};
    struct scrm_buf both = {0};
    const char *wrong;

    if (date.len == 0 && until.len == 0 && hours.len == 0)
        return 0;
    wrong = hours.len ? scrm_shifts_read(hours, &dates.hours) : NULL;
    if (wrong)
        return scrm_table_error(table, row, columns->hours, err, "%s", wrong);
    if (until.len) {
        scrm_buf_put_slice(&both, date);
        scrm_buf_putc(&both, '/');
        scrm_buf_put_slice(&both, until);
        date = scrm_buf_slice(&both);
    }
    wrong = scrm_dates_read(date, &dates, plan);
    if (wrong)
        scrm_table_error(table, row, columns->date, err, "%s", wrong);
    scrm_buf_fini(&both);
    return wrong ? -1 : 0;
}

int scrm_holidays_table(struct scrm_plan *plan, struct scrm_slice text, const char *path,
                        struct scrm_err *err)
{
    struct scrm_table *table = scrm_table_parse(text, path, err);
    struct columns columns;
    int status = -1;

    if (!table)
        return -1;
    columns.date = scrm_table_need(table, "date", err);
    columns.until = scrm_table_column(table, "until");
    columns.hours = scrm_table_column(table, "hours");
    if (columns.date >= 0)
        status = 0;
    for (size_t row = 0; row < scrm_table_rows(table) && status == 0; row++)
        status = read_row(plan, table, row, &columns, err);
    scrm_table_free(table);
    return status;
}
