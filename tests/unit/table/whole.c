/* Whole tables in memory, and writing them so that they read back. */
#include "../t.h"

#include <stdlib.h>

#include "table/table.h"

static struct scrm_table *parse(const char *text, struct scrm_err *err)
{
    return scrm_table_parse(scrm_slice_of(text), "people.csv", err);
}

/* The error of a table that must be refused. */
static void refused(const char *text, const char *want)
{
    struct scrm_err err = {0};
    struct scrm_buf said = {0};
    struct scrm_table *table = parse(text, &err);

    OK(!table);
    OK(err.code == SCRM_EXIT_CONFIG);
    scrm_err_write(&err, &said);
    SAME(scrm_buf_text(&said), want);
    scrm_buf_fini(&said);
    scrm_err_fini(&err);
    scrm_table_free(table);
}

static void reading(void)
{
    struct scrm_err err = {0};
    struct scrm_table *table =
        parse("Name; Tier ;note\n\nAda;gold;\"two\nlines\"\n;;\nBob\n", &err);

    T("rows, columns and lines")
    {
        OK(table && err.code == SCRM_EXIT_OK);
        OK(scrm_table_rows(table) == 2);
        OK(scrm_table_columns(table) == 3);
        SAME(scrm_table_file(table), "people.csv");
        OK(scrm_slice_is(scrm_table_name(table, 1), "Tier"));
        OK(!scrm_table_name(table, 3).at);
        OK(scrm_table_line(table, 0) == 3);
        OK(scrm_table_line(table, 1) == 6);
    }
    T("columns by name, whatever the case")
    {
        OK(scrm_table_column(table, "name") == 0);
        OK(scrm_table_column(table, " TIER ") == 1);
        OK(scrm_table_column(table, "owner") == -1);
    }
    T("fields; absent ones are told from empty ones")
    {
        OK(scrm_slice_is(scrm_table_get(table, 0, 2), "two\nlines"));
        OK(scrm_slice_is(scrm_table_get(table, 1, 0), "Bob"));
        OK(!scrm_table_get(table, 1, 1).at);
        OK(!scrm_table_get(table, 0, -1).at);
        OK(!scrm_table_get(table, 9, 0).at);
        OK(scrm_table_get(table, 0, 1).at[4] == '\0');
    }
    T("an error about a field names file, line and column")
    {
        struct scrm_buf said = {0};

        OK(scrm_table_error(table, 1, 0, &err, "\"%s\" is nobody", "Bob") == -1);
        scrm_err_write(&err, &said);
        SAME(scrm_buf_text(&said), "people.csv:6: Name: \"Bob\" is nobody");
        scrm_buf_fini(&said);
        scrm_err_clear(&err);
    }
    T("a missing column suggests the nearest")
    {
        OK(scrm_table_need(table, "name", &err) == 0);
        OK(scrm_table_need(table, "teir", &err) == -1);
        OK(err.code == SCRM_EXIT_CONFIG);
        OK(err.hint && strstr(err.hint, "\"Tier\""));
    }
    scrm_err_fini(&err);
    scrm_table_free(table);
}

static void refusing(void)
{
    T("tables that are refused")
    {
        refused("", "people.csv:1: the table is empty: it has no header");
        refused("a,b,A\n1,2,3\n", "people.csv:1: the column \"A\" stands twice");
        refused("a,b\n1,2\n1,2,3\n",
                "people.csv:3: 3 fields, but the header has 2; a field that "
                "holds the separator goes in \"quotes\"");
        refused("a,b\n1,M\xFCller\n",
                "people.csv:2: b: not UTF-8; save the table as \"CSV UTF-8\"");
        refused("a\n\xED\xA0\x80\n",
                "people.csv:2: a: not UTF-8; save the table as \"CSV UTF-8\"");
        refused("a\n\"1\n", "people.csv:2: a quote opens here and is never closed");
    }
    T("empty trailing fields and nameless columns are no error")
    {
        struct scrm_err err = {0};
        struct scrm_table *table = parse("a,b,,\n1,2,,,,\n", &err);

        OK(table && scrm_table_rows(table) == 1);
        scrm_table_free(table);
        scrm_err_fini(&err);
    }
    T("files: missing ones and directories")
    {
        struct scrm_err err = {0};

        OK(!scrm_table_load("/nonexistent/x.csv", &err));
        OK(err.code == SCRM_EXIT_NOINPUT);
        scrm_err_clear(&err);
        OK(!scrm_table_load("/", &err));
        OK(err.code != SCRM_EXIT_OK);
        scrm_err_fini(&err);
    }
}

