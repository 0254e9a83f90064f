/*
 * Taking posts in: what the facts of a post and its score say, in numbers;
 * the latest revision wins. Places, decisions, languages and authors come
 * again and again, so each is met by a number that it got once.
 */
#include "report/posts.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "cases/read.h"
#include "record/value.h"

const char *const scrm_dimensions[SCRM_BY_N + 1] = {"network",  "channel",  "lang",  "queue",
                                                    "function", "priority", "rule",  "type",
                                                    "intent",   "topic",    "brand", NULL};

enum scrm_dimension scrm_report_dimension(const char *name)
{
    int by = 0;

    while (by < SCRM_BY_N && (!name || strcmp(scrm_dimensions[by], name) != 0))
        by++;
    return (enum scrm_dimension)by;
}

/* Half and more: the intents that a reader would call the post's own; and so with spam. */
enum { HALF = SCRM_FIXED_ONE / 2 };

#define ITEM_END '\x1f'
#define LIST_END '\x1e'

void scrm_report_slots_add(struct scrm_report_slots *slots, struct scrm_keys *keys)
{
    const struct scrm_slice intents[] = {SCRM_SLICE("score"), SCRM_SLICE("intents")};
    const struct {
        int *slot;
        const char *path;
    } members[] = {{&slots->type, "type"},
                   {&slots->direction, "direction"},
                   {&slots->created_at, "created_at"},
                   {&slots->inferred, "created_at_inferred"},
                   {&slots->lang, "lang"},
                   {&slots->author_name, "author_name"},
                   {&slots->shared, "shared"},
                   {&slots->mood, "score.sentiment_class"},
                   {&slots->score_lang, "score.lang"},
                   {&slots->spam, "score.spam"},
                   {&slots->topics, "score.topics"},
                   {&slots->brands, "score.brands"},
                   {&slots->action, "route.action"},
                   {&slots->priority, "route.priority"}};
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        *members[i].slot = scrm_keys_add_dotted(keys, members[i].path);
    for (i = 0; i < SCRM_INTENTS_N; i++) {
        const struct scrm_slice path[] = {intents[0], intents[1],
                                          scrm_slice_of(scrm_intents[i])};

        slots->intents[i] = scrm_keys_add(keys, path, 3);
    }
}

void scrm_report_posts_fini(struct scrm_report_posts *posts)
{
    scrm_map_fini(&posts->names);
    scrm_map_fini(&posts->labels);
    scrm_shared_fini(&posts->places);
    scrm_shared_fini(&posts->decisions);
    free(posts->slots);
    free(posts->at);
    *posts = (struct scrm_report_posts){0};
}

struct scrm_slice scrm_report_name(const struct scrm_report_posts *posts, uint32_t number)
{
    return number ? posts->names.entries[number - 1].key : SCRM_SLICE("");
}

static uint32_t place_number(struct scrm_report_posts *posts,
                             const struct scrm_case_place *place)
{
    bool added;
    uint32_t number;

    if (!place)
        return 0;
    number = scrm_shared_number(&posts->places, place, &added);
    if (added) {
        posts->places.at[number - 1][0] = scrm_name_number(&posts->names, place->network);
        posts->places.at[number - 1][1] = scrm_name_number(&posts->names, place->channel);
    }
    return number;
}

/* A decision says "normal" where nothing was decided: `said` is what stands in the line. */
static uint32_t decision_number(struct scrm_report_posts *posts,
                                const struct scrm_case_decision *decision,
                                struct scrm_value said)
{
    bool added;
    uint32_t number;

    if (!decision)
        return 0;
    number = scrm_shared_number(&posts->decisions, decision, &added);
    if (added) {
        uint32_t *at = posts->decisions.at[number - 1];

        at[0] = scrm_name_number(&posts->names, decision->queue);
        at[1] = scrm_name_number(&posts->names, decision->function);
        at[2] = said.kind == SCRM_STRING
                    ? scrm_name_number(&posts->names,
                                       scrm_slice_of(scrm_priorities[decision->priority]))
                    : 0;
        at[3] = scrm_name_number(&posts->names, decision->rule);
    }
    return number;
}

uint32_t scrm_report_number(const struct scrm_report_posts *posts,
                            const struct scrm_report_post *post, enum scrm_dimension by)
{
    switch (by) {
    case SCRM_BY_NETWORK:
    case SCRM_BY_CHANNEL:
        return post->place ? posts->places.at[post->place - 1][by - SCRM_BY_NETWORK] : 0;
    case SCRM_BY_QUEUE:
    case SCRM_BY_FUNCTION:
    case SCRM_BY_PRIORITY:
    case SCRM_BY_RULE:
        return post->decision ? posts->decisions.at[post->decision - 1][by - SCRM_BY_QUEUE] : 0;
    case SCRM_BY_LANG:
        return post->lang;
    case SCRM_BY_TYPE:
        return posts->types[post->type];
    default:
        return 0;
    }
}

