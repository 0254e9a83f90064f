/*
 * The kernel tells of a write at once (inotify). It tells nothing of files that are
 * replaced by others of their name, nor of writes by other machines; so the file is
 * looked at now and then as well. A file that was renamed is read on until its
 * successor has something to say: whoever writes may not know of it yet.
 */
#include "fetch/watch.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#define LOOK_MS 200

void scrm_watch_open(struct scrm_watched *file, const char *path)
{
    *file = (struct scrm_watched){.fd = -1, .told = -1};
    /* Opening a pipe would wait for its writer. */
    if (stat(path, &file->info) != 0 || !S_ISREG(file->info.st_mode))
        return;
    file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file->fd < 0 || fstat(file->fd, &file->info) != 0 || !S_ISREG(file->info.st_mode))
        scrm_watch_close(file);
}

void scrm_watch_close(struct scrm_watched *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->told >= 0)
        close(file->told);
    file->fd = file->told = -1;
}

/* Asks once: to end asking takes the kernel some milliseconds. */
static void ask_to_be_told(struct scrm_watched *file, const char *path)
{
    if (file->told >= 0)
        return;
    file->told = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (file->told >= 0)
        (void)inotify_add_watch(file->told, path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF);
}

static bool has_changed(struct scrm_watched *file)
{
    const struct stat *then = &file->info;
    struct stat now;

    if (fstat(file->fd, &now) != 0 ||
        (then->st_size == now.st_size && then->st_mtim.tv_sec == now.st_mtim.tv_sec &&
         then->st_mtim.tv_nsec == now.st_mtim.tv_nsec))
        return false;
    file->info = now;
    return true;
}

static bool is_replaced(const struct scrm_watched *file, const char *path)
{
    struct stat there;

    /* A file that is being replaced is not there for a moment. */
    return stat(path, &there) == 0 && there.st_size > 0 &&
           (there.st_ino != file->info.st_ino || there.st_dev != file->info.st_dev);
}

enum scrm_watch_change scrm_watch_wait(struct scrm_watched *file, const char *path,
                                       bool (*stopped)(void *ctx), void *ctx)
{
    char events[4096]; /* that there are some is all that is asked */
    struct pollfd told = {.events = POLLIN};
    enum scrm_watch_change change;

    ask_to_be_told(file, path);
    told.fd = file->told;
    for (;;) {
        change = SCRM_WATCH_STOPPED;
        if (stopped && stopped(ctx))
            break;
        change = SCRM_WATCH_GREW;
        if (has_changed(file))
            break;
        change = SCRM_WATCH_REPLACED;
        if (is_replaced(file, path))
            break;
        if (poll(&told, 1, LOOK_MS) > 0)
            while (read(told.fd, events, sizeof events) > 0)
                ;
    }
    return change;
}
