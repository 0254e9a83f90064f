/*
 * What models cost beside the lexicons: the same file scored, written to
 * /dev/null, by the lexicons alone, with the shipped models, and with another
 * model on top, in turn.
 *
 * Usage: models FILE MODEL [ROUNDS]. Prints processor time as multiples of
 * the lexicons' alone: least, median and most of the rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/num.h"
#include "record/reader.h"
#include "record/scan.h"
#include "record/writer.h"
#include "score/score.h"

enum way { LEXICONS, SHIPPED, OWN, WAYS_N };

static const char *const ways[WAYS_N] = {"lexicons", "shipped", "model"};

enum { ROUNDS_MAX = 99 };

static void fail(struct scrm_err *err)
{
    scrm_err_print(err, "models");
    exit((int)err->code);
}

static double processor_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What one worker has while it scores. */
struct work {
    struct scrm_scorer_worker *worker;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    struct scrm_buf out;
};

static void score_block(struct work *work, const struct scrm_keys *keys,
                        const struct scrm_block *block, struct scrm_err *err)
{
    const char *at = block->at, *end = block->at + block->len;

    while (at < end && err->code == SCRM_EXIT_OK) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct scrm_slice text = {at, (size_t)(newline - at)};
        struct scrm_line line = {.values = work->values};

        if (scrm_scan(&work->scanner, keys, text, &line, err) == 0)
            scrm_score_line(work->worker, &line, &work->arena, &work->out, err);
        scrm_arena_reset(&work->arena);
        at = newline + 1;
    }
}

/* Scores the file once and returns its seconds. */
static double run(const char *file, const struct scrm_scorer *scorer)
{
    const struct scrm_keys *keys = scrm_scorer_keys(scorer);
    struct scrm_err err = {0};
    struct scrm_reader *reader = scrm_reader_open(&file, 1, 16 << 20);
    struct scrm_writer *writer = scrm_writer_open("/dev/null", &err);
    struct scrm_block block = {0};
    struct work work = {.worker = scrm_score_open(scorer),
                        .values = calloc(scrm_keys_count(keys), sizeof(struct scrm_value))};
    double from = processor_time();

    while (err.code == SCRM_EXIT_OK && scrm_reader_next(reader, &block, &err) == 1) {
        score_block(&work, keys, &block, &err);
        if (err.code == SCRM_EXIT_OK)
            scrm_writer_put(writer, scrm_buf_slice(&work.out), &err);
        scrm_buf_reset(&work.out);
    }
    scrm_writer_close(writer, true, &err);
    if (err.code != SCRM_EXIT_OK)
        fail(&err);
    from = processor_time() - from;
    scrm_reader_close(reader);
    scrm_block_fini(&block);
    scrm_score_close(work.worker);
    scrm_scanner_fini(&work.scanner);
    scrm_arena_fini(&work.arena);
    scrm_buf_fini(&work.out);
    free(work.values);
    return from;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static double times[WAYS_N][ROUNDS_MAX];
    struct scrm_scorer *scorers[WAYS_N];
    struct scrm_err err = {0};
    int64_t rounds = 5;

    if (argc < 3 || (argc > 3 && scrm_num_int(scrm_slice_of(argv[3]), &rounds)) || rounds < 1 ||
        rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: models FILE MODEL [ROUNDS]\n");
        return SCRM_EXIT_USAGE;
    }
    for (int way = 0; way < WAYS_N; way++) {
        const char *model = argv[2];
        struct scrm_scorer_options options = {.plain = way == LEXICONS};

        options.models = &model;
        options.n_models = way == OWN;
        scorers[way] = scrm_scorer_load(&options, &err);
        if (!scorers[way])
            fail(&err);
    }
    for (int round = 0; round < rounds; round++)
        for (int way = 0; way < WAYS_N; way++)
            times[way][round] = run(argv[1], scorers[way]);
    for (int round = 0; round < rounds; round++) /* ratios within a round */
        for (int way = WAYS_N; way-- > 0;)
            times[way][round] /= times[LEXICONS][round];
    for (int way = 0; way < WAYS_N; way++) {
        qsort(times[way], (size_t)rounds, sizeof(double), by_size);
        printf("%-9s %5.2f %5.2f %5.2f\n", ways[way], times[way][0], times[way][rounds / 2],
               times[way][rounds - 1]);
        scrm_scorer_free(scorers[way]);
    }
    return 0;
}
