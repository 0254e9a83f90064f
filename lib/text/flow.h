/*
 * Text that flows out of a document: what is written, and what stands between
 * it and the text to come (a space, a tab, line breaks, quote and list marks),
 * which is written only when that text comes. Inside lib/text, for html.c.
 */
#ifndef SCRM_TEXT_FLOW_H
#define SCRM_TEXT_FLOW_H

#include "base/buf.h"

enum { SCRM_FLOW_DEEP = 8 }; /* deeper lists and quotes look like this one */

struct scrm_flow {
    struct scrm_buf *out;
    size_t start;    /* out->len before the first text */
    bool wrote;      /* there is text: breaks and spaces before it count for nothing */
    size_t newlines; /* what separates the next text from the last */
    bool space, tab;
    unsigned quotes, quotes_before;       /* depth now, and at the last text */
    unsigned lists, item[SCRM_FLOW_DEEP]; /* depth; number of the next item, 0: bullets */
    unsigned number;                      /* of this item, 0: a bullet */
    bool mark;                            /* this item has no text yet */
    bool cell, fresh; /* the row of a table has a cell; this one has no text yet */
};

/* Writes what is between, then the text. */
void scrm_flow_put(struct scrm_flow *flow, const char *at, size_t len);

/* The next text starts a line, `n` - 1 blank ones before it; but items and cells begin
 * with their text, whatever holds it. */
void scrm_flow_need(struct scrm_flow *flow, size_t n);

void scrm_flow_break(struct scrm_flow *flow);
void scrm_flow_quote(struct scrm_flow *flow, bool closing);

/* `first`: the number of its first item; 0 for bullets. */
void scrm_flow_list(struct scrm_flow *flow, unsigned first, bool closing);
void scrm_flow_item(struct scrm_flow *flow, bool closing);

void scrm_flow_table(struct scrm_flow *flow);
void scrm_flow_row(struct scrm_flow *flow);
void scrm_flow_cell(struct scrm_flow *flow, bool closing);

/* Takes back a suffix of the text, where it ends with it. */
void scrm_flow_take_back(struct scrm_flow *flow, const char *suffix);

/* Trims the end. */
void scrm_flow_end(struct scrm_flow *flow);

#endif
