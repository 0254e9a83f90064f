/*
 * The word automaton: thousands of words and phrases looked for at once.
 *
 * A text is cut into tokens (text/words.h, join = false: every character that
 * is no letter, digit or mark is an edge; runs of white space are equal; no
 * edge is needed between characters of unspaced scripts). Each term is a
 * sequence of tokens; all terms form one trie over token hashes (compared by
 * bytes where hashes agree), so ten thousand terms cost little more than ten.
 * Matching is NFKC case-folded, without stemming; `#` and `@` are edges.
 */
#ifndef SCRM_TEXT_TERMS_H
#define SCRM_TEXT_TERMS_H

#include <stdint.h>

#include "base/err.h"

struct scrm_terms;

struct scrm_terms *scrm_terms_new(void);
void scrm_terms_free(struct scrm_terms *terms);

/* Adds a word or phrase under `id`; a term may be added under several ids, and
 * an id may have many terms. 78 where it holds no token at all. */
int scrm_terms_add(struct scrm_terms *terms, struct scrm_slice term, uint32_t id,
                   struct scrm_err *err);

/* Ends the adding. Then immutable, shared by threads. */
void scrm_terms_build(struct scrm_terms *terms);

/* A hit: term id and where it stands in the text. Return false to stop. */
typedef bool scrm_terms_hit(void *ctx, uint32_t id, size_t from, size_t to);

/* Calls `hit` for every occurrence (overlapping ones too), by start, then shortest
 * first, then in order of adding. */
void scrm_terms_scan(const struct scrm_terms *terms, struct scrm_slice text,
                     scrm_terms_hit *hit, void *ctx);

size_t scrm_terms_count(const struct scrm_terms *terms);

#endif
