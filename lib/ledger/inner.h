/*
 * What the files of this room share. Nobody else includes it.
 *
 * The way of a post: apply.c reads it into a batch; place.c finds its thread
 * by its keys and joins threads that it bridges; refold.c loads what else is
 * in those threads, folds, and writes content and cached rows; commit.c holds
 * that together in one transaction.
 */
#ifndef SCRM_LEDGER_INNER_H
#define SCRM_LEDGER_INNER_H

#include "ledger/ledger.h"

#include "record/emit.h"

/* Every statement of the room, prepared when first used; texts in open.c. */
enum scrm_ledger_sql {
    SQL_KEY_GET,
    SQL_KEY_PUT,
    SQL_KEY_SEEN,
    SQL_KEY_ERASE,
    SQL_KEY_FIND,
    SQL_ROOT,
    SQL_JOIN_MOVE,
    SQL_JOIN_PUT,
    SQL_MEMBERS,
    SQL_THREADS,
    SQL_AUTHOR_GET,
    SQL_AUTHOR_PUT,
    SQL_AUTHOR_DROP,
    SQL_AUTHORS,
    SQL_FORGET,
    SQL_FORGOTTEN,
    SQL_EVENT_PUT,
    SQL_EVENTS,
    SQL_EVENTS_ALL,
    SQL_HISTORY,
    SQL_CONTENT_PUT,
    SQL_CONTENT_GET,
    SQL_CONTENT_DROP,
    SQL_CONTENTS,
    SQL_CASE_PUT,
    SQL_CASE_DROP,
    SQL_CASE_FIND,
    SQL_CASE_FORMER,
    SQL_CASE_THREAD,
    SQL_CASE_LIST,
    SQL_CASE_IDS,
    SQL_HANDLE_IDS,
    SQL_EVENT_THREAD,
    SQL_COUNT_ADD,
    SQL_ASSIGNED,
    SQL_LOADS,
    SQL_COUNTS,
    SQL_SETTINGS,
    SQL_SETTING_PUT,
    SQL_SETTING_DROP,
    SQL_STATEMENTS_N,
};

/* The members of an event's facts. */
enum scrm_facts_slot {
    FACTS_ALIASES,
    FACTS_PARENT,
    FACTS_CONVERSATION,
    FACTS_ROOM,
    FACTS_REV,
    FACTS_TYPE,
    FACTS_DIRECTION,
    FACTS_AUTOMATIC,
    FACTS_REPOST,
    FACTS_DELETED,
    FACTS_ERASED,
    FACTS_AUTHOR,
    FACTS_PARTNER,
    FACTS_NETWORK,
    FACTS_ACCOUNT,
    FACTS_LANG,
    FACTS_CREATED_AT,
    FACTS_UPDATED_AT,
    FACTS_FETCHED_AT,
    FACTS_RESPOND_BY,
    FACTS_RESOLVE_BY,
    FACTS_OWNER,
    FACTS_TAG,
    FACTS_CLOCK,
    FACTS_DUE,
    FACTS_UNTIL,
    FACTS_POST,
    FACTS_RULE,
    FACTS_QUEUE,
    FACTS_PRIORITY,
    FACTS_ROUTE, /* and one for each of enum scrm_route_member */
    FACTS_SLOTS_N = FACTS_ROUTE + SCRM_ROUTE_MEMBERS,
};

struct scrm_ledger {
    struct scrm_store *store;
    struct scrm_statement *statements[SQL_STATEMENTS_N];
    struct scrm_keys *keys; /* of the facts of an event */
    int slots[FACTS_SLOTS_N];
    struct scrm_scanner scanner;
    struct scrm_value *values;
    struct scrm_arena content; /* what scrm_ledger_content gave last */
    bool any_joined;           /* whether threads were joined at all */
    uint64_t *forgotten;       /* numbers of erased authors, ascending */
    size_t n_forgotten, cap_forgotten;
    struct scrm_settings settings; /* as its rows say: read when a transaction begins */
    struct scrm_buf setting_rows;
};

