/*
 * Runs a function as a program of its own: a child process with its own
 * standard streams, whose exit code and output come back.
 */
#ifndef SCRM_TESTS_CAPTURE_H
#define SCRM_TESTS_CAPTURE_H

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"

struct ran {
    int code; /* exit code, or 128 + signal */
    char *out, *err;
    size_t out_len;
};

enum { ARGS_MOST = 16 };

static inline char *capture_all(int fd, size_t *len)
{
    struct stat info;
    char *text;
    ssize_t got;

    fstat(fd, &info);
    text = scrm_alloc((size_t)info.st_size + 1);
    got = pread(fd, text, (size_t)info.st_size, 0);
    *len = got > 0 ? (size_t)got : 0;
    text[*len] = '\0';
    close(fd);
    return text;
}

static inline int capture_input(const char *input, size_t len)
{
    int fd = memfd_create("in", 0);

    if (fd < 0 || write(fd, input, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) != 0)
        abort();
    return fd;
}

/* Starts `body` in a child with these descriptors as its streams. */
static inline pid_t capture_start(int (*body)(int, char **), const char *const *args, int in,
                                  int out, int err)
{
    char *argv[ARGS_MOST] = {(char *)(uintptr_t) "scrm-test"};
    int argc = 1;
    pid_t child;

    for (; args && args[argc - 1] && argc < ARGS_MOST - 1; argc++)
        argv[argc] = (char *)(uintptr_t)args[argc - 1];
    fflush(stdout);
    child = fork();
    if (child != 0)
        return child;
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(err, STDERR_FILENO) < 0)
        _exit(99);
    exit(body(argc, argv));
}

static inline int capture_wait(pid_t child)
{
    int status;

    if (waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* `input` of `len` bytes through `body`; the answer's texts are the caller's. */
static inline struct ran capture_bytes(int (*body)(int, char **), const char *const *args,
                                       const char *input, size_t len)
{
    int in = capture_input(input, len);
    int out = memfd_create("out", 0), err = memfd_create("err", 0);
    struct ran ran;
    size_t err_len;

    ran.code = capture_wait(capture_start(body, args, in, out, err));
    close(in);
    ran.out = capture_all(out, &ran.out_len);
    ran.err = capture_all(err, &err_len);
    return ran;
}

static inline struct ran capture(int (*body)(int, char **), const char *const *args,
                                 const char *input)
{
    return capture_bytes(body, args, input, strlen(input));
}

static inline void ran_free(struct ran *ran)
{
    free(ran->out);
    free(ran->err);
}

#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
