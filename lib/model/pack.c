/*
 * From fitted heads to the bytes of a model file: the features that matter
 * most get a place in the table, their weights become small integers.
 */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/file.h"
#include "model/fit.h"

/* Of a feature's weights, those under this share of the largest of all are left out of its
 * list: they are lost in rounding anyway. */
#define LEAST_SHARE 0.006

struct ranked {
    float worth;
    uint32_t feature;
};

/* The worthiest first; equal ones in their order. */
static int by_worth(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->worth > y->worth || x->worth < y->worth)
        return x->worth < y->worth ? 1 : -1;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

static struct ranked *rank(const struct scrm_fitted *fitted)
{
    struct ranked *order = scrm_alloc_zero(fitted->n + 1, sizeof *order);

    for (size_t i = 0; i < fitted->n; i++)
        order[i] = (struct ranked){fitted->worth[i], (uint32_t)i};
    qsort(order, fitted->n, sizeof *order, by_worth);
    return order;
}

/* What the largest weights are pressed to. The few largest of all may be cut off: rounding
 * the many small ones well is worth more. */
static double largest(const struct scrm_fitted *fitted)
{
    double most = 1e-9;

    for (size_t i = 0; i < fitted->n * fitted->columns; i++)
        most = fmax(most, fabs((double)fitted->weights[i]));
    return most;
}

static int8_t rounded(double weight, double unit)
{
    double steps = round(weight / unit);

    return (int8_t)(steps > 127 ? 127 : steps < -127 ? -127 : steps);
}

static void align(struct scrm_buf *out)
{
    while (out->len % 8)
        scrm_buf_putc(out, 0);
}

static void lay_cells(const struct scrm_fitted *fitted, const struct ranked *order, double unit,
                      uint32_t *cells)
{
    for (size_t i = 0; i < fitted->n; i++) {
        uint64_t hash = fitted->hashes[order[i].feature];
        const float *weights = fitted->weights + order[i].feature * fitted->columns;
        uint32_t *pair = cells + scrm_model_pair(hash, fitted->bits);
        uint32_t tag = scrm_model_tag8(hash), cell = tag;
        bool speaks = false;

        for (size_t k = 0; k < fitted->columns; k++) {
            int8_t weight = rounded(weights[k], unit);

            cell |= (uint32_t)(uint8_t)weight << (8 + 8 * k);
            speaks |= weight != 0;
        }
        if (!speaks || (pair[0] & 0xFF) == tag || (pair[1] & 0xFF) == tag)
            continue; /* a twin that is worth more was here first */
        if (!pair[0])
            pair[0] = cell;
        else if (!pair[1])
            pair[1] = cell;
    }
}

static size_t lay_lists(const struct scrm_fitted *fitted, const struct ranked *order,
                        double unit, struct scrm_model_slot *slots, struct scrm_buf *entries)
{
    size_t n = 0;

    for (size_t i = 0; i < fitted->n && n < (1 << 24) - 256; i++) {
        uint64_t hash = fitted->hashes[order[i].feature];
        const float *weights = fitted->weights + order[i].feature * fitted->columns;
        struct scrm_model_slot *pair = slots + scrm_model_pair(hash, fitted->bits), *slot;
        uint32_t tag = scrm_model_tag32(hash), first = (uint32_t)n;

        slot = !pair[0].tag ? &pair[0] : &pair[1];
        if (pair[0].tag == tag || slot->tag)
            continue;
        for (size_t k = 0; k < fitted->columns; k++) {
            struct scrm_model_entry entry = {(uint8_t)k, rounded(weights[k], unit)};

            if (fabs((double)weights[k]) < LEAST_SHARE * 127 * unit || !entry.weight)
                continue;
            scrm_buf_put(entries, (const char *)&entry, sizeof entry);
            n++;
        }
        if (n > first)
            *slot = (struct scrm_model_slot){tag, first << 8 | ((uint32_t)n - first)};
    }
    return n;
}

static int32_t fixed(double value, double one)
{
    double scaled = round(value * one);

    return (int32_t)(scaled > INT32_MAX    ? INT32_MAX
                     : scaled < -INT32_MAX ? -INT32_MAX
                                           : scaled);
}

