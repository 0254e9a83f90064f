/*
 * Raw envelopes, scrm.raw/1: what flows from scrm-fetch to scrm-normalize.
 *
 * {"schema":"scrm.raw/1","source":"mastodon.hashtag","args":{...},
 *  "fetched_at":"...","record":{...},"page":{...}}
 * The record is the network's own JSON, token for token; the page holds just
 * what the mapping looks up in it, and is left out where that is nothing.
 */
#ifndef SCRM_SOURCE_ENVELOPE_H
#define SCRM_SOURCE_ENVELOPE_H

#include "source/descriptor.h"

#define SCRM_RAW_SCHEMA "scrm.raw/1"

struct scrm_envelope {
    const struct scrm_source *source;
    struct scrm_slice name;       /* "mastodon.hashtag" */
    const struct scrm_args *args; /* NULL or empty: no args member */
    struct scrm_slice key;        /* written into args as "key"; absent: none */
    int64_t fetched_ms;
    bool fetched; /* whether fetched_ms is known */
};

/* Appends the line for `record` (validated JSON), which stands on `page` (ABSENT: no page). */
void scrm_envelope_put(const struct scrm_envelope *envelope, struct scrm_value record,
                       struct scrm_value page, struct scrm_arena *arena, struct scrm_buf *out);

/* Notes what the source's values take from pages. Called once, after loading. */
void scrm_source_note_needs(struct scrm_source *source);

#endif
