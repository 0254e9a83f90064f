/*
 * What an IMAP server says, taken apart. Inside lib/net; no network here, so that
 * tests can give it any bytes.
 */
#ifndef SCRM_NET_IMAP_ANSWER_H
#define SCRM_NET_IMAP_ANSWER_H

#include "net/imap.h"

/* Whether more belongs to the answer that ends with this line: the bytes of the literal
 * that it announces ("{12}", "{12+}"), else -1. `line` is without its line end. */
int64_t scrm_imap_literal(struct scrm_slice line);

/* Whether `answer` is untagged and of that kind ("SEARCH", "FETCH", with a number before
 * it); `rest` is what follows. Case does not matter. */
bool scrm_imap_is(struct scrm_slice answer, const char *kind, struct scrm_slice *rest);

/* Adds the numbers of a SEARCH answer. */
void scrm_imap_take_uids(struct scrm_slice rest, struct scrm_imap_uids *found);

/* Reads a FETCH answer's list, `rest` from its "(". 0, or -1 where it is none; items that
 * were not asked for are passed over. */
int scrm_imap_read_message(struct scrm_slice rest, struct scrm_imap_message *message);

/* The number behind "[NAME " in a status line. */
bool scrm_imap_code(struct scrm_slice answer, const char *name, uint32_t *number);

/* Appends a mailbox's name as a quoted string in modified UTF-7 (RFC 3501 section 5.1.3). */
void scrm_imap_put_mailbox(struct scrm_buf *out, struct scrm_slice name);

/* Appends ascending UIDs as a sequence set, "3:5,9". */
void scrm_imap_put_set(struct scrm_buf *out, const uint32_t *uids, size_t n);

#endif
