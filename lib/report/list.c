/*
 * The waiting cases in the order in which they should be answered.
 */
#include "report/list.h"

#include <stdlib.h>

#include "base/alloc.h"

void scrm_case_list_fini(struct scrm_case_list *list)
{
    free(list->at);
    *list = (struct scrm_case_list){0};
}

static int longest_first(const void *a, const void *b)
{
    const struct scrm_case *x = ((const struct scrm_case_row *)a)->of;
    const struct scrm_case *y = ((const struct scrm_case_row *)b)->of;

    if (x->waiting_ms != y->waiting_ms)
        return x->waiting_ms < y->waiting_ms ? -1 : 1;
    if (x->priority != y->priority)
        return x->priority < y->priority ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The message whose answer has been due longest. */
static const struct scrm_case_message *waiting_message(const struct scrm_cases *cases,
                                                       const struct scrm_case *one)
{
    const struct scrm_case_message *found = &cases->messages[one->opening];
    uint32_t i;

    for (i = 0; i < one->messages_n; i++) {
        const struct scrm_case_message *message =
            &cases->messages[cases->members[one->messages_from + i]];

        if (message->role == SCRM_ROLE_IN && message->answered_ms == SCRM_NO_TIME &&
            message->created_ms == one->waiting_ms)
            return message;
    }
    return found;
}

static int by_id(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* How many characters, five bits each, two neighbours share at most, and one more. */
static size_t telling_chars(const struct scrm_case_list *list)
{
    uint64_t *ids = scrm_alloc_zero(list->n, sizeof *ids);
    size_t chars = 6, i;

    for (i = 0; i < list->n; i++)
        ids[i] = list->at[i].of->id;
    if (list->n)
        qsort(ids, list->n, sizeof *ids, by_id);
    for (i = 1; i < list->n; i++)
        while (chars < SCRM_CASE_ID_CHARS &&
               (ids[i] ^ ids[i - 1]) >> (5 * (SCRM_CASE_ID_CHARS - chars)) == 0)
            chars++;
    free(ids);
    return chars;
}

void scrm_case_list_build(struct scrm_case_list *list, const struct scrm_cases *cases,
                          const struct scrm_case_fact *facts, int64_t now_ms,
                          scrm_case_describe *describe, void *ctx, struct scrm_err *err)
{
    size_t i;

    *list = (struct scrm_case_list){.describe = describe, .ctx = ctx, .err = err};
    list->at = scrm_alloc_zero(cases->n, sizeof *list->at);
    for (i = 0; i < cases->n; i++) {
        const struct scrm_case *one = &cases->cases[i];
        struct scrm_case_row *row = &list->at[list->n];

        if (!scrm_case_is_open(one->state) || one->waiting_ms == SCRM_NO_TIME)
            continue;
        row->fact = waiting_message(cases, one)->latest;
        row->of = one;
        row->place = facts[row->fact].place;
        row->overdue = scrm_case_overdue(one->respond_by_ms, now_ms);
        row->at_risk = scrm_case_at_risk(one->waiting_ms, one->respond_by_ms, now_ms);
        list->n++;
    }
    if (list->n)
        qsort(list->at, list->n, sizeof *list->at, longest_first);
    list->id_chars = telling_chars(list);
}

size_t scrm_case_list_shown(const struct scrm_case_list *list, size_t max)
{
    return max && max < list->n ? max : list->n;
}

struct scrm_case_words scrm_case_list_words(const struct scrm_case_list *list,
                                            const struct scrm_case_row *row)
{
    struct scrm_case_words words = {0};

    list->describe(list->ctx, row->fact, &words, list->err);
    return words;
}
