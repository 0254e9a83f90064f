/*
 * Model files on disk: trained, or joined from others.
 */
#ifndef SCRM_TRAIN_WRITE_H
#define SCRM_TRAIN_WRITE_H

#include "train/session.h"

/* Trains a head for every label and writes the model to `path`, which appears whole or not at
 * all. `name` stands in score.by; NULL: the file's name without folder and ending. */
int scrm_train_write(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, const char *language,
                     const char *path, const char *name, struct scrm_err *err);

/* Writes the heads of `n` model files as one model. 64 without a path or files. */
int scrm_train_join(const char *const *files, size_t n, const char *path, const char *name,
                    struct scrm_err *err);

#endif
