/*
 * A desk: the folder of configuration that `scrm run` works from.
 *
 *   desk.yaml       name, brand, sources, report; everything else is optional
 *   accounts.csv    the brand's own accounts      rules.yaml, policies.yaml
 *   cases.yaml      calendar.yaml, agents.csv     sources/, terms/
 *   secrets.yaml    mode 0600
 *   var/            what the runs make:
 *     spool/NAME/   sealed segments as fetched (per source)
 *     posts/        a segment's posts, judged, routed and applied: one file a segment
 *     seen/         what dedup knows of the posts that are there
 *     rejects/      what no stage could read, with reasons
 *     reports/      one HTML and one JSON a run
 *     ledger.db     the cases                     log.ndjson  one line a run
 *     lock
 *
 * Where a segment stands is where its file is: in spool/ only = to be worked
 * on; in posts/ too = done. There is no other state to disagree with.
 */
#ifndef SCRM_RUN_DESK_H
#define SCRM_RUN_DESK_H

#include "config/node.h"

struct scrm_desk_source {
    char *name;  /* folder below var/spool; [a-z0-9-]+. Owned */
    char *fetch; /* first operand of scrm-fetch. Owned */
    char **args; /* NAME=VALUE. Owned */
    size_t n_args;
};

struct scrm_desk {
    char *dir;                        /* absolute. Owned */
    struct scrm_config *config;       /* desk.yaml. Owned */
    struct scrm_slice title;          /* `name`; borrowed from config */
    struct scrm_desk_source *sources; /* owned */
    size_t n_sources, cap_sources;
    struct scrm_slice zone; /* `timezone`, "UTC" where not named; borrowed */
    int64_t report_ms;      /* `report: {since: 7d}`: how far back a report looks */
    /* `dedup: {window: 30d, similar: 0.7, remember: 20000}`, as scrm-dedup has them. */
    int64_t dedup_window_ms, dedup_remember;
    int64_t dedup_similar;              /* fixed point */
    int64_t retry_times, retry_wait_ms; /* `retry: {times: 1, wait: 30s}` for what is 75 */
};

/* Reads DIR/desk.yaml. 66 where DIR is no desk, 78 for what is wrong in it. */
int scrm_desk_load(struct scrm_desk *desk, const char *dir, struct scrm_err *err);
void scrm_desk_fini(struct scrm_desk *desk);

/* DIR/name. Owned by caller. */
char *scrm_desk_path(const struct scrm_desk *desk, const char *name);

/* DIR/name where that file exists, else NULL. Owned by caller. */
char *scrm_desk_file(const struct scrm_desk *desk, const char *name);

/* A new desk in `dir`, copied from share/scrm/`from`. Files that hold secrets
 * are their owner's alone from the first moment. 78 where `dir` is a desk. */
int scrm_desk_copy(const char *dir, const char *from, struct scrm_err *err);

#endif
