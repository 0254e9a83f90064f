/*
 * What the tests of the ledger share: a ledger in a folder of its own, posts
 * applied from lines, and its lists and exports as text.
 */
#ifndef SCRM_TESTS_WORLD_H
#define SCRM_TESTS_WORLD_H

#include <stdlib.h>
#include <unistd.h>

#include "../t.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/time.h"
#include "ledger/ledger.h"

struct world {
    char dir[32];
    char *path;
    struct scrm_ledger *ledger;
    struct scrm_err err;
    int64_t now_ms;
};

static inline int64_t at_time(const char *text)
{
    int64_t ms = 0;

    OK(scrm_time_rfc3339(scrm_slice_of(text), &ms) == 0);
    return ms;
}

/* memory: no file at all, for tests that build a thousand of them. */
static inline void world_open(struct world *world, bool memory)
{
    *world = (struct world){.dir = "/tmp/scrm-ledger-XXXXXX"};
    world->now_ms = at_time("2026-01-09T00:00:00Z");
    if (!memory && !mkdtemp(world->dir))
        exit(1);
    world->path = memory ? scrm_strdup(":memory:") : scrm_file_join(world->dir, "ledger.db");
    world->ledger = scrm_ledger_open(world->path, SCRM_STORE_CREATE, &world->err);
    if (!OK(world->ledger != NULL)) {
        scrm_err_print(&world->err, "world");
        exit(1);
    }
}

static inline void world_close(struct world *world)
{
    char command[64];

    scrm_ledger_close(world->ledger);
    if (strcmp(world->path, ":memory:") != 0) {
        snprintf(command, sizeof command, "rm -rf %s", world->dir);
        OK(system(command) == 0);
    }
    if (world->err.code)
        scrm_err_print(&world->err, "world");
    OK(world->err.code == 0);
    scrm_err_fini(&world->err);
    free(world->path);
}

/* Takes a post, written with ' for ", into the batch. */
static inline int world_take(struct scrm_apply *apply, const char *post, struct scrm_err *err)
{
    const struct scrm_keys *keys = scrm_apply_keys(apply);
    struct scrm_value *values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *values);
    struct scrm_line line = {.values = values};
    struct scrm_scanner scanner = {0};
    size_t len = strlen(post), i;
    char *copy = scrm_alloc_zero(len + SCRM_SCAN_PADDING, 1);
    int result;

    for (i = 0; i < len; i++)
        copy[i] = post[i] == '\'' ? '"' : post[i];
    result = scrm_scan(&scanner, keys, (struct scrm_slice){copy, len}, &line, err);
    if (result == 0)
        result = scrm_apply_take(apply, &line, err);
    scrm_scanner_fini(&scanner);
    free(values);
    free(copy);
    return result;
}

/* Applies posts in one batch; returns what came of it, and the lines in `out`. */
static inline struct scrm_apply_count world_apply(struct world *world, const char *const *posts,
                                                  size_t n, struct scrm_buf *out)
{
    struct scrm_apply *apply = scrm_apply_new(world->ledger, world->now_ms, out != NULL);
    struct scrm_apply_count count;
    size_t i;

    for (i = 0; i < n; i++)
        OK(world_take(apply, posts[i], &world->err) == 0);
    OK(scrm_apply_commit(apply, out, &world->err) == 0);
    count = scrm_apply_counts(apply);
    scrm_apply_free(apply);
    return count;
}

static inline int put_line(void *ctx, struct scrm_slice row, struct scrm_err *err)
{
    (void)err;
    scrm_buf_put_slice(ctx, row);
    scrm_buf_putc(ctx, '\n');
    return 0;
}

static inline int put_bytes(void *ctx, struct scrm_slice bytes, struct scrm_err *err)
{
    (void)err;
    scrm_buf_put_slice(ctx, bytes);
    return 0;
}

/* All cases, done ones too, as NDJSON. Owned by caller. */
static inline char *world_list(struct world *world)
{
    struct scrm_ledger_filter filter = {.state = "all", .now_ms = world->now_ms};
    struct scrm_buf out = {0};

    OK(scrm_ledger_list(world->ledger, &filter, put_line, &out, &world->err) == 0);
    return scrm_buf_take(&out);
}

static inline char *world_export(struct world *world)
{
    struct scrm_buf out = {0};

    OK(scrm_ledger_export(world->ledger, put_bytes, &out, &world->err) == 0);
    return scrm_buf_take(&out);
}

/* What a person sees of a case. Owned by caller. */
static inline char *world_show(struct world *world, const char *of_case)
{
    struct scrm_ledger_view view = {.of_case = of_case, .now_ms = world->now_ms};
    struct scrm_buf out = {0};

    OK(scrm_ledger_show(world->ledger, &view, &out, &world->err) == 0);
    return scrm_buf_take(&out);
}

static inline void world_check(struct world *world)
{
    struct scrm_buf report = {0};

    if (!OK(scrm_ledger_check(world->ledger, &report, &world->err) == 0))
        printf("%s", scrm_buf_text(&report));
    scrm_buf_fini(&report);
}

/* The id of the n-th case of a list (from 0). Owned by caller. */
static inline char *nth_id(const char *list, size_t n)
{
    const char *at = list;

    for (; n > 0 && at; n--)
        at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL;
    at = at ? strstr(at, "\"id\":\"") : NULL;
    return at ? scrm_strndup(at + 6, 14) : scrm_strdup("");
}

#endif
