/*
 * Blocks of whole lines from files and standard input.
 *
 * Reads 256 KiB at a time with read(2); a block ends after a newline and keeps
 * SCRM_SCAN_PADDING zero bytes behind it. A leading BOM of a file goes, a missing final newline
 * is added. A line longer than `max_record` never enters memory: it is reported as an oversize
 * block with its offset and length.
 */
#ifndef SCRM_RECORD_READER_H
#define SCRM_RECORD_READER_H

#include "base/err.h"

#define SCRM_BLOCK_BYTES ((size_t)256 << 10)

struct scrm_block {
    char *at; /* whole lines, each with its newline; padding behind. Owned */
    size_t len, cap;
    const char *file;        /* name of the input, "-" for stdin; borrowed from the reader */
    uint64_t line;           /* number of the first line, from 1 */
    uint64_t offset;         /* byte offset of the first line in its file */
    uint64_t oversize;       /* > 0: no lines; one line of this many bytes was skipped here */
    struct scrm_err refused; /* why, where it was not for its length. Owned */
    uint64_t sequence;       /* from 0, counts blocks */
    bool unended;            /* the last line had no newline: the file ends there, for now */
};

void scrm_block_fini(struct scrm_block *block);

struct scrm_reader;

/* `files` (n = 0: stdin; "-" is stdin) are borrowed for the reader's life. */
struct scrm_reader *scrm_reader_open(const char *const *files, size_t n, uint64_t max_record);
void scrm_reader_close(struct scrm_reader *reader);

/* Reads the first file by `fd` (taken), which is open already, from `offset` on, where `line`
 * begins. */
void scrm_reader_begin_at(struct scrm_reader *reader, int fd, uint64_t line, uint64_t offset);

/* Reads `bytes` (at least 1) at a time instead of SCRM_BLOCK_BYTES. For tests. */
void scrm_reader_set_block(struct scrm_reader *reader, size_t bytes);

/* Fills `block` (its memory is reused). Returns 1, 0 at the end of the last
 * file, -1 on an error (66 no such file, 77, 74; 65 for a directory). */
int scrm_reader_next(struct scrm_reader *reader, struct scrm_block *block,
                     struct scrm_err *err);

/* Whether the next scrm_reader_next would have to wait for input. In the thread that reads. */
bool scrm_reader_would_block(struct scrm_reader *reader);

/* Wakes a scrm_reader_next that waits for input in another thread: it and all
 * later ones return 0. The only function here that another thread may call. */
void scrm_reader_interrupt(struct scrm_reader *reader);

#endif
