/*
 * Tries of the frame, each through scrm-mark (mark.h): what goes in, the exit code, and
 * every byte that comes out. Files stand in a folder of the test's own.
 */
#ifndef SCRM_TESTS_RAN_H
#define SCRM_TESTS_RAN_H

#include "../t.h"

#include "capture.h"
#include "mark.h"

static char folder[] = "/tmp/scrm-frame-XXXXXX";

static inline const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline const char *put_file(const char *name, const char *text)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
    return path;
}

static inline char *get_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    size_t len;

    return fd < 0 ? scrm_strdup("(no such file)") : capture_all(fd, &len);
}

static inline void ran_(const char *const *args, const char *input, int code, const char *out,
                        const char *err, int line)
{
    struct ran ran = capture(mark_main, args, input);

    if (!t_check(ran.code == code, "the exit code is the one wanted", __FILE__, line))
        printf("   got: %d\n  want: %d\n", ran.code, code);
    t_same(ran.out, out, __FILE__, line);
    if (err) /* NULL: any message */
        t_same(ran.err, err, __FILE__, line);
    ran_free(&ran);
}

/* RAN(input, code, out, err, args...) */
#define RAN(input, code, out, err, ...) ran_(ARGS(__VA_ARGS__), input, code, out, err, __LINE__)
#define PLAIN(input, code, out, err) ran_(NULL, input, code, out, err, __LINE__)

#define MARKED(n) "{\"text\":\"" n "\",\"mark\":{\"bytes\":1}}\n"
#define POST(n) "{\"text\":\"" n "\"}\n"

/* Nothing that an operator has set may change what a try sees. */
static inline void ran_begin(void)
{
    unsetenv("SCRM_NOW");
    unsetenv("SCRM_DESK");
    if (!mkdtemp(folder))
        abort();
}

static inline int ran_end(void)
{
    char command[64];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    OK(system(command) == 0);
    return t_end();
}

#endif
