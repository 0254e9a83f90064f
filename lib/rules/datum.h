/*
 * A value while a condition is being worked out: read from a record or taken
 * from the rule, compared exactly.
 */
#ifndef SCRM_RULES_DATUM_H
#define SCRM_RULES_DATUM_H

#include "record/scan.h"
#include "rules/expr.h"
#include "rules/rules.h"

enum scrm_datum_kind {
    SCRM_DATUM_NONE, /* NULL */
    SCRM_DATUM_BOOL,
    SCRM_DATUM_INT,
    SCRM_DATUM_REAL,
    SCRM_DATUM_TEXT,
    SCRM_DATUM_TIME, /* milliseconds since 1970 */
    SCRM_DATUM_SPAN, /* milliseconds */
    SCRM_DATUM_LIST,
    SCRM_DATUM_OBJECT,
};

struct scrm_datum {
    enum scrm_datum_kind kind;
    union {
        int64_t integer;         /* BOOL, INT, TIME, SPAN */
        double number;           /* REAL */
        struct scrm_slice text;  /* TEXT, borrowed from the line, the arena or the rules */
        struct scrm_value value; /* LIST, OBJECT */
    };
};

/* What a member holds, as `class` wants it; NONE where it holds another kind. */
struct scrm_datum scrm_datum_read(struct scrm_value value, enum scrm_class class,
                                  struct scrm_arena *arena);

/* A NUMBER's token: INT where it is whole digits that fit, else the nearest
 * double, NONE past its range. */
struct scrm_datum scrm_datum_number(struct scrm_slice token);

/* a `compare` b; UNKNOWN where either is NONE or they are of unlike kinds. */
enum scrm_truth scrm_datum_compare(const struct scrm_datum *a, const struct scrm_datum *b,
                                   enum scrm_compare compare);

/* LIKE: % is any run, _ any one character, everything else itself. */
bool scrm_text_like(struct scrm_slice text, struct scrm_slice pattern);

/* Code points of well-formed UTF-8. */
int64_t scrm_text_characters(struct scrm_slice text);

#endif
