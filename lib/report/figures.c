/*
 * Figures of a report, before and behind the tallies of posts and the clocks of
 * cases. Pure: the same posts, cases, window and clock give the same figures.
 */
#include "report/figures.h"

#include <stdlib.h>

#include "base/num.h"
#include "base/time.h"
#include "report/tally.h"
#include "report/zone.h"

static int read_time(const char *name, const char *text, int64_t now_ms, int64_t *ms,
                     struct scrm_err *err)
{
    *ms = SCRM_NO_TIME;
    if (text && scrm_time_option(scrm_slice_of(text), now_ms, ms))
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--%s: \"%s\" is no time; RFC 3339, a date, or back from now as 7d",
                            name, text);
    return 0;
}

int scrm_report_window(struct scrm_window *window, const char *since, const char *until,
                       int64_t now_ms, struct scrm_err *err)
{
    if (read_time("since", since, now_ms, &window->since_ms, err))
        return -1;
    return read_time("until", until, now_ms, &window->until_ms, err);
}

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

void scrm_figures_begin(struct scrm_figures *figures, int64_t now_ms)
{
    *figures = (struct scrm_figures){.now_ms = now_ms,
                                     .first_ms = SCRM_NO_TIME,
                                     .last_ms = SCRM_NO_TIME,
                                     .oldest_waiting_ms = SCRM_NO_TIME};
}

void scrm_figures_meet(struct scrm_figures *figures, const struct scrm_report_post *post)
{
    figures->posts += post->told;
    figures->deleted += post->deleted;
    if (!post->told)
        return;
    figures->inferred_times += post->inferred;
    figures->unknown_direction += !post->direction_known;
    figures->unscored += post->mood == SCRM_MOOD_UNKNOWN;
    figures->unrouted += !post->routed;
    if (figures->first_ms == SCRM_NO_TIME || post->created_ms < figures->first_ms)
        figures->first_ms = post->created_ms;
    if (figures->last_ms == SCRM_NO_TIME || post->created_ms > figures->last_ms)
        figures->last_ms = post->created_ms;
}

/*
 * The window as asked for, or all of the stream. The period before is as long
 * and counts as known only where the stream reaches back to its first seventh:
 * half a week set against a whole one would be a lie.
 */
void scrm_figures_span(struct scrm_figures *figures, struct scrm_window window)
{
    bool any = figures->first_ms != SCRM_NO_TIME;
    int64_t first = any ? figures->first_ms : figures->now_ms;
    int64_t last = any ? figures->last_ms : figures->now_ms, length;

    figures->window = window;
    figures->before = (struct scrm_window){SCRM_NO_TIME, SCRM_NO_TIME};
    figures->period.known = true;
    if (window.until_ms == SCRM_NO_TIME)
        figures->window.until_ms = last >= figures->now_ms ? last + 1 : figures->now_ms;
    if (window.since_ms == SCRM_NO_TIME) {
        figures->window.since_ms = scrm_zone_day_start(scrm_zone_day(first));
        return;
    }
    length = figures->window.until_ms - window.since_ms;
    if (any && first <= window.since_ms - length + length / 7)
        figures->before = (struct scrm_window){window.since_ms - length, window.since_ms};
    figures->previous.known = figures->before.since_ms != SCRM_NO_TIME;
}

static int most_growth_first(const void *a, const void *b)
{
    const struct scrm_share *x = a, *y = b;
    uint64_t grown_x = x->now - x->before, grown_y = y->now - y->before;

    if (grown_x != grown_y)
        return grown_x > grown_y ? -1 : 1;
    return scrm_slice_cmp(x->name, y->name);
}

void scrm_figures_end(struct scrm_figures *figures)
{
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
