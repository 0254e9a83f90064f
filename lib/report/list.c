/*
 * The waiting cases in the order in which they should be answered.
 */
#include "report/list.h"

void scrm_case_list_fini(struct scrm_case_list *list)
{
    scrm_sorter_fini(&list->rows);
    scrm_sorter_fini(&list->ids);
    *list = (struct scrm_case_list){0};
}

/* Of cases whose turn it is at the same time. */
static int by_id(const void *a, const void *b)
{
    const struct scrm_case *x = &((const struct scrm_case_row *)a)->of;
    const struct scrm_case *y = &((const struct scrm_case_row *)b)->of;

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

void scrm_case_list_begin(struct scrm_case_list *list, size_t most, int64_t now_ms,
                          scrm_case_describe *describe, void *ctx, struct scrm_err *err)
{
    *list = (struct scrm_case_list){
        .rows = {.size = sizeof(struct scrm_case_row), .most = most, .tie = by_id},
        .ids = {.size = sizeof(uint64_t)},
        .now_ms = now_ms,
        .describe = describe,
        .ctx = ctx,
        .err = err};
}

void scrm_case_list_add(struct scrm_case_list *list, const struct scrm_cases *cases,
                        const struct scrm_case_fact *facts)
{
    size_t i;

    for (i = 0; i < cases->n; i++) {
        const struct scrm_case *one = &cases->cases[i];
        const struct scrm_case_fact *fact;
        struct scrm_case_row row;
        uint64_t turn;

        if (!scrm_case_is_open(one->state) || one->waiting_ms == SCRM_NO_TIME)
            continue;
        scrm_sorter_add(&list->ids, &one->id);
        list->n++;
        turn = scrm_sorter_time(scrm_case_turn(one->priority, one->waiting_ms));
        if (!scrm_sorter_wants(&list->rows, turn))
            continue;
        fact = &facts[waiting_message(cases, one)->latest];
        row = (struct scrm_case_row){
            .turn = turn,
            .of = *one,
            .place = fact->place,
            .words = fact->seq,
            .overdue = scrm_case_overdue(one->respond_by_ms, list->now_ms),
            .at_risk = scrm_case_at_risk(one->waiting_ms, one->respond_by_ms, list->now_ms)};
        scrm_sorter_add(&list->rows, &row);
    }
}

/* How many characters, five bits each, two neighbours share at most, and one more. */
void scrm_case_list_end(struct scrm_case_list *list)
{
    const uint64_t *id;
    uint64_t last = 0;
    bool any = false;

    list->id_chars = 6;
    if (scrm_sorter_rewind(&list->ids, list->err))
        return;
    while ((id = scrm_sorter_next(&list->ids, list->err)) != NULL) {
        while (any && list->id_chars < SCRM_CASE_ID_CHARS &&
               (*id ^ last) >> (5 * (SCRM_CASE_ID_CHARS - list->id_chars)) == 0)
            list->id_chars++;
        last = *id;
        any = true;
    }
    scrm_sorter_fini(&list->ids);
}

void scrm_case_list_rewind(struct scrm_case_list *list)
{
    scrm_sorter_rewind(&list->rows, list->err);
}

const struct scrm_case_row *scrm_case_list_next(struct scrm_case_list *list)
{
    return list->err->code ? NULL : scrm_sorter_next(&list->rows, list->err);
}

size_t scrm_case_list_shown(const struct scrm_case_list *list, size_t max)
{
    return max && max < list->n ? max : list->n;
}

struct scrm_case_words scrm_case_list_words(const struct scrm_case_list *list,
                                            const struct scrm_case_row *row)
{
    struct scrm_case_words words = {0};

    list->describe(list->ctx, row->words, &words, list->err);
    return words;
}
