/*
 * Training: a corpus and a class for each of its rows become one head of a
 * model. LIBLINEAR's logistic regression does the fitting, in floating point;
 * what leaves here is integers. Used by scrm-train only.
 */
#ifndef SCRM_MODEL_FIT_H
#define SCRM_MODEL_FIT_H

#include "model/corpus.h"

/* The rows to learn from and their classes. Borrowed. */
struct scrm_sample {
    const struct scrm_corpus *corpus;
    const uint32_t *rows;
    const uint8_t *classes; /* of each of `rows` */
    size_t n;
    size_t n_classes;
};

enum scrm_weighting {
    SCRM_WEIGHTING_ROOT, /* classes count by the root of their size: between the two others */
    SCRM_WEIGHTING_EVEN, /* classes count the same, whatever their size */
    SCRM_WEIGHTING_NONE, /* rows count the same */
};

struct scrm_fit_options {
    unsigned reads;     /* SCRM_READS_* */
    double cost;        /* of an error against the size of the weights: LIBLINEAR's C */
    unsigned least;     /* rows that a feature must stand in */
    unsigned bits_most; /* the table has 2^bits places at most */
    enum scrm_weighting weighting;
    bool calibrate; /* measure how sure the sums are, on a part held back for it */
};

/* What makes sums into honest shares. */
struct scrm_calibration {
    double slope, shifts[SCRM_MODEL_CLASSES_MAX];
    double curve[SCRM_MODEL_KNOTS]; /* how often an answer of each plain share was right */
};

/* A head on its way into a file. Owned by caller. */
struct scrm_fitted {
    char name[64], language[16];
    char **classes; /* owned */
    size_t n_classes, columns;
    unsigned reads, bits;
    uint64_t *hashes; /* n of them */
    float *weights;   /* n * columns */
    float *worth;     /* of each feature: how much it moves */
    size_t n;
    uint64_t *paired; /* n_paired: stems that stand in pairs, where these are read */
    size_t n_paired;
    double bias[SCRM_MODEL_CLASSES_MAX];
    double *extras; /* n_extras * columns, for a whole one */
    size_t n_extras;
    struct scrm_calibration calibration;
    size_t trained;
};

/* Fits; class names are for the caller to set. 65 where a class has no row. */
int scrm_fit(const struct scrm_sample *sample, const struct scrm_fit_options *options,
             struct scrm_fitted *fitted, struct scrm_err *err);
void scrm_fitted_free(struct scrm_fitted *fitted);

/* Writes heads as the bytes of a model file; `by` is "name/version". Owned by caller
 * (free), aligned. 65 where it would be larger than the format allows. */
void *scrm_model_pack(const char *by, const struct scrm_fitted *heads, size_t n, size_t *size,
                      struct scrm_err *err);

/* The heads of several models as one file; as scrm_model_pack. */
void *scrm_model_join(const char *by, const struct scrm_model *const *models, size_t n,
                      size_t *size, struct scrm_err *err);

/* Sets size and digest of a file that is complete but for these. */
void scrm_model_seal(struct scrm_buf *out);

/*
 * Calibration from sums (n rows of n_classes, 2^-16) of texts that were not
 * trained on, the classes that were right and those that were answered: slope
 * and shifts of least log loss; where there are too many classes for shifts, a
 * rising curve through what is left.
 */
void scrm_calibrate(const int64_t *sums, const uint8_t *classes, const uint8_t *answered,
                    size_t n, size_t n_classes, struct scrm_calibration *calibration);

/* Takes the shares as they are. */
void scrm_calibration_plain(struct scrm_calibration *calibration);

#endif
