/*
 * Items and channels of XML feeds as objects of a JSON Feed. Inside lib/source.
 */
#ifndef SCRM_SOURCE_FEED_ITEM_H
#define SCRM_SOURCE_FEED_ITEM_H

#include "source/feed_tree.h"

/* Appends one item as an object. `url` is where the feed came from, `kind` is for _feed. */
void scrm_feed_put_item(const xmlNode *item, struct scrm_slice url, const char *kind,
                        struct scrm_buf *out);

/* Appends the members that speak for the whole feed: title, home_page_url,
 * description, language, authors. */
void scrm_feed_put_channel(const xmlNode *channel, struct scrm_slice url, struct scrm_buf *out);

#endif
