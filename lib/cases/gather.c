/*
 * Sightings of one post become one message: which revision counts, which
 * decision counts, when it was written, who speaks. Then the messages are put
 * in order: thread by thread, along the time.
 */
#include "cases/inner.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cases/read.h"

bool scrm_fact_asks(const struct scrm_case_fact *fact)
{
    return fact->direction == SCRM_INBOUND && !fact->automatic && !fact->repost &&
           !fact->deleted && (!fact->decision || fact->decision->action == SCRM_ENGAGE);
}

static struct scrm_digest sighting_of(const struct scrm_case_fact *fact)
{
    struct scrm_case_fact copy = *fact;

    if (scrm_digest_none(fact->sighting))
        scrm_case_fact_seal(&copy);
    return copy.sighting;
}

/* Which of two sightings of a post is the later revision: a total order. */
static int later(const struct scrm_case_fact *a, const struct scrm_case_fact *b)
{
    int order;

    if (a == b)
        return 0;
    if (a->deleted != b->deleted)
        return a->deleted ? -1 : 1;
    if (a->changed_ms != b->changed_ms)
        return a->changed_ms < b->changed_ms ? -1 : 1;
    if (a->fetched_ms != b->fetched_ms)
        return a->fetched_ms < b->fetched_ms ? -1 : 1;
    order = scrm_digest_order(a->rev, b->rev);
    return order ? order : scrm_digest_order(sighting_of(a), sighting_of(b));
}

/* A URI names a post everywhere; only such an id has aliases. */
static bool better_id(const struct scrm_case_fact *fact, const struct scrm_case_fact *than)
{
    if ((fact->n_aliases > 0) != (than->n_aliases > 0))
        return fact->n_aliases > 0;
    return scrm_digest_order(fact->id, than->id) < 0;
}

/* What a message needs while its sightings are looked at one by one. */
struct draft {
    uint32_t name, asking; /* facts: the best id; the latest that asks, or SCRM_NO_POST */
};

static void take_fact(struct scrm_case_message *message, struct draft *draft,
                      const struct scrm_case_fact *facts, uint32_t i)
{
    message->facts_n++;
    message->deleted |= facts[i].deleted || facts[i].erased;
    if (facts[i].tombstone)
        return;
    if (message->latest == SCRM_NO_POST) {
        message->latest = draft->name = i;
        message->created_ms = facts[i].created_ms;
    }
    if (later(&facts[message->latest], &facts[i]) < 0)
        message->latest = i;
    if (better_id(&facts[i], &facts[draft->name]))
        draft->name = i;
    if (facts[i].created_ms < message->created_ms)
        message->created_ms = facts[i].created_ms;
    if (scrm_fact_asks(&facts[i]) &&
        (draft->asking == SCRM_NO_POST || later(&facts[draft->asking], &facts[i]) < 0))
        draft->asking = i;
}

static void finish_message(struct scrm_case_message *message, const struct draft *draft,
                           const struct scrm_case_fact *facts)
{
    const struct scrm_case_fact *latest = &facts[message->latest];

    message->id = facts[draft->name].id;
    message->decided = draft->asking != SCRM_NO_POST ? draft->asking : message->latest;
    if (draft->asking != SCRM_NO_POST)
        message->role = SCRM_ROLE_IN;
    else if (latest->direction == SCRM_OUTBOUND && !latest->automatic && !latest->repost)
        message->role = SCRM_ROLE_OUT;
    else
        message->role = SCRM_ROLE_ASIDE;
}

