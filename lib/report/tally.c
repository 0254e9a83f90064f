/*
 * Counting posts, one after the other, in everything that they are part of.
 */
#include "report/tally.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "report/zone.h"

enum { DAYS_MAX = 400 };

static bool inside(const struct scrm_report_post *post, struct scrm_window window)
{
    return post->told && post->created_ms >= window.since_ms &&
           post->created_ms < window.until_ms;
}

/* Whether a post counts as a customer's voice. */
static bool is_voice(const struct scrm_report_post *post)
{
    return post->direction == SCRM_INBOUND && !post->spam && !post->repost;
}

static void add_mood(struct scrm_moods *moods, const struct scrm_report_post *post)
{
    switch (post->mood) {
    case SCRM_MOOD_NEGATIVE:
        moods->negative++;
        break;
    case SCRM_MOOD_NEUTRAL:
        moods->neutral++;
        break;
    case SCRM_MOOD_POSITIVE:
        moods->positive++;
        break;
    default:
        moods->unknown++;
    }
}

static void add_post(struct scrm_period *period, const struct scrm_report_post *post)
{
    if (post->direction == SCRM_OUTBOUND) {
        period->outbound++;
        return;
    }
    if (post->direction == SCRM_INTERNAL) {
        period->internal++;
        return;
    }
    period->inbound++;
    period->spam += post->spam;
    period->reposts += post->repost;
    period->listened += post->routed && post->action == SCRM_LISTEN;
    if (is_voice(post))
        add_mood(&period->moods, post);
}

static void add_period(struct scrm_period *period, const struct scrm_report_post *post)
{
    add_post(period, post);
    if (post->direction == SCRM_INBOUND && post->author != period->last_author) {
        period->last_author = post->author;
        period->authors++;
    }
}

/* Every local day of the window, the last ones of a long one. */
static void begin_days(struct scrm_figures *figures)
{
    int64_t first = scrm_zone_day(figures->window.since_ms);
    int64_t last = scrm_zone_day(figures->window.until_ms - 1);
    size_t i;

    if (last < first)
        return;
    if (last - first >= DAYS_MAX)
        first = last - DAYS_MAX + 1;
    figures->n_days = (size_t)(last - first + 1);
    figures->days = scrm_alloc_zero(figures->n_days, sizeof *figures->days);
    for (i = 0; i < figures->n_days; i++)
        figures->days[i].day = first + (int64_t)i;
}

static void add_day(struct scrm_figures *figures, const struct scrm_report_post *post)
{
    struct scrm_day *one;
    int64_t day;

    if (!figures->n_days || (day = scrm_zone_day(post->created_ms)) < figures->days[0].day)
        return;
    one = &figures->days[day - figures->days[0].day];
    one->inbound += post->direction == SCRM_INBOUND;
    one->outbound += post->direction == SCRM_OUTBOUND;
    if (is_voice(post))
        add_mood(&one->moods, post);
}

static int most_first(const void *a, const void *b)
{
    const struct scrm_share *x = a, *y = b;

    if (x->now != y->now)
        return x->now > y->now ? -1 : 1;
    return scrm_slice_cmp(x->name, y->name);
}

static struct scrm_share *share_at(struct scrm_shares *shares, struct scrm_slice name)
{
    SCRM_GROW(shares->at, shares->n, shares->cap);
    shares->at[shares->n] = (struct scrm_share){.name = name};
    return &shares->at[shares->n++];
}

static struct scrm_share *share_of(struct scrm_tally_index *index, uint32_t number,
                                   struct scrm_slice name)
{
    struct scrm_shares *shares = index->shares;
    struct scrm_map_entry *entry;
    bool added;

    if (number) {
        if (index->numbers[number])
            return &shares->at[index->numbers[number] - 1];
        index->numbers[number] = (uint32_t)shares->n + 1;
        return share_at(shares, name);
    }
    entry = scrm_map_put(&index->names, name, &added);
    if (!added)
        return &shares->at[entry->value];
    entry->value = shares->n;
    return share_at(shares, name);
}

