/*
 * Writing model files.
 */
#include "train/write.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/file.h"

enum { NAME_BYTES = 64 };

/* `name`, else the file's name without folder and ending; without blanks and marks, since it
 * stands in every score. */
static void name_model(const char *path, const char *name, char by[NAME_BYTES])
{
    const char *slash = strrchr(path, '/');
    const char *base = name ? name : slash ? slash + 1 : path;
    const char *dot = name ? NULL : strrchr(base, '.');
    size_t len = dot && dot > base ? (size_t)(dot - base) : strlen(base);

    snprintf(by, NAME_BYTES, "%.*s", (int)len, base);
    for (char *at = by; *at; at++)
        if ((unsigned char)*at <= ' ' || strchr("\"\\;,", *at) || (unsigned char)*at >= 0x7F)
            *at = '-';
}

int scrm_train_write(const struct scrm_examples *examples,
                     const struct scrm_fit_options *options, const char *language,
                     const char *path, const char *name, struct scrm_err *err)
{
    char by[NAME_BYTES];
    size_t size;
    void *bytes;
    int failed;

    name_model(path, name, by);
    bytes = scrm_train_model(examples, options, by, language, &size, err);
    if (!bytes)
        return -1;
    failed = scrm_file_write(path, (struct scrm_slice){bytes, size}, 0666, err);
    free(bytes);
    return failed;
}

int scrm_train_join(const char *const *files, size_t n, const char *path, const char *name,
                    struct scrm_err *err)
{
    struct scrm_model **models = scrm_alloc_zero(n + 1, sizeof *models);
    void *bytes = NULL;
    char by[NAME_BYTES];
    size_t size;

    if (!path || !n)
        scrm_err_set(err, SCRM_EXIT_USAGE, "--join: needs -o FILE and model files");
    for (size_t i = 0; !err->code && i < n; i++)
        models[i] = scrm_model_load(files[i], err);
    if (path && !err->code) {
        name_model(path, name, by);
        bytes = scrm_model_join(by, (const struct scrm_model *const *)models, n, &size, err);
    }
    if (bytes)
        scrm_file_write(path, (struct scrm_slice){bytes, size}, 0666, err);
    for (size_t i = 0; i < n; i++)
        scrm_model_free(models[i]);
    free(models);
    free(bytes);
    return err->code ? -1 : 0;
}
