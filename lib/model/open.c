/*
 * Opening a model file: mapped, its digest compared, every offset and index in
 * it checked once, so that prediction can trust them even in a file that
 * somebody made up. Nothing is copied.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "model/file.h"

_Static_assert(sizeof(struct scrm_model_file) % 8 == 0, "the heads behind it are aligned");
_Static_assert(sizeof(struct scrm_model_head) % 8 == 0, "and so is what follows them");

static const void *at(const struct scrm_model *model, uint32_t offset)
{
    return (const char *)model->file + offset;
}

/* Whether `n` items of `size` bytes at `offset`, aligned to 4, lie in the file. */
static bool inside(const struct scrm_model_file *file, uint32_t offset, uint64_t n, size_t size)
{
    return offset % 4 == 0 && offset <= file->size && n * size <= file->size - offset;
}

static bool sound_names(const struct scrm_model *model, const struct scrm_model_head *head)
{
    const uint32_t *offsets = at(model, head->names_at);

    if (!memchr(head->name, 0, sizeof head->name) ||
        !memchr(head->language, 0, sizeof head->language) ||
        !inside(model->file, head->names_at, head->classes, sizeof *offsets))
        return false;
    for (uint32_t i = 0; i < head->classes; i++) {
        uint32_t left = model->file->size - head->names_at;

        if (offsets[i] >= left ||
            !memchr((const char *)offsets + offsets[i], 0, left - offsets[i]))
            return false;
    }
    return true;
}

/* A row must be within the table, the columns of a list some, and each named once. That no
 * weight is larger than its slot says is not looked at: it would be added wrongly, and nothing
 * else. */
static bool sound_row(const struct scrm_model *model, const struct scrm_model_head *head,
                      uint32_t row)
{
    const char *units = at(model, head->rows_at);
    uint32_t first = row >> 8, form = row & 0xFF;
    size_t n = form >= SCRM_MODEL_LISTED ? form - SCRM_MODEL_LISTED
                                         : scrm_model_row_units(head->columns);
    const struct scrm_model_entry *entries =
        (const void *)(units + (size_t)first * SCRM_MODEL_UNIT);
    int next = 0; /* column */

    if (n >= head->rows_n || first >= head->rows_n - n)
        return false;
    for (size_t i = 0; form >= SCRM_MODEL_LISTED && i < n * SCRM_MODEL_ENTRIES; i++) {
        if (!entries[i].weight && !entries[i].column)
            continue; /* fills the last unit up */
        if (entries[i].column < next || entries[i].column >= head->columns)
            return false;
        next = entries[i].column + 1;
    }
    return true;
}

static bool sound_rows(const struct scrm_model *model, const struct scrm_model_head *head)
{
    const struct scrm_model_slot *slots = at(model, head->table_at);

    if (!inside(model->file, head->rows_at, head->rows_n, SCRM_MODEL_UNIT))
        return false;
    for (size_t i = 0; i < (size_t)1 << head->bits; i++)
        if (slots[i].tag && !sound_row(model, head, slots[i].row))
            return false;
    return true;
}

static bool sound_extras(const struct scrm_model *model, const struct scrm_model_head *head,
                         bool cells)
{
    size_t stride =
        cells ? head->columns : scrm_model_row_units(head->columns) * SCRM_MODEL_UNIT;

    return !(head->reads & SCRM_READS_EXTRAS) ||
           (head->extras_unit && !(head->extras_unit & (head->extras_unit - 1)) &&
            head->extras_unit <= SCRM_MODEL_EXTRAS_UNIT &&
            inside(model->file, head->extras_at, (uint64_t)model->file->n_extras * stride,
                   sizeof(int16_t)));
}

static bool sound_paired(const struct scrm_model *model, const struct scrm_model_head *head)
{
    return !(head->reads & SCRM_READS_PAIRS) ||
           (head->paired_bits >= 6 && head->paired_bits <= SCRM_MODEL_BITS_MAX &&
            head->paired_at % 8 == 0 &&
            inside(model->file, head->paired_at, (UINT64_C(1) << head->paired_bits) / 64,
                   sizeof(uint64_t)));
}

static bool sound_head(const struct scrm_model *model, const struct scrm_model_head *head)
{
    const struct scrm_model_file *file = model->file;
    bool cells = head->columns <= SCRM_MODEL_CELL_COLUMNS;

    if (head->classes < 2 || head->classes > SCRM_MODEL_CLASSES_MAX ||
        head->columns != (head->classes == 2 ? 1 : head->classes) || head->bits < 1 ||
        head->bits > SCRM_MODEL_BITS_MAX || head->scale < 0 ||
        head->scale > SCRM_MODEL_SCALE_MOST || head->reads & ~(uint32_t)SCRM_READS_EVERYTHING ||
        !sound_names(model, head))
        return false;
    if (!inside(file, head->table_at, UINT64_C(1) << head->bits,
                cells ? sizeof(uint32_t) : sizeof(struct scrm_model_slot)) ||
        !inside(file, head->bias_at, head->columns, sizeof(int32_t)) ||
        !inside(file, head->shifts_at, head->classes, sizeof(int32_t)))
        return false;
    if (!sound_extras(model, head, cells) || !sound_paired(model, head))
        return false;
    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        if (head->curve[i] < 0 || head->curve[i] > 10000)
            return false;
    return cells || sound_rows(model, head);
}

