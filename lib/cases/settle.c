/*
 * The result in its final order: cases by age, and each case's messages,
 * episodes and turns side by side. And the fold itself, from its steps.
 */
#include "cases/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

struct aged {
    int64_t opened_ms;
    uint64_t id;
    struct scrm_digest opening;
    uint32_t of_case;
};

static int by_age(const void *left, const void *right)
{
    const struct aged *a = left, *b = right;

    if (a->opened_ms != b->opened_ms)
        return a->opened_ms < b->opened_ms ? -1 : 1;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    return scrm_digest_order(a->opening, b->opening);
}

static uint32_t renumbered(uint32_t of_case, const uint32_t *number)
{
    return of_case == SCRM_NO_CASE ? SCRM_NO_CASE : number[of_case];
}

/* Sorts the cases; number[old index] becomes the new one. */
static void sort_cases(struct scrm_cases *cases, size_t n_actions, uint32_t *number)
{
    struct aged *aged = scrm_alloc((cases->n + 1) * sizeof *aged);
    struct scrm_case *sorted = scrm_alloc((cases->n + 1) * sizeof *sorted);
    size_t i;

    for (i = 0; i < cases->n; i++)
        aged[i] = (struct aged){cases->cases[i].opened_ms, cases->cases[i].id,
                                cases->messages[cases->cases[i].opening].id, (uint32_t)i};
    for (i = 1; i < cases->n && by_age(&aged[i - 1], &aged[i]) <= 0; i++)
        ; /* threads come by age, and so do most cases */
    if (i < cases->n)
        qsort(aged, cases->n, sizeof *aged, by_age);
    for (i = 0; i < cases->n; i++) {
        number[aged[i].of_case] = (uint32_t)i;
        sorted[i] = cases->cases[aged[i].of_case];
    }
    if (cases->n)
        memcpy(cases->cases, sorted, cases->n * sizeof *sorted);
    for (i = 0; i < cases->n_messages; i++)
        cases->messages[i].of_case = renumbered(cases->messages[i].of_case, number);
    for (i = 0; i < n_actions; i++)
        cases->action_case[i] = renumbered(cases->action_case[i], number);
    free(sorted);
    free(aged);
}

static void list_members(struct scrm_cases *cases)
{
    uint32_t from = 0;
    size_t i;

    SCRM_ROOM(cases->members, cases->n_messages, cases->cap_members);
    for (i = 0; i < cases->n_messages; i++)
        if (cases->messages[i].of_case != SCRM_NO_CASE)
            cases->cases[cases->messages[i].of_case].messages_n++;
    for (i = 0; i < cases->n; i++) {
        cases->cases[i].messages_from = from;
        from += cases->cases[i].messages_n;
        cases->cases[i].messages_n = 0;
    }
    for (i = 0; i < cases->n_messages; i++)
        if (cases->messages[i].of_case != SCRM_NO_CASE) {
            struct scrm_case *one = &cases->cases[cases->messages[i].of_case];

            cases->members[one->messages_from + one->messages_n++] = (uint32_t)i;
        }
    cases->n_members = from;
}

/* Episodes stand in the order in which they began; puts them case by case.
 * place[old index] becomes the new one. */
static void sort_episodes(struct scrm_cases *cases, const uint32_t *number, uint32_t *place)
{
    struct scrm_case_episode *sorted = scrm_alloc((cases->n_episodes + 1) * sizeof *sorted);
    uint32_t from = 0;
    size_t i;

    for (i = 0; i < cases->n; i++) {
        cases->cases[i].episodes_from = from;
        from += cases->cases[i].episodes_n;
        cases->cases[i].episodes_n = 0;
    }
    for (i = 0; i < cases->n_episodes; i++) {
        struct scrm_case *one = &cases->cases[number[cases->work->episode_case[i]]];

        place[i] = one->episodes_from + one->episodes_n++;
        sorted[place[i]] = cases->episodes[i];
    }
    if (cases->n_episodes)
        memcpy(cases->episodes, sorted, cases->n_episodes * sizeof *sorted);
    free(sorted);
}

static void sort_turns(struct scrm_cases *cases, const uint32_t *place)
{
    struct scrm_case_turn *sorted = scrm_alloc((cases->n_turns + 1) * sizeof *sorted);
    uint32_t from = 0;
    size_t i;

    for (i = 0; i < cases->n_episodes; i++) {
        cases->episodes[i].turns_from = from;
        from += cases->episodes[i].turns_n;
        cases->episodes[i].turns_n = 0;
    }
    for (i = 0; i < cases->n_turns; i++) {
        struct scrm_case_episode *episode =
            &cases->episodes[place[cases->work->turn_episode[i]]];

        sorted[episode->turns_from + episode->turns_n++] = cases->turns[i];
    }
    if (cases->n_turns)
        memcpy(cases->turns, sorted, cases->n_turns * sizeof *sorted);
    free(sorted);
}

void scrm_cases_settle(struct scrm_cases *cases, size_t n_actions)
{
    struct scrm_cases_work *work = cases->work;
    uint32_t *number, *place;

    SCRM_ROOM(work->numbers, cases->n + cases->n_episodes, work->cap_numbers);
    number = work->numbers;
    place = cases->n ? number + cases->n : number;
    sort_cases(cases, n_actions, number);
    list_members(cases);
    sort_episodes(cases, number, place);
    sort_turns(cases, place);
}

void scrm_cases_fold(struct scrm_cases *cases, const struct scrm_case_fact *facts,
                     size_t n_facts, const struct scrm_case_action *actions, size_t n_actions)
{
    if (!cases->work)
        cases->work = scrm_alloc_zero(1, sizeof *cases->work);
    scrm_cases_link(cases, actions, n_actions);
    scrm_cases_join(cases, facts, n_facts);
    scrm_cases_gather(cases, facts, n_facts);
    scrm_cases_place(cases, actions, n_actions);
    scrm_cases_walk(cases, facts, actions);
    scrm_cases_settle(cases, n_actions);
}

void scrm_cases_fini(struct scrm_cases *cases)
{
    struct scrm_cases_work *work = cases->work;

    if (work) {
        free(work->nodes);
        free(work->slots);
        free(work->fact_node);
        free(work->keys);
        free(work->links);
        free(work->cuts);
        free(work->parents);
        free(work->actions);
        free(work->places);
        free(work->tallies);
        free(work->numbers);
        free(work->turn_episode);
        free(work->episode_case);
        free(work);
    }
    free(cases->cases);
    free(cases->messages);
    free(cases->members);
    free(cases->episodes);
    free(cases->turns);
    free(cases->action_case);
    free(cases->action_episode);
    free(cases->order);
    free(cases->fact_message);
    *cases = (struct scrm_cases){0};
}
