/*
 * Blocks of whole lines, the first station of every filter. A read goes
 * straight into the caller's block; only the unfinished line at its end is
 * moved. Knows newlines, byte order marks and lengths, and nothing of JSON.
 */
#include "record/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "record/bytes.h"
#include "record/scan.h"

enum { PIPE_BYTES = 1 << 20, BOM_BYTES = 3 };

struct scrm_reader {
    const char *const *files;
    size_t n_files, next_file;
    const char *name;      /* of the open file */
    int fd;                /* -1: none is open */
    bool waits;            /* a pipe, a terminal, a socket: reading may wait */
    bool fresh;            /* a byte order mark may come */
    bool ended;            /* read(2) has said so */
    uint64_t line, offset; /* of the next byte to be delivered */
    uint64_t max_record;
    uint64_t sequence;
    size_t block_bytes;
    int given; /* the first file, open already; -1: none. Owned until it is the one read */
    uint64_t given_line, given_offset;
    char *held; /* read but not delivered: an unfinished line, after an oversize line more */
    size_t held_from, held_to, held_cap;
    int wake; /* eventfd: readable once interrupted; -1 where there is none */
    _Atomic bool interrupted;
};

void scrm_block_fini(struct scrm_block *block)
{
    free(block->at);
    scrm_err_fini(&block->refused);
    *block = (struct scrm_block){0};
}

/* Never one of the standard three: a closed standard input must stay closed. */
static int wake_descriptor(void)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), high = fd;

    if (fd >= 0 && fd <= STDERR_FILENO) {
        high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(fd);
    }
    return high;
}

struct scrm_reader *scrm_reader_open(const char *const *files, size_t n, uint64_t max_record)
{
    static const char *const standard_input[] = {"-"};
    struct scrm_reader *reader = scrm_alloc_zero(1, sizeof *reader);

    reader->files = n ? files : standard_input;
    reader->n_files = n ? n : 1;
    reader->fd = reader->given = -1;
    reader->max_record = max_record;
    reader->block_bytes = SCRM_BLOCK_BYTES;
    reader->wake = wake_descriptor();
    return reader;
}

static void close_file(struct scrm_reader *reader)
{
    if (reader->fd > STDIN_FILENO)
        close(reader->fd);
    reader->fd = -1;
}

void scrm_reader_close(struct scrm_reader *reader)
{
    if (!reader)
        return;
    close_file(reader);
    if (reader->wake >= 0)
        close(reader->wake);
    if (reader->given >= 0)
        close(reader->given);
    free(reader->held);
    free(reader);
}

void scrm_reader_begin_at(struct scrm_reader *reader, int fd, uint64_t line, uint64_t offset)
{
    reader->given = fd;
    reader->given_line = line;
    reader->given_offset = offset;
}

void scrm_reader_set_block(struct scrm_reader *reader, size_t bytes)
{
    reader->block_bytes = bytes;
}

static int open_file(struct scrm_reader *reader, struct scrm_err *err)
{
    const char *name = reader->files[reader->next_file++];
    int given = reader->given;
    struct stat info;

    reader->name = name;
    reader->given = -1;
    reader->fd = given >= 0               ? given
                 : strcmp(name, "-") == 0 ? STDIN_FILENO
                                          : open(name, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0 ||
        (given >= 0 && lseek(given, (off_t)reader->given_offset, SEEK_SET) < 0) ||
        fstat(reader->fd, &info) != 0) {
        scrm_err_errno(err, SCRM_EXIT_OK, "%s", "");
        return scrm_err_at(err, name, 0, 0);
    }
    if (S_ISDIR(info.st_mode)) {
        scrm_err_set(err, SCRM_EXIT_DATA, "is a directory");
        return scrm_err_at(err, name, 0, 0);
    }
    /* A larger pipe means fewer switches between stages; refused is no harm. */
    if (S_ISFIFO(info.st_mode))
        (void)fcntl(reader->fd, F_SETPIPE_SZ, PIPE_BYTES);
    reader->waits = !S_ISREG(info.st_mode);
    reader->line = given >= 0 ? reader->given_line : 1;
    reader->offset = given >= 0 ? reader->given_offset : 0;
    reader->fresh = reader->offset == 0;
    reader->ended = false;
    return 0;
}

