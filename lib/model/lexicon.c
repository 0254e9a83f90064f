/*
 * Reading a compiled lexicon: look a word up, walk the phrases that start at
 * it, read the cues. Stands between the scorer's tokens and its signals.
 *
 * It trusts the table that it is given beyond the header: tables come from
 * the compiler in this process or from the binary's own data, never from a
 * stranger.
 */
#include "model/layout.h"

#include "text/utf8.h"
#include "text/words.h"

_Static_assert(sizeof(struct scrm_lexicon) % 8 == 0, "what follows the header is aligned");
_Static_assert(sizeof(struct scrm_lexicon_node) == 32, "two nodes to a cache line");
_Static_assert(SCRM_SIGNALS_N <= 8, "rows[] has a place for every signal");

const struct scrm_lexicon *scrm_lexicon_open(const void *bytes, size_t size,
                                             struct scrm_err *err)
{
    const struct scrm_lexicon *lexicon = bytes;

    if (size < sizeof *lexicon || memcmp(lexicon->magic, SCRM_LEXICON_MAGIC, 8) != 0) {
        scrm_err_set(err, SCRM_EXIT_DATA, "not a compiled lexicon");
        return NULL;
    }
    if (lexicon->order != SCRM_LEXICON_ORDER || lexicon->size != size) {
        scrm_err_set(err, SCRM_EXIT_DATA,
                     "a compiled lexicon of another machine, or a broken one");
        return NULL;
    }
    return lexicon;
}

const char *scrm_lexicon_language(const struct scrm_lexicon *lexicon)
{
    return lexicon->language;
}

const char *scrm_lexicon_version(const struct scrm_lexicon *lexicon)
{
    return lexicon->version;
}

const char *scrm_lexicon_digest(const struct scrm_lexicon *lexicon)
{
    return lexicon->digest;
}

size_t scrm_lexicon_rows(const struct scrm_lexicon *lexicon, enum scrm_signal signal)
{
    return lexicon->rows[signal];
}

const struct scrm_spelling *scrm_lexicon_spelling(const struct scrm_lexicon *lexicon)
{
    return &lexicon->spelling;
}

static const void *at(const struct scrm_lexicon *lexicon, uint32_t offset)
{
    return (const char *)lexicon + offset;
}

static const struct scrm_lexicon_node *nodes_of(const struct scrm_lexicon *lexicon)
{
    return at(lexicon, lexicon->nodes_at);
}

uint64_t scrm_lexicon_class(const struct scrm_lexicon *lexicon, const char *name)
{
    const char *strings = at(lexicon, lexicon->strings_at);

    for (unsigned i = 0; i < SCRM_CLASSES_MAX; i++)
        if (lexicon->class_names[i] && strcmp(strings + lexicon->class_names[i], name) == 0)
            return UINT64_C(1) << i;
    return 0;
}

uint32_t scrm_lexicon_word(const struct scrm_lexicon *lexicon, uint64_t hash)
{
    const struct scrm_lexicon_slot *slots = at(lexicon, lexicon->words_at);
    const struct scrm_lexicon_node *nodes = nodes_of(lexicon);
    const uint64_t *seen = at(lexicon, lexicon->seen_at);
    uint64_t mixed = scrm_lexicon_mix(0, hash);
    size_t bit = (size_t)(mixed >> (64 - lexicon->seen_bits));
    size_t slot = (size_t)(mixed >> (64 - lexicon->words_bits));
    size_t mask = ((size_t)1 << lexicon->words_bits) - 1;

    if (!(seen[bit / 64] >> (bit % 64) & 1))
        return 0;
    for (; slots[slot].node; slot = (slot + 1) & mask)
        if (slots[slot].tag == (uint32_t)mixed && nodes[slots[slot].node].hash == hash)
            return slots[slot].node;
    return 0;
}

enum { FEW_CHILDREN = 12 };

