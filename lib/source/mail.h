/*
 * E-mail: a mailbox (mbox, RFC 4155) or one message (RFC 5322) as JSON, and the
 * cut between what a person wrote and what the mail drags along.
 *
 *   {"items":[{"message_id","in_reply_to","references":[...],"date","subject",
 *      "from":{"name","address"},"to":[...],"cc":[...],"text","reply","quoted",
 *      "signature","html","attachments":[{"name","type","bytes"}],"list","auto"}, ...]}
 *
 * Ids keep their angle brackets. `text` is the whole of what was said in plain
 * text (made of the HTML where there is only that); `reply` is what is new in it.
 */
#ifndef SCRM_SOURCE_MAIL_H
#define SCRM_SOURCE_MAIL_H

#include "base/err.h"

/* Whether the bytes begin as a mailbox or a message does. */
bool scrm_mail_begins(struct scrm_slice head);

/* Appends the mailbox as JSON. What cannot be decoded stays as it is; `*repaired` counts
 * bytes that were no text. */
void scrm_mail_decode(struct scrm_slice bytes, struct scrm_buf *json, uint64_t *repaired);

/* Appends one message as an object, whatever its bytes look like. */
void scrm_mail_message(struct scrm_slice bytes, struct scrm_buf *json, uint64_t *repaired);

/* Cuts a text: quoted lines with what introduces them, a signature, and the rest, each
 * trimmed and appended to its own buffer. Answers between quotes stay in the reply. */
void scrm_mail_split(struct scrm_slice text, struct scrm_buf *reply, struct scrm_buf *quoted,
                     struct scrm_buf *signature);

/* Parts of a message, for mail.c (mail_head.c, mail_part.c). */

/* Header and body of a message or a part; `head` without the blank line. */
void scrm_mail_cut(struct scrm_slice message, struct scrm_slice *head, struct scrm_slice *body);

/* The value of the first header of that name (lower case), unfolded and trimmed, in
 * `out`; absent where there is none. */
struct scrm_slice scrm_mail_header(struct scrm_slice head, const char *name,
                                   struct scrm_buf *out);

/* Appends `value` with its encoded words (RFC 2047) decoded. Returns what was repaired. */
uint64_t scrm_mail_words(struct scrm_slice value, struct scrm_buf *out);

/* A parameter of a Content-Type or a Content-Disposition (also the form name*=). */
struct scrm_slice scrm_mail_parameter(struct scrm_slice value, const char *name,
                                      struct scrm_buf *out);

/* What the walk through a message's parts gathers. */
struct scrm_mail_parts {
    struct scrm_buf text, html;
    struct scrm_buf attachments; /* objects, with commas between */
    uint64_t repaired;
};
void scrm_mail_parts_gather(struct scrm_slice message, int depth,
                            struct scrm_mail_parts *parts);
void scrm_mail_parts_fini(struct scrm_mail_parts *parts);

#endif
