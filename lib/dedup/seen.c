/*
 * A table of sightings, grown by a quarter at a time: doubling would leave it
 * half empty for most of its life.
 */
#include "dedup/seen.h"

#include <stdlib.h>

#include "base/alloc.h"

enum { FEWEST = 1024 };

static bool is_empty(const struct scrm_sighting *place)
{
    return !place->id.high && !place->id.low;
}

/* Any number of places, not a power of two: the digest's upper half, scaled. */
static size_t place_of(const struct scrm_seen *seen, struct scrm_digest id)
{
    return (size_t)((id.high >> 32) * seen->places >> 32);
}

static struct scrm_sighting *find(const struct scrm_seen *seen, struct scrm_digest id)
{
    size_t place = place_of(seen, id);

    while (!is_empty(&seen->at[place]) &&
           (seen->at[place].id.high != id.high || seen->at[place].id.low != id.low))
        if (++place == seen->places)
            place = 0;
    return &seen->at[place];
}

static void grow(struct scrm_seen *seen)
{
    struct scrm_seen bigger = {
        .n = seen->n, .places = seen->places ? seen->places + seen->places / 4 : FEWEST};

    bigger.at = scrm_alloc_zero(bigger.places, sizeof *bigger.at);
    for (size_t i = 0; i < seen->places; i++)
        if (!is_empty(&seen->at[i]))
            *find(&bigger, seen->at[i].id) = seen->at[i];
    free(seen->at);
    seen->at = bigger.at;
    seen->places = bigger.places;
}

enum scrm_verdict_seen scrm_seen_take(struct scrm_seen *seen, struct scrm_sighting sighting)
{
    struct scrm_sighting *place;

    if (is_empty(&sighting))
        sighting.id.low = 1;
    if (seen->keeps) {
        SCRM_GROW(seen->taken, seen->n_taken, seen->cap_taken);
        seen->taken[seen->n_taken++] = sighting.id;
    }
    if ((seen->n + 1) * 8 > seen->places * 7)
        grow(seen);
    place = find(seen, sighting.id);
    if (is_empty(place)) {
        *place = sighting;
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
    const struct scrm_sighting *place = seen->places ? find(seen, id) : NULL;

    return place && !is_empty(place) ? place : NULL;
}

void scrm_seen_fini(struct scrm_seen *seen)
{
    free(seen->taken);
    free(seen->at);
    *seen = (struct scrm_seen){0};
}
