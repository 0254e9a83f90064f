/*
 * Asks the rules of a set about one record after the other. A rule that needs
 * a word or a member is skipped where it is not there: the rules worth looking
 * at are bits, and a member, or a word that is found, sets those that it wakes.
 */
#include "rules/eval.h"

#include <stdlib.h>

#include "base/alloc.h"

/* The rules that `field` wakes where it is there. */
static void add_waker(struct scrm_rules_worker *w, uint32_t field)
{
    struct scrm_waker *waker = &w->wakers[w->n_wakers++];
    const struct scrm_rules *set = w->set;

    waker->slot = set->fields[field].slot;
    waker->rules = scrm_alloc_zero(w->rule_words, sizeof *waker->rules);
    for (size_t r = 0; r < set->n_rules; r++) {
        const struct scrm_rule *rule = &set->rules[r];

        for (uint32_t k = 0; rule->guarded && k < rule->n_guards; k++) {
            if (set->guards[rule->guards + k] == (field | SCRM_GUARD_FIELD))
                scrm_bit_set(waker->rules, r);
        }
    }
    waker->few = waker->rules[0];
}

/* Notes what `rule`, which waits for words in `field`, needs as well. */
static void add_before(struct scrm_rules_worker *w, const struct scrm_rule *rule,
                       uint32_t field)
{
    const struct scrm_rules *set = w->set;
    const struct scrm_step *step = &set->steps[rule->step];
    struct scrm_before *before = &w->before[field];
    uint32_t cheapest;

    if (before->always)
        return;
    /* The cheapest part of an AND stands first. */
    if (step->op != SCRM_STEP_AND || !set->steps[set->kids[step->kids]].simple) {
        before->always = true;
        return;
    }
    cheapest = set->kids[step->kids];
    /* One that makes another true asks nothing new: the weakest of them are enough. */
    for (uint32_t i = 0; i < before->n; i++)
        if (scrm_step_implies(set, cheapest, before->steps[i]))
            return;
    for (uint32_t i = 0; i < before->n;) {
        if (scrm_step_implies(set, before->steps[i], cheapest))
            before->steps[i] = before->steps[--before->n];
        else
            i++;
    }
    if (before->n == SCRM_BEFORE_MAX)
        before->always = true;
    else
        before->steps[before->n++] = cheapest;
}

/* Unguarded rules are always awake. Of those that wait for words, the first of
 * each field is too: it goes ahead and has the field looked through, which wakes
 * the others. */
static void find_awake(struct scrm_rules_worker *w)
{
    const struct scrm_rules *set = w->set;
    bool *seen = scrm_alloc_zero(set->n_fields + 1, sizeof *seen);

    for (size_t r = 0; r < set->n_rules; r++) {
        const struct scrm_rule *rule = &set->rules[r];

        if (!rule->guarded)
            scrm_bit_set(w->awake, r);
        for (uint32_t k = 0; rule->guarded && k < rule->n_guards; k++) {
            uint32_t guard = set->guards[rule->guards + k];

            if (guard & SCRM_GUARD_FIELD)
                continue;
            add_before(w, rule, set->atoms[guard].field);
            if (seen[set->atoms[guard].field])
                continue;
            seen[set->atoms[guard].field] = true;
            scrm_bit_set(w->awake, r);
            scrm_bit_set(w->scouts, r);
        }
    }
    free(seen);
    w->wakers = scrm_alloc_zero(set->n_fields + 1, sizeof *w->wakers);
    for (uint32_t f = 0; f < set->n_fields; f++) {
        if (set->fields[f].guards)
            add_waker(w, f);
    }
}

struct scrm_rules_worker *scrm_rules_open(const struct scrm_rules *set)
{
    struct scrm_rules_worker *w = scrm_alloc_zero(1, sizeof *w);

    w->set = set;
    w->atom_words = set->n_atoms / 64 + 1;
    w->rule_words = set->n_rules / 64 + 1;
    w->fields = scrm_alloc_zero(set->n_fields + 1, sizeof *w->fields);
    w->field_stamps = scrm_alloc_zero(set->n_fields + 1, sizeof *w->field_stamps);
    w->scan_stamps = scrm_alloc_zero(set->n_fields + 1, sizeof *w->scan_stamps);
    w->memos = scrm_alloc_zero(set->n_steps + 1, sizeof *w->memos);
    w->memo_stamps = scrm_alloc_zero(set->n_steps + 1, sizeof *w->memo_stamps);
    w->atoms = scrm_alloc_zero(w->atom_words, sizeof *w->atoms);
    w->live = scrm_alloc_zero(w->rule_words, sizeof *w->live);
    w->awake = scrm_alloc_zero(w->rule_words, sizeof *w->awake);
    w->hits = scrm_alloc_zero(w->rule_words, sizeof *w->hits);
    w->scouts = scrm_alloc_zero(w->rule_words, sizeof *w->scouts);
    w->before = scrm_alloc_zero(set->n_fields + 1, sizeof *w->before);
    if (set->n_patterns)
        w->matcher = scrm_matcher_new();
    find_awake(w);
    return w;
}

