/*
 * Values of a mapping, evaluated on one record. Nothing is allocated per
 * record but from the arena and buffers that keep their memory.
 */
#ifndef SCRM_SOURCE_EVAL_H
#define SCRM_SOURCE_EVAL_H

#include "source/expr.h"

enum scrm_datum_kind {
    SCRM_DATUM_NONE,  /* absent */
    SCRM_DATUM_VALUE, /* a value of the record as it stands there */
    SCRM_DATUM_TEXT,  /* plain text */
    SCRM_DATUM_INT,
    SCRM_DATUM_TIME,   /* ms */
    SCRM_DATUM_NUMBER, /* a JSON number's text */
    SCRM_DATUM_BOOL,
    SCRM_DATUM_MANY,
};

struct scrm_datum {
    enum scrm_datum_kind kind;
    union {
        struct scrm_value value;
        struct scrm_slice text; /* TEXT, NUMBER: borrowed until the evaluator's next record */
        int64_t integer;        /* INT, TIME, BOOL */
        struct {
            struct scrm_datum *at; /* in the arena */
            size_t n;
        } many;
    };
};

/* What one thread needs to evaluate. */
struct scrm_eval {
    struct scrm_scope scope;   /* the record under way */
    struct scrm_arena *arena;  /* reset by the caller between records */
    struct scrm_slice network; /* for `ref` and `snowflake_time` */
    struct scrm_slice host;    /* for `ref`; absent: left out */
    struct scrm_buf plain;     /* scratch: a string unescaped */
    struct scrm_buf text;      /* scratch: html_text and its like */
    struct scrm_buf links; /* hrefs seen by html_text since the last record, NUL-separated */
    bool failed;           /* a transform failed; the caller clears it */
};

void scrm_eval_fini(struct scrm_eval *eval);

/* Evaluates; a transform that fails gives NONE and sets eval->failed. Texts
 * of html_text, unescape and mrkdwn are valid until the arena's reset. */
struct scrm_datum scrm_eval(struct scrm_eval *eval, const struct scrm_expr *expr);

/* The datum's first text (numbers as written); absent where it has none. */
struct scrm_slice scrm_datum_text(struct scrm_eval *eval, struct scrm_datum datum);

/* Whether there is something: not absent, null, or an empty text or list. */
bool scrm_datum_given(struct scrm_datum datum);

/* 0 or -1 where the datum is none. TIME reads texts by scrm_time_any. */
int scrm_datum_int(struct scrm_eval *eval, struct scrm_datum datum, int64_t *out);
int scrm_datum_time(struct scrm_eval *eval, struct scrm_datum datum, int64_t *ms);
int scrm_datum_bool(struct scrm_eval *eval, struct scrm_datum datum, bool *out);
/* A JSON number's text: as it stands in the record, or a text that is one. */
int scrm_datum_number(struct scrm_eval *eval, struct scrm_datum datum, struct scrm_slice *out);

/* One transform of one datum that is no MANY (but for concat and len). */
struct scrm_datum scrm_transform(struct scrm_eval *eval, enum scrm_as as,
                                 struct scrm_datum datum);

/* Appends "network:host:id", or `id` itself where it is a URI. */
void scrm_ref_put(struct scrm_slice network, struct scrm_slice host, struct scrm_slice id,
                  struct scrm_buf *out);
bool scrm_ref_is_uri(struct scrm_slice id);

#endif
