/*
 * Several model files as one: the heads of all, each with its tables as they
 * are. Nothing is trained anew.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "model/fit.h"
#include "model/file.h"

/* Copies a model's tables behind `out` and moves the offsets of its heads along. */
static void append(const struct scrm_model *model, struct scrm_model_head *heads,
                   struct scrm_buf *out)
{
    const struct scrm_model_file *file = model->file;
    size_t from = sizeof *file + file->n_heads * sizeof *heads;
    uint32_t moved = (uint32_t)(out->len - from);

    scrm_buf_put(out, (const char *)file + from, file->size - from);
    for (uint32_t i = 0; i < file->n_heads; i++) {
        heads[i] = model->heads[i];
        heads[i].names_at += moved;
        heads[i].table_at += moved;
        heads[i].rows_at += moved;
        heads[i].paired_at += moved;
        heads[i].bias_at += moved;
        heads[i].extras_at += moved;
        heads[i].shifts_at += moved;
    }
    while (out->len % 8)
        scrm_buf_putc(out, 0);
}

void scrm_model_seal(struct scrm_buf *out)
{
    struct scrm_model_file *file = (void *)out->at;
    size_t covered = offsetof(struct scrm_model_file, size);
    struct scrm_digest digest;

    file->size = (uint32_t)out->len;
    digest = scrm_digest(out->at + covered, out->len - covered);
    file->digest[0] = digest.high;
    file->digest[1] = digest.low;
}

void *scrm_model_join(const char *by, const struct scrm_model *const *models, size_t n,
                      size_t *size, struct scrm_err *err)
{
    struct scrm_model_file file = *models[0]->file;
    struct scrm_buf out = {0};
    size_t n_heads = 0, at = sizeof file;

    for (size_t i = 0; i < n; i++)
        n_heads += models[i]->file->n_heads;
    memset(file.by, 0, sizeof file.by);
    snprintf(file.by, sizeof file.by, "%s", by);
    file.n_heads = (uint32_t)n_heads;
    for (size_t i = 0; i < n; i++) {
        uint32_t extras = models[i]->file->n_extras;

        if (extras && file.n_extras && extras != file.n_extras) {
            scrm_err_set(err, SCRM_EXIT_DATA, "models of different versions cannot be joined");
            return NULL;
        }
        file.n_extras = extras ? extras : file.n_extras;
    }
    scrm_buf_put(&out, (const char *)&file, sizeof file);
    for (size_t i = 0; i < n_heads; i++)
        scrm_buf_put(&out, (const char *)models[0]->heads, sizeof *models[0]->heads);
    for (size_t i = 0; i < n; i++) {
        struct scrm_model_head heads[64];
        uint32_t count = models[i]->file->n_heads;

        if (count > sizeof heads / sizeof *heads) {
            scrm_err_set(err, SCRM_EXIT_DATA, "more than %zu heads in one model",
                         sizeof heads / sizeof *heads);
            break;
        }
        append(models[i], heads, &out);
        memcpy(out.at + at, heads, count * sizeof *heads);
        at += count * sizeof *heads;
    }
    if (out.over)
        scrm_err_set(err, SCRM_EXIT_DATA, "the model would be larger than 1 GiB");
    if (err->code) {
        scrm_buf_fini(&out);
        return NULL;
    }
    scrm_model_seal(&out);
    *size = out.len;
    return scrm_buf_take(&out);
}
