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
    struct scrm_needles near; /* words of the name, for the person's own threads */
    uint64_t *authors;        /* the person's numbers */
    size_t n_authors, cap_authors;
    struct forgotten_post *posts;
    size_t n_posts, cap_posts;
    struct scrm_map ids; /* digests of their ids */
    uint64_t *threads;   /* to be folded anew */
    size_t n_threads, cap_threads;
    size_t n_own_threads;     /* the first of them hold posts of the person */
    struct scrm_map networks; /* of all posts, value 1: the person is on it */
};

/* who.c: walks all events; `each` gets them with what they say, decoded. */
typedef int scrm_forget_event(struct scrm_forget *forget, const struct scrm_event *event,
                              const struct scrm_ledger_facts *facts, struct scrm_err *err);
int scrm_forget_events(struct scrm_forget *forget, scrm_forget_event *each,
                       struct scrm_err *err);

/* Finds the numbers of erase->author; none where nobody is known by it. 64 where
 * it is a handle of several. */
int scrm_forget_find(struct scrm_forget *forget, struct scrm_err *err);
bool scrm_forget_is_author(const struct scrm_forget *forget, uint64_t author);
void scrm_forget_add_author(struct scrm_forget *forget, uint64_t author);

/* forget.c: whether a thread (its root) holds posts of the person. */
bool scrm_forget_is_near(const struct scrm_forget *forget, uint64_t root);

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
