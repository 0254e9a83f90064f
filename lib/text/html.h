/*
 * HTML to plain text: a tokenizer of our own over the whole HTML 5 entity
 * table. Knows what posts are made of (paragraphs, breaks, lists, links,
 * quotes, Mastodon's `invisible` and `ellipsis` spans), skips script, style
 * and comments, and never fails: broken markup gives its text.
 */
#ifndef SCRM_TEXT_HTML_H
#define SCRM_TEXT_HTML_H

#include "base/buf.h"

/* Called with each href of an <a> (entities decoded, borrowed for the call). */
typedef void scrm_html_link(void *ctx, struct scrm_slice href, struct scrm_slice class_names);

/* Appends the text of `html`: blocks on lines of their own, <br> a newline,
 * white space collapsed as a browser shows it, trimmed at both ends, U+FFFD for NUL. */
void scrm_html_text(struct scrm_buf *out, struct scrm_slice html, scrm_html_link *link,
                    void *ctx);

/* Appends `text` with its character references decoded, nothing else changed. */
void scrm_html_unescape(struct scrm_buf *out, struct scrm_slice text);

#endif