/* The prepared statement, reset; NULL with err. */
struct scrm_statement *scrm_ledger_sql(struct scrm_ledger *ledger, enum scrm_ledger_sql which,
                                       struct scrm_err *err);

/* BEGIN IMMEDIATE or BEGIN, and what must be known before anything is loaded. */
int scrm_ledger_begin(struct scrm_ledger *ledger, struct scrm_err *err);
int scrm_ledger_begin_read(struct scrm_ledger *ledger, struct scrm_err *err);
/* keep.c: reads ledger->settings, where the rows have changed. */
int scrm_ledger_load_settings(struct scrm_ledger *ledger, struct scrm_err *err);
int scrm_setting_put(struct scrm_ledger *ledger, struct scrm_slice name,
                     struct scrm_slice value, struct scrm_err *err);
/* Reads ledger->forgotten anew. */
int scrm_ledger_load_forgotten(struct scrm_ledger *ledger, struct scrm_err *err);
/* Ends a transaction that `result` says went well (0) or not; returns 0 or -1. */
int scrm_ledger_end(struct scrm_ledger *ledger, int result, struct scrm_err *err);

/* A digest as 16 bytes, big-endian. */
struct scrm_bytes16 {
    unsigned char at[16];
};
struct scrm_bytes16 scrm_bytes_of(struct scrm_digest digest);
struct scrm_digest scrm_digest_of(struct scrm_slice bytes); /* none where not 16 bytes */

/* ---- facts.c, load.c: events and back ---- */

struct scrm_event {
    uint64_t seq, thread;
    int64_t at_ms;
    const char *kind;
    uint64_t of_case;         /* at the time of the event; 0: none */
    struct scrm_slice by;     /* absent: no person */
    struct scrm_digest cause; /* the post that the event hangs on */
    struct scrm_slice facts;  /* a JSON object */
};
int scrm_event_put(struct scrm_ledger *ledger, const struct scrm_event *event,
                   struct scrm_err *err);

/* As scrm.event/1, without a newline. */
void scrm_event_json(const struct scrm_event *event, struct scrm_buf *out);

/* The facts of a post as a JSON object; the id is the event's cause. */
void scrm_facts_put(struct scrm_buf *buf, const struct scrm_case_fact *fact);

/* The members of a route, as facts and posts have them. */
void scrm_decision_put(struct scrm_buf *buf, const struct scrm_case_decision *decision);

/* The author that an erasure's event names. */
int scrm_event_author(struct scrm_ledger *ledger, const struct scrm_event *event,
                      int64_t *author, struct scrm_err *err);

/* Makes ledger->keys, by which facts are read back. */
void scrm_facts_keys(struct scrm_ledger *ledger);

/* Appends what an event says to `into`: a fact, an action, or nothing. */
int scrm_event_load(struct scrm_ledger *ledger, const struct scrm_event *event,
                    struct scrm_ledger_facts *into, struct scrm_err *err);
/* The event in a row of SQL_EVENTS or SQL_EVENTS_ALL; borrowed from it. */
struct scrm_event scrm_event_of_row(const struct scrm_statement *row);
/* All events of the thread whose root is `root`. */
int scrm_thread_load(struct scrm_ledger *ledger, uint64_t root, struct scrm_ledger_facts *into,
                     struct scrm_err *err);
void scrm_ledger_facts_reset(struct scrm_ledger_facts *facts);
void scrm_ledger_facts_add(struct scrm_ledger_facts *into, const struct scrm_case_fact *fact,
                           uint64_t thread);
/* What came in, for check: "posts" and of these "again". */
int scrm_count_add(struct scrm_ledger *ledger, const char *name, uint64_t n,
                   struct scrm_err *err);

/* ---- place.c: threads ---- */

/* The thread that stands for all that `thread` was joined with. */
int scrm_thread_root(struct scrm_ledger *ledger, uint64_t thread, uint64_t *root,
                     struct scrm_err *err);
