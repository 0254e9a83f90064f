/*
 * From what a person types to a case. The id may be cut short as long as it is
 * the beginning of one case only; and an id that a case once had, before an
 * older post of its thread came to light, still finds it, because every post
 * of a thread is known by its digest. What is cut short names a case by its
 * present id before any former one.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

/* The nearest ids that are there, as a hint. */
static void hint_near(struct scrm_ledger *ledger, const char *typed, struct scrm_err *err)
{
    struct scrm_err quiet = {0};
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_CASE_IDS, &quiet);
    struct scrm_buf text = {0};
    const char **words = NULL;
    const char *near;
    size_t n = 0, cap = 0, i;

    while (select && scrm_statement_step(select, &quiet) > 0) {
        scrm_buf_reset(&text);
        scrm_case_id_put(&text, (uint64_t)scrm_column_int(select, 0));
        SCRM_GROW(words, n, cap);
        words[n++] = scrm_buf_take(&text);
    }
    near = scrm_err_nearest(scrm_slice_of(typed), words, n);
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    for (i = 0; i < n; i++)
        free((char *)words[i]);
    free(words);
    scrm_buf_fini(&text);
    scrm_err_fini(&quiet);
}

static int fail_unknown(struct scrm_ledger *ledger, const char *typed, struct scrm_err *err)
{
    scrm_err_set(err, SCRM_EXIT_NOINPUT, "no case %s", typed);
    hint_near(ledger, typed, err);
    return -1;
}

static int fail_ambiguous(const char *typed, const struct scrm_buf *ids, struct scrm_err *err)
{
    scrm_err_set(err, SCRM_EXIT_USAGE, "%s is the beginning of several cases", typed);
    return scrm_err_hint(err, "type more of one: %s", scrm_buf_text(ids));
}

/* A former id: that of a post which once was the oldest of its case. */
static int find_former(struct scrm_ledger *ledger, const char *typed, uint64_t id,
                       struct scrm_found *found, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_KEY_FIND, err);
    uint64_t thread;
    int step;

    if (!select)
        return -1;
    scrm_bind_int(select, 1, (int64_t)(id << 4));
    scrm_bind_int(select, 2, (int64_t)(id << 4 | 15));
    if ((step = scrm_statement_step(select, err)) < 0)
        return -1;
    if (step == 0)
        return fail_unknown(ledger, typed, err);
    found->post = (struct scrm_digest){(uint64_t)scrm_column_int(select, 0),
                                       (uint64_t)scrm_column_int(select, 1)};
    thread = (uint64_t)scrm_column_int(select, 2);
    scrm_statement_reset(select);
    return scrm_thread_root(ledger, thread, &found->thread, err);
}

/* The beginning of a former id: events say which ids cases had. */
static int find_former_beginning(struct scrm_ledger *ledger, const char *typed, uint64_t low,
                                 uint64_t high, struct scrm_found *found, struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_CASE_FORMER, err);
    struct scrm_buf ids = {0};
    uint64_t id = 0;
    int step, n = 0;

    if (!select)
        return -1;
    scrm_bind_int(select, 1, (int64_t)low);
    scrm_bind_int(select, 2, (int64_t)high);
    while ((step = scrm_statement_step(select, err)) > 0) {
        id = (uint64_t)scrm_column_int(select, 0);
        scrm_buf_puts(&ids, n++ ? ", " : "");
        scrm_case_id_put(&ids, id);
    }
    if (step == 0)
        step = n == 0   ? fail_unknown(ledger, typed, err)
               : n == 1 ? find_former(ledger, typed, id, found, err)
                        : fail_ambiguous(typed, &ids, err);
    scrm_buf_fini(&ids);
    return step;
}

int scrm_case_find(struct scrm_ledger *ledger, const char *typed, struct scrm_found *found,
                   struct scrm_err *err)
{
    struct scrm_statement *select = scrm_ledger_sql(ledger, SQL_CASE_FIND, err);
    struct scrm_buf ids = {0};
    uint64_t low, high;
    int step, n = 0;

    if (!select)
        return -1;
    if (scrm_case_id_parse(scrm_slice_of(typed), &low, &high))
        return fail_unknown(ledger, typed, err);
    scrm_bind_int(select, 1, (int64_t)low);
    scrm_bind_int(select, 2, (int64_t)high);
    while ((step = scrm_statement_step(select, err)) > 0) {
        struct scrm_cached_case row = scrm_cached_case_of(select);

        *found = (struct scrm_found){row.thread, row.post};
        scrm_buf_puts(&ids, n++ ? ", " : "");
        scrm_case_id_put(&ids, row.id);
    }
    if (step == 0 && n > 1)
        step = fail_ambiguous(typed, &ids, err);
    else if (step == 0 && n == 0)
        step = low == high ? find_former(ledger, typed, low, found, err)
                           : find_former_beginning(ledger, typed, low, high, found, err);
    scrm_buf_fini(&ids);
    return step;
}

uint32_t scrm_found_case(const struct scrm_refold *refold, const struct scrm_found *found)
{
    uint32_t message = scrm_cases_find(&refold->cases, found->post);

    return message == SCRM_NO_POST ? SCRM_NO_CASE : refold->cases.messages[message].of_case;
}

int scrm_found_load(struct scrm_refold *refold, const char *typed, uint32_t *of_case,
                    struct scrm_found *found, struct scrm_err *err)
{
    if (scrm_case_find(refold->ledger, typed, found, err))
        return -1;
    scrm_refold_begin(refold);
    if (scrm_thread_load(refold->ledger, found->thread, &refold->facts, err))
        return -1;
    scrm_refold_fold(refold);
    *of_case = scrm_found_case(refold, found);
    return *of_case == SCRM_NO_CASE ? fail_unknown(refold->ledger, typed, err) : 0;
}
