/*
 * scrm.report/1: every figure with what it is made of, for other programs.
 */
#include "report/render.h"

#include "base/num.h"
#include "base/time.h"
#include "record/emit.h"

/* So much is gathered before it is passed on. */
enum { PIECE = 64 << 10 };

static void put_null(struct scrm_buf *out, const char *name)
{
    scrm_emit_member_json(out, name, SCRM_SLICE("null"));
}

/* Milliseconds as seconds with up to three decimals; null for SCRM_NO_TIME. */
static void put_seconds(struct scrm_buf *out, const char *name, int64_t ms)
{
    if (ms == SCRM_NO_TIME)
        put_null(out, name);
    else
        scrm_emit_member_fixed(out, name, ms * (SCRM_FIXED_ONE / SCRM_SECOND_MS));
}

static void put_time(struct scrm_buf *out, const char *name, int64_t ms)
{
    if (ms == SCRM_NO_TIME)
        put_null(out, name);
    else
        scrm_emit_member_time(out, name, ms);
}

static void put_fixed(struct scrm_buf *out, const char *name, int64_t fixed)
{
    if (fixed == SCRM_NO_TIME)
        put_null(out, name);
    else
        scrm_emit_member_fixed(out, name, fixed);
}

static void put_count(struct scrm_buf *out, const char *name, uint64_t count)
{
    scrm_emit_member_int(out, name, (int64_t)count);
}

static void open_object(struct scrm_buf *out, const char *name)
{
    scrm_emit_key(out, name);
    scrm_buf_putc(out, '{');
}

static void put_durations(struct scrm_buf *out, const char *name,
                          const struct scrm_spread *spread)
{
    open_object(out, name);
    put_seconds(out, "mean_s", spread->mean_ms);
    put_seconds(out, "median_s", spread->median_ms);
    scrm_emit_member_bool(out, "median_is_at_least", spread->median_least);
    put_seconds(out, "p90_s", spread->p90_ms);
    scrm_emit_member_bool(out, "p90_is_at_least", spread->p90_least);
    put_seconds(out, "max_s", spread->max_ms);
    scrm_buf_putc(out, '}');
}

static void put_took(struct scrm_buf *out, const char *name, const char *bucket,
                     const struct scrm_took *took)
{
    open_object(out, name);
    put_count(out, "n", took->wall.n);
    put_count(out, "waiting", took->wall.waiting);
    put_count(out, "unknown", took->wall.unknown);
    scrm_emit_member_text(out, "bucket", scrm_slice_of(bucket));
    put_durations(out, "wall", &took->wall);
    if (took->in_business)
        put_durations(out, "business", &took->business);
    else
        put_null(out, "business");
    scrm_buf_putc(out, '}');
}

static void put_ratio(struct scrm_buf *out, const char *name, const char *level,
                      const struct scrm_ratio *ratio)
{
    open_object(out, name);
    scrm_emit_member_text(out, "level", scrm_slice_of(level));
    put_count(out, "n", ratio->whole);
    put_count(out, "part", ratio->part);
    put_count(out, "undecided", ratio->open);
    put_fixed(out, "value", scrm_ratio_value(ratio));
    scrm_buf_putc(out, '}');
}

static void put_moods(struct scrm_buf *out, const struct scrm_moods *moods)
{
    open_object(out, "sentiment");
    put_count(out, "n", scrm_moods_scored(moods));
    put_count(out, "unknown", moods->unknown);
    put_count(out, "negative", moods->negative);
    put_count(out, "neutral", moods->neutral);
    put_count(out, "positive", moods->positive);
    put_fixed(out, "net", scrm_moods_net(moods));
    scrm_buf_putc(out, '}');
}

