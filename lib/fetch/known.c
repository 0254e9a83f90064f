/*
 * What a spool has: its envelopes, mapped as scrm-normalize would, so that a post
 * is known here by the id that it has everywhere else. Only ids and times are kept.
 */
#include "fetch/known.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "record/value.h"
#include "source/map.h"

#define RAW_BEGINS "{\"schema\":\"" SCRM_RAW_SCHEMA "\","

enum { AT_ID = 1, AT_NATIVE_ID, AT_CREATED, AT_FETCHED, AT_DELETED, AT_N };

struct reading {
    struct scrm_known *known;
    const struct scrm_recheck *recheck;
    int64_t since_ms;
    struct scrm_mapper *mapper;
    struct scrm_matcher *matcher;
    struct scrm_keys *keys; /* of posts */
    struct scrm_scanner scanner;
    struct scrm_arena arena; /* for one line */
    struct scrm_buf posts;   /* that a line became */
    struct scrm_value *values;
    size_t n_values;
};

static struct scrm_slice keep(struct reading *reading, struct scrm_slice text)
{
    return (struct scrm_slice){scrm_arena_copy(&reading->known->arena, text.at, text.len),
                               text.len};
}

static bool can_ask(const struct reading *reading, struct scrm_slice native_id)
{
    size_t from, to;

    return native_id.len && (!reading->recheck->pattern ||
                             scrm_pattern_find(reading->recheck->pattern, reading->matcher,
                                               native_id, &from, &to) == 1);
}

static void note_post(struct reading *reading, const struct scrm_value *values)
{
    struct scrm_known *known = reading->known;
    struct scrm_slice id = scrm_value_text(values[AT_ID], &reading->arena);
    struct scrm_slice native = scrm_value_text(values[AT_NATIVE_ID], &reading->arena);
    struct scrm_slice made = scrm_value_text(values[AT_CREATED], &reading->arena);
    struct scrm_slice fetched = scrm_value_text(values[AT_FETCHED], &reading->arena);
    struct scrm_map_entry *entry;
    struct scrm_known_post *post;
    int64_t made_ms, asked_ms;
    bool added;

    if (!id.len || !can_ask(reading, native) || scrm_time_rfc3339(made, &made_ms) != 0 ||
        made_ms < reading->since_ms)
        return;
    entry = scrm_map_put(&known->by_id, id, &added);
    if (added) {
        SCRM_GROW(known->at, known->n, known->cap);
        entry->value = known->n;
        known->at[known->n] = (struct scrm_known_post){.id = keep(reading, id),
                                                       .native_id = keep(reading, native),
                                                       .created_at = keep(reading, made),
                                                       .order = known->n};
        known->n++;
    }
    post = &known->at[entry->value];
    post->gone = values[AT_DELETED].kind == SCRM_TRUE;
    if (scrm_time_rfc3339(fetched, &asked_ms) == 0)
        post->asked_ms = asked_ms;
}

static void note_posts(struct reading *reading)
{
    struct scrm_slice rest = scrm_scan_padded(&reading->posts);
    struct scrm_err ignored = {0};

    while (rest.len) {
        const char *newline = memchr(rest.at, '\n', rest.len);
        size_t len = newline ? (size_t)(newline - rest.at) : rest.len;
        struct scrm_value values[AT_N] = {0};
        struct scrm_line line = {.values = values, .n_values = AT_N};

        if (scrm_scan(&reading->scanner, reading->keys, (struct scrm_slice){rest.at, len},
                      &line, &ignored) == 0)
            note_post(reading, values);
        scrm_err_clear(&ignored);
        len += newline != NULL;
        rest = (struct scrm_slice){rest.at + len, rest.len - len};
    }
}

