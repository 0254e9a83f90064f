/*
 * Fuzz target of the reader: any bytes as a file, read in blocks of any size, with any limit
 * to a line. Whatever the size, the same lines come, with the same numbers and places, and
 * the same lines are passed over for their length; every block is whole lines; no byte is
 * lost but a byte order mark and what was passed over.
 *
 * The first byte is the block's size, the second the longest line.
 */
#include "target.h"

#include <sys/mman.h>
#include <unistd.h>

#include "record/reader.h"
#include "record/scan.h"

/* What came: lines with their places, and what was passed over. */
struct told {
    struct scrm_buf lines; /* the bytes alone */
    struct scrm_buf places;
};

/* Every line of a block by its number and offset. */
static void note(const struct scrm_block *block, struct told *told)
{
    const char *at = block->at, *end = block->at + block->len;
    uint64_t line = block->line, offset = block->offset;

    must(end > at && end[-1] == '\n', "a block is whole lines");
    for (size_t i = 0; i < SCRM_SCAN_PADDING; i++)
        must(end[i] == 0, "behind a block the scanner may look");
    scrm_buf_put(&told->lines, at, block->len);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)(newline + 1 - at);

        scrm_buf_printf(&told->places, "%llu@%llu+%zu ", (unsigned long long)line++,
                        (unsigned long long)offset, len);
        offset += len;
        at += len;
    }
}

static void read_all(int fd, size_t block_bytes, uint64_t longest, struct told *told)
{
    char path[32];
    const char *files[] = {path};
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    struct scrm_reader *reader;
    int step;

    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    reader = scrm_reader_open(files, 1, longest);
    scrm_reader_set_block(reader, block_bytes);
    while ((step = scrm_reader_next(reader, &block, &err)) > 0) {
        if (block.oversize)
            scrm_buf_printf(&told->places, "%llu@%llu-%llu ", (unsigned long long)block.line,
                            (unsigned long long)block.offset,
                            (unsigned long long)block.oversize);
        else
            note(&block, told);
    }
    must(step == 0 && err.code == SCRM_EXIT_OK, "a file is read to its end");
    scrm_block_fini(&block);
    scrm_reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct told whole = {0}, pieces = {0};
    uint64_t longest;
    int fd;

    if (size < 2)
        return 0;
    longest = 1 + (uint64_t)data[1] * 4;
    fd = memfd_create("fuzz", MFD_CLOEXEC);
    must(fd >= 0 && write(fd, data + 2, size - 2) == (ssize_t)(size - 2), "there is a file");
    read_all(fd, SCRM_BLOCK_BYTES, longest, &whole);
    read_all(fd, 1 + data[0], longest, &pieces);
    must(scrm_slice_eq(scrm_buf_slice(&whole.lines), scrm_buf_slice(&pieces.lines)),
         "the same lines come in any pieces");
    must(scrm_slice_eq(scrm_buf_slice(&whole.places), scrm_buf_slice(&pieces.places)),
         "at the same places");
    close(fd);
    scrm_buf_fini(&whole.lines);
    scrm_buf_fini(&whole.places);
    scrm_buf_fini(&pieces.lines);
    scrm_buf_fini(&pieces.places);
    return 0;
}
