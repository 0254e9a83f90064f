/*
 * Laying a grown trie out as the flat table of model/layout.h: the words
 * have a table of their own, since every token of every text looks one up;
 * the nodes stand brother beside brother, so that a step costs one look.
 */
#include "model/builder.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"

/* What is being written. */
struct laying {
    const struct scrm_lexicon_builder *builder;
    uint32_t *order;    /* grown node of each new number */
    uint32_t *children; /* first child of each new number, one more at the end */
    uint32_t words;     /* children of the root: numbers 1 to words */
    uint64_t *sets;     /* distinct sets of classes; 0 is the empty one */
    size_t n_sets, cap_sets;
    struct scrm_buf out;
};

/* A grown node, to be put in order. */
struct child {
    uint64_t hash;
    uint32_t parent, grown;
};

static int by_parent_and_hash(const void *a, const void *b)
{
    const struct child *x = a, *y = b;

    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Numbers the nodes anew: the root, then the children of each node in its turn, by hash. */
static void number_nodes(struct laying *laying)
{
    const struct scrm_lexicon_builder *builder = laying->builder;
    size_t n = builder->n - 1;
    struct child *all = scrm_alloc_zero(builder->n, sizeof *all);
    uint32_t *first = scrm_alloc_zero(builder->n + 1, sizeof *first); /* of a grown parent */
    uint32_t next = 1;

    for (size_t i = 0; i < n; i++) {
        const struct scrm_growing *node = &builder->nodes[i + 1];

        all[i] = (struct child){node->hash, node->parent, (uint32_t)i + 1};
        first[node->parent + 1]++;
    }
    for (size_t i = 0; i < builder->n; i++)
        first[i + 1] += first[i];
    qsort(all, n, sizeof *all, by_parent_and_hash);
    laying->order = scrm_alloc_zero(builder->n, sizeof *laying->order);
    laying->children = scrm_alloc_zero(builder->n + 1, sizeof *laying->children);
    for (size_t i = 0; i < builder->n; i++) {
        uint32_t grown = laying->order[i];

        laying->children[i] = next;
        for (uint32_t k = first[grown]; k < first[grown + 1]; k++)
            laying->order[next++] = all[k].grown;
    }
    laying->children[builder->n] = next;
    laying->words = laying->children[1] - 1;
    free(all);
    free(first);
}

static uint16_t set_number(struct laying *laying, uint64_t set)
{
    size_t i = 0;

    while (i < laying->n_sets && laying->sets[i] != set)
        i++;
    if (i == laying->n_sets) {
        SCRM_GROW(laying->sets, laying->n_sets, laying->cap_sets);
        laying->sets[laying->n_sets++] = set;
    }
    return (uint16_t)i;
}

/* Appends bytes and fills up to a multiple of 8; returns where they stand. */
static uint32_t put_padded(struct scrm_buf *out, const void *bytes, size_t len)
{
    static const char zeros[8];
    size_t from = out->len;

    if (len)
        scrm_buf_put(out, bytes, len);
    scrm_buf_put(out, zeros, (8 - out->len % 8) % 8);
    return (uint32_t)from;
}

static uint32_t bits_for(size_t n)
{
    uint32_t bits = 6;

    while ((size_t)1 << bits < n)
        bits++;
    return bits;
}

/* Slots, at most four fifths of them taken, and a bitmap of eight to sixteen bits a word. */
static void put_words(struct laying *laying, struct scrm_lexicon *head)
{
    uint32_t bits = bits_for(laying->words + laying->words / 4);
    uint32_t seen_bits = bits_for((size_t)laying->words * 8);
    size_t mask = ((size_t)1 << bits) - 1;
    struct scrm_lexicon_slot *slots = scrm_alloc_zero(mask + 1, sizeof *slots);
    uint64_t *seen = scrm_alloc_zero((size_t)1 << (seen_bits - 6), sizeof *seen);

    for (uint32_t i = 1; i <= laying->words; i++) {
        uint64_t mixed = scrm_lexicon_mix(0, laying->builder->nodes[laying->order[i]].hash);
        size_t slot = (size_t)(mixed >> (64 - bits)), bit = (size_t)(mixed >> (64 - seen_bits));

        while (slots[slot].node)
            slot = (slot + 1) & mask;
        slots[slot] = (struct scrm_lexicon_slot){(uint32_t)mixed, i};
        seen[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    head->words_bits = bits;
    head->seen_bits = seen_bits;
    head->words_at = put_padded(&laying->out, slots, (mask + 1) * sizeof *slots);
    head->seen_at = put_padded(&laying->out, seen, (size_t)1 << (seen_bits - 3));
    free(slots);
    free(seen);
}

/* What a term may begin with besides words. */
static void put_class_nodes(const struct laying *laying, struct scrm_lexicon *head)
{
    for (uint32_t i = 1; i <= laying->words; i++) {
        uint64_t hash = laying->builder->nodes[laying->order[i]].hash;

        if (hash - SCRM_EDGE_CLASS < SCRM_CLASSES_MAX)
            head->class_nodes[hash - SCRM_EDGE_CLASS] = i;
    }
}

/* The nodes, and their cues one node's after the other's. */
static void put_nodes(struct laying *laying, struct scrm_lexicon *head)
{
    const struct scrm_lexicon_builder *builder = laying->builder;
    struct scrm_buf nodes = {0}, cues = {0};
    uint32_t n_cues = 0;

    for (size_t i = 0; i < builder->n; i++) {
        const struct scrm_growing *grown = &builder->nodes[laying->order[i]];
        struct scrm_lexicon_node node = {.hash = grown->hash,
                                         .filter = grown->filter,
                                         .children = laying->children[i],
                                         .cues = n_cues,
                                         .classes = set_number(laying, grown->classes),
                                         .class_edges = set_number(laying, grown->class_edges),
                                         .flags = grown->flags};

        for (uint32_t link = grown->cues; link; link = builder->cues[link - 1].next) {
            scrm_buf_put(&cues, (const char *)&builder->cues[link - 1].cue,
                         sizeof(struct scrm_cue));
            node.n_cues++;
            n_cues++;
        }
        scrm_buf_put(&nodes, (const char *)&node, sizeof node);
    }
    scrm_buf_put(&nodes,
                 (const char *)&(struct scrm_lexicon_node){.children = (uint32_t)builder->n},
                 sizeof(struct scrm_lexicon_node));
    head->nodes_at = put_padded(&laying->out, nodes.at, nodes.len);
    head->cues_at = put_padded(&laying->out, scrm_buf_text(&cues), cues.len);
    head->sets_at = put_padded(&laying->out, laying->sets, laying->n_sets * sizeof(uint64_t));
    head->sets_n = (uint32_t)laying->n_sets;
    scrm_buf_fini(&nodes);
    scrm_buf_fini(&cues);
}

void *scrm_lexicon_build(const struct scrm_lexicon_builder *builder, size_t *size)
{
    struct laying laying = {.builder = builder};
    struct scrm_buf digest = {0};
    struct scrm_lexicon head = {.magic = SCRM_LEXICON_MAGIC,
                                .order = SCRM_LEXICON_ORDER,
                                .nodes_n = (uint32_t)builder->n,
                                .cues_n = (uint32_t)builder->n_cues,
                                .strings_size = (uint32_t)builder->strings.len};

    head.spelling = builder->spelling;
    memcpy(head.rows, builder->rows, sizeof head.rows);
    memcpy(head.class_names, builder->class_names, sizeof head.class_names);
    memcpy(head.language, builder->language, sizeof head.language);
    memcpy(head.version, builder->version, sizeof head.version);
    scrm_digest_put(&digest,
                    scrm_digest(scrm_buf_text(&builder->sources), builder->sources.len));
    memcpy(head.digest, digest.at, digest.len);
    scrm_buf_fini(&digest);

    number_nodes(&laying);
    set_number(&laying, 0);
    put_padded(&laying.out, &head, sizeof head);
    put_words(&laying, &head);
    put_class_nodes(&laying, &head);
    put_nodes(&laying, &head);
    head.strings_at = put_padded(&laying.out, builder->strings.at, builder->strings.len);
    head.size = (uint32_t)laying.out.len;
    memcpy(laying.out.at, &head, sizeof head);
    *size = laying.out.len;
    free(laying.order);
    free(laying.children);
    free(laying.sets);
    return scrm_buf_take(&laying.out);
}
