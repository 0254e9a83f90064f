/*
 * Files that appear whole or not at all, with their modes and behind links;
 * locks that say who is busy.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../t.h"
#include "base/file.h"

static const char *content(const char *path)
{
    static struct scrm_buf buf;
    struct scrm_err err = {0};

    scrm_buf_reset(&buf);
    if (scrm_file_read(path, &buf, &err))
        scrm_buf_puts(&buf, "(none)");
    scrm_err_fini(&err);
    return scrm_buf_text(&buf);
}

static unsigned mode_of(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 ? info.st_mode & 07777 : 0;
}

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

static int put(const char *path, const char *text, struct scrm_err *err)
{
    return scrm_file_write(path, scrm_slice_of(text), 0640, err);
}

static void test_whole(struct scrm_err *err)
{
    struct scrm_file_out out;

    T("a file appears when it is whole, and the old one stays until then")
    {
        OK(put("a", "old", err) == 0 && mode_of("a") == 0640);
        chmod("a", 0600);
        OK(scrm_file_begin(&out, "a", 0644, err) == 0);
        OK(scrm_file_write_all(out.fd, "new", 3) == 0);
        SAME(content("a"), "old");
        OK(scrm_file_commit(&out, err) == 0);
        SAME(content("a"), "new");
        OK(mode_of("a") == 0600);
    }
    T("what is abandoned leaves nothing")
    {
        char *temporary;

        OK(scrm_file_begin(&out, "a", 0644, err) == 0);
        temporary = strdup(out.temporary);
        OK(out.unnamed || access(temporary, F_OK) == 0);
        scrm_file_abandon(&out);
        OK(access(temporary, F_OK) != 0);
        free(temporary);
        SAME(content("a"), "new");
    }
}

static void test_links(struct scrm_err *err)
{
    T("behind a symbolic link the file is replaced and the link stays")
    {
        OK(mkdir("sub", 0755) == 0 && put("sub/real", "old", err) == 0);
        OK(symlink("sub/middle", "link") == 0 && symlink("real", "sub/middle") == 0);
        OK(put("link", "new", err) == 0);
        OK(is_link("link") && is_link("sub/middle"));
        SAME(content("sub/real"), "new");
    }
    T("a link to nothing yet gets its file")
    {
        OK(symlink("sub/later", "dangling") == 0);
        OK(put("dangling", "here", err) == 0);
        OK(is_link("dangling"));
        SAME(content("sub/later"), "here");
    }
    T("a circle of links is refused and named")
    {
        OK(symlink("b", "c") == 0 && symlink("c", "b") == 0);
        OK(put("c", "x", err) != 0 && err->code == SCRM_EXIT_IO && is_link("c"));
        SAME(err->text, "c: Too many levels of symbolic links");
        scrm_err_fini(err);
    }
}

static void test_refused(struct scrm_err *err)
{
    T("a directory, a missing folder and a full device are named")
    {
        OK(put("sub", "x", err) != 0 && err->code == SCRM_EXIT_IO);
        SAME(err->text, "sub: is a directory");
        scrm_err_fini(err);
        OK(put("nowhere/x", "x", err) != 0 && err->code == SCRM_EXIT_NOINPUT);
        scrm_err_fini(err);
        OK(put("/dev/full", "x", err) != 0 && err->code == SCRM_EXIT_IO);
        SAME(err->text, "/dev/full: No space left on device");
        scrm_err_fini(err);
    }
    T("a file larger than the buffer may grow is refused, not cut")
    {
        struct scrm_buf small = {.max = 2};

        OK(scrm_file_read("a", &small, err) != 0 && err->code == SCRM_EXIT_DATA);
        scrm_err_fini(err);
        scrm_buf_fini(&small);
    }
}

static void test_lock(struct scrm_err *err)
{
    T("a lock held by another process is busy, and free when that one is gone")
    {
        int lock = scrm_file_lock("lock", err);
        int status = -1;
        pid_t child;

        OK(lock >= 0);
        child = fork();
        if (child == 0) {
            int again = scrm_file_lock("lock", err);
            int code = again < 0 ? (int)err->code : 0;

            scrm_err_fini(err);
            _exit(code);
        }
        waitpid(child, &status, 0);
        OK(WIFEXITED(status) && WEXITSTATUS(status) == SCRM_EXIT_TEMPFAIL);
        close(lock);
        lock = scrm_file_lock("lock", err);
        OK(lock >= 0);
        close(lock);
    }
}

int main(void)
{
    char dir[] = "/tmp/scrm-file-XXXXXX";
    struct scrm_err err = {0};

    if (!mkdtemp(dir) || chdir(dir) != 0)
        return 70;
    umask(022);
    test_whole(&err);
    test_links(&err);
    test_refused(&err);
    test_lock(&err);
    scrm_err_fini(&err);
    if (fork() == 0)
        execlp("rm", "rm", "-rf", dir, (char *)NULL);
    wait(NULL);
    return t_end();
}
