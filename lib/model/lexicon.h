/*
 * A language's lexicon, compiled: one flat table of words and phrases with
 * what each of them says (a "cue"), and the walk that finds all phrases that
 * start at a word.
 *
 * The table is made by model/compile.h, at build time for the languages that
 * are shipped and in memory for those of a user, and holds no pointers, so it
 * can stand in a binary's read-only data or in a mapped file. It is a trie
 * over token hashes kept in one open-addressed array: a word costs one look-up,
 * whatever the number of terms. Nothing here knows what a cue means.
 */
#ifndef SCRM_MODEL_LEXICON_H
#define SCRM_MODEL_LEXICON_H

#include <stdint.h>

#include "base/err.h"
#include "model/spelling.h"

/* What a cue speaks about. The order is part of the compiled form. */
enum scrm_signal {
    SCRM_SIGNAL_SENTIMENT,
    SCRM_SIGNAL_INTENSITY,
    SCRM_SIGNAL_NEGATION,
    SCRM_SIGNAL_INTENT,
    SCRM_SIGNAL_URGENCY,
    SCRM_SIGNAL_REPLY,
    SCRM_SIGNAL_SPAM,
    SCRM_SIGNALS_N
};

/* Traits of a cue, from the column `kinds` (names separated by blanks). */
enum scrm_trait {
    SCRM_TRAIT_SERVICE = 1,  /* service: something went wrong between firm and customer */
    SCRM_TRAIT_SARCASM = 2,  /* sarcasm: casts doubt on the praise around it */
    SCRM_TRAIT_AFTER = 4,    /* after: an intensifier or negation that follows its word */
    SCRM_TRAIT_RESOLVED = 8, /* resolved: a trouble that is over */
    SCRM_TRAIT_FINAL = 16,   /* final: negation and intensity around it change nothing */
    SCRM_TRAIT_PROFANE = 32, /* profane: strong language, whoever it is aimed at */
    SCRM_TRAIT_POLITE = 128, /* polite: manners, which say little beside a request */
    SCRM_TRAIT_WEAK = 64,    /* weak: counts for less among other words */
    SCRM_TRAIT_VERB = 256,   /* verb: what stands behind it may negate or strengthen it */
    SCRM_TRAIT_AROUND = 512, /* around: a negation or intensifier that also speaks of a verb
                                before it */
    SCRM_TRAIT_SORROW =
        1024, /* sorrow: grief and the world's bad news, which no firm is told */
};

/* Weights are thousandths: sentiment -4000..4000, intensity -1000..1000 (a share
 * by which a word's weight grows or shrinks), all others -1000..1000. */
struct scrm_cue {
    uint32_t term;  /* offset of the term as written in the CSV file */
    int16_t weight; /* thousandths */
    uint16_t traits;
    uint8_t signal; /* enum scrm_signal */
    uint8_t detail; /* INTENT: index of the intent */
    uint16_t unused;
};

/* One token of a sentence, as the walk sees it. */
struct scrm_lexeme {
    uint64_t hash;     /* scrm_token_hash of the folded word; an emoji's: scrm_lexicon_emoji */
    uint64_t classes;  /* bit set of word classes */
    uint32_t from, to; /* bytes of the text */
    uint32_t node;     /* what scrm_lexicon_word found, 0 = nothing */
    uint16_t flags;    /* enum scrm_lexeme_flag */
};

enum scrm_lexeme_flag {
    SCRM_LEXEME_BREAK = 1, /* a comma, bracket or dash stands before it: gaps end here */
    SCRM_LEXEME_EMOJI = 2, /* an emoji or emoticon: `node` is of the language-free table */
    SCRM_LEXEME_UPPER = 4, /* all upper case */
    SCRM_LEXEME_LONG = 8,  /* elongated: "soooo" */
    SCRM_LEXEME_HASHTAG = 16,
    SCRM_LEXEME_QUOTED = 64,   /* within quotation marks: somebody else's words */
    SCRM_LEXEME_QUESTION = 32, /* a question mark stands before the next one */
};

/* Word classes that every table has; the others are named in classes.csv. */
enum { SCRM_CLASS_NUMBER = 0, SCRM_CLASS_MONEY = 1, SCRM_CLASSES_MAX = 64 };

struct scrm_lexicon; /* the flat table: immutable, shared by threads, never copied */

/* A phrase found: its node and the tokens it spans. */
struct scrm_lexicon_hit {
    uint32_t node;
    uint32_t first, end;
};

/* Looks at `size` bytes (aligned to 8, borrowed for good) and returns them as a
 * table; NULL with 65 where they are none, or of another version or byte order. */
const struct scrm_lexicon *scrm_lexicon_open(const void *bytes, size_t size,
                                             struct scrm_err *err);

const char *scrm_lexicon_language(const struct scrm_lexicon *lexicon); /* "en", "any" */
const char *scrm_lexicon_version(const struct scrm_lexicon *lexicon);  /* "2026.1" */
const char *scrm_lexicon_digest(const struct scrm_lexicon *lexicon);   /* 32 hex digits */
size_t scrm_lexicon_rows(const struct scrm_lexicon *lexicon, enum scrm_signal signal);

/* How its words are spelled: texts are to be cut and looked up so. Borrowed. */
const struct scrm_spelling *scrm_lexicon_spelling(const struct scrm_lexicon *lexicon);

/* The bit of a class by its name, 0 where no file names it. */
uint64_t scrm_lexicon_class(const struct scrm_lexicon *lexicon, const char *name);

/* The node of a single token, 0 where nothing starts with it. */
uint32_t scrm_lexicon_word(const struct scrm_lexicon *lexicon, uint64_t hash);

/* Where a node stands, for who wants to have it at hand before a walk. */
const void *scrm_lexicon_place(const struct scrm_lexicon *lexicon, uint32_t node);

/* The classes of a node that scrm_lexicon_word gave. */
uint64_t scrm_lexicon_classes(const struct scrm_lexicon *lexicon, uint32_t node);

/* The cues of a node, `*n` of them (may be 0). Borrowed. */
const struct scrm_cue *scrm_lexicon_cues(const struct scrm_lexicon *lexicon, uint32_t node,
                                         size_t *n);

/* A cue's term as written. Borrowed. */
const char *scrm_lexicon_term(const struct scrm_lexicon *lexicon, const struct scrm_cue *cue);

/* Finds all terms that start at lexemes[first], at most `max`; returns how many. The
 * effort is bounded by the terms' shapes, never by the length of the text. */
size_t scrm_lexicon_walk(const struct scrm_lexicon *lexicon, const struct scrm_lexeme *lexemes,
                         size_t n, size_t first, struct scrm_lexicon_hit *hits, size_t max);

/* The hash under which an emoji stands: without variation selectors and skin tones. */
uint64_t scrm_lexicon_emoji(struct scrm_slice text);

/* The same of its first code point alone: a last resort for unlisted sequences. */
uint64_t scrm_lexicon_emoji_base(struct scrm_slice text);

/* The hash under which an emoticon stands, byte for byte. */
uint64_t scrm_lexicon_emoticon(struct scrm_slice text);

/* Bytes of the longest emoticon that a table may hold. */
enum { SCRM_EMOTICON_MAX = 6 };

#endif
