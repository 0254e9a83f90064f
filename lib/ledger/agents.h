/*
 * Who takes cases, and whose turn it is.
 */
#ifndef SCRM_LEDGER_AGENTS_H
#define SCRM_LEDGER_AGENTS_H

#include "ledger/inner.h"

/* What is asked for: `assign` of the rule, and what the case is about. */
struct scrm_need {
    struct scrm_slice assign; /* "least_loaded(TEAM)", "round_robin", "sticky", a name, ... */
    struct scrm_slice queue, function, language;
    const struct scrm_slice *tags;
    size_t n_tags;
    struct scrm_slice before; /* who had the case, or the one before it; may be absent */
};

/* Reads how much everybody has to do, and who was given a case when. */
int scrm_agents_begin(struct scrm_agents *agents, struct scrm_ledger *ledger, int64_t now_ms,
                      struct scrm_err *err);
bool scrm_agents_know(const struct scrm_agents *agents, struct scrm_slice name);
/* Who shall have it; absent where nobody is free. Counts it as theirs. */
struct scrm_slice scrm_agents_choose(struct scrm_agents *agents, const struct scrm_need *need);

#endif
