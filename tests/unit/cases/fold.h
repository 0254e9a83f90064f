/*
 * What the tests of the fold share: facts read from lines, and a dump of all
 * that comes out, so that two folds can be compared byte for byte.
 */
#ifndef SCRM_TESTS_FOLD_H
#define SCRM_TESTS_FOLD_H

#include <stdlib.h>

#include "../t.h"

#include "base/alloc.h"
#include "base/time.h"
#include "cases/read.h"
#include "record/scan.h"

#define POSTS_MAX 64

struct world {
    struct scrm_keys *keys;
    struct scrm_case_slots slots;
    struct scrm_case_intern intern;
    struct scrm_arena arena;
    struct scrm_scanner scanner;
    struct scrm_case_fact facts[POSTS_MAX];
    size_t n;
    struct scrm_case_action actions[POSTS_MAX];
    size_t n_actions;
    struct scrm_cases cases;
};

static inline void world_init(struct world *world)
{
    memset(world, 0, sizeof *world);
    world->keys = scrm_keys_new();
    scrm_case_slots_add(&world->slots, world->keys);
    scrm_keys_build(world->keys);
}

static inline void world_fini(struct world *world)
{
    scrm_cases_fini(&world->cases);
    scrm_case_intern_fini(&world->intern);
    scrm_arena_fini(&world->arena);
    scrm_scanner_fini(&world->scanner);
    scrm_keys_free(world->keys);
}

static inline int64_t at_time(const char *text)
{
    int64_t ms = SCRM_NO_TIME;

    OK(scrm_time_rfc3339(scrm_slice_of(text), &ms) == 0);
    return ms;
}

/* Reads one post, given with ' for "; returns its fact or NULL with err. */
static inline struct scrm_case_fact *world_read(struct world *world, const char *line,
                                                struct scrm_err *err)
{
    struct scrm_value values[64] = {{0}};
    struct scrm_line scanned = {.values = values};
    struct scrm_case_fact *fact = &world->facts[world->n];
    char *copy = scrm_arena_take(&world->arena, strlen(line) + SCRM_SCAN_PADDING + 1), *at;

    memset(copy, 0, strlen(line) + SCRM_SCAN_PADDING + 1);
    memcpy(copy, line, strlen(line));
    for (at = copy; *at; at++)
        if (*at == '\'')
            *at = '"';
    OK(scrm_keys_count(world->keys) <= 64);
    if (scrm_scan(&world->scanner, world->keys, scrm_slice_of(copy), &scanned, err) ||
        scrm_case_fact_read(&world->slots, &scanned, &world->intern, &world->arena, fact, err))
        return NULL;
    scrm_case_fact_seal(fact);
    fact->seq = ++world->n;
    return fact;
}

static inline struct scrm_case_fact *world_post(struct world *world, const char *line)
{
    struct scrm_err err = {0};
    struct scrm_case_fact *fact = world_read(world, line, &err);

    if (!OK(fact != NULL)) {
        scrm_err_print(&err, "fold");
        exit(1);
    }
    return fact;
}

/* An action on the case of the post `id`, known by the ledger after all posts so far. */
static inline void world_act(struct world *world, int kind, const char *id, const char *at,
                             const char *value)
{
    world->actions[world->n_actions++] = (struct scrm_case_action){
        .kind = (uint8_t)kind,
        .anchor = scrm_case_digest(scrm_slice_of(id)),
        .at_ms = at_time(at),
        .seq = world->n,
        .by = SCRM_SLICE("anna"),
        .value = scrm_slice_of(value),
    };
}

static inline void world_fold(struct world *world)
{
    scrm_cases_fold(&world->cases, world->facts, world->n, world->actions, world->n_actions);
}

static inline void put_time(struct scrm_buf *out, const char *name, int64_t ms)
{
    if (ms == SCRM_NO_TIME)
        return;
    scrm_buf_printf(out, " %s=", name);
    scrm_time_put(out, ms);
}

