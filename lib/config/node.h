/*
 * Hand-written files as trees that remember where everything stands.
 *
 * YAML 1.2 core schema through libyaml (aliases resolved with a limit, no
 * tags beyond the core, duplicate and merge keys refused), or JSON through
 * jansson when the file starts with `{`. Every node knows its file, line and
 * column, so an error about its content shows the line with a caret.
 *
 * An aliased node stands several times in the tree, with the place of its anchor.
 */
#ifndef SCRM_CONFIG_NODE_H
#define SCRM_CONFIG_NODE_H

#include <stdint.h>

#include "base/err.h"

enum scrm_node_kind {
    SCRM_NODE_NULL,
    SCRM_NODE_BOOL,
    SCRM_NODE_INT,
    SCRM_NODE_NUMBER,
    SCRM_NODE_TEXT,
    SCRM_NODE_LIST,
    SCRM_NODE_MAP,
};

struct scrm_node {
    enum scrm_node_kind kind;
    const struct scrm_config *config; /* the file it stands in */
    uint32_t line, column;            /* from 1 */
    struct scrm_slice text;           /* scalars: unquoted, unfolded; NUL behind */
    bool quoted;                      /* a scalar in quotes or a block */
    int64_t integer;                  /* INT, BOOL */
    double number;                    /* INT, NUMBER */
    size_t n;                         /* LIST: items, MAP: pairs */
    struct scrm_node **items;         /* LIST: n items; MAP: n values */
    struct scrm_node **keys;          /* MAP: n keys, TEXT nodes, in order */
};

/* One loaded file; owns its nodes. A file without content has a NULL node as its root. */
struct scrm_config;

/* 66, 77 as scrm_file_read; 78 with line and column for bad syntax. */
struct scrm_config *scrm_config_load(const char *path, struct scrm_err *err);

/* From memory; `name` stands in errors. */
struct scrm_config *scrm_config_parse(struct scrm_slice text, const char *name,
                                      struct scrm_err *err);
void scrm_config_free(struct scrm_config *config);

const struct scrm_node *scrm_config_root(const struct scrm_config *config);
const char *scrm_config_file(const struct scrm_config *config);
/* Digest of the bytes it was read from, 32 hex digits; borrowed. */
const char *scrm_config_digest(const struct scrm_config *config);

/* Error 78 at the node: file, line, column, excerpt. `offset` counts characters
 * into a scalar's text, so that a condition's error points inside it (0: its start). Returns
 * -1. */
int scrm_node_error(const struct scrm_node *node, size_t offset, struct scrm_err *err,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "a list", "text", ... for messages. */
const char *scrm_node_kind_name(const struct scrm_node *node);

/* Value of `key` in a MAP; NULL where missing or where `map` is NULL or no MAP. */
const struct scrm_node *scrm_node_get(const struct scrm_node *map, const char *key);

/* As scrm_node_get, but missing or null is an error at the MAP. */
const struct scrm_node *scrm_node_need(const struct scrm_node *map, const char *key,
                                       struct scrm_err *err);

/* Refuses keys of a MAP that are not in `known` (NULL-terminated), with "did you
 * mean"; and a node that is no MAP. NULL and null nodes pass. */
int scrm_node_known(const struct scrm_node *map, const char *const *known,
                    struct scrm_err *err);

/*
 * Typed reading of `map`'s `key`: 1 stored; 0 missing or null (nothing stored);
 * -1 wrong kind, with the error at the value. Texts are borrowed.
 */
int scrm_node_text(const struct scrm_node *map, const char *key, struct scrm_slice *out,
                   struct scrm_err *err);
int scrm_node_int(const struct scrm_node *map, const char *key, int64_t *out,
                  struct scrm_err *err);
int scrm_node_bool(const struct scrm_node *map, const char *key, bool *out,
                   struct scrm_err *err);
int scrm_node_duration(const struct scrm_node *map, const char *key, int64_t *ms,
                       struct scrm_err *err);

/* Any scalar as it was written, for names and versions that look like numbers. */
int scrm_node_written(const struct scrm_node *map, const char *key, struct scrm_slice *out,
                      struct scrm_err *err);

/* A number in ten-thousandths (base/num.h). */
int scrm_node_fixed(const struct scrm_node *map, const char *key, int64_t *out,
                    struct scrm_err *err);

/* A size in bytes: 65536, 64k, 16MiB. */
int scrm_node_size(const struct scrm_node *map, const char *key, uint64_t *bytes,
                   struct scrm_err *err);

/* One of `choices` (NULL-terminated); stores its index. */
int scrm_node_choice(const struct scrm_node *map, const char *key, const char *const *choices,
                     size_t *out, struct scrm_err *err);

/* A LIST or MAP: stores the node itself. */
int scrm_node_list(const struct scrm_node *map, const char *key, const struct scrm_node **out,
                   struct scrm_err *err);
int scrm_node_map(const struct scrm_node *map, const char *key, const struct scrm_node **out,
                  struct scrm_err *err);

#endif
