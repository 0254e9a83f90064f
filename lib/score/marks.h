/*
 * Between score/cut.c, which cuts words, score/look.c, which looks them up, score/tag.c, which
 * parts hashtags, and score/marks.c, which reads the marks between them. Nobody else includes
 * this.
 */
#ifndef SCRM_SCORE_MARKS_H
#define SCRM_SCORE_MARKS_H

#include "score/cut.h"

/* The place of the sentence's next lexeme, zeroed but for where it stands, to be filled
 * and then pushed (or forgotten). */
struct scrm_lexeme *scrm_cut_place(struct scrm_cut *cut, struct scrm_slice text);

/* Takes the filled place into the sentence; one that `begins` a sentence behind a full stop,
 * or does not fit, is held for the next. */
void scrm_cut_push(struct scrm_cut *cut, bool begins);

/* An emoji, or (`sign`) punctuation that may be one, like an old heart. */
void scrm_cut_emoji(struct scrm_cut *cut, struct scrm_slice text, bool sign);

/* Looks the lexeme's hash up in the language's lexicon. */
static inline void scrm_cut_find(const struct scrm_cut *cut, struct scrm_lexeme *lexeme)
{
    if (!cut->lexicon)
        return;
    lexeme->node = scrm_lexicon_word(cut->lexicon, lexeme->hash);
    if (lexeme->node)
        lexeme->classes |= scrm_lexicon_classes(cut->lexicon, lexeme->node);
}

/* score/look.c: what the lexicon says of a word as it is spelled, and where it says nothing, of
 * the word without its 's and without its runs of a letter. */
void scrm_cut_look_up(const struct scrm_cut *cut, const struct scrm_token *token,
                      struct scrm_lexeme *lexeme);

/* score/tag.c: takes a hashtag's words in; false where it cannot be told apart. */
bool scrm_cut_tag(struct scrm_cut *cut, const struct scrm_token *token);

void scrm_cut_punctuation(struct scrm_cut *cut, const struct scrm_token *token);

static inline bool scrm_mark_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool scrm_mark_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

#endif
