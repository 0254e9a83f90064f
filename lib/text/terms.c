/*
 * The word automaton: a trie whose steps are tokens, kept in one hashed table
 * of edges. A sieve (sift.h) steps over all that no term begins with, so the
 * price of a text hardly depends on how many terms there are. From each token
 * that it lets through, the trie is walked ahead; no walk is longer than the
 * longest term.
 */
#include "text/terms.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "text/sift.h"

enum { TERM_MAX = 64 }; /* tokens of a term, white space not counted */

/* From node `from`, with white space before the token or not, over a token. */
struct edge {
    uint64_t hash; /* of all that names it: edge_hash */
    uint32_t from, to;
    uint32_t text, len; /* the folded token, in `bytes` */
    bool spaced;
};

/* Where a term may end. Ids hang on a list while terms are added, in order. */
struct node {
    uint32_t first, last; /* index + 1 into `ids` */
    bool leads_on;        /* edges go out from here */
};

struct id {
    uint32_t id, next; /* index + 1 of the next id at the same node */
};

struct scrm_terms {
    struct edge *edges;
    struct node *nodes;
    struct id *ids;
    size_t n_edges, cap_edges, n_nodes, cap_nodes, n_ids, cap_ids, count;
    uint32_t *slots; /* index + 1 into edges; 0: empty */
    size_t mask;
    struct scrm_sift sift; /* filled by scrm_terms_build */
    bool built;
    struct scrm_buf bytes;
};

struct scrm_terms *scrm_terms_new(void)
{
    struct scrm_terms *terms = scrm_alloc_zero(1, sizeof *terms);

    SCRM_GROW(terms->nodes, terms->n_nodes, terms->cap_nodes);
    terms->nodes[terms->n_nodes++] = (struct node){0};
    return terms;
}

void scrm_terms_free(struct scrm_terms *terms)
{
    if (!terms)
        return;
    free(terms->edges);
    free(terms->nodes);
    free(terms->ids);
    free(terms->slots);
    scrm_sift_fini(&terms->sift);
    scrm_buf_fini(&terms->bytes);
    free(terms);
}

size_t scrm_terms_count(const struct scrm_terms *terms)
{
    return terms->count;
}

/* The first step's hash is the token's own, so that a scan has it for nothing. */
static uint64_t edge_hash(uint32_t from, bool spaced, uint64_t token)
{
    uint64_t place = (uint64_t)from << 1 | spaced;

    return token ^ place * UINT64_C(0x9E3779B97F4A7C15);
}

static uint32_t find_edge(const struct scrm_terms *terms, uint32_t from, bool spaced,
                          const struct scrm_token *token)
{
    uint64_t hash = edge_hash(from, spaced, token->hash);

    if (!terms->slots)
        return 0;
    for (size_t i = hash & terms->mask; terms->slots[i]; i = (i + 1) & terms->mask) {
        const struct edge *edge = &terms->edges[terms->slots[i] - 1];

        if (edge->hash == hash && edge->from == from && edge->spaced == spaced &&
            edge->len == token->folded.len &&
            memcmp(terms->bytes.at + edge->text, token->folded.at, edge->len) == 0)
            return terms->slots[i];
    }
    return 0;
}

static void take_slot(struct scrm_terms *terms, uint32_t edge)
{
    size_t i = terms->edges[edge].hash & terms->mask;

    while (terms->slots[i])
        i = (i + 1) & terms->mask;
    terms->slots[i] = edge + 1;
}

/* Twice as many slots as edges, at least. */
static void grow_slots(struct scrm_terms *terms)
{
    size_t n = terms->slots ? (terms->mask + 1) * 2 : 64;

    free(terms->slots);
    terms->slots = scrm_alloc_zero(n, sizeof *terms->slots);
    terms->mask = n - 1;
    for (uint32_t i = 0; i < terms->n_edges; i++)
        take_slot(terms, i);
}

static uint32_t step_or_add(struct scrm_terms *terms, uint32_t from, bool spaced,
                            const struct scrm_token *token)
{
    uint32_t found = find_edge(terms, from, spaced, token);

    if (found)
        return terms->edges[found - 1].to;
    if (!terms->slots || (terms->n_edges + 1) * 2 > terms->mask + 1)
        grow_slots(terms);
    SCRM_GROW(terms->nodes, terms->n_nodes, terms->cap_nodes);
    terms->nodes[from].leads_on = true;
    terms->nodes[terms->n_nodes] = (struct node){0};
    SCRM_GROW(terms->edges, terms->n_edges, terms->cap_edges);
    terms->edges[terms->n_edges] = (struct edge){
        .hash = edge_hash(from, spaced, token->hash),
        .from = from,
        .to = (uint32_t)terms->n_nodes,
        .text = (uint32_t)terms->bytes.len,
        .len = (uint32_t)token->folded.len,
        .spaced = spaced,
    };
    scrm_buf_put_slice(&terms->bytes, token->folded);
    take_slot(terms, (uint32_t)terms->n_edges++);
    return (uint32_t)terms->n_nodes++;
}