static void put_period(struct scrm_buf *out, const char *name, const struct scrm_period *period,
                       struct scrm_window window)
{
    if (!period->known) {
        put_null(out, name);
        return;
    }
    open_object(out, name);
    put_time(out, "since", window.since_ms);
    put_time(out, "until", window.until_ms);
    open_object(out, "volume");
    put_count(out, "inbound", period->inbound);
    put_count(out, "outbound", period->outbound);
    put_count(out, "internal", period->internal);
    put_count(out, "spam", period->spam);
    put_count(out, "reposts", period->reposts);
    put_count(out, "listen_only", period->listened);
    put_count(out, "authors", period->authors);
    scrm_buf_putc(out, '}');
    put_moods(out, &period->moods);
    put_took(out, "first_response", "first inbound message of the episode",
             &period->first_response);
    put_took(out, "next_response", "earliest unanswered inbound message of the turn",
             &period->next_response);
    put_took(out, "resolution", "start of the episode", &period->resolution);
    put_ratio(out, "reply_rate", "message", &period->replied);
    put_ratio(out, "sla", "turn", &period->sla);
    open_object(out, "cases");
    put_count(out, "opened", period->opened);
    put_count(out, "reopened", period->reopened);
    put_count(out, "resolved", period->resolved);
    scrm_buf_puts(out, "}}");
}

static void put_shares(struct scrm_buf *out, const char *name, const struct scrm_shares *shares,
                       bool before)
{
    size_t i;

    scrm_emit_key(out, name);
    scrm_buf_putc(out, '[');
    for (i = 0; i < shares->n; i++) {
        const struct scrm_share *share = &shares->at[i];

        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "name", share->name);
        put_count(out, "posts", share->now);
        if (before)
            put_count(out, "before", share->before);
        else
            put_null(out, "before");
        put_count(out, "authors", share->authors);
        put_moods(out, &share->moods);
        scrm_buf_putc(out, '}');
    }
    scrm_buf_putc(out, ']');
}

static void put_text(struct scrm_buf *out, const char *name, struct scrm_slice text)
{
    if (!text.at)
        return;
    scrm_emit_key(out, name);
    scrm_emit_repaired(out, text);
}

static void put_case(struct scrm_buf *out, const struct scrm_case_list *list,
                     const struct scrm_case_row *row)
{
    struct scrm_case_words words = scrm_case_list_words(list, row);
    const struct scrm_case *one = &row->of;
    struct scrm_buf id = {0};

    scrm_buf_putc(out, '{');
    scrm_case_id_put(&id, one->id);
    scrm_emit_member_text(out, "id", scrm_buf_slice(&id));
    scrm_buf_fini(&id);
    scrm_emit_member_text(out, "state", scrm_slice_of(scrm_case_states[one->state]));
    scrm_emit_member_text(out, "priority", scrm_slice_of(scrm_priorities[one->priority]));
    put_text(out, "queue", one->queue);
    put_text(out, "owner", one->owner);
    scrm_emit_member_time(out, "waiting_since", one->waiting_ms);
    put_time(out, "respond_by", one->respond_by_ms);
    scrm_emit_member_bool(out, "overdue", row->overdue);
    scrm_emit_member_bool(out, "at_risk", row->at_risk);
    if (row->place)
        put_text(out, "network", row->place->network);
    put_text(out, "author", words.author);
    put_text(out, "url", words.url);
    put_text(out, "text", words.text);
    scrm_buf_putc(out, '}');
}

static void put_days(struct scrm_buf *out, const struct scrm_figures *figures)
{
    size_t i;

    scrm_emit_key(out, "days");
    scrm_buf_putc(out, '[');
    for (i = 0; i < figures->n_days; i++) {
        struct scrm_buf date = {0};

        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_time_put(&date, figures->days[i].day * SCRM_DAY_MS);
        scrm_emit_member_text(out, "day", (struct scrm_slice){date.at, 10});
        put_count(out, "inbound", figures->days[i].inbound);
        put_count(out, "outbound", figures->days[i].outbound);
        put_moods(out, &figures->days[i].moods);
        scrm_buf_putc(out, '}');
        scrm_buf_fini(&date);
    }
    scrm_buf_putc(out, ']');
}

static void put_stages(struct scrm_buf *out, const struct scrm_end *end)
{
    size_t i, j;

    scrm_emit_key(out, "stages");
    scrm_buf_putc(out, '[');
    for (i = 0; end && i < end->n; i++) {
        const struct scrm_account *account = &end->stages[i].account;

        scrm_emit_comma(out);
        scrm_buf_putc(out, '{');
        scrm_emit_member_text(out, "stage", scrm_slice_of(end->stages[i].stage));
        put_count(out, "in", account->in);
        put_count(out, "expanded", account->expanded);
        put_count(out, "out", account->out);
        put_count(out, "rejected", account->rejected);
        open_object(out, "dropped");
        for (j = 0; j < account->n_drops; j++)
            put_count(out, account->drops[j].reason, account->drops[j].count);
        scrm_buf_puts(out, "}}");
    }
    scrm_buf_putc(out, ']');
}

