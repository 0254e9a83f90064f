/*
 * Taking posts in: interned names, one fact each, the latest revision wins.
 */
#include "report/posts.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/num.h"
#include "record/value.h"

const char *const scrm_dimensions[SCRM_BY_N + 1] = {"network",  "channel",  "lang",  "queue",
                                                    "function", "priority", "rule",  "type",
                                                    "intent",   "topic",    "brand", NULL};

/* Half and more: the intents that a reader would call the post's own. */
enum { INTENT_LEAST = SCRM_FIXED_ONE / 2, SPAM_LEAST = SCRM_FIXED_ONE / 2 };

#define ITEM_END '\x1f'
#define LIST_END '\x1e'

void scrm_report_slots_add(struct scrm_report_slots *slots, struct scrm_keys *keys)
{
    const struct {
        int *slot;
        const char *path;
    } members[] = {{&slots->id, "id"},
                   {&slots->type, "type"},
                   {&slots->created_at, "created_at"},
                   {&slots->updated_at, "updated_at"},
                   {&slots->inferred, "created_at_inferred"},
                   {&slots->direction, "direction"},
                   {&slots->network, "network"},
                   {&slots->channel, "channel"},
                   {&slots->lang, "lang"},
                   {&slots->author_id, "author_id"},
                   {&slots->author_handle, "author_handle"},
                   {&slots->author_name, "author_name"},
                   {&slots->deleted, "deleted"},
                   {&slots->shared, "shared"},
                   {&slots->sentiment, "score.sentiment"},
                   {&slots->mood, "score.sentiment_class"},
                   {&slots->score_lang, "score.lang"},
                   {&slots->spam, "score.spam"},
                   {&slots->intents, "score.intents"},
                   {&slots->topics, "score.topics"},
                   {&slots->brands, "score.brands"},
                   {&slots->action, "route.action"},
                   {&slots->queue, "route.queue"},
                   {&slots->function, "route.function"},
                   {&slots->priority, "route.priority"},
                   {&slots->rule, "route.rule"},
                   {&slots->dup_kind, "dup.kind"}};
    size_t i;

    for (i = 0; i < sizeof members / sizeof *members; i++)
        *members[i].slot = scrm_keys_add_dotted(keys, members[i].path);
}

void scrm_report_posts_fini(struct scrm_report_posts *posts)
{
    scrm_map_fini(&posts->names);
    scrm_map_fini(&posts->labels);
    free(posts->slots);
    free(posts->at);
    *posts = (struct scrm_report_posts){0};
}

static uint32_t number_of(struct scrm_map *names, struct scrm_slice name)
{
    bool added;
    struct scrm_map_entry *entry;

    if (name.len == 0)
        return 0;
    entry = scrm_map_put(names, name, &added);
    if (added)
        entry->value = names->n;
    return (uint32_t)entry->value;
}

struct scrm_slice scrm_report_name(const struct scrm_report_posts *posts, uint32_t number)
{
    return number ? posts->names.entries[number - 1].key : SCRM_SLICE("");
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

/* Keeps `post` under its id unless a revision as new is there already. */
static void keep(struct scrm_report_posts *posts, const struct scrm_report_post *post)
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

static uint32_t number_at(struct scrm_report_posts *posts, const struct scrm_line *line,
                          int slot, struct scrm_arena *arena)
{
    return number_of(&posts->names, scrm_value_text(line->values[slot], arena));
}

/* The same for a dimension, whose names are few and come again and again. */
static uint32_t number_lately(struct scrm_report_posts *posts, const struct scrm_line *line,
                              enum scrm_dimension by, int slot, struct scrm_arena *arena)
{
    struct scrm_value value = line->values[slot];
    struct scrm_slice text = {value.at, value.len};
    uint32_t *place;

