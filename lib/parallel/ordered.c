/*
 * One reader thread, N workers, and the calling thread, which takes results in
 * the order of the input. They share a ring of slots under one mutex: a block
 * is 256 KiB, so the mutex is taken a few thousand times a second at most. A
 * slot goes around as free -> read -> in work -> ready -> free, and is
 * owned by one thread in each state, so blocks and results are never locked.
 */
#include "parallel/ordered.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"

enum state { STATE_FREE, STATE_READ, STATE_READY };

struct slot {
    enum state state;
    struct scrm_block block;
    void *result;
};

struct ring {
    const struct scrm_ordered *run;
    pthread_mutex_t lock;
    pthread_cond_t freed, read, ready; /* a slot came into this state; or the run stops */
    struct slot *slots;
    size_t n;
    /* Counters of blocks; a block's slot is its number modulo n. */
    uint64_t n_read, n_taken, n_done;
    bool ended;          /* the reader has read its last block */
    bool stopped;        /* nobody wants more */
    struct scrm_err err; /* why the reader ended; the calling thread looks once it has */
};

struct worker {
    struct ring *ring;
    size_t number;
    pthread_t thread;
};

static void *new_result(const struct scrm_ordered *run)
{
    return scrm_alloc_zero(1, run->result_size);
}

static void free_result(const struct scrm_ordered *run, void *result)
{
    if (run->result_fini)
        run->result_fini(result);
    free(result);
}

static int run_alone(const struct scrm_ordered *run, struct scrm_err *err)
{
    struct scrm_block block = {0};
    void *result = new_result(run);
    int more, ended = 0;

    while (ended == 0 && (more = run->next(run->ctx, &block, err)) > 0) {
        run->work(run->ctx, 0, &block, result);
        ended = run->done(run->ctx, &block, result, err);
    }
    scrm_block_fini(&block);
    free_result(run, result);
    return ended ? ended : more;
}

static void *read_blocks(void *arg)
{
    struct ring *ring = arg;
    int more = 1;

    pthread_mutex_lock(&ring->lock);
    while (more > 0) {
        struct slot *slot = &ring->slots[ring->n_read % ring->n];

        while (!ring->stopped && slot->state != STATE_FREE)
            pthread_cond_wait(&ring->freed, &ring->lock);
        if (ring->stopped)
            break;
        pthread_mutex_unlock(&ring->lock);
        more = ring->run->next(ring->run->ctx, &slot->block, &ring->err);
        pthread_mutex_lock(&ring->lock);
        if (more > 0) {
            slot->state = STATE_READ;
            ring->n_read++;
            pthread_cond_signal(&ring->read);
        }
    }
    ring->ended = true;
    pthread_cond_broadcast(&ring->read);
    pthread_cond_signal(&ring->ready);
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

static void *work_blocks(void *arg)
{
    struct worker *worker = arg;
    struct ring *ring = worker->ring;

    pthread_mutex_lock(&ring->lock);
    for (;;) {
        struct slot *slot;

        while (!ring->stopped && !ring->ended && ring->n_taken == ring->n_read)
            pthread_cond_wait(&ring->read, &ring->lock);
        if (ring->stopped || ring->n_taken == ring->n_read)
            break;
        slot = &ring->slots[ring->n_taken++ % ring->n];
        pthread_mutex_unlock(&ring->lock);
        ring->run->work(ring->run->ctx, worker->number, &slot->block, slot->result);
        pthread_mutex_lock(&ring->lock);
        slot->state = STATE_READY;
        pthread_cond_signal(&ring->ready);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

/* The calling thread: what `done` says, or 0 once all blocks are done. */
static int take_results(struct ring *ring, struct scrm_err *err)
{
    int ended = 0;

    pthread_mutex_lock(&ring->lock);
    while (ended == 0) {
        struct slot *slot = &ring->slots[ring->n_done % ring->n];

        while (slot->state != STATE_READY && !(ring->ended && ring->n_done == ring->n_read))
            pthread_cond_wait(&ring->ready, &ring->lock);
        if (slot->state != STATE_READY)
            break;
        pthread_mutex_unlock(&ring->lock);
        ended = ring->run->done(ring->run->ctx, &slot->block, slot->result, err);
        pthread_mutex_lock(&ring->lock);
        slot->state = STATE_FREE;
        ring->n_done++;
        pthread_cond_signal(&ring->freed);
    }
    pthread_mutex_unlock(&ring->lock);
    return ended;
}

static void stop(struct ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->stopped = true;
    pthread_cond_broadcast(&ring->freed);
    pthread_cond_broadcast(&ring->read);
    pthread_mutex_unlock(&ring->lock);
}

static struct ring *new_ring(const struct scrm_ordered *run)
{
    struct ring *ring = scrm_alloc_zero(1, sizeof *ring);

    ring->run = run;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->freed, NULL);
    pthread_cond_init(&ring->read, NULL);
    pthread_cond_init(&ring->ready, NULL);
    ring->n = 2 * run->workers + 1; /* one in work and one waiting each, one being read */
    ring->slots = scrm_alloc_zero(ring->n, sizeof *ring->slots);
    for (size_t i = 0; i < ring->n; i++)
        ring->slots[i].result = new_result(run);
    return ring;
}

static void free_ring(struct ring *ring)
{
    for (size_t i = 0; i < ring->n; i++) {
        scrm_block_fini(&ring->slots[i].block);
        free_result(ring->run, ring->slots[i].result);
    }
    free(ring->slots);
    scrm_err_fini(&ring->err);
    pthread_cond_destroy(&ring->freed);
    pthread_cond_destroy(&ring->read);
    pthread_cond_destroy(&ring->ready);
    pthread_mutex_destroy(&ring->lock);
    free(ring);
}

static int start(pthread_t *thread, void *(*body)(void *), void *arg, struct scrm_err *err)
{
    int number = pthread_create(thread, NULL, body, arg);

    if (number == 0)
        return 0;
    errno = number;
    return scrm_err_errno(err, SCRM_EXIT_MEMORY, "cannot start a thread");
}

/* Hands the reader's error to the caller. */
static int move_err(struct scrm_err *to, struct scrm_err *from)
{
    if (to->code == SCRM_EXIT_OK) {
        *to = *from;
        *from = (struct scrm_err){0};
    }
    return -1;
}

static int run_together(const struct scrm_ordered *run, struct scrm_err *err)
{
    struct ring *ring = new_ring(run);
    struct worker *workers = scrm_alloc_zero(run->workers, sizeof *workers);
    pthread_t reader;
    size_t started = 0;
    int result = 0;

    for (; started < run->workers && result == 0; started += result == 0) {
        workers[started] = (struct worker){.ring = ring, .number = started};
        result = start(&workers[started].thread, work_blocks, &workers[started], err);
    }
    if (result == 0)
        result = start(&reader, read_blocks, ring, err);
    if (result == 0) {
        result = take_results(ring, err);
        stop(ring);
        pthread_join(reader, NULL);
    } else {
        stop(ring);
    }
    for (size_t i = 0; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    if (result == 0 && ring->err.code != SCRM_EXIT_OK)
        result = move_err(err, &ring->err);
    free_ring(ring);
    free(workers);
    return result;
}

int scrm_ordered_run(const struct scrm_ordered *run, struct scrm_err *err)
{
    return run->workers > 1 ? run_together(run, err) : run_alone(run, err);
}
