/*
 * Base64 (RFC 4648 sections 4 and 5): bytes as text for mail, HTTP and the record of a bad
 * line, and back.
 */
#ifndef SCRM_BASE_BASE64_H
#define SCRM_BASE_BASE64_H

#include "base/buf.h"

/* Appends the bytes in the standard alphabet, padded, without line ends. */
void scrm_base64_put(struct scrm_buf *out, struct scrm_slice bytes);

/* Appends the bytes behind `text`, in either alphabet, padded or not. What is no digit is
 * passed over (mail breaks its lines); the first "=" ends. A rest of under 8 bits is none. */
void scrm_base64_take(struct scrm_buf *out, struct scrm_slice text);

#endif
