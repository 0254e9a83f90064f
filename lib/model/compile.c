/*
 * Growing a lexicon's trie, term by term. Reading the CSV files is
 * model/sources.c, the terms' notation model/phrase.c, laying the grown trie
 * out flat model/lay.c. The same rows in the same order give the same bytes.
 */
#include "model/compile.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "model/builder.h"
#include "model/phrase.h"
#include "text/words.h"

/* A term may spell out to this many phrases. */
enum { PATHS_MAX = 4096 };

static void slot_put(struct scrm_lexicon_slot *slots, unsigned bits, uint32_t parent,
                     uint64_t hash, uint32_t index)
{
    uint64_t mixed = scrm_lexicon_mix(parent, hash);
    size_t mask = ((size_t)1 << bits) - 1;
    size_t slot = (size_t)(mixed >> (64 - bits));

    while (slots[slot].node)
        slot = (slot + 1) & mask;
    slots[slot] = (struct scrm_lexicon_slot){(uint32_t)mixed, index};
}

static void slots_fill(struct scrm_lexicon_builder *builder, unsigned bits)
{
    free(builder->slots);
    builder->bits = bits;
    builder->slots = scrm_alloc_zero((size_t)1 << bits, sizeof *builder->slots);
    for (size_t i = 1; i < builder->n; i++)
        slot_put(builder->slots, bits, builder->nodes[i].parent, builder->nodes[i].hash,
                 (uint32_t)i);
}

static uint32_t child_get(const struct scrm_lexicon_builder *builder, uint32_t parent,
                          uint64_t hash)
{
    uint64_t mixed = scrm_lexicon_mix(parent, hash);
    size_t mask = ((size_t)1 << builder->bits) - 1;
    size_t slot = (size_t)(mixed >> (64 - builder->bits));

    for (; builder->slots[slot].node; slot = (slot + 1) & mask) {
        const struct scrm_growing *node = &builder->nodes[builder->slots[slot].node];

        if (node->hash == hash && node->parent == parent)
            return builder->slots[slot].node;
    }
    return 0;
}

static uint32_t child_add(struct scrm_lexicon_builder *builder, uint32_t parent, uint64_t hash)
{
    uint32_t found = child_get(builder, parent, hash);

    if (found)
        return found;
    if (builder->n * 2 >= (size_t)1 << builder->bits)
        slots_fill(builder, builder->bits + 1);
    SCRM_GROW(builder->nodes, builder->n, builder->cap);
    builder->nodes[builder->n] = (struct scrm_growing){.hash = hash, .parent = parent};
    slot_put(builder->slots, builder->bits, parent, hash, (uint32_t)builder->n);
    return (uint32_t)builder->n++;
}

struct scrm_lexicon_builder *scrm_lexicon_builder_new(const char *language,
                                                      const char *const *intents, size_t n)
{
    struct scrm_lexicon_builder *builder = scrm_alloc_zero(1, sizeof *builder);

    builder->intents = intents;
    builder->n_intents = n;
    snprintf(builder->language, sizeof builder->language, "%s", language);
    snprintf(builder->version, sizeof builder->version, "0");
    scrm_buf_putc(&builder->strings, '\0'); /* offset 0 means "none" */
    SCRM_GROW(builder->nodes, builder->n, builder->cap);
    builder->nodes[builder->n++] = (struct scrm_growing){0};
    slots_fill(builder, 10);
    builder->class_names[SCRM_CLASS_NUMBER] = (uint32_t)builder->strings.len;
    scrm_buf_put(&builder->strings, "number", 7);
    builder->class_names[SCRM_CLASS_MONEY] = (uint32_t)builder->strings.len;
    scrm_buf_put(&builder->strings, "money", 6);
    builder->n_classes = 2;
    return builder;
}

