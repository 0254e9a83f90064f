/*
 * Forgetting a person: what is known of them while it is done.
 */
#ifndef SCRM_LEDGER_FORGET_H
#define SCRM_LEDGER_FORGET_H

#include "ledger/inner.h"
#include "ledger/needles.h"

/* A post of the person. */
struct forgotten_post {
    uint64_t seq, thread;
};

struct scrm_forget {
    struct scrm_ledger *ledger;
    const struct scrm_ledger_erase *erase;
    struct scrm_ledger_erased *erased;
    struct scrm_needles needles;
    uint64_t *authors; /* the person's numbers */
    size_t n_authors, cap_authors;
    struct forgotten_post *posts;
    size_t n_posts, cap_posts;
    struct scrm_map ids; /* digests of their ids */
    uint64_t *threads;   /* to be folded anew */
    size_t n_threads, cap_threads;
    struct scrm_map networks; /* of all posts, value 1: the person is on it */
};

/* folder.c: rewrites the files below erase->folders. */
int scrm_forget_folders(struct scrm_forget *forget, struct scrm_err *err);

/* residue.c: looks for traces in the bytes of database, log and folders. */
int scrm_forget_search(struct scrm_forget *forget, struct scrm_err *err);

/* Calls `each` for every regular file below `path`, in the order of names. */
typedef int scrm_forget_file(struct scrm_forget *forget, const char *path,
                             struct scrm_err *err);
int scrm_forget_walk(struct scrm_forget *forget, const char *path, scrm_forget_file *each,
                     struct scrm_err *err);

#endif
