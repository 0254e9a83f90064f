/*
 * Small numbers for what comes again and again, so that a post is counted by
 * comparing integers.
 */
#include "report/numbers.h"

#include <stdlib.h>

#include "base/alloc.h"

uint32_t scrm_name_number(struct scrm_map *names, struct scrm_slice name)
{
    bool added;
    struct scrm_map_entry *entry;

    if (name.len == 0)
        return 0;
    entry = scrm_map_put(names, name, &added);
    if (added)
        entry->value = names->n;
    return (uint32_t)entry->value;
}

void scrm_shared_fini(struct scrm_report_shared *shared)
{
    scrm_map_fini(&shared->known);
    free(shared->at);
}

uint32_t scrm_shared_number(struct scrm_report_shared *shared, const void *address, bool *added)
{
    size_t place = ((uintptr_t)address >> 4) % (sizeof shared->lately / sizeof *shared->lately);
    struct scrm_slice key = {(const char *)&address, sizeof address};
    struct scrm_map_entry *entry;

    *added = false;
    if (shared->lately[place] == address)
        return shared->numbers[place];
    entry = scrm_map_put(&shared->known, key, added);
    if (*added) {
        SCRM_GROW(shared->at, shared->n, shared->cap);
        entry->value = ++shared->n;
    }
    shared->lately[place] = address;
    return shared->numbers[place] = (uint32_t)entry->value;
}
