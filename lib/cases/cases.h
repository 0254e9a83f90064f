/*
 * The pure fold: what posts say and what people did go in, cases come out.
 *
 * It keeps no store and reads no clock. scrm-case and scrm-report both call
 * it, so they cannot disagree. Everything that comes out is a function of the
 * set of facts, not of the order in which they arrived: a reply before its
 * parent, a post through two servers, an edit, a deletion give the same cases.
 *
 * The way through: sightings of one post become one message (the latest
 * revision counts, a deletion stays); messages become threads by union-find
 * over ids, aliases, parents and conversations (a quote or a share is a thread
 * of its own), and one author on one private channel is one thread; along a
 * thread's time line cases open, are answered, resolved and reopened.
 */
#ifndef SCRM_CASES_CASES_H
#define SCRM_CASES_CASES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "calendar/calendar.h"

/* An instant that is not known or never came. */
#define SCRM_NO_TIME INT64_MIN

enum scrm_direction { SCRM_INBOUND, SCRM_OUTBOUND, SCRM_INTERNAL };
enum scrm_action { SCRM_ENGAGE, SCRM_LISTEN, SCRM_IGNORE };
enum scrm_priority {
    SCRM_PRIORITY_URGENT,
    SCRM_PRIORITY_HIGH,
    SCRM_PRIORITY_NORMAL,
    SCRM_PRIORITY_LOW,
    SCRM_PRIORITIES_N,
};
enum scrm_case_state {
    SCRM_CASE_NEW,      /* nobody has answered or taken it */
    SCRM_CASE_OPEN,     /* a customer waits, or a person has reopened it */
    SCRM_CASE_PENDING,  /* answered: waiting for the customer */
    SCRM_CASE_SNOOZED,  /* put aside */
    SCRM_CASE_RESOLVED, /* done; a reply reopens it */
    SCRM_CASE_CLOSED,   /* done for longer than the reopen window */
    SCRM_CASE_SPAM,
    SCRM_CASE_STATES_N,
};
extern const char *const scrm_case_states[SCRM_CASE_STATES_N]; /* "new" "open" ... */
extern const char *const scrm_priorities[SCRM_PRIORITIES_N];   /* "urgent" "high" ... */
extern const char *const scrm_actions[3];                      /* "engage" "listen" "ignore" */
extern const char *const scrm_directions[3];                   /* "inbound" ... */

/* What scrm-route decided, without the due times. Interned: equal decisions
 * are one struct, so a post costs a pointer. Texts are NUL-terminated. */
struct scrm_case_decision {
    struct scrm_slice function, queue, assign, rule, rules; /* absent where not decided */
    struct scrm_slice calendar; /* in whose business time was promised; absent: on the wall */
    const struct scrm_slice *tags;
    size_t n_tags;
    uint8_t action;   /* enum scrm_action */
    uint8_t priority; /* enum scrm_priority; NORMAL where not decided */
};

/* Where a post stands; interned. */
struct scrm_case_place {
    struct scrm_slice network, account, channel; /* absent where unknown */
};

/* One sighting of a post: the facts that cases depend on. Digests are of the
 * texts in the one id space, all zero where absent (scrm_digest_none). */
struct scrm_case_fact {
    struct scrm_digest id;
    struct scrm_digest parent;       /* in_reply_to */
    struct scrm_digest conversation; /* conversation */
    struct scrm_digest room; /* of network, account and channel, on private channels only */
    struct scrm_digest rev;
    struct scrm_digest
        sighting; /* of id, rev and aliases: one that was seen is not applied again. None
                     where nobody asked; the fold finds it out where it matters */
    const struct scrm_digest *aliases;
    uint32_t n_aliases;
    uint8_t type;      /* index into scrm_post_types; meaningless on a tombstone */
    uint8_t direction; /* enum scrm_direction; unknown counts as inbound */
    bool automatic;    /* a bot's or machine's: never opens, reopens or answers */
    bool repost;       /* a share, or marked as repost by scrm-dedup: never opens */
    bool tombstone;    /* type "delete": says that the post is gone and nothing else */
    bool deleted;    /* the network says that the content is gone: tombstone or deleted: true */
    bool erased;     /* the ledger was told to forget it: content gone, facts stand */
    uint64_t author; /* equal numbers are one author; 0: unknown */
    uint64_t partner; /* who is answered (in_reply_to_author), numbered alike; 0: unknown */
    int64_t created_ms;
    int64_t changed_ms;                   /* updated_at, else created_at */
    int64_t fetched_ms;                   /* SCRM_NO_TIME where unknown */
    int64_t respond_by_ms, resolve_by_ms; /* SCRM_NO_TIME: none */
    const struct scrm_case_decision
        *decision;                       /* NULL: not routed; inbound then counts as engage */
    const struct scrm_case_place *place; /* may be NULL */
    struct scrm_slice lang;              /* absent where unknown; for who can answer it */
    uint64_t seq; /* order in which the ledger learned it; only compared with actions' seq */
};

