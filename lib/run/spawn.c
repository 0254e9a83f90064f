/*
 * Starting and watching pipelines. Used by the supervisor alone; knows nothing
 * of desks or posts.
 */
#include "run/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"

void scrm_argv_add(struct scrm_argv *argv, const char *word)
{
    SCRM_GROW(argv->at, argv->n, argv->cap);
    argv->at[argv->n++] = scrm_strdup(word);
}

void scrm_argv_add_value(struct scrm_argv *argv, const char *option, const char *value)
{
    struct scrm_buf word = {0};

    scrm_buf_printf(&word, "%s=%s", option, value);
    SCRM_GROW(argv->at, argv->n, argv->cap);
    argv->at[argv->n++] = scrm_buf_take(&word);
}

void scrm_argv_fini(struct scrm_argv *argv)
{
    size_t i;

    for (i = 0; i < argv->n; i++)
        free(argv->at[i]);
    free(argv->at);
    *argv = (struct scrm_argv){0};
}

char *scrm_argv_find(const char *name)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    char *slash, *found;

    if (len > 0) {
        path[len] = '\0';
        slash = strrchr(path, '/');
        if (slash) {
            *slash = '\0';
            found = scrm_file_join(path, name);
            if (access(found, X_OK) == 0)
                return found;
            free(found);
        }
    }
    return scrm_strdup(name); /* execvp looks along PATH */
}

/* In the child: becomes the command, or exits 127 as a shell would. */
static _Noreturn void become(const struct scrm_argv *command, const char *dir, pid_t parent,
                             int in, int out)
{
    /* A parent that died before the request was made can no longer signal. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(128 + SIGTERM);
    if (chdir(dir) != 0) {
        fprintf(stderr, "scrm: %s: %s\n", dir, strerror(errno));
        _exit(SCRM_EXIT_IO);
    }
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
        _exit(SCRM_EXIT_IO);
    execvp(command->at[0], command->at);
    fprintf(stderr, "scrm: %s: %s\n", command->at[0], strerror(errno));
    _exit(127);
}

/* Waits for a child, or (pid -1) any; `*pid` becomes which. Its exit code, 128 + N for a
 * signal, -1 where there is none. */
static int wait_for(pid_t *pid)
{
    pid_t ended;
    int status;

    while ((ended = waitpid(*pid, &status, 0)) < 0)
        if (errno != EINTR)
            return -1;
    *pid = ended;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Starts a command; its process, or -1 with err (75). */
static pid_t start(struct scrm_argv *command, const char *dir, int in, int out,
                   struct scrm_err *err)
{
    pid_t self = getpid(), pid;

    command->status = -1;
    SCRM_GROW(command->at, command->n, command->cap);
    command->at[command->n] = NULL;
    pid = fork();
    if (pid == 0)
        become(command, dir, self, in, out);
    if (pid < 0)
        scrm_err_errno(err, SCRM_EXIT_TEMPFAIL, "cannot start %s", command->at[0]);
    return pid;
}

static void close_if_open(int fd)
{
    if (fd >= 0)
        close(fd);
}

int scrm_pipeline_run(struct scrm_argv *commands, size_t n, const char *dir, int output,
                      struct scrm_err *err)
{
    pid_t *pids = scrm_alloc_zero(n, sizeof *pids);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int in = null, result = 0;
    size_t i, started = 0;

    if (null < 0)
        result = scrm_err_errno(err, SCRM_EXIT_IO, "/dev/null");
    for (i = 0; i < n && result == 0; i++) {
        int ends[2] = {-1, -1};

        if (i + 1 < n && pipe2(ends, O_CLOEXEC) != 0) {
            result = scrm_err_errno(err, SCRM_EXIT_IO, "cannot make a pipe");
            break;
        }
        pids[i] = start(&commands[i], dir, in,
                        i + 1 < n     ? ends[1]
                        : output >= 0 ? output
                                      : null,
                        err);
        if (pids[i] < 0)
            result = -1;
        else
            started = i + 1;
        if (in != null)
            close(in);
        close_if_open(ends[1]);
        in = ends[0];
    }
    if (in != null)
        close_if_open(in);
    close_if_open(null);
    for (i = 0; i < started; i++)
        commands[i].status = wait_for(&pids[i]);
    free(pids);
    return result;
}

/* Waits until one of them has ended. False where none is left. */
static bool reap(struct scrm_argv *commands, const pid_t *pids, size_t n)
{
    pid_t pid = -1;
    int status = wait_for(&pid);

    for (size_t i = 0; i < n; i++)
        if (pids[i] == pid)
            commands[i].status = status;
    return pid > 0;
}

int scrm_crowd_run(struct scrm_argv *commands, size_t n, size_t at_once, const char *dir,
                   struct scrm_err *err)
{
    pid_t *pids = scrm_alloc_zero(n, sizeof *pids);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    size_t running = 0;
    int result = null < 0 ? scrm_err_errno(err, SCRM_EXIT_IO, "/dev/null") : 0;

    for (size_t i = 0; i < n; i++) {
        commands[i].status = SCRM_EXIT_TEMPFAIL;
        if (result != 0)
            continue;
        if (running == at_once && reap(commands, pids, i))
            running--;
        pids[i] = start(&commands[i], dir, null, null, err);
        if (pids[i] > 0) {
            running++;
        } else {
            commands[i].status = SCRM_EXIT_TEMPFAIL;
            result = -1;
        }
    }
    while (running && reap(commands, pids, n))
        running--;
    close_if_open(null);
    free(pids);
    return result;
}

/* How much of an exit is the command's own doing: a broken pipe follows from
 * the next one's death, a stream without its end from the one before. */
static int blame(int status)
{
    if (status == 0)
        return 0;
    if (status == 128 + SIGPIPE)
        return 1;
    return status == SCRM_EXIT_DATA ? 2 : 3;
}

const struct scrm_argv *scrm_pipeline_failed(const struct scrm_argv *commands, size_t n)
{
    const struct scrm_argv *worst = NULL;
    size_t i;

    for (i = 0; i < n; i++)
        if (blame(commands[i].status) > (worst ? blame(worst->status) : 0))
            worst = &commands[i];
    return worst;
}
