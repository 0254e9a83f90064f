/*
 * The frame of every filter: reads lines, scans them, gives each to the stage,
 * writes what the stage made, keeps the account, handles bad lines, trailers,
 * -j, -o and the exit code. A stage only says which members it wants and what
 * one line becomes.
 */
#ifndef SCRM_CLI_FRAME_H
#define SCRM_CLI_FRAME_H

#include "cli/option.h"
#include "record/end.h"
#include "record/reader.h"
#include "record/scan.h"

/* What a stage did with a line. */
enum scrm_verdict {
    SCRM_LINE_OUT,      /* appended to row->out, row->lines of them */
    SCRM_LINE_DROPPED,  /* row->reason says why (static string) */
    SCRM_LINE_REJECTED, /* err says why; --on-error decides */
    SCRM_LINE_FATAL,    /* err says why; the run ends */
};

struct scrm_row {
    const struct scrm_line *line; /* scanned; values by the slots of the stage's keys */
    struct scrm_arena *arena;     /* reset after the line */
    struct scrm_buf *out;         /* append the output line(s) here, a newline between them; the
                                     last one's is added where it is missing */
    uint64_t lines;               /* how many lines were appended; starts as 1. 0 or 2 and more
                                     count as dropped or expanded by the frame */
    const char *reason;           /* for SCRM_LINE_DROPPED */
    const char *file;             /* for messages */
    uint64_t number;              /* line number */
};

struct scrm_stage {
    const struct scrm_keys *keys; /* built; wanted members of every line */
    /* One per worker. NULL: `each` and `choose` get ctx itself, and there is one
     * worker whatever -j says. */
    void *(*open)(void *ctx);
    enum scrm_verdict (*each)(void *worker, struct scrm_row *row, struct scrm_err *err);
    /* For what `open` gave, in worker order at the end, in the main thread: merge
     * tallies into ctx. Called after a failed run too. */
    void (*close)(void *ctx, void *worker);
    /* Optional: other keys for lines that look different (normalize). Sees the raw line. */
    const struct scrm_keys *(*choose)(void *worker, struct scrm_slice line);
    /* Optional: a line that the scanner refuses, mended into `fixed` where that is possible;
     * whether anything was. What is mended is scanned once more (normalize). */
    bool (*mend)(void *worker, struct scrm_slice line, struct scrm_buf *fixed);
    /* Optional: where blocks of lines come from instead of the files named (normalize's
     * decoders of pages, feeds and CSV). As scrm_reader_next. */
    int (*next)(void *ctx, struct scrm_block *block, struct scrm_err *err);
    /* Optional: behind the last line and before the end line, in the main thread: what must
     * be safe before anybody takes the output for whole (dedup's state). */
    int (*finish)(void *ctx, struct scrm_err *err);
    /* Optional: lines that only the whole input decides, appended to `out` behind all others
     * (scrm-score --review); how many. `each` had dropped them, with the reason `held`. */
    uint64_t (*last)(void *ctx, struct scrm_buf *out);
    const char *held;
    void *ctx;
    const char *config; /* digest of configuration and data, for the trailer; may be NULL */
    /* Writes no lines (report, case apply): `out` counts what was taken in, and -o is
     * left to the command. */
    bool sink;
    struct scrm_account *account; /* where not NULL, receives the run's account */
};

/*
 * Runs the stage over the operands as files (none: standard input) and ends
 * the run: flushes, writes the trailer where the stream is sealed, prints
 * --stats, reports write errors and an unbalanced account (70). Returns the
 * exit code; every message has been printed. `end`, where not NULL, receives
 * the joined trailer of the input, with no stages unless the input ended with
 * one; scrm_end_fini is the caller's.
 *
 * A trailer in the input must tell how many lines came before it (else 65).
 * Several are joined into one, written last; where lines follow the last one,
 * the stream is not whole and none is written unless --seal asks for it.
 */
int scrm_frame_run(const struct scrm_command *command, const struct scrm_common *common,
                   const struct scrm_operands *operands, const struct scrm_stage *stage,
                   struct scrm_end *end);

#endif
