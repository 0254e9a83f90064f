/*
 * From the CSV files of a folder to a compiled lexicon.
 *
 * share/scrm/lexicon/<language>/ holds any of these files (all optional, UTF-8,
 * a header line; docs/scoring.md tells what the columns mean):
 *   about.csv         name,value        version, accents, apostrophe (model/spelling.h)
 *   classes.csv       class,words       words that <class> stands for in a term
 *   words.csv         term,weight,kinds sentiment, -4..4
 *   idioms.csv        term,weight,kinds the same for phrases
 *   emoji.csv         term,weight,kinds the same for emoji
 *   emoticons.csv     term,weight,kinds the same, byte for byte
 *   intensifiers.csv  term,weight,kinds -1..1
 *   negations.csv     term,weight,kinds 0..1
 *   intents.csv       term,intent,weight -1..1
 *   urgency.csv reply.csv spam.csv      term,weight  -1..1
 *
 * A term is words separated by blanks; a word may be `a|b|c` (any of them),
 * `<class>`, `#` (a number), `*` (up to two words between), `**` (up to five),
 * and a `?` behind it makes it optional: "charged <me>? twice".
 * A row repeats a term's earlier row for the same signal by replacing it, so
 * a second folder read into the same builder corrects the first.
 */
#ifndef SCRM_MODEL_COMPILE_H
#define SCRM_MODEL_COMPILE_H

#include "model/lexicon.h"

struct scrm_lexicon_builder;

/* `intents` (n of them, borrowed) are the names allowed in intents.csv; their
 * indexes become the cues' detail. */
struct scrm_lexicon_builder *scrm_lexicon_builder_new(const char *language,
                                                      const char *const *intents, size_t n);
void scrm_lexicon_builder_free(struct scrm_lexicon_builder *builder);

/* Reads the CSV files of one language's folder. 66 where there is no such
 * folder or nothing in it, 78 with file, row and column for what is wrong in one. */
int scrm_lexicon_read(struct scrm_lexicon_builder *builder, const char *dir,
                      struct scrm_err *err);

/* Adds one term. 78 where it holds no word, or spells out to too many phrases. */
int scrm_lexicon_add(struct scrm_lexicon_builder *builder, struct scrm_slice term,
                     const struct scrm_cue *cue, struct scrm_err *err);

/* Adds an emoticon, byte for byte. 78 over SCRM_EMOTICON_MAX bytes. */
int scrm_lexicon_add_emoticon(struct scrm_lexicon_builder *builder, struct scrm_slice term,
                              const struct scrm_cue *cue, struct scrm_err *err);

/* Makes `word` (one token) a member of `class`. 78 past SCRM_CLASSES_MAX classes. */
int scrm_lexicon_add_class(struct scrm_lexicon_builder *builder, struct scrm_slice class,
                           struct scrm_slice word, struct scrm_err *err);

void scrm_lexicon_set_version(struct scrm_lexicon_builder *builder, struct scrm_slice version);
/* Takes a row of about.csv that tells how words are spelled; false where it tells something
 * else. Before all words; 78 in err->code otherwise, or where the value is unknown. */
bool scrm_lexicon_set_spelling(struct scrm_lexicon_builder *builder, struct scrm_slice name,
                               struct scrm_slice value, struct scrm_err *err);
/* Counts a CSV row, for the table's own statistics. */
void scrm_lexicon_count_row(struct scrm_lexicon_builder *builder, enum scrm_signal signal);
/* Takes bytes into the digest. */
void scrm_lexicon_take_source(struct scrm_lexicon_builder *builder, struct scrm_slice bytes);
/* The number of an intent, or -1. */
int scrm_lexicon_intent(const struct scrm_lexicon_builder *builder, struct scrm_slice name,
                        const char **nearest);

/* The table's bytes, `*size` of them, a multiple of 8. Owned by caller (free). */
void *scrm_lexicon_build(const struct scrm_lexicon_builder *builder, size_t *size);

#endif
