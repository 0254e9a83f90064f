/*
 * Key sets: what the scanner looks for in a line, so that mapping a record is
 * reading slots. Built when a source is first met, shared by all threads then.
 */
#ifndef SCRM_SOURCE_KEYS_H
#define SCRM_SOURCE_KEYS_H

#include "source/catalogue.h"

/* Slots of the members of a raw envelope, the same in every source's raw keys. */
enum {
    SCRM_SLOT_SOURCE = 1,
    SCRM_SLOT_ARGS,
    SCRM_SLOT_FETCHED_AT,
    SCRM_SLOT_RECORD,
    SCRM_SLOT_PAGE,
    SCRM_SLOTS_RAW,
};

/* The source's keys for lines of that form. Borrowed from the source. */
const struct scrm_keys *scrm_source_keys(struct scrm_catalogue *catalogue,
                                         const struct scrm_source *source, enum scrm_form form);

/* Keys for the members of an envelope alone. Owned by caller. */
struct scrm_keys *scrm_envelope_keys(void);

/* The keys that tell native lines apart: the shapes of all sources, which must be loaded. */
const struct scrm_keys *scrm_shape_keys(struct scrm_catalogue *catalogue);

/* Whether the record in `scope` has one of the shapes. */
bool scrm_shapes_fit(const struct scrm_shapes *shapes, const struct scrm_scope *scope);

#endif
