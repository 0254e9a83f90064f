/*
 * Being asked to stop: SIGINT and SIGTERM, for commands that run until then and
 * have something to keep.
 */
#ifndef SCRM_BASE_STOP_H
#define SCRM_BASE_STOP_H

#include <stdbool.h>

/* From now on the first SIGINT or SIGTERM only notes that it came; the second one ends the
 * process as ever. Calls that wait are interrupted (EINTR). */
void scrm_stop_on_signals(void);

/* Whether one came. `ctx` is not used: it is a callback's. */
bool scrm_stop_asked(void *ctx);

#endif
