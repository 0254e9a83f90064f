/*
 * Reasons: which words and rules made a score, kept only under --explain.
 */
#ifndef SCRM_SCORE_WHY_H
#define SCRM_SCORE_WHY_H

#include <stdint.h>

#include "base/buf.h"

struct scrm_reason {
    const char *signal; /* "sentiment", "urgency", "intents.complaint": static */
    const char *term;   /* a lexicon's term, or NULL; borrowed from the lexicon */
    const char *rule;   /* a rule's name, or NULL: static */
    int64_t weight;     /* ten-thousandths */
    uint32_t from, to;  /* bytes of the text; both 0: the text as a whole */
    bool title;         /* of the title, not the text */
};

struct scrm_why {
    struct scrm_reason *reasons; /* in the order of the text. Owned */
    size_t n, cap;
    bool on;
    bool title; /* what is being read now */
};

void scrm_why_fini(struct scrm_why *why);
void scrm_why_put(struct scrm_why *why, const struct scrm_reason *reason);

/* Keeps the reason while --explain is on. */
static inline void scrm_why_add(struct scrm_why *why, const struct scrm_reason *reason)
{
    if (why->on)
        scrm_why_put(why, reason);
}

/*
 * Appends the array [{"signal","rule" and/or "term","weight","from","to","text"}, ...].
 * from and to count characters (code points), so that jq's .text[from:to] is
 * `text`; reasons of the title say "in":"title". A reason about the text as a
 * whole has none of these. A lexicon's sentiment weights are -4..4.
 */
void scrm_why_write(const struct scrm_why *why, struct scrm_slice title, struct scrm_slice text,
                    struct scrm_buf *out);

#endif
