/*
 * The parts of a descriptor, each parsed by its own file. Inside lib/source.
 */
#ifndef SCRM_SOURCE_PARSE_H
#define SCRM_SOURCE_PARSE_H

#include "source/descriptor.h"

/* Streams and what they are made of (stream.c). */
int scrm_stream_parse(struct scrm_stream *stream, const struct scrm_node *node, bool inner,
                      struct scrm_err *err);
void scrm_stream_fini(struct scrm_stream *stream);
/* The request alone: url, params, headers, body, records, where. */
int scrm_request_parse(struct scrm_stream *stream, const struct scrm_node *node,
                       struct scrm_err *err);

/* Asking again (recheck.c), once the streams are there. */
int scrm_recheck_parse(struct scrm_source *source, const struct scrm_node *node,
                       struct scrm_err *err);
void scrm_recheck_free(struct scrm_recheck *recheck);

/* The network's manners (manners.c): credentials, rates, answers. */
int scrm_auth_parse(struct scrm_auth *auth, const struct scrm_node *node, struct scrm_err *err);
void scrm_auth_fini(struct scrm_auth *auth);
int scrm_rate_parse(struct scrm_rate *rate, const struct scrm_node *node, struct scrm_err *err);
void scrm_rate_fini(struct scrm_rate *rate);
int scrm_responses_parse(struct scrm_source *source, const struct scrm_node *node,
                         struct scrm_err *err);
void scrm_response_fini(struct scrm_response_rule *rule);

/* What a post is made of (mapping.c): map, records, recognise, ignore. */
int scrm_mapping_parse(struct scrm_source *source, const struct scrm_node *root,
                       struct scrm_err *err);
void scrm_mapping_fini(struct scrm_source *source);

/* Refuses names after @ that nothing gives a value to (names.c). */
int scrm_names_check(struct scrm_source *source, struct scrm_err *err);

/* Optional parts: nothing happens where `map` has no `key`. -1 on errors. */
int scrm_parse_template(const struct scrm_node *map, const char *key,
                        struct scrm_template *template, struct scrm_err *err);
/* The same for an address: it begins with a scheme, or with a hole. */
int scrm_parse_address(const struct scrm_node *map, const char *key,
                       struct scrm_template *template, struct scrm_err *err);
/* Adds to an error with a place in the file the key that stands there, unless its text has it
 * already. */
void scrm_parse_name_key(const struct scrm_node *root, struct scrm_err *err);
/* 1 parsed, 0 missing, -1. */
int scrm_parse_path(const struct scrm_node *map, const char *key, struct scrm_path *path,
                    struct scrm_err *err);
/* Index of `key`'s text among `names` (NULL-terminated) into `*choice`; 78 with a hint. */
int scrm_parse_choice(const struct scrm_node *map, const char *key, const char *const *names,
                      int *choice, struct scrm_err *err);
/* A map from names to templates. */
int scrm_parse_named(const struct scrm_node *node, struct scrm_named_template **list, size_t *n,
                     struct scrm_err *err);
void scrm_named_fini(struct scrm_named_template *list, size_t n);

#endif
