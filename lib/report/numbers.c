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

void scrm_authors_fini(struct scrm_report_authors *authors)
{
    free(authors->at);
    free(authors->slots);
}

/* The author's digest is as good as random: its low bits are the hash. */
static size_t author_slot(const struct scrm_report_authors *authors, uint64_t author)
{
    size_t slot = (size_t)author & authors->mask;

    while (authors->slots[slot] && authors->at[authors->slots[slot] - 1] != author)
        slot = (slot + 1) & authors->mask;
    return slot;
}

uint32_t scrm_author_number(struct scrm_report_authors *authors, uint64_t author)
{
    size_t slot, i;

    if (!author)
        return 0;
    if (!authors->slots || authors->n * 2 > authors->mask) {
        authors->mask = authors->slots ? authors->mask * 2 + 1 : 1023;
        free(authors->slots);
        authors->slots = scrm_alloc_zero(authors->mask + 1, sizeof *authors->slots);
        for (i = 0; i < authors->n; i++)
            authors->slots[author_slot(authors, authors->at[i])] = (uint32_t)i + 1;
    }
    slot = author_slot(authors, author);
    if (!authors->slots[slot]) {
        SCRM_GROW(authors->at, authors->n, authors->cap);
        authors->at[authors->n++] = author;
        authors->slots[slot] = (uint32_t)authors->n;
    }
    return authors->slots[slot];
}
