/*
 * The last station of every filter: one buffer in front of a descriptor. The
 * first failure is kept and told again and again.
 */
#include "record/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"

enum {
    PIPE_BYTES = 1 << 20,
    OUTPUT_MODE = 0666,
    DIRECT_BYTES = 64 << 10, /* from here on one more write is cheaper than a copy */
};

struct scrm_writer {
    struct scrm_file_out file; /* unused for standard output */
    bool standard;
    bool wrote;  /* something was handed to the system */
    int failure; /* errno of the first failure, 0: none */
    size_t len;
    char bytes[SCRM_WRITER_BYTES];
};

struct scrm_writer *scrm_writer_open(const char *path, struct scrm_err *err)
{
    struct scrm_writer *writer = scrm_alloc(sizeof *writer);

    writer->file = (struct scrm_file_out){.fd = STDOUT_FILENO};
    writer->standard = !path || strcmp(path, "-") == 0;
    writer->wrote = false;
    writer->failure = 0;
    writer->len = 0;
    if (!writer->standard && scrm_file_begin(&writer->file, path, OUTPUT_MODE, err)) {
        free(writer);
        return NULL;
    }
    /* Fails where it is no pipe or no larger one is allowed: no harm. */
    (void)fcntl(writer->file.fd, F_SETPIPE_SZ, PIPE_BYTES);
    return writer;
}

static int failed(const struct scrm_writer *writer, struct scrm_err *err)
{
    errno = writer->failure;
    return scrm_err_errno(err, SCRM_EXIT_IO, "%s: write error",
                          writer->standard ? "standard output" : writer->file.path);
}

/* Hands bytes to the system; keeps the first failure. */
static void write_out(struct scrm_writer *writer, const char *at, size_t len)
{
    if (writer->failure || len == 0)
        return;
    writer->wrote = true;
    if (scrm_file_write_all(writer->file.fd, at, len) != 0)
        writer->failure = errno ? errno : EIO;
}

int scrm_writer_flush(struct scrm_writer *writer, struct scrm_err *err)
{
    write_out(writer, writer->bytes, writer->len);
    writer->len = 0;
    return writer->failure ? failed(writer, err) : 0;
}

int scrm_writer_put(struct scrm_writer *writer, struct scrm_slice bytes, struct scrm_err *err)
{
    if (bytes.len >= DIRECT_BYTES) {
        scrm_writer_flush(writer, err);
        write_out(writer, bytes.at, bytes.len);
    } else if (bytes.len) {
        if (bytes.len > sizeof writer->bytes - writer->len)
            scrm_writer_flush(writer, err);
        memcpy(writer->bytes + writer->len, bytes.at, bytes.len);
        writer->len += bytes.len;
    }
    return writer->failure ? failed(writer, err) : 0;
}

/* Some filesystems tell a failed write only at close(2); closing a copy asks. */
static void ask_close(struct scrm_writer *writer)
{
    int copy = writer->wrote && !writer->failure ? dup(writer->file.fd) : -1;

    if (copy >= 0 && close(copy) != 0)
        writer->failure = errno;
}

int scrm_writer_close(struct scrm_writer *writer, bool keep, struct scrm_err *err)
{
    int result = 0;

    if (!writer)
        return 0;
    if (writer->standard) {
        scrm_writer_flush(writer, err);
        ask_close(writer);
    } else if (keep) {
        scrm_writer_flush(writer, err);
    }
    if (writer->failure)
        result = failed(writer, err);
    if (!writer->standard && keep && result == 0)
        result = scrm_file_commit(&writer->file, err);
    else if (!writer->standard)
        scrm_file_abandon(&writer->file);
    free(writer);
    return result;
}

int scrm_writer_text(const char *path, struct scrm_slice text, struct scrm_err *err)
{
    struct scrm_writer *writer = scrm_writer_open(path, err);
    int status;

    if (!writer)
        return -1;
    status = scrm_writer_put(writer, text, err);
    return scrm_writer_close(writer, status == 0, err) || status ? -1 : 0;
}