void scrm_reader_interrupt(struct scrm_reader *reader)
{
    uint64_t one = 1;
    ssize_t ignored;

    atomic_store(&reader->interrupted, true);
    ignored = write(reader->wake, &one, sizeof one);
    (void)ignored; /* the flag says it too, if later */
}

/* Waits until there is something to read; false where it was interrupted. */
static bool wait_for_input(struct scrm_reader *reader)
{
    struct pollfd polls[2] = {{reader->fd, POLLIN, 0}, {reader->wake, POLLIN, 0}};

    while (!atomic_load(&reader->interrupted))
        if (poll(polls, reader->wake >= 0 ? 2 : 1, -1) > 0 && polls[0].revents)
            return true;
    return false;
}

/* Whether a line or more is held. */
static bool holds_line(const struct scrm_reader *reader)
{
    size_t held = reader->held_to - reader->held_from;

    return held && memchr(reader->held + reader->held_from, '\n', held);
}

bool scrm_reader_would_block(struct scrm_reader *reader)
{
    struct pollfd one = {reader->fd, POLLIN, 0};

    if (reader->fd < 0) { /* the next file stands ready, unless it is standard input */
        if (reader->next_file == reader->n_files ||
            strcmp(reader->files[reader->next_file], "-") != 0)
            return false;
        one.fd = STDIN_FILENO;
    } else if (!reader->waits || reader->ended || holds_line(reader)) {
        return false;
    }
    return poll(&one, 1, 0) == 0;
}

static void reserve(struct scrm_block *block, size_t more)
{
    size_t need = block->len + more + 1 + SCRM_SCAN_PADDING;

    if (need > block->cap) {
        block->cap = need > block->cap * 2 ? need : block->cap * 2;
        block->at = scrm_realloc(block->at, block->cap, 1);
    }
}

/* Appends one read to the block: 1, 0 where interrupted, -1. Sets `ended`. */
static int read_more(struct scrm_reader *reader, struct scrm_block *block, struct scrm_err *err)
{
    ssize_t got;

    reserve(block, reader->block_bytes);
    do {
        if (reader->waits && !wait_for_input(reader))
            return 0;
        got = read(reader->fd, block->at + block->len, reader->block_bytes);
    } while (got < 0 && (errno == EINTR || errno == EAGAIN));
    if (got < 0) {
        scrm_err_errno(err, SCRM_EXIT_OK, "%s", "read error");
        return scrm_err_at(err, reader->name, 0, 0);
    }
    reader->ended = got == 0;
    block->len += (size_t)got;
    return 1;
}

static void hold(struct scrm_reader *reader, const char *at, size_t len)
{
    if (len > reader->held_cap) {
        reader->held_cap = len * 2;
        free(reader->held);
        reader->held = scrm_alloc(reader->held_cap);
    }
    if (len)
        memcpy(reader->held, at, len);
    reader->held_from = 0;
    reader->held_to = len;
}

/* The block's place in the file, and the reader's behind it. */
static int deliver(struct scrm_reader *reader, struct scrm_block *block, uint64_t bytes)
{
    block->file = reader->name;
    block->line = reader->line;
    block->offset = reader->offset;
    block->sequence = reader->sequence++;
    reader->line +=
        block->oversize ? 1 : scrm_bytes_lines((const unsigned char *)block->at, block->len);
    reader->offset += bytes;
    memset(block->at + block->len, 0, SCRM_SCAN_PADDING);
    return 1;
}

/* Length of the lines at the front of `at` that are not too long, newlines
 * included; all `len` bytes are whole lines. */
static size_t good_lines(const struct scrm_reader *reader, const char *at, size_t len)
{
    size_t good = 0;

    if (len <= reader->max_record)
        return len;
    while (good < len) {
        size_t line = (size_t)((const char *)memchr(at + good, '\n', len - good) - at) - good;

        if (line > reader->max_record)
            break;
        good += line + 1;
    }
    return good;
}

/* Delivers an oversize line of `bytes` bytes; `newline` says that it has one. */
static int deliver_oversize(struct scrm_reader *reader, struct scrm_block *block,
                            uint64_t bytes, bool newline)
{
    block->len = 0;
    block->oversize = bytes;
    block->unended = !newline;
    return deliver(reader, block, bytes + newline);
}

