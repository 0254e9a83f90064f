/*
 * How fast the line is scanned: three jobs over one file, interleaved, from the
 * real reader to the real writer.
 *
 *     copy      each line found and written: the floor
 *     scan      each line scanned with full validation, nothing written
 *     splice    each line scanned and written with one member added
 *
 * Usage: scan FILE [ROUNDS [JOB]]. With a JOB only that one runs, once a round,
 * for `valgrind --tool=callgrind`, whose instruction count divided by the
 * file's size is the figure to compare. Output goes to /dev/null.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/num.h"
#include "record/reader.h"
#include "record/splice.h"
#include "record/writer.h"

enum job { JOB_COPY, JOB_SCAN, JOB_SPLICE, JOBS_N };

static const char *const job_names[JOBS_N] = {"copy", "scan", "splice"};

enum { ROUNDS_MAX = 99 };

struct bench {
    const char *file;
    struct scrm_keys *keys;
    struct scrm_value *values;
    struct scrm_scanner scanner;
    int slot;
    uint64_t bytes, lines;
};

static const char member[] =
    "{\"lang\":\"en\",\"sentiment\":-0.62,\"intents\":{\"complaint\":0.91}}";

static void do_block(struct bench *bench, enum job job, const struct scrm_block *block,
                     struct scrm_writer *writer, struct scrm_buf *out, struct scrm_err *err)
{
    const char *at = block->at, *end = block->at + block->len;

    while (at < end && err->code == SCRM_EXIT_OK) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        struct scrm_slice text = {at, (size_t)(newline - at)};
        struct scrm_line line = {.values = bench->values};

        if (job == JOB_COPY)
            scrm_writer_put(writer, (struct scrm_slice){at, text.len + 1}, err);
        else if (scrm_scan(&bench->scanner, bench->keys, text, &line, err) == 0 &&
                 job == JOB_SPLICE) {
            scrm_splice(&line, bench->slot, "score", SCRM_SLICE(member), out);
            scrm_buf_putc(out, '\n');
        }
        at = newline + 1;
        bench->lines++;
    }
    bench->bytes += block->len;
}

/* Runs one job over the file and returns its seconds. */
static double run(struct bench *bench, enum job job)
{
    struct scrm_err err = {0};
    struct scrm_reader *reader = scrm_reader_open(&bench->file, 1, 16 << 20);
    struct scrm_writer *writer = scrm_writer_open("/dev/null", &err);
    struct scrm_block block = {0};
    struct scrm_buf out = {0};
    struct timespec from, to;

    bench->bytes = bench->lines = 0;
    clock_gettime(CLOCK_MONOTONIC, &from);
    while (err.code == SCRM_EXIT_OK && scrm_reader_next(reader, &block, &err) == 1) {
        do_block(bench, job, &block, writer, &out, &err);
        if (err.code == SCRM_EXIT_OK)
            scrm_writer_put(writer, scrm_buf_slice(&out), &err);
        scrm_buf_reset(&out);
    }
    scrm_writer_close(writer, true, &err);
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (err.code != SCRM_EXIT_OK) {
        scrm_err_at(&err, bench->file, bench->lines, 0);
        scrm_err_print(&err, "scan");
        exit((int)err.code);
    }
    scrm_reader_close(reader);
    scrm_block_fini(&block);
    scrm_buf_fini(&out);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void report(const struct bench *bench, double seconds[JOBS_N][ROUNDS_MAX], int rounds)
{
    double floor = 0;

    for (int job = 0; job < JOBS_N; job++) {
        double median;

        qsort(seconds[job], (size_t)rounds, sizeof(double), by_size);
        median = seconds[job][rounds / 2];
        floor = job == JOB_COPY ? median : floor;
        printf("%-7s %7.0f MB/s  %9.0f lines/s  %5.2f x copy  (best %.0f MB/s)\n",
               job_names[job], (double)bench->bytes / 1e6 / median,
               (double)bench->lines / median, median / floor,
               (double)bench->bytes / 1e6 / seconds[job][0]);
    }
}

int main(int argc, char **argv)
{
    static const char *const wanted[] = {
        "id", "text", "lang", "created_at", "author_handle", "network", "type", "record"};
    static double seconds[JOBS_N][ROUNDS_MAX];
    struct bench bench = {.keys = scrm_keys_new()};
    int64_t rounds = 5;
    int only = JOBS_N;

    if (argc < 2 || (argc > 2 && scrm_num_int(scrm_slice_of(argv[2]), &rounds)) || rounds < 1 ||
        rounds > ROUNDS_MAX) {
        fprintf(stderr, "usage: scan FILE [ROUNDS [copy|scan|splice]]\n");
        return SCRM_EXIT_USAGE;
    }
    for (int job = 0; argc > 3 && job < JOBS_N; job++)
        only = strcmp(argv[3], job_names[job]) == 0 ? job : only;
    bench.file = argv[1];
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        scrm_keys_add_dotted(bench.keys, wanted[i]);
    bench.slot = scrm_keys_add_dotted(bench.keys, "score");
    scrm_keys_build(bench.keys);
    bench.values = calloc(scrm_keys_count(bench.keys), sizeof *bench.values);
    for (int round = 0; round < rounds; round++)
        for (int job = 0; job < JOBS_N; job++)
            if (only == JOBS_N || only == job)
                seconds[job][round] = run(&bench, (enum job)job);
    if (only == JOBS_N)
        report(&bench, seconds, (int)rounds);
    else
        printf("%llu bytes\n", (unsigned long long)bench.bytes);
    free(bench.values);
    scrm_keys_free(bench.keys);
    scrm_scanner_fini(&bench.scanner);
    return 0;
}
