/*
 * From the processes of several sources to our own output and standard error: bytes come
 * in any pieces, lines go on whole. What a process that was killed left torn goes nowhere.
 */
#include <errno.h>
#include <unistd.h>

#include "fetchwork/fetchwork.h"

#define CHUNK ((size_t)64 << 10)

/* Reads what there is into `half`; false at the end, or where there is nothing now. */
static bool read_some(int fd, struct scrm_buf *half)
{
    ssize_t n;

    scrm_buf_reserve(half, CHUNK);
    do
        n = read(fd, half->at + half->len, CHUNK);
    while (n < 0 && errno == EINTR);
    if (n > 0)
        half->len += (size_t)n;
    return n > 0;
}

/* The whole lines of `half`, which are gone from it with forget_lines. */
static struct scrm_slice whole_lines(const struct scrm_buf *half)
{
    const char *end = half->len ? memrchr(half->at, '\n', half->len) : NULL;

    return (struct scrm_slice){half->at, end ? (size_t)(end + 1 - half->at) : 0};
}

static void forget_lines(struct scrm_buf *half, size_t n)
{
    memmove(half->at, half->at + n, half->len - n);
    half->len -= n;
}

/* Passes on what a process has written so far; a line that has no end waits. */
int scrm_fetchwork_pass_records(struct scrm_fetchwork_crowd *crowd,
                                struct scrm_fetchwork_source *source, struct scrm_err *err)
{
    while (source->out >= 0 && read_some(source->out, &source->out_half)) {
        struct scrm_slice lines = whole_lines(&source->out_half);

        if (lines.len && scrm_writer_put(crowd->writer, lines, err) != 0)
            return -1;
        forget_lines(&source->out_half, lines.len);
    }
    return 0;
}

void scrm_fetchwork_pass_messages(struct scrm_fetchwork_crowd *crowd,
                                  struct scrm_fetchwork_source *source)
{
    while (source->said >= 0 && read_some(source->said, &source->said_half)) {
        struct scrm_slice lines = whole_lines(&source->said_half);

        if (!lines.len)
            continue;
        scrm_fetchwork_wipe(&crowd->screen);
        (void)scrm_file_write_all(STDERR_FILENO, lines.at, lines.len);
        forget_lines(&source->said_half, lines.len);
    }
}

/* The sources' records, each whole, as far as all before them have ended. */
int scrm_fetchwork_pass_files(struct scrm_fetchwork_crowd *crowd, struct scrm_err *err)
{
    for (; crowd->passed < crowd->begun && crowd->sources[crowd->passed].ended;
         crowd->passed++) {
        struct scrm_fetchwork_source *source = &crowd->sources[crowd->passed];

        if ((source->status == 0 || !crowd->sealed) &&
            (lseek(source->out, 0, SEEK_SET) != 0 ||
             scrm_fetchwork_pass_records(crowd, source, err) != 0))
            return err->code ? -1 : scrm_err_errno(err, SCRM_EXIT_IO, "a nameless file");
        scrm_fetchwork_shut(&source->out);
        scrm_buf_fini(&source->out_half);
        if (scrm_writer_flush(crowd->writer, err) != 0)
            return -1;
    }
    return 0;
}
