/*
 * The CSV suites of csv-spectrum, ccdb and Papa Parse, read from the shared
 * data beside the project. Where Papa Parse decides otherwise than
 * table/table.h says, the case stands in the list below with the reason.
 */
#include "../t.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "table/table.h"

static const char *const other[] = {
    "Quoted field with whitespace around quotes", /* blanks may stand around a quoted field */
    "Mixed slash n and slash r should choose first as precident", /* each CR and LF ends a line
                                                                   */
    "Pipe delimiter is guessed correctly when mixed with comas",  /* no | unless "sep=|" says so
                                                                   */
};

static int take(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err)
{
    json_t *fields = json_array();

    (void)err;
    for (size_t i = 0; i < row->n && row->at[i].at; i++)
        json_array_append_new(fields, scrm_json_slice(row->at[i]));
    return json_array_append_new(ctx, fields);
}

/* Rows as arrays of texts, or NULL where the text is refused. Owned by caller. */
static json_t *parse(struct scrm_slice text, size_t chunk)
{
    struct scrm_err err = {0};
    json_t *rows = json_array();
    struct scrm_table_stream *stream = scrm_table_stream_new(0, "suite", take, rows);
    int rc = 0;

    for (size_t at = 0; at < text.len && !rc; at += chunk) {
        size_t len = text.len - at < chunk ? text.len - at : chunk;

        rc = scrm_table_stream_feed(stream, (struct scrm_slice){text.at + at, len}, &err);
    }
    if (rc || scrm_table_stream_end(stream, &err)) {
        json_decref(rows);
        rows = NULL;
    }
    scrm_table_stream_free(stream);
    scrm_err_fini(&err);
    return rows;
}

static char *shared(const char *rest)
{
    const char *top = getenv("SCRM_TOP"), *given = getenv("SCRM_SHARED");
    char *path = NULL;

    if (asprintf(&path, "%s%s/data/conformance/%s",
                 given ? given
                 : top ? top
                       : ".",
                 given ? "" : "/../shared", rest) < 0)
        abort();
    return path;
}

/* A whole file; absent slice where it is not there. */
static struct scrm_slice slurp(const char *rest, struct scrm_buf *buf)
{
    struct scrm_err err = {0};
    char *path = shared(rest);
    int rc = scrm_file_read(path, buf, &err);

    free(path);
    scrm_err_fini(&err);
    return rc ? (struct scrm_slice){0} : scrm_buf_slice(buf);
}

/* The rows of a table as an array of objects, as the suites write them. */
static json_t *objects(const json_t *rows)
{
    json_t *list = json_array();

    for (size_t i = 1; i < json_array_size(rows); i++) {
        json_t *object = json_object();

        for (size_t j = 0; j < json_array_size(json_array_get(rows, i)); j++)
            json_object_set(object,
                            json_string_value(json_array_get(json_array_get(rows, 0), j)),
                            json_array_get(json_array_get(rows, i), j));
        json_array_append_new(list, object);
    }
    return list;
}

/* Without two cases that the stored copy has spoilt: newlines_crlf lost its CRs,
 * location_coordinates its encoding. */
static void spectrum(void)
{
    static const char *const names[] = {"comma_in_quotes",
                                        "empty",
                                        "empty_crlf",
                                        "escaped_quotes",
                                        "json",
                                        "newlines",

                                        "quotes_and_newlines",
                                        "simple",
                                        "simple_crlf",
                                        "utf8"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct scrm_buf csv = {0}, want = {0};
        struct scrm_err err = {0};
        char path[100];
        json_t *rows, *got, *expected;

        snprintf(path, sizeof path, "csv_spectrum/csvs/%s.csv", names[i]);
        OK(slurp(path, &csv).at != NULL);
        snprintf(path, sizeof path, "csv_spectrum/json/%s.json", names[i]);
        expected = scrm_json_load(slurp(path, &want), path, &err);
        for (size_t chunk = 1; chunk <= csv.len; chunk += chunk < 8 ? 1 : 61) {
            rows = parse(scrm_buf_slice(&csv), chunk);
            got = objects(rows);
            if (json_is_object(expected)) /* a suite of one row is written bare */
                OK(json_equal(json_array_get(got, 0), expected));
            else if (!OK(json_equal(got, expected)))
                printf("  %s in pieces of %zu\n", names[i], chunk);
            json_decref(got);
            json_decref(rows);
        }
        json_decref(expected);
        scrm_buf_fini(&csv);
        scrm_buf_fini(&want);
        scrm_err_fini(&err);
    }
}

/* The next line of `rest`, as JSON; NULL at the end. */
static json_t *next_line(struct scrm_slice *rest)
{
    struct scrm_err err = {0};
    const char *newline;
    json_t *value;

    if (!rest->len)
        return NULL;
    newline = memchr(rest->at, '\n', rest->len);
    if (!newline)
        newline = rest->at + rest->len - 1;
    value = scrm_json_load((struct scrm_slice){rest->at, (size_t)(newline + 1 - rest->at)},
                           "line", &err);
    rest->len -= (size_t)(newline + 1 - rest->at);
    rest->at = newline + 1;
    scrm_err_fini(&err);
    return value;
}

