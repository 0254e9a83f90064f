/*
 * One tick from the inside: what its files share.
 */
#ifndef SCRM_LEDGER_TICK_H
#define SCRM_LEDGER_TICK_H

#include "ledger/agents.h"
#include "ledger/where.h"
#include "record/value.h"

/* Who does it, in events. */
#define SCRM_TICK_BY "scrm-case tick"

/* The members of a row that tell whether time has something to do there. */
enum {
    ROW_ID,
    ROW_OPENED,
    ROW_WAITING,
    ROW_RESPOND,
    ROW_RESOLVE,
    ROW_PAUSED,
    ROW_UNTIL,
    ROW_WARNED,
    ROW_BREACHED,
    ROW_ANSWERED,
    ROW_OWNER,
    ROW_ASSIGN,
    ROW_EPISODES,
    ROW_FIRED,
    ROW_N
};

struct scrm_ticking {
    struct scrm_refold refold;
    const struct scrm_ledger_time *time;
    struct scrm_case_where *where; /* the time rules; NULL: there are none */
    struct scrm_ledger_ticked *ticked;
    struct scrm_buf *out;
    struct scrm_buf row; /* the case at hand as scrm.case/1, for conditions */
    struct scrm_buf why; /* what was asked about it */
    struct scrm_keys *keys;
    int slots[ROW_N];
    struct scrm_value *values;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    char **ids; /* of the cases that may need something. Owned */
    size_t n, cap;
    bool changed; /* the case at hand */
    struct scrm_found found;
    uint32_t of_case;
};

/* The member of the row that was scanned last. */
struct scrm_value scrm_tick_value(const struct scrm_ticking *tick, int member);
/* The case at hand, as it stands after what was recorded. */
const struct scrm_case *scrm_tick_case(const struct scrm_ticking *tick);
int scrm_tick_record(struct scrm_ticking *tick, const struct scrm_act *act,
                     struct scrm_err *err);
/* Makes tick->row of the case at hand. */
int scrm_tick_row(struct scrm_ticking *tick, struct scrm_err *err);
/* Gives it to an agent, in the way that `assign` says; to nobody where none is free. */
int scrm_tick_choose(struct scrm_ticking *tick, struct scrm_slice assign, struct scrm_err *err);

/* tick_rules.c: whether a time rule may fire for a row (the one that was scanned last):
 * 1, 0, -1. */
int scrm_tick_rules_ask(struct scrm_ticking *tick, struct scrm_slice row, struct scrm_err *err);
/* Fires what holds for the case at hand. */
int scrm_tick_rules(struct scrm_ticking *tick, struct scrm_err *err);

#endif
