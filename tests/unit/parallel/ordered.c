/*
 * Ordered blocks: results in the order of the input whatever the workers and
 * their delays, early ends, errors of the reader.
 */
#include <stdatomic.h>
#include <unistd.h>

#include "../t.h"

#include "base/alloc.h"
#include "parallel/ordered.h"

enum { WORKERS_MOST = 8, BLOCKS = 400 };

/* One run: numbers go in as blocks, come out as results. */
struct numbers {
    uint64_t n;       /* blocks to read */
    uint64_t fail_at; /* the reader fails instead of giving this one */
    uint64_t end_at;  /* `done` ends the run at this one */
    uint64_t read, taken;
    bool ordered;                  /* so far */
    bool delays;                   /* workers wait now and then */
    atomic_int reading, taking;    /* threads that are at it: never more than one */
    atomic_int busy[WORKERS_MOST]; /* a worker is never in two blocks at once */
    atomic_bool overlap;
};

/* Where one thread at a time may be. */
static void enter(struct numbers *numbers, atomic_int *inside)
{
    if (atomic_exchange(inside, 1))
        atomic_store(&numbers->overlap, true);
}

static void leave(atomic_int *inside)
{
    atomic_store(inside, 0);
}

static void put_block(struct scrm_block *block, uint64_t number)
{
    if (!block->at) {
        block->cap = 64;
        block->at = scrm_alloc(block->cap);
    }
    block->len = (size_t)snprintf(block->at, block->cap, "%llu\n", (unsigned long long)number);
    block->sequence = number;
}

static int next(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    struct numbers *numbers = ctx;

    if (numbers->read == numbers->fail_at)
        return scrm_err_set(err, SCRM_EXIT_IO, "the disk is gone");
    if (numbers->read == numbers->n)
        return 0;
    enter(numbers, &numbers->reading);
    put_block(block, numbers->read++);
    leave(&numbers->reading);
    return 1;
}

static void work(void *ctx, size_t worker, const struct scrm_block *block, void *result)
{
    struct numbers *numbers = ctx;
    uint64_t square = block->sequence * block->sequence;
    struct scrm_buf *out = result;

    if (worker < WORKERS_MOST)
        enter(numbers, &numbers->busy[worker]);
    if (numbers->delays)
        usleep((useconds_t)(square * 2654435761U % 700));
    scrm_buf_reset(out);
    scrm_buf_put(out, block->at, block->len - 1);
    scrm_buf_printf(out, ":%llu", (unsigned long long)square);
    if (worker < WORKERS_MOST)
        leave(&numbers->busy[worker]);
    else
        atomic_store(&numbers->overlap, true);
}

static int done(void *ctx, const struct scrm_block *block, void *result, struct scrm_err *err)
{
    struct numbers *numbers = ctx;
    struct scrm_buf want = {0}, *got = result;
    uint64_t number = numbers->taken;

    enter(numbers, &numbers->taking);
    scrm_buf_printf(&want, "%llu:%llu", (unsigned long long)number,
                    (unsigned long long)(number * number));
    numbers->ordered = numbers->ordered && block->sequence == number &&
                       scrm_slice_eq(scrm_buf_slice(&want), scrm_buf_slice(got));
    scrm_buf_fini(&want);
    leave(&numbers->taking);
    if (numbers->taken++ == numbers->end_at) {
        scrm_err_set(err, SCRM_EXIT_DATA, "enough");
        return 7;
    }
    return 0;
}

static void fini(void *result)
{
    scrm_buf_fini(result);
}

static struct numbers numbers_of(uint64_t n)
{
    return (struct numbers){
        .n = n, .fail_at = UINT64_MAX, .end_at = UINT64_MAX, .ordered = true};
}

static int run(struct numbers *numbers, size_t workers, struct scrm_err *err)
{
    struct scrm_ordered ordered = {.workers = workers,
                                   .next = next,
                                   .work = work,
                                   .done = done,
                                   .result_size = sizeof(struct scrm_buf),
                                   .result_fini = fini,
                                   .ctx = numbers};
    int result = scrm_ordered_run(&ordered, err);

    OK(numbers->ordered);
    OK(!numbers->overlap);
    return result;
}

