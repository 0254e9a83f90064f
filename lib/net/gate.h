/*
 * One request in flight per host, among processes that share a gate: whoever asks a
 * host holds its place, the others wait. Where the holder dies, the kernel lets the next in.
 */
#ifndef SCRM_NET_GATE_H
#define SCRM_NET_GATE_H

#include <stdbool.h>
#include <stdint.h>

struct scrm_gate;

/*
 * Without a path, for the processes that part after it was opened; with one, for all
 * that name the same file, which is made where it is not there and never taken away. NULL
 * with errno where that cannot be.
 */
struct scrm_gate *scrm_gate_open(const char *path);
void scrm_gate_close(struct scrm_gate *gate);

/*
 * Waits until nobody else asks the host of `url`, and until `spacing_ms` have passed since
 * somebody did. False where `stopped` (may be NULL) said so in between: nothing is held
 * then. Without a gate (NULL) nobody is waited for.
 */
bool scrm_gate_enter(struct scrm_gate *gate, const char *url, int64_t spacing_ms,
                     bool (*stopped)(void *ctx), void *ctx);
/* Lets the next in, and notes when we asked. */
void scrm_gate_leave(struct scrm_gate *gate, const char *url);

#endif
