/*
 * RSS 0.9x to 2.0, RSS 1.0, Atom 0.3 and 1.0 and CDF, as one JSON Feed.
 *
 * https://jsonfeed.org/version/1.1 is the documented shape that every feed
 * item has when the mapping sees it: id, url, title, content_html or content_text,
 * summary, date_published, date_modified (as written), authors, tags, language,
 * attachments; and members of our own: _feed (the kind), _uri (an id that is
 * an address), _summary_html, _in_reply_to, _comments_url, _comment_count.
 */
#ifndef SCRM_SOURCE_FEED_H
#define SCRM_SOURCE_FEED_H

#include "base/err.h"

struct scrm_feed_facts {
    size_t items;
    size_t repaired; /* bytes that were no text in the document's encoding */
    bool broken;     /* it was no well-formed XML */
};

/*
 * Appends the feed in `bytes` as a JSON Feed document. `type` is HTTP's
 * Content-Type, `url` where it came from (both may be absent). A JSON Feed
 * passes. 65 where it is no feed; an HTML page that names its feeds is told with them
 * as a hint.
 */
int scrm_feed_decode(struct scrm_slice bytes, struct scrm_slice type, struct scrm_slice url,
                     struct scrm_buf *out, struct scrm_feed_facts *facts, struct scrm_err *err);

#endif
