/*
 * The lexicons that a scorer has, by language: those in the binary, and those
 * of the operator laid over them.
 */
#ifndef SCRM_SCORE_LANGUAGES_H
#define SCRM_SCORE_LANGUAGES_H

#include "score/pass.h"

struct scrm_language {
    const struct scrm_lexicon *lexicon;
    struct scrm_roles roles;
    void *owned; /* the table's memory where it was compiled here, else NULL */
    char by[96]; /* "lexicon en/2026.1" */
};

/* A zeroed struct is empty. Immutable once loaded. */
struct scrm_languages {
    struct scrm_language *at;
    size_t n, cap;
};

/* The language that texts of no stated language are tried in. */
#define SCRM_LANGUAGE_DEFAULT "en"
/* The folder and table of what no language owns: emoji and emoticons. */
#define SCRM_LANGUAGE_ANY "any"

/* Takes the shipped lexicons; `dir` (NULL: none) holds folders named after languages,
 * whose CSV files correct the shipped ones or add a language. 66, 77, 78. */
int scrm_languages_load(struct scrm_languages *languages, const char *dir,
                        struct scrm_err *err);
void scrm_languages_free(struct scrm_languages *languages);

/* By tag ("en"), or NULL. */
const struct scrm_language *scrm_languages_find(const struct scrm_languages *languages,
                                                const char *tag);

#endif
