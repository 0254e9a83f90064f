/*
 * From fitted heads to the bytes of a model file: the features that matter
 * most get a place in the table, their weights become small integers.
 */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "model/file.h"
#include "model/fit.h"

/* What of a feature's weights is kept, and in which form. */
struct thrift {
    double least_share; /* of the largest of all: weights under it are left out */
    size_t shorter;     /* how many times shorter than a row of all columns a list must be */
};

/* Elsewhere what is left out is lost in rounding anyway, and rows are added faster than lists.
 * Of the letters' many languages few have a say in a run of letters, and every program carries
 * them: they are kept small. */
static struct thrift thrift_of(unsigned reads)
{
    return reads & SCRM_READS_LETTERS ? (struct thrift){0.012, 1} : (struct thrift){0.006, 4};
}

enum { PAIRED_BITS_LEAST = 6, PAIRED_BITS_MOST = 20 };

/* Units that a slot can name, and the longest row still fits behind. */
enum { UNITS_MOST = (1 << 24) - 64 };

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
    return fmin(most, 127.0 * SCRM_MODEL_SCALE_MOST / 16777216);
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

/* A feature's weights as one row, and what of it is worth keeping. */
struct row {
    int8_t weights[SCRM_MODEL_CLASSES_MAX];
    struct scrm_model_entry entries[SCRM_MODEL_CLASSES_MAX + SCRM_MODEL_ENTRIES];
    size_t n; /* entries */
    int most;
};

static void make_row(const float *weights, size_t columns, double unit, double least,
                     struct row *row)
{
    *row = (struct row){.n = 0};
    for (size_t k = 0; k < columns; k++) {
        int8_t weight = rounded(weights[k], unit);
        int size = weight < 0 ? -weight : weight;

        if (fabs((double)weights[k]) < least * 127 * unit || !weight)
            continue;
        row->weights[k] = weight;
        row->entries[row->n++] = (struct scrm_model_entry){(uint8_t)k, weight};
        row->most = size > row->most ? size : row->most;
    }
}

/* Appends a row in the form that suits it and returns that: as a list where this is much
 * shorter. */
static uint32_t put_row(const struct row *row, size_t columns, size_t shorter,
                        struct scrm_buf *out)
{
    size_t units = scrm_model_row_units(columns);
    size_t listed = (row->n + SCRM_MODEL_ENTRIES - 1) / SCRM_MODEL_ENTRIES;
    uint32_t first = (uint32_t)(out->len / SCRM_MODEL_UNIT);

    if (listed * shorter <= units) {
        scrm_buf_put(out, (const char *)row->entries, listed * SCRM_MODEL_UNIT);
        return first << 8 | (SCRM_MODEL_LISTED + (uint32_t)listed);
    }
    scrm_buf_put(out, (const char *)row->weights, columns);
    align(out);
    return first << 8 | (uint32_t)row->most;
}

_Static_assert(SCRM_MODEL_ENTRIES * sizeof(struct scrm_model_entry) == SCRM_MODEL_UNIT,
               "a unit of entries");

static void lay_rows(const struct scrm_fitted *fitted, const struct ranked *order, double unit,
                     struct scrm_model_slot *slots, struct scrm_buf *rows)
{
    static const char last[SCRM_MODEL_UNIT];
    struct thrift thrift = thrift_of(fitted->reads);

    for (size_t i = 0; i < fitted->n && rows->len / SCRM_MODEL_UNIT < UNITS_MOST; i++) {
        uint64_t hash = fitted->hashes[order[i].feature];
        struct scrm_model_slot *pair = slots + scrm_model_pair(hash, fitted->bits), *slot;
        uint32_t tag = scrm_model_tag32(hash);
        struct row row;

        slot = !pair[0].tag ? &pair[0] : &pair[1];
        if (pair[0].tag == tag || slot->tag)
            continue;
        make_row(fitted->weights + order[i].feature * fitted->columns, fitted->columns, unit,
                 thrift.least_share, &row);
        if (row.n)
            *slot = (struct scrm_model_slot){
                tag, put_row(&row, fitted->columns, thrift.shorter, rows)};
    }
    scrm_buf_put(rows, last, sizeof last);
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

/* The extras' weights: in the largest unit, a power of two, in which all of them fit. */
static uint32_t put_extras(const struct scrm_fitted *fitted, size_t n_extras,
                           struct scrm_model_head *head, struct scrm_buf *out)
{
    size_t columns = fitted->columns, units = scrm_model_row_units(columns);
    bool cells = columns <= SCRM_MODEL_CELL_COLUMNS;
    size_t stride = cells ? columns : units * SCRM_MODEL_UNIT;
    int16_t *weights = scrm_alloc_zero(n_extras * stride + 1, sizeof *weights);
    double most = 0, one;
    uint32_t offset;

