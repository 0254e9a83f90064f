/*
 * Writing JSON text into a buffer, compact and in the order of the calls.
 */
#ifndef SCRM_RECORD_EMIT_H
#define SCRM_RECORD_EMIT_H

#include "base/buf.h"
#include "base/num.h"

/* "text" with the escapes that RFC 8259 demands and no others. `text` must be
 * valid UTF-8; scrm_emit_repaired takes anything and writes U+FFFD for what is not
 * (NUL included), returning how many it wrote. */
void scrm_emit_text(struct scrm_buf *buf, struct scrm_slice text);
size_t scrm_emit_repaired(struct scrm_buf *buf, struct scrm_slice text);

/* The same for the inside of a scanned string: its escapes become characters where
 * scrm_emit_text writes none. Lone surrogates and NUL become U+FFFD; returns how many. */
size_t scrm_emit_unescaped(struct scrm_buf *buf, struct scrm_slice inside);

/*
 * Members of an object being written: "," where one stands before, then
 * "name":. `name` needs no escaping. The caller writes the braces; whether a
 * comma is needed is read off the buffer's last byte ('{' or '[' = no).
 */
void scrm_emit_key(struct scrm_buf *buf, const char *name);

/* "," unless the last byte is '{' or '['. */
void scrm_emit_comma(struct scrm_buf *buf);

/* Whole members: scrm_emit_key and the value. */
void scrm_emit_member_text(struct scrm_buf *buf, const char *name, struct scrm_slice text);
void scrm_emit_member_int(struct scrm_buf *buf, const char *name, int64_t value);
void scrm_emit_member_fixed(struct scrm_buf *buf, const char *name, int64_t value);
void scrm_emit_member_bool(struct scrm_buf *buf, const char *name, bool value);
void scrm_emit_member_time(struct scrm_buf *buf, const char *name,
                           int64_t ms); /* RFC 3339 string */
void scrm_emit_member_json(struct scrm_buf *buf, const char *name, struct scrm_slice json);

#endif
