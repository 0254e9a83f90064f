/*
 * Fuzz target of model files: any bytes as a model. What is refused is refused with 65 and
 * a sentence; what is taken judges, with shares in their bounds and twice the same. Since a
 * digest covers a file, each input is tried as it is and with its size and digest set
 * right, as somebody would who makes one up.
 */
#include "target.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "model/file.h"

enum { EXTRAS = 48 };

/* A text of a few words, in every way that a model can read one. */
static void gather(struct scrm_features *features, unsigned reads)
{
    static const char *const words[] = {"the", "parcel", "never", "came", "grüße", "x"};

    scrm_features_begin(features, reads);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        uint64_t hash = scrm_digest(words[i], strlen(words[i])).low;

        scrm_features_word(features, scrm_slice_of(words[i]), hash);
        if (reads & SCRM_READS_LETTERS)
            scrm_features_letters(features, scrm_slice_of(words[i]), hash);
    }
    scrm_features_mark(features, SCRM_MARK_EXCLAIM);
}

static void judge(const struct scrm_model *model)
{
    struct scrm_features features = {0};
    int16_t numbers[EXTRAS];
    int32_t shares[SCRM_MODEL_CLASSES_MAX], again[SCRM_MODEL_CLASSES_MAX];
    struct scrm_extras extras = {numbers, EXTRAS};

    for (int i = 0; i < EXTRAS; i++)
        numbers[i] = (int16_t)((i % 3 - 1) * 1000);
    gather(&features, scrm_model_reads(model));
    for (size_t i = 0; i < scrm_model_heads(model); i++) {
        size_t n = scrm_model_classes(model, i);
        size_t class = scrm_model_predict(model, i, &features, extras, shares);

        must(class < n && scrm_model_class(model, i, class) && scrm_model_head(model, i),
             "the answer is a class");
        for (size_t k = 0; k < n; k++)
            must(shares[k] >= 0 && shares[k] <= 10000, "a share lies between 0 and 1");
        must(scrm_model_predict(model, i, &features, extras, again) == class &&
                 memcmp(shares, again, n * sizeof *shares) == 0,
             "twice the same");
    }
    scrm_features_fini(&features);
}

static void try(const void *bytes, size_t size)
{
    struct scrm_err err = {0};
    struct scrm_model *model = scrm_model_open(bytes, size, false, &err);

    must((model == NULL) == (err.code == SCRM_EXIT_DATA), "what is refused is refused with 65");
    must(model || (err.text && err.text[0]), "a reason has words");
    if (model)
        judge(model);
    scrm_model_free(model);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_model_file *file = scrm_alloc_zero(size + 1, 1);
    size_t covered = offsetof(struct scrm_model_file, size);

    memcpy(file, data, size);
    try(file, size);
    if (size >= sizeof *file) {
        struct scrm_digest digest;

        file->size = (uint32_t)size;
        digest = scrm_digest((const char *)file + covered, size - covered);
        file->digest[0] = digest.high;
        file->digest[1] = digest.low;
        try(file, size);
    }
    free(file);
    return 0;
}
