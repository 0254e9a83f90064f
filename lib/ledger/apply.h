/*
 * A batch of posts between being read (apply.c) and being committed (commit.c).
 */
#ifndef SCRM_LEDGER_APPLY_H
#define SCRM_LEDGER_APPLY_H

#include "ledger/inner.h"

#include "record/splice.h"

/* One post of a batch; everything is in the batch's arena. */
struct pending {
    struct scrm_case_fact fact;
    uint64_t thread;        /* as placed; its root may change within the batch */
    bool again;             /* the ledger has this sighting */
    struct scrm_slice line; /* kept only to be emitted */
    size_t insert;          /* where a new member goes */
    struct scrm_value was;  /* the line's `case`, if any */
};

/* A thread that the batch has touched. */
struct touched {
    uint64_t root;
    bool changed; /* something new was learned */
};

struct scrm_apply {
    struct scrm_ledger *ledger;
    int64_t now_ms;
    bool emit;
    struct scrm_keys *keys;
    struct scrm_case_slots slots;
    struct {
        int url, author_name, author_url, customer_id, customer_name, of_case;
    } more;
    struct scrm_value *values; /* the line's, moved to the batch's copy of it */
    struct scrm_case_intern intern;
    struct scrm_arena arena;
    struct pending *posts;
    struct scrm_content *contents; /* of each post */
    size_t n, cap;
    size_t bytes;
    struct scrm_apply_count count;

    /* used by commit */
    struct scrm_refold refold;
    struct scrm_placed placed;
    struct touched *touched;
    size_t n_touched, cap_touched;
    struct scrm_content *fresh; /* of the new posts, by seq */
    size_t n_fresh, cap_fresh;
    uint64_t *roots;
    size_t cap_roots;
    bool joined; /* the batch joined threads, so roots have moved */
    uint64_t next_seq, next_thread, first_thread;
    uint64_t authors, new_authors; /* numbered before, and by this batch */
    struct scrm_buf facts;
};

#endif
