/*
 * Fetching one stream of a source: asks page after page, politely, writes raw
 * envelopes and remembers where it stopped. What is asked stands in the
 * descriptor; what is safe, in net/http.h; how it is kept, in fetch/spool.h.
 *
 * At least once: a record may come twice after a crash, never not at all.
 */
#ifndef SCRM_FETCH_FETCH_H
#define SCRM_FETCH_FETCH_H

#include "net/http.h"
#include "net/secret.h"
#include "record/end.h"
#include "record/reader.h"
#include "source/catalogue.h"

/* How far a run is. */
struct scrm_fetch_progress {
    struct scrm_slice name; /* "mastodon.hashtag" */
    int64_t pages;
    uint64_t records;
    int64_t elapsed_ms;
    int64_t wait_ms;  /* what is waited for before the next request; 0: nothing */
    int64_t until_ms; /* and when that is, on the run's clock */
};

struct scrm_fetch_settings {
    const struct scrm_source *source;
    const struct scrm_stream *stream;
    const struct scrm_args *args; /* checked */
    struct scrm_secrets *secrets;
    struct scrm_http_settings http;
    const char *spool, *state_path, *output; /* see struct scrm_spool_settings */
    bool seal;
    const char *config;               /* digest of the descriptors */
    const char *cache;                /* folder for tokens; NULL: none are kept */
    struct scrm_catalogue *catalogue; /* that the source is of; for a recheck */
    bool recheck; /* ask again for what the spool has, since backfill_ms where that is given */
    int64_t now_ms;
    int64_t backfill_ms; /* go back to here whatever is known; -1: no */
    int64_t max;         /* records at most; 0: no limit */
    uint64_t max_record; /* bytes of a line of a file; 0: 16 MiB */
    int64_t patience_ms; /* waiting allowed in the whole run */
    bool follow;         /* go on until stopped: by events where the source has them, else
                            by asking again */
    int64_t every_ms;    /* with follow: between two runs, at least; 0: a minute */
    /* Whether to end now, keeping what there is; NULL: never. Given `ctx`. */
    bool (*stopped)(void *ctx);
    /* Told as it goes; NULL: nobody wants to know. `text` is free of secrets. */
    void (*warn)(void *ctx, const char *text);
    void (*progress)(void *ctx, const struct scrm_fetch_progress *at);
    /*
     * A line of a file that is too long to be taken, `what` with its place;
     * NULL: it ends the run. 0 to go on behind it. Called once more, with
     * what = NULL, before the run commits: what was told must be safe by then.
     */
    int (*reject)(void *ctx, const struct scrm_err *what, const struct scrm_block *line,
                  struct scrm_err *err);
    void *ctx;
};

struct scrm_fetch_tally {
    int64_t pages;
    uint64_t requests, bytes, repaired;
    struct scrm_account account;
};

void scrm_fetch_tally_fini(struct scrm_fetch_tally *tally);

/*
 * Runs until there is nothing new, or, following, until stopped. 0, or -1: 64 an argument is
 * missing, 65 an answer that cannot be read, 69 the service does not answer or refuses, 75 busy
 * or to be asked later, 77 credentials or safety rules, 78 no secret. What was committed before
 * an error stays.
 */
int scrm_fetch_run(const struct scrm_fetch_settings *settings, struct scrm_fetch_tally *tally,
                   struct scrm_err *err);

/*
 * The same for a file (or "-") instead of a stream: lines pass as they are,
 * feeds and tables come as envelopes. settings->source may be NULL: by shape. Of a
 * file that grows, what came since the last run; of a document, all of it where it changed.
 */
int scrm_fetch_file(const struct scrm_fetch_settings *settings, const char *path,
                    struct scrm_catalogue *catalogue, struct scrm_fetch_tally *tally,
                    struct scrm_err *err);

/* Asks for one page and appends how many posts and requests a first run (or --backfill)
 * would take; nothing is written or remembered. As scrm_fetch_run. */
int scrm_fetch_estimate(const struct scrm_fetch_settings *settings, struct scrm_buf *out,
                        struct scrm_err *err);

/* Appends the first request that scrm_fetch_run would make, as text for people, secrets hidden.
 */
int scrm_fetch_dry_run(const struct scrm_fetch_settings *settings, struct scrm_buf *out,
                       struct scrm_err *err);

#endif
