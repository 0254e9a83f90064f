/*
 * Numbers that name a person, told from numbers that do not. Inside lib/text,
 * for detect.c. Each takes where a run of digits (or letters) begins, looks no
 * further than the longest such number, and returns where it ends, or NULL.
 */
#ifndef SCRM_TEXT_NUMBER_H
#define SCRM_TEXT_NUMBER_H

#include "base/slice.h"

/* 13 to 19 digits in groups of spaces or dashes, with a known issuer's prefix and Luhn's check.
 */
const char *scrm_number_card(const char *at, const char *end);

/* "+49 170 1234567", "0049…", "(212) 555-0187", "0170 1234567"; `at` may be on '+' or '('. */
const char *scrm_number_phone(const char *at, const char *end);

/* ISO 13616, in groups of four or none. */
const char *scrm_number_iban(const char *at, const char *end);

/* Dotted quad. */
const char *scrm_number_ip4(const char *at, const char *end);

/* RFC 4291 text forms. */
const char *scrm_number_ip6(const char *at, const char *end);

#endif
