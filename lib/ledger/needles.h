/*
 * The traces by which a person is found: ids, names, words. Looked for in any
 * bytes, all at once, and masked where they stand in other people's texts.
 */
#ifndef SCRM_LEDGER_NEEDLES_H
#define SCRM_LEDGER_NEEDLES_H

#include "base/arena.h"
#include "base/hash.h"

enum scrm_needle_kind {
    SCRM_NEEDLE_POST,   /* an id or address of a post of the person: stands for the post */
    SCRM_NEEDLE_AUTHOR, /* an id or address of the author that is nothing else */
    SCRM_NEEDLE_HANDLE, /* as others write to them: "jo@example.social", "@jo" */
    SCRM_NEEDLE_BARE,   /* "jo", "1012": theirs only where a person is meant, never in a text */
    SCRM_NEEDLE_NAME,   /* a name of several words */
    SCRM_NEEDLE_WORD,   /* one word of it: theirs only near the person */
    SCRM_NEEDLE_SAID,   /* a piece of what the person wrote */
    SCRM_NEEDLES_N,
};

/* Sets of kinds. */
#define SCRM_NEEDLE_BIT(kind) (1u << (kind))
#define SCRM_NEEDLES_ANYWHERE                                                                  \
    (SCRM_NEEDLE_BIT(SCRM_NEEDLE_POST) | SCRM_NEEDLE_BIT(SCRM_NEEDLE_AUTHOR) |                 \
     SCRM_NEEDLE_BIT(SCRM_NEEDLE_HANDLE) | SCRM_NEEDLE_BIT(SCRM_NEEDLE_NAME))
/* In the person's own threads, and beside another trace of them. */
#define SCRM_NEEDLES_NEAR                                                                      \
    (SCRM_NEEDLES_ANYWHERE | SCRM_NEEDLE_BIT(SCRM_NEEDLE_WORD) |                               \
     SCRM_NEEDLE_BIT(SCRM_NEEDLE_SAID))

struct scrm_needle {
    struct scrm_slice text;
    struct scrm_slice instead; /* of a whole value that is just this */
    struct scrm_slice within;  /* inside of a longer text */
    struct scrm_slice said;    /* SAID: the whole text that it is a piece of */
    size_t offset;             /* SAID: where the piece begins in it */
    uint8_t kind;
    bool shared;   /* others use it too, with right: it proves nothing */
    uint32_t next; /* of the same bucket, index + 1 */
};

enum { SCRM_NEEDLE_BUCKETS = 1 << 16 };

/* A zeroed struct is empty. */
struct scrm_needles {
    struct scrm_needle *at;
    size_t n, cap;
    struct scrm_map known; /* texts that are in already */
    struct scrm_arena arena;
    uint32_t *buckets; /* by the first two bytes in small letters, index + 1 */
};

void scrm_needles_fini(struct scrm_needles *needles);

/* Adds a trace, and how it is spelled in JSON and in HTML where that differs.
 * `instead` stands for a value that is just this; absent: "[erased]". Too short
 * ones are left out. */
void scrm_needles_add(struct scrm_needles *needles, enum scrm_needle_kind kind,
                      struct scrm_slice text, struct scrm_slice instead);
/* "@<span>jo<", which becomes "@<span>[erased]<". */
void scrm_needles_add_framed(struct scrm_needles *needles, const char *before,
                             struct scrm_slice text, const char *behind);
/* Pieces of what the person wrote. */
void scrm_needles_add_said(struct scrm_needles *needles, struct scrm_slice text);

/* The needle that is this whole text, in any case of letters, or NULL. */
struct scrm_needle *scrm_needles_exact(const struct scrm_needles *needles,
                                       struct scrm_slice text);

/* The first trace of these kinds at or behind `from`, inside of words too; NULL
 * where there is none, else *at is where it stands. */
struct scrm_needle *scrm_needles_find(const struct scrm_needles *needles, unsigned kinds,
                                      struct scrm_slice bytes, size_t from, size_t *at);

/* Appends `text` with "[erased]" for whatever of these kinds stands there as a
 * whole word; of what the person said, as much as is repeated. Returns how many
 * it replaced. */
size_t scrm_needles_mask(const struct scrm_needles *needles, unsigned kinds,
                         struct scrm_slice text, struct scrm_buf *out);

/* How many traces stand in the bytes that prove something. */
uint64_t scrm_needles_count(const struct scrm_needles *needles, struct scrm_slice bytes);

/* Marks as shared what stands in the bytes with right: everything where they are
 * somebody's own id or name; else only what masking leaves alone. */
void scrm_needles_share(struct scrm_needles *needles, struct scrm_slice bytes, bool own);

#endif
