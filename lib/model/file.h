/*
 * The bytes of a model file: what model/pack.c writes and model/open.c and
 * model/predict.c read. Offsets count bytes from the header; integers are in
 * the byte order of the machine, which the header names. Private to this room.
 */
#ifndef SCRM_MODEL_FILE_H
#define SCRM_MODEL_FILE_H

#include "model/model.h"
#include "model/sums.h"

#define SCRM_MODEL_MAGIC "SCRMMDL1"
#define SCRM_MODEL_ORDER UINT32_C(0x01020304)
/* Changes whenever the features or the extras change their meaning. */
enum { SCRM_MODEL_FORMAT = 2 };

/* Up to so many columns a feature's weights stand in its own cell of four bytes; with more
 * classes they stand in a row elsewhere: a byte for each column, or, where few classes are
 * spoken of, a list of these. */
enum { SCRM_MODEL_CELL_COLUMNS = 3, SCRM_MODEL_BITS_MAX = 22 };

/* Rows begin at multiples of so many bytes. */
enum { SCRM_MODEL_UNIT = 8, SCRM_MODEL_ENTRIES = 4 };

/* The largest scale, half a logit for each step of a weight: so that a head with rows, whatever
 * it reads, adds up in 32 bits. */
enum { SCRM_MODEL_SCALE_MOST = 1 << 23 };

/* Extras that a head may read: as many as surely add up in 32 bits. */
enum { SCRM_MODEL_EXTRAS_MAX = 64 };

/* What a weight of an extra is a part of, unless one of the head's is too large for it. */
enum { SCRM_MODEL_EXTRAS_UNIT = 256 };

struct scrm_model_file {
    char magic[8];
    uint32_t order, format;
    uint64_t digest[2]; /* of everything behind it */
    uint32_t size;      /* of everything */
    uint32_t n_heads;
    uint32_t n_extras; /* of every head that reads them */
    uint32_t unused;
    char by[64];
    /* struct scrm_model_head [n_heads] follow */
};

struct scrm_model_head {
    char name[64], language[16];
    uint32_t reads;       /* SCRM_READS_* */
    uint32_t classes;     /* 2 to SCRM_MODEL_CLASSES_MAX */
    uint32_t columns;     /* 1 for two classes (the second's), else one a class */
    uint32_t bits;        /* 2^bits cells or slots */
    uint32_t names_at;    /* uint32_t [classes]: where from here each class's name stands */
    uint32_t table_at;    /* uint32_t cells, or struct scrm_model_slot */
    uint32_t rows_at;     /* the rows of slots, and one unit more behind the last */
    uint32_t rows_n;      /* units */
    uint32_t paired_at;   /* uint64_t: a bit for the hash of each stem that stands in a pair */
    uint32_t paired_bits; /* 2^bits of them; 0: none are read */
    uint32_t bias_at;     /* int32_t [columns], 2^-16 */
    uint32_t extras_at;   /* int16_t, 2^-16 / extras_unit for a thousandth: of cells
                             [columns][n_extras], else [n_extras][columns in whole units] */
    uint32_t extras_unit; /* a power of two */
    uint32_t shifts_at;   /* int32_t [classes], 2^-16: calibration */
    int32_t scale;        /* of a weight, 2^-24 */
    int32_t slope;        /* calibration: what the sums are multiplied by, 2^-16 */
    uint32_t trained;     /* texts */
    /* Calibration, last step: how often an answer of share i / 16 was right, in
     * ten-thousandths; straight lines between. */
    int32_t curve[SCRM_MODEL_KNOTS];
};

/* A cell: tag in the low byte (0 = empty), then three signed weights. A feature stands in
 * one of the two cells of its pair. */
static inline uint32_t scrm_model_tag8(uint64_t hash)
{
    uint32_t tag = hash & 0xFF;

    return tag ? tag : 1;
}

struct scrm_model_slot {
    uint32_t tag; /* 0 = empty */
    uint32_t row; /* the unit where it begins << 8 | its form */
};

/* The form of a row: its largest weight, whatever the sign, where it is int8_t [columns in
 * whole units], or SCRM_MODEL_LISTED + the units of its entries; what is left of the last of
 * these is filled up with such as weigh nothing. */
enum { SCRM_MODEL_LISTED = 128 };

static inline uint32_t scrm_model_tag32(uint64_t hash)
{
    uint32_t tag = (uint32_t)hash;

    return tag ? tag : 1;
}

struct scrm_model_entry {
    uint8_t column;
    int8_t weight;
};

/* The first of the two places where a feature may stand. */
static inline size_t scrm_model_pair(uint64_t hash, uint32_t bits)
{
    return (size_t)(hash >> (64 - bits)) & ~(size_t)1;
}

struct scrm_model {
    const struct scrm_model_file *file; /* borrowed, or mapped */
    const struct scrm_model_head *heads;
    size_t mapped; /* bytes, 0: borrowed */
    char digest[40];
};

/* Columns in whole units, one byte each. */
static inline size_t scrm_model_row_units(size_t columns)
{
    return (columns + SCRM_MODEL_UNIT - 1) / SCRM_MODEL_UNIT;
}

/* Adds the weights of features to those of a head that has cells. */
void scrm_model_weigh_cells(const struct scrm_model *model, size_t head, const uint64_t *hashes,
                            size_t n, int32_t sums[SCRM_MODEL_CELL_COLUMNS]);

/* The same of a head that has rows. */
void scrm_model_weigh_rows(const struct scrm_model *model, size_t head, const uint64_t *hashes,
                           size_t n, struct scrm_sums *sums);

/* The same of the pairs of such stems as stand in any that the model knows. */
void scrm_model_weigh_pairs(const struct scrm_model *model, size_t head,
                            const struct scrm_features *features, struct scrm_sums *sums);

/* A place of the memo: a word and what its runs weigh, one number a column. */
struct scrm_memo_place {
    char word[SCRM_KEPT_BYTES];
    int32_t most; /* no number is larger, whatever its sign; of cells unset */
    int32_t unused;
    int16_t sums[];
};

struct scrm_memo {
    const struct scrm_model *model;
    size_t head;
    size_t wide; /* columns, rounded up as they are added */
    size_t stride, mask;
    char *places; /* NULL until the first word */
    uint64_t runs[SCRM_RUNS_MAX];
    struct scrm_sums sums;
};

/* Adds the weights of the runs of all words kept. */
void scrm_memo_sum_cells(struct scrm_memo *memo, const struct scrm_features *features,
                         int32_t sums[SCRM_MODEL_CELL_COLUMNS]);
void scrm_memo_sum_rows(struct scrm_memo *memo, const struct scrm_features *features,
                        struct scrm_sums *sums);

#endif
