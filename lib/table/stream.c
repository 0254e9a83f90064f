/*
 * CSV in pieces of any size, row by row: the one place that calls libcsv.
 *
 * libcsv knows no positions, so bytes go in line by line and the lines are
 * counted here. It runs strict and is let off at each stray quote, which is
 * how a field that holds one is known. Keeps nothing but the row being read.
 */
#include "table/table.h"

#include <csv.h>
#include <stdlib.h>

#include "base/alloc.h"

/* libcsv's parser states, from its source; csv.h has the field but not the names. */
enum { ROW_NOT_BEGUN = 0, FIELD_BEGUN = 2 };

/* A first line longer than this is taken as the header's beginning. */
#define HEAD_MAX ((size_t)64 << 10)

#define GROW_BYTES ((size_t)16 << 10)

struct scrm_table_stream {
    struct csv_parser parser;
    char *name;
    char separator; /* 0 until found */
    scrm_table_each *each;
    void *ctx;

    struct scrm_buf head; /* what came before the first line was whole */
    bool headed;          /* the separator is known and `head` is done with */

    struct scrm_buf row; /* the fields of this row, a NUL behind each */
    size_t *starts;      /* where each begins in `row` */
    size_t n, cap;
    struct scrm_slice *fields;
    size_t cap_fields;
    size_t columns; /* of the header; 0 before it */

    uint64_t line, row_line, quote_line; /* the current one; where row and open quote began */
    bool after_cr;                       /* a LF now belongs to the CR before it */
    bool in_quotes;                      /* the last piece ended in a quoted field */
    bool stray;                          /* this quoted field holds a stray quote */
    bool field_ended;                    /* since the last look */

    int result; /* what ended the parse; 0: goes on */
    struct scrm_err *err;
};

static void *grow(void *old, size_t size)
{
    return size > SCRM_FIELD_MAX + GROW_BYTES ? NULL : scrm_realloc(old, size, 1);
}

struct scrm_table_stream *scrm_table_stream_new(char separator, const char *name,
                                                scrm_table_each *each, void *ctx)
{
    struct scrm_table_stream *stream = scrm_alloc_zero(1, sizeof *stream);

    csv_init(&stream->parser, CSV_STRICT);
    csv_set_realloc_func(&stream->parser, grow);
    csv_set_blk_size(&stream->parser, GROW_BYTES);
    stream->name = scrm_strdup(name);
    stream->separator = separator;
    stream->each = each;
    stream->ctx = ctx;
    stream->row.max = SCRM_ROW_MAX;
    stream->line = stream->row_line = 1;
    return stream;
}

void scrm_table_stream_free(struct scrm_table_stream *stream)
{
    if (!stream)
        return;
    csv_free(&stream->parser);
    scrm_buf_fini(&stream->head);
    scrm_buf_fini(&stream->row);
    free(stream->name);
    free(stream->starts);
    free(stream->fields);
    free(stream);
}

/* Ends the parse: 65 at `line`. */
static void refuse(struct scrm_table_stream *stream, uint64_t line, const char *text,
                   const char *hint)
{
    if (stream->result)
        return;
    stream->result = scrm_err_set(stream->err, SCRM_EXIT_DATA, "%s", text);
    scrm_err_at(stream->err, stream->name, line, 0);
    if (hint)
        scrm_err_hint(stream->err, "%s", hint);
}

static void on_field(void *bytes, size_t len, void *ctx)
{
    struct scrm_table_stream *stream = ctx;

    stream->field_ended = true;
    stream->stray = false;
    if (stream->result)
        return;
    if (stream->n == SCRM_FIELDS_MAX) {
        refuse(stream, stream->row_line, "a row of more than 4096 fields", NULL);
        return;
    }
    if (len > SCRM_FIELD_MAX) {
        refuse(stream, stream->row_line, "a field of more than 16 MiB", NULL);
        return;
    }
    SCRM_GROW(stream->starts, stream->n, stream->cap);
    stream->starts[stream->n++] = stream->row.len;
    if (len)
        scrm_buf_put(&stream->row, bytes, len);
    scrm_buf_putc(&stream->row, '\0');
    if (stream->row.over)
        refuse(stream, stream->row_line, "a row of more than 64 MiB", NULL);
}

