/*
 * tick: what time does to cases, for cron.
 */
#include "casework/casework.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "route/route.h"

/* What a tick goes by. */
struct house {
    struct scrm_ledger_time time;
    char *agents, *rules, *calendar;     /* paths. Owned; the desk's calendar */
    struct scrm_agents *people;          /* owned */
    struct scrm_router *router;          /* owned */
    struct scrm_keys *keys;              /* the router's; nobody scans with them. Owned */
    struct scrm_ledger_time_rule *timed; /* owned */
};

static void house_fini(struct house *house)
{
    free(house->agents);
    free(house->rules);
    free(house->calendar);
    free(house->timed);
    scrm_agents_free(house->people);
    scrm_router_free(house->router);
    scrm_keys_free(house->keys);
}

static struct scrm_ledger_time_rule time_rule_of(const struct scrm_router *router, size_t i)
{
    const struct scrm_then *then = scrm_router_timed(router, i);
    struct scrm_ledger_time_rule rule = {
        .name = scrm_router_book(router)->time_rules.at[i].name,
        .queue = then->queue,
        .assign = then->assign,
        .tags = then->tags,
        .n_tags = then->n_tags,
        .resolve = then->given & SCRM_THEN_DONE,
    };

    if (then->given & SCRM_THEN_PRIORITY)
        rule.priority = scrm_route_priorities[then->priority];
    return rule;
}

/* The whole rule file is read, as scrm-route reads it: one opinion about what is right. */
static int load_rules(struct house *house, const struct scrm_texts *calendars,
                      struct scrm_err *err)
{
    const char *rules = house->rules, *own = house->calendar;
    const struct scrm_router_options options = {.rules = &rules,
                                                .n_rules = 1,
                                                .calendars = own ? &own : calendars->at,
                                                .n_calendars = own ? 1 : calendars->n,
                                                .agents = house->agents};
    size_t n, i;

    if (!rules)
        return 0;
    house->keys = scrm_keys_new();
    house->router = scrm_router_load(&options, house->keys, err);
    if (!house->router)
        return -1;
    n = scrm_router_book(house->router)->time_rules.n;
    house->timed = scrm_alloc_zero(n + 1, sizeof *house->timed);
    for (i = 0; i < n; i++)
        house->timed[i] = time_rule_of(house->router, i);
    house->time.book = scrm_router_book(house->router);
    house->time.rules = house->timed;
    house->time.version = scrm_slice_of(scrm_router_version(house->router));
    house->time.clock = scrm_router_clock(house->router);
    return 0;
}

static int load_house(const struct scrm_casework *work, struct house *house)
{
    const struct scrm_casework_options *options = work->options;

    *house = (struct house){
        .time = {.now_ms = options->common.now_ms, .explain = options->common.explain},
        .agents = scrm_casework_file(work, options->agents, "agents.csv"),
        .rules = scrm_casework_file(work, options->rules, "rules.yaml"),
        .calendar =
            options->calendars.n ? NULL : scrm_casework_file(work, NULL, "calendar.yaml")};
    if (house->agents && !(house->people = scrm_agents_load(house->agents, work->err)))
        return -1;
    house->time.agents = house->people;
    return load_rules(house, &options->calendars, work->err);
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
    scrm_cli_note(
        work->command, common,
        "%llu woken, %llu warned, %llu too late, %llu time rules fired, %llu assigned",
        LL(ticked->woken), LL(ticked->warned), LL(ticked->breached), LL(ticked->fired),
        LL(ticked->assigned));
}

int scrm_casework_tick(struct scrm_casework *work)
{
    struct scrm_ledger_ticked ticked = {0};
    struct house house;
    int result = load_house(work, &house);

    if (result == 0)
        result = scrm_casework_keep_settings(work);
    if (result == 0)
        result = scrm_ledger_tick(work->ledger, &house.time, &ticked, &work->out, work->err);
    if (result == 0)
        say(work, &ticked);
    house_fini(&house);
    return result;
}
