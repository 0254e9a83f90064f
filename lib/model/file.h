/*
 * The bytes of a model file: what model/pack.c writes and model/open.c and
 * model/predict.c read. Offsets count bytes from the header; integers are in
 * the byte order of the machine, which the header names. Private to this room.
 */
#ifndef SCRM_MODEL_FILE_H
#define SCRM_MODEL_FILE_H

#include "model/model.h"

#define SCRM_MODEL_MAGIC "SCRMMDL1"
#define SCRM_MODEL_ORDER UINT32_C(0x01020304)
/* Changes whenever the features or the extras change their meaning. */
enum { SCRM_MODEL_FORMAT = 1 };

/* Up to so many columns a feature's weights stand in its own cell of four bytes; with more
 * classes they stand in a list, since most words say nothing of most classes. */
enum { SCRM_MODEL_CELL_COLUMNS = 3, SCRM_MODEL_BITS_MAX = 22 };

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
    uint32_t reads;      /* SCRM_READS_* */
    uint32_t classes;    /* 2 to SCRM_MODEL_CLASSES_MAX */
    uint32_t columns;    /* 1 for two classes (the second's), else one a class */
    uint32_t bits;       /* 2^bits cells or slots */
    uint32_t names_at;   /* names of the classes, NUL behind each */
    uint32_t table_at;   /* uint32_t cells, or struct scrm_model_slot */
    uint32_t entries_at; /* struct scrm_model_entry of the lists */
    uint32_t entries_n;
    uint32_t bias_at;   /* int32_t [columns], 2^-16 */
    uint32_t extras_at; /* int32_t [n_extras][columns], 2^-24 for a thousandth */
    uint32_t shifts_at; /* int32_t [classes], 2^-16: calibration */
    int32_t scale;      /* of a weight, 2^-24 */
    int32_t slope;      /* calibration: what the sums are multiplied by, 2^-16 */
    uint32_t trained;   /* texts */
    /* Calibration, last step: how often an answer of share i / 16 was right, in
     * ten-thousandths; straight lines between. */
    int32_t curve[SCRM_MODEL_KNOTS];
    uint32_t unused;
};

/* A cell: tag in the low byte (0 = empty), then three signed weights. A feature stands in
 * one of the two cells of its pair. */
static inline uint32_t scrm_model_tag8(uint64_t hash)
{
    uint32_t tag = hash & 0xFF;

    return tag ? tag : 1;
}

struct scrm_model_slot {
    uint32_t tag;  /* 0 = empty */
    uint32_t list; /* first entry << 8 | number of entries */
};

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

/* Sums are added up so many at once: a place for as many as there are columns has room for
 * that many more. */
enum { SCRM_MODEL_ALIGNED = 8, SCRM_MODEL_CLASSES_ROOM = SCRM_MODEL_CLASSES_MAX + 8 };

/* Adds the weights of features to `sums`, one a column (and not fewer than
 * SCRM_MODEL_CELL_COLUMNS). */
void scrm_model_weigh(const struct scrm_model *model, size_t head, const uint64_t *hashes,
                      size_t n, int32_t *sums);

/* A word's place is the word and then int16_t [wide]. */
struct scrm_memo {
    const struct scrm_model *model;
    size_t head;
    size_t wide; /* columns, rounded up: 4 or a multiple of SCRM_MODEL_ALIGNED */
    size_t stride, mask;
    char *places; /* NULL until the first word */
    uint64_t runs[SCRM_RUNS_MAX];
    int32_t sums[SCRM_MODEL_CLASSES_ROOM];
};

/* Adds the weights of the runs of all words kept. */
void scrm_memo_sum(struct scrm_memo *memo, const struct scrm_features *features, int32_t *sums);

#endif
