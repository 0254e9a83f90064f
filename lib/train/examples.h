/*
 * Labelled posts, read for training and for measuring: NDJSON (posts, or any
 * objects) or CSV, a text and one or more labels each. Texts become features
 * at once and are forgotten, unless they are asked for.
 */
#ifndef SCRM_TRAIN_EXAMPLES_H
#define SCRM_TRAIN_EXAMPLES_H

#include "base/hash.h"
#include "model/corpus.h"
#include "score/score.h"

/* A row without this label. */
enum { SCRM_NO_CLASS = 255, SCRM_LABELS_MAX = 16 };

/* Where the parts of a row stand: dotted members, or a CSV file's columns. */
struct scrm_example_fields {
    const char *text;  /* "text" */
    const char *group; /* NULL: conversation, else case, else author_id, else the text itself */
    const char *lang;  /* of all texts; NULL: each row's member or column "lang" */
    const char *const *labels; /* n_labels of them, at most SCRM_LABELS_MAX */
    size_t n_labels;
    unsigned reads; /* SCRM_READS_*: what is gathered */
    bool keep;      /* keep texts too */
    bool aside;     /* the files read now are learnt from and never measured on */
};

/* One label of all rows. */
struct scrm_labelling {
    struct scrm_map names; /* classes, in the order of their names once finished */
    uint8_t *of;           /* of each row: index of its class, or SCRM_NO_CLASS */
    size_t cap;
};

/* A zeroed struct is empty. */
struct scrm_examples {
    struct scrm_example_fields fields;
    struct scrm_scorer_worker *worker; /* borrowed */
    struct scrm_corpus corpus;
    struct scrm_labelling labels[SCRM_LABELS_MAX];
    struct scrm_buf texts; /* where kept: NUL behind each */
    size_t *text_at;       /* where kept: offset of each row's */
    size_t cap_texts;
    uint64_t skipped;                  /* rows without a text */
    const char *left[SCRM_LABELS_MAX]; /* fields.labels once one was forgotten */
};

/*
 * Reads a file ("-": standard input); CSV where its name ends in .csv or .tsv,
 * else NDJSON. Errors: 66, 77; 65 with file and line for what is no JSON and
 * for more classes than a model takes; 78 for a column that is missing.
 */
int scrm_examples_read(struct scrm_examples *examples, const char *path, struct scrm_err *err);

/* The same from NDJSON in memory; `name` stands in errors. */
int scrm_examples_read_lines(struct scrm_examples *examples, const char *name,
                             struct scrm_buf *text, struct scrm_err *err);

/* Puts classes into the order of their names; called once, after all files. */
void scrm_examples_finish(struct scrm_examples *examples);
void scrm_examples_free(struct scrm_examples *examples);

/* The rows that have label `label`, owned by caller, and how many. */
uint32_t *scrm_examples_rows(const struct scrm_examples *examples, size_t label, size_t *n);

/* Names of a label's classes. */
size_t scrm_examples_classes(const struct scrm_examples *examples, size_t label);
const char *scrm_examples_class(const struct scrm_examples *examples, size_t label,
                                size_t class);
size_t scrm_examples_size(const struct scrm_examples *examples, size_t label, size_t class);

/* Once finished: takes the label off rows of classes that have fewer than `least`, and the
 * classes with it; returns how many went. */
size_t scrm_examples_prune(struct scrm_examples *examples, size_t label, size_t least);

/* Forgets a label. fields.labels is the caller's no longer. */
void scrm_examples_drop(struct scrm_examples *examples, size_t label);

#endif
