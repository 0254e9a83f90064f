/*
 * Union-find over everything that facts name: ids and aliases make one post,
 * and with parents, conversations and private channels one thread. The sets
 * come out the same in whatever order the facts stand.
 */
#include "cases/inner.h"

#include "base/alloc.h"

bool scrm_digest_none(struct scrm_digest digest)
{
    return digest.high == 0 && digest.low == 0;
}

bool scrm_digest_same(struct scrm_digest a, struct scrm_digest b)
{
    return a.high == b.high && a.low == b.low;
}

int scrm_digest_order(struct scrm_digest a, struct scrm_digest b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

/* One author on one private channel: whoever of the two is not the company. */
static struct scrm_digest private_key(const struct scrm_case_fact *fact)
{
    uint64_t customer = fact->direction == SCRM_INBOUND ? fact->author : fact->partner;
    struct scrm_digest parts[3] = {fact->room, {customer, 0}, {0x707269, 0x76617465}};

    if (customer == 0 || scrm_digest_none(fact->room) || fact->direction == SCRM_INTERNAL)
        return (struct scrm_digest){0, 0};
    return scrm_digest((const char *)parts, sizeof parts);
}

size_t scrm_case_fact_keys(const struct scrm_case_fact *fact, struct scrm_digest *keys)
{
    const struct scrm_digest more[] = {fact->parent, fact->conversation, private_key(fact)};
    size_t n = 0, i;

    keys[n++] = fact->id;
    for (i = 0; i < fact->n_aliases; i++)
        keys[n++] = fact->aliases[i];
    for (i = 0; i < 3 && !fact->tombstone; i++)
        if (!scrm_digest_none(more[i]))
            keys[n++] = more[i];
    return n;
}

uint32_t scrm_node_same(struct node *nodes, uint32_t at)
{
    while (nodes[at].same != at)
        at = nodes[at].same = nodes[nodes[at].same].same;
    return at;
}

uint32_t scrm_node_thread(struct node *nodes, uint32_t at)
{
    while (nodes[at].thread != at)
        at = nodes[at].thread = nodes[nodes[at].thread].thread;
    return at;
}

static size_t slot_of(const struct scrm_cases_work *work, struct scrm_digest digest)
{
    /* Digests are hashes already, but whose key everybody knows: two secret factors make of
     * them places that nobody outside can foresee. */
    uint64_t mixed = digest.low * work->secret[0] + digest.high * work->secret[1];
    size_t at = (mixed >> 32) & work->mask;

    while (work->slots[at] &&
           !scrm_digest_same(work->nodes[work->slots[at] - 1].digest, digest))
        at = (at + 1) & work->mask;
    return at;
}

uint32_t scrm_node_find(const struct scrm_cases_work *work, struct scrm_digest digest)
{
    uint32_t slot = work->slots[slot_of(work, digest)];

    return slot ? slot - 1 : SCRM_NO_POST;
}

static uint32_t node_of(struct scrm_cases_work *work, struct scrm_digest digest)
{
    size_t slot = slot_of(work, digest);
    uint32_t at = (uint32_t)work->n_nodes;

    if (work->slots[slot])
        return work->slots[slot] - 1;
    SCRM_GROW(work->nodes, work->n_nodes, work->cap_nodes);
    work->nodes[work->n_nodes++] = (struct node){digest, at, at, SCRM_NO_POST, 0};
    work->slots[slot] = at + 1;
    return at;
}

/* The smaller index stays on top, which keeps trees shallow enough with halving. */
static void unite_same(struct node *nodes, uint32_t a, uint32_t b)
{
    a = scrm_node_same(nodes, a);
    b = scrm_node_same(nodes, b);
    nodes[a < b ? b : a].same = a < b ? a : b;
}

static void unite_thread(struct node *nodes, uint32_t a, uint32_t b)
{
    a = scrm_node_thread(nodes, a);
    b = scrm_node_thread(nodes, b);
    nodes[a < b ? b : a].thread = a < b ? a : b;
}

/* A table of at least twice as many slots as there can be nodes, all empty. */
static void make_slots(struct scrm_cases_work *work, const struct scrm_case_fact *facts,
                       size_t n)
{
    size_t keys = 0, want = 64, i;

    for (i = 0; i < n; i++)
        keys += SCRM_CASE_KEYS(facts[i].n_aliases);
    while (want < 2 * keys)
        want *= 2;
    if (!work->secret[0])
        for (i = 0; i < 2; i++)
            work->secret[i] = scrm_hash64(&"nd"[i], 1) | 1;
    SCRM_ROOM(work->slots, want, work->cap_slots);
    memset(work->slots, 0, want * sizeof *work->slots);
    work->mask = want - 1;
}

/* Names of a fact's post: its own, then what it answers and where it stands. */
static void name_posts(struct scrm_cases_work *work, const struct scrm_case_fact *facts,
                       size_t n)
{
    size_t i;
    uint32_t k;

    for (i = 0; i < n; i++) {
        work->fact_node[i] = node_of(work, facts[i].id);
        for (k = 0; k < facts[i].n_aliases; k++)
            unite_same(work->nodes, work->fact_node[i], node_of(work, facts[i].aliases[k]));
    }
}

/* For every post the post that it answers. */
static void find_parents(struct scrm_cases_work *work, const struct scrm_case_fact *facts,
                         size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) /* nodes of parents first: there are no new ones behind them */
        if (!scrm_digest_none(facts[i].parent) && !facts[i].tombstone)
            node_of(work, facts[i].parent);
    SCRM_ROOM(work->parents, work->n_nodes, work->cap_parents);
    for (i = 0; i < work->n_nodes; i++)
        work->parents[i] = SCRM_NO_POST;
    for (i = 0; i < n; i++)
        if (!scrm_digest_none(facts[i].parent) && !facts[i].tombstone)
            work->parents[scrm_node_same(work->nodes, work->fact_node[i])] =
                scrm_node_same(work->nodes, scrm_node_find(work, facts[i].parent));
}

