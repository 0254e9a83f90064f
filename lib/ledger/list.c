/*
 * Which cases need someone, by priority, then the longest waiting: a walk over the cache, in
 * the order in which it is stored.
 */
#include "ledger/where.h"

struct walk {
    const struct scrm_ledger_filter *filter;
    struct scrm_case_where *where;
    struct scrm_buf json;
    int64_t left;
};

/* The buckets that can hold what is asked for. */
static void buckets_of(const struct scrm_ledger_filter *filter, int64_t *from, int64_t *to)
{
    const char *state = filter->state;

    *from = 0;
    *to = 1;
    if (!state)
        return;
    if (strcmp(state, "all") == 0)
        *to = 2;
    else if (strcmp(state, "resolved") == 0 || strcmp(state, "closed") == 0 ||
             strcmp(state, "spam") == 0)
        *from = *to = 2;
}

static bool passes(const struct scrm_ledger_filter *filter, const struct scrm_cached_case *row)
{
    if (filter->state && strcmp(filter->state, "all") != 0 &&
        strcmp(filter->state, scrm_cached_case_state(row, filter->now_ms)) != 0)
        return false;
    if (filter->queue && !scrm_slice_is(row->queue, filter->queue))
        return false;
    if (filter->owner && strcmp(filter->owner, "none") == 0
            ? row->owner.len > 0
            : filter->owner && !scrm_slice_is(row->owner, filter->owner))
        return false;
    return !filter->overdue || scrm_case_overdue(row->respond_by_ms, filter->now_ms);
}

/* 1 the row was given, 0 passed over, -1. */
static int give(struct walk *walk, const struct scrm_cached_case *row, scrm_ledger_row *each,
                void *ctx, struct scrm_err *err)
{
    int test = 1;

    scrm_buf_reset(&walk->json);
    scrm_cached_case_json(row, walk->filter->now_ms, &walk->json);
    if (walk->where)
        test = scrm_case_where_test(walk->where, scrm_buf_slice(&walk->json),
                                    walk->filter->now_ms, err);
    if (test <= 0)
        return test;
    return each(ctx, scrm_buf_slice(&walk->json), err) ? -1 : 1;
}

static int64_t time_of(const struct scrm_statement *row, int column)
{
    return scrm_column_null(row, column) ? SCRM_NO_TIME : scrm_column_int(row, column);
}

/* What a list shows of a case; queue and owner only where they are asked for. */
static struct scrm_cached_case case_of(const struct scrm_statement *row,
                                       const struct scrm_ledger_filter *filter)
{
    struct scrm_cached_case one = {
        .id = (uint64_t)scrm_column_int(row, 0),
        .state = scrm_column_text(row, 1).at,
        .turns_ms = time_of(row, 2),
        .waiting_ms = time_of(row, 3),
        .respond_by_ms = time_of(row, 4),
        .members = scrm_column_text(row, 5),
    };

    if (filter->queue)
        one.queue = scrm_column_text(row, 6);
    if (filter->owner)
        one.owner = scrm_column_text(row, 7);
    return one;
}

static int walk_rows(struct scrm_ledger *ledger, struct walk *walk, scrm_ledger_row *each,
                     void *ctx, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_CASE_LIST, err);
    int64_t from, to;
    int step, given;

    if (!select)
        return -1;
    buckets_of(walk->filter, &from, &to);
    scrm_bind_int(select, 1, from);
    scrm_bind_int(select, 2, to);
    while (walk->left != 0 && (step = scrm_statement_step(select, err)) != 0) {
        struct scrm_cached_case row;

        if (step < 0)
            return -1;
        row = case_of(select, walk->filter);
        if (!passes(walk->filter, &row))
            continue;
        if ((given = give(walk, &row, each, ctx, err)) < 0)
            break;
        walk->left -= given;
    }
    scrm_statement_reset(select);
    return err->code ? -1 : 0;
}

int scrm_ledger_list(struct scrm_ledger *ledger, const struct scrm_ledger_filter *filter,
                     scrm_ledger_row *row, void *ctx, struct scrm_err *err)
{
    struct walk walk = {.filter = filter, .left = filter->limit > 0 ? filter->limit : -1};
    int result;

    if (filter->where && !(walk.where = scrm_case_where_open(filter->where, err)))
        return -1;
    result = walk_rows(ledger, &walk, row, ctx, err);
    scrm_case_where_close(walk.where);
    scrm_buf_fini(&walk.json);
    return result;
}