/* Whose hours business time is counted in. */
static void put_calendar(struct scrm_buf *out, const struct scrm_calendar *calendar)
{
    if (!calendar) {
        put_null(out, "calendar");
        return;
    }
    open_object(out, "calendar");
    put_text(out, "name", scrm_calendar_name(calendar));
    put_text(out, "version", scrm_calendar_version(calendar));
    scrm_buf_putc(out, '}');
}

static void put_head(struct scrm_buf *out, const struct scrm_document *document)
{
    const struct scrm_figures *figures = document->figures;
    size_t i;

    scrm_emit_member_text(out, "schema", SCRM_SLICE("scrm.report/1"));
    put_text(out, "title", document->title);
    put_time(out, "at", figures->now_ms);
    scrm_emit_member_text(out, "tz", document->zone);
    put_calendar(out, figures->calendar);
    scrm_emit_member_bool(out, "complete", document->n_reasons == 0);
    scrm_emit_key(out, "incomplete_because");
    scrm_buf_putc(out, '[');
    for (i = 0; i < document->n_reasons; i++) {
        scrm_emit_comma(out);
        scrm_emit_repaired(out, document->reasons[i]);
    }
    scrm_buf_putc(out, ']');
    open_object(out, "quality");
    put_count(out, "posts", figures->posts);
    put_count(out, "duplicates", figures->duplicates);
    put_count(out, "nameless", figures->nameless);
    put_count(out, "deleted", figures->deleted);
    put_count(out, "inferred_times", figures->inferred_times);
    put_count(out, "unknown_direction", figures->unknown_direction);
    put_count(out, "unscored", figures->unscored);
    put_count(out, "unrouted", figures->unrouted);
    scrm_buf_putc(out, '}');
    open_object(out, "now");
    put_count(out, "waiting", figures->waiting);
    put_time(out, "waiting_since", figures->oldest_waiting_ms);
    put_count(out, "overdue", figures->overdue);
    put_count(out, "at_risk", figures->at_risk);
    put_count(out, "unassigned", figures->unassigned);
    put_count(out, "open_cases", figures->open_cases);
    scrm_buf_putc(out, '}');
}

/* A year's list may be longer than all else together: it leaves piece by piece. */
static int put_cases(struct scrm_buf *out, struct scrm_case_list *list, size_t max,
                     scrm_render_pass *pass, void *ctx)
{
    size_t shown = scrm_case_list_shown(list, max), i;
    const struct scrm_case_row *row;

    scrm_emit_key(out, "cases");
    scrm_buf_putc(out, '[');
    scrm_case_list_rewind(list);
    for (i = 0; i < shown && (row = scrm_case_list_next(list)) != NULL; i++) {
        if (i)
            scrm_buf_putc(out, ',');
        put_case(out, list, row);
        if (pass && out->len >= PIECE && pass(ctx, out))
            return -1;
    }
    scrm_buf_putc(out, ']');
    return 0;
}

int scrm_render_json(const struct scrm_document *document,
                     const struct scrm_document_input *input, scrm_render_pass *pass, void *ctx,
                     struct scrm_buf *out)
{
    const struct scrm_figures *figures = document->figures;
    bool before = figures->previous.known;

    scrm_buf_putc(out, '{');
    put_head(out, document);
    put_period(out, "period", &figures->period, figures->window);
    put_period(out, "before", &figures->previous, figures->before);
    put_shares(out, "rose", &figures->rose, before);
    put_shares(out, "networks", &figures->networks, before);
    put_shares(out, "intents", &figures->intents, before);
    put_shares(out, "topics", &figures->topics, before);
    put_shares(out, "brands", &figures->brands, before);
    put_shares(out, "languages", &figures->languages, before);
    put_shares(out, "breakdown", &figures->breakdown, before);
    put_days(out, figures);
    if (put_cases(out, input->list, input->list_max, pass, ctx))
        return -1;
    put_stages(out, input->end);
    scrm_buf_puts(out, "}\n");
    return 0;
}
