/*
 * The rule book: what a message of the customer, an answer and a person's
 * action do to a case. Everything else in this room only puts things in order.
 */
#include "cases/inner.h"

#include "base/alloc.h"

struct tally *scrm_walk_tally(const struct walk *walk, uint32_t of_case)
{
    return &walk->work->tallies[of_case - walk->first_case];
}

static int64_t earlier(int64_t a, int64_t b)
{
    if (a == SCRM_NO_TIME || b == SCRM_NO_TIME)
        return a == SCRM_NO_TIME ? b : a;
    return a < b ? a : b;
}

/* In the states that pause it (as shipped: while the company waits for the customer, or
 * has put the case aside) the resolution's clock stands still. */
static void set_state(struct walk *walk, uint32_t of_case, enum scrm_case_state state,
                      int64_t at)
{
    struct tally *tally = scrm_walk_tally(walk, of_case);
    struct scrm_case *one = &walk->cases->cases[of_case];
    bool pauses = walk->settings->pauses >> state & 1;

    if (one->state != state)
        one->state_since_ms = at;
    one->state = (uint8_t)state;
    if (state != SCRM_CASE_SNOOZED)
        one->snoozed_until_ms = SCRM_NO_TIME;
    if (pauses == (tally->paused_since_ms != SCRM_NO_TIME))
        return;
    if (!pauses)
        scrm_pause_add(walk->settings, &walk->cases->episodes[tally->episode],
                       tally->paused_since_ms, at);
    tally->paused_since_ms = pauses ? at : SCRM_NO_TIME;
}

static void begin_episode(struct walk *walk, uint32_t of_case, int64_t start_ms)
{
    struct scrm_cases *cases = walk->cases;
    struct tally *tally = scrm_walk_tally(walk, of_case);

    tally->episode = (uint32_t)cases->n_episodes;
    tally->in_turn = tally->decided = false;
    SCRM_GROW(cases->episodes, cases->n_episodes, cases->cap_episodes);
    SCRM_ROOM(walk->work->episode_case, cases->n_episodes + 1, walk->work->cap_episode_case);
    walk->work->episode_case[cases->n_episodes] = of_case;
    cases->episodes[cases->n_episodes++] = (struct scrm_case_episode){
        .start_ms = start_ms,
        .first_in_ms = SCRM_NO_TIME,
        .first_out_ms = SCRM_NO_TIME,
        .first_resolved_ms = SCRM_NO_TIME,
        .last_resolved_ms = SCRM_NO_TIME,
        .respond_by_ms = SCRM_NO_TIME,
        .resolve_by_ms = SCRM_NO_TIME,
    };
    cases->cases[of_case].episodes_n++;
    cases->cases[of_case].resolved_ms = cases->cases[of_case].closes_ms = SCRM_NO_TIME;
}

static uint32_t open_case(struct walk *walk, uint32_t message)
{
    struct scrm_cases *cases = walk->cases;
    const struct scrm_case_message *opening = &cases->messages[message];
    uint32_t of_case = (uint32_t)cases->n;
    struct scrm_cases_work *work = walk->work;
    uint64_t previous = of_case > walk->first_case ? cases->cases[of_case - 1].id : 0;

    SCRM_GROW(work->tallies, work->n_tallies, work->cap_tallies);
    work->tallies[work->n_tallies++] = (struct tally){
        .of_case = of_case,
        .paused_since_ms =
            walk->settings->pauses >> SCRM_CASE_NEW & 1 ? opening->created_ms : SCRM_NO_TIME};
    SCRM_GROW(cases->cases, cases->n, cases->cap);
    cases->cases[cases->n++] = (struct scrm_case){
        .id = scrm_case_id_of(opening->id),
        .previous = previous,
        .opening = message,
        .thread = opening->thread,
        .state = SCRM_CASE_NEW,
        .priority = SCRM_PRIORITY_NORMAL,
        .company_started = walk->company_started,
        .opened_ms = opening->created_ms,
        .active_ms = opening->created_ms,
        .state_since_ms = opening->created_ms,
        .waiting_ms = SCRM_NO_TIME,
        .respond_by_ms = SCRM_NO_TIME,
        .resolve_by_ms = SCRM_NO_TIME,
        .resolved_ms = SCRM_NO_TIME,
        .closes_ms = SCRM_NO_TIME,
        .snoozed_until_ms = SCRM_NO_TIME,
    };
    begin_episode(walk, of_case, opening->created_ms);
    return of_case;
}

