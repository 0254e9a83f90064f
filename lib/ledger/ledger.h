/*
 * The ledger: the only writer of case state.
 *
 * Append-only events say what was learned and done: ids as digests, times,
 * decisions, never texts or names; those stand in a content table that can be
 * erased. A case is the fold of its events (lib/cases); the table of cases is
 * a cache of that fold, which scrm_ledger_check compares. docs/ledger.md has
 * the format and the promises.
 *
 * Errors are the store's (75 locked, 65 damaged or newer, 66 missing, 74 disk)
 * and, here, 66 for a case that nobody knows. A ledger belongs to one thread.
 */
#ifndef SCRM_LEDGER_LEDGER_H
#define SCRM_LEDGER_LEDGER_H

#include "base/err.h"
#include "cases/read.h"
#include "ledger/settings.h"
#include "rules/book.h"
#include "rules/rules.h"
#include "store/store.h"

struct scrm_ledger;

struct scrm_ledger *scrm_ledger_open(const char *path, enum scrm_store_mode mode,
                                     struct scrm_err *err);
void scrm_ledger_close(struct scrm_ledger *ledger); /* NULL allowed */
/* As it was opened. Borrowed. */
const char *scrm_ledger_path(const struct scrm_ledger *ledger);

/* Keeps what was told: window and pauses where a file decided them, and calendars by their
 * names. What differs from before folds all cases anew. */
int scrm_ledger_keep(struct scrm_ledger *ledger, const struct scrm_settings *settings,
                     bool *changed, struct scrm_err *err);
/* For a fold of what was loaded last; borrowed until the next transaction. */
const struct scrm_case_settings *scrm_ledger_settings(const struct scrm_ledger *ledger);

/*
 * Applying posts. Posts are taken in memory and written in batches, each one
 * transaction: all of a batch or nothing. A sighting (id, revision, aliases)
 * that the ledger has is counted and changes nothing.
 */
struct scrm_apply;

struct scrm_apply_count {
    uint64_t posts;    /* taken in and committed */
    uint64_t again;    /* of these: seen before */
    uint64_t unrouted; /* of the new ones: inbound without a route */
    int64_t cases;     /* more cases than before; late joins may make it fewer */
};

/* `emit`: keep the lines, for scrm_apply_commit to return with their `case`. */
struct scrm_apply *scrm_apply_new(struct scrm_ledger *ledger, int64_t now_ms, bool emit);
void scrm_apply_free(struct scrm_apply *apply);
/* The members it reads; built. Borrowed. */
const struct scrm_keys *scrm_apply_keys(const struct scrm_apply *apply);
/* Takes a post, scanned with those keys; copies what it needs. 65 with the member. */
int scrm_apply_take(struct scrm_apply *apply, const struct scrm_line *line,
                    struct scrm_err *err);
/* Whether the batch is large enough to be committed. */
bool scrm_apply_full(const struct scrm_apply *apply);
/* Commits the batch; appends its lines to `out` where they were kept. */
int scrm_apply_commit(struct scrm_apply *apply, struct scrm_buf *out, struct scrm_err *err);
struct scrm_apply_count scrm_apply_counts(const struct scrm_apply *apply);

/* What a person does to cases, all or none; each `cases[i]` as typed: an id,
 * a former id, or an unambiguous beginning of one. */
struct scrm_ledger_act {
    enum scrm_case_action_kind kind; /* not one that time does */
    const char *const *cases;
    size_t n;
    const char *by;
    const char *const *values; /* ASSIGN: the owner, "" nobody; TAG, UNTAG: tags; QUEUE;
                                  PRIORITY: its name */
    size_t n_values;
    const enum scrm_case_action_kind *kinds; /* of each value; NULL: all are `kind` */
    struct scrm_slice text;                  /* NOTE, REPLY */
    int64_t until_ms;                        /* SNOOZE */
    int64_t now_ms;
};
/* Appends a case row (as scrm_ledger_list) for each to `out`; an action that
 * would change nothing is not recorded, and *idle counts it. */
int scrm_ledger_act(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                    struct scrm_buf *out, size_t *idle, struct scrm_err *err);

/* Makes act->cases[1] and on part of act->cases[0]; what a split took away comes
 * back so, exactly as it was. */
int scrm_ledger_merge(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                      struct scrm_buf *out, size_t *idle, struct scrm_err *err);
/* Takes a part out of act->cases[0]: act->cases[1] names a post by id or address,
 * which goes with all that answers it; or a case that was merged in, which is then
 * exactly what it was; none: the last one that was. */
int scrm_ledger_split(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                      struct scrm_buf *out, struct scrm_err *err);

/* Which cases to list, by priority, then the longest waiting; a zeroed filter: all that are
 * open. */
struct scrm_ledger_filter {
    const char *queue, *owner, *state; /* NULL: any. owner "none", state "all" */
    const char *where;                 /* a condition as in rules, or NULL */
    bool overdue;                      /* only those whose time is up */
    int64_t limit;                     /* 0: all */
    int64_t now_ms;
};
/* `row` gets one JSON object (scrm.case/1, no newline), borrowed for the call;
 * not 0 ends the walk with that value. */
typedef int scrm_ledger_row(void *ctx, struct scrm_slice row, struct scrm_err *err);
int scrm_ledger_list(struct scrm_ledger *ledger, const struct scrm_ledger_filter *filter,
                     scrm_ledger_row *row, void *ctx, struct scrm_err *err);

/* Who takes cases, from a table that a person keeps (docs/ledger.md). 66, 78. */
struct scrm_agents;
struct scrm_agents *scrm_agents_load(const char *path, struct scrm_err *err);
void scrm_agents_free(struct scrm_agents *agents); /* NULL allowed */