/* How many bits are set: few machines that this is built for are sure to have that at hand. */
static inline unsigned count_bits(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* The node behind the edge `hash` of `parent`, or 0. Children stand by hash: among a
 * few, there is one for each bit of the filter that is before its own, and seldom more;
 * among many, the hash itself says where it should be about. */
static inline uint32_t child_of(const struct scrm_lexicon_node *nodes, uint32_t parent,
                                uint64_t hash)
{
    uint32_t begin = nodes[parent].children, end = nodes[parent + 1].children, child;

    if (end - begin < FEW_CHILDREN) {
        child = begin + count_bits(nodes[parent].filter & (scrm_lexicon_bit(hash) - 1));
    } else {
        child = begin + (uint32_t)((hash >> 32) * (end - begin) >> 32);
        while (child > begin && nodes[child].hash > hash)
            child--;
    }
    while (child < end && nodes[child].hash < hash)
        child++;
    return child < end && nodes[child].hash == hash ? child : 0;
}

static uint64_t set_of(const struct scrm_lexicon *lexicon, uint16_t set)
{
    const uint64_t *sets = at(lexicon, lexicon->sets_at);

    return sets[set];
}

const void *scrm_lexicon_place(const struct scrm_lexicon *lexicon, uint32_t node)
{
    return &nodes_of(lexicon)[node];
}

uint64_t scrm_lexicon_classes(const struct scrm_lexicon *lexicon, uint32_t node)
{
    return set_of(lexicon, nodes_of(lexicon)[node].classes);
}

const struct scrm_cue *scrm_lexicon_cues(const struct scrm_lexicon *lexicon, uint32_t node,
                                         size_t *n)
{
    const struct scrm_lexicon_node *found = &nodes_of(lexicon)[node];
    const struct scrm_cue *cues = at(lexicon, lexicon->cues_at);

    *n = found->n_cues;
    return cues + found->cues;
}

const char *scrm_lexicon_term(const struct scrm_lexicon *lexicon, const struct scrm_cue *cue)
{
    return (const char *)at(lexicon, lexicon->strings_at) + cue->term;
}

/* One walk: where it reads and where it puts what it finds. */
struct walk {
    const struct scrm_lexicon *lexicon;
    const struct scrm_lexicon_node *nodes;
    const struct scrm_lexeme *lexemes;
    size_t n;
    uint32_t first;
    struct scrm_lexicon_hit *hits;
    size_t found, max;
};

static void walk_on(struct walk *walk, uint32_t node, size_t next);

/* Whether a word or a class might lead from `here` over a lexeme. */
static inline bool may_step(const struct scrm_lexicon *lexicon,
                            const struct scrm_lexicon_node *here,
                            const struct scrm_lexeme *lexeme)
{
    return here->filter & scrm_lexicon_bit(lexeme->hash) ||
           (here->class_edges && set_of(lexicon, here->class_edges) & lexeme->classes);
}

/* Takes what a node says that was come to over the lexemes up to `next`. Most words begin no
 * phrase with the word behind them: that is seen at a glance. */
static inline void visit(struct walk *walk, uint32_t node, size_t next)
{
    const struct scrm_lexicon_node *here = &walk->nodes[node];

    if (here->n_cues && walk->found < walk->max)
        walk->hits[walk->found++] =
            (struct scrm_lexicon_hit){node, walk->first, (uint32_t)next};
    if (next < walk->n && (here->flags || may_step(walk->lexicon, here, &walk->lexemes[next])))
        walk_on(walk, node, next);
}

/* Follows the edges of `node` that the lexeme `next` can take. */
static inline void walk_step(struct walk *walk, uint32_t node, size_t next)
{
    const struct scrm_lexicon_node *here = &walk->nodes[node];
    const struct scrm_lexeme *lexeme = &walk->lexemes[next];
    uint64_t classes = lexeme->classes;
    uint32_t child;

    if (here->filter & scrm_lexicon_bit(lexeme->hash) &&
        (child = child_of(walk->nodes, node, lexeme->hash)))
        visit(walk, child, next + 1);
    if (!here->class_edges || !classes)
        return;
    for (classes &= set_of(walk->lexicon, here->class_edges); classes; classes &= classes - 1) {
        child =
            child_of(walk->nodes, node, SCRM_EDGE_CLASS + (unsigned)__builtin_ctzll(classes));
        if (child)
            visit(walk, child, next + 1);
    }
}

/* Skips up to `words` words, but no comma or the like, before it steps on. */
static void walk_gap(struct walk *walk, uint32_t node, size_t next, size_t words)
{
    for (size_t skipped = 0; skipped <= words && next + skipped < walk->n; skipped++) {
        if (skipped && walk->lexemes[next + skipped].flags & SCRM_LEXEME_BREAK)
            break;
        walk_step(walk, node, next + skipped);
    }
}

static void walk_on(struct walk *walk, uint32_t node, size_t next)
{
    const struct scrm_lexicon_node *here = &walk->nodes[node];

    walk_step(walk, node, next);
    if (here->flags & SCRM_NODE_GAP)
        walk_gap(walk, child_of(walk->nodes, node, SCRM_EDGE_GAP), next, SCRM_GAP_WORDS);
    if (here->flags & SCRM_NODE_FAR)
        walk_gap(walk, child_of(walk->nodes, node, SCRM_EDGE_FAR), next, SCRM_FAR_WORDS);
}

/* The classes of a lexeme that begin terms. */
static inline uint64_t beginning(const struct scrm_lexicon *lexicon,
                                 const struct scrm_lexeme *lexeme)
{
    return lexeme->classes ? lexeme->classes & set_of(lexicon, nodes_of(lexicon)->class_edges)
                           : 0;
}

__attribute__((noinline)) static size_t walk_all(const struct scrm_lexicon *lexicon,
                                                 const struct scrm_lexeme *lexemes, size_t n,
                                                 size_t first, struct scrm_lexicon_hit *hits,
                                                 size_t max)
{
    struct walk walk = {.lexicon = lexicon,
                        .nodes = nodes_of(lexicon),
                        .lexemes = lexemes,
                        .n = n,
                        .first = (uint32_t)first,
                        .hits = hits,
                        .max = max};
    uint64_t classes = beginning(lexicon, &lexemes[first]);

    if (lexemes[first].node)
        visit(&walk, lexemes[first].node, first + 1);
    for (; classes; classes &= classes - 1)
        visit(&walk, lexicon->class_nodes[__builtin_ctzll(classes)], first + 1);
    return walk.found;
}

/* Most words begin nothing but themselves, which needs no walk and no frame. */
size_t scrm_lexicon_walk(const struct scrm_lexicon *lexicon, const struct scrm_lexeme *lexemes,
                         size_t n, size_t first, struct scrm_lexicon_hit *hits, size_t max)
{
    const struct scrm_lexeme *lexeme = &lexemes[first];
    const struct scrm_lexicon_node *here = &nodes_of(lexicon)[lexeme->node];

    if (beginning(lexicon, lexeme) ||
        (lexeme->node && first + 1 < n && (here->flags || may_step(lexicon, here, lexeme + 1))))
        return walk_all(lexicon, lexemes, n, first, hits, max);
    if (!lexeme->node || !here->n_cues || !max)
        return 0;
    hits[0] = (struct scrm_lexicon_hit){lexeme->node, (uint32_t)first, (uint32_t)first + 1};
    return 1;
}

static bool is_dressing(uint32_t cp)
{
    return cp == 0xFE0F || cp == 0xFE0E || (cp >= 0x1F3FB && cp <= 0x1F3FF);
}

uint64_t scrm_lexicon_emoji(struct scrm_slice text)
{
    char plain[64]; /* longer sequences than families and flags do not exist */
    size_t len = 0;
    const char *end = scrm_slice_end(text);

    for (const char *p = text.at; p < end;) {
        uint32_t cp;
        size_t n = scrm_utf8_decode(p, end, &cp);

        if (!is_dressing(cp) && len + n <= sizeof plain) {
            memcpy(plain + len, p, n);
            len += n;
        }
        p += n;
    }
    return scrm_token_hash((struct scrm_slice){plain, len});
}

uint64_t scrm_lexicon_emoji_base(struct scrm_slice text)
{
    uint32_t cp;

    if (text.len)
        text.len = scrm_utf8_decode(text.at, scrm_slice_end(text), &cp);
    return scrm_token_hash(text);
}

uint64_t scrm_lexicon_emoticon(struct scrm_slice text)
{
    return scrm_token_hash(text) ^ UINT64_C(0x3a29282d3b292d3a);
}
