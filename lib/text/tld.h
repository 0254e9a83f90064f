/*
 * Top-level domains, for telling a host name from a missing space after a
 * full stop. Inside lib/text.
 */
#ifndef SCRM_TEXT_TLD_H
#define SCRM_TEXT_TLD_H

#include "base/slice.h"

extern const char *const scrm_tld_names[26]; /* by first letter: " name name " */
extern const char scrm_tld_other[];          /* not ASCII */

/* The end of the top-level domain that begins at `at`, or NULL. What follows it may be no
 * letter, digit, '@', '+' or '-' of ASCII. Case doesn't matter; every "xn--" name counts. */
const char *scrm_tld_end(const char *at, const char *end);

#endif
