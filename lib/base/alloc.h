/*
 * Memory from the heap, or the end of the process: when the system has none
 * left these print one line and exit with 71 (EX_OSERR), so no caller ever
 * checks for NULL and no half-written answer leaves the house.
 */
#ifndef SCRM_BASE_ALLOC_H
#define SCRM_BASE_ALLOC_H

#include <stddef.h>

/* Never NULL; size 0 gives a pointer that may be freed. Owned by caller. */
void *scrm_alloc(size_t size);

/* As scrm_alloc, filled with zeros. Exits 71 where count * size overflows. */
void *scrm_alloc_zero(size_t count, size_t size);

/* Resizes `old` (NULL allowed) to count * size bytes. */
void *scrm_realloc(void *old, size_t count, size_t size);

/* A copy of `len` bytes with a NUL behind it. Owned by caller. */
char *scrm_strndup(const char *at, size_t len);
char *scrm_strdup(const char *text);

/* "No memory": one line on stderr and exit 71. */
_Noreturn void scrm_out_of_memory(void);

/*
 * Room for one more element in a growing array: doubles `cap` when `n` has
 * reached it. Use: SCRM_GROW(list->at, list->n, list->cap);
 */
#define SCRM_GROW(array, n, cap)                                                               \
    do {                                                                                       \
        if ((n) >= (cap)) {                                                                    \
            (cap) = (cap) ? (cap)*2 : 8;                                                       \
            (array) = scrm_realloc((array), (cap), sizeof *(array));                           \
        }                                                                                      \
    } while (0)

#endif
