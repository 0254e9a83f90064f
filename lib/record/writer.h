/*
 * One 512 KiB buffer in front of a file descriptor. A write that fails is
 * remembered and reported by every later call: nobody can miss it.
 */
#ifndef SCRM_RECORD_WRITER_H
#define SCRM_RECORD_WRITER_H

#include "base/err.h"
#include "base/file.h"

#define SCRM_WRITER_BYTES ((size_t)512 << 10)

struct scrm_writer;

/* path NULL or "-": standard output; else through scrm_file_begin, so that a
 * regular file appears whole at scrm_writer_close or not at all. */
struct scrm_writer *scrm_writer_open(const char *path, struct scrm_err *err);

/* 0, or -1 with err 74 (the first failure). */
int scrm_writer_put(struct scrm_writer *writer, struct scrm_slice bytes, struct scrm_err *err);
int scrm_writer_flush(struct scrm_writer *writer, struct scrm_err *err);

/* Flushes; keep = true commits the file, false abandons it. Frees in every case. */
int scrm_writer_close(struct scrm_writer *writer, bool keep, struct scrm_err *err);

/* All three in one call. */
int scrm_writer_text(const char *path, struct scrm_slice text, struct scrm_err *err);

#endif
