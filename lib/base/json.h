/*
 * The door to jansson: JSON trees for configuration, cursors, state and
 * report documents. Never for the flowing line, which record/ scans.
 *
 * jansson's own out-of-memory paths are unsafe, so scrm_json_init gives it an
 * allocator that exits 71. Every function here calls it; a caller that uses
 * jansson directly before any of these calls it itself.
 */
#ifndef SCRM_BASE_JSON_H
#define SCRM_BASE_JSON_H

#include <jansson.h>

#include "base/err.h"

void scrm_json_init(void);

/* Parses; any value may stand at the top, duplicates are refused. `file` names
 * the text in errors (65, with line and column). Owned by caller. */
json_t *scrm_json_load(struct scrm_slice text, const char *file, struct scrm_err *err);

/* Compact, keys in insertion order. */
void scrm_json_put(struct scrm_buf *buf, const json_t *value);

/* A string from bytes that need not be NUL-terminated; invalid UTF-8 gives NULL. */
json_t *scrm_json_slice(struct scrm_slice text);

#endif
