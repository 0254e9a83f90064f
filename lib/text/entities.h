/*
 * What a plain text points at: addresses of pages, people, topics, shares.
 * For texts whose network says nothing itself (entities, facets and hrefs
 * come first). Rules as in twitter-text, widened for other networks.
 */
#ifndef SCRM_TEXT_ENTITIES_H
#define SCRM_TEXT_ENTITIES_H

#include "base/slice.h"

enum scrm_entity {
    SCRM_ENTITY_URL,     /* http, https, or none where a known top-level domain makes it sure */
    SCRM_ENTITY_MENTION, /* "@name" */
    SCRM_ENTITY_HANDLE,  /* "@name@host" of the fediverse, "@name.host" of Bluesky */
    SCRM_ENTITY_HASHTAG, /* "#topic" */
    SCRM_ENTITY_CASHTAG, /* "$NAME" */
};

/* Where it stands, its sign included. Return false to stop. */
typedef bool scrm_entities_hit(void *ctx, enum scrm_entity kind, size_t from, size_t to);

/* Calls `hit` for each, in the order of the text; they never overlap. Linear. */
void scrm_entities_scan(struct scrm_slice text, scrm_entities_hit *hit, void *ctx);

#endif
