/*
 * A worker from the inside: what is known of the record at hand, each thing
 * worked out when it is first asked for. Only this room sees it.
 */
#ifndef SCRM_RULES_EVAL_H
#define SCRM_RULES_EVAL_H

#include "rules/datum.h"
#include "rules/set.h"

/* A field that wakes rules where it is there. */
struct scrm_waker {
    int slot;
    uint64_t *rules; /* bits */
    uint64_t few;    /* the first 64 of them */
};

/* How many comparisons may be asked before a field is looked through. */
enum { SCRM_BEFORE_MAX = 64 };

/* What has to hold before it is any use to look for words in a field: at least one
 * of these comparisons, each of which some rule that waits for them needs. */
struct scrm_before {
    uint32_t steps[SCRM_BEFORE_MAX];
    uint32_t n;
    bool always; /* a rule needs no such thing, or they are too many */
};

struct scrm_rules_worker {
    const struct scrm_rules *set;
    const struct scrm_line *line; /* the record; borrowed */
    struct scrm_arena *arena;     /* its memory; borrowed */
    int64_t now;
    uint32_t generation; /* of the record: what bears an older stamp is not known yet */

    struct scrm_datum *fields; /* one a field */
    uint32_t *field_stamps;
    uint32_t *scan_stamps; /* the words of a field were looked for */
    uint8_t *memos;        /* one a step */
    uint32_t *memo_stamps;

    uint64_t *atoms;  /* bits: has() that found something */
    uint64_t *live;   /* bits: rules worth looking at */
    uint64_t *awake;  /* bits: what `live` is before anything is known of the record */
    uint64_t *scouts; /* bits: the first rule of each field with guards that are words */
    uint64_t *hits;   /* bits: rules that hit */
    struct scrm_before *before; /* one a field */
    struct scrm_waker *wakers;
    size_t n_wakers;
    size_t atom_words, rule_words;

    struct scrm_matcher *matcher;
    uint64_t gave_up;
};

enum scrm_truth scrm_step_truth(struct scrm_rules_worker *w, uint32_t step);
void scrm_field_read(struct scrm_rules_worker *w, uint32_t field);
static inline const struct scrm_datum *scrm_field_datum(struct scrm_rules_worker *w,
                                                        uint32_t field)
{
    if (w->field_stamps[field] != w->generation)
        scrm_field_read(w, field);
    return &w->fields[field];
}

/* measure.c: length() and, with `words`, words(): of a list, its items, and the words of all
 * its texts. NULL stays NULL. */
void scrm_datum_count(const struct scrm_datum *value, bool words, struct scrm_datum *count,
                      struct scrm_arena *arena);

/* measure.c: lower(). */
void scrm_datum_lower(const struct scrm_datum *value, struct scrm_datum *lower,
                      struct scrm_arena *arena);

/* Looks for the words of a field, once a record. */
void scrm_field_words(struct scrm_rules_worker *w, uint32_t field);

static inline bool scrm_bit(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> (i % 64) & 1;
}

static inline void scrm_bit_set(uint64_t *bits, size_t i)
{
    bits[i / 64] |= UINT64_C(1) << (i % 64);
}

#endif
