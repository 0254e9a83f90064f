/*
 * Fuzz target of tables: any bytes as CSV, fed whole and in pieces, in the
 * separator found from the header. The pieces give the same rows as the whole,
 * and a row that is written is read back as it was, but for the apostrophe
 * before what a spreadsheet would take for a formula.
 *
 * The first byte is the size of the pieces.
 */
#include "target.h"

#include "table/table.h"
#include "text/utf8.h"

/* What a parse said, so that two can be compared. */
struct heard {
    struct scrm_buf rows;  /* every field with its length, every row with its line */
    struct scrm_buf again; /* the rows as CSV */
};

static int hear(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    struct heard *heard = ctx;

    (void)err;
    scrm_buf_printf(&heard->rows, "%llu:", (unsigned long long)row->line);
    for (size_t i = 0; i < row->n; i++) {
        scrm_buf_printf(&heard->rows, " %zu ", row->at[i].len);
        scrm_buf_put_slice(&heard->rows, row->at[i]);
        scrm_table_put_field(&heard->again, row->at[i], i == 0);
    }
    scrm_buf_putc(&heard->rows, '\n');
    scrm_table_put_end(&heard->again);
    return 0;
}

/* 0 or the exit code that the parse ended with. */
static int parse(struct scrm_slice text, char separator, size_t piece, struct heard *heard)
{
    struct scrm_table_stream *stream =
        scrm_table_stream_new(separator, "fuzz.csv", hear, heard);
    struct scrm_err err = {0};
    int result = 0;
    int code;

    while (text.len && result == 0) {
        size_t len = piece && piece < text.len ? piece : text.len;

        result = scrm_table_stream_feed(stream, (struct scrm_slice){text.at, len}, &err);
        text.at += len;
        text.len -= len;
    }
    if (result == 0)
        result = scrm_table_stream_end(stream, &err);
    must((result == 0) == (err.code == SCRM_EXIT_OK), "a failure has a reason");
    must(result == 0 || (err.text && err.text[0]), "a reason has words");
    code = (int)err.code;
    scrm_table_stream_free(stream);
    scrm_err_fini(&err);
    return code;
}

static void check_whole(struct scrm_slice text)
{
    struct scrm_err err = {0};
    struct scrm_table *table = scrm_table_parse(text, "fuzz.csv", &err);

    must(table || err.code == SCRM_EXIT_CONFIG, "a table a person keeps is refused with 78");
    for (size_t row = 0; table && row < scrm_table_rows(table); row++)
        for (size_t column = 0; column < scrm_table_columns(table); column++)
            (void)scrm_table_get(table, row, (int)column);
    scrm_table_free(table);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct heard whole = {0}, pieces = {0}, back = {0}, last = {0};
    struct scrm_slice text;
    int code;

    if (size == 0)
        return 0;
    text = (struct scrm_slice){(const char *)data + 1, size - 1};
    check_whole(text);
    code = parse(text, 0, 0, &whole);
    must(parse(text, 0, data[0], &pieces) == code, "pieces end as the whole ends");
    must(code != 0 || scrm_slice_eq(scrm_buf_slice(&whole.rows), scrm_buf_slice(&pieces.rows)),
         "pieces give the rows of the whole");
    /* Bytes that are no UTF-8 may begin like a file in UTF-16, and are then read as one. */
    if (code == 0 && whole.again.len && scrm_utf8_valid(scrm_buf_slice(&whole.again))) {
        must(parse(scrm_buf_slice(&whole.again), ',', 0, &back) == 0,
             "what is written is read");
        must(parse(scrm_buf_slice(&back.again), ',', 0, &last) == 0, "and read again");
        must(scrm_slice_eq(scrm_buf_slice(&back.again), scrm_buf_slice(&last.again)),
             "writing what was read changes nothing");
    }
    scrm_buf_fini(&whole.rows);
    scrm_buf_fini(&whole.again);
    scrm_buf_fini(&pieces.rows);
    scrm_buf_fini(&pieces.again);
    scrm_buf_fini(&back.rows);
    scrm_buf_fini(&back.again);
    scrm_buf_fini(&last.rows);
    scrm_buf_fini(&last.again);
    return 0;
}