enum scrm_case_action_kind {
    SCRM_ACTION_ASSIGN, /* value: the owner; empty: nobody */
    SCRM_ACTION_NOTE,
    SCRM_ACTION_RESOLVE,
    SCRM_ACTION_REOPEN,
    SCRM_ACTION_REPLY,  /* the customer was answered, by whatever way: ends the turn */
    SCRM_ACTION_TAG,    /* value: one tag */
    SCRM_ACTION_UNTAG,  /* value: one tag */
    SCRM_ACTION_SNOOZE, /* until_ms */
    SCRM_ACTION_WAKE,   /* the snooze is over */
    SCRM_ACTION_SPAM,
    SCRM_ACTION_WARN,   /* value: a clock that will run out soon */
    SCRM_ACTION_BREACH, /* value: a clock that has run out */
    SCRM_ACTION_MERGE,  /* `other`: the case that holds this post becomes part of this one */
    SCRM_ACTION_SPLIT,  /* `other`: this post, and what answers it, becomes a case of its own */
    SCRM_ACTION_QUEUE,  /* value: where a person moved it */
    SCRM_ACTION_PRIORITY, /* value: how urgent a person says it is */
    SCRM_ACTION_RULE,     /* value: a time rule that fired; what it did stands behind it */
    SCRM_ACTIONS_N,
};

/* What a case must keep, each for an episode. */
enum scrm_case_clock {
    SCRM_CLOCK_FIRST_RESPONSE,
    SCRM_CLOCK_NEXT_RESPONSE,
    SCRM_CLOCK_RESOLUTION,
    SCRM_CLOCKS_N,
};
extern const char *const scrm_case_clocks[SCRM_CLOCKS_N];   /* "first_response" ... */
extern const char *const scrm_case_actions[SCRM_ACTIONS_N]; /* "assign" "note" ... */

/* What a person, or time, did to the case that holds the post `anchor`. */
struct scrm_case_action {
    uint8_t kind; /* enum scrm_case_action_kind */
    struct scrm_digest anchor;
    struct scrm_digest other; /* MERGE, SPLIT: a post */
    int64_t until_ms;         /* SNOOZE */
    int64_t at_ms;
    uint64_t seq;
    struct scrm_slice by, value; /* borrowed */
};

/* A role of a message in its case. */
enum scrm_case_role {
    SCRM_ROLE_IN,    /* a customer's message that wants an answer */
    SCRM_ROLE_OUT,   /* a person of the company answers */
    SCRM_ROLE_ASIDE, /* anything else in the thread: listened to, automatic, internal, a repost
                      */
};

#define SCRM_NO_CASE UINT32_MAX
#define SCRM_NO_POST UINT32_MAX

/* One post: its sightings joined. */
struct scrm_case_message {
    struct scrm_digest id; /* smallest digest among its URIs, else among its ids */
    uint32_t latest;       /* index of the fact whose content counts */
    uint32_t decided; /* index of the fact whose decision counts: the latest one to engage, else
                         `latest` */
    uint32_t thread;  /* equal numbers: one thread */
    uint32_t of_case; /* index into cases, or SCRM_NO_CASE */
    uint32_t facts_from, facts_n; /* its sightings: a range of scrm_cases.order */
    int64_t created_ms;           /* the earliest that a sighting says */
    int64_t answered_ms; /* IN: when the first OUT at or after it came; else SCRM_NO_TIME */
    uint8_t role;        /* enum scrm_case_role */
    bool deleted;
};

