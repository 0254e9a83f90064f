/*
 * The law of the line: a stage adds one top-level member and passes every
 * other byte through unchanged.
 */
#ifndef SCRM_RECORD_SPLICE_H
#define SCRM_RECORD_SPLICE_H

#include "record/scan.h"

/*
 * Appends `line` to `out` with its top-level member `name` set to the JSON
 * text `value`: replaced in place where `slot` (the slot of `name`) is
 * present, else added right after the last value, before trailing white space
 * and a CR. No newline is added. `name` needs no escaping.
 */
void scrm_splice(const struct scrm_line *line, int slot, const char *name,
                 struct scrm_slice value, struct scrm_buf *out);

/* Appends `line` to `out` without the member at `slot` and the comma that belongs to it;
 * unchanged where it has none. */
void scrm_splice_out(const struct scrm_line *line, int slot, struct scrm_buf *out);

#endif
