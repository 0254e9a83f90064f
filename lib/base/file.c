/*
 * Files read whole, written whole or not at all, and locked. What a reader
 * finds under a name is always complete: new bytes live under a temporary
 * name until they are on the disk.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/num.h"

enum { FILE_READ_BYTES = 64 << 10, LINKS_MAX = 40 };

static int read_all(int fd, const char *path, struct scrm_buf *buf, struct scrm_err *err)
{
    size_t max = buf->max ? buf->max : SCRM_BUF_MAX;

    for (;;) {
        size_t room = max - buf->len;
        char more;
        ssize_t got;

        /* A full buffer needs one more read to know that nothing was cut off. */
        if (room > FILE_READ_BYTES)
            room = FILE_READ_BYTES;
        scrm_buf_reserve(buf, room);
        got = room ? read(fd, buf->at + buf->len, room) : read(fd, &more, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
        if (got == 0)
            return 0;
        if (room == 0)
            return scrm_err_set(err, SCRM_EXIT_DATA, "%s: larger than %zu bytes", path, max);
        buf->len += (size_t)got;
        buf->at[buf->len] = '\0';
    }
}

int scrm_file_read(const char *path, struct scrm_buf *buf, struct scrm_err *err)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    int result;

    if (fd < 0)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    result = read_all(fd, path, buf, err);
    if (!standard)
        close(fd);
    return result;
}

int scrm_file_nameless(void)
{
    const char *dir = getenv("TMPDIR");
    char *path;
    int fd;

    if (!dir || !*dir)
        dir = "/tmp";
    fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    path = scrm_file_join(dir, "scrm.XXXXXX"); /* a file system without O_TMPFILE */
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd;
}

int scrm_file_write_all(int fd, const char *at, size_t len)
{
    while (len) {
        ssize_t done = write(fd, at, len);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        at += done;
        len -= (size_t)done;
    }
    return 0;
}

/* The descriptor that a name such as /dev/stdout or /dev/fd/3 stands for, or
 * -1. Behind such a name may be a regular file, and yet the name is none: a
 * rename would put a file in the place of the system's link. */
static int descriptor_of(const char *path)
{
    int64_t number;

    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    if (strncmp(path, "/dev/fd/", 8) == 0 &&
        scrm_num_int(scrm_slice_of(path + 8), &number) == 0 && number >= 0 && number <= INT_MAX)
        return (int)number;
    return -1;
}

/* The name behind symbolic links, which stay what they are; it need not exist
 * yet. Owned by caller. */
static char *behind_links(const char *path)
{
    char *name = scrm_strdup(path);
    char target[PATH_MAX];
    ssize_t len;

    for (int i = 0; i < LINKS_MAX; i++) {
        char *slash = strrchr(name, '/');
        char *next;

        len = readlink(name, target, sizeof target - 1);
        if (len < 0)
            break;
        target[len] = '\0';
        if (slash)
            slash[1] = '\0';
        next = slash ? scrm_file_join(name, target) : scrm_strdup(target);
        free(name);
        name = next;
    }
    return name;
}

/* The folder that a path names a file in. Owned by caller. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? scrm_strndup(path, slash == path ? 1 : (size_t)(slash - path))
                 : scrm_strdup(".");
}

/* A file without a name in the folder of `path`, or -1: not every filesystem has such. */
static int open_unnamed(const char *path)
{
    char *dir = folder_of(path);
    int fd = -1;

    if (access("/proc/self/fd", X_OK) == 0) /* by which it gets its name later */
        fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    free(dir);
    return fd;
}

/* Opens a temporary file beside out->path. */
static int open_temporary(struct scrm_file_out *out, unsigned mode, struct scrm_err *err)
{
    struct scrm_buf name = {0};

    scrm_buf_printf(&name, "%s.tmpXXXXXX", out->path);
    out->temporary = scrm_buf_take(&name);
    out->fd = open_unnamed(out->path);
    out->unnamed = out->fd >= 0;
    if (out->fd < 0)
        out->fd = mkostemp(out->temporary, O_CLOEXEC);
    if (out->fd >= 0 && fchmod(out->fd, mode) == 0)
        return 0;
    scrm_err_errno(err, errno == ENOSPC ? SCRM_EXIT_IO : SCRM_EXIT_OK, "%s", out->path);
    if (out->fd < 0) {
        free(out->temporary);
        out->temporary = NULL;
    }
    scrm_file_abandon(out);
    return -1;
}

/* Gives the file a name of its own, for the rename that follows. 0 or -1 with errno. */
static int take_name(struct scrm_file_out *out)
{
    char self[40];
    unsigned tries;

    if (!out->unnamed)
        return 0;
    snprintf(self, sizeof self, "/proc/self/fd/%d", out->fd);
    for (tries = 0; tries < 1000; tries++) {
        /* Six digits where the X stand; who writes the same path has another process id. */
        snprintf(out->temporary + strlen(out->temporary) - 6, 7, "%06u",
                 ((unsigned)getpid() + tries * 7919) % 1000000);
        if (linkat(AT_FDCWD, self, AT_FDCWD, out->temporary, AT_SYMLINK_FOLLOW) == 0) {
            out->unnamed = false;
            return 0;
        }
        if (errno != EEXIST)
            break;
    }
    return -1;
}

