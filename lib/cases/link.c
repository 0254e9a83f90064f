/*
 * What people made of threads: merged and split ones, in the order in which it
 * was said. Splitting what a merge brought undoes the merge, and merging what a
 * split took away undoes the split, so that the cases are exactly what they were.
 */
#include "cases/inner.h"

#include "base/alloc.h"

static void merge(struct scrm_cases_work *work, const struct scrm_case_action *action)
{
    size_t i, n = 0;

    for (i = 0; i < work->n_cuts; i++)
        if (!scrm_digest_same(work->cuts[i], action->other) &&
            !scrm_digest_same(work->cuts[i], action->anchor))
            work->cuts[n++] = work->cuts[i];
    if (n < work->n_cuts) {
        work->n_cuts = n;
        return;
    }
    SCRM_GROW(work->links, work->n_links, work->cap_links);
    work->links[work->n_links++] = (struct link){action->anchor, action->other};
}

static void split(struct scrm_cases_work *work, const struct scrm_case_action *action)
{
    size_t i, n = 0;

    for (i = 0; i < work->n_links; i++)
        if (!scrm_digest_same(work->links[i].a, action->other) &&
            !scrm_digest_same(work->links[i].b, action->other))
            work->links[n++] = work->links[i];
    if (n < work->n_links) {
        work->n_links = n;
        return;
    }
    SCRM_GROW(work->cuts, work->n_cuts, work->cap_cuts);
    work->cuts[work->n_cuts++] = action->other;
}

void scrm_cases_link(struct scrm_cases *cases, const struct scrm_case_action *actions, size_t n)
{
    struct scrm_cases_work *work = cases->work;
    size_t i;

    work->n_links = work->n_cuts = 0;
    for (i = 0; i < n; i++)
        if (actions[i].kind == SCRM_ACTION_MERGE)
            merge(work, &actions[i]);
        else if (actions[i].kind == SCRM_ACTION_SPLIT)
            split(work, &actions[i]);
}

static bool holds(const struct scrm_cases *cases, uint32_t of_case, struct scrm_digest post)
{
    uint32_t message = scrm_cases_find(cases, post);

    return message != SCRM_NO_POST &&
           cases->messages[message].thread == cases->cases[of_case].thread;
}

bool scrm_cases_cut_in(const struct scrm_cases *cases, uint32_t of_case,
                       struct scrm_digest *post)
{
    const struct scrm_cases_work *work = cases->work;
    size_t i;

    for (i = work->n_cuts; i-- > 0;)
        if (holds(cases, of_case, work->cuts[i])) {
            *post = work->cuts[i];
            return true;
        }
    return false;
}

bool scrm_cases_link_in(const struct scrm_cases *cases, uint32_t of_case,
                        struct scrm_digest *post)
{
    const struct scrm_cases_work *work = cases->work;
    size_t i;

    for (i = work->n_links; i-- > 0;)
        if (holds(cases, of_case, work->links[i].b)) {
            *post = work->links[i].b;
            return true;
        }
    return false;
}
