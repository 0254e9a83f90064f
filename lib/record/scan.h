/*
 * The JSON scanner: one strict pass over one line, no tree.
 *
 * It validates all of the line (RFC 8259, UTF-8 per RFC 3629, nesting to 256,
 * no NUL byte) and, on the way, notes where the wanted members stand. What it
 * returns are slices of the line; nothing is unescaped until somebody reads it.
 *
 * It refuses (65, with the byte column): anything that is not JSON, anything
 * but an object at the top, and a top-level key that stands twice (compared
 * unescaped), because tools disagree about which one counts. Of nested
 * duplicates the last counts, as in jq and jansson.
 *
 * SSE2 where the compiler has it, plain C else (or with -DSCRM_PLAIN): the
 * answers are the same.
 */
#ifndef SCRM_RECORD_SCAN_H
#define SCRM_RECORD_SCAN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

enum scrm_kind {
    SCRM_ABSENT = 0,
    SCRM_NULL,
    SCRM_FALSE,
    SCRM_TRUE,
    SCRM_NUMBER,
    SCRM_STRING,
    SCRM_OBJECT,
    SCRM_ARRAY,
};

/* One value, borrowed from the line. */
struct scrm_value {
    const char *at; /* STRING: behind the opening quote; else the token's first byte */
    size_t len;     /* STRING: without the quotes, still escaped; else the whole token */
    uint8_t kind;   /* enum scrm_kind; zeroed = ABSENT */
    bool escaped;   /* a STRING holding at least one backslash */
};

#define SCRM_DEPTH_MAX 256
/* Bytes that must be readable behind the end of every line. */
#define SCRM_SCAN_PADDING 64

/*
 * The set of wanted members. Each path is a sequence of object keys from the
 * top of the line; an array ends a path (its value is the array's slice, to be
 * walked with scrm_item_next). Immutable once built, then shared by threads.
 */
struct scrm_keys;

/* Slot 0 is always the top-level member "schema". */
#define SCRM_SLOT_SCHEMA 0

struct scrm_keys *scrm_keys_new(void);
void scrm_keys_free(struct scrm_keys *keys);

/* Adds a path and returns its slot; the same path gives the same slot. A path
 * and its prefix may both be wanted. */
int scrm_keys_add(struct scrm_keys *keys, const struct scrm_slice *path, size_t depth);

/* The same from "score.intents.complaint". A key that holds a dot needs scrm_keys_add. */
int scrm_keys_add_dotted(struct scrm_keys *keys, const char *path);

/* Number of slots = length that `values` must have. */
size_t scrm_keys_count(const struct scrm_keys *keys);

/* Ends the adding; must be called before the first scan. */
void scrm_keys_build(struct scrm_keys *keys);

/* A scanned line. `values` is the caller's storage, one per slot. */
struct scrm_line {
    struct scrm_slice bytes;   /* the whole line without its newline */
    const char *insert_at;     /* where a new member goes: right after the last value,
                                  or after the opening brace of an empty object */
    size_t members;            /* top-level members */
    struct scrm_value *values; /* by slot; ABSENT where the line has none */
    size_t n_values;
};

/* What is known of the order in which members come. */
struct scrm_guesses;

/* What one thread needs to scan; zeroed = ready. */
struct scrm_scanner {
    struct scrm_guesses *guesses;   /* NULL before the first line */
    uint64_t *seen;                 /* top-level keys of this line, for the duplicate test */
    size_t seen_mask;               /* number of places in `seen` - 1 */
    size_t seen_limit;              /* keys that it takes before it grows */
    uint64_t generation;            /* of the line, from 1; 16 bits */
    struct scrm_buf scratch, other; /* keys that must be unescaped to be compared */
};

void scrm_scanner_fini(struct scrm_scanner *scanner);

/*
 * Scans `text` (SCRM_SCAN_PADDING readable bytes behind it) and fills `line`,
 * whose `values` the caller has pointed at scrm_keys_count(keys) elements.
 * Returns 0, or -1 with err 65 and the column in bytes from 1; then the values
 * mean nothing.
 */
int scrm_scan(struct scrm_scanner *scanner, const struct scrm_keys *keys,
              struct scrm_slice text, struct scrm_line *line, struct scrm_err *err);

/* Validates any JSON value (not just an object) and returns it as a value;
 * white space around it is allowed. For native pages and for tests. */
int scrm_scan_value(struct scrm_scanner *scanner, struct scrm_slice text,
                    struct scrm_value *value, struct scrm_err *err);

/* The buffer's text with SCRM_SCAN_PADDING zero bytes behind it, for scanning
 * text that comes from no reader. Borrowed until the buffer changes. Absent, and
 * buf->over set, where they do not fit in the buffer's max. */
struct scrm_slice scrm_scan_padded(struct scrm_buf *buf);

/* Scans the object `value` (already validated, borrowed) for `keys`, whose
 * paths then start inside that object. Cannot fail on validated input. */
void scrm_scan_object(const struct scrm_keys *keys, struct scrm_value value,
                      struct scrm_value *values);

/*
 * Walking validated containers. Start with a zeroed walk.at, set by
 * scrm_walk_begin; next returns false at the end.
 */
struct scrm_walk {
    const char *at, *end;
};

void scrm_walk_begin(struct scrm_walk *walk, struct scrm_value container);
/* Next element of an array. */
bool scrm_item_next(struct scrm_walk *walk, struct scrm_value *item);
/* Next member of an object; `key` is a STRING value. */
bool scrm_member_next(struct scrm_walk *walk, struct scrm_value *key, struct scrm_value *value);
/* The member `key` of an object (compared unescaped, the last one); ABSENT where it has none.
 */
struct scrm_value scrm_member(struct scrm_value object, const char *key);

#endif