static void check_all(size_t workers)
{
    static const uint64_t sizes[] = {0, 1, 2, 3, 15, BLOCKS};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct numbers numbers = numbers_of(sizes[i]);
        struct scrm_err err = {0};

        numbers.delays = workers > 1;
        OK(run(&numbers, workers, &err) == 0 && err.code == SCRM_EXIT_OK);
        OK(numbers.taken == sizes[i]);
    }
}

static void check_early_end(size_t workers)
{
    static const uint64_t ends[] = {0, 1, 9, 100};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct numbers numbers = numbers_of(UINT64_MAX - 1); /* an input without an end */
        struct scrm_err err = {0};

        numbers.end_at = ends[i];
        OK(run(&numbers, workers, &err) == 7);
        SAME(err.text, "enough");
        OK(numbers.taken == ends[i] + 1);
        OK(numbers.read <= ends[i] + 1 + 2 * workers + 1); /* never far ahead */
        scrm_err_fini(&err);
    }
}

static void check_reader_error(size_t workers)
{
    static const uint64_t fails[] = {0, 1, 9, 100};

    for (size_t i = 0; i < sizeof fails / sizeof *fails; i++) {
        struct numbers numbers = numbers_of(BLOCKS);
        struct scrm_err err = {0};

        numbers.fail_at = fails[i];
        numbers.delays = workers > 1;
        OK(run(&numbers, workers, &err) == -1);
        OK(err.code == SCRM_EXIT_IO);
        SAME(err.text, "the disk is gone");
        OK(numbers.taken == fails[i]); /* what came before it is not lost */
        scrm_err_fini(&err);
    }
}

/* What `done` says wins over an error that the reader meets at the same time. */
static void check_both(size_t workers)
{
    struct numbers numbers = numbers_of(BLOCKS);
    struct scrm_err err = {0};

    numbers.end_at = 3;
    numbers.fail_at = 4;
    OK(run(&numbers, workers, &err) == 7);
    SAME(err.text, "enough");
    scrm_err_fini(&err);
}

/* The real reader, waiting for a pipe that says no more, is woken by `done`. */
struct piped {
    struct scrm_reader *reader;
    size_t lines;
};

static int piped_next(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    return scrm_reader_next(((struct piped *)ctx)->reader, block, err);
}

static void piped_work(void *ctx, size_t worker, const struct scrm_block *block, void *result)
{
    (void)ctx;
    (void)worker;
    *(size_t *)result = block->len;
}

static int piped_done(void *ctx, const struct scrm_block *block, void *result,
                      struct scrm_err *err)
{
    struct piped *piped = ctx;

    (void)block;
    (void)err;
    piped->lines += *(size_t *)result;
    scrm_reader_interrupt(piped->reader);
    return 1;
}

static void check_wake(void)
{
    struct piped piped = {.reader = scrm_reader_open(NULL, 0, 100)};
    struct scrm_ordered ordered = {.workers = 2,
                                   .next = piped_next,
                                   .work = piped_work,
                                   .done = piped_done,
                                   .result_size = sizeof(size_t),
                                   .ctx = &piped};
    struct scrm_err err = {0};
    int ends[2];

    OK(pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
    OK(write(ends[1], "{}\n", 3) == 3);
    OK(scrm_ordered_run(&ordered, &err) == 1); /* though the pipe stays open */
    OK(piped.lines == 3);
    close(ends[0]);
    close(ends[1]);
    scrm_reader_close(piped.reader);
}

int main(void)
{
    static const size_t workers[] = {1, 2, 7};

    for (size_t i = 0; i < sizeof workers / sizeof *workers; i++) {
        T("all results in order")
        check_all(workers[i]);
        T("an early end")
        check_early_end(workers[i]);
        T("an error of the reader")
        check_reader_error(workers[i]);
        T("an early end and an error")
        check_both(workers[i]);
    }
    T("a waiting reader is woken")
    check_wake();
    return t_end();
}
