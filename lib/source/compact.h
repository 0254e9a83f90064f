/*
 * JSON on one line: a record token for token, without the white space between
 * its tokens.
 */
#ifndef SCRM_SOURCE_COMPACT_H
#define SCRM_SOURCE_COMPACT_H

#include "base/buf.h"

/* Appends validated JSON. With `repair`, an escape of half a surrogate pair or
 * of NUL is written as \ufffd; returns how many. */
size_t scrm_json_compact(struct scrm_slice json, bool repair, struct scrm_buf *out);

#endif