static void ccdb(void)
{
    struct scrm_buf csv = {0}, want = {0};
    struct scrm_slice rest = slurp("ccdb_csv2ndjson/utf-8.ndjson", &want);
    json_t *rows = parse(slurp("ccdb_csv2ndjson/utf-8.csv", &csv), 7), *got = objects(rows),
           *line;
    size_t n = 0;

    while ((line = next_line(&rest))) {
        OK(json_equal(json_array_get(got, n++), line));
        json_decref(line);
    }
    OK(n == 3);
    json_decref(rows);
    json_decref(got);
    scrm_buf_fini(&csv);
    scrm_buf_fini(&want);
}

/* Whether a case asks only for what a table does. */
static bool is_ours(const json_t *test)
{
    const char *key, *what = json_string_value(json_object_get(test, "description"));
    json_t *value, *config = json_object_get(test, "config");

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        if (strcmp(what, other[i]) == 0)
            return false;
    json_object_foreach(config, key, value)
    {
        if (strcmp(key, "newline") == 0 ||
            (strcmp(key, "skipEmptyLines") == 0 && json_is_boolean(value)) ||
            (strcmp(key, "delimiter") == 0 && json_is_string(value) &&
             strstr(",;\t", json_string_value(value))))
            continue;
        return false;
    }
    return json_is_string(json_object_get(test, "input"));
}

/* Papa Parse's rows without blank lines and the blanks around fields. */
static json_t *as_ours(const json_t *rows)
{
    json_t *list = json_array(), *row, *field;
    size_t i, j;

    json_array_foreach(rows, i, row)
    {
        json_t *fields = json_array();
        bool blank = json_array_size(row) == 1;

        json_array_foreach(row, j, field)
        {
            struct scrm_slice text = scrm_slice_trim(scrm_slice_of(json_string_value(field)));

            json_array_append_new(fields, scrm_json_slice(text));
            blank = blank && !text.len;
        }
        if (blank)
            json_decref(fields);
        else
            json_array_append_new(list, fields);
    }
    return list;
}

static void show(const json_t *value, const char *what)
{
    struct scrm_buf text = {0};

    if (value)
        scrm_json_put(&text, value);
    printf("  %s: %s\n", what, scrm_buf_text(&text));
    scrm_buf_fini(&text);
}

/* Refused is right where Papa Parse itself reports an error of quotes. */
static bool may_refuse(const json_t *test)
{
    const json_t *error =
        json_array_get(json_object_get(json_object_get(test, "expected"), "errors"), 0);
    const char *type = json_string_value(json_object_get(error, "type"));

    return type && strcmp(type, "Quotes") == 0;
}

/* Runs cases in Papa Parse's form, one a line; returns how many were ours. */
static size_t run(struct scrm_slice rest)
{
    json_t *test;
    size_t ran = 0;

    for (; (test = next_line(&rest)); json_decref(test)) {
        const json_t *input = json_object_get(test, "input");
        struct scrm_slice csv = {json_string_value(input), json_string_length(input)};
        json_t *want;

        if (!is_ours(test))
            continue;
        ran++;
        want = as_ours(json_object_get(json_object_get(test, "expected"), "data"));
        for (size_t chunk = 1; chunk <= csv.len; chunk++) {
            json_t *raw = parse(csv, chunk), *got = as_ours(raw);

            if (!OK(raw ? json_equal(got, want) : may_refuse(test))) {
                show(input, "input");
                show(got, "  got");
                show(want, " want");
                chunk = csv.len; /* once is enough */
            }
            json_decref(raw);
            json_decref(got);
        }
        json_decref(want);
    }
    return ran;
}

static size_t papaparse(const char *file)
{
    struct scrm_buf text = {0};
    size_t ran = run(slurp(file, &text));

    scrm_buf_fini(&text);
    return ran;
}

/* Our own, so that something runs where the suites are absent. */
static const char invented[] =
    "{\"description\":\"a\",\"input\":\"x;y\\n\\n1;\\\"2\\\"\\r\\n\","
    "\"expected\":{\"data\":[[\"x\",\"y\"],[\"\"],[\"1\",\"2\"]],\"errors\":[]}}\n"
    "{\"description\":\"b\",\"input\":\"x\\n\\\"1\","
    "\"expected\":{\"data\":[],\"errors\":[{\"type\":\"Quotes\"}]}}\n";

int main(void)
{
    struct stat info;
    char *path = shared("csv_spectrum");

    scrm_json_init();
    T("invented cases in the form of the suites")
    OK(run(SCRM_SLICE(invented)) == 2);
    if (stat(path, &info) == 0) {
        T("csv-spectrum")
        spectrum();
        T("ccdb")
        ccdb();
        T("Papa Parse")
        {
            OK(papaparse("papaparse/core_parser_tests.ndjson") >= 40);
            OK(papaparse("papaparse/parse_tests.ndjson") >= 25);
        }
    } else {
        printf("# skip the CSV suites: no %s\n", path);
    }
    free(path);
    return t_end();
}
