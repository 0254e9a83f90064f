/*
 * What a report counts of the posts that pass: one small fact a post.
 *
 * A post that comes twice counts once, its latest revision. That needs the
 * ids of all posts between which it is decided: those of one batch
 * (report/facts.h), which has all that a post was seen as.
 */
#ifndef SCRM_REPORT_POSTS_H
#define SCRM_REPORT_POSTS_H

#include "base/hash.h"
#include "cases/cases.h"
#include "record/post.h"
#include "record/scan.h"
#include "report/numbers.h"

enum scrm_mood { SCRM_MOOD_UNKNOWN, SCRM_MOOD_NEGATIVE, SCRM_MOOD_NEUTRAL, SCRM_MOOD_POSITIVE };

/* What posts can be told apart by; the names of --by. */
enum scrm_dimension {
    SCRM_BY_NETWORK,
    SCRM_BY_CHANNEL,
    SCRM_BY_LANG,
    SCRM_BY_QUEUE,
    SCRM_BY_FUNCTION,
    SCRM_BY_PRIORITY,
    SCRM_BY_RULE,
    SCRM_BY_TYPE,
    SCRM_DIMENSIONS_N,
    SCRM_BY_INTENT = SCRM_DIMENSIONS_N, /* several a post */
    SCRM_BY_TOPIC,                      /* several a post */
    SCRM_BY_BRAND,                      /* several a post */
    SCRM_BY_N,
};
extern const char *const scrm_dimensions[SCRM_BY_N + 1]; /* NULL-terminated */

/* By name; SCRM_BY_N for NULL and what is none. */
enum scrm_dimension scrm_report_dimension(const char *name);

struct scrm_report_post {
    uint64_t author; /* equal numbers are one author; 0 unknown */
    int64_t created_ms;
    uint32_t place, decision; /* index + 1 into `places`, `decisions`; 0 none */
    uint32_t lang;            /* index + 1 into names; 0 absent */
    uint32_t labels;          /* index + 1 into label lists: topics and brands; 0 none */
    uint16_t intents;         /* bit i: scrm_intents[i] at 0.5 or more */
    uint8_t type;             /* index + 1 into scrm_post_types; 0 absent */
    uint8_t mood;             /* enum scrm_mood */
    uint8_t direction;        /* enum scrm_direction */
    uint8_t action;           /* enum scrm_action */
    bool told;                /* a sighting with content came; else only a tombstone */
    bool direction_known, routed, repost, deleted, inferred, spam;
    /* Up to here it is what is counted; what follows tells the latest revision. */
    int64_t changed_ms;
    struct scrm_digest id;
};

struct scrm_report_posts {
    struct scrm_report_post *at; /* of one batch */
    size_t n, cap;
    struct scrm_map names; /* every network, channel, queue, language … once */
    struct scrm_report_shared places, decisions;
    uint32_t types[16]; /* by type: its name's number */
    uint32_t langs[16]; /* languages met last, by length and first letter */
    uint32_t *slots;    /* by id: index + 1 into at */
    size_t mask;
    struct scrm_map labels; /* "topic\x1ftopic\x1e brand" lists, joined texts, once each */
    uint64_t duplicates;    /* lines that brought nothing new */
    uint64_t nameless;      /* lines without an id: each different one counts as a post */
};

/* Slots in the caller's keys, of what the facts do not say. */
struct scrm_report_slots {
    int type, direction, created_at, inferred, lang, author_name, shared, mood, score_lang,
        spam, topics, brands, action, priority;
    int intents[SCRM_INTENTS_N];
};

void scrm_report_slots_add(struct scrm_report_slots *slots, struct scrm_keys *keys);

void scrm_report_posts_fini(struct scrm_report_posts *posts);

/* Reads one scanned line and the facts that were read off it. `arena` is scratch. */
void scrm_report_post_read(struct scrm_report_posts *posts,
                           const struct scrm_report_slots *slots, const struct scrm_line *line,
                           const struct scrm_case_fact *fact, struct scrm_arena *arena,
                           struct scrm_report_post *post);

/* Forgets the posts kept; names and counts stay. */
void scrm_report_posts_reset(struct scrm_report_posts *posts);

/* Keeps the post under its id, unless a revision as new is there already. */
void scrm_report_posts_keep(struct scrm_report_posts *posts,
                            const struct scrm_report_post *post);

/* Number of a post's name in a dimension that gives each post one; 0: none. */
uint32_t scrm_report_number(const struct scrm_report_posts *posts,
                            const struct scrm_report_post *post, enum scrm_dimension by);

/* Text of a name's number; "" for 0. Borrowed. */
struct scrm_slice scrm_report_name(const struct scrm_report_posts *posts, uint32_t number);

/* The values of a post in a dimension that gives it several, one after the other: start with
 * *at = 0; false at the end. */
bool scrm_report_value_next(const struct scrm_report_posts *posts,
                            const struct scrm_report_post *post, enum scrm_dimension by,
                            size_t *at, struct scrm_slice *value);

#endif
