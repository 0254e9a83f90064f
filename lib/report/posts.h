/*
 * What a report remembers of the posts that pass: one small fact a post.
 *
 * A post that comes twice counts once, its latest revision. That needs the
 * ids, so memory grows by about 90 bytes a post (plus a snippet for those that
 * may stand in the case list); nothing else is kept.
 */
#ifndef SCRM_REPORT_POSTS_H
#define SCRM_REPORT_POSTS_H

#include "base/hash.h"
#include "cases/cases.h"
#include "record/post.h"
#include "record/scan.h"

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

struct scrm_report_post {
    struct scrm_digest id;
    int64_t created_ms, changed_ms;
    uint32_t author;                   /* index + 1 into names; 0 unknown */
    uint32_t value[SCRM_DIMENSIONS_N]; /* index + 1 into names; 0 absent */
    uint32_t labels;   /* index + 1 into label lists: topics and brands; 0 none */
    int16_t sentiment; /* ten-thousandths */
    uint16_t intents;  /* bit i: scrm_intents[i] at 0.5 or more */
    uint8_t mood;      /* enum scrm_mood */
    uint8_t direction; /* enum scrm_direction */
    uint8_t action;    /* enum scrm_action */
    bool told;         /* a sighting with content came; else only a tombstone */
    bool direction_known, routed, repost, deleted, inferred, spam;
};

/* Places for names met lately, for each dimension. */
enum { SCRM_LATELY_N = 16 };

struct scrm_report_posts {
    struct scrm_report_post *at;
    size_t n, cap;
    struct scrm_map names; /* every network, channel, author … once */
    uint32_t lately[SCRM_DIMENSIONS_N][SCRM_LATELY_N]; /* numbers of names, by length */
    uint32_t *slots;                                   /* by id: index + 1 into at */
    size_t mask;
    struct scrm_map labels; /* "topic\x1ftopic\x1e brand" lists, joined texts, once each */
    uint64_t duplicates;    /* lines that brought nothing new */
    uint64_t nameless;      /* lines without an id: each different one counts as a post */
};

/* Slots in the caller's keys. */
struct scrm_report_slots {
    int id, type, created_at, updated_at, inferred, direction, network, channel, lang,
        author_id, author_handle, author_name, deleted, sentiment, mood, score_lang, spam,
        intents, topics, brands, action, queue, function, priority, rule, dup_kind, shared;
};

void scrm_report_slots_add(struct scrm_report_slots *slots, struct scrm_keys *keys);

void scrm_report_posts_fini(struct scrm_report_posts *posts);

/* Takes one scanned line. Error 65: an id that is no text. A line without an id
 * is known by its bytes. */
int scrm_report_posts_take(struct scrm_report_posts *posts,
                           const struct scrm_report_slots *slots, const struct scrm_line *line,
                           struct scrm_arena *arena, int64_t now_ms, struct scrm_err *err);

/* Text of a name's number; "" for 0. Borrowed. */
struct scrm_slice scrm_report_name(const struct scrm_report_posts *posts, uint32_t number);

/* The values of a post in a dimension, one after the other: start with *at = 0; false at the
 * end. */
bool scrm_report_value_next(const struct scrm_report_posts *posts,
                            const struct scrm_report_post *post, enum scrm_dimension by,
                            size_t *at, struct scrm_slice *value);

#endif