static void begin_turn(struct walk *walk, uint32_t of_case, const struct scrm_case_turn *turn)
{
    struct scrm_cases *cases = walk->cases;
    struct tally *tally = scrm_walk_tally(walk, of_case);

    SCRM_GROW(cases->turns, cases->n_turns, cases->cap_turns);
    SCRM_ROOM(walk->work->turn_episode, cases->n_turns + 1, walk->work->cap_turn_episode);
    walk->work->turn_episode[cases->n_turns] = tally->episode;
    cases->turns[cases->n_turns++] = *turn;
    cases->episodes[tally->episode].turns_n++;
    tally->turn = (uint32_t)cases->n_turns - 1;
    tally->in_turn = true;
}

/* The case takes queue, function and rule from the most urgent message of the
 * episode, the earliest of equals. A person's queue stands; a person's priority
 * until the customer writes something more urgent, or begins a new episode. */
static void take_decision(struct walk *walk, struct scrm_case *one,
                          const struct scrm_case_fact *fact)
{
    struct tally *tally = scrm_walk_tally(walk, (uint32_t)(one - walk->cases->cases));
    uint8_t priority = fact->decision ? fact->decision->priority : SCRM_PRIORITY_NORMAL;

    if (tally->decided && priority >= tally->routed)
        return;
    if (!tally->decided || priority < one->priority)
        tally->ranked = false;
    tally->decided = true;
    tally->routed = priority;
    one->decision = fact->decision;
    if (!tally->ranked)
        one->priority = priority;
    if (!tally->moved)
        one->queue = fact->decision ? fact->decision->queue : (struct scrm_slice){NULL, 0};
}

/* The earliest promise counts, and the calendar in which it was made. */
static void take_promise(struct scrm_case_episode *episode, const struct scrm_case_fact *fact)
{
    int64_t due = earlier(episode->resolve_by_ms, fact->resolve_by_ms);

    if (due == episode->resolve_by_ms)
        return;
    episode->resolve_by_ms = due;
    episode->calendar =
        fact->decision ? fact->decision->calendar : (struct scrm_slice){NULL, 0};
}

/* A message of the customer that wants an answer. */
static void take_in(struct walk *walk, uint32_t of_case, uint32_t message)
{
    struct scrm_cases *cases = walk->cases;
    struct scrm_case *one = &cases->cases[of_case];
    struct tally *tally = scrm_walk_tally(walk, of_case);
    struct scrm_case_episode *episode = &cases->episodes[tally->episode];
    const struct scrm_case_fact *fact = &walk->facts[cases->messages[message].decided];
    int64_t at = cases->messages[message].created_ms;
    struct scrm_case_turn *turn;

    one->ins++;
    episode->ins++;
    episode->first_in_ms = earlier(episode->first_in_ms, at);
    take_promise(episode, fact);
    take_decision(walk, one, fact);
    if (!tally->in_turn)
        begin_turn(walk, of_case,
                   &(struct scrm_case_turn){.in_ms = at,
                                            .due_ms = SCRM_NO_TIME,
                                            .out_ms = SCRM_NO_TIME,
                                            .ended_ms = SCRM_NO_TIME,
                                            .message = message});
    turn = &cases->turns[tally->turn];
    turn->ins++;
    if (message < turn->message)
        turn->message = message;
    turn->in_ms = earlier(turn->in_ms, at);
    turn->due_ms = earlier(turn->due_ms, fact->respond_by_ms);
    if (episode->turns_n == 1)
        episode->respond_by_ms = turn->due_ms;
    if (one->state == SCRM_CASE_PENDING || one->state == SCRM_CASE_SNOOZED)
        set_state(walk, of_case, SCRM_CASE_OPEN, at);
}

/* Which case a customer's message goes to: the thread's last one; the next one
 * where that was done for longer than the window. */
static uint32_t case_for(struct walk *walk, uint32_t current, uint32_t message)
{
    const struct scrm_case *one;
    int64_t at = walk->cases->messages[message].created_ms;

    if (current == SCRM_NO_CASE)
        return open_case(walk, message);
    one = &walk->cases->cases[current];
    if (one->state != SCRM_CASE_RESOLVED)
        return current;
    if (at > one->closes_ms)
        return open_case(walk, message);
    begin_episode(walk, current, at);
    set_state(walk, current, SCRM_CASE_OPEN, at);
    walk->cases->cases[current].reopens++;
    return current;
}

