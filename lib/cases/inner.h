/*
 * What the files of this room share: the fold's working memory, kept from one
 * fold to the next. Nobody else includes it.
 */
#ifndef SCRM_CASES_INNER_H
#define SCRM_CASES_INNER_H

#include "cases/cases.h"

/* A digest that some fact names, in two families of sets: which names are one
 * post, and which posts are one thread. */
struct node {
    struct scrm_digest digest;
    uint32_t same;    /* towards the representative of the post */
    uint32_t thread;  /* towards the representative of the thread */
    uint32_t message; /* of a post's representative: its message, or SCRM_NO_POST */
    uint32_t rank;    /* of a thread's representative: its place in the order of threads */
};

struct action_place {
    uint32_t action;  /* index into the caller's actions */
    uint32_t message; /* its anchor */
    uint32_t thread;
    int64_t at_ms; /* never before the actions before it, never before its anchor */
};

/* What is known of a case only while its thread is walked. */
struct tally {
    uint32_t of_case;
    uint32_t episode;        /* the current one, index into cases->episodes */
    uint32_t turn;           /* the last one, index into cases->turns */
    bool owned;              /* a person has assigned it */
    bool moved;              /* a person has said which queue */
    bool ranked;             /* a person has said which priority, and it still counts */
    uint8_t routed;          /* the priority of the decision taken */
    bool in_turn;            /* the customer waits: the last turn is unanswered */
    bool decided;            /* the episode's decision was taken from one of its messages */
    int64_t paused_since_ms; /* SCRM_NO_TIME: the resolution's clock runs */
};

/* Two posts whose threads a person made one. */
struct link {
    struct scrm_digest a, b;
};

struct scrm_cases_work {
    struct node *nodes;
    size_t n_nodes, cap_nodes;
    uint32_t *slots; /* open addressing over nodes: index + 1 */
    size_t mask, cap_slots;
    uint64_t secret[2];  /* odd; drawn with the first table */
    uint32_t *fact_node; /* for each fact the node of its id */
    size_t cap_fact_node;
    struct scrm_digest *keys;
    size_t cap_keys;
    struct link *links; /* merges that stand */
    size_t n_links, cap_links;
    struct scrm_digest *cuts; /* posts that were split off, and stand so */
    size_t n_cuts, cap_cuts;
    uint32_t
        *parents; /* with cuts: for each node of a post that of its parent, or SCRM_NO_POST */
    size_t cap_parents;
    struct action_place *actions; /* by thread, then in order */
    size_t n_actions, cap_actions;
    uint32_t *places; /* for each message of one thread the actions before it */
    size_t cap_places;
    struct tally *tallies; /* of one thread's cases */
    size_t n_tallies, cap_tallies;
    uint32_t *numbers; /* scratch for putting things in order */
    size_t cap_numbers;
    uint32_t *turn_episode; /* for each turn its episode */
    size_t cap_turn_episode;
    uint32_t *episode_case; /* for each episode its case */
    size_t cap_episode_case;
};

/* One thread being walked. */
struct walk {
    struct scrm_cases *cases;
    struct scrm_cases_work *work;
    const struct scrm_case_fact *facts;
    const struct scrm_case_action *actions;
    const struct scrm_case_settings *settings;
    uint32_t first_case;    /* cases of this thread start here */
    uint32_t first_message; /* and its messages */
    bool company_started;
};

struct tally *scrm_walk_tally(const struct walk *walk, uint32_t of_case);

/* Takes the next message of the time line; returns the thread's current case. */
uint32_t scrm_walk_message(struct walk *walk, uint32_t current, uint32_t index);
void scrm_walk_action(struct walk *walk, const struct action_place *place);

/* pause.c: the clock stood still in between; until when it then runs, or SCRM_NO_TIME. */
void scrm_pause_add(const struct scrm_case_settings *settings,
                    struct scrm_case_episode *episode, int64_t from, int64_t until);
int64_t scrm_due_after_pauses(const struct scrm_case_settings *settings,
                              const struct scrm_case_episode *episode);

/* Makes room for `n` elements in an array that is written by index. */
#define SCRM_ROOM(array, n, cap)                                                               \
    do {                                                                                       \
        if ((cap) < (n)) {                                                                     \
            (cap) = (n) + (n) / 2 + 16;                                                        \
            (array) = scrm_realloc((array), (cap), sizeof *(array));                           \
        }                                                                                      \
    } while (0)

/* Steps of the fold, in this order. */
void scrm_cases_link(struct scrm_cases *cases, const struct scrm_case_action *actions,
                     size_t n);
void scrm_cases_join(struct scrm_cases *cases, const struct scrm_case_fact *facts, size_t n);
void scrm_cases_gather(struct scrm_cases *cases, const struct scrm_case_fact *facts, size_t n);
void scrm_cases_place(struct scrm_cases *cases, const struct scrm_case_action *actions,
                      size_t n);
void scrm_cases_walk(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                     const struct scrm_case_action *actions);
void scrm_cases_settle(struct scrm_cases *cases, size_t n_actions);

/* The representative of the post or thread that node `at` belongs to. */
uint32_t scrm_node_same(struct node *nodes, uint32_t at);
uint32_t scrm_node_thread(struct node *nodes, uint32_t at);
/* The node of a digest, or SCRM_NO_POST. */
uint32_t scrm_node_find(const struct scrm_cases_work *work, struct scrm_digest digest);

/* Whether the sighting asks for an answer: a customer's own words, to be engaged with. */
bool scrm_fact_asks(const struct scrm_case_fact *fact);

int scrm_digest_order(struct scrm_digest a, struct scrm_digest b);

#endif