/* One turn: from the earliest unanswered IN to the first OUT. */
struct scrm_case_turn {
    int64_t in_ms;
    int64_t due_ms;   /* the earliest respond_by of its messages; SCRM_NO_TIME: none */
    int64_t out_ms;   /* SCRM_NO_TIME: not answered */
    int64_t ended_ms; /* resolved without an answer at; else SCRM_NO_TIME */
    uint32_t message; /* the IN that started it */
    uint32_t ins;     /* messages of the customer in it */
};

/* From an opening or reopening to the resolution. */
struct scrm_case_episode {
    int64_t start_ms;     /* the first IN; for one that a person reopened, when that was */
    int64_t first_in_ms;  /* SCRM_NO_TIME: reopened by a person, no message since */
    int64_t first_out_ms; /* first OUT after the first IN; SCRM_NO_TIME: censored */
    int64_t first_resolved_ms, last_resolved_ms; /* SCRM_NO_TIME: still going on */
    int64_t respond_by_ms, resolve_by_ms;
    struct scrm_slice calendar;   /* in which resolve_by counts; absent: time on the wall */
    int64_t paused_ms;            /* how long the resolution's clock stood still, in that
                                     calendar's business time, up to the last change of state */
    uint8_t warned, breached;     /* sets of 1 << enum scrm_case_clock */
    uint32_t turns_from, turns_n; /* range of scrm_cases.turns */
    uint32_t ins, outs;
};

struct scrm_case {
    uint64_t id;       /* 60 bits of the opening post's digest; text by scrm_case_id_put */
    uint64_t previous; /* id of the case that this one follows in its thread; 0: none */
    uint32_t opening;  /* message that opened it: what actions are anchored to */
    uint32_t thread;
    uint8_t state;          /* without the clock: never CLOSED. scrm_case_state_at knows that */
    uint8_t priority;       /* enum scrm_priority: a person's word, else the decision's */
    bool company_started;   /* the thread began with a post of the company */
    int64_t opened_ms;      /* first IN */
    int64_t active_ms;      /* last message or action */
    int64_t state_since_ms; /* when it came into its state, CLOSED not counted */
    int64_t waiting_ms;     /* earliest unanswered IN; SCRM_NO_TIME: nobody waits */
    int64_t respond_by_ms;  /* of the open turn; SCRM_NO_TIME: none, or nobody waits */
    int64_t resolve_by_ms;  /* of the current episode, with its pauses */
    bool paused;            /* the resolution's clock stands still */
    int64_t snoozed_until_ms; /* SCRM_NO_TIME: not snoozed */
    int64_t resolved_ms;      /* of the current episode; SCRM_NO_TIME: not resolved */
    int64_t closes_ms;        /* until then a reply reopens it; SCRM_NO_TIME: not resolved */
    const struct scrm_case_decision *decision; /* of the most urgent IN of the episode, the
                                                  earliest of equals; may be NULL */
    struct scrm_slice owner;                   /* absent: nobody */
    struct scrm_slice queue;            /* a person's word, else the decision's; absent: none */
    uint32_t messages_from, messages_n; /* range of scrm_cases.members, in order of time */
    uint32_t episodes_from, episodes_n;
    uint32_t actions_n;
    uint32_t ins, outs, reopens;
};

/* What a house decides about its cases. Whoever folds the same facts by the same settings
 * has the same cases. */
struct scrm_case_settings {
    int64_t reopen_ms; /* a reply no later than this after the resolution reopens a case */
    uint8_t pauses;    /* set of 1 << state: while in these the resolution's clock stands */
    /* Those that decisions name. One that is not among them counts as time on the wall. */
    const struct scrm_calendar *const *calendars;
    size_t n_calendars;
};
/* Seven days; pending and snoozed; none. */
extern const struct scrm_case_settings scrm_case_defaults;

/*
 * The result, and the memory that one fold leaves to the next. Everything is
 * borrowed from it until the next fold; slices and pointers in the facts must
 * live as long. A zeroed struct is ready.
 */