static int check(const struct scrm_model *model, size_t size, bool trusted,
                 struct scrm_err *err)
{
    const struct scrm_model_file *file = model->file;
    struct scrm_digest digest;
    size_t covered = offsetof(struct scrm_model_file, size);

    if (size < sizeof *file || memcmp(file->magic, SCRM_MODEL_MAGIC, 8) != 0)
        return scrm_err_set(err, SCRM_EXIT_DATA, "not a model that scrm-train wrote");
    if (file->order != SCRM_MODEL_ORDER)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "a model of a machine with another byte order; train it again");
    if (file->format != SCRM_MODEL_FORMAT)
        return scrm_err_set(err, SCRM_EXIT_DATA,
                            "a model of format %u, this program reads %d; train it again",
                            file->format, SCRM_MODEL_FORMAT);
    if (file->size != size)
        return scrm_err_set(err, SCRM_EXIT_DATA, "a damaged model: %zu bytes where it says %u",
                            size, file->size);
    if (trusted)
        return 0;
    digest = scrm_digest((const char *)file + covered, size - covered);
    if (digest.high != file->digest[0] || digest.low != file->digest[1])
        return scrm_err_set(err, SCRM_EXIT_DATA, "a damaged model: its digest does not fit");
    if (!memchr(file->by, 0, sizeof file->by) || file->n_extras > SCRM_MODEL_EXTRAS_MAX ||
        !file->n_heads ||
        file->n_heads > (size - sizeof *file) / sizeof(struct scrm_model_head))
        return scrm_err_set(err, SCRM_EXIT_DATA, "a damaged model: no heads");
    for (uint32_t i = 0; i < file->n_heads; i++)
        if (!sound_head(model, &model->heads[i]))
            return scrm_err_set(err, SCRM_EXIT_DATA, "a damaged model: head %u", i + 1);
    return 0;
}

struct scrm_model *scrm_model_open(const void *bytes, size_t size, bool trusted,
                                   struct scrm_err *err)
{
    struct scrm_model *model = scrm_alloc_zero(1, sizeof *model);
    struct scrm_buf hex = {0};

    model->file = bytes;
    model->heads = (const void *)(model->file + 1);
    if (check(model, size, trusted, err)) {
        free(model);
        return NULL;
    }
    scrm_digest_put(&hex, (struct scrm_digest){model->file->digest[0], model->file->digest[1]});
    snprintf(model->digest, sizeof model->digest, "%s", scrm_buf_text(&hex));
    scrm_buf_fini(&hex);
    return model;
}

struct scrm_model *scrm_model_load(const char *path, struct scrm_err *err)
{
    struct scrm_model *model = NULL;
    struct stat facts;
    void *bytes = MAP_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &facts)) {
        scrm_err_errno(err, 0, "%s", path);
    } else if (!S_ISREG(facts.st_mode) || !facts.st_size || facts.st_size > INT32_MAX) {
        scrm_err_set(err, SCRM_EXIT_DATA, "%s: not a model that scrm-train wrote", path);
    } else {
        bytes = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            scrm_err_errno(err, 0, "%s", path);
    }
    if (fd >= 0)
        close(fd);
    if (bytes == MAP_FAILED)
        return NULL;
    model = scrm_model_open(bytes, (size_t)facts.st_size, false, err);
    if (model) {
        model->mapped = (size_t)facts.st_size;
    } else {
        scrm_err_at(err, path, 0, 0);
        munmap(bytes, (size_t)facts.st_size);
    }
    return model;
}

void scrm_model_free(struct scrm_model *model)
{
    if (!model)
        return;
    if (model->mapped)
        munmap((void *)(uintptr_t)model->file, model->mapped);
    free(model);
}

const char *scrm_model_by(const struct scrm_model *model)
{
    return model->file->by;
}

const char *scrm_model_digest(const struct scrm_model *model)
{
    return model->digest;
}

unsigned scrm_model_reads(const struct scrm_model *model)
{
    unsigned reads = 0;

    for (uint32_t i = 0; i < model->file->n_heads; i++)
        reads |= model->heads[i].reads;
    return reads;
}

unsigned scrm_model_head_reads(const struct scrm_model *model, size_t head)
{
    return model->heads[head].reads;
}

size_t scrm_model_heads(const struct scrm_model *model)
{
    return model->file->n_heads;
}

const char *scrm_model_head(const struct scrm_model *model, size_t head)
{
    return model->heads[head].name;
}

const char *scrm_model_language(const struct scrm_model *model, size_t head)
{
    return model->heads[head].language;
}

size_t scrm_model_classes(const struct scrm_model *model, size_t head)
{
    return model->heads[head].classes;
}

const char *scrm_model_class(const struct scrm_model *model, size_t head, size_t class)
{
    const uint32_t *offsets = at(model, model->heads[head].names_at);

    return (const char *)offsets + offsets[class];
}

size_t scrm_model_extras(const struct scrm_model *model, size_t head)
{
    return model->heads[head].reads & SCRM_READS_EXTRAS ? model->file->n_extras : 0;
}
