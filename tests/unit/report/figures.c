/*
 * Figures from posts and cases made by hand: what is counted, what is null,
 * what is censored.
 */
#include "../t.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "cases/read.h"
#include "record/value.h"
#include "report/figures.h"
#include "report/intake.h"
#include "report/reckon.h"
#include "report/spread.h"
#include "report/zone.h"

#define MINUTE SCRM_MINUTE_MS

static struct scrm_spread spread_of(const int64_t *minutes, size_t n)
{
    struct scrm_durations durations = {0};
    struct scrm_spread spread;
    struct scrm_err err = {0};
    size_t i;

    /* A negative number is one that still waits. */
    for (i = 0; i < n; i++)
        scrm_durations_add(&durations, llabs(minutes[i]) * MINUTE, minutes[i] < 0);
    OK(scrm_durations_spread(&durations, &spread, &err) == 0);
    scrm_durations_fini(&durations);
    return spread;
}

static void test_spread(void)
{
    static const int64_t even[] = {10, 40, 20, 30};
    static const int64_t late[] = {10, 20, -400, -500};
    static const int64_t early[] = {10, 20, 30, -5};
    static const int64_t all[] = {-60, -120};
    struct scrm_spread spread;

    T("the median of an even number is the mean of the two in the middle")
    {
        spread = spread_of(even, 4);
        OK(spread.n == 4 && spread.median_ms == 25 * MINUTE && !spread.median_least);
        OK(spread.mean_ms == 25 * MINUTE && spread.p90_ms == 40 * MINUTE);
    }
    T("what waits is never dropped: a quantile at or above it is a lower bound")
    {
        spread = spread_of(late, 4);
        OK(spread.n == 2 && spread.waiting == 2);
        OK(spread.median_ms == 210 * MINUTE && spread.median_least && spread.p90_least);
        OK(spread.mean_ms == 15 * MINUTE);
        spread = spread_of(early, 4);
        OK(spread.median_least); /* the five minutes may grow past the middle */
        spread = spread_of(all, 2);
        OK(spread.n == 0 && spread.mean_ms == SCRM_NO_TIME && spread.median_least);
    }
    T("nothing measured is null, not zero")
    {
        spread = spread_of(NULL, 0);
        OK(spread.median_ms == SCRM_NO_TIME && spread.p90_ms == SCRM_NO_TIME && spread.n == 0);
    }
}

/* Everything that a report takes from lines. */
struct bench {
    struct scrm_keys *keys;
    struct scrm_report_intake intake;
    struct scrm_case_list list;
    struct scrm_arena arena;
    struct scrm_scanner scanner;
    struct scrm_value *values;
};

static void open_bench(struct bench *bench)
{
    *bench = (struct bench){.keys = scrm_keys_new()};
    scrm_report_intake_init(&bench->intake, bench->keys, 0, true);
    scrm_keys_build(bench->keys);
    bench->values = scrm_alloc_zero(scrm_keys_count(bench->keys), sizeof *bench->values);
}

static void close_bench(struct bench *bench)
{
    scrm_case_list_fini(&bench->list);
    scrm_report_intake_fini(&bench->intake);
    scrm_scanner_fini(&bench->scanner);
    scrm_keys_free(bench->keys);
    scrm_arena_fini(&bench->arena);
    free(bench->values);
}

static int take(struct bench *bench, const char *text, struct scrm_err *err)
{
    size_t len = strlen(text);
    char *copy = scrm_arena_take(&bench->arena, len + SCRM_SCAN_PADDING);
    struct scrm_line line = {.values = bench->values};

    memset(copy, 0, len + SCRM_SCAN_PADDING);
    memcpy(copy, text, len);
    if (scrm_scan(&bench->scanner, bench->keys, (struct scrm_slice){copy, len}, &line, err))
        return -1;
    return scrm_report_intake_take(&bench->intake, &line, &bench->arena, err);
}

