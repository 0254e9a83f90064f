/*
 * Secrets: held in memory only, wiped when freed, and taken out of every text
 * that leaves the process. They come from a file that only its owner may read,
 * never from argv or a descriptor.
 */
#ifndef SCRM_NET_SECRET_H
#define SCRM_NET_SECRET_H

#include "base/err.h"

struct scrm_secret {
    char *key;   /* "mastodon/example.social"; owned */
    char *name;  /* "client_id"; "" for a secret that is one text. Owned */
    char *value; /* owned, wiped */
};

struct scrm_secrets {
    struct scrm_secret *at;
    size_t n, cap;
};

void scrm_secrets_fini(struct scrm_secrets *secrets);

/* Adds one, or replaces what key and name held. */
void scrm_secrets_add(struct scrm_secrets *secrets, struct scrm_slice key,
                      struct scrm_slice name, struct scrm_slice value);

/* The value, borrowed until the next add; NULL where there is none. */
const char *scrm_secrets_get(const struct scrm_secrets *secrets, const char *key,
                             const char *name);

/* Appends `text` with every known secret (also its percent-encoded form) as "***". Values under
 * four bytes are not looked for: they would hide ordinary words. */
void scrm_secrets_hide(const struct scrm_secrets *secrets, struct scrm_slice text,
                       struct scrm_buf *out);

/* 77 unless `path` is a regular file that belongs to this user (or root) and that
 * nobody else may read or write; descriptors (/dev/fd/N) and FIFOs pass. The process
 * leaves no core from then on. */
int scrm_secrets_check_file(const char *path, struct scrm_err *err);

/* Runs a shell command that prints a secret; its first line goes to `out`
 * (at most 16 KiB). 69 where it fails or prints nothing. */
int scrm_secrets_run(const char *command, struct scrm_buf *out, struct scrm_err *err);

#endif
