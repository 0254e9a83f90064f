/*
 * Conversations as telephones export them: lines that begin with a date, then
 * who wrote, then what; what begins otherwise belongs to the message above.
 *
 *   [2026-01-05, 10:00] Ada: text            (Signal)
 *   05/01/2026, 10:00 - Ada: text            (WhatsApp; also in brackets, 12 hours, two-digit
 * years)
 *
 * As {"items":[{"date","author","text","media","deleted","edited"}, ...]}: `date` is RFC 3339
 * without a zone, since the file knows none. Which number is the day, the whole file decides: a
 * number over 12 somewhere. Where none is, the file is refused and `order` has to say.
 */
#ifndef SCRM_SOURCE_CHAT_H
#define SCRM_SOURCE_CHAT_H

#include "base/err.h"

/* Whether the bytes begin as such an export does. */
bool scrm_chat_begins(struct scrm_slice head);

/* Appends the conversation as JSON. `order` is "dmy", "mdy" or "ymd"; absent: the file decides,
 * 65 where it does not. */
int scrm_chat_decode(struct scrm_slice text, struct scrm_slice order, struct scrm_buf *json,
                     struct scrm_err *err);

#endif
