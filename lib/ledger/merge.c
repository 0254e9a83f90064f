/*
 * Two cases made one, and one made two. Nothing is moved: an event says which
 * posts belong together or do not, and the fold does the rest; so whoever takes
 * it back has exactly what there was before.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"

static int put_row(struct scrm_refold *refold, uint32_t of_case, int64_t now_ms,
                   struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_cached_case row;

    if (scrm_cached_case_make(refold, of_case, &row, err))
        return -1;
    scrm_cached_case_json(&row, now_ms, out);
    scrm_buf_putc(out, '\n');
    return 0;
}

/* The thread anew, and then the event in it. */
static int record(struct scrm_refold *refold, struct scrm_act *act, struct scrm_found *found,
                  uint32_t *of_case, struct scrm_err *err)
{
    scrm_refold_begin(refold);
    if (scrm_thread_load(refold->ledger, found->thread, &refold->facts, err))
        return -1;
    scrm_refold_fold(refold);
    *of_case = scrm_found_case(refold, found);
    return scrm_act_record(refold, act, of_case, found, err);
}

static int merge_one(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                     const char *typed, size_t *idle, struct scrm_err *err)
{
    struct scrm_act one = {.kind = SCRM_ACTION_MERGE, .at_ms = act->now_ms, .by = act->by};
    struct scrm_found base, other;
    uint32_t of_case;

    if (scrm_found_load(refold, typed, &of_case, &other, err))
        return -1;
    one.other = refold->cases.messages[refold->cases.cases[of_case].opening].id;
    scrm_cases_cut_in(&refold->cases, of_case, &one.other);
    if (scrm_found_load(refold, act->cases[0], &of_case, &base, err))
        return -1;
    if (base.thread == other.thread && scrm_found_case(refold, &other) == of_case) {
        (*idle)++;
        return 0;
    }
    base.post = refold->cases.messages[refold->cases.cases[of_case].opening].id;
    if (scrm_thread_join(refold->ledger, &base.thread, other.thread, err))
        return -1;
    return record(refold, &one, &base, &of_case, err);
}

/* The whole ids of what was typed: the younger of two cases is gone once they are one, and
 * the beginning of its id would name nothing. Each of `ids` owned by caller. */
static int spell_out(struct scrm_ledger *ledger, const struct scrm_ledger_act *act, char **ids,
                     struct scrm_err *err)
{
    size_t i;

    for (i = 0; i < act->n; i++) {
        struct scrm_buf id = {0};
        struct scrm_found found;

        if (scrm_case_find(ledger, act->cases[i], &found, err))
            return -1;
        scrm_case_id_put(&id, scrm_case_id_of(found.post));
        ids[i] = scrm_buf_take(&id);
    }
    return 0;
}

static int merge(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                 struct scrm_buf *out, size_t *idle, struct scrm_err *err)
{
    struct scrm_found found;
    uint32_t of_case;
    size_t i;

    for (i = 1; i < act->n; i++)
        if (merge_one(refold, act, act->cases[i], idle, err))
            return -1;
    if (scrm_found_load(refold, act->cases[0], &of_case, &found, err))
        return -1;
    return put_row(refold, of_case, act->now_ms, out, err);
}

int scrm_ledger_merge(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                      struct scrm_buf *out, size_t *idle, struct scrm_err *err)
{
    struct scrm_refold refold = {.ledger = ledger};
    char **ids = scrm_alloc_zero(act->n + 1, sizeof *ids);
    struct scrm_ledger_act whole = *act;
    int result = -1;
    size_t i;

    *idle = 0;
    whole.cases = (const char **)ids;
    if (scrm_ledger_begin(ledger, err) == 0) {
        if (spell_out(ledger, act, ids, err) == 0)
            result = merge(&refold, &whole, out, idle, err);
        result = scrm_ledger_end(ledger, result, err);
    }
    for (i = 0; i < act->n; i++)
        free(ids[i]);
    free(ids);
    scrm_refold_fini(&refold);
    return result;
}

/* The post of the case that somebody names by its id or its address. */
static int find_post(struct scrm_refold *refold, uint32_t of_case, const char *typed,
                     struct scrm_digest *post, struct scrm_err *err)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];
    uint32_t message = scrm_cases_find(&refold->cases, scrm_case_digest(scrm_slice_of(typed)));
    uint32_t i;

    for (i = 0; message == SCRM_NO_POST && i < one->messages_n; i++) {
        uint32_t at = refold->cases.members[one->messages_from + i];
        uint64_t seq = refold->facts.facts[refold->cases.messages[at].latest].seq;
        struct scrm_content content;

        if (scrm_ledger_content(refold->ledger, seq, &content, err) < 0)
            return -1;
        if (scrm_slice_is(content.url, typed))
            message = at;
    }
    if (message == SCRM_NO_POST || refold->cases.messages[message].of_case != of_case)
        return scrm_err_set(err, SCRM_EXIT_NOINPUT, "no post %s in the case", typed);
    if (message == one->opening)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "%s is what the case began with: name a later post", typed);
    *post = refold->cases.messages[message].id;
    return 0;
}

/* What shall go: a case that was merged in, the last of them, or a post. */
static int find_part(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                     uint32_t of_case, struct scrm_digest *post, struct scrm_err *err)
{
    struct scrm_found found;
    uint64_t low, high;
    uint32_t message;

    if (act->n == 1) {
        if (scrm_cases_link_in(&refold->cases, of_case, post))
            return 0;
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "nothing was merged into it: name the post to split off");
    }
    if (scrm_slice_starts(scrm_slice_of(act->cases[1]), "C-") &&
        scrm_case_id_parse(scrm_slice_of(act->cases[1]), &low, &high) == 0) {
        if (scrm_case_find(refold->ledger, act->cases[1], &found, err))
            return -1;
        message = scrm_cases_find(&refold->cases, found.post);
        if (message == SCRM_NO_POST || refold->cases.messages[message].of_case != of_case)
            return scrm_err_set(err, SCRM_EXIT_USAGE, "%s is no part of the case",
                                act->cases[1]);
        *post = found.post;
        return 0;
    }
    return find_post(refold, of_case, act->cases[1], post, err);
}

static int split(struct scrm_refold *refold, const struct scrm_ledger_act *act,
                 struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_act one = {.kind = SCRM_ACTION_SPLIT, .at_ms = act->now_ms, .by = act->by};
    struct scrm_found found;
    uint32_t of_case, message;

    if (scrm_found_load(refold, act->cases[0], &of_case, &found, err) ||
        find_part(refold, act, of_case, &one.other, err) ||
        scrm_act_record(refold, &one, &of_case, &found, err) ||
        put_row(refold, of_case, act->now_ms, out, err))
        return -1;
    message = scrm_cases_find(&refold->cases, one.other);
    if (message == SCRM_NO_POST || refold->cases.messages[message].of_case == SCRM_NO_CASE ||
        refold->cases.messages[message].of_case == of_case)
        return 0;
    return put_row(refold, refold->cases.messages[message].of_case, act->now_ms, out, err);
}

int scrm_ledger_split(struct scrm_ledger *ledger, const struct scrm_ledger_act *act,
                      struct scrm_buf *out, struct scrm_err *err)
{
    struct scrm_refold refold = {.ledger = ledger};
    int result = -1;

    if (scrm_ledger_begin(ledger, err) == 0)
        result = scrm_ledger_end(ledger, split(&refold, act, out, err), err);
    scrm_refold_fini(&refold);
    return result;
}
