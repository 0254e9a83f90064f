/*
 * Steps that write the parts of a feed's item. Inside lib/source.
 */
#ifndef SCRM_SOURCE_FEED_PART_H
#define SCRM_SOURCE_FEED_PART_H

#include "source/feed_tree.h"

/* An element by family and name; lists end with a NULL name. */
struct scrm_feed_element {
    enum scrm_feed_space space;
    const char *name;
};

/* An item, or a channel, being written. */
struct scrm_feed_item {
    const xmlNode *node;
    struct scrm_slice url;             /* of the feed */
    struct scrm_buf text, base, plain; /* scratch */
    struct scrm_buf *out;
};

/* Whether the node's own vocabulary is Atom's. */
bool scrm_feed_is_atom(const xmlNode *node);

/* The first child that is one of the elements, by their order; NULL. */
const xmlNode *scrm_feed_find(const xmlNode *parent, const struct scrm_feed_element *elements);

/* A member, unless the text is empty. */
void scrm_feed_put_member(struct scrm_buf *out, const char *name, struct scrm_slice text);

/* Puts an element's text into item->text; true where it is HTML. */
bool scrm_feed_read(struct scrm_feed_item *item, const xmlNode *node, bool rss);

/* A member from the first of the elements that has a text. */
void scrm_feed_put_first(struct scrm_feed_item *item, const char *name,
                         const struct scrm_feed_element *elements);

/* An element's text without markup, as a member. `node` may be NULL. */
void scrm_feed_put_plain(struct scrm_feed_item *item, const char *name, const xmlNode *node);

/* An address made absolute by the bases around `node`, as a member. */
void scrm_feed_put_address(struct scrm_feed_item *item, const char *name, const xmlNode *node,
                           struct scrm_slice href);

/* "authors": all people of the first kind of element that names any. */
bool scrm_feed_put_people(struct scrm_feed_item *item, const xmlNode *parent,
                          const struct scrm_feed_element *kinds);

#endif
