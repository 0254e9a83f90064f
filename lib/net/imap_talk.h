/*
 * An IMAP connection that is logged in: a command goes out, its answers come in.
 * Inside lib/net.
 */
#ifndef SCRM_NET_IMAP_TALK_H
#define SCRM_NET_IMAP_TALK_H

#include "net/imap.h"
#include "net/transfer.h"

struct scrm_imap {
    struct scrm_transfer transfer;
    CURL *easy;
    curl_socket_t socket;
    char *url;               /* for messages. Owned */
    struct scrm_buf in;      /* what came, */
    size_t at;               /* and how much of it was taken */
    struct scrm_buf command; /* to be sent, without its tag */
    struct scrm_buf answer;  /* the last one */
    uint64_t came;           /* bytes in answer to the command under way */
    int64_t until_ms;        /* on our clock: how long its next answer may take */
    unsigned tag;
    bool transient; /* why it failed may pass */
};

/* Called for each untagged answer, with its literals; it lives until the call returns. True
 * where it brought something that was asked for: only then the next one has time anew. */
typedef bool scrm_imap_take_answer(void *ctx, struct scrm_slice answer);

/* Sends imap->command and takes its answers until it is done. 0, or -1 as the calls in
 * net/imap.h. */
int scrm_imap_run(struct scrm_imap *imap, scrm_imap_take_answer *take, void *ctx,
                  struct scrm_err *err);

#endif
