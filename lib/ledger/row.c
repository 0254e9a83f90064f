/*
 * One case as the cache keeps it and as lists show it (scrm.case/1). What
 * depends on the clock (closed, overdue, at risk) is added when it is read.
 */
#include "ledger/inner.h"

#include "base/alloc.h"

/* Bytes of the first post that a row repeats. */
#define WORDS_BYTES 160

static const struct scrm_slice absent = {NULL, 0};

static void put_text(struct scrm_buf *out, const char *name, struct scrm_slice text)
{
    if (text.len)
        scrm_emit_member_text(out, name, text);
}

static void put_time(struct scrm_buf *out, const char *name, int64_t ms)
{
    if (ms != SCRM_NO_TIME)
        scrm_emit_member_time(out, name, ms);
}

static void put_id(struct scrm_buf *out, const char *name, uint64_t id)
{
    scrm_emit_key(out, name);
    scrm_buf_putc(out, '"');
    scrm_case_id_put(out, id);
    scrm_buf_putc(out, '"');
}

/* The first words on one line: runs of white space are one space, cut between
 * characters, and an ellipsis where something was cut. */
static struct scrm_slice first_words(struct scrm_buf *out, struct scrm_slice text)
{
    size_t i;
    bool space = false;

    scrm_buf_reset(out);
    for (i = 0; i < text.len && out->len < WORDS_BYTES; i++) {
        char c = text.at[i];

        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            space = out->len > 0;
            continue;
        }
        if (space)
            scrm_buf_putc(out, ' ');
        space = false;
        scrm_buf_putc(out, c);
    }
    if (i == text.len)
        return scrm_buf_slice(out);
    while (out->len && ((unsigned char)text.at[i] & 0xc0) == 0x80) {
        i--; /* inside a character: take it back */
        out->at[--out->len] = '\0';
    }
    scrm_buf_puts(out, "\xe2\x80\xa6");
    return scrm_buf_slice(out);
}

static void take_tag(struct scrm_slice *tags, size_t *n, struct scrm_slice tag, bool add)
{
    size_t i, kept = 0;
    bool there = false;

    for (i = 0; i < *n; i++)
        if (!scrm_slice_eq(tags[i], tag) || (add && !there)) {
            there |= scrm_slice_eq(tags[i], tag);
            tags[kept++] = tags[i];
        }
    *n = kept;
    if (add && !there)
        tags[(*n)++] = tag;
}

const struct scrm_slice *scrm_refold_tags(struct scrm_refold *refold, uint32_t of_case,
                                          size_t *n)
{
    const struct scrm_case_decision *decision = refold->cases.cases[of_case].decision;
    size_t most = (decision ? decision->n_tags : 0) + refold->facts.n_actions, i;
    struct scrm_slice *tags = scrm_arena_take(&refold->facts.arena, (most + 1) * sizeof *tags);

    *n = 0;
    for (i = 0; decision && i < decision->n_tags; i++)
        take_tag(tags, n, decision->tags[i], true);
    for (i = 0; i < refold->facts.n_actions; i++) {
        const struct scrm_case_action *action = &refold->facts.actions[i];

        if (refold->cases.action_case[i] == of_case &&
            (action->kind == SCRM_ACTION_TAG || action->kind == SCRM_ACTION_UNTAG))
            take_tag(tags, n, action->value, action->kind == SCRM_ACTION_TAG);
    }
    return tags;
}

static void put_tags(struct scrm_buf *out, struct scrm_refold *refold, uint32_t of_case)
{
    size_t n, i;
    const struct scrm_slice *tags = scrm_refold_tags(refold, of_case, &n);

    if (!n)
        return;
    scrm_emit_key(out, "tags");
    scrm_buf_putc(out, '[');
    for (i = 0; i < n; i++) {
        scrm_emit_comma(out);
        scrm_emit_text(out, tags[i]);
    }
    scrm_buf_putc(out, ']');
}

/* The time rules that fired in this episode, in their order. */
static void put_fired(struct scrm_buf *out, const struct scrm_refold *refold, uint32_t of_case)
{
    const struct scrm_cases *cases = &refold->cases;
    bool any = false;
    size_t i;

    for (i = 0; i < refold->facts.n_actions; i++) {
        const struct scrm_case_action *action = &refold->facts.actions[i];

        if (action->kind != SCRM_ACTION_RULE || cases->action_case[i] != of_case ||
            cases->action_episode[i] != cases->cases[of_case].episodes_n)
            continue;
        if (!any) {
            scrm_emit_key(out, "fired");
            scrm_buf_putc(out, '[');
        }
        any = true;
        scrm_emit_comma(out);
        scrm_emit_text(out, action->value);
    }
    if (any)
        scrm_buf_putc(out, ']');
}

