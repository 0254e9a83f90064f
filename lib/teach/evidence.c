/*
 * Acts become labels. Of several acts of one kind on a case the last one
 * counts. Queue and spam are said of the message that opened the case;
 * priority too, where it was the only one by then; whether people answered is
 * said of each message.
 */
#include "teach/evidence.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"

const char *const scrm_lessons[SCRM_LESSONS_N] = {"queue", "spam", "priority", "reply"};

/* One label and whose act it is. */
struct word {
    struct scrm_slice value; /* absent: nothing is known */
    const char *kind;        /* of the event, or what else speaks: "answer", "unanswered" */
    struct scrm_slice by;    /* absent where the ledger does not know */
    int64_t at_ms;
    uint64_t event; /* 0: none */
};

/* People's last acts of each kind on a case; NULL where there was none. */
struct acts {
    const struct scrm_case_action *queue, *priority, *spam, *resolved, *replied;
    bool reopened; /* after `resolved` */
};

struct gathering {
    const struct scrm_evidence_options *options;
    struct scrm_ledger *ledger;
    struct scrm_ledger_facts facts;
    struct scrm_cases cases;
    struct acts *acts;         /* of each case */
    int64_t first_ms, last_ms; /* when people of the company did something at all */
    struct scrm_evidence_counts *counts;
    struct scrm_buf *out;
};

/* Programs sign with the name of their command. */
static bool is_person(struct scrm_slice by)
{
    return by.len && !scrm_slice_starts(by, "scrm-");
}

static void was_at_work(struct gathering *all, int64_t at_ms)
{
    if (all->first_ms == SCRM_NO_TIME || at_ms < all->first_ms)
        all->first_ms = at_ms;
    if (all->last_ms == SCRM_NO_TIME || at_ms > all->last_ms)
        all->last_ms = at_ms;
}

static void note_act(struct acts *acts, const struct scrm_case_action *action)
{
    switch ((enum scrm_case_action_kind)action->kind) {
    case SCRM_ACTION_QUEUE:
        acts->queue = action;
        break;
    case SCRM_ACTION_PRIORITY:
        acts->priority = action;
        break;
    case SCRM_ACTION_REPLY:
        acts->replied = action;
        break;
    case SCRM_ACTION_SPAM:
        acts->spam = action;
        break;
    case SCRM_ACTION_RESOLVE:
        acts->resolved = action;
        acts->reopened = false;
        break;
    case SCRM_ACTION_REOPEN:
        if (acts->spam)
            acts->spam = action;
        acts->reopened = true;
        break;
    default:
        break;
    }
}

static void collect_acts(struct gathering *all)
{
    const struct scrm_cases *cases = &all->cases;

    for (size_t i = 0; i < all->facts.n_actions; i++) {
        const struct scrm_case_action *action = &all->facts.actions[i];

        if (!is_person(action->by))
            continue;
        was_at_work(all, action->at_ms);
        if (cases->action_case[i] != SCRM_NO_CASE)
            note_act(&all->acts[cases->action_case[i]], action);
    }
    for (size_t i = 0; i < cases->n_messages; i++)
        if (cases->messages[i].role == SCRM_ROLE_OUT)
            was_at_work(all, cases->messages[i].created_ms);
}

static struct word word_of(const struct scrm_case_action *action, struct scrm_slice value)
{
    return (struct word){.value = value,
                         .kind = scrm_case_actions[action->kind],
                         .by = action->by,
                         .at_ms = action->at_ms,
                         .event = action->seq};
}

static bool was_answered(const struct scrm_case *one, const struct acts *acts)
{
    return one->outs || acts->replied;
}

/* Who finished the case without a word about queue and priority let them stand. */
static struct word as_handled(const struct gathering *all, const struct acts *acts,
                              struct scrm_slice value)
{
    const struct scrm_case_action *action = acts->resolved ? acts->resolved : acts->replied;
    struct word word = {.value = {NULL, 0}};

    if (!all->options->handled || !action || acts->reopened || acts->spam || !value.len)
        return word;
    return word_of(action, value);
}

