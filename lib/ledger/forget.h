/*
 * Forgetting a person: what is known of them while it is done.
 */
#ifndef SCRM_LEDGER_FORGET_H
#define SCRM_LEDGER_FORGET_H

#include "ledger/inner.h"
#include "ledger/needles.h"

/* A number that the ledger gave the person, and the digest that led to it. */
struct scrm_forgotten {
    uint64_t author;
    uint64_t digest; /* 0: gone */
};

struct scrm_forget {
    struct scrm_ledger *ledger;
    const struct scrm_ledger_erase *erase;
    struct scrm_ledger_erased *erased;
    struct scrm_needles needles;
    struct scrm_forgotten *authors;
    size_t n_authors, cap_authors;
    struct scrm_ledger_facts posts; /* theirs */
    struct scrm_cases fold;         /* of these posts alone: which sightings are one */
    struct scrm_map names;          /* digest of an id or alias to its fact's index + 1 */
    uint64_t *threads;              /* to be folded anew */
    size_t n_threads, cap_threads;
    bool bare;                /* a handle of theirs is a bare word, and means them */
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
void scrm_forget_add_author(struct scrm_forget *forget, uint64_t author, uint64_t digest);

/* theirs.c: collects the person's posts, and drops the notes on cases that these
 * opened: nobody knows what stands in them. */
int scrm_forget_posts(struct scrm_forget *forget, struct scrm_err *err);
/* The post of theirs that has this id or alias, or NULL. */
const struct scrm_case_fact *scrm_forget_named(const struct scrm_forget *forget,
                                               struct scrm_slice id);
const struct scrm_case_fact *scrm_forget_digest(const struct scrm_forget *forget,
                                                struct scrm_digest digest);
/* "erased:" and the digest that stands for the post under all of its names. */
void scrm_forget_put_id(const struct scrm_forget *forget, const struct scrm_case_fact *fact,
                        struct scrm_buf *out);
/* "erased:author-7", in place of the id of the author whom the ledger counts so. */
void scrm_forget_put_author(uint64_t author, struct scrm_buf *out);
/* Makes needles of the content of a post of theirs. */
void scrm_forget_traces(struct scrm_forget *forget, const struct scrm_content *content,
                        const struct scrm_case_fact *fact);

/* forget.c: whether a thread (its root) holds posts of the person. */
bool scrm_forget_is_near(const struct scrm_forget *forget, uint64_t root);

/* folder.c: rewrites the files below erase->folders. */
int scrm_forget_folders(struct scrm_forget *forget, struct scrm_err *err);
/* Looks for traces in the bytes of database, log and folders. */
int scrm_forget_search(struct scrm_forget *forget, struct scrm_err *err);

#endif
