/*
 * secrets.yaml: keys as descriptors name them, each with one text or a map of
 * texts ({client_id: ..., client_secret: ...}). Who may read the file is checked before.
 */
#ifndef SCRM_SOURCE_SECRETS_FILE_H
#define SCRM_SOURCE_SECRETS_FILE_H

#include "base/err.h"

/* Called for each secret; `name` is empty for a secret that is one text. */
typedef void scrm_secret_each(void *ctx, struct scrm_slice key, struct scrm_slice name,
                              struct scrm_slice value);

/* 78 with line and column, but never with the line itself: it may hold a secret. */
int scrm_secrets_file_load(const char *path, scrm_secret_each *each, void *ctx,
                           struct scrm_err *err);

#endif
