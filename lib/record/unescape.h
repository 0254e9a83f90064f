/*
 * Escaped JSON strings turned into what they mean. Private to this room; the
 * input is always a string that the scanner has accepted.
 */
#ifndef SCRM_RECORD_UNESCAPE_H
#define SCRM_RECORD_UNESCAPE_H

#include "base/slice.h"

/* What becomes of a surrogate that stands alone, which no UTF-8 can hold. */
enum scrm_lone {
    SCRM_LONE_REPLACED, /* U+FFFD: for everybody who reads text */
    SCRM_LONE_KEPT,     /* its three bytes as if it were a character: for comparing keys */
};

/* Writes the text to `out`, which has room for text.len bytes; never more are
 * needed. Returns how many were written. */
size_t scrm_unescape(char *out, struct scrm_slice text, enum scrm_lone lone);

/*
 * One step: the character or the run of plain bytes at text->at, which moves
 * on. The result points into the text or into `small`.
 */
struct scrm_slice scrm_unescape_next(struct scrm_slice *text, char small[4],
                                     enum scrm_lone lone);

#endif
