/*
 * How far a file that grows was read: as text in the state, and whether the file is still
 * the one that was read that far.
 */
#ifndef SCRM_FETCH_PLACE_H
#define SCRM_FETCH_PLACE_H

#include <sys/stat.h>

#include "base/buf.h"

struct scrm_place {
    uint64_t inode;
    uint64_t lines;  /* taken: those before `offset`, and one more where `torn` */
    uint64_t offset; /* the end of the last line that has one; 0: not known */
    bool torn;       /* the line behind it was taken although it had no end */
    char mark[33];   /* digest of the last bytes before `offset`; "": there are none */
};

/* Reads "INODE:LINES" or "INODE:LINES:OFFSET:MARK", with a "+" behind LINES where a line was
 * torn. All zero where it is neither (NULL, a document's digest). */
void scrm_place_read(struct scrm_place *place, const char *at);
void scrm_place_put(const struct scrm_place *place, struct scrm_buf *out);

/* Notes the bytes before place->offset. */
void scrm_place_mark(struct scrm_place *place, int fd);

/* Whether what stands before the offset is what was read: the file was not replaced, nor
 * emptied and written anew. False where no offset is known. */
bool scrm_place_holds(const struct scrm_place *place, int fd, const struct stat *info);

#endif
