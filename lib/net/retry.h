/*
 * When to ask again, and how long to wait: the rules that keep a cron job
 * polite and let it end.
 */
#ifndef SCRM_NET_RETRY_H
#define SCRM_NET_RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct scrm_retry {
    int tries;           /* at most so many attempts at one request; 0: 4 */
    int64_t budget_ms;   /* waiting allowed in the whole run; what a wait took is subtracted */
    int64_t waited_ms;   /* spent so far */
    unsigned long state; /* of the jitter; seeded on first use */
    bool (*stopped)(void *ctx); /* whether to wake up and go; NULL: never */
    void *ctx;
};

/* Whether HTTP says that the same request may succeed later: 408 429 500 502 503 504. */
bool scrm_retry_status(long status);

/* The wait before attempt `attempt` + 1 (from 1): what the server asked for
 * (asked_ms >= 0), else full jitter below min(60, 2^attempt) seconds. */
int64_t scrm_retry_wait(struct scrm_retry *retry, int attempt, int64_t asked_ms);

/* Sleeps `wait_ms` and returns true; false where it was stopped, or, without sleeping, where
 * the budget does not allow it: the caller saves `not_before` and ends with 75. */
bool scrm_retry_sleep(struct scrm_retry *retry, int64_t wait_ms);

#endif
