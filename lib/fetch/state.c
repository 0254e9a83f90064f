/*
 * State in memory, and as JSON. Reading believes nothing: whatever does not
 * fit is an error, since a wrong cursor loses posts without a word.
 */
#include "fetch/state.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "record/emit.h"
#include "record/value.h"

/* More gaps than this are told once and forgotten, the oldest first. */
#define GAPS_MAX 100

void scrm_fetch_state_fini(struct scrm_fetch_state *state)
{
    for (size_t i = 0; i < state->n_validators; i++) {
        free(state->validators[i].key);
        free(state->validators[i].etag);
        free(state->validators[i].modified);
    }
    for (size_t i = 0; i < state->n_gaps; i++) {
        free(state->gaps[i].from);
        free(state->gaps[i].to);
    }
    free(state->validators);
    free(state->gaps);
    free(state->at);
    scrm_map_fini(&state->seen);
    *state = (struct scrm_fetch_state){0};
}

void scrm_fetch_state_set_at(struct scrm_fetch_state *state, struct scrm_slice at)
{
    if (state->at && scrm_slice_is(at, state->at))
        return;
    free(state->at);
    state->at = scrm_strndup(at.at, at.len);
    state->changed = true;
}

bool scrm_fetch_state_has_seen(const struct scrm_fetch_state *state, struct scrm_slice id)
{
    return scrm_map_get(&state->seen, id) != NULL;
}

void scrm_fetch_state_see(struct scrm_fetch_state *state, struct scrm_slice id)
{
    bool added;

    scrm_map_put(&state->seen, id, &added);
    state->changed = state->changed || added;
}

void scrm_fetch_state_add_gap(struct scrm_fetch_state *state, struct scrm_slice from,
                              struct scrm_slice to, int64_t now_ms)
{
    if (state->n_gaps == GAPS_MAX) {
        free(state->gaps[0].from);
        free(state->gaps[0].to);
        memmove(state->gaps, state->gaps + 1, --state->n_gaps * sizeof *state->gaps);
    }
    state->gaps = scrm_realloc(state->gaps, state->n_gaps + 1, sizeof *state->gaps);
    state->gaps[state->n_gaps++] =
        (struct scrm_gap){scrm_strndup(from.at ? from.at : "", from.len),
                          scrm_strndup(to.at ? to.at : "", to.len), now_ms};
    state->changed = true;
}

const struct scrm_validator *scrm_fetch_state_validator(const struct scrm_fetch_state *state,
                                                        const char *key)
{
    for (size_t i = 0; i < state->n_validators; i++)
        if (strcmp(state->validators[i].key, key) == 0)
            return &state->validators[i];
    return NULL;
}

static char *copy(const char *text)
{
    return text ? scrm_strdup(text) : NULL;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

void scrm_fetch_state_set_validator(struct scrm_fetch_state *state, const char *key,
                                    const char *etag, const char *modified)
{
    struct scrm_validator *validator = NULL;

    for (size_t i = 0; i < state->n_validators; i++)
        if (strcmp(state->validators[i].key, key) == 0)
            validator = &state->validators[i];
    if (validator ? same(validator->etag, etag) && same(validator->modified, modified)
                  : !etag && !modified)
        return;
    if (!validator) {
        state->validators =
            scrm_realloc(state->validators, state->n_validators + 1, sizeof *state->validators);
        validator = &state->validators[state->n_validators++];
        *validator = (struct scrm_validator){.key = scrm_strdup(key)};
    }
    free(validator->etag);
    free(validator->modified);
    validator->etag = copy(etag);
    validator->modified = copy(modified);
    state->changed = true;
}

void scrm_fetch_state_copy(struct scrm_fetch_state *to, const struct scrm_fetch_state *from)
{
    *to = (struct scrm_fetch_state){
        .at = copy(from->at), .not_before_ms = from->not_before_ms, .gone_ms = from->gone_ms};
    for (size_t i = 0; i < from->seen.n; i++)
        scrm_map_put(&to->seen, from->seen.entries[i].key, NULL);
    for (size_t i = 0; i < from->n_validators; i++)
        scrm_fetch_state_set_validator(to, from->validators[i].key, from->validators[i].etag,
                                       from->validators[i].modified);
    for (size_t i = 0; i < from->n_gaps; i++)
        scrm_fetch_state_add_gap(to, scrm_slice_of(from->gaps[i].from),
                                 scrm_slice_of(from->gaps[i].to), from->gaps[i].at_ms);
    to->changed = from->changed;
}

static void put_args(const struct scrm_args *args, struct scrm_buf *out)
{
    scrm_emit_key(out, "args");
    scrm_buf_putc(out, '{');
    for (size_t i = 0; i < args->n; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, scrm_slice_of(args->at[i].name));
        scrm_buf_putc(out, ':');
        scrm_buf_puts(out, args->at[i].json);
    }
    scrm_buf_putc(out, '}');
}