/* The clocks of which somebody was told in this episode. */
static void put_clocks(struct scrm_buf *out, const char *name, uint8_t set)
{
    int clock;

    if (!set)
        return;
    scrm_emit_key(out, name);
    scrm_buf_putc(out, '[');
    for (clock = 0; clock < SCRM_CLOCKS_N; clock++)
        if (set & 1u << clock) {
            scrm_emit_comma(out);
            scrm_emit_text(out, scrm_slice_of(scrm_case_clocks[clock]));
        }
    scrm_buf_putc(out, ']');
}

static void put_what(struct scrm_refold *refold, uint32_t of_case)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];
    const struct scrm_case_episode *episode =
        &refold->cases.episodes[one->episodes_from + one->episodes_n - 1];
    const struct scrm_case_decision *decision = one->decision;
    struct scrm_buf *out = &refold->row;

    scrm_emit_member_text(out, "priority", scrm_slice_of(scrm_priorities[one->priority]));
    put_text(out, "queue", one->queue);
    put_text(out, "function", decision ? decision->function : absent);
    put_text(out, "owner", one->owner);
    put_time(out, "waiting_since", one->waiting_ms);
    put_time(out, "respond_by", one->respond_by_ms);
    put_time(out, "resolve_by", one->resolve_by_ms);
    scrm_emit_member_time(out, "opened_at", one->opened_ms);
    scrm_emit_member_time(out, "active_at", one->active_ms);
    scrm_emit_member_time(out, "state_since", one->state_since_ms);
    put_time(out, "answered_at", episode->first_out_ms);
    put_time(out, "resolved_at", one->resolved_ms);
    put_time(out, "snoozed_until", one->snoozed_until_ms);
    if (one->paused)
        scrm_emit_member_bool(out, "paused", true);
    put_clocks(out, "warned", episode->warned);
    put_clocks(out, "breached", episode->breached);
    put_fired(out, refold, of_case);
    scrm_emit_member_int(out, "ins", one->ins);
    scrm_emit_member_int(out, "outs", one->outs);
    scrm_emit_member_int(out, "posts", one->messages_n);
    scrm_emit_member_int(out, "episodes", one->episodes_n);
    if (one->reopens)
        scrm_emit_member_int(out, "reopens", one->reopens);
    if (one->previous)
        put_id(out, "previous", one->previous);
    put_tags(out, refold, of_case);
    if (decision && decision->assign.len)
        scrm_emit_member_text(out, "assign", decision->assign);
    put_text(out, "rule", decision ? decision->rule : absent);
    put_text(out, "rules", decision ? decision->rules : absent);
}

static int put_who(struct scrm_refold *refold, const struct scrm_case_message *opening,
                   struct scrm_err *err)
{
    const struct scrm_case_fact *fact = &refold->facts.facts[opening->latest];
    struct scrm_buf *out = &refold->row;
    struct scrm_content content;

    if (scrm_refold_content(refold, fact->seq, &content, err) < 0)
        return -1;
    if (opening->deleted)
        content = (struct scrm_content){0};
    put_text(out, "network", fact->place ? fact->place->network : absent);
    put_text(out, "account", fact->place ? fact->place->account : absent);
    put_text(out, "channel", content.channel);
    put_text(out, "post", content.id);
    put_text(out, "url", content.url);
    put_text(out, "author_id", content.author_id);
    put_text(out, "author_handle", content.author_handle);
    put_text(out, "author_name", content.author_name);
    put_text(out, "customer_id", content.customer_id);
    put_text(out, "customer_name", content.customer_name);
    if (opening->deleted)
        scrm_emit_member_bool(out, "deleted", true);
    put_text(out, "words",
             first_words(&refold->words, content.text.len ? content.text : content.title));
    return 0;
}

/* Done cases stand behind, the last one done first. */
static void set_order(struct scrm_cached_case *row, const struct scrm_case *one)
{
    row->bucket = 2;
    row->since = one->resolved_ms == SCRM_NO_TIME ? 0 : -one->resolved_ms;
    if (scrm_case_is_open(one->state)) {
        row->bucket = one->waiting_ms == SCRM_NO_TIME;
        row->since =
            row->bucket ? one->opened_ms : scrm_case_turn(one->priority, one->waiting_ms);
    }
}

int scrm_cached_case_make(struct scrm_refold *refold, uint32_t of_case,
                          struct scrm_cached_case *row, struct scrm_err *err)
{
    const struct scrm_case *one = &refold->cases.cases[of_case];
    const struct scrm_case_message *opening = &refold->cases.messages[one->opening];