static void on_row(int by, void *ctx)
{
    struct scrm_table_stream *stream = ctx;
    size_t n = stream->n > stream->columns ? stream->n : stream->columns;
    struct scrm_row_fields row;

    (void)by;
    if (stream->result)
        return;
    if (n > stream->cap_fields) {
        stream->fields = scrm_realloc(stream->fields, n, sizeof *stream->fields);
        stream->cap_fields = n;
    }
    for (size_t i = 0; i < n; i++) {
        size_t end = i + 1 < stream->n ? stream->starts[i + 1] : stream->row.len;

        stream->fields[i] = i < stream->n
                                ? (struct scrm_slice){stream->row.at + stream->starts[i],
                                                      end - stream->starts[i] - 1}
                                : (struct scrm_slice){0};
    }
    if (!stream->columns)
        stream->columns = n;
    row = (struct scrm_row_fields){stream->fields, n, stream->row_line};
    stream->result = stream->each(stream->ctx, &row, stream->err);
    if (stream->result)
        scrm_err_at(stream->err, stream->name, stream->row_line, 0);
    stream->n = 0;
    scrm_buf_reset(&stream->row);
}

/* Gives libcsv a piece that holds at most one end of a line, its last byte. */
static void parse_piece(struct scrm_table_stream *stream, const char *at, size_t len)
{
    struct csv_parser *parser = &stream->parser;

    while (len && !stream->result) {
        size_t done = csv_parse(parser, at, len, on_field, on_row, stream);

        at += done;
        len -= done;
        if (!len)
            return;
        if (csv_error(parser) != CSV_EPARSE) {
            refuse(stream, stream->in_quotes ? stream->quote_line : stream->row_line,
                   "a field of more than 16 MiB", "is a quote left open?");
            return;
        }
        /* A stray quote: this byte passes as a letter. */
        if (parser->quoted)
            stream->stray = true;
        csv_set_opts(parser, 0);
        csv_parse(parser, at, 1, on_field, on_row, stream);
        csv_set_opts(parser, CSV_STRICT);
        at++;
        len--;
    }
}

/* One piece, with its line known before and its open quote looked at behind it. */
static void feed_piece(struct scrm_table_stream *stream, const char *at, size_t len, bool ends)
{
    bool open = stream->in_quotes;

    if (memchr(at, '\0', len)) {
        refuse(stream, stream->line, "a NUL byte", "a table is text in UTF-8, not in UTF-16");
        return;
    }
    if (stream->parser.pstate == ROW_NOT_BEGUN)
        stream->row_line = stream->line;
    stream->field_ended = false;
    parse_piece(stream, at, len);
    stream->in_quotes = stream->parser.quoted;
    if (stream->in_quotes && (!open || stream->field_ended))
        stream->quote_line = stream->line;
    if (stream->in_quotes && stream->stray && ends)
        refuse(stream, stream->quote_line,
               "a quoted field with a stray quote does not end on its line",
               "a quote inside a quoted field is written twice: \"\"");
    if (ends)
        stream->line++;
}

static void feed_lines(struct scrm_table_stream *stream, const char *at, size_t len)
{
    const char *end = at + len, *lf = NULL;

    if (len && stream->after_cr && *at == '\n') {
        stream->line--; /* counted with its CR */
        feed_piece(stream, at++, 1, true);
    }
    if (len)
        stream->after_cr = false;
    while (at < end && !stream->result) {
        const char *stop, *cr;

        if (!lf || lf < at) {
            lf = memchr(at, '\n', (size_t)(end - at));
            if (!lf)
                lf = end;
        }
        stop = lf < end ? lf + 1 : end;
        cr = memchr(at, '\r', (size_t)(lf - at));
        if (cr && cr + 1 != lf)
            stop = cr + 1;
        stream->after_cr = cr && cr + 1 == end;
        feed_piece(stream, at, (size_t)(stop - at), stop[-1] == '\n' || stop[-1] == '\r');
        at = stop;
    }
}

