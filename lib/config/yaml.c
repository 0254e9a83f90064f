/*
 * YAML files as trees: libyaml's one door.
 *
 * Takes YAML 1.2 with the core schema in one document. Refuses what makes a
 * file mean something else than it seems to: duplicate keys, merge keys, a
 * second document, tags beyond the core, keys that are no text; and what makes
 * it grow: aliases that multiply it past SCRM_CONFIG_NODES_MAX, nesting past
 * SCRM_CONFIG_DEPTH_MAX.
 */
#include "config/tree.h"

#include <yaml.h>

#include "base/alloc.h"
#include "base/hash.h"

struct reader {
    struct scrm_config *config;
    struct scrm_slice source;
    yaml_parser_t parser;
    yaml_event_t event;
    struct scrm_place place; /* where the event begins */
    struct scrm_map anchors; /* name to node; 0 while the node is being read */
    unsigned depth;
    struct scrm_err *err;
};

/* libyaml's words, ours, and whether its context tells the better place. */
struct advice {
    const char *problem, *text, *hint;
    bool at_context;
};

#define BLOCK_HINT "a text with ': ' or ' #' or quotes in it goes in a block: KEY: >-"

static const struct advice advices[] = {
    {"mapping values are not allowed in this context", "a ':' where no key can be", BLOCK_HINT,
     false},
    {"did not find expected key", "a key was expected here",
     "is it indented like its neighbours? " BLOCK_HINT, false},
    {"found unexpected end of stream", "a quote opens here and is never closed", BLOCK_HINT,
     true},
    {"found unexpected document indicator", "a quote opens here and is never closed",
     BLOCK_HINT, true},
    {"could not find expected ':'", "a key without its ':'", BLOCK_HINT, true},
    {"found character that cannot start any token", "a text cannot begin with this character",
     "put the text in quotes, or in a block: KEY: >-", false},
    {"found unknown escape character", "an unknown escape in double quotes",
     "in 'single quotes' and in a block (KEY: >-) a backslash is a letter", false},
    {"did not find expected alphabetic or numeric character",
     "a name was expected behind '*' or '&'", "a text that begins with it goes in quotes",
     true},
    {"did not find expected ',' or '}'", "a ',' or '}' was expected here",
     "a text inside of { } that holds , } or ' #' goes in quotes", false},
    {"did not find expected ',' or ']'", "a ',' or ']' was expected here",
     "a text inside of [ ] that holds , ] or ' #' goes in quotes", false},
    {"did not find expected '-' indicator", "a '-' was expected here",
     "is it indented like its neighbours?", false},
    {"found a tab character that violates indentation", "indented with a tab", "use spaces",
     false},
    {"found a tab character where an indentation space is expected", "indented with a tab",
     "use spaces", false},
};

/* The place of a mark: libyaml counts characters, and so does a place. */
static struct scrm_place place_of(const struct reader *reader, yaml_mark_t mark)
{
    struct scrm_place place = reader->place;

    if (mark.index < place.index)
        place = SCRM_PLACE_START;
    while (place.index < mark.index && place.at < reader->source.len)
        scrm_place_step(&place, reader->source);
    return place;
}

static int fail(struct reader *reader, const char *text, const char *hint)
{
    if (reader->err->code == SCRM_EXIT_OK) {
        scrm_place_error(reader->config, reader->place, reader->err, text);
        if (hint)
            scrm_err_hint(reader->err, "%s", hint);
    }
    return -1;
}

/* libyaml's own refusal. */
static int fail_parser(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem ? parser->problem : "not YAML";
    struct advice advice = {problem, problem, NULL, false};

    if (parser->error == YAML_MEMORY_ERROR)
        scrm_out_of_memory();
    if (parser->error == YAML_READER_ERROR) {
        reader->place = SCRM_PLACE_START;
        scrm_place_reach(&reader->place, reader->source, parser->problem_offset);
        return fail(reader, problem, "configuration is text in UTF-8");
    }
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
        if (strcmp(problem, advices[i].problem) == 0)
            advice = advices[i];
    reader->place =
        place_of(reader, advice.at_context ? parser->context_mark : parser->problem_mark);
    if (reader->place.at < reader->source.len && reader->source.at[reader->place.at] == '\t' &&
        strstr(problem, "cannot start any token"))
        return fail(reader, "indented with a tab", "use spaces");
    return fail(reader, advice.text, advice.hint);
}

static int next(struct reader *reader)
{
    yaml_event_delete(&reader->event);
    if (!yaml_parser_parse(&reader->parser, &reader->event))
        return fail_parser(reader);
    reader->place = place_of(reader, reader->event.start_mark);
    return 0;
}

