/*
 * Cutting a text into sentences of lexemes, and counting on the way what the
 * cues cannot see: question marks, links, mentions, capitals, scripts.
 */
#ifndef SCRM_SCORE_CUT_H
#define SCRM_SCORE_CUT_H

#include "model/features.h"
#include "model/lexicon.h"
#include "score/met.h"
#include "text/words.h"

/* A longer sentence is cut here, which keeps memory fixed. */
enum { SCRM_SENTENCE_WORDS = 256 };

/* Counts over the whole text. */
struct scrm_facts {
    uint32_t sentences;
    uint32_t words;     /* letters or digits */
    uint32_t latin;     /* words that start with a Latin letter */
    uint32_t foreign;   /* words that start with a letter of another script */
    uint32_t common;    /* words that every text of the language has: the, is, of */
    uint32_t known;     /* words that stand in the lexicon */
    uint32_t upper;     /* all upper case, two letters or more */
    uint32_t exclaims;  /* exclamation marks */
    uint32_t questions; /* sentences that end in a question mark */
    uint32_t links, mentions, mails, hashtags, emoji;
    uint32_t numbers;      /* words of digits */
    uint32_t long_numbers; /* of five digits and more: telephone, order, short codes */
    uint32_t money;        /* amounts with a currency sign */
};

struct scrm_sentence {
    struct scrm_lexeme lexemes[SCRM_SENTENCE_WORDS + 1]; /* one more to fill in place */
    size_t n;
    uint64_t classes; /* of all its lexemes */
    uint32_t words;   /* lexemes that are no emoji */
    uint32_t upper;   /* of them all upper case */
    uint32_t exclaims;
    bool question;
};

struct scrm_cut {
    const struct scrm_lexicon *lexicon; /* of the text's language, or NULL */
    const struct scrm_lexicon *any;     /* emoji and emoticons, or NULL */
    uint64_t common;                    /* class of common words in `lexicon` */
    struct scrm_features *features;     /* gathers what models read, or NULL */
    struct scrm_met *met;               /* SCRM_MET_WORDS places, or NULL; caller's */
    uint64_t language;                  /* by which `lexicon` has its own of them */
    struct scrm_spelling spelling;      /* of `lexicon` */
    struct scrm_words words;
    const char *text;
    struct scrm_facts facts;
    struct scrm_sentence sentence;
    struct scrm_lexeme held; /* first lexeme of the next sentence */
    bool has_held;
    bool ended;      /* a full stop was seen: the next word begins a sentence */
    uint16_t flags;  /* for the next lexeme */
    uint16_t quoted; /* SCRM_LEXEME_QUOTED between two quotation marks */
    bool money;      /* a currency sign stands right before */
};

/* Begins with `text`, borrowed until the end. The facts go on counting, so that
 * a title and a text add up; zero them for a new post. */
void scrm_cut_begin(struct scrm_cut *cut, struct scrm_slice text);

/* Fills cut->sentence; false at the end of the text. */
bool scrm_cut_next(struct scrm_cut *cut);

void scrm_cut_end(struct scrm_cut *cut);

#endif
