/*
 * What every fuzz target has: the entry point, for libFuzzer (clang
 * -fsanitize=fuzzer,address,undefined) and for AFL++, which takes the same one; and
 * what a target says when something is not so.
 */
#ifndef SCRM_TESTS_TARGET_H
#define SCRM_TESTS_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void must(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "not so: %s\n", what);
    abort();
}

#endif