/* The customer's messages of a case that were there when something was done. */
static size_t asked_by(const struct gathering *all, const struct scrm_case *one, int64_t at_ms)
{
    size_t n = 0;

    for (uint32_t i = 0; i < one->messages_n; i++) {
        const struct scrm_case_message *message =
            &all->cases.messages[all->cases.members[one->messages_from + i]];

        n += message->role == SCRM_ROLE_IN && message->created_ms <= at_ms;
    }
    return n;
}

static struct word priority_word(const struct gathering *all, const struct scrm_case *one,
                                 const struct acts *acts)
{
    struct word word = {.value = {NULL, 0}};

    if (acts->priority) {
        if (asked_by(all, one, acts->priority->at_ms) == 1)
            word = word_of(acts->priority, acts->priority->value);
    } else if (one->ins == 1) {
        word = as_handled(all, acts, scrm_slice_of(scrm_priorities[one->priority]));
    }
    return word;
}

static struct word spam_word(const struct scrm_case *one, const struct acts *acts,
                             const struct scrm_case_message *opening)
{
    if (acts->spam)
        return word_of(acts->spam, acts->spam->kind == SCRM_ACTION_SPAM ? SCRM_SLICE("yes")
                                                                        : SCRM_SLICE("no"));
    if (acts->replied)
        return word_of(acts->replied, SCRM_SLICE("no"));
    if (was_answered(one, acts) && opening->answered_ms != SCRM_NO_TIME)
        return (struct word){
            .value = SCRM_SLICE("no"), .kind = "answer", .at_ms = opening->answered_ms};
    return (struct word){.value = {NULL, 0}};
}

/* Silence speaks only where people were at work before and after, long enough ago, and have
 * not put the case aside for later. */
static bool was_let_be(const struct gathering *all, const struct scrm_case *one,
                       const struct scrm_case_message *message)
{
    return all->first_ms != SCRM_NO_TIME && message->created_ms >= all->first_ms &&
           message->created_ms <= all->last_ms && one->state != SCRM_CASE_SNOOZED &&
           all->options->now_ms - message->created_ms >= all->options->unanswered_ms;
}

static struct word reply_word(const struct gathering *all, const struct scrm_case *one,
                              const struct acts *acts, const struct scrm_case_message *message)
{
    if (acts->spam && acts->spam->kind == SCRM_ACTION_SPAM)
        return word_of(acts->spam, SCRM_SLICE("no"));
    if (message->answered_ms != SCRM_NO_TIME) {
        if (acts->replied && acts->replied->at_ms == message->answered_ms)
            return word_of(acts->replied, SCRM_SLICE("yes"));
        return (struct word){
            .value = SCRM_SLICE("yes"), .kind = "answer", .at_ms = message->answered_ms};
    }
    if (acts->resolved && !acts->reopened && message->created_ms <= acts->resolved->at_ms)
        return word_of(acts->resolved, SCRM_SLICE("no"));
    if (was_let_be(all, one, message))
        return (struct word){.value = SCRM_SLICE("no"),
                             .kind = "unanswered",
                             .at_ms = message->created_ms + all->options->unanswered_ms};
    return (struct word){.value = {NULL, 0}};
}

/* ---- lines ---- */

static void put_because(struct scrm_buf *out, const struct word *words)
{
    scrm_emit_key(out, "because");
    scrm_buf_putc(out, '[');
    for (int i = 0; i < SCRM_LESSONS_N; i++) {
        if (!words[i].value.len)
            continue;
        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "label", scrm_slice_of(scrm_lessons[i]));
        scrm_emit_member_text(out, "kind", scrm_slice_of(words[i].kind));
        if (words[i].by.len)
            scrm_emit_member_text(out, "by", words[i].by);
        scrm_emit_member_time(out, "at", words[i].at_ms);
        if (words[i].event)
            scrm_emit_member_int(out, "event", (int64_t)words[i].event);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, ']');
}

