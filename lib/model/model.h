/*
 * A trained model: a file of one or more heads, each of which gives a text one
 * of its classes with a probability. Opened by looking at the bytes where they
 * stand (mapped from the file, or in the binary), never parsed.
 *
 * Prediction is integer arithmetic over small integer weights, so every
 * machine gives the same answer; training (model/fit.h) is another matter and
 * another command's.
 */
#ifndef SCRM_MODEL_MODEL_H
#define SCRM_MODEL_MODEL_H

#include "base/err.h"
#include "model/features.h"

struct scrm_model;

/* Classes that a head may have. */
enum { SCRM_MODEL_CLASSES_MAX = 250 };

/* Points of a head's calibration curve: shares of 0, 1/16 ... 1. */
enum { SCRM_MODEL_KNOTS = 17 };

/* Numbers beside the words, in thousandths, -1000 to 1000: what the lexicon's judgement found.
 */
struct scrm_extras {
    const int16_t *at;
    size_t n;
};

/*
 * Opens a model file, mapped into memory until scrm_model_free. 66, 77; 65 for
 * what is no model, was made by another version or another kind of machine, or
 * is damaged (every byte is covered by a digest, every offset is checked).
 */
struct scrm_model *scrm_model_load(const char *path, struct scrm_err *err);

/* The same over bytes in memory (aligned to 8, borrowed for good). `trusted`: they stand
 * in this binary, whose build checked them, so that nothing is read to open them. */
struct scrm_model *scrm_model_open(const void *bytes, size_t size, bool trusted,
                                   struct scrm_err *err);
void scrm_model_free(struct scrm_model *model);

/* "language/2026.1": name and version as the maker gave them. Borrowed. */
const char *scrm_model_by(const struct scrm_model *model);
const char *scrm_model_digest(const struct scrm_model *model); /* 32 hexadecimal digits */

/* What all heads together, or one of them, read: SCRM_READS_*. */
unsigned scrm_model_reads(const struct scrm_model *model);
unsigned scrm_model_head_reads(const struct scrm_model *model, size_t head);

size_t scrm_model_heads(const struct scrm_model *model);
const char *scrm_model_head(const struct scrm_model *model, size_t head);
/* The language whose texts the head judges, "" for any. */
const char *scrm_model_language(const struct scrm_model *model, size_t head);
size_t scrm_model_classes(const struct scrm_model *model, size_t head);
const char *scrm_model_class(const struct scrm_model *model, size_t head, size_t class);
/* Extras that the head was trained with; 0 = none. */
size_t scrm_model_extras(const struct scrm_model *model, size_t head);

/*
 * Judges: fills `shares` (ten-thousandths, one a class, calibrated: of the
 * answers given with share 0.8, eight in ten are right) and returns the class.
 */
size_t scrm_model_predict(const struct scrm_model *model, size_t head,
                          const struct scrm_features *features, struct scrm_extras extras,
                          int32_t *shares);

/* The sums before calibration, in 2^-16 of a natural logit; for calibrating and tests.
 * Returns the class. */
size_t scrm_model_decide(const struct scrm_model *model, size_t head,
                         const struct scrm_features *features, struct scrm_extras extras,
                         int64_t *sums);

#endif
