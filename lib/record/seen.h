/*
 * The duplicate test: which top-level keys has this line had? Private to this
 * room.
 *
 * A table of words, one a key, that is never cleared between lines: a word
 * whose generation is not the line's own counts as empty. A word holds
 *     generation 16 | part of the hash 15 | key is escaped 1 | offset 32
 * and the bytes are compared only where the parts of the hash agree. Hashes
 * are seeded and the table grows, so hostile keys cost what others cost.
 */
#ifndef SCRM_RECORD_SEEN_H
#define SCRM_RECORD_SEEN_H

#include "record/keys.h"

enum { SCRM_SEEN_GENERATION = 48, SCRM_SEEN_TAG = 33, SCRM_SEEN_ESCAPED = 32 };

/* Begins a line. */
void scrm_seen_begin(struct scrm_scanner *scanner);

/*
 * Notes the key that stands at `raw` in the line `text`: `plain` is the key
 * unescaped (elsewhere than at `raw` where it has escapes), `hash` that of
 * `plain`. Returns whether the line has had it before.
 */
bool scrm_seen_add(struct scrm_scanner *scanner, const char *text, const char *raw,
                   struct scrm_slice plain, uint64_t hash);

/* Makes room for more keys of the same line. */
void scrm_seen_grow(struct scrm_scanner *scanner, const struct scrm_keys *keys,
                    const char *text);

/* Whether the line may have had a key of this hash; if not, it is noted as an
 * unescaped one, which is all there is to do for most keys. */
static inline bool scrm_seen_maybe(struct scrm_scanner *scanner, const char *text,
                                   const char *raw, uint64_t hash)
{
    uint64_t *place = &scanner->seen[hash & scanner->seen_mask];

    if (*place >> SCRM_SEEN_GENERATION == scanner->generation)
        return true;
    *place = scanner->generation << SCRM_SEEN_GENERATION | hash >> 49 << SCRM_SEEN_TAG |
             (uint64_t)(raw - text);
    return false;
}

#endif