/* All figures of what was taken, and the list of who waits. */
static int reckon(struct bench *bench, struct scrm_figures *figures, struct scrm_window window,
                  int64_t now_ms, enum scrm_dimension by, struct scrm_err *err)
{
    struct scrm_report_matter matter = {.facts = &bench->intake.facts,
                                        .posts = &bench->intake.posts,
                                        .describe = scrm_report_texts_describe,
                                        .ctx = &bench->intake.texts};

    scrm_case_list_begin(&bench->list, 0, now_ms, matter.describe, matter.ctx, err);
    return scrm_report_reckon(figures, &bench->list, &matter, window, by, err);
}

static int64_t at(const char *text)
{
    int64_t ms = 0;

    scrm_time_rfc3339(scrm_slice_of(text), &ms);
    return ms;
}

static const char *const lines[] = {
    "{\"id\":\"a:1\",\"type\":\"post\",\"network\":\"a\",\"created_at\":\"2026-03-08T08:00:"
    "00Z\","
    "\"author_id\":\"u1\",\"direction\":\"inbound\",\"text\":\"where is it\",\"score\":{"
    "\"sentiment\":-0.5,\"sentiment_class\":\"negative\",\"intents\":{\"order\":0.9}},"
    "\"route\":{"
    "\"action\":\"engage\",\"queue\":\"q\",\"priority\":\"high\",\"respond_by\":"
    "\"2026-03-08T09:00:00Z\"}}",
    "{\"id\":\"a:2\",\"type\":\"reply\",\"network\":\"a\",\"created_at\":\"2026-03-08T08:30:"
    "00Z\","
    "\"author_id\":\"us\",\"direction\":\"outbound\",\"in_reply_to\":\"a:1\",\"text\":"
    "\"there\"}",
    "{\"id\":\"b:1\",\"type\":\"review\",\"network\":\"b\",\"created_at\":\"2026-03-08T23:30:"
    "00Z\","
    "\"author_id\":\"u2\",\"direction\":\"inbound\",\"text\":\"nice\",\"score\":{\"sentiment\":"
    "0.5,"
    "\"sentiment_class\":\"positive\",\"spam\":0.1},\"route\":{\"action\":\"engage\","
    "\"priority\":"
    "\"low\",\"respond_by\":\"2026-03-09T23:30:00Z\"}}",
    /* again, as an overlapping fetch gives it */
    "{\"id\":\"b:1\",\"type\":\"review\",\"network\":\"b\",\"created_at\":\"2026-03-08T23:30:"
    "00Z\","
    "\"author_id\":\"u2\",\"direction\":\"inbound\",\"text\":\"nice\",\"score\":{\"sentiment\":"
    "0.5,"
    "\"sentiment_class\":\"positive\",\"spam\":0.1},\"route\":{\"action\":\"engage\","
    "\"priority\":"
    "\"low\",\"respond_by\":\"2026-03-09T23:30:00Z\"}}",
    "{\"id\":\"b:2\",\"type\":\"post\",\"network\":\"b\",\"created_at\":\"2026-03-09T01:00:"
    "00Z\","
    "\"author_id\":\"u3\",\"direction\":\"inbound\",\"text\":\"WIN\",\"score\":{\"sentiment\":"
    "0.9,"
    "\"sentiment_class\":\"positive\",\"spam\":0.9},\"route\":{\"action\":\"ignore\"}}",
    /* an edit: the later revision counts */
    "{\"id\":\"b:3\",\"type\":\"post\",\"network\":\"b\",\"created_at\":\"2026-03-09T02:00:"
    "00Z\","
    "\"updated_at\":\"2026-03-09T03:00:00Z\",\"author_id\":\"u2\",\"text\":\"hm\",\"score\":{"
    "\"sentiment_class\":\"neutral\"},\"route\":{\"action\":\"listen\"}}",
    "{\"id\":\"b:3\",\"type\":\"post\",\"network\":\"b\",\"created_at\":\"2026-03-09T02:00:"
    "00Z\","
    "\"author_id\":\"u2\",\"text\":\"bad\",\"score\":{\"sentiment_class\":\"negative\"},"
    "\"route\":{"
    "\"action\":\"listen\"}}",
    "{\"id\":\"b:3\",\"type\":\"delete\",\"network\":\"b\"}"};

