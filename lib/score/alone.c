/*
 * One record at a time: scanned, judged, forgotten.
 */
#include "score/alone.h"

#include <stdlib.h>

#include "base/alloc.h"

struct scrm_score_alone {
    struct scrm_scorer *scorer;
    struct scrm_scorer_worker *worker;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
};

struct scrm_score_alone *scrm_score_alone_open(struct scrm_err *err)
{
    struct scrm_scorer *scorer = scrm_scorer_load(&(struct scrm_scorer_options){0}, err);
    struct scrm_score_alone *alone;

    if (!scorer)
        return NULL;
    alone = scrm_alloc_zero(1, sizeof *alone);
    alone->scorer = scorer;
    alone->worker = scrm_score_open(scorer);
    return alone;
}

void scrm_score_alone_close(struct scrm_score_alone *alone)
{
    if (!alone)
        return;
    scrm_score_close(alone->worker);
    scrm_scorer_free(alone->scorer);
    scrm_scanner_fini(&alone->scanner);
    scrm_arena_fini(&alone->arena);
    free(alone);
}

int scrm_score_alone_record(void *ctx, struct scrm_buf *record, struct scrm_buf *out,
                            struct scrm_err *err)
{
    struct scrm_score_alone *alone = ctx;
    const struct scrm_keys *keys = scrm_scorer_keys(alone->scorer);
    struct scrm_line line = {0};

    scrm_arena_reset(&alone->arena);
    line.values = scrm_arena_take(&alone->arena, scrm_keys_count(keys) * sizeof *line.values);
    return scrm_scan(&alone->scanner, keys, scrm_scan_padded(record), &line, err) ||
                   scrm_score_line(alone->worker, &line, &alone->arena, out, err)
               ? -1
               : 0;
}
