/*
 * The kernel tells of a write at once (inotify). It tells nothing of files that are
 * replaced by others of their name, nor of writes by other machines; so the file is
 * looked at now and then as well.
 */
#include "fetch/watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#define LOOK_MS 200

static bool changed(const char *path, const struct stat *known)
{
    struct stat now;

    /* A file that is being replaced is not there for a moment. */
    return stat(path, &now) == 0 &&
           (now.st_ino != known->st_ino || now.st_size != known->st_size ||
            now.st_mtim.tv_sec != known->st_mtim.tv_sec ||
            now.st_mtim.tv_nsec != known->st_mtim.tv_nsec);
}

bool scrm_watch(const struct scrm_fetch_settings *settings, const char *path,
                const struct stat *known)
{
    char events[4096]; /* that there are some is all that is asked */
    struct pollfd told = {.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), .events = POLLIN};
    bool stopped;

    if (told.fd >= 0)
        (void)inotify_add_watch(told.fd, path, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF);
    while (!(stopped = settings->stopped && settings->stopped(settings->ctx)) &&
           !changed(path, known))
        if (poll(&told, 1, LOOK_MS) > 0)
            while (read(told.fd, events, sizeof events) > 0)
                ;
    if (told.fd >= 0)
        close(told.fd);
    return !stopped;
}