static void put_text(struct scrm_buf *out, const char *name, struct scrm_slice text)
{
    if (text.len)
        scrm_emit_member_text(out, name, text);
}

static void put_line(struct scrm_buf *out, const struct scrm_case *one,
                     const struct scrm_case_fact *fact, const struct scrm_content *content,
                     const struct word *words)
{
    scrm_buf_puts(out, "{\"schema\":\"scrm.label/1\"");
    put_text(out, "id", content->id);
    scrm_buf_puts(out, ",\"case\":\"");
    scrm_case_id_put(out, one->id);
    scrm_buf_putc(out, '"');
    scrm_emit_member_time(out, "created_at", fact->created_ms);
    put_text(out, "network", fact->place ? fact->place->network : (struct scrm_slice){NULL, 0});
    put_text(out, "lang", fact->lang);
    put_text(out, "title", content->title);
    put_text(out, "text", content->text);
    for (int i = 0; i < SCRM_LESSONS_N; i++)
        put_text(out, scrm_lessons[i], words[i].value);
    put_because(out, words);
    scrm_buf_puts(out, "}\n");
}

static int put_message(struct gathering *all, const struct scrm_case *one,
                       const struct acts *acts, uint32_t index, struct scrm_err *err)
{
    const struct scrm_case_message *message = &all->cases.messages[index];
    const struct scrm_case_fact *fact = &all->facts.facts[message->latest];
    struct word words[SCRM_LESSONS_N] = {{.value = {NULL, 0}}};
    struct scrm_content content = {.text = {NULL, 0}};
    bool any = false;
    int found = 0;

    if (message->role != SCRM_ROLE_IN)
        return 0;
    if (index == one->opening) {
        words[SCRM_LESSON_QUEUE] = acts->queue ? word_of(acts->queue, acts->queue->value)
                                               : as_handled(all, acts, one->queue);
        words[SCRM_LESSON_PRIORITY] = priority_word(all, one, acts);
        words[SCRM_LESSON_SPAM] = spam_word(one, acts, message);
    }
    words[SCRM_LESSON_REPLY] = reply_word(all, one, acts, message);
    for (int i = 0; i < SCRM_LESSONS_N; i++)
        any |= words[i].value.len > 0;
    if (!any)
        return 0;
    if (!message->deleted && !fact->erased &&
        (found = scrm_ledger_content(all->ledger, fact->seq, &content, err)) < 0)
        return -1;
    if (!found || !(content.text.len || content.title.len)) {
        all->counts->gone++;
        return 0;
    }
    all->counts->posts++;
    put_line(all->out, one, fact, &content, words);
    return 0;
}

static int put_cases(struct gathering *all, struct scrm_err *err)
{
    for (size_t i = 0; i < all->cases.n; i++) {
        const struct scrm_case *one = &all->cases.cases[i];

        for (uint32_t k = 0; k < one->messages_n; k++)
            if (put_message(all, one, &all->acts[i], all->cases.members[one->messages_from + k],
                            err))
                return -1;
    }
    return 0;
}

int scrm_evidence_put(struct scrm_ledger *ledger, const struct scrm_evidence_options *options,
                      struct scrm_evidence_counts *counts, struct scrm_buf *out,
                      struct scrm_err *err)
{
    struct gathering all = {.options = options,
                            .ledger = ledger,
                            .first_ms = SCRM_NO_TIME,
                            .last_ms = SCRM_NO_TIME,
                            .counts = counts,
                            .out = out};
    int result = scrm_ledger_load(ledger, &all.facts, err);

    if (result == 0) {
        all.cases.settings = scrm_ledger_settings(ledger);
        scrm_cases_fold(&all.cases, all.facts.facts, all.facts.n, all.facts.actions,
                        all.facts.n_actions);
        all.acts = scrm_alloc_zero(all.cases.n + 1, sizeof *all.acts);
        collect_acts(&all);
        result = put_cases(&all, err);
    }
    free(all.acts);
    scrm_cases_fini(&all.cases);
    scrm_ledger_facts_fini(&all.facts);
    return result;
}
