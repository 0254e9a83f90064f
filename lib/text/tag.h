/*
 * One piece of markup: what it is, where it ends, the few attributes that
 * matter for text. Inside lib/text, for html.c.
 */
#ifndef SCRM_TEXT_TAG_H
#define SCRM_TEXT_TAG_H

#include "base/slice.h"

enum scrm_markup { SCRM_MARKUP_TEXT, SCRM_MARKUP_COMMENT, SCRM_MARKUP_TAG };

enum scrm_tag_kind {
    SCRM_TAG_INLINE,    /* says nothing about lines */
    SCRM_TAG_BLOCK,     /* on lines of its own */
    SCRM_TAG_PARAGRAPH, /* with a blank line around */
    SCRM_TAG_BREAK,
    SCRM_TAG_BULLETS,
    SCRM_TAG_NUMBERS,
    SCRM_TAG_ITEM,
    SCRM_TAG_QUOTE,
    SCRM_TAG_PRE,
    SCRM_TAG_TABLE,
    SCRM_TAG_ROW,
    SCRM_TAG_CELL,
    SCRM_TAG_SPAN,
    SCRM_TAG_LINK,
    SCRM_TAG_IMAGE,
    SCRM_TAG_HIDDEN, /* its content is never shown */
};

/* All slices borrow from the markup; what isn't there is absent. */
struct scrm_tag {
    struct scrm_slice name;
    enum scrm_tag_kind kind;
    bool closing; /* "</name>" */
    bool known;   /* an element of HTML */
    struct scrm_slice href, class_names, alt, start;
};

/* What the '<' at `at` begins. */
enum scrm_markup scrm_tag_sort(const char *at, const char *end);

/* Behind a comment, a declaration or a processing instruction; `end` where it has no end. */
const char *scrm_tag_skip_comment(const char *at, const char *end);

/* Reads "<name" or "</name"; returns where the attributes begin. */
const char *scrm_tag_name(const char *at, const char *end, struct scrm_tag *tag);

/* Reads the attributes; returns the place behind '>', or NULL where there is none. */
const char *scrm_tag_attributes(const char *at, const char *end, struct scrm_tag *tag);

/* Behind the end tag of a hidden element; `end` where there is none. */
const char *scrm_tag_skip_hidden(const char *at, const char *end, struct scrm_slice name);

/* Whether a class attribute names `name`. */
bool scrm_tag_has_class(struct scrm_slice class_names, const char *name);

/* The number of the first item of an ordered list: 1 where nothing else is said. */
unsigned scrm_tag_number(struct scrm_slice start);

#endif