/* Takes the BOM and "sep=;" off the head and settles the separator. */
static void begin(struct scrm_table_stream *stream)
{
    struct scrm_slice head = scrm_buf_slice(&stream->head);
    char given = 0;

    stream->headed = true;
    if (scrm_slice_starts(head, "\xFF\xFE") || scrm_slice_starts(head, "\xFE\xFF")) {
        refuse(stream, 1, "a table in UTF-16", "save it as \"CSV UTF-8\"");
        return;
    }
    if (scrm_slice_starts(head, "\xEF\xBB\xBF")) {
        head.at += 3;
        head.len -= 3;
    }
    if (head.len >= 6 && scrm_slice_starts(head, "sep=") &&
        (head.at[5] == '\n' || head.at[5] == '\r')) {
        given = head.at[4];
        stream->line++;
        stream->after_cr = head.len == 6 && head.at[5] == '\r';
        head.at += 6;
        head.len -= 6;
        if (head.len && head.at[-1] == '\r' && head.at[0] == '\n') {
            head.at++;
            head.len--;
        }
    }
    if (!stream->separator)
        stream->separator = given ? given : scrm_table_separator(head);
    csv_set_delim(&stream->parser, (unsigned char)stream->separator);
    feed_lines(stream, head.at, head.len);
    scrm_buf_fini(&stream->head);
}

int scrm_table_stream_feed(struct scrm_table_stream *stream, struct scrm_slice bytes,
                           struct scrm_err *err)
{
    stream->err = err;
    while (!stream->headed && bytes.len && !stream->result) {
        const char *lf = memchr(bytes.at, '\n', bytes.len);
        const char *cr = memchr(bytes.at, '\r', lf ? (size_t)(lf - bytes.at) : bytes.len);
        const char *stop = cr ? cr : lf;
        size_t take = stop ? (size_t)(stop - bytes.at) + 1 : bytes.len;

        scrm_buf_put(&stream->head, bytes.at, take);
        bytes.at += take;
        bytes.len -= take;
        if (stop || stream->head.len >= HEAD_MAX)
            begin(stream);
    }
    if (stream->headed && !stream->result)
        feed_lines(stream, bytes.at, bytes.len);
    return stream->result;
}

int scrm_table_stream_end(struct scrm_table_stream *stream, struct scrm_err *err)
{
    stream->err = err;
    if (!stream->headed && !stream->result)
        begin(stream);
    if (!stream->result && stream->in_quotes && stream->parser.pstate == FIELD_BEGUN)
        refuse(stream, stream->quote_line, "a quote opens here and is never closed", NULL);
    if (!stream->result)
        csv_fini(&stream->parser, on_field, on_row, stream);
    return stream->result;
}

char scrm_table_separator(struct scrm_slice first_line)
{
    size_t commas = 0, semicolons = 0, tabs = 0;
    bool quoted = false;

    if (first_line.len >= 5 && scrm_slice_starts(first_line, "sep=") &&
        (first_line.len == 5 || first_line.at[5] == '\n' || first_line.at[5] == '\r'))
        return first_line.at[4];
    for (size_t i = 0; i < first_line.len; i++) {
        char c = first_line.at[i];

        if (c == '"')
            quoted = !quoted;
        if (quoted)
            continue;
        if (c == '\n' || c == '\r')
            break;
        commas += c == ',';
        semicolons += c == ';';
        tabs += c == '\t';
    }
    if (tabs > commas && tabs >= semicolons)
        return '\t';
    return semicolons > commas ? ';' : ',';
}