static int take_lines(struct bench *bench, struct scrm_err *err)
{
    size_t i;
    int taken = 1;

    open_bench(bench);
    for (i = 0; i < sizeof lines / sizeof *lines; i++)
        taken &= take(bench, lines[i], err) == 0;
    return taken;
}

static void test_figures(void)
{
    struct scrm_err err = {0};
    struct bench bench;
    struct scrm_figures figures;
    struct scrm_window window = {at("2026-03-08T00:00:00Z"), SCRM_NO_TIME};
    int64_t now = at("2026-03-09T09:00:00Z");

    OK(take_lines(&bench, &err));
    OK(reckon(&bench, &figures, window, now, SCRM_BY_QUEUE, &err) == 0);
    T("each post counts once, the latest revision, whatever the order")
    {
        OK(figures.posts == 5 && figures.duplicates == 2 && figures.deleted == 1);
        OK(figures.period.inbound == 4 && figures.period.outbound == 1);
        OK(figures.period.moods.neutral == 1 && figures.period.moods.negative == 1);
    }
    T("spam is in the volume and not in the sentiment")
    {
        OK(figures.period.spam == 1 && figures.period.moods.positive == 1);
        OK(scrm_moods_net(&figures.period.moods) == 0);
        OK(figures.period.listened == 1);
    }
    T("people are counted once, and an unknown direction is told")
    {
        OK(figures.period.authors == 3);
        OK(figures.unknown_direction == 1);
    }
    T("who waits, since when, and what was answered")
    {
        OK(figures.waiting == 1 && figures.oldest_waiting_ms == at("2026-03-08T23:30:00Z"));
        OK(figures.period.first_response.wall.n == 1 &&
           figures.period.first_response.wall.waiting == 1);
        OK(figures.period.first_response.wall.mean_ms == 30 * MINUTE);
        OK(figures.period.replied.part == 1 && figures.period.replied.whole == 2);
        OK(figures.period.sla.part == 1 && figures.period.sla.whole == 1 &&
           figures.period.sla.open == 1);
    }
    T("a period that the stream does not reach back to is unknown")
    {
        OK(!figures.previous.known && figures.rose.n == 0);
    }
    T("the breakdown has its values, most first")
    {
        OK(figures.breakdown.n == 1 && figures.breakdown.at[0].now == 1);
        OK(figures.networks.n == 2 && scrm_slice_is(figures.networks.at[0].name, "b") &&
           figures.networks.at[0].now == 3 && figures.networks.at[0].waiting == 1);
    }
    T("days are local days")
    {
        OK(figures.n_days == 2 && figures.days[0].inbound == 2);
        scrm_figures_fini(&figures);
        close_bench(&bench);
        OK(scrm_zone_set("Europe/Berlin", &err) == 0);
        OK(take_lines(&bench, &err));
        OK(reckon(&bench, &figures, window, now, SCRM_BY_N, &err) == 0);
        OK(figures.n_days == 2 && figures.days[0].inbound == 1);
        OK(scrm_zone_set("Europe/Berlni", &err) == -1 && err.code == SCRM_EXIT_USAGE);
        scrm_zone_set("UTC", &err);
    }
    scrm_figures_fini(&figures);
    scrm_err_fini(&err);
    close_bench(&bench);
}

static void test_empty(void)
{
    struct bench bench;
    struct scrm_figures figures;
    struct scrm_window window = {SCRM_NO_TIME, SCRM_NO_TIME};
    struct scrm_err err = {0};

    open_bench(&bench);
    OK(reckon(&bench, &figures, window, at("2026-03-09T09:00:00Z"), SCRM_BY_N, &err) == 0);
    T("no posts: every ratio is null")
    {
        OK(figures.waiting == 0 && figures.oldest_waiting_ms == SCRM_NO_TIME);
        OK(scrm_ratio_value(&figures.period.replied) == SCRM_NO_TIME);
        OK(scrm_moods_net(&figures.period.moods) == SCRM_NO_TIME);
    }
    scrm_figures_fini(&figures);
    close_bench(&bench);
}

int main(void)
{
    test_spread();
    test_figures();
    test_empty();
    return t_end();
}
