/*
 * The compiled lexicon's bytes: what model/compile.c writes and
 * model/lexicon.c reads. All offsets count bytes from the header; integers
 * are in the byte order of the machine, which the header names.
 */
#ifndef SCRM_MODEL_LAYOUT_H
#define SCRM_MODEL_LAYOUT_H

#include "model/lexicon.h"

#define SCRM_LEXICON_MAGIC "SCRMLEX4"
#define SCRM_LEXICON_ORDER UINT32_C(0x01020304)

/* Edges that are no words. Real hashes may equal them with a chance of 2^-64. */
#define SCRM_EDGE_GAP UINT64_C(0x5c1f2a9d3b6e8471)   /* "*": up to 2 words between */
#define SCRM_EDGE_FAR UINT64_C(0xa3d07e5514c98b2f)   /* "**": up to 5 words between */
#define SCRM_EDGE_CLASS UINT64_C(0xe96b1c47d2f03a58) /* + number of the class */

enum { SCRM_GAP_WORDS = 2, SCRM_FAR_WORDS = 5 };

enum { SCRM_NODE_GAP = 1, SCRM_NODE_FAR = 2 };

struct scrm_lexicon {
    char magic[8];
    uint32_t order;
    uint32_t size;                 /* of everything */
    uint32_t words_at, words_bits; /* slots of the root's edges: single words */
    uint32_t seen_at, seen_bits;   /* a bitmap over their mixed hashes: a clear bit says "no
                                      such word" without a cache miss */
    uint32_t nodes_at, nodes_n;    /* struct scrm_lexicon_node; 0 is the root. The children of
                                      a node stand together, by hash, behind those of the
                                      node before it; one more node ends the last ones */
    uint32_t sets_at, sets_n;      /* uint64_t: sets of classes; 0 is the empty one */
    uint32_t cues_at, cues_n;      /* struct scrm_cue */
    uint32_t strings_at, strings_size; /* NUL-terminated */
    uint32_t rows[8];                  /* CSV rows by signal */
    struct scrm_spelling spelling;
    uint32_t class_names[SCRM_CLASSES_MAX]; /* offsets into strings, 0 = no such class */
    uint32_t class_nodes[SCRM_CLASSES_MAX]; /* children of the root that a class leads to */
    char language[16], version[24], digest[40];
};

struct scrm_lexicon_slot {
    uint32_t tag;  /* low half of the mixed hash */
    uint32_t node; /* 0 = empty */
};

/* Two to a cache line. */
struct scrm_lexicon_node {
    uint64_t hash;   /* of the edge that leads here */
    uint64_t filter; /* one bit for each word edge that leaves: scrm_lexicon_bit of its hash */
    uint32_t children;    /* the first; the next node's first ends them */
    uint32_t cues;        /* first of them */
    uint16_t classes;     /* set of this word's classes (children of the root only) */
    uint16_t class_edges; /* set of classes for which an edge leaves */
    uint16_t n_cues;
    uint16_t flags; /* SCRM_NODE_GAP, SCRM_NODE_FAR */
};

/* The bit of a node's filter that a word edge sets. */
static inline uint64_t scrm_lexicon_bit(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 58);
}

static inline uint64_t scrm_lexicon_mix(uint32_t parent, uint64_t hash)
{
    return (hash ^ (uint64_t)parent * UINT64_C(0x9e3779b97f4a7c15)) *
           UINT64_C(0xd6e8feb86659fd93);
}

#endif