    for (size_t i = 0; i < fitted->n_extras * columns; i++)
        most = fmax(most, fabs(fitted->extras[i]));
    head->extras_unit = SCRM_MODEL_EXTRAS_UNIT;
    while (head->extras_unit > 1 && round(most * 65.536 * head->extras_unit) > INT16_MAX)
        head->extras_unit /= 2;
    one = 65.536 * head->extras_unit;
    for (size_t i = 0; i < fitted->n_extras; i++)
        for (size_t k = 0; k < columns; k++) {
            int32_t weight = fixed(fitted->extras[i * columns + k], one);

            weights[cells ? k * n_extras + i : i * stride + k] =
                (int16_t)(weight > INT16_MAX    ? INT16_MAX
                          : weight < -INT16_MAX ? -INT16_MAX
                                                : weight);
        }
    align(out);
    offset = (uint32_t)out->len;
    scrm_buf_put(out, (const char *)weights, n_extras * stride * sizeof *weights);
    align(out);
    free(weights);
    return offset;
}

/* A bit for each word that stands in a pair, eight or more to a word. */
static void put_paired(const struct scrm_fitted *fitted, struct scrm_model_head *head,
                       struct scrm_buf *out)
{
    uint64_t *known;
    size_t n;

    if (!(fitted->reads & SCRM_READS_PAIRS))
        return;
    head->paired_bits = PAIRED_BITS_LEAST;
    while (head->paired_bits < PAIRED_BITS_MOST &&
           fitted->n_paired * 8 > (size_t)1 << head->paired_bits)
        head->paired_bits++;
    n = ((size_t)1 << head->paired_bits) / 64;
    known = scrm_alloc_zero(n, sizeof *known);
    for (size_t i = 0; i < fitted->n_paired; i++) {
        size_t bit = (size_t)(fitted->paired[i] >> (64 - head->paired_bits));

        known[bit / 64] |= UINT64_C(1) << (bit % 64);
    }
    align(out);
    head->paired_at = (uint32_t)out->len;
    scrm_buf_put(out, (const char *)known, n * sizeof *known);
    free(known);
}

static void put_table(const struct scrm_fitted *fitted, double unit,
                      struct scrm_model_head *head, struct scrm_buf *out)
{
    bool has_rows = fitted->columns > SCRM_MODEL_CELL_COLUMNS;
    size_t each = has_rows ? sizeof(struct scrm_model_slot) : sizeof(uint32_t);
    size_t places = (size_t)1 << fitted->bits;
    struct ranked *order = rank(fitted);
    void *table = scrm_alloc_zero(places, each);
    struct scrm_buf rows = {0};

    if (has_rows)
        lay_rows(fitted, order, unit, table, &rows);
    else
        lay_cells(fitted, order, unit, table);
    align(out);
    head->table_at = (uint32_t)out->len;
    scrm_buf_put(out, table, places * each);
    align(out);
    head->rows_at = (uint32_t)out->len;
    head->rows_n = (uint32_t)(rows.len / SCRM_MODEL_UNIT);
    scrm_buf_put_slice(out, scrm_buf_slice(&rows));
    scrm_buf_fini(&rows);
    free(order);
    free(table);
}

/* The classes' names, each told by where it stands. */
static uint32_t put_names(const struct scrm_fitted *fitted, struct scrm_buf *out)
{
    uint32_t offset, next = (uint32_t)(fitted->n_classes * sizeof next);

    align(out);
    offset = (uint32_t)out->len;
    for (size_t k = 0; k < fitted->n_classes; k++) {
        scrm_buf_put(out, (const char *)&next, sizeof next);
        next += (uint32_t)(fitted->classes ? strlen(fitted->classes[k]) : 0) + 1;
    }
    for (size_t k = 0; k < fitted->n_classes; k++) {
        const char *name = fitted->classes ? fitted->classes[k] : "";

        scrm_buf_put(out, name, strlen(name) + 1);
    }
    return offset;
}

/* Appends what belongs to a head and fills its header. */
static void put_head(const struct scrm_fitted *fitted, size_t n_extras,
                     struct scrm_model_head *head, struct scrm_buf *out)
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
    head->names_at = put_names(fitted, out);
    head->bias_at = put_fixed(out, fitted->bias, fitted->columns, 65536);
    head->shifts_at = put_fixed(out, fitted->calibration.shifts, fitted->n_classes, 65536);
    head->extras_at = put_extras(fitted, n_extras, head, out);
    put_paired(fitted, head, out);
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
    for (size_t i = 0; i < n; i++)
        if (fitted[i].n_extras > file.n_extras)
            file.n_extras = (uint32_t)fitted[i].n_extras;
    for (size_t i = 0; i < n; i++)
        put_head(&fitted[i], file.n_extras, &heads[i], &out);
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
