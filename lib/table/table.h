/*
 * Tables that people keep in spreadsheets: CSV in and out, libcsv's one door.
 *
 * Reading: RFC 4180 with what spreadsheets do to it (BOM, CRLF or CR, separator
 * comma, semicolon or tab, found from the header, or named by Excel's first
 * line "sep=;"). Departures, as libcsv makes them: blanks around an unquoted
 * field are no part of it, blank lines are no rows, and a quote where none
 * belongs (5" pipe, "the "best" one") counts as a letter. A field with such a
 * quote must end on its line, because else one typing error swallows the rows
 * behind it; that, an open quote at the end of the file and a NUL are refused
 * with the line. Errors name file, line and column.
 */
#ifndef SCRM_TABLE_TABLE_H
#define SCRM_TABLE_TABLE_H

#include <stdint.h>

#include "base/err.h"

/* Limits: bytes of a field, bytes of a row, fields of a row. */
#define SCRM_FIELD_MAX ((size_t)16 << 20)
#define SCRM_ROW_MAX ((size_t)64 << 20)
#define SCRM_FIELDS_MAX ((size_t)4096)

/* One row; borrowed for the call. */
struct scrm_row_fields {
    const struct scrm_slice *at; /* fields in the order of the header, missing ones absent */
    size_t n;                    /* at least the header's; more where the row is too long */
    uint64_t line;               /* line of the file on which the row starts */
};

struct scrm_table; /* a whole table in memory: header and rows */

/*
 * The whole table, owned by caller, or NULL: 66, 77, 74 as scrm_file_read; 78
 * for no header, a column name that stands twice, a row with more fields than
 * the header, bytes that are not UTF-8, and what the parser refuses. Rows
 * without a single character in them are left out.
 */
struct scrm_table *scrm_table_load(const char *path, struct scrm_err *err);
struct scrm_table *scrm_table_parse(struct scrm_slice text, const char *name,
                                    struct scrm_err *err);
void scrm_table_free(struct scrm_table *table);

size_t scrm_table_rows(const struct scrm_table *table);
size_t scrm_table_columns(const struct scrm_table *table);
const char *scrm_table_file(const struct scrm_table *table);
struct scrm_slice scrm_table_name(const struct scrm_table *table, size_t column);
uint64_t scrm_table_line(const struct scrm_table *table, size_t row);

/* Index of the column `name` (case and surrounding blanks ignored), or -1. */
int scrm_table_column(const struct scrm_table *table, const char *name);

/* As scrm_table_column, but -1 sets 78 with "did you mean". */
int scrm_table_need(const struct scrm_table *table, const char *name, struct scrm_err *err);

/* The field, absent slice where the row is short or column is -1. Borrowed. */
struct scrm_slice scrm_table_get(const struct scrm_table *table, size_t row, int column);

/* Error 78 "FILE:LINE: COLUMN: text" about a field. Returns -1. */
int scrm_table_error(const struct scrm_table *table, size_t row, int column,
                     struct scrm_err *err, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * Streaming, for exports that do not fit in memory: `row` gets the header
 * first (line 1), then each row; non-zero from it ends the parse with that value.
 */
typedef int scrm_table_each(void *ctx, const struct scrm_row_fields *row, struct scrm_err *err);

struct scrm_table_stream;

/* `separator` 0: found from the header. `name` (copied) stands in errors. */
struct scrm_table_stream *scrm_table_stream_new(char separator, const char *name,
                                                scrm_table_each *each, void *ctx);

/* Bytes in pieces of any size, as they are (UTF-8 is not checked here). 0, or
 * -1 with 65, or what `each` returned; after that every call returns it again. */
int scrm_table_stream_feed(struct scrm_table_stream *stream, struct scrm_slice bytes,
                           struct scrm_err *err);

/* No more bytes: gives the last row. 65 where a quote is still open. */
int scrm_table_stream_end(struct scrm_table_stream *stream, struct scrm_err *err);
void scrm_table_stream_free(struct scrm_table_stream *stream);

/* The separator that a header line suggests: ',', ';' or '\t'. */
char scrm_table_separator(struct scrm_slice first_line);

/* Writing. A field that a spreadsheet could take for a formula (first character
 * = + - @ TAB CR, unless it is a plain number) is prefixed with an apostrophe. */
void scrm_table_put_field(struct scrm_buf *out, struct scrm_slice field, bool first);

/* Ends the row with a newline; a row of one empty field becomes "". */
void scrm_table_put_end(struct scrm_buf *out);

#endif
