/*
 * From the bytes of a document in any encoding to UTF-8: what feeds and
 * exported tables come in.
 */
#ifndef SCRM_SOURCE_CHARSET_H
#define SCRM_SOURCE_CHARSET_H

#include "base/buf.h"

/*
 * Appends `bytes` as UTF-8. What decides: a byte order mark, the pattern of
 * UTF-16 and UTF-32 markup, the charset that HTTP gave (`outer`, may be absent), the
 * one that an XML declaration gives, else UTF-8. An encoding that does not fit
 * or is not known falls back: bytes that are no UTF-8 are read as windows-1252, as browsers
 * do. Returns how many bytes had to be read that way or exchanged for U+FFFD.
 */
size_t scrm_charset_decode(struct scrm_slice bytes, struct scrm_slice outer,
                           struct scrm_buf *out);

/* The charset parameter of a Content-Type; absent where it has none. */
struct scrm_slice scrm_charset_of_type(struct scrm_slice content_type);

#endif