/* Hangs `id` on the node, once. */
static void add_id(struct scrm_terms *terms, uint32_t at, uint32_t id)
{
    struct node *node = &terms->nodes[at];

    for (uint32_t i = node->first; i; i = terms->ids[i - 1].next)
        if (terms->ids[i - 1].id == id)
            return;
    SCRM_GROW(terms->ids, terms->n_ids, terms->cap_ids);
    terms->ids[terms->n_ids++] = (struct id){id, 0};
    if (node->last)
        terms->ids[node->last - 1].next = (uint32_t)terms->n_ids;
    else
        node->first = (uint32_t)terms->n_ids;
    node->last = (uint32_t)terms->n_ids;
}

int scrm_terms_add(struct scrm_terms *terms, struct scrm_slice term, uint32_t id,
                   struct scrm_err *err)
{
    struct scrm_words words;
    struct scrm_token token;
    uint32_t node = 0;
    size_t steps = 0;
    bool spaced = false;

    scrm_words_begin(&words, term, false);
    while (steps <= TERM_MAX && scrm_words_next(&words, &token)) {
        if (token.kind == SCRM_TOKEN_SPACE) {
            spaced = true;
            continue;
        }
        node = step_or_add(terms, node, spaced && node, &token);
        spaced = false;
        steps++;
    }
    scrm_words_fini(&words);
    if (steps > TERM_MAX)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "a term may have at most %d words and signs",
                            TERM_MAX);
    if (!node)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "a term without a word");
    add_id(terms, node, id);
    terms->count++;
    return 0;
}

void scrm_terms_build(struct scrm_terms *terms)
{
    uint32_t *first = scrm_alloc_zero(terms->n_nodes, sizeof *first); /* edge's index + 1 */

    scrm_sift_begin(&terms->sift, terms->n_edges);
    for (size_t i = 0; i < terms->n_edges; i++) {
        const struct edge *edge = &terms->edges[i];
        struct scrm_slice folded = {terms->bytes.at + edge->text, edge->len};

        if (edge->from != 0)
            continue;
        first[edge->to] = (uint32_t)i + 1;
        scrm_sift_first(&terms->sift, edge->hash, folded, terms->nodes[edge->to].first != 0);
    }
    for (size_t i = 0; i < terms->n_edges; i++) {
        const struct edge *edge = &terms->edges[i];

        /* edge_hash twice gives the token's own hash back. */
        if (first[edge->from])
            scrm_sift_pair(&terms->sift, terms->edges[first[edge->from] - 1].hash, edge->spaced,
                           edge_hash(edge->from, edge->spaced, edge->hash));
    }
    free(first);
    terms->built = true;
}

/* Where the hits of one scan go. */
struct scan {
    const struct scrm_terms *terms;
    const char *begin;
    scrm_terms_hit *hit;
    void *ctx;
    struct scrm_words ahead; /* walks on from where a term may have begun */
};

static bool report(const struct scan *scan, uint32_t at, const char *from, const char *to)
{
    const struct scrm_terms *terms = scan->terms;

    for (uint32_t i = terms->nodes[at].first; i; i = terms->ids[i - 1].next)
        if (!scan->hit(scan->ctx, terms->ids[i - 1].id, (size_t)(from - scan->begin),
                       (size_t)(to - scan->begin)))
            return false;
    return true;
}

/* All terms that begin with `token`, shortest first; `behind` stands after it. */
static bool walk(struct scan *scan, const struct scrm_token *token, const char *behind)
{
    const struct scrm_terms *terms = scan->terms;
    const char *from = token->text.at;
    uint32_t edge = find_edge(terms, 0, false, token), node;
    struct scrm_token next;
    bool spaced = false;

    if (!edge)
        return true;
    node = terms->edges[edge - 1].to;
    if (!report(scan, node, from, behind))
        return false;
    scan->ahead.at = behind;
    while (terms->nodes[node].leads_on && scrm_words_next(&scan->ahead, &next)) {
        if (next.kind == SCRM_TOKEN_SPACE) {
            spaced = true;
            continue;
        }
        edge = find_edge(terms, node, spaced, &next);
        if (!edge)
            break;
        node = terms->edges[edge - 1].to;
        spaced = false;
        if (!report(scan, node, from, scan->ahead.at))
            return false;
    }
    return true;
}

void scrm_terms_scan(const struct scrm_terms *terms, struct scrm_slice text,
                     scrm_terms_hit *hit, void *ctx)
{
    struct scan scan = {.terms = terms, .begin = text.at, .hit = hit, .ctx = ctx};
    struct scrm_words words;
    struct scrm_token token;

    if (!terms->built || !terms->n_edges)
        return;
    scrm_words_begin(&words, text, false);
    scrm_words_begin(&scan.ahead, text, false);
    while (scrm_sift_next(&terms->sift, &words, &scan.ahead)) {
        scrm_words_next(&words, &token);
        if (token.kind != SCRM_TOKEN_SPACE && scrm_sift_holds(&terms->sift, token.hash) &&
            !walk(&scan, &token, words.at))
            break;
    }
    scrm_words_fini(&words);
    scrm_words_fini(&scan.ahead);
}
