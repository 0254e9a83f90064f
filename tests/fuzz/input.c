/*
 * Fuzz target of everything that scrm-normalize reads: any bytes as a file, whose kind is
 * found from the bytes (lines, pages, archives, feeds, tables, mailboxes, conversations,
 * UTF-16). What comes out are posts, each a line that the scanner takes, twice the same;
 * what is refused has a reason.
 */
#include "target.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "record/value.h"
#include "source/input.h"
#include "source/map.h"

struct run {
    struct scrm_mapper *mapper;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    size_t n_values;
    struct scrm_buf mended, out;
};

static struct scrm_catalogue *catalogue(void)
{
    static struct scrm_catalogue one;
    struct scrm_err err = {0};

    if (!one.n_files)
        must(scrm_catalogue_open(&one, NULL, &err) == 0, "the shipped sources are found");
    return &one;
}

static void check_post(struct run *run, struct scrm_slice text)
{
    struct scrm_buf padded = {0};
    struct scrm_value value;
    struct scrm_err err = {0};

    scrm_buf_put_slice(&padded, text);
    must(scrm_scan_value(&run->scanner, scrm_scan_padded(&padded), &value, &err) == 0 &&
             value.kind == SCRM_OBJECT,
         "a post is a line");
    scrm_buf_fini(&padded);
}

static void check_posts(struct run *run, struct scrm_slice text, uint64_t lines)
{
    for (; text.len; lines--) {
        const char *newline = memchr(text.at, '\n', text.len);
        size_t len;

        must(newline && lines, "as many lines as were said");
        len = (size_t)(newline - text.at);
        check_post(run, (struct scrm_slice){text.at, len});
        text = (struct scrm_slice){newline + 1, text.len - len - 1};
    }
    must(lines == 0, "no more lines than were said");
}

static bool scan(struct run *run, struct scrm_slice text, struct scrm_line *line)
{
    const struct scrm_keys *keys = scrm_mapper_choose(run->mapper, text);
    struct scrm_err err = {0};
    bool scanned;

    if (scrm_keys_count(keys) > run->n_values) {
        run->n_values = scrm_keys_count(keys);
        run->values = scrm_realloc(run->values, run->n_values, sizeof *run->values);
    }
    *line = (struct scrm_line){.values = run->values, .n_values = scrm_keys_count(keys)};
    scanned = scrm_scan(&run->scanner, keys, text, line, &err) == 0;
    scrm_err_fini(&err);
    if (scanned)
        return true;
    scrm_buf_reset(&run->mended);
    if (!scrm_mapper_mend(run->mapper, text, &run->mended))
        return false;
    err = (struct scrm_err){0};
    scanned = scrm_scan(&run->scanner, keys, scrm_scan_padded(&run->mended), line, &err) == 0;
    scrm_err_fini(&err);
    return scanned;
}

static void map(struct run *run, struct scrm_slice text)
{
    struct scrm_line line;
    struct scrm_err err = {0};
    uint64_t lines = 0;
    size_t before = run->out.len;

    if (scrm_slice_trim(text).len == 0 || !scan(run, text, &line))
        return;
    scrm_arena_reset(&run->arena);
    if (scrm_mapper_line(run->mapper, &line, &run->arena, &run->out, &lines, &err) ==
        SCRM_MAPPED_FAILED)
        must(err.code && err.text && err.text[0], "a reason has words");
    else
        check_posts(
            run, (struct scrm_slice){scrm_buf_text(&run->out) + before, run->out.len - before},
            lines);
    scrm_err_fini(&err);
}

static void read_file(const char *path, struct scrm_buf *out)
{
    const struct scrm_map_settings settings = {.catalogue = catalogue(),
                                               .now_ms = INT64_C(1767607200000)};
    struct scrm_input *input =
        scrm_input_open(&(struct scrm_input_settings){.files = &path,
                                                      .n = 1,
                                                      .max_record = 1 << 20,
                                                      .catalogue = catalogue(),
                                                      .fetched_ms = -1,
                                                      .lines_unmended = true});
    struct run run = {.mapper = scrm_mapper_new(&settings)};
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    int step;

    while ((step = scrm_input_next(input, &block, &err)) > 0) {
        const char *at = block.at, *end = block.at + block.len;

        while (at < end) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));
            size_t len = (size_t)((newline ? newline : end) - at);

            map(&run, (struct scrm_slice){at, len});
            at += len + 1;
        }
    }
    must(step == 0 || (err.code && err.text && err.text[0]), "a reason has words");
    *out = run.out;
    scrm_err_fini(&err);
    scrm_block_fini(&block);
    scrm_input_close(input);
    scrm_mapper_free(run.mapper);
    scrm_scanner_fini(&run.scanner);
    scrm_arena_fini(&run.arena);
    scrm_buf_fini(&run.mended);
    free(run.values);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_buf once = {0}, twice = {0};
    char path[32];
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    must(fd >= 0 && write(fd, data, size) == (ssize_t)size, "there is a file");
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    read_file(path, &once);
    read_file(path, &twice);
    must(once.len == twice.len && (once.len == 0 || memcmp(once.at, twice.at, once.len) == 0),
         "twice the same");
    close(fd);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    return 0;
}
