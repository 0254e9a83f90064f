/*
 * Counting posts. One pass a question: a report is made once a day, and a
 * pass over small facts costs less than the cleverness of sharing it.
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

uint32_t *scrm_tally_order(const struct scrm_report_posts *posts)
{
    size_t n = posts->authors.n + 1, i;
    uint32_t *from = scrm_alloc_zero(n + 1, sizeof *from);
    uint32_t *order = scrm_alloc_zero(posts->n + 1, sizeof *order);

    for (i = 0; i < posts->n; i++)
        from[posts->at[i].author + 1]++;
    for (i = 1; i < n; i++)
        from[i] += from[i - 1];
    for (i = 0; i < posts->n; i++)
        order[from[posts->at[i].author]++] = (uint32_t)i;
    free(from);
    return order;
}

void scrm_tally_period(struct scrm_period *period, const struct scrm_report_posts *posts,
                       const uint32_t *order, struct scrm_window window)
{
    uint32_t last = 0;
    size_t i;

    for (i = 0; i < posts->n; i++) {
        const struct scrm_report_post *post = &posts->at[order[i]];

        if (!inside(post, window))
            continue;
        add_post(period, post);
        if (post->direction == SCRM_INBOUND && post->author != last) {
            last = post->author;
            period->authors++;
        }
    }
}

struct scrm_day *scrm_tally_days(const struct scrm_report_posts *posts,
                                 struct scrm_window window, size_t *n)
{
    int64_t first = scrm_zone_day(window.since_ms), last = scrm_zone_day(window.until_ms - 1);
    struct scrm_day *days;
    size_t i;

    *n = 0;
    if (last < first)
        return NULL;
    if (last - first >= DAYS_MAX)
        first = last - DAYS_MAX + 1;
    *n = (size_t)(last - first + 1);
    days = scrm_alloc_zero(*n, sizeof *days);
    for (i = 0; i < *n; i++)
        days[i].day = first + (int64_t)i;
    for (i = 0; i < posts->n; i++) {
        const struct scrm_report_post *post = &posts->at[i];
        int64_t day;

        if (!inside(post, window) || (day = scrm_zone_day(post->created_ms)) < first)
            continue;
        days[day - first].inbound += post->direction == SCRM_INBOUND;
        days[day - first].outbound += post->direction == SCRM_OUTBOUND;
        if (is_voice(post))
            add_mood(&days[day - first].moods, post);
    }
    return days;
}

static int most_first(const void *a, const void *b)
{
    const struct scrm_share *x = a, *y = b;

    if (x->now != y->now)
        return x->now > y->now ? -1 : 1;
    return scrm_slice_cmp(x->name, y->name);
}

/* Which share a value has: by its number where the dimension has numbers, else by name. */
struct index {
    struct scrm_map names;
    uint32_t *numbers; /* index + 1 into the shares */
};

static struct scrm_share *share_at(struct scrm_shares *shares, struct scrm_slice name)
{
    SCRM_GROW(shares->at, shares->n, shares->cap);
    shares->at[shares->n] = (struct scrm_share){.name = name};
    return &shares->at[shares->n++];
}

static struct scrm_share *share_of(struct scrm_shares *shares, struct index *index,
                                   uint32_t number, struct scrm_slice name)
{
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

void scrm_tally_shares(struct scrm_shares *shares, const struct scrm_report_posts *posts,
                       const uint32_t *order, enum scrm_dimension by, struct scrm_window window,
                       struct scrm_window before)
{
    struct index index = {.numbers =
                              scrm_alloc_zero(posts->names.n + 1, sizeof *index.numbers)};
    size_t i;

    for (i = 0; i < posts->n; i++) {
        const struct scrm_report_post *post = &posts->at[order[i]];
        bool now = inside(post, window);
        bool earlier = before.since_ms != SCRM_NO_TIME && inside(post, before);
        struct scrm_slice value;
        size_t at = 0;

        if ((!now && !earlier) || post->direction != SCRM_INBOUND)
            continue;
        if (by < SCRM_DIMENSIONS_N) {
            uint32_t number = scrm_report_number(posts, post, by);

            if (number)
                add_share(share_of(shares, &index, number, scrm_report_name(posts, number)),
                          post, now, earlier);
            continue;
        }
        while (scrm_report_value_next(posts, post, by, &at, &value))
            add_share(share_of(shares, &index, 0, value), post, now, earlier);
    }
    if (shares->n)
        qsort(shares->at, shares->n, sizeof *shares->at, most_first);
    scrm_map_fini(&index.names);
    free(index.numbers);
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