void scrm_lexicon_builder_free(struct scrm_lexicon_builder *builder)
{
    if (!builder)
        return;
    free(builder->nodes);
    free(builder->cues);
    free(builder->slots);
    scrm_buf_fini(&builder->strings);
    scrm_buf_fini(&builder->sources);
    free(builder);
}

void scrm_lexicon_set_version(struct scrm_lexicon_builder *builder, struct scrm_slice version)
{
    snprintf(builder->version, sizeof builder->version, "%.*s", SCRM_FMT(version));
}

bool scrm_lexicon_set_spelling(struct scrm_lexicon_builder *builder, struct scrm_slice name,
                               struct scrm_slice value, struct scrm_err *err)
{
    struct scrm_spelling spelling = builder->spelling;

    if (!scrm_spelling_read(&spelling, name, value, err))
        return false;
    if (builder->n > 1 && !err->code &&
        (spelling.accents != builder->spelling.accents ||
         spelling.apostrophe != builder->spelling.apostrophe))
        scrm_err_set(err, SCRM_EXIT_CONFIG, "the shipped words are spelled otherwise");
    builder->spelling = spelling;
    return true;
}

void scrm_lexicon_count_row(struct scrm_lexicon_builder *builder, enum scrm_signal signal)
{
    builder->rows[signal]++;
}

void scrm_lexicon_take_source(struct scrm_lexicon_builder *builder, struct scrm_slice bytes)
{
    scrm_digest_put(&builder->sources, scrm_digest(bytes.at, bytes.len));
}

int scrm_lexicon_intent(const struct scrm_lexicon_builder *builder, struct scrm_slice name,
                        const char **nearest)
{
    for (size_t i = 0; i < builder->n_intents; i++)
        if (scrm_slice_is(name, builder->intents[i]))
            return (int)i;
    *nearest = scrm_err_nearest(name, builder->intents, builder->n_intents);
    return -1;
}

/* The number of a class, or -1. */
static int class_find(const struct scrm_lexicon_builder *builder, struct scrm_slice name)
{
    for (unsigned i = 0; i < builder->n_classes; i++)
        if (scrm_slice_is(name, builder->strings.at + builder->class_names[i]))
            return (int)i;
    return -1;
}

int scrm_lexicon_add_class(struct scrm_lexicon_builder *builder, struct scrm_slice class,
                           struct scrm_slice word, struct scrm_err *err)
{
    uint64_t hash[2];
    uint32_t node;
    int number = class_find(builder, class);

    if (number < 0) {
        if (builder->n_classes == SCRM_CLASSES_MAX)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "more than %d classes",
                                SCRM_CLASSES_MAX);
        number = (int)builder->n_classes++;
        builder->class_names[number] = (uint32_t)builder->strings.len;
        scrm_buf_put_slice(&builder->strings, class);
        scrm_buf_putc(&builder->strings, '\0');
    }
    if (scrm_phrase_tokens(word, &builder->spelling, hash, 2) != 1)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "\"%.*s\" is not one word", SCRM_FMT(word));
    node = child_add(builder, 0, hash[0]); /* which may move builder->nodes */
    builder->nodes[node].classes |= UINT64_C(1) << number;
    return 0;
}

/* Hangs the cue on the node, in place of one that says the same kind of thing. */
static void cue_put(struct scrm_lexicon_builder *builder, uint32_t node,
                    const struct scrm_cue *cue)
{
    uint32_t *link = &builder->nodes[node].cues;

    for (; *link; link = &builder->cues[*link - 1].next) {
        struct scrm_cue *old = &builder->cues[*link - 1].cue;

        if (old->signal == cue->signal && old->detail == cue->detail) {
            *old = *cue;
            return;
        }
    }
    if (builder->n_cues == builder->cap_cues) { /* growing moves what `link` points into */
        SCRM_GROW(builder->cues, builder->n_cues, builder->cap_cues);
        cue_put(builder, node, cue);
        return;
    }
    *link = (uint32_t)builder->n_cues + 1;
    builder->cues[builder->n_cues++] = (struct scrm_linked_cue){*cue, 0};
}

