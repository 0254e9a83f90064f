/*
 * Inside of lib/config: how trees are made, and how a byte of the source
 * becomes a line and a column. Nobody outside of this room includes it.
 */
#ifndef SCRM_CONFIG_TREE_H
#define SCRM_CONFIG_TREE_H

#include "base/arena.h"
#include "config/node.h"

/* A point of the source, walked forwards only. Lines end at LF, CR or CRLF. */
struct scrm_place {
    size_t at;             /* byte */
    size_t index;          /* character, from 0 */
    uint32_t line, column; /* from 1; the column in characters */
};

#define SCRM_PLACE_START ((struct scrm_place){0, 0, 1, 1})

enum scrm_style {
    SCRM_STYLE_NONE,   /* lists and maps */
    SCRM_STYLE_PLAIN,  /* without quotes */
    SCRM_STYLE_SINGLE, /* 'text', a quote is '' */
    SCRM_STYLE_DOUBLE, /* "text" with escapes, also JSON's */
    SCRM_STYLE_BLOCK,  /* | and > */
};

struct scrm_config {
    char *file;
    struct scrm_buf text; /* the source, without a BOM */
    char digest[33];
    struct scrm_arena arena; /* nodes and their texts */
    struct scrm_node *root;
};

/* A node and what only this room knows of it. `node` comes first. */
struct scrm_tree {
    struct scrm_node node;
    size_t at;             /* byte of the source where it begins */
    size_t weight;         /* nodes in it, aliases counted as often as they stand */
    size_t cap;            /* of items (and keys) */
    enum scrm_style style; /* of a scalar */
    bool decorated;        /* an anchor or a tag stands before the scalar */
};

/* Limits: bytes of a file, lists and maps in each other, nodes of a tree. */
#define SCRM_CONFIG_BYTES_MAX ((size_t)16 << 20)
#define SCRM_CONFIG_DEPTH_MAX 100
#define SCRM_CONFIG_NODES_MAX 1000000

/* A zeroed node at a place, in the arena of `config`. */
struct scrm_tree *scrm_tree_new(struct scrm_config *config, enum scrm_node_kind kind,
                                struct scrm_place place);

/* Copies the text of a scalar into the arena. */
void scrm_tree_set_text(struct scrm_tree *tree, const char *at, size_t len);

/* Adds to a LIST (key NULL) or MAP; false past SCRM_CONFIG_NODES_MAX. */
bool scrm_tree_add(struct scrm_tree *parent, struct scrm_tree *key, struct scrm_tree *child);

/* The builders: fill config->root. -1 with 78 and its place. */
int scrm_yaml_build(struct scrm_config *config, struct scrm_err *err);
int scrm_json_build(struct scrm_config *config, struct scrm_err *err);

/*
 * Kind and value of a plain scalar by the core schema (YAML 1.2.2, section
 * 10.3.2) from its text. NULL, or what is wrong: infinities, not-a-numbers
 * and numbers that do not fit are refused.
 */
const char *scrm_scalar_resolve(struct scrm_node *node);

/* A number of the core schema (".5", "+1.", "007") as JSON writes it. */
void scrm_scalar_put_json(struct scrm_buf *out, struct scrm_slice number);

/* One character further; nothing at the end of the source. */
void scrm_place_step(struct scrm_place *place, struct scrm_slice source);

/* Forward to a byte. */
void scrm_place_reach(struct scrm_place *place, struct scrm_slice source, size_t at);

/* The byte of the source at which the character `offset` of a scalar's text stands. */
size_t scrm_place_inside(const struct scrm_tree *tree, size_t offset);

/* Sets 78 with line, column and excerpt. Returns -1. */
int scrm_place_error(const struct scrm_config *config, struct scrm_place place,
                     struct scrm_err *err, const char *text);

#endif
