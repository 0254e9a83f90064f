/*
 * What words came to before. The runs of characters inside a word are many and
 * the words of posts are few, so a head that is asked again and again keeps,
 * for each of the last words it met, the sum of the weights of its runs. A sum
 * of integers is the same however it was come by: the answers are those of
 * scrm_model_predict, at a fraction of the work. One thread each.
 */
#ifndef SCRM_MODEL_MEMO_H
#define SCRM_MODEL_MEMO_H

#include "model/model.h"

struct scrm_memo;

/* For a head of a model, which must outlive it. Its memory, at most 1 MiB, is touched as
 * words come in. */
struct scrm_memo *scrm_memo_new(const struct scrm_model *model, size_t head);
void scrm_memo_free(struct scrm_memo *memo);

/* As scrm_model_predict, for features that keep words. */
size_t scrm_memo_predict(struct scrm_memo *memo, const struct scrm_features *features,
                         struct scrm_extras extras, int32_t *shares);

/* The same where only the class and its share are wanted. */
size_t scrm_memo_best(struct scrm_memo *memo, const struct scrm_features *features,
                      struct scrm_extras extras, int32_t *sure);

#endif
