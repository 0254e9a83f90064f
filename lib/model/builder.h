/*
 * The lexicon while it grows: shared by model/compile.c, which grows it, and
 * model/lay.c, which lays it out. Nobody else includes this.
 */
#ifndef SCRM_MODEL_BUILDER_H
#define SCRM_MODEL_BUILDER_H

#include "model/compile.h"
#include "model/layout.h"

struct scrm_linked_cue {
    struct scrm_cue cue;
    uint32_t next; /* index + 1 of the node's next cue, 0 = none */
};

/* A node while the trie grows. */
struct scrm_growing {
    uint64_t hash, classes, class_edges, filter;
    uint32_t parent;
    uint32_t cues; /* index + 1 of the first, 0 = none */
    uint16_t flags;
};

struct scrm_lexicon_builder {
    const char *const *intents;
    size_t n_intents;
    struct scrm_growing *nodes;
    size_t n, cap;
    struct scrm_linked_cue *cues;
    size_t n_cues, cap_cues;
    struct scrm_lexicon_slot *slots;
    unsigned bits;
    struct scrm_buf strings, sources;
    uint32_t class_names[SCRM_CLASSES_MAX];
    unsigned n_classes;
    struct scrm_spelling spelling;
    uint32_t rows[8];
    char language[16], version[24];
};

#endif
