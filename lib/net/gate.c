/*
 * A file with a place for each host, by a digest of its name: in memory, or on a disk, where
 * it has holes. The bytes of a place are locked while the host is asked, and say when that
 * was. Two hosts that share a place wait for each other, which is slower and never wrong.
 */
#include "net/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/time.h"
#include "net/retry.h"

#define PLACES ((uint64_t)1 << 20)

struct scrm_gate {
    int fd;
};

struct scrm_gate *scrm_gate_open(const char *path)
{
    int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)
                  : memfd_create("scrm-gate", MFD_CLOEXEC);
    struct scrm_gate *gate;

    if (fd < 0)
        return NULL;
    gate = scrm_alloc_zero(1, sizeof *gate);
    gate->fd = fd;
    return gate;
}

void scrm_gate_close(struct scrm_gate *gate)
{
    if (!gate)
        return;
    close(gate->fd);
    free(gate);
}

/* Where the bytes of the address's HOST:PORT are. */
static off_t place_of(const char *url)
{
    const char *host = strstr(url, "://"), *at;
    char name[256];
    size_t n;

    host = host ? host + 3 : url;
    n = strcspn(host, "/?#");
    at = memrchr(host, '@', n);
    if (at) {
        n -= (size_t)(at + 1 - host);
        host = at + 1;
    }
    n = n < sizeof name ? n : sizeof name;
    for (size_t i = 0; i < n; i++)
        name[i] = (char)(host[i] >= 'A' && host[i] <= 'Z' ? host[i] + ('a' - 'A') : host[i]);
    return (off_t)(scrm_digest(name, n).low % PLACES * sizeof(int64_t));
}

static int lock(const struct scrm_gate *gate, const char *url, short kind)
{
    struct flock place = {.l_type = kind,
                          .l_whence = SEEK_SET,
                          .l_start = place_of(url),
                          .l_len = sizeof(int64_t)};

    return fcntl(gate->fd, F_SETLKW, &place);
}

bool scrm_gate_enter(struct scrm_gate *gate, const char *url, int64_t spacing_ms,
                     bool (*stopped)(void *ctx), void *ctx)
{
    struct scrm_retry pause = {.budget_ms = spacing_ms, .stopped = stopped, .ctx = ctx};
    int64_t asked_ms = 0, since_ms;

    if (!gate)
        return true;
    while (lock(gate, url, F_WRLCK) != 0)
        if (errno != EINTR || (stopped && stopped(ctx)))
            return errno != EINTR; /* without locks it goes on, less politely */
    if (pread(gate->fd, &asked_ms, sizeof asked_ms, place_of(url)) != sizeof asked_ms)
        return true;
    since_ms = scrm_time_now() - asked_ms;
    if (!asked_ms || since_ms < 0 || since_ms >= spacing_ms ||
        scrm_retry_sleep(&pause, spacing_ms - since_ms))
        return true;
    lock(gate, url, F_UNLCK);
    return false;
}

void scrm_gate_leave(struct scrm_gate *gate, const char *url)
{
    int64_t now_ms = scrm_time_now();

    if (!gate)
        return;
    /* What cannot be noted costs a pause. */
    if (pwrite(gate->fd, &now_ms, sizeof now_ms, place_of(url)) != sizeof now_ms)
        errno = 0;
    lock(gate, url, F_UNLCK);
}
