/*
 * A file that is followed: kept open, so that what was written to it before it was replaced
 * can still be read; waiting for it to change.
 */
#ifndef SCRM_FETCH_WATCH_H
#define SCRM_FETCH_WATCH_H

#include <stdbool.h>
#include <sys/stat.h>

/* A file that is read, and its successors under the same name. */
struct scrm_watched {
    int fd;           /* open; -1: the path is no regular file. Reading it does not move it */
    int told;         /* where the kernel tells of writes; -1: not asked yet, or it will not */
    struct stat info; /* of it, when it was looked at */
};

/* What is wrong with the path, whoever reads it says. */
void scrm_watch_open(struct scrm_watched *file, const char *path);
void scrm_watch_close(struct scrm_watched *file);

enum scrm_watch_change {
    SCRM_WATCH_STOPPED,  /* `stopped` said so */
    SCRM_WATCH_GREW,     /* it is not as it was; info is new */
    SCRM_WATCH_REPLACED, /* the path is another file, in which something stands */
};

/* Waits for one of them. `stopped` may be NULL. */
enum scrm_watch_change scrm_watch_wait(struct scrm_watched *file, const char *path,
                                       bool (*stopped)(void *ctx), void *ctx);

#endif
