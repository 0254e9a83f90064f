/*
 * Small notations of networks: Slack's mrkdwn, language tags, references.
 */
#ifndef SCRM_SOURCE_MARKUP_H
#define SCRM_SOURCE_MARKUP_H

#include "base/buf.h"

/* Appends Slack's mrkdwn as plain text: <url|label> is its label, <@U1|name> is
 * @name, <#C1|name> #name, <!here> @here; &amp; &lt; &gt; decoded. */
void scrm_mrkdwn_text(struct scrm_buf *out, struct scrm_slice text);

/* Appends a language tag (RFC 5646) with its language in lower case, its script in
 * title case and its region in upper case, "_" read as "-"; nothing for und, zxx, mul and
 * mis. False where it is no tag. */
bool scrm_language_put(struct scrm_slice tag, struct scrm_buf *out);

#endif
