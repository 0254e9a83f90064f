/*
 * Our own accounts: who speaks for us, so that a post has a direction.
 *
 * accounts.csv: network,id,handle,name,direction. An empty network is any; id
 * or handle must be there; direction is outbound where nothing else is said
 * (internal for colleagues, inbound for a test account).
 */
#ifndef SCRM_SOURCE_ACCOUNTS_H
#define SCRM_SOURCE_ACCOUNTS_H

#include "base/err.h"
#include "base/hash.h"

struct scrm_account_row {
    char *network, *id, *handle, *name; /* owned; "" where not given */
    const char *direction;              /* static */
};

struct scrm_accounts {
    struct scrm_account_row *rows;
    size_t n;
    struct scrm_map ids, handles; /* "network\nid", folded handles: index + 1 into rows */
};

/* 78 with row and column for what does not fit; 66, 77 as any file. */
int scrm_accounts_load(struct scrm_accounts *accounts, const char *path, struct scrm_err *err);
void scrm_accounts_fini(struct scrm_accounts *accounts);

/* The account with that id, else with that handle, on the network, or NULL. Handles compare
 * without "@" and ASCII case. `scratch` is overwritten. */
const struct scrm_account_row *
scrm_accounts_find(const struct scrm_accounts *accounts, struct scrm_slice network,
                   struct scrm_slice id, struct scrm_slice handle, struct scrm_buf *scratch);

#endif
