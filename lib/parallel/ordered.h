/*
 * Ordered blocks: N workers read, work and hand on, the same bytes whatever N.
 *
 * The calling thread is one of the workers, with workers = 1 the only one.
 * `next` is called by one worker at a time, `work` sees blocks in any order,
 * each worker its own, and `done` sees the results in the order of the input,
 * one at a time, in whichever thread.
 */
#ifndef SCRM_PARALLEL_ORDERED_H
#define SCRM_PARALLEL_ORDERED_H

#include "record/reader.h"

struct scrm_ordered {
    size_t workers;
    /* As scrm_reader_next: 1, 0 at the end, -1 with err. Not called again after the latter. */
    int (*next)(void *ctx, struct scrm_block *block, struct scrm_err *err);
    /* Worker `worker` (0..workers-1) turns a block into a result, which it
     * fills in place (`result` keeps its memory between blocks). */
    void (*work)(void *ctx, size_t worker, const struct scrm_block *block, void *result);
    /* In input order. Non-zero ends the run early; where `next` may wait for input
     * in another thread, `done` wakes it first (scrm_reader_interrupt). */
    int (*done)(void *ctx, const struct scrm_block *block, void *result, struct scrm_err *err);
    size_t result_size;                /* bytes; results start zeroed */
    void (*result_fini)(void *result); /* frees what a result holds; NULL: nothing */
    void *ctx;
};

/*
 * Returns 0 at the end of input, what `done` returned when it ended early, or
 * -1 with err where `next` failed (after `done` has seen all blocks before it) or no
 * thread could be started (71). No thread is left behind.
 */
int scrm_ordered_run(const struct scrm_ordered *run, struct scrm_err *err);

#endif
