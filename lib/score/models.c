/*
 * Loading models. The shipped ones are looked at where they stand in the
 * binary; nothing of them is read until a text needs it.
 */
#include "score/models.h"

#include <stdlib.h>

#include "base/alloc.h"

/* share/scrm/models/NAME.model, taken into the binary as it is by score/build.mk. */
#define SHIPPED(name)                                                                          \
    __asm__(".section .rodata\n"                                                               \
            ".balign 64\n"                                                                     \
            ".globl scrm_shipped_" #name "\n"                                                  \
            ".hidden scrm_shipped_" #name "\n"                                                 \
            "scrm_shipped_" #name ":\n"                                                        \
            ".incbin \"share/scrm/models/" #name ".model\"\n"                                  \
            ".globl scrm_shipped_" #name "_end\n"                                              \
            ".hidden scrm_shipped_" #name "_end\n"                                             \
            "scrm_shipped_" #name "_end:\n"                                                    \
            ".byte 0\n"                                                                        \
            ".balign 64\n"                                                                     \
            ".previous\n");                                                                    \
    extern const unsigned char scrm_shipped_##name[], scrm_shipped_##name##_end[]

SHIPPED(language);
SHIPPED(sentiment);

static struct scrm_model *shipped(const unsigned char *at, const unsigned char *end,
                                  struct scrm_err *err)
{
    return scrm_model_open(at, (size_t)(end - at), true, err);
}

/* A score has one label a head. */
static int check_name(const struct scrm_score_models *models, const char *name,
                      const char *path, struct scrm_err *err)
{
    for (size_t i = 0; i < models->n_heads; i++)
        if (strcmp(scrm_model_head(models->heads[i].model, models->heads[i].head), name) == 0) {
            scrm_err_set(err, SCRM_EXIT_DATA, "a second head \"%s\"; each label has one model",
                         name);
            return scrm_err_at(err, path, 0, 0);
        }
    return 0;
}

static int load_own(struct scrm_score_models *models, const char *path, struct scrm_err *err)
{
    struct scrm_model *model = scrm_model_load(path, err);

    if (!model)
        return -1;
    SCRM_GROW(models->own, models->n_own, models->cap_own);
    models->own[models->n_own++] = model;
    for (size_t i = 0; i < scrm_model_heads(model); i++) {
        size_t extras = scrm_model_extras(model, i);

        if (extras && extras != SCRM_SCORE_EXTRAS_N) {
            scrm_err_set(err, SCRM_EXIT_DATA,
                         "a model of another version of scrm-score; train it again");
            return scrm_err_at(err, path, 0, 0);
        }
        if (check_name(models, scrm_model_head(model, i), path, err))
            return -1;
        SCRM_GROW(models->heads, models->n_heads, models->cap_heads);
        models->heads[models->n_heads++] = (struct scrm_score_head){model, i};
    }
    models->reads |= scrm_model_reads(model);
    if (models->reads & SCRM_READS_LETTERS) {
        scrm_err_set(err, SCRM_EXIT_DATA, "a model that tells languages judges no posts");
        return scrm_err_at(err, path, 0, 0);
    }
    return 0;
}

int scrm_score_models_load(struct scrm_score_models *models, const char *const *paths, size_t n,
                           struct scrm_err *err)
{
    models->language = shipped(scrm_shipped_language, scrm_shipped_language_end, err);
    models->sentiment = shipped(scrm_shipped_sentiment, scrm_shipped_sentiment_end, err);
    if (!models->language || !models->sentiment)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (load_own(models, paths[i], err))
            return -1;
    return 0;
}

void scrm_score_models_free(struct scrm_score_models *models)
{
    scrm_model_free(models->language);
    scrm_model_free(models->sentiment);
    for (size_t i = 0; i < models->n_own; i++)
        scrm_model_free(models->own[i]);
    free(models->own);
    free(models->heads);
    *models = (struct scrm_score_models){0};
}

size_t scrm_score_sentiment_head(const struct scrm_score_models *models, const char *language)
{
    size_t n = scrm_model_heads(models->sentiment);

    for (size_t i = 0; i < n; i++) {
        const char *own = scrm_model_language(models->sentiment, i);

        if (*own == *language && strcmp(own, language) == 0)
            return i;
    }
    return SIZE_MAX;
}

unsigned scrm_score_sentiment_reads(const struct scrm_score_models *models, size_t head)
{
    return head == SIZE_MAX ? 0 : scrm_model_head_reads(models->sentiment, head);
}
