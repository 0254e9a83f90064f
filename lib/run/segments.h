/*
 * What lies in the spool and what of it has been worked on.
 */
#ifndef SCRM_RUN_SEGMENTS_H
#define SCRM_RUN_SEGMENTS_H

#include "run/desk.h"

struct scrm_segment {
    char *name;  /* "SOURCE/FILE.ndjson". Owned */
    char *spool; /* path of what was fetched. Owned */
    char *posts; /* path of its posts, there or to be. Owned */
    bool done;   /* the posts are there */
};

struct scrm_segments {
    struct scrm_segment *at; /* by name, so by source and then by time */
    size_t n, cap;
};

/* Lists var/spool; half-written files have other names and are not seen. */
int scrm_segments_list(struct scrm_segments *segments, const struct scrm_desk *desk,
                       struct scrm_err *err);
void scrm_segments_fini(struct scrm_segments *segments);

#endif