    if (value.kind != SCRM_STRING || value.escaped || !value.len)
        return number_at(posts, line, slot, arena);
    place = &posts->lately[by][(value.len + (unsigned char)*value.at) % SCRM_LATELY_N];
    if (!*place || !scrm_slice_eq(scrm_report_name(posts, *place), text))
        *place = number_of(&posts->names, text);
    return *place;
}

/* Index of a text among `n` words, or `otherwise`. */
static uint8_t word_index(struct scrm_value value, const char *const *words, uint8_t n,
                          uint8_t otherwise)
{
    uint8_t i;

    for (i = 0; i < n; i++)
        if (scrm_value_is(value, words[i]))
            return i;
    return otherwise;
}

static uint16_t read_intents(struct scrm_value object)
{
    struct scrm_walk walk;
    struct scrm_value key, value;
    uint16_t set = 0;
    int i;

    if (object.kind != SCRM_OBJECT)
        return 0;
    scrm_walk_begin(&walk, object);
    while (scrm_member_next(&walk, &key, &value)) {
        int64_t sure;

        if (scrm_value_fixed(value, &sure) || sure < INTENT_LEAST)
            continue;
        for (i = 0; i < SCRM_INTENTS_N; i++)
            if (scrm_value_is(key, scrm_intents[i]))
                set |= (uint16_t)(1U << i);
    }
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
    number = list.len > 1 ? number_of(&posts->labels, scrm_buf_slice(&list)) : 0;
    scrm_buf_fini(&list);
    return number;
}

static void read_times(const struct scrm_report_slots *slots, const struct scrm_line *line,
                       int64_t now_ms, struct scrm_report_post *post)
{
    if (scrm_value_time(line->values[slots->created_at], &post->created_ms)) {
        post->created_ms = now_ms;
        post->inferred = true;
    }
    if (scrm_value_time(line->values[slots->updated_at], &post->changed_ms))
        post->changed_ms = post->created_ms;
    if (line->values[slots->inferred].kind == SCRM_TRUE)
        post->inferred = true;
}

static void read_score(const struct scrm_report_slots *slots, const struct scrm_line *line,
                       struct scrm_report_post *post)
{
    static const char *const moods[] = {"", "negative", "neutral", "positive"};
    int64_t number;

    post->mood = word_index(line->values[slots->mood], moods, 4, SCRM_MOOD_UNKNOWN);
    if (scrm_value_fixed(line->values[slots->sentiment], &number) == 0 &&
        number >= -SCRM_FIXED_ONE && number <= SCRM_FIXED_ONE)
        post->sentiment = (int16_t)number;
    if (scrm_value_fixed(line->values[slots->spam], &number) == 0)
        post->spam = number >= SPAM_LEAST;
    post->intents = read_intents(line->values[slots->intents]);
}

int scrm_report_posts_take(struct scrm_report_posts *posts,
                           const struct scrm_report_slots *slots, const struct scrm_line *line,
                           struct scrm_arena *arena, int64_t now_ms, struct scrm_err *err)
{
    const struct scrm_value *v = line->values;
    struct scrm_slice id = scrm_value_text(v[slots->id], arena);
    struct scrm_report_post post = {0};
    const int named[SCRM_DIMENSIONS_N] = {slots->network, slots->channel,  slots->lang,
                                          slots->queue,   slots->function, slots->priority,
                                          slots->rule,    slots->type};
    int by;

    if (v[slots->id].kind != SCRM_ABSENT && v[slots->id].kind != SCRM_STRING) {
        scrm_err_set(err, SCRM_EXIT_DATA, "expected string, got %s",
                     scrm_kind_name(v[slots->id].kind));
        return scrm_err_member(err, "id");
    }
    if (id.len == 0) {
        id = line->bytes;
        posts->nameless++;
    }
    post.id = scrm_digest(id.at, id.len);
    post.told = !scrm_value_is(v[slots->type], "delete");
    post.deleted = !post.told || v[slots->deleted].kind == SCRM_TRUE;
    read_times(slots, line, now_ms, &post);
    for (by = 0; by < SCRM_DIMENSIONS_N; by++)
        post.value[by] = number_lately(posts, line, (enum scrm_dimension)by, named[by], arena);
    if (!post.value[SCRM_BY_LANG])
        post.value[SCRM_BY_LANG] =
            number_lately(posts, line, SCRM_BY_LANG, slots->score_lang, arena);
    post.author = number_at(posts, line, slots->author_id, arena);
    if (!post.author)
        post.author = number_at(posts, line, slots->author_handle, arena);
    if (!post.author)
        post.author = number_at(posts, line, slots->author_name, arena);
    post.labels = read_labels(posts, slots, line, arena);
    post.direction = word_index(v[slots->direction], scrm_directions, 3, SCRM_INBOUND);
    post.direction_known = v[slots->direction].kind == SCRM_STRING;
    post.routed = v[slots->action].kind == SCRM_STRING;
    post.action = word_index(v[slots->action], scrm_actions, 3, SCRM_ENGAGE);
    post.repost =
        v[slots->shared].kind == SCRM_STRING || scrm_value_is(v[slots->dup_kind], "repost");
    read_score(slots, line, &post);
    keep(posts, &post);
    return 0;
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
    if (by < SCRM_DIMENSIONS_N) {
        if ((*at)++ || !post->value[by])
            return false;
        *value = scrm_report_name(posts, post->value[by]);
        return true;
    }
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
