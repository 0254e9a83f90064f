/*
 * Stepping over tokens that are sure to be no ASCII ones, for a sieve whose terms all
 * begin with ASCII words. Inside lib/text only.
 */
#ifndef SCRM_TEXT_FOREIGN_H
#define SCRM_TEXT_FOREIGN_H

/*
 * Where the token at `at` ends, if it holds a character whose fold is a character beyond
 * ASCII. NULL where it may be an ASCII token, or where its end is not plain to see (marks,
 * invisible characters, pictures made of several): it is cut out then.
 */
const char *scrm_foreign_end(const char *at, const char *end);

#endif
