/*
 * N workers, the calling thread among them, and nobody else: each reads a
 * block, works on it, and whoever finds the oldest block ready hands on all
 * that is ready, in the order of the input. So a block is read, worked on and
 * mostly written by one processor, which has it at hand, and on N processors
 * no further thread wants a turn. Reading and handing on are done by one
 * worker at a time; one mutex says whose turn it is, and is never held while
 * anything is done. A slot is owned by one thread at a time, so blocks and
 * results are never locked.
 */
#include "parallel/ordered.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/alloc.h"

struct slot {
    bool ready; /* worked on, and not yet handed on */
    struct scrm_block block;
    void *result;
    struct slot *next; /* free too */
};

struct ring {
    const struct scrm_ordered *run;
    pthread_mutex_t lock;
    pthread_cond_t may_read; /* nobody reads and a slot is free; or there is no more to read */
    struct slot *slots;
    struct slot *free;   /* the one used last is first: it is still in a processor's cache */
    struct slot **order; /* slots by the number of their block, modulo n */
    size_t n;
    uint64_t n_read, n_done; /* blocks */
    bool reading, handing;   /* a worker is at it */
    bool ended;              /* the last block is read, or nobody wants more */
    int result;              /* of the run; decided by the first that is not 0 */
    struct scrm_err *err;    /* the caller's: set by `done`, by the worker that hands on */
    struct scrm_err reader;  /* why reading ended */
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

/* Nothing more is read; who waits to read goes home. The lock is held. */
static void end_reading(struct ring *ring)
{
    ring->ended = true;
    pthread_cond_broadcast(&ring->may_read);
}

/* Waits for the turn to read, and reads: the slot, or NULL where there is no more. The
 * lock is held, but not while reading. */
static struct slot *read_block(struct ring *ring)
{
    struct slot *slot;
    int more;

    while (!ring->ended && (ring->reading || !ring->free))
        pthread_cond_wait(&ring->may_read, &ring->lock);
    if (ring->ended)
        return NULL;
    slot = ring->free;
    ring->free = slot->next;
    ring->reading = true;
    pthread_mutex_unlock(&ring->lock);
    more = ring->run->next(ring->run->ctx, &slot->block, &ring->reader);
    pthread_mutex_lock(&ring->lock);
    ring->reading = false;
    if (more <= 0 || ring->ended) {
        end_reading(ring);
        return NULL; /* the slot is not wanted any more */
    }
    ring->order[ring->n_read++ % ring->n] = slot;
    if (ring->free)
        pthread_cond_signal(&ring->may_read);
    return slot;
}

/* The oldest block, where it is ready. The lock is held. */
static struct slot *oldest_ready(const struct ring *ring)
{
    struct slot *slot =
        ring->n_done < ring->n_read ? ring->order[ring->n_done % ring->n] : NULL;

    return slot && slot->ready && ring->result == 0 ? slot : NULL;
}

/* Hands on what is ready, unless somebody is at it, who will look again. The lock is held,
 * but not while handing on. */
static void hand_on(struct ring *ring)
{
    struct slot *slot;

    if (ring->handing)
        return;
    ring->handing = true;
    while ((slot = oldest_ready(ring))) {
        int result;

        pthread_mutex_unlock(&ring->lock);
        result = ring->run->done(ring->run->ctx, &slot->block, slot->result, ring->err);
        pthread_mutex_lock(&ring->lock);
        slot->ready = false;
        slot->next = ring->free;
        ring->free = slot;
        ring->n_done++;
        if (result) {
            ring->result = result;
            end_reading(ring);
        } else if (!ring->reading) {
            pthread_cond_signal(&ring->may_read);
        }
    }
    ring->handing = false;
}

static void *work_blocks(void *arg)
{
    struct worker *worker = arg;
    struct ring *ring = worker->ring;
    struct slot *slot;

    pthread_mutex_lock(&ring->lock);
    while ((slot = read_block(ring))) {
        pthread_mutex_unlock(&ring->lock);
        ring->run->work(ring->run->ctx, worker->number, &slot->block, slot->result);
        pthread_mutex_lock(&ring->lock);
        slot->ready = true;
        hand_on(ring);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

static struct ring *new_ring(const struct scrm_ordered *run, struct scrm_err *err)
{
    struct ring *ring = scrm_alloc_zero(1, sizeof *ring);

    ring->run = run;
    ring->err = err;
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->may_read, NULL);
    ring->n = 2 * run->workers; /* one in work and one waiting for an older one each */
    ring->slots = scrm_alloc_zero(ring->n, sizeof *ring->slots);
    ring->order = scrm_alloc_zero(ring->n, sizeof *ring->order);
    for (size_t i = 0; i < ring->n; i++) {
        ring->slots[i].result = new_result(run);
        ring->slots[i].next = ring->free;
        ring->free = &ring->slots[i];
    }
    return ring;
}

static void free_ring(struct ring *ring)
{
    for (size_t i = 0; i < ring->n; i++) {
        scrm_block_fini(&ring->slots[i].block);
        free_result(ring->run, ring->slots[i].result);
    }
    free(ring->slots);
    free(ring->order);
    scrm_err_fini(&ring->reader);
    pthread_cond_destroy(&ring->may_read);
    pthread_mutex_destroy(&ring->lock);
    free(ring);
}

static int start(struct worker *worker, struct scrm_err *err)
{
    int number = pthread_create(&worker->thread, NULL, work_blocks, worker);

    if (number == 0)
        return 0;
    errno = number;
    return scrm_err_errno(err, SCRM_EXIT_MEMORY, "cannot start a thread");
}

/* Where it all went well but reading did not: hands the reader's error to the caller. */
static int result_of(struct ring *ring, struct scrm_err *err)
{
    if (ring->result || ring->reader.code == SCRM_EXIT_OK)
        return ring->result;
    *err = ring->reader;
    ring->reader = (struct scrm_err){0};
    return -1;
}

static int run_together(const struct scrm_ordered *run, struct scrm_err *err)
{
    struct ring *ring = new_ring(run, err);
    struct worker *workers = scrm_alloc_zero(run->workers, sizeof *workers);
    size_t started = 1; /* the calling thread is the first worker */
    int result = 0;

    /* Nobody reads before all are there: a run that cannot be does nothing. */
    pthread_mutex_lock(&ring->lock);
    workers[0] = (struct worker){.ring = ring};
    for (; started < run->workers && result == 0; started += result == 0) {
        workers[started] = (struct worker){.ring = ring, .number = started};
        result = start(&workers[started], err);
    }
    ring->ended = result != 0;
    pthread_mutex_unlock(&ring->lock);
    work_blocks(&workers[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    if (result == 0)
        result = result_of(ring, err);
    free_ring(ring);
    free(workers);
    return result;
}

int scrm_ordered_run(const struct scrm_ordered *run, struct scrm_err *err)
{
    return run->workers > 1 ? run_together(run, err) : run_alone(run, err);
}
