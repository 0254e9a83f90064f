/*
 * Configuration in layers: shipped defaults < the desk < a client's overlay.
 *
 * A MAP laid on a MAP joins it key by key; anything else replaces what was
 * there, and a null takes it back to "not given". Lists are replaced whole,
 * except lists of named MAPs (scrm_layers_named), which join item by item. Every
 * node keeps the file, line and column it came from.
 */
#ifndef SCRM_CONFIG_LAYERS_H
#define SCRM_CONFIG_LAYERS_H

#include "config/node.h"

struct scrm_layers;

struct scrm_layers *scrm_layers_new(void);
void scrm_layers_free(struct scrm_layers *layers);

/* Items of lists that are MAPs with this key are joined by its value: what is
 * new goes to the end. `key` ("rule", "queue") is borrowed for the life of the
 * layers. Say it before adding. */
void scrm_layers_named(struct scrm_layers *layers, const char *key);

/* Lays a file on top: -1 as scrm_config_load. The second takes the config over. */
int scrm_layers_load(struct scrm_layers *layers, const char *path, struct scrm_err *err);
void scrm_layers_add(struct scrm_layers *layers, struct scrm_config *taken);

/* All layers as one tree, borrowed; NULL before the first. */
const struct scrm_node *scrm_layers_root(const struct scrm_layers *layers);

/* Digest over the digests of all layers, 32 hex digits; borrowed. */
const char *scrm_layers_digest(const struct scrm_layers *layers);

#endif