struct scrm_cases {
    const struct scrm_case_settings *settings; /* set by the caller, borrowed; NULL: defaults */
    struct scrm_case *cases;                   /* by opened_ms, then id */
    size_t n, cap;
    struct scrm_case_message *messages; /* of every post seen, also of those without a case */
    size_t n_messages, cap_messages;
    uint32_t *members; /* indices into messages, case by case */
    size_t n_members, cap_members;
    struct scrm_case_episode *episodes;
    size_t n_episodes, cap_episodes;
    struct scrm_case_turn *turns;
    size_t n_turns, cap_turns;
    uint32_t *action_episode; /* and the number of its case's episode then, from 1 */
    uint32_t *action_case;    /* for each action the case that it met, or SCRM_NO_CASE */
    size_t cap_action_case, cap_action_episode;
    uint32_t *order; /* indices of facts, message by message */
    size_t n_order, cap_order;
    uint32_t *fact_message; /* for each fact its message, or SCRM_NO_POST (a tombstone alone) */
    size_t cap_fact_message;
    struct scrm_cases_work *work; /* the fold's own */
};

void scrm_cases_fini(struct scrm_cases *cases);

/* Folds. Cannot fail; actions whose post is unknown meet no case. `actions` in
 * the order of their seq. */
void scrm_cases_fold(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                     size_t n_facts, const struct scrm_case_action *actions, size_t n_actions);

/* The message of a post by the digest of any of its names, or SCRM_NO_POST. After a fold. */
uint32_t scrm_cases_find(const struct scrm_cases *cases, struct scrm_digest post);

/* After a fold: the post by which the case's thread was split off, and the last
 * post that a merge brought into it; false where there is none. */
bool scrm_cases_cut_in(const struct scrm_cases *cases, uint32_t of_case,
                       struct scrm_digest *post);
bool scrm_cases_link_in(const struct scrm_cases *cases, uint32_t of_case,
                        struct scrm_digest *post);

/* The state as people see it at `now`: RESOLVED becomes CLOSED once it no longer reopens. */
enum scrm_case_state scrm_case_state_at(const struct scrm_case *one, int64_t now_ms);

/* Whether someone has to do something about it: new, open, pending or snoozed. */
bool scrm_case_is_open(uint8_t state);

/* Whether what a rule says under `assign` is a way to find somebody, not a name: sticky,
 * least_loaded, round_robin, longest_idle, each of these also with a (TEAM). */
bool scrm_case_asks_for_owner(struct scrm_slice assign);

/* Waiting beyond respond_by; within the last quarter of the time before it. */
/* Where a case that waits stands in a list, the smallest first: by priority, of equals the
 * one that has waited longest. Times are milliseconds of UTC and may be negative. */
int64_t scrm_case_turn(uint8_t priority, int64_t waiting_ms);
bool scrm_case_overdue(int64_t respond_by_ms, int64_t now_ms);
bool scrm_case_at_risk(int64_t waiting_ms, int64_t respond_by_ms, int64_t now_ms);

/* The keys by which a fact joins threads: id, aliases, parent, conversation,
 * private channel. At most SCRM_CASE_KEYS(n_aliases); returns how many. The
 * first 1 + n_aliases name the post itself. */
#define SCRM_CASE_KEYS(n_aliases) ((size_t)(n_aliases) + 4)
size_t scrm_case_fact_keys(const struct scrm_case_fact *fact, struct scrm_digest *keys);

bool scrm_digest_none(struct scrm_digest digest);
bool scrm_digest_same(struct scrm_digest a, struct scrm_digest b);

/* "C-" and twelve characters of Crockford's base 32 (no I, L, O, U). */
#define SCRM_CASE_ID_CHARS 12
void scrm_case_id_put(struct scrm_buf *buf, uint64_t id);
uint64_t scrm_case_id_of(struct scrm_digest post);

/* Ids that start with `text`, any case, with or without "C-", I and L read as
 * 1, O as 0: from `low` to `high`. -1 where it is no beginning of an id. */
int scrm_case_id_parse(struct scrm_slice text, uint64_t *low, uint64_t *high);

#endif
