/*
 * What scrm-train does with labelled texts: make a model, measure one, measure
 * what training would give (by folds), see how that grows with the number of
 * labels, and compare two models.
 */
#ifndef SCRM_TRAIN_SESSION_H
#define SCRM_TRAIN_SESSION_H

#include "model/fit.h"
#include "train/examples.h"
#include "train/measure.h"

/* Trains a head for every label and returns the model's bytes (owned by caller). `by`:
 * "name/version"; `language` of the texts, "" = any. 65 for a label with one class. */
void *scrm_train_model(const struct scrm_examples *examples,
                       const struct scrm_fit_options *options, const char *by,
                       const char *language, size_t *size, struct scrm_err *err);

/* Reports how `model` answers each label. 65 where one cannot be measured, the others being in
 * `out` all the same; labels that nobody `named` may be without a head, but not all. */
int scrm_train_test(const struct scrm_examples *examples, const struct scrm_model *model,
                    bool named, struct scrm_buf *out, struct scrm_err *err);

/* Reports what `folds`-fold cross-validation gives; groups are never divided. */
int scrm_train_folds(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, unsigned folds,
                     struct scrm_buf *out, struct scrm_err *err);

/* Trains on 100, 200, 500 ... texts and measures each time on the same fifth. */
int scrm_train_curve(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, struct scrm_buf *out,
                     struct scrm_err *err);

/* The same texts under two models. */
int scrm_train_compare(const struct scrm_examples *examples,
                       const struct scrm_model *const models[2], const char *const names[2],
                       struct scrm_buf *out, struct scrm_err *err);

/* The answer of a model to a row; `p` is of the class answered. */
struct scrm_answer scrm_train_answer(const struct scrm_examples *examples, uint32_t row,
                                     const struct scrm_model *model, size_t head);

#endif
