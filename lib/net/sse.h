/*
 * Server-sent events (the event stream of the HTML standard, section 9.2): bytes in
 * any pieces become events. Lines end with LF, CR or CRLF, also across pieces; data
 * lines are joined; comments are what keeps a connection open.
 */
#ifndef SCRM_NET_SSE_H
#define SCRM_NET_SSE_H

#include "base/err.h"

/* An event; it lives until the callback returns. */
struct scrm_sse_event {
    struct scrm_slice name; /* "message" where it has none */
    struct scrm_slice data;
};

struct scrm_sse {
    struct scrm_buf line, name, data;
    struct scrm_buf id;     /* Last-Event-ID: of the last event that was complete */
    struct scrm_buf new_id; /* of the event under way */
    int64_t retry_ms;       /* what the server asks for between connections; 0: nothing */
    uint64_t max;           /* bytes of an event; 0: 16 MiB */
    bool after_return;      /* the last byte was CR: an LF belongs to it */
    bool begun;             /* a first line came, so that no byte order mark may come */
    bool any_data;
};

/* 0 to go on; anything else ends the feeding. */
typedef int scrm_sse_take(void *ctx, const struct scrm_sse_event *event, struct scrm_err *err);

/* 0, what the callback returned, or -1 with 65 for an event that is too large. */
int scrm_sse_feed(struct scrm_sse *sse, struct scrm_slice bytes, scrm_sse_take *take, void *ctx,
                  struct scrm_err *err);

/* A new connection: what was half said is forgotten, id and retry stay. */
void scrm_sse_restart(struct scrm_sse *sse);
void scrm_sse_fini(struct scrm_sse *sse);

#endif
