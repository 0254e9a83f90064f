/* The stream parser: every case at every chunk size gives the same rows and lines. */
#include "../t.h"

#include <stdlib.h>

#include "table/table.h"

static int take(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    struct scrm_buf *out = ctx;

    (void)err;
    scrm_buf_printf(out, "%llu", (unsigned long long)row->line);
    for (size_t i = 0; i < row->n; i++) {
        scrm_buf_putc(out, '|');
        scrm_buf_puts(out, row->at[i].at ? "" : "absent");
        if (row->at[i].len)
            scrm_buf_put_slice(out, row->at[i]);
    }
    scrm_buf_putc(out, '\n');
    return 0;
}

/* "LINE|field|field\n" for each row, or the error as people read it. */
static char *parse(struct scrm_slice text, size_t chunk, char separator)
{
    struct scrm_buf out = {0};
    struct scrm_err err = {0};
    struct scrm_table_stream *stream = scrm_table_stream_new(separator, "t.csv", take, &out);
    int rc = 0;

    for (size_t at = 0; at < text.len && rc == 0; at += chunk) {
        size_t len = text.len - at < chunk ? text.len - at : chunk;
        /* A copy of just these bytes, so that reading past them is seen. */
        char *piece = malloc(len);

        memcpy(piece, text.at + at, len);
        rc = scrm_table_stream_feed(stream, (struct scrm_slice){piece, len}, &err);
        free(piece);
    }
    if (rc == 0)
        rc = scrm_table_stream_end(stream, &err);
    if (rc) {
        scrm_buf_printf(&out, "%d ", (int)err.code);
        scrm_err_write(&err, &out);
    }
    scrm_err_fini(&err);
    scrm_table_stream_free(stream);
    scrm_buf_puts(&out, "");
    return out.at ? scrm_buf_take(&out) : calloc(1, 1);
}

static void check(struct scrm_slice text, const char *want)
{
    for (size_t chunk = 1; chunk <= text.len + 1; chunk++) {
        char *got = parse(text, chunk, 0);

        if (!SAME(got, want)) {
            printf("  chunk: %zu\n", chunk);
            free(got);
            return;
        }
        free(got);
    }
}

#define CHECK(text, want) check(SCRM_SLICE(text), (want))

static void rows(void)
{
    T("plain rows, with and without a final newline")
    {
        CHECK("a,b\n1,2\n3,4\n", "1|a|b\n2|1|2\n3|3|4\n");
        CHECK("a,b\n1,2", "1|a|b\n2|1|2\n");
        CHECK("", "");
        CHECK("a", "1|a\n");
    }
    T("CRLF, CR and mixed ends")
    {
        CHECK("a,b\r\n1,2\r\n3,4\r\n", "1|a|b\n2|1|2\n3|3|4\n");
        CHECK("a,b\r1,2\r3,4", "1|a|b\n2|1|2\n3|3|4\n");
        CHECK("a,b\r\n1,2\n3,4\r5,6\n", "1|a|b\n2|1|2\n3|3|4\n4|5|6\n");
    }
    T("blank lines are no rows and count as lines")
    {
        CHECK("\n\na,b\n\r\n\n1,2\n  \n\t\n3,4\n", "3|a|b\n6|1|2\n9|3|4\n");
    }
    T("quoted fields: separator, newline, doubled quote, blanks")
    {
        CHECK("a,b\n\"x,y\",\"l1\nl2\r\nl3\"\n\"say \"\"hi\"\"\",\"  \"\n",
              "1|a|b\n2|x,y|l1\nl2\r\nl3\n5|say \"hi\"|  \n");
        CHECK("a\n\"\"\"\"\n\"\"\n", "1|a\n2|\"\n3|\n");
    }
    T("blanks around an unquoted field are no part of it")
    {
        CHECK(" a , b\n 1 ,\t2 \n \"q\" , \"r\"\t\n", "1|a|b\n2|1|2\n3|q|r\n");
    }
    T("short rows are filled with absent fields, long ones kept")
    {
        CHECK("a,b,c\n1\n1,2,3,4\n,\n", "1|a|b|c\n2|1|absent|absent\n3|1|2|3|4\n4|||absent\n");
    }
    T("UTF-8 and invalid bytes pass as they are")
    {
        CHECK("a\n\xC3\xA4\xF0\x9F\x98\x80\n\xFF\n",
              "1|a\n2|\xC3\xA4\xF0\x9F\x98\x80\n3|\xFF\n");
    }
}

static void separators(void)
{
    T("the separator is found from the header")
    {
        CHECK("a;b\n1,5;2\n", "1|a|b\n2|1,5|2\n");
        CHECK("a\tb c\n1,5\t 2\n", "1|a|b c\n2|1,5|2\n");
        CHECK("\"x;y;z\",b\n1,2\n", "1|x;y;z|b\n2|1|2\n");
        CHECK("one\n1;2,3\n", "1|one\n2|1;2|3\n");
    }
    T("Excel's first line")
    {
        CHECK("sep=;\r\na;b\r\n1;2\r\n", "2|a|b\n3|1|2\n");
        CHECK("\xEF\xBB\xBFsep=|\na|b\n", "2|a|b\n");
        CHECK("sep=,x\n1,2\n", "1|sep=|x\n2|1|2\n");
    }
    T("a BOM goes, also alone and before a quote")
    {
        CHECK("\xEF\xBB\xBF\"a\",b\n1,2\n", "1|a|b\n2|1|2\n");
        CHECK("\xEF\xBB\xBF", "");
    }
    T("a separator that the caller names")
    {
        char *got = parse(SCRM_SLICE("a;b\n1;2\n"), 3, ',');

        SAME(got, "1|a;b\n2|1;2\n");
        free(got);
    }
    T("scrm_table_separator")
    {
        OK(scrm_table_separator(SCRM_SLICE("a,b;c,d")) == ',');
        OK(scrm_table_separator(SCRM_SLICE("a;b,c;d")) == ';');
        OK(scrm_table_separator(SCRM_SLICE("a\tb")) == '\t');
        OK(scrm_table_separator(SCRM_SLICE("a\n;;;;")) == ',');
        OK(scrm_table_separator(SCRM_SLICE("")) == ',');
    }
}

