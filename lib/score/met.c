/*
 * The table's memory.
 */
#include "score/met.h"

#include "base/alloc.h"

struct scrm_met *scrm_met_new(void **memory)
{
    /* One place more than there are, to begin where a cache line does. */
    char *at = *memory = scrm_alloc_zero(SCRM_MET_WORDS + 1, sizeof(struct scrm_met));

    return (void *)(at + -(uintptr_t)at % sizeof(struct scrm_met));
}
