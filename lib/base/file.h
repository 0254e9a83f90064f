/*
 * Files: read whole, written whole or not at all, locked, found.
 */
#ifndef SCRM_BASE_FILE_H
#define SCRM_BASE_FILE_H

#include "base/err.h"

/* Reads `path` ("-": standard input) into `buf`, which bounds the size by its
 * max. Errors: 66 not found, 77 not allowed, 65 too large, 74 else. */
int scrm_file_read(const char *path, struct scrm_buf *buf, struct scrm_err *err);

/* Whether something of that name is there, also a link that leads nowhere: configuration that
 * somebody meant to be read must not be passed over because its disk is not mounted. */
bool scrm_file_stands(const char *path);

/* Whether both paths are one file: the same inode, or, where neither is there yet, the same
 * name in the same directory. Devices and FIFOs are never one file with another. */
bool scrm_file_same(const char *a, const char *b);

/*
 * A file that appears whole or not at all: a temporary in the same directory,
 * then fsync, rename, fsync of the directory. A path that exists and is no
 * regular file (a device, a FIFO) is written directly. Where the path is a
 * symbolic link, the file that it names is replaced and the link stays.
 *
 * Where the filesystem can, the temporary has no name until it is committed, so
 * that a run that is killed leaves nothing behind; else it leaves PATH.tmpXXXXXX,
 * which nothing ever reads.
 */
struct scrm_file_out {
    int fd;          /* write here */
    char *path;      /* final name, behind links. Owned */
    char *temporary; /* name until commit; NULL: written directly. Owned */
    bool unnamed;    /* the name is taken just before the commit */
};

/* A new file gets `mode` less what the umask takes away; one that is there keeps its own. */
int scrm_file_begin(struct scrm_file_out *out, const char *path, unsigned mode,
                    struct scrm_err *err);
int scrm_file_commit(struct scrm_file_out *out, struct scrm_err *err);
void scrm_file_abandon(
    struct scrm_file_out *out); /* removes the temporary; harmless after commit */

/* The three above in one call. */
int scrm_file_write(const char *path, struct scrm_slice bytes, unsigned mode,
                    struct scrm_err *err);

/* A file of our own without a name, in $TMPDIR or /tmp, for what does not fit into memory:
 * it is gone with its descriptor. -1 with errno. */
int scrm_file_nameless(void);

/* write(2) until done, across EINTR and short writes. 0 or -1 with errno. */
int scrm_file_write_all(int fd, const char *at, size_t len);

/* mkdir -p. */
int scrm_file_mkdir(const char *path, unsigned mode, struct scrm_err *err);

/* An exclusive flock on `path`, made where missing and never removed. Returns
 * the descriptor, or -1; 75 when another process holds it. */
int scrm_file_lock(const char *path, struct scrm_err *err);

/* Joins with one slash; an absolute `name` wins. Owned by caller. */
char *scrm_file_join(const char *dir, const char *name);

/* The directory of shared data: $SCRM_SHARE, else share/scrm beside the
 * binary's build tree (../../share/scrm, ../share/scrm from its folder), else the PREFIX it
 * was built for. Owned by caller; NULL with an error 78 that lists what was tried. */
char *scrm_file_share(struct scrm_err *err);

#endif
