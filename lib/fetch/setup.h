/*
 * From a command line to a run: which source an operand means, where secrets
 * and tokens are.
 */
#ifndef SCRM_FETCH_SETUP_H
#define SCRM_FETCH_SETUP_H

#include "fetch/fetch.h"

/* Loads the file that SCRM_SECRETS names, else DESK/secrets.yaml where there is one (`desk`
 * may be NULL). 77 where others may read it, 78 for what does not fit. */
int scrm_fetch_secrets(const char *desk, struct scrm_secrets *secrets, struct scrm_err *err);

/* The source, stream or file that the first of the operands means, with the NAME=VALUE
 * behind it in `args`: sets settings->source and ->stream, or `*file`; adds url=... for an
 * address. Checks the arguments. 64. */
int scrm_fetch_find(struct scrm_catalogue *catalogue, const char *const *operands, size_t n,
                    struct scrm_args *args, struct scrm_fetch_settings *settings,
                    const char **file, struct scrm_err *err);

/* $XDG_CACHE_HOME/scrm/tokens, or under $HOME. Owned by caller; NULL where there is neither. */
char *scrm_fetch_cache(void);

/* Takes every known secret out of the error's texts. */
void scrm_fetch_hide(const struct scrm_secrets *secrets, struct scrm_err *err);

#endif
