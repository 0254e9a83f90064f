/*
 * Asking conditions about records, for the tests of this room.
 */
#ifndef SCRM_TESTS_ASK_H
#define SCRM_TESTS_ASK_H

#include <stdlib.h>

#include "base/alloc.h"
#include "rules/rules.h"
#include "../t.h"

/* One set of rules with all it takes to ask it. */
struct ask {
    struct scrm_rules *rules;
    struct scrm_keys *keys;
    struct scrm_rules_worker *worker;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    struct scrm_line line;
    struct scrm_buf text; /* the record, with padding */
    struct scrm_err err;
};

static inline struct scrm_where ask_where(const char *text)
{
    return (struct scrm_where){.text = scrm_slice_of(text), .column = -1};
}

static inline void ask_begin(struct ask *ask)
{
    *ask = (struct ask){.rules = scrm_rules_new(), .keys = scrm_keys_new()};
}

static inline int ask_let(struct ask *ask, const char *name, const char *condition)
{
    struct scrm_where where = ask_where(condition);

    return scrm_rules_let(ask->rules, scrm_slice_of(name), &where, &ask->err);
}

static inline int ask_rule(struct ask *ask, const char *name, const char *condition)
{
    struct scrm_where where = ask_where(condition);

    return scrm_rules_add(ask->rules, scrm_slice_of(name), &where, &ask->err);
}

static inline int ask_build(struct ask *ask)
{
    if (scrm_rules_build(ask->rules, ask->keys, &ask->err))
        return -1;
    scrm_keys_build(ask->keys);
    ask->worker = scrm_rules_open(ask->rules);
    ask->values = scrm_alloc_zero(scrm_keys_count(ask->keys), sizeof *ask->values);
    return 0;
}

static inline void ask_end(struct ask *ask)
{
    scrm_rules_close(ask->worker);
    scrm_rules_free(ask->rules);
    scrm_keys_free(ask->keys);
    scrm_scanner_fini(&ask->scanner);
    scrm_arena_fini(&ask->arena);
    scrm_buf_fini(&ask->text);
    scrm_err_fini(&ask->err);
    free(ask->values);
}

/* Turns to a record; false (and an error) where it is no JSON object. */
static inline bool ask_record(struct ask *ask, const char *json, int64_t now)
{
    static const char padding[SCRM_SCAN_PADDING];
    size_t len = strlen(json);

    scrm_arena_reset(&ask->arena);
    scrm_buf_reset(&ask->text);
    scrm_buf_put(&ask->text, json, len);
    scrm_buf_put(&ask->text, padding, sizeof padding);
    ask->line.values = ask->values;
    if (scrm_scan(&ask->scanner, ask->keys, (struct scrm_slice){ask->text.at, len}, &ask->line,
                  &ask->err))
        return false;
    scrm_rules_begin(ask->worker, &ask->line, &ask->arena, now);
    return true;
}

/* The error as a user sees it; "" without one. Owned by caller. */
static inline char *ask_message(struct ask *ask)
{
    struct scrm_buf buf = {0};

    if (ask->err.code)
        scrm_err_write(&ask->err, &buf);
    return scrm_buf_take(&buf);
}

/* 'T', 'F', 'N' for one condition over one record; 'E' where it does not compile. */
static inline char ask_once(const char *condition, const char *json)
{
    static const char letters[] = "FTN";
    struct ask ask;
    char answer = 'E';

    ask_begin(&ask);
    if (ask_rule(&ask, "r", condition) == 0 && ask_build(&ask) == 0 &&
        ask_record(&ask, json, 1767607200000 /* 2026-01-05T10:00:00Z, a Monday */))
        answer = letters[scrm_rules_test(ask.worker, 0)];
    ask_end(&ask);
    return answer;
}

#endif
