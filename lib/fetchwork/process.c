/*
 * The process of a source: what it writes to, how it begins and ends. It dies with the
 * one that watches it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/log.h"
#include "fetchwork/fetchwork.h"

void scrm_fetchwork_shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe whose reading end waits for nothing. */
static int make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

/* Becomes the process of a source. */
static _Noreturn void be_source(struct scrm_fetchwork_crowd *crowd,
                                struct scrm_fetchwork_source *source, const int ends[3],
                                pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(128 + SIGTERM);
    if ((ends[1] >= 0 && dup2(ends[1], STDOUT_FILENO) < 0) ||
        (ends[2] >= 0 && dup2(ends[2], STDERR_FILENO) < 0))
        _exit(SCRM_EXIT_IO);
    for (size_t i = 0; i < crowd->n; i++) {
        scrm_fetchwork_shut(&crowd->sources[i].line);
        scrm_fetchwork_shut(&crowd->sources[i].said);
        if (crowd->live)
            scrm_fetchwork_shut(&crowd->sources[i].out);
    }
    crowd->run->line = crowd->shown ? ends[0] : 0;
    source->part->settings.output = NULL;
    _exit(scrm_fetchwork_part(crowd->run, source->part));
}

/* Makes what the process writes to: ends[] are its own, the others the source's. */
static int connect_source(const struct scrm_fetchwork_crowd *crowd,
                          struct scrm_fetchwork_source *source, int ends[3])
{
    int both[2];

    if (make_pipe(both) != 0)
        return -1;
    source->line = both[0], ends[0] = both[1];
    if (crowd->live) {
        if (make_pipe(both) != 0)
            return -1;
        source->out = both[0], ends[1] = both[1];
    } else if (crowd->kept) {
        source->out = scrm_file_nameless();
        ends[1] = source->out < 0 ? -1 : fcntl(source->out, F_DUPFD_CLOEXEC, 3);
        if (ends[1] < 0)
            return -1;
    }
    if (crowd->shown) {
        if (make_pipe(both) != 0)
            return -1;
        source->said = both[0], ends[2] = both[1];
    }
    return 0;
}

int scrm_fetchwork_begin(struct scrm_fetchwork_crowd *crowd, struct scrm_err *err)
{
    struct scrm_fetchwork_source *source = &crowd->sources[crowd->begun];
    pid_t parent = getpid();
    int ends[3] = {-1, -1, -1};
    int result = connect_source(crowd, source, ends);

    if (result == 0) {
        source->pid = fork();
        if (source->pid == 0)
            be_source(crowd, source, ends, parent);
        result = source->pid > 0 ? 0 : -1;
    }
    if (result != 0)
        scrm_err_errno(err, SCRM_EXIT_TEMPFAIL, "%s", scrm_buf_text(&source->part->name));
    for (size_t i = 0; i < 3; i++)
        scrm_fetchwork_shut(&ends[i]);
    source->runs = result == 0;
    crowd->running += result == 0;
    crowd->begun++;
    return result;
}

/* Its process is no more. */
void scrm_fetchwork_end(struct scrm_fetchwork_crowd *crowd,
                        struct scrm_fetchwork_source *source)
{
    struct scrm_buf text = {0};
    int status = 0;

    while (waitpid(source->pid, &status, 0) < 0 && errno == EINTR)
        ;
    source->status = WIFEXITED(status) ? WEXITSTATUS(status) : SCRM_EXIT_BUG;
    source->runs = false;
    source->ended = true;
    crowd->running--;
    scrm_fetchwork_shut(&source->line);
    scrm_fetchwork_pass_messages(crowd, source);
    scrm_fetchwork_shut(&source->said);
    if (!WIFSIGNALED(status))
        return;
    if (crowd->told || WTERMSIG(status) == SIGPIPE)
        source->status = SCRM_EXIT_TEMPFAIL;
    scrm_fetchwork_wipe(&crowd->screen);
    scrm_buf_printf(&text, "%s: ended by signal %d", scrm_buf_text(&source->part->name),
                    WTERMSIG(status));
    scrm_log_text(crowd->run->command->name, "error", scrm_buf_slice(&text));
    scrm_buf_fini(&text);
}

void scrm_fetchwork_tell_all(struct scrm_fetchwork_crowd *crowd)
{
    crowd->told = true;
    for (size_t i = 0; i < crowd->begun; i++)
        if (crowd->sources[i].runs)
            kill(crowd->sources[i].pid, SIGTERM);
}
