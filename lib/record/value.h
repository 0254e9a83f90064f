/*
 * Reading the values that the scanner found. Nothing here fails in silence:
 * each reader says whether the value had the kind asked for.
 */
#ifndef SCRM_RECORD_VALUE_H
#define SCRM_RECORD_VALUE_H

#include "record/scan.h"

/* A STRING's text, unescaped: borrowed from the line where it has no escapes,
 * else from the arena. Lone surrogates become U+FFFD. Absent slice when the
 * value is no string. */
struct scrm_slice scrm_value_text(struct scrm_value value, struct scrm_arena *arena);

/* Appends a STRING's text unescaped. */
void scrm_value_put_text(struct scrm_value value, struct scrm_buf *buf);

/* Whether a STRING's text, unescaped, is `text`. */
bool scrm_value_escaped_is(struct scrm_value value, const char *text);
static inline bool scrm_value_is(struct scrm_value value, const char *text)
{
    if (value.kind != SCRM_STRING)
        return false;
    if (value.escaped)
        return scrm_value_escaped_is(value, text);
    return value.len == strlen(text) && memcmp(value.at, text, value.len) == 0;
}

/* NUMBER that is an integer in range (1.0 and 1e3 count). 0 or -1. */
int scrm_value_int(struct scrm_value value, int64_t *out);

/* NUMBER. 0 or -1. */
int scrm_value_double(struct scrm_value value, double *out);

/* NUMBER in ten-thousandths, saturating. 0 or -1. */
int scrm_value_fixed(struct scrm_value value, int64_t *out);

/* TRUE or FALSE. 0 or -1. */
int scrm_value_bool(struct scrm_value value, bool *out);

/* STRING holding an RFC 3339 instant. 0 or -1. */
int scrm_value_time(struct scrm_value value, int64_t *ms);

/* The whole token as it stands in the line, quotes included. */
static inline struct scrm_slice scrm_value_token(struct scrm_value value)
{
    bool quoted = value.kind == SCRM_STRING;

    if (value.kind == SCRM_ABSENT)
        return (struct scrm_slice){0};
    return (struct scrm_slice){value.at - quoted, value.len + 2 * (size_t)quoted};
}

/* "string", "number", ... for messages. */
const char *scrm_kind_name(int kind);

#endif
