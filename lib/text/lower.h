/*
 * Lower case by Unicode's simple mapping: one code point for one, no locale,
 * as SQL engines have lower(). For matching there is scrm_text_fold, which
 * goes further.
 */
#ifndef SCRM_TEXT_LOWER_H
#define SCRM_TEXT_LOWER_H

#include "base/buf.h"

/* Whether scrm_text_lower would change nothing in it for sure: ASCII without
 * upper-case letters. */
bool scrm_text_is_lower_ascii(struct scrm_slice text);

/* Appends the text in lower case. Ill-formed bytes become U+FFFD. */
void scrm_text_lower(struct scrm_buf *buf, struct scrm_slice text);

#endif