static size_t id_slot(const struct scrm_report_posts *posts, struct scrm_digest id)
{
    size_t slot = (size_t)id.low & posts->mask;

    while (posts->slots[slot] && !scrm_digest_same(posts->at[posts->slots[slot] - 1].id, id))
        slot = (slot + 1) & posts->mask;
    return slot;
}

static void grow_ids(struct scrm_report_posts *posts)
{
    size_t size = posts->slots ? (posts->mask + 1) * 2 : 1024, i;

    free(posts->slots);
    posts->slots = scrm_alloc_zero(size, sizeof *posts->slots);
    posts->mask = size - 1;
    for (i = 0; i < posts->n; i++)
        posts->slots[id_slot(posts, posts->at[i].id)] = (uint32_t)i + 1;
}

void scrm_report_posts_reset(struct scrm_report_posts *posts)
{
    posts->n = 0;
    if (posts->slots)
        memset(posts->slots, 0, (posts->mask + 1) * sizeof *posts->slots);
}

void scrm_report_posts_keep(struct scrm_report_posts *posts,
                            const struct scrm_report_post *post)
{
    struct scrm_report_post *old;
    size_t slot;

    if (!posts->slots || posts->n * 2 > posts->mask)
        grow_ids(posts);
    slot = id_slot(posts, post->id);
    if (!posts->slots[slot]) {
        SCRM_GROW(posts->at, posts->n, posts->cap);
        posts->at[posts->n++] = *post;
        posts->slots[slot] = (uint32_t)posts->n;
        return;
    }
    old = &posts->at[posts->slots[slot] - 1];
    if (!post->told) {
        /* A deletion takes the words away, not the fact that somebody spoke. */
        old->deleted = true;
    } else if (!old->told || post->changed_ms > old->changed_ms) {
        bool deleted = old->deleted || post->deleted;

        *old = *post;
        old->deleted = deleted;
    } else {
        posts->duplicates++;
    }
}

/* A language is one of a few, and short. */
static uint32_t lang_number(struct scrm_report_posts *posts, struct scrm_value value,
                            struct scrm_arena *arena)
{
    struct scrm_slice text = {value.at, value.len};
    uint32_t *place;

    if (value.kind != SCRM_STRING || value.escaped || !value.len)
        return scrm_name_number(&posts->names, scrm_value_text(value, arena));
    place = &posts->langs[(value.len + (unsigned char)*value.at) %
                          (sizeof posts->langs / sizeof *posts->langs)];
    if (!*place || !scrm_slice_eq(scrm_report_name(posts, *place), text))
        *place = scrm_name_number(&posts->names, text);
    return *place;
}

static enum scrm_mood mood_of(struct scrm_value value)
{
    static const char *const moods[] = {"negative", "neutral", "positive"};
    size_t i;

    for (i = 0; i < sizeof moods / sizeof *moods; i++)
        if (scrm_value_is(value, moods[i]))
            return (enum scrm_mood)(SCRM_MOOD_NEGATIVE + i);
    return SCRM_MOOD_UNKNOWN;
}

/* Whether a share of one is a half or more, as figures with four decimals at most go. */
static bool is_half(struct scrm_value value)
{
    int64_t fixed;
    size_t i;

    if (value.kind != SCRM_NUMBER)
        return false;
    if (value.len < 3 || value.len > 6 || value.at[0] != '0')
        return scrm_value_fixed(value, &fixed) == 0 && fixed >= HALF;
    for (i = 2; i < value.len; i++) /* "0.87", as scores are written: its first decimal tells */
        if (value.at[i] < '0' || value.at[i] > '9')
            return scrm_value_fixed(value, &fixed) == 0 && fixed >= HALF;
    return value.at[2] >= '5';
}

static uint16_t read_intents(const struct scrm_report_slots *slots,
                             const struct scrm_line *line)
{
    uint16_t set = 0;
    int i;

    for (i = 0; i < SCRM_INTENTS_N; i++)
        if (is_half(line->values[slots->intents[i]]))
            set |= (uint16_t)(1U << i);
    return set;
}

static void put_list(struct scrm_buf *list, struct scrm_value array, struct scrm_arena *arena)
{
    struct scrm_walk walk;
    struct scrm_value item;

    if (array.kind != SCRM_ARRAY)
        return;
    scrm_walk_begin(&walk, array);
    while (scrm_item_next(&walk, &item)) {
        struct scrm_slice text = scrm_value_text(item, arena);

        if (text.len) {
            scrm_buf_put_slice(list, text);
            scrm_buf_putc(list, ITEM_END);
        }
    }
}

