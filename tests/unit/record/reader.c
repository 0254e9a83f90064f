/*
 * The reader at every block size: whole lines with their numbers and offsets,
 * compared with a slow oracle that walks the file byte by byte.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../t.h"

#include "base/alloc.h"
#include "base/file.h"
#include "record/reader.h"
#include "record/splice.h"

/* What a reader gave, or should give, as text: "LINE@OFFSET:bytes" a line. */
static void put_line(struct scrm_buf *out, uint64_t line, uint64_t offset,
                     struct scrm_slice text)
{
    scrm_buf_printf(out, "%llu@%llu:", (unsigned long long)line, (unsigned long long)offset);
    scrm_buf_put_slice(out, text);
    scrm_buf_putc(out, '\n');
}

static void put_oversize(struct scrm_buf *out, uint64_t line, uint64_t offset, uint64_t bytes)
{
    scrm_buf_printf(out, "%llu@%llu over %llu\n", (unsigned long long)line,
                    (unsigned long long)offset, (unsigned long long)bytes);
}

static void expect(struct scrm_slice file, uint64_t max_record, struct scrm_buf *out)
{
    size_t at = scrm_slice_starts(file, "\xEF\xBB\xBF") ? 3 : 0;
    uint64_t line = 1;

    while (at < file.len) {
        size_t end = at;

        while (end < file.len && file.at[end] != '\n')
            end++;
        if (end - at > max_record)
            put_oversize(out, line, at, end - at);
        else
            put_line(out, line, at, (struct scrm_slice){file.at + at, end - at});
        at = end + 1;
        line++;
    }
}

/* The lines of a block; checks what every block promises. */
static void put_block(const struct scrm_block *block, struct scrm_buf *out)
{
    const char *at = block->at, *end = at + block->len;
    uint64_t line = block->line, offset = block->offset;

    for (size_t i = 0; i < SCRM_SCAN_PADDING; i++)
        if (end[i] != 0)
            t_check(0, "the padding is zero", __FILE__, __LINE__);
    if (block->oversize) {
        OK(block->len == 0);
        put_oversize(out, line, offset, block->oversize);
        return;
    }
    if (block->len == 0 || end[-1] != '\n')
        t_check(0, "a block ends with a newline", __FILE__, __LINE__);
    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)(newline - at);

        put_line(out, line++, offset, (struct scrm_slice){at, len});
        offset += len + 1;
        at = newline + 1;
    }
}

static int read_all(struct scrm_reader *reader, struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_block block = {0};
    uint64_t sequence = 0;
    int result;

    while ((result = scrm_reader_next(reader, &block, err)) > 0) {
        if (block.sequence != sequence++)
            t_check(0, "blocks are numbered", __FILE__, __LINE__);
        put_block(&block, out);
    }
    scrm_block_fini(&block);
    return result;
}

