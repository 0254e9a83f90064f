/*
 * Every feature of the texts that a model learns from: a table of hashes, numbered in the
 * order of first appearance, with how many texts each stands in.
 */
#ifndef SCRM_MODEL_DICTIONARY_H
#define SCRM_MODEL_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is empty. */
struct scrm_dictionary {
    uint32_t *slots; /* number + 1, 0 = empty */
    size_t mask;
    uint64_t *hashes; /* by number */
    uint32_t *rows;   /* texts in which it stands */
    uint32_t *last;   /* the text that it was counted for last, + 1 */
    size_t n, cap;
};

void scrm_dictionary_fini(struct scrm_dictionary *words);

/* Notes that the feature stands in text `row`; once a text. */
void scrm_dictionary_count(struct scrm_dictionary *words, uint64_t hash, uint32_t row);

/* Forgets what stands in fewer texts than `least`; the rest is numbered anew from 0, and
 * nothing can be counted any more. */
void scrm_dictionary_keep(struct scrm_dictionary *words, uint32_t least);

/* The feature's number + 1, 0 where it is unknown. */
uint32_t scrm_dictionary_find(const struct scrm_dictionary *words, uint64_t hash);

#endif