static uint32_t read_labels(struct scrm_report_posts *posts,
                            const struct scrm_report_slots *slots, const struct scrm_line *line,
                            struct scrm_arena *arena)
{
    struct scrm_value topics = line->values[slots->topics],
                      brands = line->values[slots->brands];
    struct scrm_buf list = {0};
    uint32_t number;

    if (topics.kind != SCRM_ARRAY && brands.kind != SCRM_ARRAY)
        return 0;
    put_list(&list, topics, arena);
    scrm_buf_putc(&list, LIST_END);
    put_list(&list, brands, arena);
    number = list.len > 1 ? scrm_name_number(&posts->labels, scrm_buf_slice(&list)) : 0;
    scrm_buf_fini(&list);
    return number;
}

static void read_score(struct scrm_report_posts *posts, const struct scrm_report_slots *slots,
                       const struct scrm_line *line, struct scrm_arena *arena,
                       struct scrm_report_post *post)
{
    const struct scrm_value *v = line->values;

    post->mood = (uint8_t)mood_of(v[slots->mood]);
    post->spam = is_half(v[slots->spam]);
    post->intents = read_intents(slots, line);
    post->labels = read_labels(posts, slots, line, arena);
    post->lang = lang_number(posts, v[slots->lang], arena);
    if (!post->lang)
        post->lang = lang_number(posts, v[slots->score_lang], arena);
}

/* By id or handle, as the cases know the author; else by the name alone. */
static uint64_t author_of(const struct scrm_report_slots *slots, const struct scrm_line *line,
                          const struct scrm_case_fact *fact, struct scrm_arena *arena)
{
    return fact->author
               ? fact->author
               : scrm_case_author(fact->place ? fact->place->network : SCRM_SLICE(""),
                                  scrm_value_text(line->values[slots->author_name], arena));
}

void scrm_report_post_read(struct scrm_report_posts *posts,
                           const struct scrm_report_slots *slots, const struct scrm_line *line,
                           const struct scrm_case_fact *fact, struct scrm_arena *arena,
                           struct scrm_report_post *post)
{
    const struct scrm_value *v = line->values;

    *post = (struct scrm_report_post){
        .id = fact->id,
        .created_ms = fact->created_ms,
        .changed_ms = fact->changed_ms,
        .author = author_of(slots, line, fact, arena),
        .place = place_number(posts, fact->place),
        .decision = decision_number(posts, fact->decision, v[slots->priority]),
        .direction = fact->direction,
        .direction_known = v[slots->direction].kind == SCRM_STRING,
        .routed = v[slots->action].kind == SCRM_STRING,
        .action = fact->decision ? fact->decision->action : SCRM_ENGAGE,
        .told = !fact->tombstone,
        .deleted = fact->deleted,
        .repost = fact->repost || v[slots->shared].kind == SCRM_STRING,
        .inferred =
            v[slots->created_at].kind != SCRM_STRING || v[slots->inferred].kind == SCRM_TRUE,
    };

    if (v[slots->type].kind == SCRM_STRING) {
        post->type = (uint8_t)(fact->type + 1);
        if (!posts->types[post->type])
            posts->types[post->type] =
                scrm_name_number(&posts->names, scrm_slice_of(scrm_post_types[fact->type]));
    }
    read_score(posts, slots, line, arena, post);
}

/* The next item of a topics or brands list; *at counts bytes from 1. */
static bool label_next(struct scrm_slice list, bool brands, size_t *at,
                       struct scrm_slice *value)
{
    const char *split = memchr(list.at, LIST_END, list.len);
    const char *from = brands ? split + 1 : list.at;
    const char *to = brands ? scrm_slice_end(list) : split;
    const char *item = from + *at, *end;

    if (item >= to)
        return false;
    end = memchr(item, ITEM_END, (size_t)(to - item));
    *value = (struct scrm_slice){item, (size_t)(end - item)};
    *at += value->len + 1;
    return true;
}

bool scrm_report_value_next(const struct scrm_report_posts *posts,
                            const struct scrm_report_post *post, enum scrm_dimension by,
                            size_t *at, struct scrm_slice *value)
{
    if (by == SCRM_BY_INTENT) {
        while (*at < SCRM_INTENTS_N && !(post->intents >> *at & 1))
            ++*at;
        if (*at == SCRM_INTENTS_N)
            return false;
        *value = scrm_slice_of(scrm_intents[(*at)++]);
        return true;
    }
    return post->labels && label_next(posts->labels.entries[post->labels - 1].key,
                                      by == SCRM_BY_BRAND, at, value);
}
