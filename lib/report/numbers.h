/*
 * Numbers from 1, in the order in which things came; 0 stands for nothing.
 */
#ifndef SCRM_REPORT_NUMBERS_H
#define SCRM_REPORT_NUMBERS_H

#include "base/hash.h"

/* The number of a name in `names`: its entry's index + 1. */
uint32_t scrm_name_number(struct scrm_map *names, struct scrm_slice name);

/* What many posts share, met by its address: a place or a decision, and its names' numbers. */
struct scrm_report_shared {
    struct scrm_map known; /* from the address to the number */
    uint32_t (*at)[4];     /* by number - 1: names, in the order of their dimensions */
    size_t n, cap;
    const void *lately[16]; /* addresses met last, by their bits, and their numbers */
    uint32_t numbers[16];
};

/* The number of what stands at `address`; *added where it is new: fill its names in. */
uint32_t scrm_shared_number(struct scrm_report_shared *shared, const void *address,
                            bool *added);
void scrm_shared_fini(struct scrm_report_shared *shared);

#endif