static bool is_cut(const struct scrm_cases_work *work, uint32_t post)
{
    size_t i;

    for (i = 0; i < work->n_cuts; i++) {
        uint32_t node = scrm_node_find(work, work->cuts[i]);

        if (node != SCRM_NO_POST && scrm_node_same(work->nodes, node) == post)
            return true;
    }
    return false;
}

/* Whether the post was split off, or answers one that was, however far up. */
static bool is_below_cut(const struct scrm_cases_work *work, uint32_t post)
{
    int steps;

    for (steps = 0; steps < 256 && post != SCRM_NO_POST; steps++) {
        if (is_cut(work, post))
            return true;
        post = work->parents[post];
    }
    return false;
}

/* Joins threads; what was split off keeps only its own answers. */
static void join_around_cuts(struct scrm_cases_work *work, const struct scrm_case_fact *facts,
                             size_t n)
{
    size_t i, k, n_keys;

    name_posts(work, facts, n);
    find_parents(work, facts, n);
    for (i = 0; i < n; i++) {
        uint32_t post = scrm_node_same(work->nodes, work->fact_node[i]);
        bool below = is_below_cut(work, post);

        SCRM_ROOM(work->keys, SCRM_CASE_KEYS(facts[i].n_aliases), work->cap_keys);
        n_keys = scrm_case_fact_keys(&facts[i], work->keys);
        if (below)
            n_keys = 1 + (size_t)facts[i].n_aliases;
        for (k = 1; k < n_keys; k++)
            unite_thread(work->nodes, work->fact_node[i], node_of(work, work->keys[k]));
        if (below && work->parents[post] < SCRM_NO_POST && !is_cut(work, post))
            unite_thread(work->nodes, work->fact_node[i], work->parents[post]);
    }
}

static void join_all(struct scrm_cases_work *work, const struct scrm_case_fact *facts, size_t n)
{
    size_t i, k;

    for (i = 0; i < n; i++) {
        size_t n_keys;

        SCRM_ROOM(work->keys, SCRM_CASE_KEYS(facts[i].n_aliases), work->cap_keys);
        n_keys = scrm_case_fact_keys(&facts[i], work->keys);
        work->fact_node[i] = node_of(work, work->keys[0]);
        for (k = 1; k < n_keys; k++) {
            uint32_t node = node_of(work, work->keys[k]);

            unite_thread(work->nodes, work->fact_node[i], node);
            if (k <= facts[i].n_aliases)
                unite_same(work->nodes, work->fact_node[i], node);
        }
    }
}

void scrm_cases_join(struct scrm_cases *cases, const struct scrm_case_fact *facts, size_t n)
{
    struct scrm_cases_work *work = cases->work;
    size_t i;

    work->n_nodes = 0;
    make_slots(work, facts, n);
    SCRM_ROOM(work->fact_node, n, work->cap_fact_node);
    if (work->n_cuts)
        join_around_cuts(work, facts, n);
    else
        join_all(work, facts, n);
    for (i = 0; i < work->n_links; i++) {
        uint32_t a = scrm_node_find(work, work->links[i].a);
        uint32_t b = scrm_node_find(work, work->links[i].b);

        if (a != SCRM_NO_POST && b != SCRM_NO_POST)
            unite_thread(work->nodes, a, b);
    }
}