/* A time rule and what it does; its condition and when it is asked stand in the book. */
struct scrm_ledger_time_rule {
    struct scrm_slice name, queue, assign; /* absent: left as it is */
    const char *priority;                  /* NULL: left as it is */
    const struct scrm_slice *tags;         /* put on */
    size_t n_tags;
    bool resolve;
};

/* What time does: snoozes end, clocks run out or soon will (told once an episode), time
 * rules fire (once an episode), cases that ask for it get an owner. Running it again
 * changes nothing. */
struct scrm_ledger_time {
    int64_t now_ms;
    struct scrm_agents *agents;                /* NULL: none are assigned */
    const struct scrm_book *book;              /* whose time rules are asked; NULL: none */
    const struct scrm_ledger_time_rule *rules; /* one for each time rule of the book */
    struct scrm_slice version;                 /* of the rules */
    const struct scrm_rules_clock *clock;      /* of conditions; NULL: UTC */
    bool explain; /* a row for every case that a time rule was asked about, with `why` */
};
struct scrm_ledger_ticked {
    uint64_t woken, warned, breached, fired, assigned;
    uint64_t orphaned;   /* taken from owners who are no agents any more */
    uint64_t unassigned; /* still without an owner: nobody was free */
};
/* Appends the row of every changed case to `out`. */
int scrm_ledger_tick(struct scrm_ledger *ledger, const struct scrm_ledger_time *time,
                     struct scrm_ledger_ticked *ticked, struct scrm_buf *out,
                     struct scrm_err *err);

/* One case as a conversation, and its events; for people or as NDJSON. */
struct scrm_ledger_view {
    const char *of_case; /* as typed */
    bool json;
    int64_t now_ms;
    size_t columns; /* width of the terminal; 0: do not wrap */
};
int scrm_ledger_show(struct scrm_ledger *ledger, const struct scrm_ledger_view *view,
                     struct scrm_buf *out, struct scrm_err *err);
int scrm_ledger_history(struct scrm_ledger *ledger, const struct scrm_ledger_view *view,
                        struct scrm_buf *out, struct scrm_err *err);

/* What the ledger keeps of a post besides its facts; absent where unknown or erased. */
struct scrm_content {
    struct scrm_slice id, url, channel, title, text;
    struct scrm_slice author_id, author_handle, author_name, author_url;
    struct scrm_slice customer_id, customer_name;
};

/*
 * Everything at once, for a fold over the whole ledger: facts and actions as
 * scrm_cases_fold takes them. fact.place has no channel: that is content.
 */
struct scrm_ledger_facts {
    struct scrm_case_fact *facts;
    uint64_t *threads; /* of each fact, by the ledger's own numbers */
    size_t n, cap;
    struct scrm_case_action *actions;
    size_t n_actions, cap_actions;
    struct scrm_case_intern intern;
    struct scrm_arena arena;
};
void scrm_ledger_facts_fini(struct scrm_ledger_facts *facts);
int scrm_ledger_load(struct scrm_ledger *ledger, struct scrm_ledger_facts *facts,
                     struct scrm_err *err);
/* The content behind fact.seq; 1 found, 0 none, -1. Borrowed until the next call. */
int scrm_ledger_content(struct scrm_ledger *ledger, uint64_t seq, struct scrm_content *content,
                        struct scrm_err *err);

/* NDJSON of everything, ended by a trailer; `put` writes. Import needs an empty
 * ledger and gives the same state, and the same export, byte for byte. */
typedef int scrm_ledger_put(void *ctx, struct scrm_slice bytes, struct scrm_err *err);
int scrm_ledger_export(struct scrm_ledger *ledger, scrm_ledger_put *put, void *ctx,
                       struct scrm_err *err);
int scrm_ledger_import(struct scrm_ledger *ledger, const char *file, uint64_t *events,
                       struct scrm_err *err);

/* Compares the cache with a fold of all events, and the counts of what came in
 * with what is there. 0 sound; 1 not, with a line a finding in `report`. */
int scrm_ledger_check(struct scrm_ledger *ledger, struct scrm_buf *report,
                      struct scrm_err *err);

/* Forgetting a person. */
struct scrm_ledger_erase {
    const char *author;         /* author_id, or a handle */
    const char *const *folders; /* spools and posts to be cleaned too */
    size_t n_folders;
    /* Optional: a database below the folders that is not this ledger. Forgets there whatever
     * hangs on a post for whose id `theirs` says so; *n receives how much that was. */
    int (*database)(const char *path, bool (*theirs)(void *ctx, struct scrm_slice id),
                    void *ctx, uint64_t *n, struct scrm_err *err);
    const char *by;
    int64_t now_ms;
};
struct scrm_ledger_erased {
    bool known;              /* false: nobody is known by that name, and nothing was changed */
    uint64_t posts;          /* whose content was erased */
    uint64_t masked;         /* other texts that named the author */
    uint64_t lines, files;   /* rewritten in the folders */
    uint64_t searched_bytes; /* of database, log and folders */
    uint64_t residue;        /* places where a trace was still found: must be 0 */
};
int scrm_ledger_erase(struct scrm_ledger *ledger, const struct scrm_ledger_erase *erase,
                      struct scrm_ledger_erased *erased, struct scrm_err *err);
/* In words, or as one line of JSON (scrm.erased/1). */
void scrm_ledger_erased_put(const struct scrm_ledger_erased *erased, bool words,
                            struct scrm_buf *out);

#endif