/* A line of a segment. What cannot be mapped has no id that one could ask for. */
static void read_line(struct reading *reading, struct scrm_slice text)
{
    const struct scrm_keys *keys;
    struct scrm_line line = {0};
    struct scrm_err ignored = {0};
    uint64_t lines;

    if (!scrm_slice_starts(text, RAW_BEGINS)) /* the trailer */
        return;
    keys = scrm_mapper_choose(reading->mapper, text);
    if (scrm_keys_count(keys) > reading->n_values) {
        reading->n_values = scrm_keys_count(keys);
        reading->values =
            scrm_realloc(reading->values, reading->n_values, sizeof *reading->values);
    }
    line.values = reading->values;
    line.n_values = scrm_keys_count(keys);
    scrm_buf_reset(&reading->posts);
    if (scrm_scan(&reading->scanner, keys, text, &line, &ignored) == 0 &&
        scrm_mapper_line(reading->mapper, &line, &reading->arena, &reading->posts, &lines,
                         &ignored) == SCRM_MAPPED)
        note_posts(reading);
    scrm_err_clear(&ignored);
    scrm_arena_reset(&reading->arena);
}

static int read_segment(struct reading *reading, const char *path, uint64_t max_record,
                        struct scrm_err *err)
{
    struct scrm_reader *reader = scrm_reader_open(&path, 1, max_record);
    struct scrm_block block = {0};
    int more;

    while ((more = scrm_reader_next(reader, &block, err)) == 1) {
        const char *at = block.at, *end = block.at + (block.oversize ? 0 : block.len);

        while (at < end) {
            const char *newline = memchr(at, '\n', (size_t)(end - at));

            newline = newline ? newline : end;
            read_line(reading, (struct scrm_slice){at, (size_t)(newline - at)});
            at = newline + 1;
        }
    }
    scrm_block_fini(&block);
    scrm_reader_close(reader);
    return more;
}

static int by_age(const void *a, const void *b)
{
    const struct scrm_known_post *left = a, *right = b;

    if (left->asked_ms != right->asked_ms)
        return left->asked_ms < right->asked_ms ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

/* Leaves those that are there still, in the order in which they shall be asked for. */
static void put_in_order(struct scrm_known *known)
{
    size_t n = 0;

    for (size_t i = 0; i < known->n; i++)
        if (!known->at[i].gone)
            known->at[n++] = known->at[i];
    known->n = n;
    if (n)
        qsort(known->at, n, sizeof *known->at, by_age);
}

int scrm_known_read(struct scrm_known *known, const struct scrm_fetch_settings *settings,
                    const struct scrm_spool_settings *spool, int64_t since_ms,
                    struct scrm_err *err)
{
    static const char *const members[] = {
        [AT_ID] = "id",
        [AT_NATIVE_ID] = "native_id",
        [AT_CREATED] = "created_at",
        [AT_FETCHED] = "fetched_at",
        [AT_DELETED] = "deleted",
    };
    struct scrm_map_settings map = {.catalogue = settings->catalogue,
                                    .now_ms = settings->now_ms};
    struct reading reading = {.known = known,
                              .recheck =
                                  scrm_source_recheck(settings->source, settings->stream),
                              .since_ms = since_ms,
                              .mapper = scrm_mapper_new(&map),
                              .matcher = scrm_matcher_new(),
                              .keys = scrm_keys_new()};
    uint64_t max_record = settings->max_record ? settings->max_record : (uint64_t)16 << 20;
    struct scrm_map paths = {0};
    int result;

    for (int i = AT_ID; i < AT_N; i++)
        scrm_keys_add_dotted(reading.keys, members[i]);
    scrm_keys_build(reading.keys);
    /* A segment is named by the time at which its run began. */
    result = scrm_segment_list(spool, since_ms - SCRM_DAY_MS, &paths, err);
    for (size_t i = 0; i < paths.n && result == 0; i++)
        result = read_segment(&reading, paths.entries[i].key.at, max_record, err);
    put_in_order(known);
    scrm_map_fini(&paths);
    scrm_mapper_free(reading.mapper);
    scrm_matcher_free(reading.matcher);
    scrm_keys_free(reading.keys);
    scrm_scanner_fini(&reading.scanner);
    scrm_arena_fini(&reading.arena);
    scrm_buf_fini(&reading.posts);
    free(reading.values);
    return result;
}

void scrm_known_fini(struct scrm_known *known)
{
    scrm_arena_fini(&known->arena);
    scrm_map_fini(&known->by_id);
    free(known->at);
}
