/*
 * The unit tests' whole framework. A test program is a list of T(name) blocks
 * in main; OK(condition) counts. The program ends with `return t_end();`,
 * which prints "N passed, N failed" and gives 1 where anything failed.
 */
#ifndef SCRM_TESTS_T_H
#define SCRM_TESTS_T_H

#include <stdio.h>
#include <string.h>

static int t_passed, t_failed;
static const char *t_name = "";

#define T(name) for (int t_once = (t_name = (name), 1); t_once; t_once = 0)
#define OK(condition) t_check((condition) != 0, #condition, __FILE__, __LINE__)
#define SAME(got, want) t_same((got), (want), __FILE__, __LINE__)

static inline int t_check(int ok, const char *what, const char *file, int line)
{
    if (ok)
        t_passed++;
    else {
        t_failed++;
        printf("%s:%d: %s: failed: %s\n", file, line, t_name, what);
    }
    return ok;
}

static inline int t_same(const char *got, const char *want, const char *file, int line)
{
    int ok = got && want && strcmp(got, want) == 0;

    t_check(ok, "the texts are the same", file, line);
    if (!ok)
        printf("   got: %s\n  want: %s\n", got ? got : "(null)", want ? want : "(null)");
    return ok;
}

static inline int t_end(void)
{
    printf("%d passed, %d failed\n", t_passed, t_failed);
    return t_failed != 0;
}

#endif
