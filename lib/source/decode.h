/*
 * The answer to a request as one JSON value, whatever it came as.
 */
#ifndef SCRM_SOURCE_DECODE_H
#define SCRM_SOURCE_DECODE_H

#include "source/catalogue.h"

struct scrm_answer {
    struct scrm_slice bytes;
    struct scrm_slice type; /* Content-Type; may be absent */
    struct scrm_slice url;
    const struct scrm_source *source;
    enum scrm_decode decode;
    const struct scrm_args *args;
};

/*
 * Puts the page into `out` (which is emptied first; padded for the scanner)
 * and validates it as `*page`: JSON as it is, lines and rows as an array, a
 * feed as a JSON Feed. Bytes that are no UTF-8 are repaired and added to
 * `*repaired`. 65 for what cannot be read, with line and column.
 */
int scrm_decode_page(const struct scrm_answer *answer, struct scrm_buf *out,
                     struct scrm_value *page, uint64_t *repaired, struct scrm_err *err);

#endif
