/*
 * The members of a post (scrm.post/1), in the one table that the schema, the
 * mapping, the conditions and the documentation are checked against, and a
 * typed view of the members that threads, cases and reports read.
 */
#ifndef SCRM_RECORD_POST_H
#define SCRM_RECORD_POST_H

#include "record/scan.h"

enum scrm_member_type {
    SCRM_TYPE_TEXT,
    SCRM_TYPE_TIME, /* text holding RFC 3339 UTC with Z */
    SCRM_TYPE_INT,
    SCRM_TYPE_NUMBER,
    SCRM_TYPE_BOOL,
    SCRM_TYPE_TEXTS, /* array of text */
    SCRM_TYPE_ARRAY, /* array of objects */
    SCRM_TYPE_OBJECT,
};

struct scrm_member_info {
    const char *name; /* "author_handle", or dotted below a stage's member: "score.sentiment" */
    enum scrm_member_type type;
    bool required;
};

/* The post's own members in the order in which normalize writes them. */
extern const struct scrm_member_info scrm_post_members[];
extern const size_t scrm_post_members_n;

/* What the stages add: dup.*, customer.*, score.*, route.*, case.*. Free-form
 * below "ext.", "raw." and "score.labels.". */
extern const struct scrm_member_info scrm_stage_members[];
extern const size_t scrm_stage_members_n;

/* By name, or NULL. */
const struct scrm_member_info *scrm_member_find(struct scrm_slice name);

extern const char *const scrm_post_types[]; /* "post" "reply" ... */
extern const size_t scrm_post_types_n;

/* The intents in their fixed order. */
enum { SCRM_INTENTS_N = 16 };
extern const char *const scrm_intents[SCRM_INTENTS_N];

#endif