/* Makes one of two roots stand for both, the smaller. */
int scrm_thread_join(struct scrm_ledger *ledger, uint64_t *root, uint64_t other,
                     struct scrm_err *err);
/* What is known of a digest that posts are found by. */
struct scrm_key {
    int64_t slot;    /* where it stands, or would */
    uint64_t thread; /* as it was written; its root may be another by now */
    uint64_t seen;   /* of an id: its first sighting; 0 none */
    bool found, erased;
};
int scrm_key_get(struct scrm_ledger *ledger, struct scrm_digest digest, struct scrm_key *key,
                 struct scrm_err *err);
/* Writes the key that scrm_key_get did not find. */
int scrm_key_put(struct scrm_ledger *ledger, struct scrm_digest digest,
                 const struct scrm_key *key, struct scrm_err *err);

/* A fact on its way to its thread, and scratch kept from one fact to the next.
 * Zeroed = ready. */
struct scrm_placed {
    uint64_t thread; /* the root */
    bool again;      /* this sighting is known */
    bool erased;     /* the post was erased under one of its names */
    uint64_t *roots; /* the threads that its keys led to before; several = it joined them */
    size_t n_roots, cap_roots;
    struct scrm_digest *digests;
    struct scrm_key *keys; /* of each digest: the post's names, then what joins it */
    size_t n, n_names, cap;
    struct scrm_key sighting; /* of its own where the id had one before */
};
void scrm_placed_fini(struct scrm_placed *placed);

/* Looks up the names of the fact's post: sets again, erased and, where it is
 * again, the thread. */
int scrm_place_look(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_placed *placed, struct scrm_err *err);
/* Then finds or makes its thread: its keys are written, threads that it bridges
 * are joined. `*next` is the number that a new thread takes. */
int scrm_place_put(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                   uint64_t *next, struct scrm_placed *placed, struct scrm_err *err);

/* ---- refold.c, row.c: the cache ---- */

struct scrm_refold {
    struct scrm_ledger *ledger;
    struct scrm_ledger_facts facts;
    struct scrm_cases cases;
    uint64_t first_new;               /* facts from this seq on are not written yet */
    const struct scrm_content *fresh; /* content of fact first_new + i */
    int64_t opened;                   /* cases after minus cases before */
    struct scrm_buf row, words;
};
void scrm_refold_fini(struct scrm_refold *refold);
void scrm_refold_begin(struct scrm_refold *refold); /* forgets the last one's facts */
void scrm_refold_fold(struct scrm_refold *refold);
/* Writes the content that the fold lets stand and drops the rest. */
int scrm_refold_contents(struct scrm_refold *refold, struct scrm_err *err);
/* Replaces the cached rows of the threads `roots` (ascending). Threads from
 * `first_new_thread` on have none yet. */
int scrm_refold_rows(struct scrm_refold *refold, const uint64_t *roots, size_t n,
                     uint64_t first_new_thread, struct scrm_err *err);
/* The content of a fact: still in memory, or in its row. 1, 0 none, -1. */
int scrm_refold_content(struct scrm_refold *refold, uint64_t seq, struct scrm_content *content,
                        struct scrm_err *err);
uint64_t scrm_refold_thread(const struct scrm_refold *refold, uint32_t of_case);
/* Loads, folds and writes threads (ascending roots), some at a time. */
int scrm_refold_threads(struct scrm_ledger *ledger, const uint64_t *roots, size_t n,
                        struct scrm_err *err);

/* A case as the cache keeps it. Slices borrowed from the refold. */
struct scrm_cached_case {
    int64_t bucket; /* 0 a customer waits, 1 open, 2 done */
    int64_t since;  /* order within the bucket: of those that wait scrm_case_turn() */
    uint64_t id, thread;
    struct scrm_digest post; /* that opened it */
    const char *state;
    int64_t turns_ms; /* when its state becomes another: it will wake, or be closed */
    int64_t waiting_ms, respond_by_ms; /* SCRM_NO_TIME: NULL */
    struct scrm_slice queue, owner;
    struct scrm_slice members; /* JSON members that need no clock, without braces */
};
int scrm_cached_case_make(struct scrm_refold *refold, uint32_t of_case,
                          struct scrm_cached_case *row, struct scrm_err *err);
