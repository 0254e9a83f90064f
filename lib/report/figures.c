/*
 * All figures of a report, put together from tallies of posts and clocks of
 * cases. Pure: the same posts, cases, window and clock give the same figures.
 */
#include "report/figures.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "report/clocks.h"
#include "report/tally.h"
#include "report/zone.h"

uint64_t scrm_moods_scored(const struct scrm_moods *moods)
{
    return moods->negative + moods->neutral + moods->positive;
}

/* Half away from zero, as fixed point is rounded everywhere. */
static int64_t share_of(int64_t part, int64_t whole)
{
    int64_t scaled = part * SCRM_FIXED_ONE * 2 + (part < 0 ? -whole : whole);

    return scaled / (2 * whole);
}

int64_t scrm_moods_net(const struct scrm_moods *moods)
{
    int64_t scored = (int64_t)scrm_moods_scored(moods);

    if (scored == 0)
        return SCRM_NO_TIME;
    return share_of((int64_t)moods->positive - (int64_t)moods->negative, scored);
}

int64_t scrm_ratio_value(const struct scrm_ratio *ratio)
{
    return ratio->whole ? share_of((int64_t)ratio->part, (int64_t)ratio->whole) : SCRM_NO_TIME;
}

/* The first and last instant that a post names; false where there is none. */
static bool reach(const struct scrm_report_posts *posts, int64_t *first, int64_t *last)
{
    bool any = false;
    size_t i;

    for (i = 0; i < posts->n; i++) {
        int64_t at = posts->at[i].created_ms;

        if (!posts->at[i].told)
            continue;
        if (!any || at < *first)
            *first = at;
        if (!any || at > *last)
            *last = at;
        any = true;
    }
    return any;
}

/*
 * The window as asked for, or all of the stream. The period before is as long
 * and counts as known only where the stream reaches back to its first seventh:
 * half a week set against a whole one would be a lie.
 */
static void set_windows(struct scrm_figures *figures, const struct scrm_report_posts *posts,
                        struct scrm_window window)
{
    int64_t first = figures->now_ms, last = figures->now_ms, length;
    bool any = reach(posts, &first, &last);

    figures->window = window;
    figures->before = (struct scrm_window){SCRM_NO_TIME, SCRM_NO_TIME};
    if (window.until_ms == SCRM_NO_TIME)
        figures->window.until_ms = last >= figures->now_ms ? last + 1 : figures->now_ms;
    if (window.since_ms == SCRM_NO_TIME) {
        figures->window.since_ms = scrm_zone_day_start(scrm_zone_day(first));
        return;
    }
    length = figures->window.until_ms - window.since_ms;
    if (any && first <= window.since_ms - length + length / 7)
        figures->before = (struct scrm_window){window.since_ms - length, window.since_ms};
}

static void count_quality(struct scrm_figures *figures, const struct scrm_report_posts *posts)
{
    size_t i;

    figures->duplicates = posts->duplicates;
    figures->nameless = posts->nameless;
    for (i = 0; i < posts->n; i++) {
        const struct scrm_report_post *post = &posts->at[i];

        figures->posts += post->told;
        figures->deleted += post->deleted;
        if (!post->told)
            continue;
        figures->inferred_times += post->inferred;
        figures->unknown_direction += !post->direction_known;
        figures->unscored += post->mood == SCRM_MOOD_UNKNOWN;
        figures->unrouted += !post->routed;
    }
}

static int most_growth_first(const void *a, const void *b)
{
    const struct scrm_share *x = a, *y = b;
    uint64_t grown_x = x->now - x->before, grown_y = y->now - y->before;

    if (grown_x != grown_y)
        return grown_x > grown_y ? -1 : 1;
    return scrm_slice_cmp(x->name, y->name);
}

void scrm_figures_compute(struct scrm_figures *figures, const struct scrm_report_posts *posts,
                          const struct scrm_cases *cases, const struct scrm_case_fact *facts,
                          struct scrm_window window, int64_t now_ms, enum scrm_dimension by)
{
    uint32_t *order = scrm_tally_order(posts);
    struct scrm_window asked;

    *figures = (struct scrm_figures){.now_ms = now_ms};
    set_windows(figures, posts, window);
    asked = figures->window;
    count_quality(figures, posts);
    scrm_clocks_now(figures, cases);
    figures->period.known = true;
    scrm_tally_period(&figures->period, posts, order, asked);
    scrm_clocks_period(&figures->period, cases, asked, now_ms);
    if (figures->before.since_ms != SCRM_NO_TIME) {
        figures->previous.known = true;
        scrm_tally_period(&figures->previous, posts, order, figures->before);
        scrm_clocks_period(&figures->previous, cases, figures->before, now_ms);
    }
    figures->days = scrm_tally_days(posts, asked, &figures->n_days);
    scrm_tally_shares(&figures->networks, posts, order, SCRM_BY_NETWORK, asked,
                      figures->before);
    scrm_clocks_networks(&figures->networks, cases, facts);
    scrm_tally_shares(&figures->intents, posts, order, SCRM_BY_INTENT, asked, figures->before);
    scrm_tally_shares(&figures->topics, posts, order, SCRM_BY_TOPIC, asked, figures->before);
    scrm_tally_shares(&figures->brands, posts, order, SCRM_BY_BRAND, asked, figures->before);
    scrm_tally_shares(&figures->languages, posts, order, SCRM_BY_LANG, asked, figures->before);
    if (by != SCRM_BY_N)
        scrm_tally_shares(&figures->breakdown, posts, order, by, asked, figures->before);
    free(order);
    if (!figures->previous.known)
        return;
    scrm_tally_rose(&figures->rose, &figures->intents);
    scrm_tally_rose(&figures->rose, &figures->topics);
    scrm_tally_rose(&figures->rose, &figures->networks);
    if (figures->rose.n)
        qsort(figures->rose.at, figures->rose.n, sizeof *figures->rose.at, most_growth_first);
}

void scrm_figures_fini(struct scrm_figures *figures)
{
    free(figures->days);
    free(figures->networks.at);
    free(figures->intents.at);
    free(figures->topics.at);
    free(figures->brands.at);
    free(figures->languages.at);
    free(figures->breakdown.at);
    free(figures->rose.at);
    *figures = (struct scrm_figures){0};
}
