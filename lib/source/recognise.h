/*
 * Whose record a native line is, by the shapes that descriptors give.
 */
#ifndef SCRM_SOURCE_RECOGNISE_H
#define SCRM_SOURCE_RECOGNISE_H

#include "source/keys.h"

struct scrm_recogniser {
    struct scrm_catalogue *catalogue; /* borrowed */
    struct scrm_scanner scanner;
    struct scrm_value *values;
};

void scrm_recogniser_init(struct scrm_recogniser *recogniser, struct scrm_catalogue *catalogue);
void scrm_recogniser_fini(struct scrm_recogniser *recogniser);

/*
 * The source that the JSON object in `line` (padded for the scanner) comes
 * from: a post of it, another thing of it, or a page of its posts. NULL where nobody
 * knows it or it is no JSON object; `*record` is the object. Errors (78) are of descriptors
 * only.
 */
const struct scrm_source *scrm_recognise(struct scrm_recogniser *recogniser,
                                         struct scrm_slice line, struct scrm_value *record,
                                         struct scrm_err *err);

#endif
