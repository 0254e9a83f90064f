/*
 * One case as a conversation: who said what when, what people did, in order.
 */
#include "ledger/inner.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"
#include "text/utf8.h"

#define INDENT 4

/* An entry of the conversation: a message, or an action of a person. */
struct entry {
    int64_t at_ms, order_ms; /* a clock that was set back turns nothing around */
    uint64_t seq;
    uint32_t index;
    bool action;
};

struct showing {
    struct scrm_refold refold;
    const struct scrm_ledger_view *view;
    struct scrm_buf *out;
    struct entry *entries;
    size_t n, cap;
};

static int by_time(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    if (a->order_ms != b->order_ms)
        return a->order_ms < b->order_ms ? -1 : 1;
    if (a->action != b->action)
        return a->action ? 1 : -1;
    return (a->index > b->index) - (a->index < b->index);
}

static void list_entries(struct showing *showing, uint32_t of_case)
{
    const struct scrm_cases *cases = &showing->refold.cases;
    const struct scrm_ledger_facts *facts = &showing->refold.facts;
    const struct scrm_case *one = &cases->cases[of_case];
    int64_t last_ms = INT64_MIN;
    uint32_t i;

    for (i = 0; i < one->messages_n; i++) {
        uint32_t at = cases->members[one->messages_from + i];

        SCRM_GROW(showing->entries, showing->n, showing->cap);
        showing->entries[showing->n++] =
            (struct entry){cases->messages[at].created_ms, cases->messages[at].created_ms,
                           facts->facts[cases->messages[at].latest].seq, at, false};
    }
    for (i = 0; i < facts->n_actions; i++)
        if (cases->action_case[i] == of_case) {
            if (facts->actions[i].at_ms > last_ms)
                last_ms = facts->actions[i].at_ms;
            SCRM_GROW(showing->entries, showing->n, showing->cap);
            showing->entries[showing->n++] = (struct entry){facts->actions[i].at_ms, last_ms,
                                                            facts->actions[i].seq, i, true};
        }
    if (showing->n > 1)
        qsort(showing->entries, showing->n, sizeof *showing->entries, by_time);
}

/* "2026-01-05 09:30" */
static void put_minute(struct scrm_buf *out, int64_t ms)
{
    struct scrm_date date = scrm_time_date(ms);

    scrm_buf_printf(out, "%04lld-%02d-%02d %02d:%02d", (long long)date.year, date.month,
                    date.day, date.hour, date.minute);
}

/* A line of the text, wrapped at spaces to the width and indented. */
static void put_wrapped(struct scrm_buf *out, struct scrm_slice line, size_t columns)
{
    size_t room = columns > 2 * INDENT + 20 ? columns - INDENT : 0;

    do {
        struct scrm_slice head = line;

        if (room && scrm_text_width(line) > room) {
            size_t cut;

            head = scrm_text_cut(line, room, NULL);
            for (cut = head.len; cut > 0 && line.at[cut] != ' '; cut--)
                ;
            head.len = cut ? cut : head.len ? head.len : line.len;
        }
        scrm_buf_puts(out, "    ");
        scrm_buf_put_slice(out, head);
        scrm_buf_putc(out, '\n');
        line.at += head.len;
        line.len -= head.len;
        while (line.len && line.at[0] == ' ') {
            line.at++;
            line.len--;
        }
    } while (line.len);
}

/* The text line by line; strangers' control characters are shown, not sent. */
static void put_text(struct showing *showing, struct scrm_slice text)
{
    struct scrm_buf line = {0};

    while (text.len) {
        const char *end = memchr(text.at, '\n', text.len);
        size_t len = end ? (size_t)(end - text.at) : text.len;

        scrm_buf_reset(&line);
        scrm_text_visible(&line, (struct scrm_slice){text.at, len});
        put_wrapped(showing->out, scrm_buf_slice(&line), showing->view->columns);
        text.at += len + (end != NULL);
        text.len -= len + (end != NULL);
    }
    scrm_buf_fini(&line);
}

