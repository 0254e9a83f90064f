/*
 * Along each thread's time line: messages and people's actions in one order,
 * handed to the rule book one after the other.
 */
#include "cases/inner.h"

#include "base/alloc.h"

/* When the ledger learned what gives the message its role; 0 without a ledger. */
static uint64_t learned(const struct walk *walk, const struct scrm_case_message *message)
{
    uint64_t seq = UINT64_MAX;
    uint32_t i;

    for (i = 0; i < message->facts_n; i++) {
        const struct scrm_case_fact *fact =
            &walk->facts[walk->cases->order[message->facts_from + i]];

        if (!fact->tombstone && fact->seq < seq &&
            (message->role != SCRM_ROLE_IN || scrm_fact_asks(fact)))
            seq = fact->seq;
    }
    return seq;
}

/* The number of actions before the message. Times and sequence numbers rise
 * along the actions, so those that knew the message are the last ones. */
static uint32_t slot_of(const struct walk *walk, const struct scrm_case_message *message,
                        const struct action_place *places, uint32_t n)
{
    uint64_t seq = learned(walk, message);
    uint32_t low = 0, high = n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (message->created_ms <= places[middle].at_ms &&
            seq <= walk->actions[places[middle].action].seq)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Messages and actions of one thread in one line: first all messages that the
 * first action knew, then that action, and so on. */
static void walk_with_actions(struct walk *walk, uint32_t from, uint32_t to,
                              const struct action_place *places, uint32_t n)
{
    struct scrm_cases_work *work = walk->work;
    uint32_t current = SCRM_NO_CASE, slot, i, *starts;

    SCRM_ROOM(work->places, to - from, work->cap_places);
    SCRM_ROOM(work->numbers, 2 * (size_t)(to - from) + n + 2, work->cap_numbers);
    starts = work->numbers + 2 * (size_t)(to - from);
    memset(starts, 0, (n + 2) * sizeof *starts);
    for (i = 0; i < to - from; i++) {
        slot = slot_of(walk, &walk->cases->messages[from + i], places, n);
        work->places[i] = slot;
        starts[slot + 1]++;
    }
    for (slot = 0; slot < n; slot++)
        starts[slot + 1] += starts[slot];
    for (i = 0; i < to - from; i++)
        work->numbers[starts[work->places[i]]++] = from + i;
    for (slot = 0, i = 0; slot <= n; slot++) {
        for (; i < starts[slot]; i++)
            current = scrm_walk_message(walk, current, work->numbers[i]);
        if (slot < n)
            scrm_walk_action(walk, &places[slot]);
    }
}

static bool began_with_company(const struct walk *walk)
{
    const struct scrm_case_message *first = &walk->cases->messages[walk->first_message];
    uint32_t i;

    if (walk->facts[first->latest].direction != SCRM_OUTBOUND)
        return false;
    for (i = 0; i < first->facts_n; i++)
        if (!scrm_digest_none(walk->facts[walk->cases->order[first->facts_from + i]].parent))
            return false;
    return true;
}

/* A rule may name the owner; "sticky", "least_loaded" or "least_loaded(TEAM)" ask for
 * a choice that only people's loads can decide. */
static bool is_a_name(struct scrm_slice assign)
{
    return assign.len && !scrm_slice_is(assign, "none") && !scrm_case_asks_for_owner(assign);
}

/* What is left to say when the whole thread was seen. Words before the first
 * case (a listened-to post, the company's own) belong to it as its context. */
static void close_thread(struct walk *walk, uint32_t to)
{
    struct scrm_cases *cases = walk->cases;
    uint32_t i;

    for (i = walk->first_message; walk->first_case < cases->n && i < to; i++)
        if (cases->messages[i].of_case == SCRM_NO_CASE)
            cases->messages[i].of_case = walk->first_case;
    for (i = walk->first_case; i < cases->n; i++) {
        struct scrm_case *one = &cases->cases[i];
        const struct tally *tally = scrm_walk_tally(walk, i);
        const struct scrm_case_turn *turn = &cases->turns[tally->turn];

        one->paused = tally->paused_since_ms != SCRM_NO_TIME;
        one->resolve_by_ms =
            scrm_due_after_pauses(walk->settings, &cases->episodes[tally->episode]);
        if (tally->in_turn && scrm_case_is_open(one->state)) {
            one->waiting_ms = turn->in_ms;
            one->respond_by_ms = turn->due_ms;
        }
        if (!tally->owned && one->decision && is_a_name(one->decision->assign))
            one->owner = one->decision->assign;
    }
}

void scrm_cases_walk(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                     const struct scrm_case_action *actions)
{
    struct scrm_cases_work *work = cases->work;
    struct walk walk = {.cases = cases,
                        .work = work,
                        .facts = facts,
                        .actions = actions,
                        .settings = cases->settings ? cases->settings : &scrm_case_defaults};
    uint32_t n = (uint32_t)cases->n_messages, from, to, i, acted = 0, end;

    cases->n = cases->n_episodes = cases->n_turns = 0;
    for (from = 0; from < n; from = to) {
        uint32_t thread = cases->messages[from].thread, current = SCRM_NO_CASE;

        for (to = from + 1; to < n && cases->messages[to].thread == thread; to++)
            ;
        for (end = acted; end < work->n_actions && work->actions[end].thread == thread; end++)
            ;
        walk.first_case = (uint32_t)cases->n;
        walk.first_message = from;
        work->n_tallies = 0;
        walk.company_started = began_with_company(&walk);
        if (end > acted)
            walk_with_actions(&walk, from, to, &work->actions[acted], end - acted);
        for (i = from; end == acted && i < to; i++)
            current = scrm_walk_message(&walk, current, i);
        acted = end;
        close_thread(&walk, to);
    }
}