/* What a new file may, as open(2) has it. */
static unsigned under_mask(unsigned mode)
{
    mode_t mask = umask(0);

    umask(mask);
    return mode & ~(unsigned)mask;
}

int scrm_file_begin(struct scrm_file_out *out, const char *path, unsigned mode,
                    struct scrm_err *err)
{
    int descriptor = descriptor_of(path);
    struct stat info;
    bool exists = stat(path, &info) == 0;
    bool circle = !exists && errno == ELOOP;

    *out = (struct scrm_file_out){.fd = -1};
    if (exists && S_ISDIR(info.st_mode))
        return scrm_err_set(err, SCRM_EXIT_IO, "%s: is a directory", path);
    if (circle)
        return scrm_err_set(err, SCRM_EXIT_IO, "%s: %s", path, strerror(ELOOP));
    out->path = scrm_strdup(path);
    if (descriptor >= 0) {
        out->fd = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    } else if (exists && (!S_ISREG(info.st_mode) || strncmp(path, "/proc/", 6) == 0)) {
        out->fd = open(path, O_WRONLY | O_CLOEXEC);
    } else {
        free(out->path);
        out->path = behind_links(path);
        return open_temporary(out, exists ? info.st_mode & 07777 : under_mask(mode), err);
    }
    if (out->fd >= 0)
        return 0;
    scrm_err_errno(err, errno == ENOSPC ? SCRM_EXIT_IO : SCRM_EXIT_OK, "%s", path);
    scrm_file_abandon(out);
    return -1;
}

/* The rename is on the disk only once its directory is. */
static int sync_directory(const char *path)
{
    char *dir = folder_of(path);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 ? -1 : fsync(fd);

    /* Some filesystems cannot sync a directory and say so; that is their promise, not ours. */
    if (result < 0 && (errno == EINVAL || errno == EROFS || errno == EACCES))
        result = 0;
    if (fd >= 0)
        close(fd);
    free(dir);
    return result;
}

int scrm_file_commit(struct scrm_file_out *out, struct scrm_err *err)
{
    int fd = out->fd;

    if (out->temporary && (fsync(fd) != 0 || take_name(out) != 0)) {
        scrm_err_errno(err, SCRM_EXIT_IO, "%s", out->path);
        scrm_file_abandon(out);
        return -1;
    }
    out->fd = -1;
    if (close(fd) != 0 || (out->temporary && (rename(out->temporary, out->path) != 0 ||
                                              sync_directory(out->path) != 0))) {
        scrm_err_errno(err, SCRM_EXIT_IO, "%s", out->path);
        scrm_file_abandon(out);
        return -1;
    }
    free(out->temporary);
    out->temporary = NULL;
    scrm_file_abandon(out);
    return 0;
}

void scrm_file_abandon(struct scrm_file_out *out)
{
    if (out->fd >= 0)
        close(out->fd);
    if (out->temporary && !out->unnamed)
        unlink(out->temporary);
    free(out->temporary);
    free(out->path);
    *out = (struct scrm_file_out){.fd = -1};
}

int scrm_file_write(const char *path, struct scrm_slice bytes, unsigned mode,
                    struct scrm_err *err)
{
    struct scrm_file_out out;

    if (scrm_file_begin(&out, path, mode, err))
        return -1;
    if (scrm_file_write_all(out.fd, bytes.at, bytes.len) != 0) {
        scrm_err_errno(err, SCRM_EXIT_IO, "%s", path);
        scrm_file_abandon(&out);
        return -1;
    }
    return scrm_file_commit(&out, err);
}

bool scrm_file_stands(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool is_one(const char *a, const char *b, bool *any)
{
    struct stat first, second;
    bool has_first = stat(a, &first) == 0, has_second = stat(b, &second) == 0;

    *any = has_first || has_second;
    return has_first && has_second && (S_ISREG(first.st_mode) || S_ISDIR(first.st_mode)) &&
           first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

bool scrm_file_same(const char *a, const char *b)
{
    char *in_a, *in_b;
    bool any, same = is_one(a, b, &any);

    if (any || strcmp(name_of(a), name_of(b)) != 0)
        return same;
    in_a = folder_of(a);
    in_b = folder_of(b);
    same = is_one(in_a, in_b, &any);
    free(in_a);
    free(in_b);
    return same;
}

int scrm_file_mkdir(const char *path, unsigned mode, struct scrm_err *err)
{
    char *copy = scrm_strdup(path);
    char *at = copy;
    struct stat info;

    for (;;) {
        char *slash = strchr(at + 1, '/');

        if (slash)
            *slash = '\0';
        if (mkdir(copy, mode) != 0 && errno != EEXIST) {
            scrm_err_errno(err, SCRM_EXIT_OK, "%s", copy);
            free(copy);
            return -1;
        }
        if (!slash)
            break;
        *slash = '/';
        at = slash;
    }
    free(copy);
    if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode))
        return scrm_err_set(err, SCRM_EXIT_NOINPUT, "%s: not a directory", path);
    return 0;
}

int scrm_file_lock(const char *path, struct scrm_err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno == EWOULDBLOCK)
            scrm_err_set(err, SCRM_EXIT_TEMPFAIL, "%s: another process holds the lock", path);
        else
            scrm_err_errno(err, SCRM_EXIT_OK, "%s", path);
        close(fd);
        return -1;
    }
    return fd;
}