static uint32_t put_fixed(struct scrm_buf *out, const double *values, size_t n, double one)
{
    uint32_t offset;

    align(out);
    offset = (uint32_t)out->len;
    for (size_t i = 0; i < n; i++) {
        int32_t value = fixed(values[i], one);

        scrm_buf_put(out, (const char *)&value, sizeof value);
    }
    return offset;
}

static void put_table(const struct scrm_fitted *fitted, double unit,
                      struct scrm_model_head *head, struct scrm_buf *out)
{
    bool lists = fitted->columns > SCRM_MODEL_CELL_COLUMNS;
    size_t each = lists ? sizeof(struct scrm_model_slot) : sizeof(uint32_t);
    size_t places = (size_t)1 << fitted->bits;
    struct ranked *order = rank(fitted);
    void *table = scrm_alloc_zero(places, each);
    struct scrm_buf entries = {0};

    if (lists)
        head->entries_n = (uint32_t)lay_lists(fitted, order, unit, table, &entries);
    else
        lay_cells(fitted, order, unit, table);
    align(out);
    head->table_at = (uint32_t)out->len;
    scrm_buf_put(out, table, places * each);
    head->entries_at = (uint32_t)out->len;
    scrm_buf_put_slice(out, scrm_buf_slice(&entries));
    scrm_buf_fini(&entries);
    free(order);
    free(table);
}

/* Appends what belongs to a head and fills its header. */
static void put_head(const struct scrm_fitted *fitted, struct scrm_model_head *head,
                     struct scrm_buf *out)
{
    double unit = largest(fitted) / 127;

    snprintf(head->name, sizeof head->name, "%s", fitted->name);
    snprintf(head->language, sizeof head->language, "%s", fitted->language);
    head->reads = fitted->reads;
    head->classes = (uint32_t)fitted->n_classes;
    head->columns = (uint32_t)fitted->columns;
    head->bits = fitted->bits;
    head->scale = fixed(unit, 16777216);
    head->slope = fixed(fitted->calibration.slope, 65536);
    for (int i = 0; i < SCRM_MODEL_KNOTS; i++)
        head->curve[i] = fixed(fitted->calibration.curve[i], 10000);
    head->trained = (uint32_t)fitted->trained;
    head->names_at = (uint32_t)out->len;
    for (size_t k = 0; k < fitted->n_classes; k++) {
        const char *name = fitted->classes ? fitted->classes[k] : "";

        scrm_buf_put(out, name, strlen(name) + 1);
    }
    head->bias_at = put_fixed(out, fitted->bias, fitted->columns, 65536);
    head->shifts_at = put_fixed(out, fitted->calibration.shifts, fitted->n_classes, 65536);
    head->extras_at =
        put_fixed(out, fitted->extras, fitted->n_extras * fitted->columns, 16777216 / 1000.0);
    put_table(fitted, unit, head, out);
    align(out);
}

void *scrm_model_pack(const char *by, const struct scrm_fitted *fitted, size_t n, size_t *size,
                      struct scrm_err *err)
{
    struct scrm_buf out = {0};
    struct scrm_model_file file = {.order = SCRM_MODEL_ORDER, .format = SCRM_MODEL_FORMAT};
    struct scrm_model_head *heads = scrm_alloc_zero(n, sizeof *heads);
    char *bytes = NULL;

    memcpy(file.magic, SCRM_MODEL_MAGIC, sizeof file.magic);
    snprintf(file.by, sizeof file.by, "%s", by);
    file.n_heads = (uint32_t)n;
    scrm_buf_put(&out, (const char *)&file, sizeof file);
    scrm_buf_put(&out, (const char *)heads, n * sizeof *heads);
    for (size_t i = 0; i < n; i++) {
        if (fitted[i].n_extras > file.n_extras)
            file.n_extras = (uint32_t)fitted[i].n_extras;
        put_head(&fitted[i], &heads[i], &out);
    }
    if (out.over) {
        scrm_err_set(err, SCRM_EXIT_DATA, "the model would be larger than 1 GiB");
    } else {
        memcpy(out.at, &file, sizeof file);
        memcpy(out.at + sizeof file, heads, n * sizeof *heads);
        scrm_model_seal(&out);
        *size = out.len;
        bytes = scrm_buf_take(&out);
    }
    scrm_buf_fini(&out);
    free(heads);
    return bytes;
}