static void put_author(struct scrm_buf *out, const struct scrm_content *content)
{
    if (content->author_name.len) {
        scrm_text_visible(out, content->author_name);
        if (content->author_handle.len) {
            scrm_buf_puts(out, " (");
            scrm_text_visible(out, content->author_handle);
            scrm_buf_putc(out, ')');
        }
    } else if (content->author_handle.len) {
        scrm_text_visible(out, content->author_handle);
    } else if (content->author_id.len) {
        scrm_text_visible(out, content->author_id);
    } else {
        scrm_buf_puts(out, "someone");
    }
}

static void put_message(struct showing *showing, const struct scrm_case_message *message,
                        const struct scrm_content *content)
{
    const struct scrm_case_fact *fact = &showing->refold.facts.facts[message->latest];
    struct scrm_buf *out = showing->out;

    scrm_buf_puts(out, "  ");
    put_author(out, content);
    if (message->role == SCRM_ROLE_OUT)
        scrm_buf_puts(out, ", answering");
    else if (fact->direction == SCRM_INTERNAL)
        scrm_buf_puts(out, ", internal");
    else if (fact->automatic)
        scrm_buf_puts(out, ", automatic");
    else if (message->role == SCRM_ROLE_ASIDE)
        scrm_buf_puts(out, ", aside");
    if (message->facts_n > 1 && !message->deleted)
        scrm_buf_puts(out, ", edited or seen again");
    if (content->url.len) {
        scrm_buf_puts(out, "  ");
        scrm_text_visible(out, content->url);
    }
    scrm_buf_putc(out, '\n');
    if (message->deleted)
        scrm_buf_puts(out, "    [deleted]\n");
    if (content->title.len)
        put_text(showing, content->title);
    put_text(showing, content->text);
}

static void put_action(struct showing *showing, const struct scrm_case_action *action,
                       const struct scrm_content *content)
{
    static const char *const said[SCRM_ACTIONS_N] = {"assigned to ",
                                                     "noted",
                                                     "resolved",
                                                     "reopened",
                                                     "answered",
                                                     "tagged ",
                                                     "untagged ",
                                                     "snoozed",
                                                     "woken",
                                                     "marked as spam",
                                                     "warned: ",
                                                     "too late: ",
                                                     "merged with another case",
                                                     "split in two",
                                                     "moved to queue ",
                                                     "priority set to ",
                                                     "time rule "};
    struct scrm_buf *out = showing->out;

    scrm_buf_puts(out, "  ");
    if (action->kind == SCRM_ACTION_ASSIGN && !action->value.len) {
        scrm_buf_puts(out, "assigned to nobody");
    } else {
        scrm_buf_puts(out, said[action->kind]);
        scrm_text_visible(out, action->value);
    }
    if (action->kind == SCRM_ACTION_SNOOZE) {
        scrm_buf_puts(out, " until ");
        put_minute(out, action->until_ms);
    }
    if (action->by.len) {
        scrm_buf_puts(out, " by ");
        scrm_text_visible(out, action->by);
    }
    scrm_buf_putc(out, '\n');
    put_text(showing, content->text);
}

static void put_member(struct scrm_buf *out, const char *name, struct scrm_slice text)
{
    if (text.len)
        scrm_emit_member_text(out, name, text);
}

static void put_entry_json(struct showing *showing, const struct entry *entry,
                           struct scrm_content *content)
{
    static const char *const roles[] = {"in", "out", "aside"};
    const struct scrm_case_action *action = &showing->refold.facts.actions[entry->index];
    struct scrm_buf *out = showing->out;
    size_t i;

    scrm_buf_puts(out, "{\"schema\":\"scrm.message/1\"");
    scrm_emit_member_time(out, "at", entry->at_ms);
    if (entry->action) {
        scrm_emit_member_text(out, "kind", scrm_slice_of(scrm_case_actions[action->kind]));
        put_member(out, "by", action->by);
        if (scrm_action_member(action->kind))
            put_member(out, scrm_action_member(action->kind), action->value);
        if (action->until_ms != SCRM_NO_TIME)
            scrm_emit_member_time(out, "until", action->until_ms);
    } else {
        const struct scrm_case_message *message = &showing->refold.cases.messages[entry->index];

        scrm_emit_member_text(out, "kind", SCRM_SLICE("post"));
        scrm_emit_member_text(out, "role", scrm_slice_of(roles[message->role]));
        if (message->answered_ms != SCRM_NO_TIME)
            scrm_emit_member_time(out, "answered_at", message->answered_ms);
        if (message->deleted)
            scrm_emit_member_bool(out, "deleted", true);
    }
    for (i = 0; i < SCRM_CONTENT_FIELDS; i++)
        put_member(out, scrm_content_name(i), *scrm_content_field(content, i));
    scrm_buf_puts(out, "}\n");
}

