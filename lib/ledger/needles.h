/*
 * The traces by which a person is found: ids, names, words. Looked for in any
 * bytes, all at once, and masked where they stand in other people's texts.
 */
#ifndef SCRM_LEDGER_NEEDLES_H
#define SCRM_LEDGER_NEEDLES_H

#include "base/arena.h"
#include "base/hash.h"

enum scrm_needle_kind {
    SCRM_NEEDLE_POST,   /* the id of a post of the person: stands for a post */
    SCRM_NEEDLE_AUTHOR, /* author_id or address of the author's page: stands for the person */
    SCRM_NEEDLE_HANDLE, /* stands for the person on one network */
    SCRM_NEEDLE_NAME,   /* may be others' name too */
    SCRM_NEEDLE_WORDS,  /* a piece of what the person wrote */
};

struct scrm_needle {
    struct scrm_slice text;
    struct scrm_digest digest; /* POST: what stands in place of the id */
    uint8_t kind;
    bool shared;   /* others use it too, with right: it proves nothing */
    uint32_t next; /* of the same bucket, index + 1 */
};

enum { SCRM_NEEDLE_BUCKETS = 1 << 14 };

/* A zeroed struct is empty. */
struct scrm_needles {
    struct scrm_needle *at;
    size_t n, cap;
    struct scrm_map known; /* texts that are in already */
    struct scrm_arena arena;
    uint32_t *buckets; /* by the first four bytes, index + 1 */
};

void scrm_needles_fini(struct scrm_needles *needles);

/* Shorter ones than four bytes stand for too much and are left out. */
void scrm_needles_add(struct scrm_needles *needles, enum scrm_needle_kind kind,
                      struct scrm_slice text);
/* Some pieces of a longer text. */
void scrm_needles_add_words(struct scrm_needles *needles, struct scrm_slice text);

/* The needle that is this whole text, or NULL. */
struct scrm_needle *scrm_needles_exact(const struct scrm_needles *needles,
                                       struct scrm_slice text);

/* The first trace at or behind `from`; NULL where there is none, else *at is
 * where it stands. Short ones count as whole words only. */
struct scrm_needle *scrm_needles_find(const struct scrm_needles *needles,
                                      struct scrm_slice bytes, size_t from, size_t *at);

/* Appends `text` with "[erased]" for whatever names the person as a whole word
 * (not WORDS). Returns how many it replaced. */
size_t scrm_needles_mask(const struct scrm_needles *needles, struct scrm_slice text,
                         struct scrm_buf *out);

/* How many traces stand in the bytes that prove something. */
uint64_t scrm_needles_count(const struct scrm_needles *needles, struct scrm_slice bytes);

/* Marks as shared what stands in the bytes. */
void scrm_needles_share(struct scrm_needles *needles, struct scrm_slice bytes);

#endif
