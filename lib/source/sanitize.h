/*
 * Markup made fit for a strict parser: what real feeds get wrong, put right
 * before libxml2 sees it.
 */
#ifndef SCRM_SOURCE_SANITIZE_H
#define SCRM_SOURCE_SANITIZE_H

#include "base/buf.h"

/* Appends the XML in `text` (UTF-8): nothing before the first tag, no declaration,
 * no DOCTYPE (its plain entities are kept in mind), no control characters, bare
 * ampersands escaped, HTML's entities as characters. CDATA stays as it is. */
void scrm_sanitize_xml(struct scrm_slice text, struct scrm_buf *out);

#endif
