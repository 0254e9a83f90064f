/*
 * What a rule says to do: the keys of `then` and `default`, read and checked.
 */
#ifndef SCRM_ROUTE_THEN_H
#define SCRM_ROUTE_THEN_H

#include "base/time.h"
#include "route/calendars.h"
#include "rules/book.h"

enum scrm_route_action {
    SCRM_ROUTE_ENGAGE,
    SCRM_ROUTE_LISTEN,
    SCRM_ROUTE_IGNORE,
    SCRM_ROUTE_ACTIONS_N
};
enum scrm_route_priority {
    SCRM_ROUTE_URGENT,
    SCRM_ROUTE_HIGH,
    SCRM_ROUTE_NORMAL,
    SCRM_ROUTE_LOW,
    SCRM_ROUTE_PRIORITIES_N
};

/* NULL-terminated. */
extern const char *const scrm_route_actions[];
extern const char *const scrm_route_priorities[];

enum scrm_then_key {
    SCRM_THEN_ACTION = 1,
    SCRM_THEN_FUNCTION = 2,
    SCRM_THEN_QUEUE = 4,
    SCRM_THEN_PRIORITY = 8,
    SCRM_THEN_RESPOND = 16,
    SCRM_THEN_RESOLVE = 32,
    SCRM_THEN_ASSIGN = 64,
    SCRM_THEN_TAGS = 128,
    SCRM_THEN_CALENDAR = 256,
    SCRM_THEN_DONE = 512, /* `resolve: true`: the case is done; time rules only */
};

/* A promise of time: as the wall clock counts it, and as a calendar may. */
struct scrm_promise {
    int64_t wall_ms;
    struct scrm_time_parts parts;
    struct scrm_slice text; /* as written; borrowed from the book */
};

struct scrm_then {
    unsigned given; /* SCRM_THEN_*: the keys that stand there */
    enum scrm_route_action action;
    enum scrm_route_priority priority;
    struct scrm_slice function, queue, assign; /* borrowed from the book */
    struct scrm_promise respond, resolve;
    size_t calendar;         /* index in scrm_calendars, or SCRM_WALL */
    struct scrm_slice *tags; /* the array is owned, the texts borrowed */
    size_t n_tags, cap_tags;
};

void scrm_then_fini(struct scrm_then *then);

/* The names there are; what is NULL is not known, and any name will do. */
struct scrm_known {
    const struct scrm_book *book; /* queues, functions, owners, teams */
    const struct scrm_calendars *calendars;
    const struct scrm_people *agents;
};

/* Reads the keys; those not given stay unset. 78 with the place. */
int scrm_then_read(struct scrm_then *then, const struct scrm_known *known,
                   const struct scrm_book_values *values, struct scrm_err *err);

/* Gives `then` what `below` has and it has not. */
void scrm_then_complete(struct scrm_then *then, const struct scrm_then *below);

/* Adds the tags of `other` that are not there yet. */
void scrm_then_add_tags(struct scrm_then *then, const struct scrm_then *other);

/* Reads one key, for files that hold only some of them. */
int scrm_then_action(const struct scrm_where *where, enum scrm_route_action *action,
                     struct scrm_err *err);

#endif
