/*
 * tick: what time does to cases, for cron.
 */
#include "casework/casework.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* The agents named, else the desk's, if it has any. 0 or -1. */
static int load_agents(struct scrm_casework *work, struct scrm_agents **agents)
{
    const char *path = work->options->agents;
    char *own = NULL;
    int result = 0;

    if (!path && work->desk) {
        path = own = scrm_file_join(work->desk, "agents.csv");
        if (access(path, F_OK) != 0)
            path = NULL;
    }
    if (path && !(*agents = scrm_agents_load(path, work->err)))
        result = -1;
    free(own);
    return result;
}

#define LL(number) ((unsigned long long)(number))

static void say(struct scrm_casework *work, const struct scrm_ledger_ticked *ticked)
{
    const struct scrm_common *common = &work->options->common;

    if (ticked->orphaned)
        scrm_cli_warn(work->command, common,
                      "%llu cases were of owners who are no agents any more",
                      LL(ticked->orphaned));
    if (ticked->unassigned)
        scrm_cli_warn(work->command, common, "%llu cases have no owner: nobody was free",
                      LL(ticked->unassigned));
    scrm_cli_note(work->command, common,
                  "%llu woken, %llu warned, %llu too late, %llu assigned", LL(ticked->woken),
                  LL(ticked->warned), LL(ticked->breached), LL(ticked->assigned));
}

int scrm_casework_tick(struct scrm_casework *work)
{
    struct scrm_ledger_ticked ticked = {0};
    struct scrm_agents *agents = NULL;
    int result = load_agents(work, &agents);

    if (result == 0)
        result = scrm_ledger_tick(work->ledger, agents, work->options->common.now_ms, &ticked,
                                  &work->out, work->err);
    if (result == 0)
        say(work, &ticked);
    scrm_agents_free(agents);
    return result;
}
