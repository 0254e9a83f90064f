/*
 * All sources there are: the shipped ones, and the desk's own, which override
 * a shipped one of the same name. A file is read when its source is first
 * asked for: a stream of envelopes from one network costs one file.
 *
 * Safe for threads that share one catalogue, except scrm_catalogue_fini.
 */
#ifndef SCRM_SOURCE_CATALOGUE_H
#define SCRM_SOURCE_CATALOGUE_H

#include <pthread.h>

#include "source/descriptor.h"

struct scrm_catalogue_file {
    char *name; /* of the source: the file's without its suffix */
    char *path;
    struct scrm_source *source; /* NULL until it is loaded */
    bool loading;               /* so that `like` cannot go in circles */
};

struct scrm_catalogue {
    struct scrm_catalogue_file *files; /* by name */
    size_t n_files;
    struct scrm_source **at; /* once all are loaded: by priority, then name */
    size_t n;
    struct scrm_keys *shapes; /* what tells native lines apart; see source/keys.h */
    pthread_mutex_t lock;
};

/* Lists NAME.yaml and NAME.json in SHARE/sources and DESK/sources (`desk` may be NULL). */
int scrm_catalogue_open(struct scrm_catalogue *catalogue, const char *desk,
                        struct scrm_err *err);
void scrm_catalogue_fini(struct scrm_catalogue *catalogue);

/* The source of that name, loaded now where it has not been. NULL with 64 and
 * "did you mean" where there is none, or 78 where its descriptor is broken. */
const struct scrm_source *scrm_catalogue_need(struct scrm_catalogue *catalogue,
                                              struct scrm_slice name, struct scrm_err *err);

/* Loads all; `at` and `n` may be read then. -1 with the first broken descriptor's error. */
int scrm_catalogue_load_all(struct scrm_catalogue *catalogue, struct scrm_err *err);

/* Digest over the bytes of all descriptors, 32 hex digits. Owned by caller; NULL on errors. */
char *scrm_catalogue_digest(const struct scrm_catalogue *catalogue, struct scrm_err *err);

#endif
