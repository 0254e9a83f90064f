/*
 * The shipped lexicons as they stand in the binary: tools/scrm-lexicon
 * compiles share/scrm/lexicon into a C file with these two at build time.
 */
#ifndef SCRM_SCORE_BUILTIN_H
#define SCRM_SCORE_BUILTIN_H

#include <stddef.h>
#include <stdint.h>

struct scrm_builtin_lexicon {
    const uint64_t *words; /* a compiled lexicon, model/lexicon.h */
    size_t size;           /* in bytes */
};

extern const struct scrm_builtin_lexicon scrm_builtin_lexicons[];
extern const size_t scrm_builtin_lexicons_n;

#endif