void scrm_rules_close(struct scrm_rules_worker *w)
{
    if (!w)
        return;
    if (w->matcher)
        scrm_matcher_free(w->matcher);
    free(w->fields);
    free(w->field_stamps);
    free(w->scan_stamps);
    free(w->memos);
    free(w->memo_stamps);
    free(w->atoms);
    free(w->live);
    free(w->awake);
    free(w->hits);
    free(w->scouts);
    free(w->before);
    for (size_t i = 0; i < w->n_wakers; i++)
        free(w->wakers[i].rules);
    free(w->wakers);
    free(w);
}

void scrm_rules_begin(struct scrm_rules_worker *w, const struct scrm_line *line,
                      struct scrm_arena *arena, int64_t now)
{
    w->line = line;
    w->arena = arena;
    w->now = now;
    if (++w->generation == 0) {
        /* The stamps have come round: forget them all. */
        memset(w->field_stamps, 0, w->set->n_fields * sizeof *w->field_stamps);
        memset(w->scan_stamps, 0, w->set->n_fields * sizeof *w->scan_stamps);
        memset(w->memo_stamps, 0, w->set->n_steps * sizeof *w->memo_stamps);
        w->generation = 1;
    }
    for (size_t k = 0; k < w->atom_words; k++)
        w->atoms[k] = 0;
    for (size_t k = 0; k < w->rule_words; k++) {
        w->hits[k] = 0;
        w->live[k] = w->awake[k];
    }
    for (size_t i = 0; i < w->n_wakers; i++) {
        const struct scrm_waker *waker = &w->wakers[i];

        if (line->values[waker->slot].kind <= SCRM_NULL)
            continue;
        w->live[0] |= waker->few;
        for (size_t k = 1; k < w->rule_words; k++)
            w->live[k] |= waker->rules[k];
    }
}

/* Whether a word found in `field` could make some rule hit. */
static bool is_worth_a_look(struct scrm_rules_worker *w, uint32_t field)
{
    const struct scrm_before *before = &w->before[field];

    for (uint32_t i = 0; i < before->n && !before->always; i++)
        if (scrm_step_truth(w, before->steps[i]) == SCRM_YES)
            return true;
    return before->always;
}

/* Looks through the fields in which the rule waits for words. */
static void scout(struct scrm_rules_worker *w, const struct scrm_rule *rule)
{
    for (uint32_t k = 0; k < rule->n_guards; k++) {
        uint32_t guard = w->set->guards[rule->guards + k];

        if (!(guard & SCRM_GUARD_FIELD) && is_worth_a_look(w, w->set->atoms[guard].field))
            scrm_field_words(w, w->set->atoms[guard].field);
    }
}

static size_t next_bit(const uint64_t *bits, size_t from, size_t n)
{
    while (from < n) {
        uint64_t rest = bits[from / 64] >> (from % 64);

        if (rest) {
            from += (size_t)__builtin_ctzll(rest);
            return from < n ? from : n;
        }
        from = (from / 64 + 1) * 64;
    }
    return n;
}

size_t scrm_rules_next(struct scrm_rules_worker *w, size_t from)
{
    const struct scrm_rules *set = w->set;
    size_t i;

    for (i = next_bit(w->live, from, set->n_rules); i < set->n_rules;
         i = next_bit(w->live, i + 1, set->n_rules)) {
        const struct scrm_rule *rule = &set->rules[i];

        if (scrm_bit(w->scouts, i))
            scout(w, rule);
        if (scrm_step_truth(w, rule->step) == SCRM_YES) {
            scrm_bit_set(w->hits, i);
            break;
        }
    }
    return i;
}

enum scrm_truth scrm_rules_test(struct scrm_rules_worker *w, size_t rule)
{
    enum scrm_truth truth = scrm_step_truth(w, w->set->rules[rule].step);

    if (truth == SCRM_YES)
        scrm_bit_set(w->hits, rule);
    return truth;
}

uint64_t scrm_rules_gave_up(const struct scrm_rules_worker *w)
{
    return w->gave_up;
}
