/*
 * From a scanned post to the facts of one sighting: digests instead of ids,
 * milliseconds instead of dates, an interned decision instead of a route.
 */
#include "cases/read.h"

#include <strings.h>

#include "record/post.h"
#include "record/value.h"

static const struct {
    const char *path;
    size_t offset;
} members[] = {
#define MEMBER(name)                                                                           \
    {                                                                                          \
#name, offsetof(struct scrm_case_slots, name)                                          \
    }
    MEMBER(id),
    MEMBER(type),
    MEMBER(aliases),
    MEMBER(in_reply_to),
    MEMBER(in_reply_to_author),
    MEMBER(conversation),
    MEMBER(rev),
    MEMBER(created_at),
    MEMBER(updated_at),
    MEMBER(fetched_at),
    MEMBER(deleted),
    MEMBER(direction),
    MEMBER(author_id),
    MEMBER(author_handle),
    MEMBER(author_type),
    MEMBER(network),
    MEMBER(account),
    MEMBER(channel),
    MEMBER(visibility),
    MEMBER(text),
    MEMBER(title),
    MEMBER(lang),
#undef MEMBER
    {"dup.kind", offsetof(struct scrm_case_slots, dup_kind)},
    {"score.lang", offsetof(struct scrm_case_slots, score_lang)},
    {"route.respond_by", offsetof(struct scrm_case_slots, respond_by)},
    {"route.resolve_by", offsetof(struct scrm_case_slots, resolve_by)},
};

void scrm_case_slots_add(struct scrm_case_slots *slots, struct scrm_keys *keys)
{
    size_t i;

    *slots = (struct scrm_case_slots){0};
    for (i = 0; i < sizeof members / sizeof *members; i++) {
        int slot = scrm_keys_add_dotted(keys, members[i].path);

        memcpy((char *)slots + members[i].offset, &slot, sizeof slot);
    }
    for (i = 0; i < SCRM_ROUTE_MEMBERS; i++) {
        const struct scrm_slice path[] = {SCRM_SLICE("route"),
                                          scrm_slice_of(scrm_route_members[i])};

        slots->route[i] = scrm_keys_add(keys, path, 2);
    }
}

/* What one call works on. */
struct reading {
    const struct scrm_case_slots *slots;
    const struct scrm_value *values;
    struct scrm_arena *arena;
    struct scrm_err *err;
};

static bool missing(struct scrm_value value)
{
    return value.kind == SCRM_ABSENT || value.kind == SCRM_NULL;
}

static int complain(const struct reading *at, const char *member, const char *expected,
                    struct scrm_value value)
{
    scrm_err_set(at->err, SCRM_EXIT_DATA, "expected %s, got %s", expected,
                 scrm_kind_name(value.kind));
    return scrm_err_member(at->err, member);
}

static int text_of(const struct reading *at, int slot, const char *member,
                   struct scrm_slice *text)
{
    struct scrm_value value = at->values[slot];

    *text = (struct scrm_slice){NULL, 0};
    if (missing(value))
        return 0;
    if (value.kind != SCRM_STRING)
        return complain(at, member, "string", value);
    *text = scrm_value_text(value, at->arena);
    return 0;
}

static int time_of(const struct reading *at, int slot, const char *member, int64_t *ms)
{
    struct scrm_value value = at->values[slot];

    *ms = SCRM_NO_TIME;
    if (missing(value))
        return 0;
    return scrm_value_time(value, ms) ? complain(at, member, "an RFC 3339 time", value) : 0;
}

static int choice_of(const struct reading *at, int slot, const char *member,
                     const char *const *names, size_t n, uint8_t *choice)
{
    struct scrm_value value = at->values[slot];
    size_t i;

    if (missing(value))
        return 0;
    if (value.kind != SCRM_STRING)
        return complain(at, member, "string", value);
    for (i = 0; i < n; i++) /* nearly all are told apart by their first letter */
        if ((value.escaped || (value.len && *value.at == *names[i])) &&
            scrm_value_is(value, names[i])) {
            *choice = (uint8_t)i;
            return 0;
        }
    scrm_err_set(at->err, SCRM_EXIT_DATA, "unknown %s \"%.*s\"", member,
                 (int)(value.len < 60 ? value.len : 60), value.at);
    return scrm_err_member(at->err, member);
}