/* A tag of the core schema by its short name, NULL for "!" and none; -1 for any other. */
static int core_tag(struct reader *reader, const yaml_char_t *tag, const char **name)
{
    static const char prefix[] = "tag:yaml.org,2002:";
    static const char *const core[] = {"str", "int", "float", "bool", "null", "seq", "map"};
    const char *text = (const char *)tag;

    *name = NULL;
    if (!text || strcmp(text, "!") == 0)
        return 0;
    if (strncmp(text, prefix, sizeof prefix - 1) == 0)
        for (size_t i = 0; i < sizeof core / sizeof *core; i++)
            if (strcmp(text + sizeof prefix - 1, core[i]) == 0) {
                *name = core[i];
                return 0;
            }
    return fail(reader, "an unknown tag", "a text that begins with '!' goes in quotes");
}

/* Whether the value is what its tag says; an int may be tagged as a float. */
static int obey_tag(struct reader *reader, struct scrm_node *node, const char *tag)
{
    static const struct {
        const char *tag;
        enum scrm_node_kind kind;
    } kinds[] = {{"int", SCRM_NODE_INT},
                 {"float", SCRM_NODE_NUMBER},
                 {"bool", SCRM_NODE_BOOL},
                 {"null", SCRM_NODE_NULL}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(tag, kinds[i].tag) != 0)
            continue;
        if (kinds[i].kind == SCRM_NODE_NUMBER && node->kind == SCRM_NODE_INT)
            node->kind = SCRM_NODE_NUMBER;
        if (node->kind == kinds[i].kind)
            return 0;
    }
    return fail(reader, "the value is not what its tag says", NULL);
}

static struct scrm_tree *scalar(struct reader *reader, bool key)
{
    const yaml_event_t *event = &reader->event;
    const char *text = (const char *)event->data.scalar.value, *tag, *wrong = NULL;
    size_t len = event->data.scalar.length;
    struct scrm_tree *tree = scrm_tree_new(reader->config, SCRM_NODE_TEXT, reader->place);
    yaml_scalar_style_t style = event->data.scalar.style;

    tree->style = style == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? SCRM_STYLE_SINGLE
                  : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? SCRM_STYLE_DOUBLE
                  : style == YAML_PLAIN_SCALAR_STYLE         ? SCRM_STYLE_PLAIN
                                                             : SCRM_STYLE_BLOCK;
    tree->decorated = event->data.scalar.anchor || event->data.scalar.tag;
    tree->node.quoted = tree->style != SCRM_STYLE_PLAIN;
    if (memchr(text, '\0', len)) {
        fail(reader, "a NUL character in a text", NULL);
        return NULL;
    }
    scrm_tree_set_text(tree, text, len);
    if (core_tag(reader, event->data.scalar.tag, &tag))
        return NULL;
    if (key || (tag && strcmp(tag, "str") == 0))
        return tree;
    if (tag || tree->style == SCRM_STYLE_PLAIN)
        wrong = scrm_scalar_resolve(&tree->node);
    if (wrong)
        fail(reader, wrong, NULL);
    if (wrong || (tag && obey_tag(reader, &tree->node, tag)))
        return NULL;
    return tree;
}

static struct scrm_tree *node(struct reader *reader);

/* The event's key: a scalar, taken as text however it looks. */
static struct scrm_tree *map_key(struct reader *reader, struct scrm_map *seen)
{
    const yaml_event_t *event = &reader->event;
    struct scrm_map_entry *entry;
    struct scrm_tree *key;
    struct scrm_buf text = {0};
    bool added;

    if (event->type != YAML_SCALAR_EVENT || event->data.scalar.anchor) {
        fail(reader, "a key must be a plain text", NULL);
        return NULL;
    }
    key = scalar(reader, true);
    if (!key)
        return NULL;
    if (!key->node.text.len && !key->node.quoted) {
        fail(reader, "a ':' without a key", BLOCK_HINT);
        return NULL;
    }
    if (!key->node.quoted && scrm_slice_is(key->node.text, "<<")) {
        fail(reader, "merge keys (<<) are no part of YAML 1.2", "write the keys out");
        return NULL;
    }
    entry = scrm_map_put(seen, key->node.text, &added);
    if (added) {
        entry->value = key->node.line;
        return key;
    }
    scrm_buf_printf(&text, "the key \"%.*s\" stands twice, first on line %u",
                    SCRM_FMT(key->node.text), (unsigned)entry->value);
    fail(reader, scrm_buf_text(&text), NULL);
    scrm_buf_fini(&text);
    return NULL;
}