static void quotes(void)
{
    T("a stray quote counts as a letter")
    {
        CHECK("a,b\n5\" pipe,x\n\"the \"best\" one\",y\n",
              "1|a|b\n2|5\" pipe|x\n3|the \"best\" one|y\n");
        CHECK("a,b\n\"x\"y\",2\n", "1|a|b\n2|x\"y|2\n");
    }
    T("a field with a stray quote must end on its line")
    {
        CHECK("a,b\n\"x\"y,2\n\"z\",3\n",
              "1|a|b\n65 t.csv:2: a quoted field with a stray quote does not end on its line; "
              "a quote inside a quoted field is written twice: \"\"");
        CHECK("a\n\"l1\nl2 \"no\" l2\nl3\"\n",
              "1|a\n65 t.csv:2: a quoted field with a stray quote does not end on its line; "
              "a quote inside a quoted field is written twice: \"\"");
    }
    T("an open quote at the end names the line where it opened")
    {
        CHECK("a,b\n1,2\n3,\"4\n5,6\n7,8\n",
              "1|a|b\n2|1|2\n65 t.csv:3: a quote opens here and is never closed");
        CHECK("a\n\"l1\nl2\",\"l2\n\n",
              "1|a\n65 t.csv:3: a quote opens here and is never closed");
        CHECK("a\n\"l1\n \"\" l2\n l3",
              "1|a\n65 t.csv:2: a quote opens here and is never closed");
    }
}

static int stop_at_two(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    (void)err;
    ++*(int *)ctx;
    return row->line == 2 ? 7 : 0;
}

static void refusals(void)
{
    T("NUL and UTF-16 are refused with the line")
    {
        CHECK("a\n1\n2\0002\n",
              "1|a\n2|1\n65 t.csv:3: a NUL byte; a table is text in UTF-8, not "
              "in UTF-16");
        CHECK("\xFF\xFE"
              "a\0,\0b\0\n\0",
              "65 t.csv:1: a table in UTF-16; save it as \"CSV UTF-8\"");
    }
    T("the caller ends the parse, and later calls say the same")
    {
        struct scrm_err err = {0};
        int rows_seen = 0;
        struct scrm_table_stream *stream =
            scrm_table_stream_new(',', "t.csv", stop_at_two, &rows_seen);

        OK(scrm_table_stream_feed(stream, SCRM_SLICE("a\nb\nc\nd\n"), &err) == 7);
        OK(scrm_table_stream_feed(stream, SCRM_SLICE("e\n"), &err) == 7);
        OK(scrm_table_stream_end(stream, &err) == 7);
        OK(rows_seen == 2);
        OK(err.code == SCRM_EXIT_OK);
        scrm_err_fini(&err);
        scrm_table_stream_free(stream);
    }
}

/* One row: `n` fields of `len` letters. Returns the error's text, or "". */
static char *big(size_t n, size_t len, bool quoted)
{
    struct scrm_buf text = {0};
    char *field = malloc(len + 1), *got;

    memset(field, 'x', len);
    scrm_buf_puts(&text, "h\n");
    for (size_t i = 0; i < n; i++) {
        scrm_buf_puts(&text, i ? "," : "");
        scrm_buf_puts(&text, quoted ? "\"" : "");
        scrm_buf_put(&text, field, len);
        scrm_buf_puts(&text, quoted ? "\"" : "");
    }
    scrm_buf_putc(&text, '\n');
    free(field);
    got = parse(scrm_buf_slice(&text), 1 << 20, ',');
    scrm_buf_fini(&text);
    if (strncmp(got, "1|h\n65 ", 7) != 0)
        *got = '\0';
    return got;
}

static void limits(void)
{
    static const struct {
        size_t n, len;
        bool quoted;
        const char *want;
    } cases[] = {
        {SCRM_FIELDS_MAX, 1, false, ""},
        {SCRM_FIELDS_MAX + 1, 1, false, "1|h\n65 t.csv:2: a row of more than 4096 fields"},
        {1, SCRM_FIELD_MAX, false, ""},
        {1, SCRM_FIELD_MAX, true, ""},
        {1, SCRM_FIELD_MAX + 1, false, "1|h\n65 t.csv:2: a field of more than 16 MiB"},
        {5, SCRM_FIELD_MAX - 16, true, "1|h\n65 t.csv:2: a row of more than 64 MiB"},
        {1, SCRM_FIELD_MAX + 999999, true,
         "1|h\n65 t.csv:2: a field of more than 16 MiB; is a quote left open?"},
    };

    T("limits of fields and rows")
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *got = big(cases[i].n, cases[i].len, cases[i].quoted);

        SAME(got, cases[i].want);
        free(got);
    }
}

int main(void)
{
    rows();
    separators();
    quotes();
    refusals();
    limits();
    return t_end();
}
