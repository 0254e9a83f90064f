/*
 * Character references: "&amp;", "&#8217;", "&notin", as HTML reads them.
 * Inside lib/text; everybody else calls scrm_html_unescape (html.h).
 */
#ifndef SCRM_TEXT_CHARREF_H
#define SCRM_TEXT_CHARREF_H

#include "base/slice.h"

#define SCRM_CHARREF_NAMES 2125
#define SCRM_CHARREF_MAX 8 /* bytes that a reference may stand for, with room to spare */

struct scrm_charref_name {
    char name[32]; /* without '&' and ';' */
    char text[7];  /* UTF-8 */
    char bare;     /* 1: may stand without ';' */
};

/* Sorted by name in the order of bytes. */
extern const struct scrm_charref_name scrm_charref_names[SCRM_CHARREF_NAMES];

/* Reads the reference at `at` (a '&' before `end`), by the rules for text or
 * for the value of an attribute (HTML standard, section 13.2.5.72). Returns its
 * length and fills `to` and `*n`; 0 where the '&' stands for itself. */
size_t scrm_charref_read(const char *at, const char *end, bool attribute,
                         char to[SCRM_CHARREF_MAX], size_t *n);

/* Room that `len` bytes may need when decoded ("&nGt;" becomes six bytes). */
#define SCRM_CHARREF_ROOM(len) ((len) + (len) / 2 + SCRM_CHARREF_MAX)

/* Copies `text` with its references decoded; returns how many bytes that took. */
size_t scrm_charref_decode(char *to, struct scrm_slice text, bool attribute);

#endif
