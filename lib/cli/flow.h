/*
 * Inside the frame: how blocks of lines become blocks of output, and what is
 * told about them. Workers turn blocks into results in any order; the frame
 * takes the results in the order of the input.
 */
#ifndef SCRM_CLI_FLOW_H
#define SCRM_CLI_FLOW_H

#include "cli/frame.h"

/* Why a part of a block ended. */
enum scrm_part_end {
    SCRM_PART_BLOCK,   /* the block ended too */
    SCRM_PART_TRAILER, /* a trailer line, now in `trailer` */
    SCRM_PART_BAD,     /* a bad line that --max-errors counts; `err` says why */
    SCRM_PART_FATAL,   /* the run ends with `err` */
};

/* Lines up to a point where the frame may have to end the run: whatever ends
 * it, the account and the output are known exactly up to there. */
struct scrm_part {
    struct scrm_account account;
    size_t out_end;     /* bytes of result->out up to here */
    size_t rejects_end; /* bytes of result->rejects up to here */
    enum scrm_part_end end;
    struct scrm_end trailer;
    struct scrm_err err;
};

struct scrm_flow_result {
    struct scrm_buf out, rejects;
    struct scrm_part *parts;
    size_t n, cap;
    struct scrm_err first; /* the first bad line where nothing counts them */
};

struct scrm_flow_worker {
    void *stage; /* what stage->open gave */
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    size_t n_values;
    struct scrm_buf mended; /* the line under way, where it had to be */
};

struct scrm_flow {
    const struct scrm_stage *stage;
    struct scrm_flow_worker *workers;
    size_t n_workers;
    int64_t limit;     /* bad lines allowed; 0 stops at the first, -1 never */
    bool keep_rejects; /* write them to result->rejects */
    uint64_t max_record;
};

void scrm_flow_open(struct scrm_flow *flow, const struct scrm_stage *stage, size_t n_workers);
/* Closes the stage's workers in order and frees them. */
void scrm_flow_close(struct scrm_flow *flow);

/* One block through the stage. Never fails: what goes wrong is in the parts. */
void scrm_flow_work(struct scrm_flow *flow, size_t worker, const struct scrm_block *block,
                    struct scrm_flow_result *result);
void scrm_flow_result_fini(struct scrm_flow_result *result);

/* Appends the record of a bad line: file, line, offset, reason, raw_base64;
 * `raw.at` NULL: `raw.len` as length instead. */
void scrm_reject_put(struct scrm_buf *out, const struct scrm_err *err, uint64_t offset,
                     struct scrm_slice raw);

/* What is known of the stream's trailers. */
struct scrm_seal {
    struct scrm_end end; /* joined */
    bool any;            /* a trailer came */
    uint64_t lines;      /* since the last one */
};

void scrm_seal_fini(struct scrm_seal *seal);

/* A trailer came: checks it against the lines since the last one and joins it. 65. */
int scrm_seal_meet(struct scrm_seal *seal, const struct scrm_end *trailer,
                   struct scrm_err *err);

/* Whether the input ended with a trailer. */
bool scrm_seal_holds(const struct scrm_seal *seal);

/* The account in words: "3 in, 2 out, 1 dropped: 1 no text"; or as JSON members. */
void scrm_account_put_text(const struct scrm_account *account, struct scrm_buf *out);
void scrm_account_put_members(const struct scrm_account *account, struct scrm_buf *out);

/* The FILE of --on-error=reject=FILE for commands that read in a way of their own; it
 * appears with the first reject. */
struct scrm_rejects {
    const char *path; /* NULL: bad lines are only told */
    struct scrm_writer *writer;
};

/* Writes the reject of a line of which only the length is kept. */
int scrm_rejects_put(struct scrm_rejects *rejects, const struct scrm_err *what, uint64_t offset,
                     uint64_t length, struct scrm_err *err);

/* Writes out and closes. Safe to call again. */
int scrm_rejects_close(struct scrm_rejects *rejects, struct scrm_err *err);

/* Adds the names that stand in the file `path`, one a line, to the operands. `names` holds
 * them: owned by caller, and needed as long as the operands are. Errors: as of reading it, and
 * 65 for a NUL byte. */
int scrm_operands_read(struct scrm_operands *operands, const char *path, struct scrm_buf *names,
                       struct scrm_err *err);

/* Refuses (64) an output that is one of the inputs. `output` NULL: standard output. */
int scrm_files_distinct(const struct scrm_operands *operands, const char *option,
                        const char *output, struct scrm_err *err);

#endif
