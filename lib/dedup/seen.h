/*
 * Which revisions of which posts have been seen: 24 bytes a place, between
 * six and seven of eight places taken, so 27 to 32 bytes a post however
 * long its id is, and hardly more while the table grows: it grows part by part. Ids are known
 * by 128 bits of a digest: among a billion posts the chance that any two are taken for one is
 * below 10^-20.
 */
#ifndef SCRM_DEDUP_SEEN_H
#define SCRM_DEDUP_SEEN_H

#include "base/hash.h"

struct scrm_sighting {
    struct scrm_digest id;
    uint32_t changed_s; /* seconds since 1970: of the newest revision; SCRM_DELETED_S */
    uint32_t rev;       /* 32 bits of its digest */
};

/* No revision is newer than a deletion. */
#define SCRM_DELETED_S UINT32_MAX

enum { SCRM_SEEN_PARTS = 64 };

struct scrm_seen {
    struct scrm_seen_part {
        struct scrm_sighting *at; /* open addressing; an id of all zero bits: an empty place */
        size_t n, places;
    } parts[SCRM_SEEN_PARTS]; /* by the digest's lowest bits */
    size_t n;
    /* The ids that were taken while `keeps` was set, some of them several times. */
    bool keeps;
    struct scrm_digest *taken;
    size_t n_taken, cap_taken;
};

enum scrm_verdict_seen {
    SCRM_SEEN_NEW,   /* nobody has seen the post */
    SCRM_SEEN_NEWER, /* a revision that is newer, or as new and another one */
    SCRM_SEEN_SAME,  /* this very revision */
    SCRM_SEEN_OLDER, /* a revision from before the newest */
};

/* Takes a sighting. A zeroed `seen` is empty. */
enum scrm_verdict_seen scrm_seen_take(struct scrm_seen *seen, struct scrm_sighting sighting);
/* What is known of an id, or NULL. Borrowed until the next is taken. */
const struct scrm_sighting *scrm_seen_get(const struct scrm_seen *seen, struct scrm_digest id);
void scrm_seen_fini(struct scrm_seen *seen);

#endif
