/*
 * Web addresses in running text. Inside lib/text, for entities.c and detect.c.
 */
#ifndef SCRM_TEXT_URL_H
#define SCRM_TEXT_URL_H

#include <stdint.h>

#include "base/slice.h"

/* Letters of Latin scripts beyond ASCII: names of hosts are written with them. */
bool scrm_url_is_latin(uint32_t cp);

/* Letters, marks and digits of scripts with spaces, Hangul excepted: others run on into
 * the sentence behind an address. */
bool scrm_url_is_path_letter(uint32_t cp);

/* The end of a host name, by the rightmost top-level domain that fits, or NULL.
 * `any` lets labels be of any script, as behind "http://". */
const char *scrm_url_host_end(const char *at, const char *end, bool any);

/* The end of the address whose host begins at `at`, right behind "http://" or
 * "https://"; NULL where there is no valid host. */
const char *scrm_url_end(const char *at, const char *end);

/* The same for an address without a scheme; NULL where it might be no address. */
const char *scrm_url_bare_end(const char *at, const char *end);

#endif
