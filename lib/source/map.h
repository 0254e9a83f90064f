/*
 * From a record to a post: one scanned line in, one line of scrm.post/1 out.
 *
 * A line is a raw envelope, a post (which passes), or native: a record of some
 * network, or a page of them. Whatever is none of these is no post, and no
 * error either.
 */
#ifndef SCRM_SOURCE_MAP_H
#define SCRM_SOURCE_MAP_H

#include "record/end.h"
#include "record/post.h"
#include "source/accounts.h"
#include "source/envelope.h"
#include "source/catalogue.h"
#include "source/eval.h"
#include "source/keys.h"

#define SCRM_POST_SCHEMA "scrm.post/1"

struct scrm_map_settings {
    struct scrm_catalogue *catalogue;
    const struct scrm_source *from;       /* --from; NULL: recognised by shape */
    const struct scrm_args *args;         /* NAME=VALUE, for native lines */
    const struct scrm_accounts *accounts; /* NULL: direction stays unknown */
    bool keep_raw;
    int64_t now_ms;
};

/* What went wrong on the way without being an error. */
struct scrm_map_tally {
    uint64_t *failed;      /* by member of the post: a value that could not be read */
    uint64_t future;       /* created_at more than a day ahead, not believed */
    uint64_t inferred;     /* created_at missing, taken from fetched_at or the clock */
    uint64_t repaired;     /* U+FFFD written for what was no text */
    uint64_t no_direction; /* posts without a direction */
};

void scrm_map_tally_fini(struct scrm_map_tally *tally);
void scrm_map_tally_add(struct scrm_map_tally *sum, const struct scrm_map_tally *part);

/* The tally as JSON members and in words; `repaired` bytes were put right before. */
void scrm_map_tally_tell(const struct scrm_map_tally *tally, uint64_t repaired,
                         struct scrm_buf *members, struct scrm_buf *text);

struct scrm_mapper; /* one a thread */

struct scrm_mapper *scrm_mapper_new(const struct scrm_map_settings *settings);
void scrm_mapper_free(struct scrm_mapper *mapper);
const struct scrm_map_tally *scrm_mapper_tally(const struct scrm_mapper *mapper);

/* The keys that the scanner shall look for in this line. */
const struct scrm_keys *scrm_mapper_choose(struct scrm_mapper *mapper, struct scrm_slice line);

/* A line that the scanner refused, into `fixed`, where it held what is no UTF-8: counted, and
 * whether there was any. */
bool scrm_mapper_mend(struct scrm_mapper *mapper, struct scrm_slice line,
                      struct scrm_buf *fixed);

enum scrm_mapped_as {
    SCRM_MAPPED,         /* `*lines` lines were appended */
    SCRM_MAPPED_NO_POST, /* nothing in it is a post */
    SCRM_MAPPED_FAILED,  /* err says why: 65 */
};

/* Maps a line scanned with the keys chosen for it. `arena` is reset by the caller. */
enum scrm_mapped_as scrm_mapper_line(struct scrm_mapper *mapper, const struct scrm_line *line,
                                     struct scrm_arena *arena, struct scrm_buf *out,
                                     uint64_t *lines, struct scrm_err *err);

#endif
