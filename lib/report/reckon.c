/*
 * Twice over the batches. First each post's latest revision is found, which
 * says how far the data reach; these posts are then put author by author and
 * counted. With the window known, the cases of each batch are folded, timed
 * and listed.
 */
#include "report/reckon.h"

#include <stddef.h>

#include "report/clocks.h"
#include "report/tally.h"

/* What of a post is on its way to the tally. It begins with the author, so that posts come
 * author by author. */
enum { VOICE_BYTES = offsetof(struct scrm_report_post, changed_ms) };

static int meet_posts(struct scrm_figures *figures, struct scrm_sorter *voices,
                      const struct scrm_report_matter *matter, struct scrm_err *err)
{
    struct scrm_report_facts *facts = matter->facts;
    struct scrm_report_posts *posts = matter->posts;
    int more;
    size_t i;

    facts->want = SCRM_WANT_POSTS;
    while ((more = scrm_report_facts_next(facts, err)) > 0) {
        scrm_report_posts_reset(posts);
        for (i = 0; i < facts->n_facts; i++)
            scrm_report_posts_keep(posts, &facts->kept[i].post);
        for (i = 0; i < posts->n; i++) {
            scrm_figures_meet(figures, &posts->at[i]);
            if (posts->at[i].told)
                scrm_sorter_add(voices, &posts->at[i]);
        }
    }
    figures->duplicates = posts->duplicates;
    figures->nameless = posts->nameless;
    return more;
}

static int count_posts(struct scrm_figures *figures, struct scrm_sorter *voices,
                       const struct scrm_report_posts *posts, enum scrm_dimension by,
                       struct scrm_err *err)
{
    const void *voice;
    struct scrm_report_post post = {0};
    struct scrm_tally tally;

    if (scrm_sorter_rewind(voices, err))
        return -1;
    scrm_tally_begin(&tally, figures, posts, by);
    while ((voice = scrm_sorter_next(voices, err)) != NULL) {
        memcpy(&post, voice, VOICE_BYTES);
        scrm_tally_post(&tally, &post);
    }
    scrm_tally_end(&tally);
    return err->code ? -1 : 0;
}

/* What cases are timed by, of the period and the one before. */
struct timing {
    struct scrm_figures *figures;
    struct scrm_case_list *list;
    struct scrm_clocks now, before;
};

static void add_cases(struct timing *timing, const struct scrm_cases *cases,
                      const struct scrm_case_fact *facts)
{
    struct scrm_figures *figures = timing->figures;

    scrm_clocks_now(figures, cases);
    scrm_clocks_period(&figures->period, &timing->now, cases, figures->window, figures->now_ms);
    if (figures->previous.known)
        scrm_clocks_period(&figures->previous, &timing->before, cases, figures->before,
                           figures->now_ms);
    scrm_clocks_networks(&figures->networks, cases, facts);
    scrm_case_list_add(timing->list, cases, facts);
}

static int time_cases(struct timing *timing, const struct scrm_report_matter *matter,
                      struct scrm_err *err)
{
    struct scrm_report_facts *facts = matter->facts;
    struct scrm_cases cases = {.settings = matter->settings};
    int more = 0;

    if (matter->cases) {
        add_cases(timing, matter->cases, matter->case_facts);
    } else {
        facts->want = SCRM_WANT_FACTS;
        more = scrm_report_facts_rewind(facts, err);
        while (more == 0 && (more = scrm_report_facts_next(facts, err)) > 0) {
            scrm_cases_fold(&cases, facts->facts, facts->n_facts, NULL, 0);
            add_cases(timing, &cases, facts->facts);
            more = 0;
        }
        scrm_cases_fini(&cases);
    }
    scrm_case_list_end(timing->list);
    if (scrm_clocks_end(&timing->figures->period, &timing->now, err) ||
        scrm_clocks_end(&timing->figures->previous, &timing->before, err))
        more = -1;
    return more;
}

int scrm_report_reckon(struct scrm_figures *figures, struct scrm_case_list *list,
                       const struct scrm_report_matter *matter, struct scrm_window window,
                       enum scrm_dimension by, struct scrm_err *err)
{
    struct timing timing = {.figures = figures,
                            .list = list,
                            .now.calendar = matter->calendar,
                            .before.calendar = matter->calendar};
    struct scrm_sorter voices = {.size = VOICE_BYTES};
    int result;

    scrm_figures_begin(figures, list->now_ms);
    figures->calendar = matter->calendar;
    result = scrm_report_facts_join(matter->facts, err);
    if (result == 0)
        result = meet_posts(figures, &voices, matter, err);
    scrm_figures_span(figures, window);
    if (result == 0)
        result = count_posts(figures, &voices, matter->posts, by, err);
    scrm_sorter_fini(&voices);
    if (result == 0)
        result = time_cases(&timing, matter, err);
    scrm_figures_end(figures);
    return result;
}