/* Marks the customer's messages that this answer answers. */
static void mark_answered(struct walk *walk, uint32_t of_case, uint32_t turn, int64_t at)
{
    struct scrm_case_message *message =
        &walk->cases->messages[walk->cases->turns[turn].message];
    struct scrm_case_message *end = walk->cases->messages + walk->cases->n_messages;

    for (; message < end && message->thread == walk->cases->cases[of_case].thread; message++) {
        if (message->created_ms > at)
            break;
        if (message->role == SCRM_ROLE_IN && message->of_case == of_case &&
            message->answered_ms == SCRM_NO_TIME)
            message->answered_ms = at;
    }
}

/* A person of the company answers. An answer that came to light after the case
 * was resolved still counts for the turn that it ended. */
static void answer(struct walk *walk, uint32_t of_case, int64_t at)
{
    struct scrm_cases *cases = walk->cases;
    struct scrm_case *one = &cases->cases[of_case];
    struct tally *tally = scrm_walk_tally(walk, of_case);
    struct scrm_case_episode *episode = &cases->episodes[tally->episode];
    struct scrm_case_turn *turn = &cases->turns[tally->turn];

    if (at >= turn->in_ms) {
        turn->out_ms = earlier(turn->out_ms, at);
        tally->in_turn = false;
        mark_answered(walk, of_case, tally->turn, at);
    }
    if (episode->first_in_ms != SCRM_NO_TIME && at >= episode->first_in_ms)
        episode->first_out_ms = earlier(episode->first_out_ms, at);
    if ((one->state == SCRM_CASE_NEW || one->state == SCRM_CASE_OPEN) && !tally->in_turn)
        set_state(walk, of_case, SCRM_CASE_PENDING, at);
}

static void take_out(struct walk *walk, uint32_t of_case, int64_t at)
{
    struct scrm_cases *cases = walk->cases;

    cases->cases[of_case].outs++;
    cases->episodes[scrm_walk_tally(walk, of_case)->episode].outs++;
    answer(walk, of_case, at);
}

uint32_t scrm_walk_message(struct walk *walk, uint32_t current, uint32_t index)
{
    struct scrm_case_message *message = &walk->cases->messages[index];
    struct scrm_case *one;

    if (message->role == SCRM_ROLE_IN)
        current = case_for(walk, current, index);
    message->of_case = current;
    if (current == SCRM_NO_CASE)
        return current;
    one = &walk->cases->cases[current];
    if (message->created_ms > one->active_ms)
        one->active_ms = message->created_ms;
    if (message->role == SCRM_ROLE_IN)
        take_in(walk, current, index);
    else if (message->role == SCRM_ROLE_OUT)
        take_out(walk, current, message->created_ms);
    return current;
}

static void resolve(struct walk *walk, struct scrm_case *one, struct tally *tally, int64_t at)
{
    struct scrm_case_episode *episode = &walk->cases->episodes[tally->episode];

    if (!scrm_case_is_open(one->state))
        return;
    set_state(walk, tally->of_case, SCRM_CASE_RESOLVED, at);
    one->resolved_ms = episode->last_resolved_ms = at;
    one->closes_ms = at + walk->settings->reopen_ms;
    episode->first_resolved_ms = earlier(episode->first_resolved_ms, at);
    if (tally->in_turn)
        walk->cases->turns[tally->turn].ended_ms = at;
    tally->in_turn = false;
}

/* A person undoes the resolving: who waited then without an answer waits again. */
static void reopen(struct walk *walk, struct scrm_case *one, struct tally *tally, int64_t at)
{
    struct scrm_case_turn last = walk->cases->turns[tally->turn];
    bool was_decided = tally->decided;

    if (one->state == SCRM_CASE_SPAM)
        set_state(walk, tally->of_case, SCRM_CASE_OPEN, at);
    if (one->state != SCRM_CASE_RESOLVED)
        return;
    begin_episode(walk, tally->of_case, at);
    tally->decided = was_decided;
    set_state(walk, tally->of_case, SCRM_CASE_OPEN, at);
    one->reopens++;
    if (last.out_ms == SCRM_NO_TIME) {
        last.ended_ms = SCRM_NO_TIME;
        begin_turn(walk, tally->of_case, &last);
    }
}