    *row = (struct scrm_cached_case){
        .id = one->id,
        .thread = scrm_refold_thread(refold, of_case),
        .post = opening->id,
        .state = scrm_case_states[one->state],
        .turns_ms = one->state == SCRM_CASE_SNOOZED ? one->snoozed_until_ms : one->closes_ms,
        .waiting_ms = one->waiting_ms,
        .respond_by_ms = one->respond_by_ms,
        .queue = one->queue,
        .owner = one->owner,
    };
    set_order(row, one);
    scrm_buf_reset(&refold->row);
    scrm_buf_putc(&refold->row, '{');
    put_what(refold, of_case);
    if (put_who(refold, opening, err))
        return -1;
    row->members = (struct scrm_slice){refold->row.at + 1, refold->row.len - 1};
    return 0;
}

static void bind_time(struct scrm_statement *statement, int at, int64_t ms)
{
    if (ms == SCRM_NO_TIME)
        scrm_bind_null(statement, at);
    else
        scrm_bind_int(statement, at, ms);
}

int scrm_cached_case_put(struct scrm_ledger *ledger, const struct scrm_cached_case *row,
                         struct scrm_err *err)
{
    struct scrm_statement *put = scrm_ledger_sql(ledger, SQL_CASE_PUT, err);
    struct scrm_bytes16 post = scrm_bytes_of(row->post);

    if (!put)
        return -1;
    scrm_bind_int(put, 1, row->bucket);
    scrm_bind_int(put, 2, row->since);
    scrm_bind_int(put, 3, (int64_t)row->id);
    scrm_bind_blob(put, 4, post.at, sizeof post.at);
    scrm_bind_int(put, 5, (int64_t)row->thread);
    scrm_bind_text(put, 6, scrm_slice_of(row->state));
    bind_time(put, 7, row->turns_ms);
    bind_time(put, 8, row->waiting_ms);
    bind_time(put, 9, row->respond_by_ms);
    scrm_bind_text(put, 10, row->queue);
    scrm_bind_text(put, 11, row->owner);
    scrm_bind_text(put, 12, row->members);
    return scrm_statement_run(put, err);
}

static int64_t time_of(const struct scrm_statement *row, int column)
{
    return scrm_column_null(row, column) ? SCRM_NO_TIME : scrm_column_int(row, column);
}

struct scrm_cached_case scrm_cached_case_of(const struct scrm_statement *row)
{
    return (struct scrm_cached_case){
        .bucket = scrm_column_int(row, 0),
        .since = scrm_column_int(row, 1),
        .id = (uint64_t)scrm_column_int(row, 2),
        .post = scrm_digest_of(scrm_column_blob(row, 3)),
        .thread = (uint64_t)scrm_column_int(row, 4),
        .state = scrm_column_text(row, 5).at,
        .turns_ms = time_of(row, 6),
        .waiting_ms = time_of(row, 7),
        .respond_by_ms = time_of(row, 8),
        .queue = scrm_column_text(row, 9),
        .owner = scrm_column_text(row, 10),
        .members = scrm_column_text(row, 11),
    };
}

const char *scrm_cached_case_state(const struct scrm_cached_case *row, int64_t now_ms)
{
    struct scrm_case at = {.closes_ms = row->turns_ms,
                           .snoozed_until_ms = row->turns_ms,
                           .waiting_ms = row->waiting_ms};

    if (row->state[0] == 'r') /* resolved, the only one with this letter */
        at.state = SCRM_CASE_RESOLVED;
    else if (strcmp(row->state, scrm_case_states[SCRM_CASE_SNOOZED]) == 0)
        at.state = SCRM_CASE_SNOOZED;
    else
        return row->state;
    return scrm_case_states[scrm_case_state_at(&at, now_ms)];
}

void scrm_cached_case_json(const struct scrm_cached_case *row, int64_t now_ms,
                           struct scrm_buf *out)
{
    scrm_buf_puts(out, "{\"schema\":\"scrm.case/1\",\"id\":\"");
    scrm_case_id_put(out, row->id);
    scrm_buf_puts(out, "\",\"state\":\"");
    scrm_buf_puts(out, scrm_cached_case_state(row, now_ms));
    scrm_buf_putc(out, '"');
    if (scrm_case_overdue(row->respond_by_ms, now_ms))
        scrm_emit_member_bool(out, "overdue", true);
    else if (scrm_case_at_risk(row->waiting_ms, row->respond_by_ms, now_ms))
        scrm_emit_member_bool(out, "at_risk", true);
    scrm_buf_putc(out, ',');
    scrm_buf_put_slice(out, row->members);
    scrm_buf_putc(out, '}');
}