/* Reads the pairs or items of `tree` until its end. */
static int fill(struct reader *reader, struct scrm_tree *tree)
{
    bool map = tree->node.kind == SCRM_NODE_MAP;
    yaml_event_type_t end = map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    struct scrm_map seen = {0};
    int rc = next(reader);

    while (rc == 0 && reader->event.type != end) {
        struct scrm_tree *key = map ? map_key(reader, &seen) : NULL, *child;

        rc = map && (!key || next(reader)) ? -1 : 0;
        if (rc)
            break;
        child = node(reader);
        if (!child)
            rc = -1;
        else if (!scrm_tree_add(tree, key, child))
            rc = fail(reader, "too large a tree", "are aliases multiplying it?");
        else
            rc = next(reader);
    }
    scrm_map_fini(&seen);
    return rc;
}

static struct scrm_tree *collection(struct reader *reader)
{
    bool map = reader->event.type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag =
        map ? reader->event.data.mapping_start.tag : reader->event.data.sequence_start.tag;
    struct scrm_tree *tree;
    const char *name;

    if (core_tag(reader, tag, &name))
        return NULL;
    if (name && strcmp(name, map ? "map" : "seq") != 0) {
        fail(reader, "the value is not what its tag says", NULL);
        return NULL;
    }
    if (++reader->depth > SCRM_CONFIG_DEPTH_MAX) {
        fail(reader, "nested too deeply", NULL);
        return NULL;
    }
    tree = scrm_tree_new(reader->config, map ? SCRM_NODE_MAP : SCRM_NODE_LIST, reader->place);
    if (fill(reader, tree))
        return NULL;
    reader->depth--;
    return tree;
}

static struct scrm_tree *alias(struct reader *reader)
{
    struct scrm_slice name = scrm_slice_of((const char *)reader->event.data.alias.anchor);
    const struct scrm_map_entry *entry = scrm_map_get(&reader->anchors, name);

    if (entry && entry->value)
        return (struct scrm_tree *)(uintptr_t)entry->value;
    fail(reader,
         entry ? "an alias inside of what it stands for" : "an alias without its anchor",
         "a text that begins with '*' goes in quotes");
    return NULL;
}

static const char *anchor_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return (const char *)event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return (const char *)event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return (const char *)event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

/* The node that the event begins; ends at the node's last event. */
static struct scrm_tree *node(struct reader *reader)
{
    struct scrm_slice name = scrm_slice_of(anchor_of(&reader->event));
    struct scrm_tree *tree;
    size_t slot = 0;

    if (name.len) {
        struct scrm_map_entry *entry = scrm_map_put(&reader->anchors, name, NULL);

        entry->value = 0;
        slot = (size_t)(entry - reader->anchors.entries);
    }
    if (reader->event.type == YAML_ALIAS_EVENT)
        tree = alias(reader);
    else if (reader->event.type == YAML_SCALAR_EVENT)
        tree = scalar(reader, false);
    else
        tree = collection(reader);
    if (tree && name.len)
        reader->anchors.entries[slot].value = (uintptr_t)tree;
    return tree;
}

static int document(struct reader *reader)
{
    struct scrm_tree *root;

    /* NOLINTNEXTLINE(misc-redundant-expression): the stream, then the document */
    if (next(reader) || next(reader))
        return -1;
    if (reader->event.type == YAML_STREAM_END_EVENT) {
        root = scrm_tree_new(reader->config, SCRM_NODE_NULL, SCRM_PLACE_START);
        scrm_tree_set_text(root, "", 0);
        reader->config->root = &root->node;
        return 0;
    }
    if (next(reader))
        return -1;
    root = node(reader);
    if (!root || next(reader) || next(reader)) /* end of the document, end of the stream */
        return -1;
    if (reader->event.type != YAML_STREAM_END_EVENT)
        return fail(reader, "a second document", "a configuration file holds one");
    reader->config->root = &root->node;
    return 0;
}

int scrm_yaml_build(struct scrm_config *config, struct scrm_err *err)
{
    struct reader reader = {.config = config, .place = SCRM_PLACE_START, .err = err};
    int rc;

    reader.source = scrm_buf_slice(&config->text);
    if (!yaml_parser_initialize(&reader.parser))
        scrm_out_of_memory();
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)reader.source.at,
                                 reader.source.len);
    rc = document(&reader);
    yaml_event_delete(&reader.event);
    yaml_parser_delete(&reader.parser);
    scrm_map_fini(&reader.anchors);
    return rc;
}
