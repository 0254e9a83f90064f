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

/* A page, and what the source's values need of it whatever the record is. */
struct scrm_page_view {
    struct scrm_value page;
    struct scrm_value *plain; /* one for each of source->needs; ABSENT for lookups */
};

/* Looks at the page once for all of its records. Borrowed from page and arena. */
struct scrm_page_view scrm_page_view_of(const struct scrm_source *source,
                                        struct scrm_value page, struct scrm_arena *arena);

/* Appends the line for `record` (validated JSON), which stands on the page (NULL: on none). */
void scrm_envelope_put(const struct scrm_envelope *envelope, struct scrm_value record,
                       const struct scrm_page_view *page, struct scrm_arena *arena,
                       struct scrm_buf *out);

/* Notes what the source's values take from pages. Called once, after loading. */
void scrm_source_note_needs(struct scrm_source *source);

#endif