static void put_optional(struct scrm_buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    scrm_emit_key(out, name);
    scrm_emit_repaired(out, scrm_slice_of(text));
}

static void put_lists(const struct scrm_fetch_state *state, int64_t keep, struct scrm_buf *out)
{
    size_t from = (int64_t)state->seen.n > keep ? state->seen.n - (size_t)keep : 0;

    if (from < state->seen.n) {
        scrm_emit_key(out, "seen");
        scrm_buf_putc(out, '[');
        for (size_t i = from; i < state->seen.n; i++) {
            scrm_emit_comma(out);
            scrm_emit_repaired(out, state->seen.entries[i].key);
        }
        scrm_buf_putc(out, ']');
    }
    if (state->n_validators) {
        scrm_emit_key(out, "validators");
        scrm_buf_putc(out, '[');
        for (size_t i = 0; i < state->n_validators; i++) {
            scrm_emit_comma(out);
            scrm_buf_putc(out, '{');
            put_optional(out, "key", state->validators[i].key);
            put_optional(out, "etag", state->validators[i].etag);
            put_optional(out, "modified", state->validators[i].modified);
            scrm_buf_putc(out, '}');
        }
        scrm_buf_putc(out, ']');
    }
    if (!state->n_gaps)
        return;
    scrm_emit_key(out, "gaps");
    scrm_buf_putc(out, '[');
    for (size_t i = 0; i < state->n_gaps; i++) {
        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        put_optional(out, "from", state->gaps[i].from);
        put_optional(out, "to", state->gaps[i].to);
        scrm_emit_member_time(out, "at", state->gaps[i].at_ms);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, ']');
}

void scrm_fetch_state_put(const struct scrm_fetch_state *state, struct scrm_slice source,
                          const struct scrm_args *args, int64_t keep, struct scrm_buf *out)
{
    scrm_buf_putc(out, '{');
    scrm_emit_member_text(out, "schema", SCRM_SLICE(SCRM_STATE_SCHEMA));
    scrm_emit_member_text(out, "source", source);
    put_args(args, out);
    put_optional(out, "at", state->at);
    if (state->not_before_ms)
        scrm_emit_member_time(out, "not_before", state->not_before_ms);
    if (state->gone_ms)
        scrm_emit_member_time(out, "gone", state->gone_ms);
    put_lists(state, keep, out);
    scrm_buf_putc(out, '}');
}

/* The text of a member, borrowed from the arena; NULL where it has none. */
static const char *text_of(struct scrm_value object, const char *name, struct scrm_arena *arena)
{
    struct scrm_value value = scrm_member(object, name);
    struct scrm_slice text;

    if (value.kind != SCRM_STRING)
        return NULL;
    text = scrm_value_text(value, arena);
    return scrm_arena_copy(arena, text.at, text.len);
}

static int wrong(struct scrm_err *err, const char *member)
{
    scrm_err_set(err, SCRM_EXIT_DATA, "not the state of a source");
    return member ? scrm_err_member(err, member) : -1;
}

/* Whether the state was kept for just these arguments. */
static bool same_args(struct scrm_value object, const struct scrm_args *args,
                      struct scrm_arena *arena)
{
    struct scrm_walk walk;
    struct scrm_value key, value;
    size_t n = 0;

