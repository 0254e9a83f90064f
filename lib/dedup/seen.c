/*
 * A table of sightings in parts that grow one by one, by a sixth at a time:
 * doubling would leave it half empty for most of its life, and growing it as a
 * whole would need it twice.
 */
#include "dedup/seen.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { FEWEST = 64 }; /* places of a part */

static bool is_empty(const struct scrm_sighting *place)
{
    return !place->id.high && !place->id.low;
}

/* Any number of places, not a power of two: the digest's upper half, scaled. */
static struct scrm_sighting *find(const struct scrm_seen_part *part, struct scrm_digest id)
{
    size_t place = (size_t)((id.high >> 32) * part->places >> 32);

    while (!is_empty(&part->at[place]) &&
           (part->at[place].id.high != id.high || part->at[place].id.low != id.low))
        if (++place == part->places)
            place = 0;
    return &part->at[place];
}

static void grow(struct scrm_seen_part *part)
{
    struct scrm_seen_part bigger = {
        .n = part->n, .places = part->places ? part->places + part->places / 6 : FEWEST};

    bigger.at = scrm_alloc_zero(bigger.places, sizeof *bigger.at);
    for (size_t i = 0; i < part->places; i++)
        if (!is_empty(&part->at[i]))
            *find(&bigger, part->at[i].id) = part->at[i];
    free(part->at);
    *part = bigger;
}

enum scrm_verdict_seen scrm_seen_take(struct scrm_seen *seen, struct scrm_sighting sighting)
{
    struct scrm_seen_part *part;
    struct scrm_sighting *place;

    if (is_empty(&sighting))
        sighting.id.low = 1;
    if (seen->keeps) {
        SCRM_GROW(seen->taken, seen->n_taken, seen->cap_taken);
        seen->taken[seen->n_taken++] = sighting.id;
    }
    part = &seen->parts[sighting.id.low % SCRM_SEEN_PARTS];
    if ((part->n + 1) * 8 > part->places * 7)
        grow(part);
    place = find(part, sighting.id);
    if (is_empty(place)) {
        *place = sighting;
        part->n++;
        seen->n++;
        return SCRM_SEEN_NEW;
    }
    /* Whatever its time: one that was inferred is another at every fetch. */
    if (place->rev == sighting.rev)
        return SCRM_SEEN_SAME;
    if (sighting.changed_s < place->changed_s)
        return SCRM_SEEN_OLDER;
    *place = sighting;
    return SCRM_SEEN_NEWER;
}

const struct scrm_sighting *scrm_seen_get(const struct scrm_seen *seen, struct scrm_digest id)
{
    const struct scrm_seen_part *part = &seen->parts[id.low % SCRM_SEEN_PARTS];
    const struct scrm_sighting *place = part->places ? find(part, id) : NULL;

    return place && !is_empty(place) ? place : NULL;
}

void scrm_seen_fini(struct scrm_seen *seen)
{
    for (size_t i = 0; i < SCRM_SEEN_PARTS; i++)
        free(seen->parts[i].at);
    free(seen->taken);
    *seen = (struct scrm_seen){0};
}