/* One post in one of its shares. */
static void add_share(struct scrm_share *share, const struct scrm_report_post *post, bool now,
                      bool earlier)
{
    share->before += earlier;
    if (!now)
        return;
    share->now++;
    if (is_voice(post))
        add_mood(&share->moods, post);
    share->authors += post->author != share->last_author;
    share->last_author = post->author;
}

static void add_shares(struct scrm_tally *tally, struct scrm_tally_index *index,
                       const struct scrm_report_post *post, bool now, bool earlier)
{
    struct scrm_slice value;
    unsigned intents = post->intents;
    size_t at = 0;
    uint32_t number;

    if (index->by == SCRM_BY_INTENT) {
        for (; intents; intents &= intents - 1) { /* an intent is known by its place */
            number = (uint32_t)__builtin_ctz(intents) + 1;
            add_share(share_of(index, number, scrm_slice_of(scrm_intents[number - 1])), post,
                      now, earlier);
        }
    } else if (index->by < SCRM_DIMENSIONS_N) {
        number = scrm_report_number(tally->posts, post, index->by);
        if (number)
            add_share(share_of(index, number, scrm_report_name(tally->posts, number)), post,
                      now, earlier);
    } else if (post->labels) {
        while (scrm_report_value_next(tally->posts, post, index->by, &at, &value))
            add_share(share_of(index, 0, value), post, now, earlier);
    }
}

static void begin_shares(struct scrm_tally *tally, struct scrm_shares *shares,
                         enum scrm_dimension by)
{
    tally->at[tally->n++] = (struct scrm_tally_index){
        .shares = shares,
        .by = by,
        .numbers =
            scrm_alloc_zero(tally->posts->names.n + SCRM_INTENTS_N + 1, sizeof(uint32_t))};
}

void scrm_tally_begin(struct scrm_tally *tally, struct scrm_figures *figures,
                      const struct scrm_report_posts *posts, enum scrm_dimension by)
{
    *tally = (struct scrm_tally){.figures = figures, .posts = posts};
    begin_days(figures);
    begin_shares(tally, &figures->networks, SCRM_BY_NETWORK);
    begin_shares(tally, &figures->intents, SCRM_BY_INTENT);
    begin_shares(tally, &figures->topics, SCRM_BY_TOPIC);
    begin_shares(tally, &figures->brands, SCRM_BY_BRAND);
    begin_shares(tally, &figures->languages, SCRM_BY_LANG);
    if (by != SCRM_BY_N)
        begin_shares(tally, &figures->breakdown, by);
}

void scrm_tally_post(struct scrm_tally *tally, const struct scrm_report_post *post)
{
    struct scrm_figures *figures = tally->figures;
    bool now = inside(post, figures->window);
    bool earlier = figures->before.since_ms != SCRM_NO_TIME && inside(post, figures->before);
    size_t i;

    if (now) {
        add_period(&figures->period, post);
        add_day(figures, post);
    }
    if (earlier)
        add_period(&figures->previous, post);
    if ((!now && !earlier) || post->direction != SCRM_INBOUND)
        return;
    for (i = 0; i < tally->n; i++)
        add_shares(tally, &tally->at[i], post, now, earlier);
}

void scrm_tally_end(struct scrm_tally *tally)
{
    size_t i;

    for (i = 0; i < tally->n; i++) {
        struct scrm_shares *shares = tally->at[i].shares;

        if (shares->n)
            qsort(shares->at, shares->n, sizeof *shares->at, most_first);
        scrm_map_fini(&tally->at[i].names);
        free(tally->at[i].numbers);
    }
    tally->n = 0;
}

void scrm_tally_rose(struct scrm_shares *rose, const struct scrm_shares *shares)
{
    size_t i;

    for (i = 0; i < shares->n; i++) {
        const struct scrm_share *share = &shares->at[i];
        uint64_t more = share->now > share->before ? share->now - share->before : 0;

        if (share->now < 3 || more * more <= 4 * (share->now + share->before))
            continue;
        SCRM_GROW(rose->at, rose->n, rose->cap);
        rose->at[rose->n++] = *share;
    }
}
