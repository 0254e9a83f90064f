/*
 * Every figure of the first screen, exactly as docs/metrics.md defines it:
 * n, what is unknown, what is still waiting, and never a zero for "nobody
 * asked". Counted from the posts that passed and the cases of the one fold.
 */
#ifndef SCRM_REPORT_FIGURES_H
#define SCRM_REPORT_FIGURES_H

#include "calendar/calendar.h"
#include "record/end.h"
#include "report/posts.h"

/* From `since` up to, not including, `until`. */
struct scrm_window {
    int64_t since_ms, until_ms;
};

/* Reads what --since and --until say; NULL gives SCRM_NO_TIME. Error 64. */
int scrm_report_window(struct scrm_window *window, const char *since, const char *until,
                       int64_t now_ms, struct scrm_err *err);

/* A distribution of durations in milliseconds. */
struct scrm_spread {
    uint64_t n;       /* measured */
    uint64_t waiting; /* censored: still going on at the end of the window */
    uint64_t unknown; /* could be measured by nobody (a missing time) */
    int64_t mean_ms, median_ms, p90_ms, max_ms; /* SCRM_NO_TIME where n + waiting = 0 */
    bool median_least, p90_least; /* a waiting one stands at or below: "at least" */
};

/* The same things by the clock on the wall and in a calendar's business time. */
struct scrm_took {
    struct scrm_spread wall;
    struct scrm_spread business; /* nothing unless: */
    bool in_business;            /* there was a calendar */
};

struct scrm_ratio {
    uint64_t part, whole; /* whole 0: null */
    uint64_t open;        /* undecided yet, in neither */
};

struct scrm_moods {
    uint64_t negative, neutral, positive, unknown;
};

/* What one window says. */
struct scrm_period {
    bool known; /* false: the stream does not reach back to it */
    uint64_t inbound, outbound, internal, spam, reposts, listened;
    uint64_t authors;        /* distinct, inbound, exact */
    uint64_t last_author;    /* while counting: posts come author by author */
    struct scrm_moods moods; /* of inbound posts that are no spam and no repost */
    struct scrm_took first_response, next_response, resolution;
    struct scrm_ratio replied, sla;
    uint64_t opened, reopened, resolved;
};

/* One line of a breakdown, or of what rose. */
struct scrm_share {
    struct scrm_slice name; /* borrowed from the posts */
    uint64_t now, before;
    uint64_t authors, waiting;
    uint64_t last_author; /* while counting: posts come author by author */
    struct scrm_moods moods;
};

struct scrm_shares {
    struct scrm_share *at; /* most first, then by name */
    size_t n, cap;
};

struct scrm_day {
    int64_t day; /* local date, days since 1970-01-01 */
    uint64_t inbound, outbound;
    struct scrm_moods moods;
};

struct scrm_figures {
    struct scrm_window window, before;
    int64_t now_ms;
    const struct scrm_calendar *calendar; /* of business time; NULL: none. Borrowed */
    int64_t first_ms, last_ms;            /* of what was told; SCRM_NO_TIME: nothing was */
    uint64_t waiting, overdue, at_risk, unassigned, open_cases;
    int64_t oldest_waiting_ms; /* SCRM_NO_TIME: nobody waits */
    struct scrm_period period, previous;
    struct scrm_day *days; /* every local day of the window, the last 400 at most */
    size_t n_days;
    struct scrm_shares networks; /* the channel census */
    struct scrm_shares intents, topics, brands, languages;
    struct scrm_shares breakdown; /* of --by */
    struct scrm_shares rose; /* intents, topics and networks that grew most, significantly */
    uint64_t posts, duplicates, nameless, deleted, inferred_times, unknown_direction, unscored,
        unrouted;
};

/*
 * The way of figures: begin; meet every post, in any order; the windows; then
 * the tally of the posts (report/tally.h) and the clocks of the cases
 * (report/clocks.h), in this order; end.
 */
void scrm_figures_begin(struct scrm_figures *figures, int64_t now_ms);

/* How good the data are, and how far they reach. */
void scrm_figures_meet(struct scrm_figures *figures, const struct scrm_report_post *post);

/* `window.since_ms` SCRM_NO_TIME: from the first post's local day, and then there is no period
 * before. */
void scrm_figures_span(struct scrm_figures *figures, struct scrm_window window);

/* What rose, of all that was counted. */
void scrm_figures_end(struct scrm_figures *figures);
void scrm_figures_fini(struct scrm_figures *figures);

/* (positive - negative) / all scored, in ten-thousandths; SCRM_NO_TIME: none scored. */
int64_t scrm_moods_net(const struct scrm_moods *moods);
uint64_t scrm_moods_scored(const struct scrm_moods *moods);

/* part / whole in ten-thousandths; SCRM_NO_TIME where whole = 0. */
int64_t scrm_ratio_value(const struct scrm_ratio *ratio);

#endif
