/*
 * References resolved against a base (RFC 3986, section 5.2), for addresses
 * that stand in documents. Plain text in, plain text out: nothing is decoded,
 * nothing asked.
 */
#ifndef SCRM_SOURCE_URI_H
#define SCRM_SOURCE_URI_H

#include "base/buf.h"

/* Appends `reference` as an absolute address where `base` is one, else as it is. */
void scrm_uri_resolve(struct scrm_slice base, struct scrm_slice reference,
                      struct scrm_buf *out);

/* "scheme:" and something behind it. */
bool scrm_uri_is_absolute(struct scrm_slice text);

#endif