int scrm_cached_case_put(struct scrm_ledger *ledger, const struct scrm_cached_case *row,
                         struct scrm_err *err);
/* The row in a result of SQL_CASE_FIND or SQL_CASE_THREAD. */
struct scrm_cached_case scrm_cached_case_of(const struct scrm_statement *row);
/* As scrm.case/1 at `now`. */
void scrm_cached_case_json(const struct scrm_cached_case *row, int64_t now_ms,
                           struct scrm_buf *out);
const char *scrm_cached_case_state(const struct scrm_cached_case *row, int64_t now_ms);

/* The same for all threads. */
int scrm_refold_all(struct scrm_ledger *ledger, struct scrm_err *err);

/* The tags of a case: the rule's, and what people put on and took off. In the
 * order in which they came; of the refold's arena. */
const struct scrm_slice *scrm_refold_tags(struct scrm_refold *refold, uint32_t of_case,
                                          size_t *n);

/* A case that was found: its thread's root, and the post that opened it, or once did. */
struct scrm_found {
    uint64_t thread;
    struct scrm_digest post;
};

/* ---- act.c ---- */

/* One thing done to one case. */
struct scrm_act {
    enum scrm_case_action_kind kind;
    int64_t at_ms, until_ms;  /* SNOOZE, and WARN and BREACH: when it was due */
    const char *by;           /* NULL: time */
    struct scrm_slice value;  /* owner, tag, clock, queue, priority or time rule */
    struct scrm_slice rules;  /* RULE: the version of the rules */
    struct scrm_digest other; /* MERGE, SPLIT */
    struct scrm_slice text;   /* NOTE, REPLY */
};

/* The member of an event's facts that holds an action's value; NULL where it has none. */
const char *scrm_action_member(unsigned kind);

/* Whether the action would leave the case as it is. */
bool scrm_act_is_idle(struct scrm_refold *refold, const struct scrm_act *act, uint32_t of_case);

/* Writes what was done to a case (the refold holds its thread) and folds anew;
 * *of_case and found follow it. */
int scrm_act_record(struct scrm_refold *refold, const struct scrm_act *act, uint32_t *of_case,
                    struct scrm_found *found, struct scrm_err *err);

/* ---- content.c ---- */

int scrm_content_put(struct scrm_ledger *ledger, uint64_t seq,
                     const struct scrm_content *content, struct scrm_err *err);
int scrm_content_drop(struct scrm_ledger *ledger, uint64_t seq, struct scrm_err *err);

/* The fields by name, in the order of the columns. */
enum { SCRM_CONTENT_FIELDS = 11 };
const char *scrm_content_name(size_t field);
void scrm_content_of_row(const struct scrm_statement *row, struct scrm_content *content);
struct scrm_slice *scrm_content_field(struct scrm_content *content, size_t field);

/* ---- forget.c ---- */

/* Marks the names of a post, so that no later sighting brings it back. */
int scrm_keys_erase(struct scrm_ledger *ledger, const struct scrm_case_fact *fact,
                    struct scrm_err *err);
/* What an erasure's event means for the events before it, when they are imported. */
int scrm_erase_again(struct scrm_ledger *ledger, const struct scrm_event *event,
                     struct scrm_err *err);

/* ---- find.c ---- */

/* 66 with near matches; 64 where the text is the beginning of several ids. */
int scrm_case_find(struct scrm_ledger *ledger, const char *typed, struct scrm_found *found,
                   struct scrm_err *err);
/* The found case after a fold of its thread: index into cases, or SCRM_NO_CASE. */
uint32_t scrm_found_case(const struct scrm_refold *refold, const struct scrm_found *found);
/* Finds the case, loads its thread and folds it. */
int scrm_found_load(struct scrm_refold *refold, const char *typed, uint32_t *of_case,
                    struct scrm_found *found, struct scrm_err *err);

#endif