static inline void put_message(struct scrm_buf *out, const struct world *world, uint32_t index)
{
    const struct scrm_case_message *message = &world->cases.messages[index];

    scrm_buf_printf(out, "  %s ",
                    message->role == SCRM_ROLE_IN    ? "in"
                    : message->role == SCRM_ROLE_OUT ? "out"
                                                     : "aside");
    scrm_digest_put(out, message->id);
    scrm_buf_puts(out, " latest=");
    scrm_digest_put(out, world->facts[message->latest].sighting);
    scrm_buf_puts(out, " decided=");
    scrm_digest_put(out, world->facts[message->decided].sighting);
    put_time(out, "at", message->created_ms);
    put_time(out, "answered", message->answered_ms);
    scrm_buf_printf(out, " thread=%u%s\n", message->thread, message->deleted ? " deleted" : "");
}

static inline void put_episode(struct scrm_buf *out, const struct scrm_cases *cases,
                               const struct scrm_case_episode *episode)
{
    uint32_t i;

    scrm_buf_puts(out, "  episode");
    put_time(out, "start", episode->start_ms);
    put_time(out, "first_in", episode->first_in_ms);
    put_time(out, "first_out", episode->first_out_ms);
    put_time(out, "resolved", episode->last_resolved_ms);
    put_time(out, "respond_by", episode->respond_by_ms);
    put_time(out, "resolve_by", episode->resolve_by_ms);
    scrm_buf_printf(out, " ins=%u outs=%u\n", episode->ins, episode->outs);
    for (i = 0; i < episode->turns_n; i++) {
        const struct scrm_case_turn *turn = &cases->turns[episode->turns_from + i];

        scrm_buf_puts(out, "   turn");
        put_time(out, "in", turn->in_ms);
        put_time(out, "due", turn->due_ms);
        put_time(out, "out", turn->out_ms);
        put_time(out, "ended", turn->ended_ms);
        scrm_buf_printf(out, " ins=%u\n", turn->ins);
    }
}

/* All that the fold says, as text. Owned by caller. */
static inline char *world_dump(const struct world *world)
{
    const struct scrm_cases *cases = &world->cases;
    struct scrm_buf out = {0};
    size_t i;
    uint32_t k;

    for (i = 0; i < cases->n; i++) {
        const struct scrm_case *one = &cases->cases[i];

        scrm_case_id_put(&out, one->id);
        scrm_buf_printf(&out, " %s %s", scrm_case_states[one->state],
                        scrm_priorities[one->priority]);
        if (one->previous) {
            scrm_buf_puts(&out, " after ");
            scrm_case_id_put(&out, one->previous);
        }
        put_time(&out, "opened", one->opened_ms);
        put_time(&out, "active", one->active_ms);
        put_time(&out, "waiting", one->waiting_ms);
        put_time(&out, "respond_by", one->respond_by_ms);
        put_time(&out, "resolve_by", one->resolve_by_ms);
        put_time(&out, "resolved", one->resolved_ms);
        if (one->queue.at)
            scrm_buf_printf(&out, " queue=%.*s", SCRM_FMT(one->queue));
        scrm_buf_printf(&out, " owner=%.*s ins=%u outs=%u reopens=%u%s\n", SCRM_FMT(one->owner),
                        one->ins, one->outs, one->reopens,
                        one->company_started ? " company_started" : "");
        for (k = 0; k < one->messages_n; k++)
            put_message(&out, world, cases->members[one->messages_from + k]);
        for (k = 0; k < one->episodes_n; k++)
            put_episode(&out, cases, &cases->episodes[one->episodes_from + k]);
    }
    for (i = 0; i < cases->n_messages; i++)
        if (cases->messages[i].of_case == SCRM_NO_CASE)
            put_message(&out, world, (uint32_t)i);
    return scrm_buf_take(&out);
}

#endif