    if (object.kind != SCRM_OBJECT)
        return false;
    scrm_walk_begin(&walk, object);
    while (scrm_member_next(&walk, &key, &value))
        n++;
    if (n != args->n)
        return false;
    for (size_t i = 0; i < args->n; i++) {
        struct scrm_slice text = scrm_args_text(args, args->at[i].name, arena);
        const char *kept = text_of(object, args->at[i].name, arena);

        if (!kept || !scrm_slice_is(text, kept))
            return false;
    }
    return true;
}

static void read_lists(struct scrm_fetch_state *state, struct scrm_value root,
                       struct scrm_arena *arena)
{
    struct scrm_walk walk;
    struct scrm_value item, list = scrm_member(root, "seen");

    if (list.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, list);
        while (scrm_item_next(&walk, &item))
            if (item.kind == SCRM_STRING)
                scrm_fetch_state_see(state, scrm_value_text(item, arena));
    }
    list = scrm_member(root, "validators");
    if (list.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, list);
        while (scrm_item_next(&walk, &item)) {
            const char *key = item.kind == SCRM_OBJECT ? text_of(item, "key", arena) : NULL;

            if (key)
                scrm_fetch_state_set_validator(state, key, text_of(item, "etag", arena),
                                               text_of(item, "modified", arena));
        }
    }
    list = scrm_member(root, "gaps");
    if (list.kind == SCRM_ARRAY) {
        scrm_walk_begin(&walk, list);
        while (scrm_item_next(&walk, &item)) {
            int64_t at = 0;

            if (item.kind != SCRM_OBJECT)
                continue;
            scrm_value_time(scrm_member(item, "at"), &at);
            scrm_fetch_state_add_gap(state, scrm_slice_of(text_of(item, "from", arena)),
                                     scrm_slice_of(text_of(item, "to", arena)), at);
        }
    }
}

static int read_root(struct scrm_fetch_state *state, struct scrm_value root,
                     struct scrm_slice source, const struct scrm_args *args,
                     struct scrm_arena *arena, struct scrm_err *err)
{
    const char *schema, *name, *at;
    struct scrm_value time;

    if (root.kind != SCRM_OBJECT)
        return wrong(err, NULL);
    schema = text_of(root, "schema", arena);
    name = text_of(root, "source", arena);
    if (!schema || strcmp(schema, SCRM_STATE_SCHEMA) != 0)
        return wrong(err, "schema");
    if (!name || !scrm_slice_is(source, name) ||
        !same_args(scrm_member(root, "args"), args, arena))
        return scrm_err_set(
            err, SCRM_EXIT_DATA,
            "holds the state of %s with other arguments; give each its own file",
            name ? name : "another source");
    at = text_of(root, "at", arena);
    if (at)
        scrm_fetch_state_set_at(state, scrm_slice_of(at));
    time = scrm_member(root, "not_before");
    if (time.kind != SCRM_ABSENT && scrm_value_time(time, &state->not_before_ms) != 0)
        return wrong(err, "not_before");
    time = scrm_member(root, "gone");
    if (time.kind != SCRM_ABSENT && scrm_value_time(time, &state->gone_ms) != 0)
        return wrong(err, "gone");
    read_lists(state, root, arena);
    state->changed = false;
    return 0;
}

int scrm_fetch_state_read(struct scrm_fetch_state *state, struct scrm_slice json,
                          struct scrm_slice source, const struct scrm_args *args,
                          struct scrm_err *err)
{
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_buf text = {0};
    struct scrm_err bad = {0};
    struct scrm_value root;
    int result;

    *state = (struct scrm_fetch_state){0};
    scrm_buf_put_slice(&text, scrm_slice_trim(json));
    scrm_buf_reserve(&text, SCRM_SCAN_PADDING);
    memset(text.at + text.len, 0, SCRM_SCAN_PADDING);
    result = scrm_scan_value(&scanner, scrm_buf_slice(&text), &root, &bad);
    if (result != 0)
        scrm_err_set(err, SCRM_EXIT_DATA, "not the state of a source: %s", bad.text);
    else
        result = read_root(state, root, source, args, &arena, err);
    if (result != 0)
        scrm_fetch_state_fini(state);
    scrm_scanner_fini(&scanner);
    scrm_arena_fini(&arena);
    scrm_err_fini(&bad);
    scrm_buf_fini(&text);
    return result;
}