/* Serves from what is held, which has a newline. */
static int serve_held(struct scrm_reader *reader, struct scrm_block *block)
{
    const char *at = reader->held + reader->held_from;
    size_t len = reader->held_to - reader->held_from;
    size_t whole = (size_t)((const char *)memrchr(at, '\n', len) - at) + 1;
    size_t good = good_lines(reader, at, whole);

    if (good == 0) {
        size_t line = (size_t)((const char *)memchr(at, '\n', whole) - at);

        reader->held_from += line + 1;
        reserve(block, 0);
        return deliver_oversize(reader, block, line, true);
    }
    reserve(block, good);
    memcpy(block->at, at, good);
    block->len = good;
    reader->held_from += good;
    return deliver(reader, block, good);
}

/* The block holds the beginning of a line that is too long: skips the rest. */
static int skip_line(struct scrm_reader *reader, struct scrm_block *block, struct scrm_err *err)
{
    uint64_t bytes = block->len;

    while (!reader->ended) {
        const char *newline;
        int got;

        block->len = 0;
        got = read_more(reader, block, err);
        if (got <= 0)
            return got;
        newline = memchr(block->at, '\n', block->len);
        if (newline) {
            bytes += (uint64_t)(newline - block->at);
            hold(reader, newline + 1, block->len - (size_t)(newline + 1 - block->at));
            return deliver_oversize(reader, block, bytes, true);
        }
        bytes += block->len;
    }
    return deliver_oversize(reader, block, bytes, false);
}

/* The block has the newline `last` as its last one: delivers up to it, holds the rest. */
static int deliver_lines(struct scrm_reader *reader, struct scrm_block *block, const char *last)
{
    size_t whole = (size_t)(last - block->at) + 1;
    size_t good = good_lines(reader, block->at, whole);

    hold(reader, block->at + good, block->len - good);
    if (good == 0)
        return serve_held(reader, block);
    block->len = good;
    return deliver(reader, block, good);
}

/* Takes a byte order mark off the front of a file, once there is enough of it to tell. */
static void skip_bom(struct scrm_reader *reader, struct scrm_block *block)
{
    size_t known = block->len < BOM_BYTES ? block->len : BOM_BYTES;

    if (memcmp(block->at, "\xEF\xBB\xBF", known) != 0 || reader->ended) {
        reader->fresh = false;
    } else if (known == BOM_BYTES) {
        block->len -= BOM_BYTES;
        memmove(block->at, block->at + BOM_BYTES, block->len);
        reader->offset = BOM_BYTES;
        reader->fresh = false;
    }
}

/* The next block of the open file; 0 at its end or where interrupted. */
static int next_of_file(struct scrm_reader *reader, struct scrm_block *block,
                        struct scrm_err *err)
{
    size_t held = reader->held_to - reader->held_from;
    size_t looked = 0;

    if (holds_line(reader))
        return serve_held(reader, block);
    reserve(block, held);
    if (held)
        memcpy(block->at, reader->held + reader->held_from, held);
    block->len = held;
    reader->held_from = reader->held_to = 0;
    for (;;) {
        const char *last = memrchr(block->at + looked, '\n', block->len - looked);

        if (last)
            return deliver_lines(reader, block, last);
        if (reader->ended && block->len) {
            block->at[block->len++] = '\n';
            block->unended = true;
            return deliver_lines(reader, block, block->at + block->len - 1);
        }
        if (reader->ended)
            return 0;
        if (!reader->fresh && block->len > reader->max_record)
            return skip_line(reader, block, err);
        looked = block->len;
        if (read_more(reader, block, err) <= 0)
            return err->code == SCRM_EXIT_OK ? 0 : -1;
        if (reader->fresh) {
            skip_bom(reader, block);
            looked = 0;
        }
    }
}

int scrm_reader_next(struct scrm_reader *reader, struct scrm_block *block, struct scrm_err *err)
{
    block->len = 0;
    block->oversize = 0;
    block->unended = false;
    scrm_err_clear(&block->refused);
    for (;;) {
        int result;

        if (atomic_load(&reader->interrupted))
            return 0;
        if (reader->fd < 0) {
            if (reader->next_file == reader->n_files)
                return 0;
            if (open_file(reader, err))
                return -1;
        }
        result = next_of_file(reader, block, err);
        if (result != 0)
            return result;
        close_file(reader);
    }
}
