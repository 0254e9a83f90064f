/*
 * Personal data in a plain text: e-mail addresses, telephone numbers, payment
 * cards, bank accounts, internet addresses. A flag for the scorer, places for
 * the redactor. Says where something has the shape and passes its own check
 * (Luhn, mod 97, known prefixes); never whose it is.
 */
#ifndef SCRM_TEXT_DETECT_H
#define SCRM_TEXT_DETECT_H

#include "base/slice.h"

enum scrm_personal {
    SCRM_PERSONAL_EMAIL,
    SCRM_PERSONAL_PHONE, /* E.164, or a national shape that a plain number rarely has */
    SCRM_PERSONAL_CARD,  /* issuer's prefix and length, Luhn */
    SCRM_PERSONAL_IBAN,  /* country's length, mod 97 */
    SCRM_PERSONAL_IP,    /* version 4 or 6; not "any" and not this machine */
};

/* Where it stands. Return false to stop. */
typedef bool scrm_personal_hit(void *ctx, enum scrm_personal kind, size_t from, size_t to);

/* Calls `hit` for each, in the order of the text; they never overlap. Linear.
 * What stands in a web address (http, https) is left alone. */
void scrm_personal_scan(struct scrm_slice text, scrm_personal_hit *hit, void *ctx);

#endif