static int digest_of(const struct reading *at, int slot, const char *member,
                     struct scrm_digest *digest)
{
    struct scrm_slice text;

    if (text_of(at, slot, member, &text))
        return -1;
    *digest = scrm_case_digest(text);
    return 0;
}

static int read_aliases(const struct reading *at, struct scrm_case_fact *fact)
{
    struct scrm_value value = at->values[at->slots->aliases], item;
    struct scrm_digest *digests = NULL, *more;
    struct scrm_walk walk;
    uint32_t cap = 0;

    if (missing(value))
        return 0;
    if (value.kind != SCRM_ARRAY)
        return complain(at, "aliases", "array", value);
    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item)) {
        if (item.kind != SCRM_STRING)
            return complain(at, "aliases", "array of strings", item);
        if (item.len == 0)
            continue;
        if (fact->n_aliases == cap) {
            cap = cap ? 2 * cap : 4;
            more = scrm_arena_take(at->arena, cap * sizeof *digests);
            if (digests)
                memcpy(more, digests, fact->n_aliases * sizeof *digests);
            digests = more;
        }
        digests[fact->n_aliases++] = scrm_case_digest(scrm_value_text(item, at->arena));
    }
    fact->aliases = digests;
    return 0;
}

/* Whether the member is a text if it is there at all; texts are long and seldom read. */
static int a_text(const struct reading *at, int slot, const char *member)
{
    struct scrm_value value = at->values[slot];

    return missing(value) || value.kind == SCRM_STRING ? 0
                                                       : complain(at, member, "string", value);
}

/* Normalize writes a revision; a post made by hand may have none, and is known by its words. */
static struct scrm_digest content_digest(const struct reading *at)
{
    const int slots[] = {at->slots->text, at->slots->title};
    struct scrm_digest parts[2] = {{0, 0}, {0, 0}};
    size_t i;

    for (i = 0; i < 2; i++) {
        struct scrm_slice text = scrm_value_text(at->values[slots[i]], at->arena);

        if (text.len)
            parts[i] = scrm_digest(text.at, text.len);
    }
    return scrm_digest((const char *)parts, sizeof parts);
}

/* id, how it hangs together with others, and its revision. */
static int read_ids(const struct reading *at, struct scrm_case_fact *fact)
{
    const struct scrm_case_slots *slots = at->slots;
    struct scrm_slice rev;

    if (digest_of(at, slots->id, "id", &fact->id))
        return -1;
    if (scrm_digest_none(fact->id)) {
        scrm_err_set(at->err, SCRM_EXIT_DATA, "missing: a case needs to know its posts");
        return scrm_err_member(at->err, "id");
    }
    if (read_aliases(at, fact) ||
        digest_of(at, slots->in_reply_to, "in_reply_to", &fact->parent) ||
        digest_of(at, slots->conversation, "conversation", &fact->conversation) ||
        text_of(at, slots->rev, "rev", &rev) || a_text(at, slots->text, "text") ||
        a_text(at, slots->title, "title"))
        return -1;
    fact->rev = rev.len ? scrm_digest(rev.at, rev.len) : content_digest(at);
    return 0;
}

static int read_times(const struct reading *at, struct scrm_case_fact *fact)
{
    const struct scrm_case_slots *slots = at->slots;

    if (time_of(at, slots->created_at, "created_at", &fact->created_ms) ||
        time_of(at, slots->updated_at, "updated_at", &fact->changed_ms) ||
        time_of(at, slots->fetched_at, "fetched_at", &fact->fetched_ms) ||
        time_of(at, slots->respond_by, "route.respond_by", &fact->respond_by_ms) ||
        time_of(at, slots->resolve_by, "route.resolve_by", &fact->resolve_by_ms))
        return -1;
    if (fact->created_ms == SCRM_NO_TIME)
        fact->created_ms = fact->fetched_ms != SCRM_NO_TIME ? fact->fetched_ms : slots->now_ms;
    if (fact->changed_ms == SCRM_NO_TIME)
        fact->changed_ms = fact->created_ms;
    return 0;
}

/* A machine's account by what networks call it: Mastodon's bots, ActivityStreams' actors. */
static bool is_machine(struct scrm_slice type)
{
    static const char *const machines[] = {"bot",     "application", "service", "automatic",
                                           "machine", "system",      "app"};
    size_t i;

    for (i = 0; type.len && i < sizeof machines / sizeof *machines; i++)
        if (type.len == strlen(machines[i]) && strncasecmp(type.at, machines[i], type.len) == 0)
            return true;
    return false;
}

