/*
 * Which language is a text in? Read by short runs of letters; what is no
 * language (links, names, numbers, marks) is stepped over.
 */
#ifndef SCRM_SCORE_TONGUE_H
#define SCRM_SCORE_TONGUE_H

#include "model/model.h"

/* Gathers the letters of a text into `features`; returns how many there were. A few dozen
 * words decide; the rest of a long text is left unread. */
size_t scrm_tongue_read(struct scrm_features *features, struct scrm_slice text);

#endif
