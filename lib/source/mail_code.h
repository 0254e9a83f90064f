/* The transfer encoding of e-mail that is not base64 (RFC 2045 section 6.7). Inside
 * lib/source. */
#ifndef SCRM_SOURCE_MAIL_CODE_H
#define SCRM_SOURCE_MAIL_CODE_H

#include "base/buf.h"

/* Appends the bytes; in an encoded `word` "_" is a blank. */
void scrm_mail_quoted_printable(struct scrm_slice text, bool word, struct scrm_buf *out);

#endif