static void put(struct scrm_buf *out, const char *const *fields)
{
    for (size_t i = 0; fields[i]; i++)
        scrm_table_put_field(out, scrm_slice_of(fields[i]), i == 0);
    scrm_table_put_end(out);
}

static void writing(void)
{
    struct scrm_buf out = {0};

    T("quotes only where they are needed")
    {
        put(&out, (const char *const[]){"plain", "a,b", "say \"hi\"", "l1\nl2", "x;y", " in ",
                                        "", NULL});
        SAME(scrm_buf_text(&out),
             "plain,\"a,b\",\"say \"\"hi\"\"\",\"l1\nl2\",\"x;y\",\" in \",\n");
        scrm_buf_reset(&out);
    }
    T("formulas are defused, numbers are not touched")
    {
        put(&out, (const char *const[]){"=1+1", "+49 30 1", "-0.5", "-x", "@ada", "\t=1",
                                        "=A,\"B\"", NULL});
        SAME(scrm_buf_text(&out),
             "'=1+1,'+49 30 1,-0.5,'-x,'@ada,\"'\t=1\",\"'=A,\"\"B\"\"\"\n");
        scrm_buf_reset(&out);
    }
    T("a row of one empty field is still a row")
    {
        put(&out, (const char *const[]){"h", NULL});
        put(&out, (const char *const[]){"", NULL});
        put(&out, (const char *const[]){"x", NULL});
        SAME(scrm_buf_text(&out), "h\n\"\"\nx\n");
        scrm_buf_reset(&out);
    }
    scrm_buf_fini(&out);
}

static int collect(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    struct scrm_buf *out = ctx;

    (void)err;
    for (size_t i = 0; i < row->n; i++) {
        scrm_buf_put_slice(out, row->at[i]);
        scrm_buf_putc(out, '\x01');
    }
    scrm_buf_putc(out, '\x02');
    return 0;
}

/* Random rows from the awkward characters, written and read again. */
static void round_trip(void)
{
    static const char letters[] = "a1 ,;\t\"\n\r'.";
    uint32_t seed = 1;
    size_t wrong = 0;

    for (int round = 0; round < 20000; round++) {
        struct scrm_buf text = {0}, want = {0}, got = {0};
        struct scrm_err err = {0};
        struct scrm_table_stream *stream = scrm_table_stream_new(',', "t", collect, &got);

        for (int i = 0; i < 6; i++) {
            char field[4];
            size_t len = (seed >> 9) % 5;

            for (size_t j = 0; j < len; j++) {
                seed = seed * 1664525 + 1013904223;
                field[j % 4] = letters[(seed >> 16) % (sizeof letters - 1)];
            }
            len = len > 4 ? 4 : len;
            if (len && strchr("\t\r", field[0]))
                field[0] = 'x'; /* would be defused */
            seed = seed * 1664525 + 1013904223;
            scrm_table_put_field(&text, (struct scrm_slice){field, len}, i % 3 == 0);
            scrm_buf_put(&want, field, len);
            scrm_buf_putc(&want, '\x01');
            if (i % 3 == 2) {
                scrm_table_put_end(&text);
                scrm_buf_putc(&want, '\x02');
            }
        }
        scrm_table_stream_feed(stream, scrm_buf_slice(&text), &err);
        scrm_table_stream_end(stream, &err);
        wrong += err.code != SCRM_EXIT_OK ||
                 !scrm_slice_eq(scrm_buf_slice(&want), scrm_buf_slice(&got));
        scrm_table_stream_free(stream);
        scrm_err_fini(&err);
        scrm_buf_fini(&text);
        scrm_buf_fini(&want);
        scrm_buf_fini(&got);
    }
    T("what was written reads back, 20,000 random tables")
    OK(wrong == 0);
}

int main(void)
{
    reading();
    refusing();
    writing();
    round_trip();
    return t_end();
}
