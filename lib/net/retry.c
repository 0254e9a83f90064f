/*
 * Waiting: Retry-After first, else exponential back-off with full jitter, so
 * that many machines that were cut off together do not come back together.
 * The jitter is the one random thing in the toolkit; no output depends on it.
 */
#include "net/retry.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#define BACKOFF_MAX_MS INT64_C(60000)
#define STEP_MS INT64_C(200)

bool scrm_retry_status(long status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 ||
           status == 504;
}

/* A step of a 64-bit xorshift; the seed is the process and the moment. */
static unsigned long next_random(struct scrm_retry *retry)
{
    unsigned long x = retry->state;

    if (!x) {
        struct timespec now = {0};

        clock_gettime(CLOCK_MONOTONIC, &now);
        x = (unsigned long)now.tv_nsec ^ ((unsigned long)getpid() << 20) ^ 0x9E3779B9UL;
    }
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    retry->state = x;
    return x;
}

int64_t scrm_retry_wait(struct scrm_retry *retry, int attempt, int64_t asked_ms)
{
    int64_t ceiling_ms;

    if (asked_ms >= 0)
        return asked_ms;
    ceiling_ms = attempt >= 6 ? BACKOFF_MAX_MS : (INT64_C(1) << attempt) * 1000;
    if (ceiling_ms > BACKOFF_MAX_MS)
        ceiling_ms = BACKOFF_MAX_MS;
    return (int64_t)(next_random(retry) % (unsigned long)ceiling_ms);
}

bool scrm_retry_sleep(struct scrm_retry *retry, int64_t wait_ms)
{
    if (wait_ms > retry->budget_ms - retry->waited_ms)
        return false;
    retry->waited_ms += wait_ms;
    while (wait_ms > 0) {
        /* In steps where somebody may stop us: a signal just before a sleep wakes nobody. */
        int64_t step_ms = retry->stopped && wait_ms > STEP_MS ? STEP_MS : wait_ms;
        struct timespec left = {.tv_sec = step_ms / 1000, .tv_nsec = step_ms % 1000 * 1000000};

        while (nanosleep(&left, &left) != 0 && errno == EINTR)
            ;
        wait_ms -= step_ms;
        if (retry->stopped && retry->stopped(retry->ctx)) {
            retry->waited_ms -= wait_ms;
            return false;
        }
    }
    return true;
}
