/*
 * Waiting for a file to change, for whoever follows it.
 */
#ifndef SCRM_FETCH_WATCH_H
#define SCRM_FETCH_WATCH_H

#include <sys/stat.h>

#include "fetch/fetch.h"

/* Waits until the file at `path` is another one than `known`, or was written to since;
 * false when it is time to stop. */
bool scrm_watch(const struct scrm_fetch_settings *settings, const char *path,
                const struct stat *known);

#endif
