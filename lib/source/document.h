/*
 * Documents as lines. Inside lib/source.
 */
#ifndef SCRM_SOURCE_DOCUMENT_H
#define SCRM_SOURCE_DOCUMENT_H

#include "source/input.h"

/* Turns the error's byte column of the whole text into line and column. */
void scrm_text_place(struct scrm_slice text, struct scrm_err *err);

/* Appends the lines of a JSON document or a feed. 65 with a line where it is neither. */
int scrm_document_lines(const struct scrm_input_settings *settings, enum scrm_sniffed kind,
                        struct scrm_slice text, uint64_t *repaired, struct scrm_buf *out,
                        struct scrm_err *err);

/* Whether a first line without a separator is the header of a table that can be a list of
 * posts; else it is better told as a line that is no JSON. */
bool scrm_header_fits(const struct scrm_input_settings *settings, struct scrm_slice line);

/* A table, in pieces of any size. `file` names it in errors; `out` receives a line a row: an
 * envelope or, with `bare`, just the record. */
struct scrm_table_input;
struct scrm_table_input *scrm_table_input_open(const struct scrm_input_settings *settings,
                                               const char *file, bool bare,
                                               struct scrm_buf *out);
int scrm_table_input_feed(struct scrm_table_input *table, struct scrm_slice bytes, bool last,
                          uint64_t *repaired, struct scrm_err *err);
void scrm_table_input_close(struct scrm_table_input *table);

/* What a file of an X archive begins with: JavaScript that gives a name to one JSON value. */
#define SCRM_ASSIGNMENT "window.YTD."

#endif