/* One message for each post that was seen; a tombstone alone makes none. */
static void make_messages(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                          size_t n)
{
    struct scrm_cases_work *work = cases->work;
    struct draft *drafts = scrm_alloc((n + 1) * sizeof *drafts);
    size_t i;
    uint32_t kept = 0;

    cases->n_messages = 0;
    for (i = 0; i < n; i++) {
        struct node *root = &work->nodes[scrm_node_same(work->nodes, work->fact_node[i])];

        if (root->message == SCRM_NO_POST) {
            root->message = (uint32_t)cases->n_messages;
            SCRM_GROW(cases->messages, cases->n_messages, cases->cap_messages);
            drafts[cases->n_messages] = (struct draft){SCRM_NO_POST, SCRM_NO_POST};
            cases->messages[cases->n_messages++] =
                (struct scrm_case_message){.latest = SCRM_NO_POST,
                                           .of_case = SCRM_NO_CASE,
                                           .answered_ms = SCRM_NO_TIME,
                                           .thread = (uint32_t)(root - work->nodes)};
        }
        take_fact(&cases->messages[root->message], &drafts[root->message], facts, (uint32_t)i);
    }
    for (i = 0; i < cases->n_messages; i++) {
        uint32_t node = cases->messages[i].thread;

        work->nodes[node].message = SCRM_NO_POST;
        if (cases->messages[i].latest == SCRM_NO_POST)
            continue;
        finish_message(&cases->messages[i], &drafts[i], facts);
        cases->messages[kept] = cases->messages[i];
        work->nodes[node].message = kept++;
    }
    cases->n_messages = kept;
    free(drafts);
}

/* The message of a fact, through its post's representative. */
static uint32_t message_of(struct scrm_cases_work *work, uint32_t node)
{
    return work->nodes[scrm_node_same(work->nodes, node)].message;
}

/* How many known posts the chain of parents above a message has, up to a limit
 * that also ends a ring of posts answering each other. */
static uint32_t depth_of(const struct scrm_cases *cases, const struct scrm_case_fact *facts,
                         const struct scrm_case_message *message)
{
    struct scrm_cases_work *work = cases->work;
    uint32_t depth = 0;

    while (depth < 256) {
        uint32_t node = scrm_node_find(work, facts[message->latest].parent);
        uint32_t parent = node == SCRM_NO_POST ? SCRM_NO_POST : message_of(work, node);

        if (parent == SCRM_NO_POST)
            break;
        message = &cases->messages[parent];
        depth++;
    }
    return depth;
}

/* A message on its way to its place in the order. */
struct sorted {
    int64_t created_ms;
    struct scrm_digest id;
    uint32_t thread, depth, message;
    uint8_t outbound;
};

/* By thread, time, place in the chain of answers; at the same moment the
 * customer speaks before the company answers. */
static int by_time(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;

    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    if (a->created_ms != b->created_ms)
        return a->created_ms < b->created_ms ? -1 : 1;
    if (a->depth != b->depth)
        return a->depth < b->depth ? -1 : 1;
    if (a->outbound != b->outbound)
        return a->outbound < b->outbound ? -1 : 1;
    return scrm_digest_order(a->id, b->id);
}

static int by_age(const void *left, const void *right)
{
    const struct sorted *a = left, *b = right;

    if (a->created_ms != b->created_ms)
        return a->created_ms < b->created_ms ? -1 : 1;
    return scrm_digest_order(a->id, b->id);
}

/* Posts come mostly in order of time: looking costs less than sorting. */
static void sort(struct sorted *at, size_t n, int (*order)(const void *, const void *))
{
    size_t i;

    for (i = 1; i < n; i++)
        if (order(&at[i - 1], &at[i]) > 0) {
            qsort(at, n, sizeof *at, order);
            return;
        }
}

/* Numbers the threads by their oldest message, so that the numbers too are a
 * function of the facts. Returns how many there are. */
static uint32_t number_threads(struct scrm_cases *cases, struct sorted *sorted, size_t n)
{
    struct node *nodes = cases->work->nodes;
    uint32_t next = 0;
    size_t i;

    for (i = 0; i < n; i++)
        nodes[scrm_node_thread(nodes, cases->messages[i].thread)].rank = UINT32_MAX;
    for (i = 0; i < n; i++) {
        const struct scrm_case_message *message = &cases->messages[sorted[i].message];
        uint32_t root = scrm_node_thread(nodes, message->thread);

        if (nodes[root].rank == UINT32_MAX)
            nodes[root].rank = next++;
        sorted[i].thread = nodes[root].rank;
    }
    return next;
}

/* Puts messages that stand by age side by side with those of their thread. Returns the array
 * that holds them, `sorted` or `other`. */