struct adding {
    struct scrm_lexicon_builder *builder;
    const struct scrm_phrase *phrase;
    const struct scrm_cue *cue;
    size_t paths;
};

static int add_from(struct adding *adding, size_t place, uint32_t node, struct scrm_err *err);

static int add_choice(struct adding *adding, size_t place,
                      const struct scrm_phrase_choice *choice, uint32_t node,
                      struct scrm_err *err)
{
    struct scrm_lexicon_builder *builder = adding->builder;

    if (choice->class.at) {
        int class = class_find(builder, choice->class);

        if (class < 0)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "no class <%.*s> in classes.csv",
                                SCRM_FMT(choice->class));
        builder->nodes[node].class_edges |= UINT64_C(1) << class;
        node = child_add(builder, node, SCRM_EDGE_CLASS + (uint64_t) class);
    }
    for (size_t i = 0; i < choice->n; i++) {
        builder->nodes[node].filter |= scrm_lexicon_bit(choice->tokens[i]);
        node = child_add(builder, node, choice->tokens[i]);
    }
    return add_from(adding, place + 1, node, err);
}

/* Adds all paths from `place` on below `node`. */
static int add_from(struct adding *adding, size_t place, uint32_t node, struct scrm_err *err)
{
    const struct scrm_phrase_place *here = &adding->phrase->places[place];

    if (place == adding->phrase->n) {
        if (++adding->paths > PATHS_MAX)
            return scrm_err_set(err, SCRM_EXIT_CONFIG, "spells out to more than %d phrases",
                                PATHS_MAX);
        if (node)
            cue_put(adding->builder, node, adding->cue);
        return 0;
    }
    if (here->gap) {
        adding->builder->nodes[node].flags |= here->gap == 1 ? SCRM_NODE_GAP : SCRM_NODE_FAR;
        node = child_add(adding->builder, node, here->gap == 1 ? SCRM_EDGE_GAP : SCRM_EDGE_FAR);
        return add_from(adding, place + 1, node, err);
    }
    if (here->optional && add_from(adding, place + 1, node, err))
        return -1;
    for (size_t i = 0; i < here->n; i++)
        if (add_choice(adding, place, &here->choices[i], node, err))
            return -1;
    return 0;
}

/* The cue with its term's text kept in the table. */
static struct scrm_cue cue_named(struct scrm_lexicon_builder *builder, struct scrm_slice term,
                                 const struct scrm_cue *cue)
{
    struct scrm_cue named = *cue;

    named.term = (uint32_t)builder->strings.len;
    scrm_buf_put_slice(&builder->strings, term);
    scrm_buf_putc(&builder->strings, '\0');
    return named;
}

int scrm_lexicon_add(struct scrm_lexicon_builder *builder, struct scrm_slice term,
                     const struct scrm_cue *cue, struct scrm_err *err)
{
    struct scrm_phrase phrase;
    struct scrm_cue named;
    struct adding adding = {builder, &phrase, &named, 0};

    term = scrm_slice_trim(term);
    if (scrm_phrase_parse(term, &builder->spelling, &phrase, err))
        return -1;
    named = cue_named(builder, term, cue);
    return add_from(&adding, 0, 0, err);
}

int scrm_lexicon_add_emoticon(struct scrm_lexicon_builder *builder, struct scrm_slice term,
                              const struct scrm_cue *cue, struct scrm_err *err)
{
    struct scrm_cue named;

    if (!term.len || term.len > SCRM_EMOTICON_MAX)
        return scrm_err_set(err, SCRM_EXIT_CONFIG, "an emoticon has 1 to %d bytes",
                            SCRM_EMOTICON_MAX);
    named = cue_named(builder, term, cue);
    cue_put(builder, child_add(builder, 0, scrm_lexicon_emoticon(term)), &named);
    return 0;
}
