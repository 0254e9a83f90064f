/*
 * Where people's actions stand on the time line. An action knew only what had
 * been written and had reached the ledger by then; a message that comes to
 * light later stands behind it, so that resolving a case never buries words
 * that nobody has seen.
 */
#include "cases/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

static int by_thread(const void *left, const void *right)
{
    const struct action_place *a = left, *b = right;

    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    return (a->action > b->action) - (a->action < b->action);
}

/* A clock that was set back, or an action dated before its case began, must
 * not turn the order around: times only rise along a thread's actions. */
static void raise_times(struct scrm_cases_work *work)
{
    size_t i;

    for (i = 1; i < work->n_actions; i++)
        if (work->actions[i].thread == work->actions[i - 1].thread &&
            work->actions[i].at_ms < work->actions[i - 1].at_ms)
            work->actions[i].at_ms = work->actions[i - 1].at_ms;
}

void scrm_cases_place(struct scrm_cases *cases, const struct scrm_case_action *actions,
                      size_t n)
{
    struct scrm_cases_work *work = cases->work;
    size_t i;

    work->n_actions = 0;
    SCRM_ROOM(cases->action_case, n, cases->cap_action_case);
    SCRM_ROOM(cases->action_episode, n, cases->cap_action_episode);
    for (i = 0; i < n; i++) {
        uint32_t node = scrm_node_find(work, actions[i].anchor);
        uint32_t message = SCRM_NO_POST;
        const struct scrm_case_message *anchor;

        cases->action_case[i] = SCRM_NO_CASE;
        cases->action_episode[i] = 0;
        if (node != SCRM_NO_POST)
            message = work->nodes[scrm_node_same(work->nodes, node)].message;
        if (message == SCRM_NO_POST)
            continue;
        anchor = &cases->messages[message];
        SCRM_GROW(work->actions, work->n_actions, work->cap_actions);
        work->actions[work->n_actions++] = (struct action_place){
            .action = (uint32_t)i,
            .message = message,
            .thread = anchor->thread,
            .at_ms =
                actions[i].at_ms > anchor->created_ms ? actions[i].at_ms : anchor->created_ms,
        };
    }
    if (work->n_actions > 1)
        qsort(work->actions, work->n_actions, sizeof *work->actions, by_thread);
    raise_times(work);
}