static char *temporary(struct scrm_slice bytes)
{
    char *path =
        scrm_file_join(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", "scrm-reader-XXXXXX");
    int fd = mkstemp(path);

    OK(fd >= 0 && scrm_file_write_all(fd, bytes.at, bytes.len) == 0);
    close(fd);
    return path;
}

static void check_file(struct scrm_slice bytes, uint64_t max_record)
{
    char *path = temporary(bytes);
    const char *files[] = {path};
    struct scrm_buf want = {0}, got = {0};
    struct scrm_err err = {0};

    expect(bytes, max_record, &want);
    for (size_t block = 1; block <= bytes.len + 3; block++) {
        struct scrm_reader *reader = scrm_reader_open(files, 1, max_record);

        scrm_reader_set_block(reader, block);
        scrm_buf_reset(&got);
        OK(read_all(reader, &got, &err) == 0);
        SAME(scrm_buf_text(&got), scrm_buf_text(&want));
        scrm_reader_close(reader);
    }
    unlink(path);
    free(path);
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
}

#define BOM "\xEF\xBB\xBF"

static const char *const contents[] = {
    "",
    "\n",
    "a",
    "a\n",
    "a\nb",
    "a\r\nb\r\n",
    "a\r\nb\r",
    "\n\n\na\n\n",
    "first\nsecond\nthird\n",
    BOM,
    BOM "a\nb\n",
    BOM "\n",
    BOM BOM "a\n",
    "\xEF\xBB",
    "\xEF\xBB\n",
    "a\n" BOM "b\n",
    "123456789\n1234567890\n12345678901\n\n123456789012\nabc",
    "12345678901234567890123456789012345\nabc\n12345678901\n12345678901\nx\n",
    "abc\n12345678901",
    "1234567890123456789012345",
    BOM "12345678901\nab\n",
    BOM "12345678901",
    "12345678901\n",
};

static void check_several(void)
{
    char *one = temporary(scrm_slice_of("a\nb")), *two = temporary(scrm_slice_of("")),
         *three = temporary(scrm_slice_of(BOM "c\n"));
    const char *files[] = {one, two, three, "/nonexistent/file", one};
    struct scrm_reader *reader = scrm_reader_open(files, 5, 100);
    struct scrm_buf got = {0};
    struct scrm_err err = {0};

    OK(read_all(reader, &got, &err) == -1);
    SAME(scrm_buf_text(&got), "1@0:a\n2@2:b\n1@3:c\n");
    OK(err.code == SCRM_EXIT_NOINPUT);
    SAME(err.file, "/nonexistent/file");
    scrm_reader_close(reader);
    unlink(one);
    unlink(two);
    unlink(three);
    free(one);
    free(two);
    free(three);
    scrm_buf_fini(&got);
    scrm_err_fini(&err);
}

static void check_errors(void)
{
    const char *directory[] = {"/"}, *missing[] = {"/nonexistent"};
    char *secret = temporary(scrm_slice_of("a\n"));
    const char *files[] = {secret};
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    struct scrm_reader *reader = scrm_reader_open(directory, 1, 100);

    OK(scrm_reader_next(reader, &block, &err) == -1 && err.code == SCRM_EXIT_DATA);
    SAME(err.text, "is a directory");
    SAME(err.file, "/");
    scrm_err_fini(&err);
    scrm_reader_close(reader);
    reader = scrm_reader_open(missing, 1, 100);
    OK(scrm_reader_next(reader, &block, &err) == -1 && err.code == SCRM_EXIT_NOINPUT);
    SAME(err.file, "/nonexistent");
    scrm_err_fini(&err);
    scrm_reader_close(reader);
    OK(chmod(secret, 0) == 0);
    reader = scrm_reader_open(files, 1, 100);
    if (geteuid() != 0) /* root may read everything */
        OK(scrm_reader_next(reader, &block, &err) == -1 && err.code == SCRM_EXIT_PERMISSION);
    scrm_reader_close(reader);
    unlink(secret);
    free(secret);
    scrm_block_fini(&block);
    scrm_err_fini(&err);
}

/* A file that cannot be read, a standard input that is closed, and a second file
 * that stands ready while the first is at its end. */
static void check_odd_inputs(void)
{
    const char *unreadable[] = {"/proc/self/mem"}, *both[] = {"/dev/null", "/dev/null"};
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    struct scrm_reader *reader = scrm_reader_open(unreadable, 1, 100);

    OK(scrm_reader_next(reader, &block, &err) == -1 && err.code == SCRM_EXIT_IO);
    SAME(err.file, "/proc/self/mem");
    scrm_err_fini(&err);
    scrm_reader_close(reader);
    close(STDIN_FILENO);
    reader = scrm_reader_open(NULL, 0, 100);
    OK(scrm_reader_next(reader, &block, &err) == -1 && err.code == SCRM_EXIT_IO);
    SAME(err.file, "-");
    scrm_err_fini(&err);
    scrm_reader_close(reader);
    OK(open("/dev/null", O_RDONLY) == STDIN_FILENO);
    reader = scrm_reader_open(both, 2, 100);
    OK(!scrm_reader_would_block(reader));
    OK(scrm_reader_next(reader, &block, &err) == 0);
    OK(!scrm_reader_would_block(reader));
    scrm_reader_close(reader);
    scrm_reader_close(NULL);
    scrm_block_fini(&block);
}

/* Bytes written to a pipe by another thread, `step` at a time, `times` over. */
struct feed {
    int fd;
    struct scrm_slice bytes;
    size_t step, times;
};

static void *feed(void *arg)
{
    struct feed *from = arg;

    for (size_t time = 0; time < from->times; time++)
        for (size_t at = 0; at < from->bytes.len; at += from->step) {
            size_t len = from->bytes.len - at < from->step ? from->bytes.len - at : from->step;

            if (scrm_file_write_all(from->fd, from->bytes.at + at, len) != 0)
                return NULL;
        }
    close(from->fd);
    return NULL;
}

/* Makes a pipe the standard input and returns its other end. */
static int pipe_to_stdin(void)
{
    int ends[2];

    OK(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    close(ends[0]);
    return ends[1];
}

static void check_pipe(void)
{
    static const char text[] = BOM "{\"a\":1}\r\n\n{\"b\":2}\nan oversize line\n{\"c\":3}";
    struct scrm_buf want = {0}, got = {0};
    struct scrm_err err = {0};

    expect(SCRM_SLICE(text), 12, &want);
    for (size_t step = 1; step <= sizeof text; step++) {
        struct feed from = {pipe_to_stdin(), SCRM_SLICE(text), step, 1};
        struct scrm_reader *reader = scrm_reader_open(NULL, 0, 12);
        pthread_t thread;

        pthread_create(&thread, NULL, feed, &from);
        scrm_buf_reset(&got);
        OK(read_all(reader, &got, &err) == 0);
        SAME(scrm_buf_text(&got), scrm_buf_text(&want));
        pthread_join(thread, NULL);
        scrm_reader_close(reader);
    }
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
}

static long resident_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* A line of 100 MB is counted, not kept. */
static void check_huge_line(void)
{
    enum { STEP = 1 << 20, TIMES = 100 };
    char *part = scrm_alloc_zero(STEP, 1);
    struct feed from = {pipe_to_stdin(), {part, STEP}, STEP, TIMES};
    struct scrm_reader *reader = scrm_reader_open(NULL, 0, STEP);
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    pthread_t thread;
    long before = resident_kib();

    pthread_create(&thread, NULL, feed, &from);
    OK(scrm_reader_next(reader, &block, &err) == 1);
    OK(block.oversize == (uint64_t)STEP * TIMES && block.line == 1 && block.offset == 0);
    OK(block.cap < 4 * (size_t)STEP);
    OK(resident_kib() - before < 32 << 10);
    OK(scrm_reader_next(reader, &block, &err) == 0);
    pthread_join(thread, NULL);
    scrm_reader_close(reader);
    scrm_block_fini(&block);
    free(part);
}

static void check_would_block(void)
{
    int fd = pipe_to_stdin();
    struct scrm_reader *reader = scrm_reader_open(NULL, 0, 4);
    struct scrm_block block = {0};
    struct scrm_err err = {0};

    OK(scrm_reader_would_block(reader));
    OK(scrm_file_write_all(fd, "a\nb\ntoo long\nc\nhalf", 19) == 0);
    OK(!scrm_reader_would_block(reader));
    OK(scrm_reader_next(reader, &block, &err) == 1 && block.len == 4);
    OK(!scrm_reader_would_block(reader)); /* lines are held */
    OK(scrm_reader_next(reader, &block, &err) == 1 && block.oversize == 8);
    OK(!scrm_reader_would_block(reader));
    OK(scrm_reader_next(reader, &block, &err) == 1 && block.len == 2);
    OK(scrm_reader_would_block(reader)); /* half a line is no line */
    close(fd);
    OK(!scrm_reader_would_block(reader)); /* the end is something to read */
    OK(scrm_reader_next(reader, &block, &err) == 1 && block.len == 5);
    OK(scrm_reader_next(reader, &block, &err) == 0);
    scrm_reader_close(reader);
    scrm_block_fini(&block);
}

static void *wait_for_line(void *arg)
{
    struct scrm_block block = {0};
    struct scrm_err err = {0};
    int result = scrm_reader_next(arg, &block, &err);

    scrm_block_fini(&block);
    return result == 0 && err.code == SCRM_EXIT_OK ? arg : NULL;
}

static void check_interrupt(void)
{
    int fd = pipe_to_stdin();
    struct scrm_reader *reader = scrm_reader_open(NULL, 0, 100);
    pthread_t thread;
    void *fine;

    pthread_create(&thread, NULL, wait_for_line, reader);
    usleep(50000); /* likely enough for it to wait in earnest; it must be woken either way */
    scrm_reader_interrupt(reader);
    pthread_join(thread, &fine);
    OK(fine == reader);
    OK(wait_for_line(reader) == reader); /* and it stays so */
    close(fd);
    scrm_reader_close(reader);
}

/* Reader, scanner and splice together: the same bytes at every block size. */
static void check_stage(void)
{
    static const char text[] = BOM
        "{\"text\":\"caf\xC3\xA9\",\"n\":123456789012345678901234567890}\r\n"
        "{ }\n{\"score\":\"old\",\"x\":[ 1 , {\"\\u0041\":null} ]}\n{\"t\\/\":\"\\ud800\"} \t";
    static const char want[] =
        "{\"text\":\"caf\xC3\xA9\",\"n\":123456789012345678901234567890,\"score\":{\"a\":1}}"
        "\r\n"
        "{\"score\":{\"a\":1} }\n{\"score\":{\"a\":1},\"x\":[ 1 , {\"\\u0041\":null} ]}\n"
        "{\"t\\/\":\"\\ud800\",\"score\":{\"a\":1}} \t\n";
    char *path = temporary(SCRM_SLICE(text));
    const char *files[] = {path};
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_scanner scanner = {0};
    struct scrm_value values[2];
    struct scrm_line line = {.values = values};
    struct scrm_block block = {0};
    struct scrm_buf out = {0};
    struct scrm_err err = {0};
    int slot = scrm_keys_add_dotted(keys, "score");

    scrm_keys_build(keys);
    for (size_t bytes = 1; bytes <= sizeof text; bytes++) {
        struct scrm_reader *reader = scrm_reader_open(files, 1, 1000);

        scrm_reader_set_block(reader, bytes);
        scrm_buf_reset(&out);
        while (scrm_reader_next(reader, &block, &err) == 1) {
            char *at = block.at, *newline;

            for (; at < block.at + block.len; at = newline + 1) {
                newline = strchr(at, '\n');
                OK(scrm_scan(&scanner, keys, (struct scrm_slice){at, (size_t)(newline - at)},
                             &line, &err) == 0);
                scrm_splice(&line, slot, "score", SCRM_SLICE("{\"a\":1}"), &out);
                scrm_buf_putc(&out, '\n');
            }
        }
        SAME(scrm_buf_text(&out), want);
        scrm_reader_close(reader);
    }
    unlink(path);
    free(path);
    scrm_keys_free(keys);
    scrm_scanner_fini(&scanner);
    scrm_block_fini(&block);
    scrm_buf_fini(&out);
    scrm_err_fini(&err);
}

int main(void)
{
    T("every file at every block size")
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        check_file(scrm_slice_of(contents[i]), 3);
        check_file(scrm_slice_of(contents[i]), 10);
        check_file(scrm_slice_of(contents[i]), 1000);
    }
    T("bytes that are no text pass through")
    check_file((struct scrm_slice){"a\0b\nc\0\0\n\xFF\n", 10}, 10);
    T("several files")
    check_several();
    T("directories, missing and forbidden files")
    check_errors();
    T("odd inputs")
    check_odd_inputs();
    T("a pipe in pieces of every size")
    check_pipe();
    T("a line of 100 MB")
    check_huge_line();
    T("whether reading would wait")
    check_would_block();
    T("a reader that waits is woken")
    check_interrupt();
    T("a stage at every block size")
    check_stage();
    return t_end();
}
