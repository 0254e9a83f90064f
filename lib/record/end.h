/*
 * Accounts and trailers: how a stream ends well.
 *
 * Every command keeps an account with the law
 *     in + expanded = out + rejected + dropped
 * and a sealed stream ends with one line scrm.end/1 that carries the accounts
 * of all stages so far:
 *   {"schema":"scrm.end/1","stages":[{"stage":"scrm-fetch","version":"0.1.0",
 *    "config":"<32 hex>","in":10,"expanded":0,"out":9,"rejected":1,
 *    "dropped":{"not a post":0}}],"cursor":{...}}
 */
#ifndef SCRM_RECORD_END_H
#define SCRM_RECORD_END_H

#include <stdint.h>

#include "base/err.h"

#define SCRM_END_SCHEMA "scrm.end/1"

struct scrm_drop {
    char *reason; /* owned by the account */
    uint64_t count;
};

struct scrm_account {
    uint64_t in, expanded, out, rejected;
    struct scrm_drop *drops; /* in order of first appearance */
    size_t n_drops, cap_drops;
};

void scrm_account_fini(struct scrm_account *account);
void scrm_account_drop(struct scrm_account *account, const char *reason, uint64_t count);
/* `count` of those dropped with this reason were not. */
void scrm_account_take_back(struct scrm_account *account, const char *reason, uint64_t count);
uint64_t scrm_account_dropped(const struct scrm_account *account);
void scrm_account_add(struct scrm_account *sum, const struct scrm_account *part);
/* Whether the law holds. */
bool scrm_account_balances(const struct scrm_account *account);

struct scrm_end_stage {
    char *stage, *version, *config; /* owned */
    struct scrm_account account;
};

struct scrm_end {
    struct scrm_end_stage *stages;
    size_t n, cap;
    char *cursor; /* JSON text, or NULL. Owned */
};

void scrm_end_fini(struct scrm_end *end);

/* Reads a trailer line into `end`, whatever it held before (freed by the caller).
 * 65 where it is not one; then `end` is empty. An account need not balance. */
int scrm_end_read(struct scrm_end *end, struct scrm_slice line, struct scrm_err *err);

/* Joins the trailer of another segment of the same stream: the accounts of
 * equal stages add up (the second of a name with the second of that name);
 * version, config and cursor are the last ones. */
void scrm_end_join(struct scrm_end *end, const struct scrm_end *other);

/* Appends the account of a stage (copied); `config` may be NULL. */
void scrm_end_add(struct scrm_end *end, const char *stage, const char *config,
                  const struct scrm_account *account);

/* The line, with its newline. */
void scrm_end_write(const struct scrm_end *end, struct scrm_buf *out);

#endif