static struct sorted *by_thread(struct scrm_cases_work *work, struct sorted *sorted,
                                struct sorted *other, size_t n, uint32_t n_threads)
{
    uint32_t *from;
    size_t i;

    for (i = 1; i < n && sorted[i - 1].thread <= sorted[i].thread; i++)
        ;
    if (i >= n)
        return sorted;
    SCRM_ROOM(work->numbers, n_threads + (size_t)1, work->cap_numbers);
    from = work->numbers;
    memset(from, 0, (n_threads + (size_t)1) * sizeof *from);
    for (i = 0; i < n; i++)
        from[sorted[i].thread + 1]++;
    for (i = 0; i < n_threads; i++)
        from[i + 1] += from[i];
    for (i = 0; i < n; i++)
        other[from[sorted[i].thread]++] = sorted[i];
    return other;
}

/* Messages written in the same moment are told apart by who answers whom. */
static void find_depths(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                        struct sorted *sorted, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if ((i > 0 && sorted[i].created_ms == sorted[i - 1].created_ms) ||
            (i + 1 < n && sorted[i].created_ms == sorted[i + 1].created_ms))
            sorted[i].depth = depth_of(cases, facts, &cases->messages[sorted[i].message]);
}

static void put_in_order(struct scrm_cases *cases, const struct scrm_case_fact *facts)
{
    struct node *nodes = cases->work->nodes;
    struct scrm_case_message *messages;
    struct sorted *both, *sorted;
    size_t n = cases->n_messages, i;
    uint32_t n_threads;

    sorted = both = scrm_alloc_zero(2 * n + 1, sizeof *sorted);
    for (i = 0; i < n; i++)
        sorted[i] = (struct sorted){
            .created_ms = cases->messages[i].created_ms,
            .id = cases->messages[i].id,
            .message = (uint32_t)i,
            .outbound = facts[cases->messages[i].latest].direction == SCRM_OUTBOUND,
        };
    sort(sorted, n, by_age);
    n_threads = number_threads(cases, sorted, n);
    find_depths(cases, facts, sorted, n);
    sorted = by_thread(cases->work, sorted, sorted + n, n, n_threads);
    sort(sorted, n, by_time);
    messages = scrm_alloc((n + 1) * sizeof *messages);
    for (i = 0; i < n; i++) {
        messages[i] = cases->messages[sorted[i].message];
        nodes[messages[i].thread].message = (uint32_t)i;
        messages[i].thread = sorted[i].thread;
    }
    if (n)
        memcpy(cases->messages, messages, n * sizeof *messages);
    free(messages);
    free(both);
}

/* Lists each message's sightings side by side. */
static void list_facts(struct scrm_cases *cases, size_t n)
{
    struct scrm_cases_work *work = cases->work;
    uint32_t from = 0;
    size_t i;

    SCRM_ROOM(cases->fact_message, n, cases->cap_fact_message);
    SCRM_ROOM(cases->order, n, cases->cap_order);
    for (i = 0; i < cases->n_messages; i++) {
        cases->messages[i].facts_from = from;
        from += cases->messages[i].facts_n;
        cases->messages[i].facts_n = 0;
    }
    for (i = 0; i < n; i++) {
        uint32_t message = message_of(work, work->fact_node[i]);

        cases->fact_message[i] = message;
        if (message != SCRM_NO_POST) {
            struct scrm_case_message *one = &cases->messages[message];

            cases->order[one->facts_from + one->facts_n++] = (uint32_t)i;
        }
    }
    cases->n_order = from;
}

void scrm_cases_gather(struct scrm_cases *cases, const struct scrm_case_fact *facts, size_t n)
{
    make_messages(cases, facts, n);
    put_in_order(cases, facts);
    list_facts(cases, n);
}

uint32_t scrm_cases_find(const struct scrm_cases *cases, struct scrm_digest post)
{
    uint32_t node = cases->work ? scrm_node_find(cases->work, post) : SCRM_NO_POST;

    return node == SCRM_NO_POST ? SCRM_NO_POST : message_of(cases->work, node);
}
