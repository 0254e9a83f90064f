/*
 * CSV out: quoted where it must be, and harmless in a spreadsheet.
 *
 * A cell that begins like a formula runs as one when somebody opens the file
 * (OWASP, "CSV Injection"), so such text gets an apostrophe in front. Refuses
 * nothing: any bytes can be a field.
 */
#include "table/table.h"

#include <csv.h>

#include "base/num.h"

static bool is_formula(struct scrm_slice field)
{
    double number;

    return field.len && field.at[0] && strchr("=+-@\t\r", field.at[0]) &&
           scrm_num_double(field, &number) != 0;
}

/* Whether a reader would take the bare field for something else. */
static bool needs_quotes(struct scrm_slice field)
{
    if (!field.len)
        return false;
    if (strchr(" \t", field.at[0]) || strchr(" \t", field.at[field.len - 1]))
        return true;
    for (size_t i = 0; i < field.len; i++)
        if (!field.at[i] || strchr(",;\t\"\r\n", field.at[i]))
            return true;
    return false;
}

void scrm_table_put_field(struct scrm_buf *out, struct scrm_slice field, bool first)
{
    bool formula = is_formula(field);
    size_t len;

    if (!first)
        scrm_buf_putc(out, ',');
    if (!needs_quotes(field)) {
        if (formula)
            scrm_buf_putc(out, '\'');
        scrm_buf_put_slice(out, field);
        return;
    }
    if (formula)
        scrm_buf_puts(out, "\"'");
    len = csv_write(NULL, 0, field.at, field.len);
    if (!scrm_buf_reserve(out, len))
        return;
    csv_write(out->at + out->len, len, field.at, field.len);
    /* The apostrophe stands inside the quotes: libcsv's opening one goes. */
    if (formula) {
        memmove(out->at + out->len, out->at + out->len + 1, len - 1);
        len--;
    }
    out->len += len;
    out->at[out->len] = '\0';
}

void scrm_table_put_end(struct scrm_buf *out)
{
    if (!out->len || out->at[out->len - 1] == '\n')
        scrm_buf_puts(out, "\"\"");
    scrm_buf_putc(out, '\n');
}
