/*
 * A post's words without its author: who labels shall look at what is said.
 */
#ifndef SCRM_TEACH_MASK_H
#define SCRM_TEACH_MASK_H

#include "base/buf.h"

/* Appends the text with the author's handle and name as [author], and mail addresses,
 * telephone, card and account numbers and internet addresses as [e-mail] ... Names shorter
 * than three letters are left alone. */
void scrm_mask_author(struct scrm_buf *out, struct scrm_slice text, struct scrm_slice handle,
                      struct scrm_slice name);

#endif
