/*
 * The heap, with the one answer to "no memory": exit 71. Sits below everything.
 */
#include "base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

_Noreturn void scrm_out_of_memory(void)
{
    static const char text[] = "scrm: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);

    (void)ignored; /* the exit code says it too */
    _exit(SCRM_EXIT_MEMORY);
}

void *scrm_alloc(size_t size)
{
    void *at = malloc(size ? size : 1);

    if (!at)
        scrm_out_of_memory();
    return at;
}

void *scrm_alloc_zero(size_t count, size_t size)
{
    void *at = calloc(count ? count : 1, size ? size : 1);

    if (!at)
        scrm_out_of_memory();
    return at;
}

void *scrm_realloc(void *old, size_t count, size_t size)
{
    size_t bytes;
    void *at;

    if (__builtin_mul_overflow(count, size, &bytes))
        scrm_out_of_memory();
    at = realloc(old, bytes ? bytes : 1);
    if (!at)
        scrm_out_of_memory();
    return at;
}

char *scrm_strndup(const char *at, size_t len)
{
    char *copy;

    if (len == SIZE_MAX)
        scrm_out_of_memory();
    copy = scrm_alloc(len + 1);
    if (len)
        memcpy(copy, at, len);
    copy[len] = '\0';
    return copy;
}

char *scrm_strdup(const char *text)
{
    return scrm_strndup(text, strlen(text));
}
