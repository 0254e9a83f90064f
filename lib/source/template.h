/*
 * Texts with holes: "https://{@instance}/api/v1/timelines/tag/{@tag}",
 * "r/{/data/subreddit}". A hole is a path; "{path?}" may be empty. "{{" and
 * "}}" are braces.
 */
#ifndef SCRM_SOURCE_TEMPLATE_H
#define SCRM_SOURCE_TEMPLATE_H

#include "config/node.h"
#include "source/path.h"

struct scrm_piece {
    struct scrm_slice text; /* literal, unless it is a hole; borrowed from the descriptor */
    struct scrm_path path;
    bool hole, optional;
};

struct scrm_template {
    struct scrm_piece *pieces;
    size_t n;
};

/* Parses the scalar `node`; 78 at the character that does not fit. */
int scrm_template_parse(struct scrm_template *template, const struct scrm_node *node,
                        struct scrm_err *err);
void scrm_template_fini(struct scrm_template *template);

/* Appends a hole's text; scrm_buf_put_slice, or an encoder. */
typedef void scrm_template_put_text(struct scrm_buf *out, struct scrm_slice text);

enum scrm_filled {
    SCRM_FILLED,      /* appended */
    SCRM_FILLED_PART, /* appended, with an optional hole empty */
    SCRM_NOT_FILLED,  /* a hole that is not optional has no text; nothing was appended */
};

/*
 * Appends the text with its holes filled. `put` writes holes, except, for an
 * address, those in its scheme and host part (`address` true), which are
 * written as they are. `*missing` (may be NULL) is the hole that has no text.
 */
enum scrm_filled scrm_template_fill(const struct scrm_template *template,
                                    const struct scrm_scope *scope, scrm_template_put_text *put,
                                    bool address, struct scrm_arena *arena,
                                    struct scrm_buf *out, const struct scrm_path **missing);

/* The text of a value as it goes into a hole: strings unescaped, numbers and
 * booleans as they are; absent for the rest. Borrowed from line or arena. */
struct scrm_slice scrm_hole_text(struct scrm_value value, struct scrm_arena *arena);

#endif
