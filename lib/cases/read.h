/*
 * The facts that cases depend on, read off a scanned post. The ledger and the
 * report use this one reader, so that both see the same facts.
 */
#ifndef SCRM_CASES_READ_H
#define SCRM_CASES_READ_H

#include "cases/cases.h"
#include "record/scan.h"

/* The members of a route that make a decision; due times stand with the post. */
enum scrm_route_member {
    SCRM_ROUTE_ACTION,
    SCRM_ROUTE_FUNCTION,
    SCRM_ROUTE_QUEUE,
    SCRM_ROUTE_PRIORITY,
    SCRM_ROUTE_ASSIGN,
    SCRM_ROUTE_TAGS,
    SCRM_ROUTE_RULE,
    SCRM_ROUTE_RULES,
    SCRM_ROUTE_CALENDAR,
    SCRM_ROUTE_MEMBERS,
};
extern const char *const scrm_route_members[SCRM_ROUTE_MEMBERS]; /* "action" "function" ... */

/* Slots of the members that the reader looks at, in a caller's key set. */
struct scrm_case_slots {
    int id, type, aliases, in_reply_to, in_reply_to_author, conversation, rev, created_at,
        updated_at, fetched_at, deleted, direction, author_id, author_handle, author_type,
        network, account, channel, visibility, text, title, dup_kind, respond_by, resolve_by,
        lang, score_lang;
    int route[SCRM_ROUTE_MEMBERS];
    int64_t now_ms; /* set by the caller: the time of a post that has none at all */
};

/* Adds the members to `keys` (not yet built). */
void scrm_case_slots_add(struct scrm_case_slots *slots, struct scrm_keys *keys);

/* Interned decisions and places. A zeroed struct is empty. Owned by the
 * caller, must outlive the facts that point into it. */
struct scrm_case_intern {
    struct scrm_map decisions, places; /* from the spelling to an index of `at` */
    struct scrm_case_lately {          /* met last: most posts need no look-up at all */
        struct scrm_slice key;         /* the spelling, owned by the maps */
        size_t at;
    } lately[64];
    struct scrm_case_interned {
        const struct scrm_case_decision *decision;
        const struct scrm_case_place *place;
    } * at;
    size_t n, cap;
    struct scrm_arena arena;
    struct scrm_buf key;
};
void scrm_case_intern_fini(struct scrm_case_intern *intern);

/* The decision that a route's `members` (by enum scrm_route_member) spell; NULL
 * where none is present. Errors 65 with the member, also as NULL. */
const struct scrm_case_decision *scrm_case_decision_of(struct scrm_case_intern *intern,
                                                       const struct scrm_value *members,
                                                       struct scrm_err *err);
const struct scrm_case_place *scrm_case_place_of(struct scrm_case_intern *intern,
                                                 struct scrm_slice network,
                                                 struct scrm_slice account,
                                                 struct scrm_slice channel);

/*
 * Fills `fact` from a line. `arena` takes what must be unescaped and the
 * aliases; it must live as long as the fact. author and partner become 64 bits
 * of a digest over network and author_id (else author_handle); seq stays 0 and
 * sighting none: whoever keeps facts seals them.
 * Errors (65, with the member): no id, or a member of the wrong kind.
 */
int scrm_case_fact_read(const struct scrm_case_slots *slots, const struct scrm_line *line,
                        struct scrm_case_intern *intern, struct scrm_arena *arena,
                        struct scrm_case_fact *fact, struct scrm_err *err);

/* Sets fact->sighting: one sighting is one revision under one set of names. */
void scrm_case_fact_seal(struct scrm_case_fact *fact);

/* The digest of a text in the one id space. "erased:" and 32 hexadecimal
 * digits, which erasure leaves in place of an id, stands for the digest itself. */
struct scrm_digest scrm_case_digest(struct scrm_slice id);

/* The number of an author for the fold; 0 where `who` is empty. */
uint64_t scrm_case_author(struct scrm_slice network, struct scrm_slice who);

#endif