/* On a private channel the author alone makes the thread: `room` names the channel. */
static void set_room(struct scrm_case_fact *fact, struct scrm_slice visibility)
{
    const struct scrm_case_place *place = fact->place;
    const struct scrm_slice parts[] = {place->network, place->account, place->channel};
    struct scrm_digest digests[3];
    size_t i;

    if (visibility.len
            ? !scrm_slice_is(visibility, "direct") && !scrm_slice_is(visibility, "private")
            : strcmp(scrm_post_types[fact->type], "message") != 0)
        return;
    for (i = 0; i < 3; i++)
        digests[i] = scrm_digest(parts[i].at ? parts[i].at : "", parts[i].len);
    fact->room = scrm_digest((const char *)digests, sizeof digests);
}

static int read_who_and_where(const struct reading *at, struct scrm_case_intern *intern,
                              struct scrm_case_fact *fact)
{
    const struct scrm_case_slots *slots = at->slots;
    struct scrm_slice network, account, channel, id, handle, partner, type, visibility;

    if (text_of(at, slots->network, "network", &network) ||
        text_of(at, slots->account, "account", &account) ||
        text_of(at, slots->channel, "channel", &channel) ||
        text_of(at, slots->author_id, "author_id", &id) ||
        text_of(at, slots->author_handle, "author_handle", &handle) ||
        text_of(at, slots->in_reply_to_author, "in_reply_to_author", &partner) ||
        text_of(at, slots->author_type, "author_type", &type) ||
        text_of(at, slots->visibility, "visibility", &visibility))
        return -1;
    fact->author = scrm_case_author(network, id.len ? id : handle);
    fact->partner = scrm_case_author(network, partner);
    fact->automatic = is_machine(type);
    fact->place = scrm_case_place_of(intern, network, account, channel);
    set_room(fact, visibility);
    return 0;
}

/* What the text was found to be in, else what the network says of it. */
static void read_language(const struct reading *at, struct scrm_case_fact *fact)
{
    const int slots[] = {at->slots->score_lang, at->slots->lang};
    size_t i;

    for (i = 0; i < 2 && !fact->lang.len; i++)
        if (at->values[slots[i]].kind == SCRM_STRING &&
            !scrm_value_is(at->values[slots[i]], "unknown"))
            fact->lang = scrm_value_text(at->values[slots[i]], at->arena);
}

static int read_kind(const struct reading *at, struct scrm_case_fact *fact)
{
    const struct scrm_case_slots *slots = at->slots;
    struct scrm_value deleted = at->values[slots->deleted];
    const char *type;

    if (choice_of(at, slots->type, "type", scrm_post_types, scrm_post_types_n, &fact->type) ||
        choice_of(at, slots->direction, "direction", scrm_directions, 3, &fact->direction))
        return -1;
    if (!missing(deleted) && scrm_value_bool(deleted, &fact->deleted))
        return complain(at, "deleted", "true or false", deleted);
    type = scrm_post_types[fact->type];
    fact->tombstone = strcmp(type, "delete") == 0;
    fact->deleted |= fact->tombstone;
    fact->repost =
        strcmp(type, "share") == 0 || scrm_value_is(at->values[slots->dup_kind], "repost");
    return 0;
}

int scrm_case_fact_read(const struct scrm_case_slots *slots, const struct scrm_line *line,
                        struct scrm_case_intern *intern, struct scrm_arena *arena,
                        struct scrm_case_fact *fact, struct scrm_err *err)
{
    const struct reading at = {slots, line->values, arena, err};
    struct scrm_value route[SCRM_ROUTE_MEMBERS];
    int i;

    *fact = (struct scrm_case_fact){.fetched_ms = SCRM_NO_TIME};
    if (read_kind(&at, fact) || read_ids(&at, fact) || read_times(&at, fact) ||
        read_who_and_where(&at, intern, fact))
        return -1;
    for (i = 0; i < SCRM_ROUTE_MEMBERS; i++)
        route[i] = line->values[slots->route[i]];
    fact->decision = scrm_case_decision_of(intern, route, err);
    if (err->code)
        return -1;
    read_language(&at, fact);
    return 0;
}
