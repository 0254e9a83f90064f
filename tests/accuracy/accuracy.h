/*
 * What the rooms of `make accuracy` share: what is measured over which texts, the sets
 * of judged texts, and the readers of what stands beside the project.
 */
#ifndef SCRM_TESTS_ACCURACY_H
#define SCRM_TESTS_ACCURACY_H

#include "base/buf.h"
#include "score/score.h"

/* How this run was asked for; borrowed by all. */
struct run {
    const char *data; /* the folder of the labelled texts */
    struct scrm_scorer_worker *worker;
    bool dev;           /* the part that may be tuned on, not the held-out third */
    bool posts;         /* prints the mixed stream of the order as posts, and nothing else */
    const char *errors; /* prints the wrong texts of the set of this name; NULL: of none */
};

/* One judged text. */
struct sample {
    int gold, got; /* class numbers */
    double x, y;   /* for correlation */
    int32_t p;     /* how sure, ten-thousandths */
};

struct set {
    const char *name;
    int classes;
    struct sample *samples;
    size_t n, cap;
    bool correlates;
    bool sure; /* says how sure it is: calibration and coverage are measured */
};

/* figures.c: a judged text joins its set; a set's line of the table, which ends the set. */
void add(const struct run *run, struct set *set, struct sample sample, struct scrm_slice text,
         const struct scrm_score *score);
void print_set(struct set *set);

/* texts.c */

/* Whether the text belongs to the part that this run measures. */
bool wanted_part(const struct run *run, struct scrm_slice text);
/* The shipped scorer's word; `lang` NULL: nobody stated the language. */
struct scrm_score judge(const struct run *run, struct scrm_slice text, const char *lang);
/* A file below the labelled texts, appended; false: it is absent. */
bool read_file(const struct run *run, const char *name, struct scrm_buf *text);
/* Takes the next line off `rest`; false: there is none. */
bool next_line(struct scrm_slice *rest, struct scrm_slice *line);
/* The tweets are written with \uXXXX and "" as a Python list would be. */
void plain_text(struct scrm_slice line, struct scrm_buf *out);

/* The sets, each printed as it is done. */
void tweets(const struct run *run, const char *language, const char *code, const char *name);
void rated(const struct run *run, const char *path, const char *name);
void tongue(const struct run *run, const char *language, const char *code);
void spam(const struct run *run);
void utterances(const struct run *run);
void replies(const struct run *run);
void customers(const struct run *run);
void order(const struct run *run);

#endif
