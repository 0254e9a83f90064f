/*
 * What the mapping could not read: counted by each worker, added up, told.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "source/map.h"

void scrm_map_tally_fini(struct scrm_map_tally *tally)
{
    free(tally->failed);
    *tally = (struct scrm_map_tally){0};
}

void scrm_map_tally_add(struct scrm_map_tally *sum, const struct scrm_map_tally *part)
{
    if (!sum->failed)
        sum->failed = scrm_alloc_zero(scrm_post_members_n, sizeof *sum->failed);
    for (size_t i = 0; i < scrm_post_members_n; i++)
        sum->failed[i] += part->failed[i];
    sum->future += part->future;
    sum->inferred += part->inferred;
    sum->repaired += part->repaired;
    sum->no_direction += part->no_direction;
}

/* "3 created_at not read", and the count as a member. */
static void tell(const char *name, const char *what, uint64_t n, struct scrm_buf *members,
                 struct scrm_buf *text)
{
    if (members->len)
        scrm_buf_putc(members, ',');
    scrm_buf_printf(members, "\"%s\":%" PRIu64, name, n);
    if (n)
        scrm_buf_printf(text, "%s%" PRIu64 " %s", text->len ? ", " : "", n, what);
}

void scrm_map_tally_tell(const struct scrm_map_tally *tally, uint64_t repaired,
                         struct scrm_buf *members, struct scrm_buf *text)
{
    tell("repaired", "characters repaired", tally->repaired + repaired, members, text);
    tell("inferred", "posts without a date of their own", tally->inferred, members, text);
    tell("future", "dates too far ahead to be believed", tally->future, members, text);
    tell("no_direction", "posts without a direction (no --accounts)", tally->no_direction,
         members, text);
    scrm_buf_puts(members, ",\"failed\":{");
    for (size_t i = 0; tally->failed && i < scrm_post_members_n; i++) {
        const char *name = scrm_post_members[i].name;

        if (!tally->failed[i])
            continue;
        scrm_buf_printf(members, "%s\"%s\":%" PRIu64,
                        members->at[members->len - 1] == '{' ? "" : ",", name,
                        tally->failed[i]);
        scrm_buf_printf(text, "%s%" PRIu64 " %s not readable", text->len ? ", " : "",
                        tally->failed[i], name);
    }
    scrm_buf_putc(members, '}');
    if (!text->len)
        scrm_buf_puts(text, "every member was readable");
}
