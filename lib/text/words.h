/*
 * Cutting a text into tokens: the one definition of a word that the term
 * automaton, the lexicon and the features share.
 *
 * A WORD is a run of letters, digits and marks (an apostrophe between letters
 * joins: "don't" is one word for the scorer; the automaton, for which an
 * apostrophe is an edge, is told so by scrm_words_begin's `join`). Invisible
 * characters (soft hyphen, joiners, direction marks) inside a word belong to
 * it, as in UAX 29, and are gone from `folded`. A letter of a script without
 * spaces is a word of its own, with its marks. SPACE is a run of white space,
 * invisible characters outside words included. Everything else is one PUNCT
 * (or EMOJI: a whole grapheme with its modifiers and joiners) each.
 *
 * In `folded` curly apostrophes are "'", typographic hyphens "-", and a SPACE is " ".
 */
#ifndef SCRM_TEXT_WORDS_H
#define SCRM_TEXT_WORDS_H

#include <stdint.h>

#include "base/buf.h"

enum scrm_token_kind { SCRM_TOKEN_WORD, SCRM_TOKEN_SPACE, SCRM_TOKEN_PUNCT, SCRM_TOKEN_EMOJI };

struct scrm_token {
    struct scrm_slice text;   /* as it stands in the text; borrowed */
    struct scrm_slice folded; /* NFKC case-folded; borrowed from the walk until the next token
                                 (ASCII lower case without a copy where it is so already) */
    uint64_t hash;            /* of `folded`, by scrm_token_hash */
    uint8_t kind;
    bool upper;   /* a WORD of two letters or more, all upper case */
    bool capital; /* a WORD whose first letter is upper case */
    bool digits;  /* a WORD of decimal digits only */
};

struct scrm_words {
    const char *at, *end;
    bool join;
    struct scrm_buf folded; /* folded form of what `small` cannot hold */
    char small[64];         /* folded form of the rest */
};

/* The hash of folded text: fixed, so that tables built at compile time agree. */
uint64_t scrm_token_hash(struct scrm_slice folded);

void scrm_words_begin(struct scrm_words *words, struct scrm_slice text, bool join);
bool scrm_words_next(struct scrm_words *words, struct scrm_token *token);
void scrm_words_fini(struct scrm_words *words);

#endif
