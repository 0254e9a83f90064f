/*
 * Which language is a text in? Read by short runs of letters; what is no
 * language (links, names, numbers, marks) is stepped over.
 */
#ifndef SCRM_SCORE_TONGUE_H
#define SCRM_SCORE_TONGUE_H

#include "model/model.h"

/* As many letters as are ever worth reading. */
enum { SCRM_TONGUE_LETTERS = 240 };

/* Gathers the letters of a text into `features`, word by word until there are `most`;
 * returns how many there were. */
size_t scrm_tongue_read(struct scrm_features *features, struct scrm_slice text, size_t most);

#endif