static int put_entry(struct showing *showing, const struct entry *entry, struct scrm_err *err)
{
    struct scrm_content content;

    if (scrm_ledger_content(showing->refold.ledger, entry->seq, &content, err) < 0)
        return -1;
    if (showing->view->json) {
        put_entry_json(showing, entry, &content);
        return 0;
    }
    scrm_buf_putc(showing->out, '\n');
    put_minute(showing->out, entry->at_ms);
    if (entry->action)
        put_action(showing, &showing->refold.facts.actions[entry->index], &content);
    else
        put_message(showing, &showing->refold.cases.messages[entry->index], &content);
    return 0;
}

/* What stands above the conversation. */
static void put_head(struct showing *showing, const struct scrm_case *one)
{
    const struct scrm_case_decision *decision = one->decision;
    int64_t now = showing->view->now_ms;
    struct scrm_buf *out = showing->out;

    scrm_case_id_put(out, one->id);
    scrm_buf_printf(out, "  %s, %s", scrm_case_states[scrm_case_state_at(one, now)],
                    scrm_priorities[one->priority]);
    if (one->queue.len) {
        scrm_buf_puts(out, ", queue ");
        scrm_text_visible(out, one->queue);
    }
    scrm_buf_printf(out, ", %s%.*s\n", one->owner.len ? "owner " : "nobody's",
                    SCRM_FMT(one->owner));
    scrm_buf_puts(out, "opened ");
    put_minute(out, one->opened_ms);
    scrm_buf_puts(out, " UTC");
    if (one->waiting_ms != SCRM_NO_TIME) {
        scrm_buf_puts(out, ", waiting ");
        scrm_time_put_duration(out, now > one->waiting_ms ? now - one->waiting_ms : 0);
    }
    if (one->respond_by_ms != SCRM_NO_TIME) {
        bool late = now > one->respond_by_ms;

        scrm_buf_puts(out, late ? ", answer late by " : ", answer due in ");
        scrm_time_put_duration(out, late ? now - one->respond_by_ms : one->respond_by_ms - now);
    }
    if (one->resolved_ms != SCRM_NO_TIME) {
        scrm_buf_puts(out, ", resolved ");
        put_minute(out, one->resolved_ms);
    }
    if (one->reopens)
        scrm_buf_printf(out, ", reopened %u time%s", one->reopens, one->reopens > 1 ? "s" : "");
    if (one->previous) {
        scrm_buf_puts(out, ", follows ");
        scrm_case_id_put(out, one->previous);
    }
    if (decision && decision->rule.len)
        scrm_buf_printf(out, ", by rule %.*s", SCRM_FMT(decision->rule));
    scrm_buf_putc(out, '\n');
}

static int show(struct showing *showing, struct scrm_err *err)
{
    struct scrm_cached_case row;
    struct scrm_found found;
    uint32_t of_case;
    size_t i;

    if (scrm_found_load(&showing->refold, showing->view->of_case, &of_case, &found, err))
        return -1;
    list_entries(showing, of_case);
    if (showing->view->json) {
        if (scrm_cached_case_make(&showing->refold, of_case, &row, err))
            return -1;
        scrm_cached_case_json(&row, showing->view->now_ms, showing->out);
        scrm_buf_putc(showing->out, '\n');
    } else {
        put_head(showing, &showing->refold.cases.cases[of_case]);
    }
    for (i = 0; i < showing->n; i++)
        if (put_entry(showing, &showing->entries[i], err))
            return -1;
    return 0;
}

int scrm_ledger_show(struct scrm_ledger *ledger, const struct scrm_ledger_view *view,
                     struct scrm_buf *out, struct scrm_err *err)
{
    struct showing showing = {.refold = {.ledger = ledger}, .view = view, .out = out};
    int result = -1;

    if (scrm_ledger_begin_read(ledger, err) == 0)
        result = scrm_ledger_end(ledger, show(&showing, err), err);
    scrm_refold_fini(&showing.refold);
    free(showing.entries);
    return result;
}
