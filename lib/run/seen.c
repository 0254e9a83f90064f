/*
 * What dedup knows, and when: seen/state.db is what was seen in the segments
 * whose posts are there. dedup leaves it alone and writes what it would become
 * to seen/next/SEGMENT, whole before the posts can be; the supervisor moves that
 * over the state once the posts have their name. Whoever dies in between leaves a
 * file that says by its name for which segment it is.
 */
#include "run/day.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/num.h"
#include "base/time.h"

static char *next_of(const struct scrm_day *day, const struct scrm_segment *segment)
{
    struct scrm_buf name = {0};
    char *path;

    scrm_buf_printf(&name, "seen/next/%s", segment->name);
    path = scrm_day_path(day, scrm_buf_text(&name));
    scrm_buf_fini(&name);
    return path;
}

void scrm_day_seen_add(const struct scrm_day *day, struct scrm_argv *argv,
                       const struct scrm_segment *segment)
{
    const struct scrm_desk *desk = &day->desk;
    char *state = scrm_day_path(day, "seen/state.db"), *next = next_of(day, segment);
    struct scrm_buf number = {0};

    scrm_argv_add_value(argv, "--state", state);
    scrm_argv_add_value(argv, "--next", next);
    scrm_buf_printf(&number, "%llds", (long long)(desk->dedup_window_ms / SCRM_SECOND_MS));
    scrm_argv_add_value(argv, "--window", scrm_buf_text(&number));
    scrm_buf_reset(&number);
    scrm_buf_printf(&number, "%lld", (long long)desk->dedup_remember);
    scrm_argv_add_value(argv, "--remember", scrm_buf_text(&number));
    scrm_buf_reset(&number);
    scrm_num_put_fixed(&number, desk->dedup_similar);
    scrm_argv_add_value(argv, "--similar", scrm_buf_text(&number));
    scrm_buf_fini(&number);
    free(state);
    free(next);
}

/* A database that was not finished, with what SQLite keeps beside it. */
static void remove_next(const char *next)
{
    static const char *const parts[] = {"", "-wal", "-shm", "-journal"};
    struct scrm_buf name = {0};

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        scrm_buf_reset(&name);
        scrm_buf_printf(&name, "%s%s", next, parts[i]);
        unlink(scrm_buf_text(&name));
    }
    scrm_buf_fini(&name);
}

/* A rename lasts when the folder is on the disk. */
static int sync_folder(const struct scrm_day *day, struct scrm_err *err)
{
    char *path = scrm_day_path(day, "seen");
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 || fsync(fd) != 0 ? scrm_err_errno(err, SCRM_EXIT_IO, "%s", path) : 0;

    if (fd >= 0)
        close(fd);
    free(path);
    return result;
}

int scrm_day_seen_settle(const struct scrm_day *day, const struct scrm_segment *segment,
                         bool done, struct scrm_err *err)
{
    char *next = next_of(day, segment), *state = scrm_day_path(day, "seen/state.db");
    int result = 0;

    if (!done)
        remove_next(next);
    else if (rename(next, state) != 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "%s", next);
    else
        result = sync_folder(day, err);
    free(next);
    free(state);
    return result;
}

int scrm_day_seen_recover(const struct scrm_day *day, const struct scrm_segments *segments,
                          struct scrm_err *err)
{
    int result = 0;

    for (size_t i = 0; i < segments->n && result == 0; i++) {
        char *next = next_of(day, &segments->at[i]);

        if (access(next, F_OK) == 0)
            result = scrm_day_seen_settle(day, &segments->at[i], segments->at[i].done, err);
        free(next);
    }
    return result;
}
