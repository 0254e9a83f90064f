/*
 * What the labeller shows: one post, the labels, a guess. Drawn into a buffer,
 * so that it can be tested without a terminal.
 */
#ifndef SCRM_TEACH_PAGE_H
#define SCRM_TEACH_PAGE_H

#include "base/buf.h"
#include "teach/choices.h"

struct scrm_page {
    size_t columns, rows;
    bool colour;
    const char *field, *file;      /* what is labelled, and where it is kept */
    size_t n, labelled, skipped;   /* posts */
    struct scrm_slice about;       /* "mastodon, 2026-01-05, en" */
    struct scrm_slice title, text; /* as the post has them, author masked */
    bool done;                     /* no post is left: title and text are absent */
    const struct scrm_choices *choices;
    struct scrm_slice guess;   /* a label, absent: none */
    int32_t sure;              /* of the guess, ten-thousandths; 0: not said */
    struct scrm_slice message; /* what just happened */
    size_t from;               /* first line of the text that is shown */
};

/* How the text fitted. */
struct scrm_page_fit {
    size_t room; /* lines of text on the screen */
    size_t last; /* how far `from` may go; 0: all of the text is seen */
};

/* Appends the page: `rows` lines, none wider than `columns`, more where so few do not do. No
 * control character of a post gets through. */
struct scrm_page_fit scrm_page_put(const struct scrm_page *page, struct scrm_buf *out);

#endif