static uint8_t clock_bit(struct scrm_slice name)
{
    int clock;

    for (clock = 0; clock < SCRM_CLOCKS_N; clock++)
        if (scrm_slice_is(name, scrm_case_clocks[clock]))
            return (uint8_t)(1u << clock);
    return 0;
}

static uint8_t priority_of(struct scrm_slice name, uint8_t missing)
{
    int priority;

    for (priority = 0; priority < SCRM_PRIORITIES_N; priority++)
        if (scrm_slice_is(name, scrm_priorities[priority]))
            return (uint8_t)priority;
    return missing;
}

/* Put aside, taken up again, or thrown out. */
static void put_aside(struct walk *walk, const struct scrm_case_action *action,
                      struct scrm_case *one, struct tally *tally, int64_t at)
{
    if (action->kind == SCRM_ACTION_WAKE) {
        if (one->state == SCRM_CASE_SNOOZED)
            set_state(walk, tally->of_case, tally->in_turn ? SCRM_CASE_OPEN : SCRM_CASE_PENDING,
                      at);
        return;
    }
    if (!scrm_case_is_open(one->state))
        return;
    set_state(walk, tally->of_case,
              action->kind == SCRM_ACTION_SPAM ? SCRM_CASE_SPAM : SCRM_CASE_SNOOZED, at);
    if (action->kind == SCRM_ACTION_SNOOZE)
        one->snoozed_until_ms = action->until_ms;
}

static void take_action(struct walk *walk, const struct scrm_case_action *action,
                        struct scrm_case *one, struct tally *tally, int64_t at)
{
    struct scrm_case_episode *episode = &walk->cases->episodes[tally->episode];

    switch ((enum scrm_case_action_kind)action->kind) {
    case SCRM_ACTION_ASSIGN:
        tally->owned = true;
        one->owner = action->value.len ? action->value : (struct scrm_slice){NULL, 0};
        if (one->state == SCRM_CASE_NEW && one->owner.len)
            set_state(walk, tally->of_case, SCRM_CASE_OPEN, at);
        break;
    case SCRM_ACTION_RESOLVE:
        resolve(walk, one, tally, at);
        break;
    case SCRM_ACTION_REOPEN:
        reopen(walk, one, tally, at);
        break;
    case SCRM_ACTION_REPLY:
        answer(walk, tally->of_case, at);
        break;
    case SCRM_ACTION_SNOOZE:
    case SCRM_ACTION_WAKE:
    case SCRM_ACTION_SPAM:
        put_aside(walk, action, one, tally, at);
        break;
    case SCRM_ACTION_WARN:
        episode->warned |= clock_bit(action->value);
        break;
    case SCRM_ACTION_BREACH:
        episode->breached |= clock_bit(action->value);
        break;
    case SCRM_ACTION_QUEUE:
        tally->moved = true;
        one->queue = action->value;
        break;
    case SCRM_ACTION_PRIORITY:
        tally->ranked = true;
        one->priority = priority_of(action->value, one->priority);
        break;
    case SCRM_ACTION_NOTE:
    case SCRM_ACTION_TAG: /* tags are read off the actions */
    case SCRM_ACTION_UNTAG:
    case SCRM_ACTION_MERGE: /* done when threads were joined */
    case SCRM_ACTION_SPLIT:
    case SCRM_ACTION_RULE: /* read off the actions too */
    case SCRM_ACTIONS_N:
        break;
    }
}

/* What time did, and how posts were sorted into cases, is no activity on the case. */
static bool is_activity(uint8_t kind)
{
    return kind != SCRM_ACTION_WARN && kind != SCRM_ACTION_BREACH && kind != SCRM_ACTION_WAKE &&
           kind != SCRM_ACTION_MERGE && kind != SCRM_ACTION_SPLIT && kind != SCRM_ACTION_RULE;
}

void scrm_walk_action(struct walk *walk, const struct action_place *place)
{
    const struct scrm_case_action *action = &walk->actions[place->action];
    uint32_t of_case = walk->cases->messages[place->message].of_case;
    struct scrm_case *one;

    walk->cases->action_case[place->action] = of_case;
    if (of_case == SCRM_NO_CASE)
        return;
    one = &walk->cases->cases[of_case];
    one->actions_n++;
    walk->cases->action_episode[place->action] = one->episodes_n;
    if (place->at_ms > one->active_ms && is_activity(action->kind))
        one->active_ms = place->at_ms;
    take_action(walk, action, one, scrm_walk_tally(walk, of_case), place->at_ms);
}
