/*
 * The writer: everything arrives, files appear whole or not at all, and a
 * failure is told by every later call.
 */
#include <stdlib.h>
#include <unistd.h>

#include "../t.h"

#include "base/alloc.h"
#include "base/file.h"
#include "record/writer.h"

static char *temporary_name(void)
{
    char *path =
        scrm_file_join(getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", "scrm-writer-XXXXXX");
    int fd = mkstemp(path);

    OK(fd >= 0);
    close(fd);
    unlink(path);
    return path;
}

/* Pieces of every size around the buffer's and the direct ones. */
static void check_pieces(const char *path)
{
    static const size_t sizes[] = {1,     0,     7,      65535,  65536,
                                   65537, 40000, 524287, 524289, 3 * SCRM_WRITER_BYTES};
    struct scrm_err err = {0};
    struct scrm_writer *writer = scrm_writer_open(path, &err);
    char *bytes = scrm_alloc(3 * SCRM_WRITER_BYTES);
    struct scrm_buf want = {0}, got = {0};

    for (size_t i = 0; i < 3 * SCRM_WRITER_BYTES; i++)
        bytes[i] = (char)('a' + i % 23);
    for (int i = 0; i < 60; i++) {
        struct scrm_slice piece = {bytes + i, sizes[(i * 7) % 10] - (i > 9 && i % 10 == 9)};

        if (piece.len > 2 * SCRM_WRITER_BYTES)
            piece.len -= 60;
        OK(scrm_writer_put(writer, piece, &err) == 0);
        scrm_buf_put_slice(&want, piece);
    }
    OK(access(path, F_OK) != 0); /* nothing under the final name yet */
    OK(scrm_writer_close(writer, true, &err) == 0);
    OK(scrm_file_read(path, &got, &err) == 0);
    OK(scrm_slice_eq(scrm_buf_slice(&want), scrm_buf_slice(&got)));
    unlink(path);
    free(bytes);
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
}

/* Small pieces alone fill the buffer too. */
static void check_small_pieces(const char *path)
{
    struct scrm_err err = {0};
    struct scrm_writer *writer = scrm_writer_open(path, &err);
    struct scrm_buf want = {0}, got = {0};

    for (int i = 0; i < 30000; i++) {
        char line[64];
        struct scrm_slice piece = {line,
                                   (size_t)snprintf(line, sizeof line, "line %d of many\n", i)};

        scrm_buf_put_slice(&want, piece);
        if (scrm_writer_put(writer, piece, &err) != 0)
            break;
    }
    OK(want.len > SCRM_WRITER_BYTES);
    OK(scrm_writer_close(writer, true, &err) == 0);
    OK(scrm_file_read(path, &got, &err) == 0);
    OK(scrm_slice_eq(scrm_buf_slice(&want), scrm_buf_slice(&got)));
    unlink(path);
    scrm_buf_fini(&want);
    scrm_buf_fini(&got);
}

static void check_abandon(const char *path)
{
    struct scrm_err err = {0};
    struct scrm_writer *writer = scrm_writer_open(path, &err);

    OK(scrm_writer_put(writer, SCRM_SLICE("half"), &err) == 0);
    OK(scrm_writer_close(writer, false, &err) == 0);
    OK(access(path, F_OK) != 0);
    OK(scrm_writer_close(NULL, true, &err) == 0);
}

static void check_full(void)
{
    struct scrm_err err = {0};
    struct scrm_writer *writer = scrm_writer_open("/dev/full", &err);

    OK(scrm_writer_put(writer, SCRM_SLICE("x"), &err) == 0);
    OK(scrm_writer_flush(writer, &err) == -1 && err.code == SCRM_EXIT_IO);
    OK(strstr(err.text, "/dev/full") && strstr(err.text, "No space left"));
    scrm_err_fini(&err);
    OK(scrm_writer_put(writer, SCRM_SLICE("y"), &err) == -1 && err.code == SCRM_EXIT_IO);
    scrm_err_fini(&err);
    OK(scrm_writer_close(writer, true, &err) == -1 && err.code == SCRM_EXIT_IO);
    scrm_err_fini(&err);
    writer = scrm_writer_open("/dev/full", &err);
    OK(scrm_writer_put(writer, SCRM_SLICE("x"), &err) == 0);
    OK(scrm_writer_close(writer, true, &err) == -1 && err.code == SCRM_EXIT_IO);
    scrm_err_fini(&err);
}

static void check_no_directory(void)
{
    struct scrm_err err = {0};

    OK(scrm_writer_open("/nonexistent/file", &err) == NULL);
    OK(err.code == SCRM_EXIT_NOINPUT || err.code == SCRM_EXIT_IO);
    scrm_err_fini(&err);
}

/* Standard output through a pipe, and closed. */
static void check_standard(void)
{
    struct scrm_err err = {0};
    struct scrm_writer *writer;
    int ends[2], saved;
    char got[8] = {0};

    fflush(stdout);
    saved = dup(STDOUT_FILENO);
    OK(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
    close(ends[1]);
    writer = scrm_writer_open(NULL, &err);
    OK(scrm_writer_put(writer, SCRM_SLICE("line\n"), &err) == 0);
    OK(scrm_writer_close(writer, false, &err) == 0); /* what was put there goes out */
    OK(read(ends[0], got, sizeof got - 1) == 5);
    SAME(got, "line\n");
    close(ends[0]);
    close(STDOUT_FILENO);
    writer = scrm_writer_open("-", &err);
    OK(scrm_writer_put(writer, SCRM_SLICE("line\n"), &err) == 0);
    OK(scrm_writer_close(writer, true, &err) == -1 && err.code == SCRM_EXIT_IO);
    OK(strstr(err.text, "standard output") != NULL);
    scrm_err_fini(&err);
    writer = scrm_writer_open("-", &err);
    OK(scrm_writer_close(writer, true, &err) == 0); /* nothing to say, nothing lost */
    dup2(saved, STDOUT_FILENO);
    close(saved);
}

int main(void)
{
    char *path = temporary_name();

    T("pieces of all sizes arrive")
    check_pieces(path);
    T("small pieces")
    check_small_pieces(path);
    T("an abandoned file never appears")
    check_abandon(path);
    T("a full device")
    check_full();
    T("no such directory")
    check_no_directory();
    T("standard output")
    check_standard();
    free(path);
    return t_end();
}
