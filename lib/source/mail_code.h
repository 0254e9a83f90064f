/* The two transfer encodings of e-mail (RFC 2045 section 6). Inside lib/source. */
#ifndef SCRM_SOURCE_MAIL_CODE_H
#define SCRM_SOURCE_MAIL_CODE_H

#include "base/buf.h"

/* Appends the bytes; what is no digit is passed over, the first "=" ends. */
void scrm_mail_base64(struct scrm_slice text, struct scrm_buf *out);

/* Appends the bytes; in an encoded `word` "_" is a blank. */
void scrm_mail_quoted_printable(struct scrm_slice text, bool word, struct scrm_buf *out);

#endif
