/*
 * What a source remembers between runs. One JSON object: the cursor of a
 * segment's trailer, or the whole of a --state file.
 *
 * {"schema":"scrm.state/1","source":"mastodon.hashtag","args":{...},"at":"113",
 *  "seen":[...],"validators":[{"key":"...","etag":"...","modified":"..."}],
 *  "not_before":"...","gone":"...","gaps":[{"from":"...","to":"...","at":"..."}]}
 *
 * `at` is the newest record's cursor value, or the server's token. No secret is
 * ever in it: validators are kept under a digest of address and credential.
 */
#ifndef SCRM_FETCH_STATE_H
#define SCRM_FETCH_STATE_H

#include "base/hash.h"
#include "source/descriptor.h"

#define SCRM_STATE_SCHEMA "scrm.state/1"

struct scrm_validator {
    char *key, *etag, *modified; /* owned; etag and modified NULL where not given */
};

struct scrm_gap {
    char *from, *to; /* cursor values between which records were not fetched. Owned */
    int64_t at_ms;   /* when it was noticed */
};

struct scrm_fetch_state {
    char *at;             /* NULL: never run. Owned */
    struct scrm_map seen; /* ids in the order in which they came */
    struct scrm_validator *validators;
    size_t n_validators;
    struct scrm_gap *gaps;
    size_t n_gaps;
    int64_t not_before_ms; /* 0: may ask at once */
    int64_t gone_ms;       /* 410 came then; 0: never */
    bool changed;          /* since it was read */
};

void scrm_fetch_state_fini(struct scrm_fetch_state *state);

/* A deep copy, for a run that may be abandoned. */
void scrm_fetch_state_copy(struct scrm_fetch_state *to, const struct scrm_fetch_state *from);

/* Reads the object; 65 where it is none, or belongs to another source or other arguments. */
int scrm_fetch_state_read(struct scrm_fetch_state *state, struct scrm_slice json,
                          struct scrm_slice source, const struct scrm_args *args,
                          struct scrm_err *err);

/* Appends the object, with the `keep` ids that came last. */
void scrm_fetch_state_put(const struct scrm_fetch_state *state, struct scrm_slice source,
                          const struct scrm_args *args, int64_t keep, struct scrm_buf *out);

void scrm_fetch_state_set_at(struct scrm_fetch_state *state, struct scrm_slice at);
bool scrm_fetch_state_has_seen(const struct scrm_fetch_state *state, struct scrm_slice id);
void scrm_fetch_state_see(struct scrm_fetch_state *state, struct scrm_slice id);
void scrm_fetch_state_add_gap(struct scrm_fetch_state *state, struct scrm_slice from,
                              struct scrm_slice to, int64_t now_ms);

/* The validator of that key, or NULL. */
const struct scrm_validator *scrm_fetch_state_validator(const struct scrm_fetch_state *state,
                                                        const char *key);
/* Sets it; NULL texts forget it. */
void scrm_fetch_state_set_validator(struct scrm_fetch_state *state, const char *key,
                                    const char *etag, const char *modified);

#endif
