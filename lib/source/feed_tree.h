/*
 * What the feed decoder asks of an XML tree. Inside lib/source: nobody else
 * sees libxml2.
 */
#ifndef SCRM_SOURCE_FEED_TREE_H
#define SCRM_SOURCE_FEED_TREE_H

#include <libxml/tree.h>

#include "base/buf.h"

/* The families of elements that feeds are made of. */
enum scrm_feed_space {
    SCRM_SPACE_PLAIN, /* RSS in all its namespaces, Atom, none */
    SCRM_SPACE_DC,
    SCRM_SPACE_CONTENT,
    SCRM_SPACE_THREAD,
    SCRM_SPACE_SLASH,
    SCRM_SPACE_MEDIA,
    SCRM_SPACE_ITUNES,
    SCRM_SPACE_STORE, /* reviews of the App Store */
    SCRM_SPACE_XHTML,
    SCRM_SPACE_OTHER,
};

/* By namespace, else by the prefix that was left undeclared. */
enum scrm_feed_space scrm_feed_space(const xmlNode *node);

/* Whether an element is `name` of `space`, its case ignored. */
bool scrm_feed_is(const xmlNode *node, enum scrm_feed_space space, const char *name);

/* The first child element of that name, or NULL. */
xmlNode *scrm_feed_child(const xmlNode *parent, enum scrm_feed_space space, const char *name);

/* An attribute's text without namespace, trimmed, its case ignored; absent where it has
 * none or an empty one. Borrowed from the tree. */
struct scrm_slice scrm_feed_attribute(const xmlNode *node, const char *name);

/* xml:NAME of the element or the nearest one above it. */
struct scrm_slice scrm_feed_inherited(const xmlNode *node, const char *name);

/* Appends the text inside, markup left out. */
void scrm_feed_text(const xmlNode *node, struct scrm_buf *out);

/* Appends the markup inside as it would be written in HTML. */
void scrm_feed_inner(const xmlNode *node, struct scrm_buf *out);

/* The base that addresses inside the element are relative to, by xml:base
 * attributes and `url`. Appended. */
void scrm_feed_base(const xmlNode *node, struct scrm_slice url, struct scrm_buf *out);

#endif
