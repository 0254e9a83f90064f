/*
 * Decisions and places, kept once each. A desk has a handful of rules and
 * channels and millions of posts; the key is the spelling in the line, so that
 * the usual post costs one look-up and no unescaping.
 */
#include "cases/read.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "record/value.h"

const char *const scrm_route_members[SCRM_ROUTE_MEMBERS] = {
    "action", "function", "queue", "priority", "assign", "tags", "rule", "rules", "calendar",
};

void scrm_case_intern_fini(struct scrm_case_intern *intern)
{
    scrm_map_fini(&intern->decisions);
    scrm_map_fini(&intern->places);
    free(intern->at);
    scrm_arena_fini(&intern->arena);
    scrm_buf_fini(&intern->key);
}

/* A text with a NUL behind it, for the life of the intern. */
static struct scrm_slice keep(struct scrm_case_intern *intern, struct scrm_slice text)
{
    if (!text.at)
        return text;
    return (struct scrm_slice){scrm_arena_copy(&intern->arena, text.at, text.len), text.len};
}

/* A part of a spelling: what it is, and its bytes. */
struct part {
    char tag;
    struct scrm_slice text;
};

/* Where a spelling is looked for first. Its lengths and ends tell the few of a desk apart. */
static struct scrm_case_lately *lately(struct scrm_case_intern *intern,
                                       const struct part *parts, size_t n)
{
    size_t hash = n, i;

    for (i = 0; i < n; i++) {
        struct scrm_slice text = parts[i].text;

        hash = hash * 31 + text.len;
        if (text.at && text.len > 2)
            hash = hash * 31 + (unsigned char)text.at[text.len - 2];
    }
    return &intern
                ->lately[(hash ^ hash >> 8) % (sizeof intern->lately / sizeof *intern->lately)];
}

/* Whether `key` is what put_key makes of the parts. */
static bool spells(struct scrm_slice key, const struct part *parts, size_t n, char end)
{
    const char *at = key.at;
    size_t len = 2 * n, i;

    for (i = 0; i < n; i++)
        len += parts[i].text.len;
    if (len != key.len)
        return false;
    for (i = 0; i < n; i++) {
        struct scrm_slice text = parts[i].text;

        if (at[0] != parts[i].tag || at[1 + text.len] != end ||
            (text.at && memcmp(at + 1, text.at, text.len) != 0))
            return false;
        at += 2 + text.len;
    }
    return true;
}

static struct scrm_slice put_key(struct scrm_case_intern *intern, const struct part *parts,
                                 size_t n, char end)
{
    size_t i;

    scrm_buf_reset(&intern->key);
    for (i = 0; i < n; i++) {
        scrm_buf_putc(&intern->key, parts[i].tag);
        scrm_buf_put_slice(&intern->key, parts[i].text);
        scrm_buf_putc(&intern->key, end);
    }
    return scrm_buf_slice(&intern->key);
}

static int wrong_kind(struct scrm_err *err, int member, const char *expected, int kind)
{
    char path[32];

    snprintf(path, sizeof path, "route.%s", scrm_route_members[member]);
    scrm_err_set(err, SCRM_EXIT_DATA, "expected %s, got %s", expected, scrm_kind_name(kind));
    return scrm_err_member(err, path);
}

static int read_text(struct scrm_case_intern *intern, const struct scrm_value *members,
                     int member, struct scrm_slice *out, struct scrm_err *err)
{
    struct scrm_value value = members[member];

    *out = (struct scrm_slice){NULL, 0};
    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        return 0;
    if (value.kind != SCRM_STRING)
        return wrong_kind(err, member, "string", value.kind);
    *out = keep(intern, scrm_value_text(value, &intern->arena));
    return 0;
}

/* Index of the member's text among `names`; `missing` where it is absent. */
static int read_choice(const struct scrm_value *members, int member, const char *const *names,
                       size_t n, uint8_t *choice, struct scrm_err *err)
{
    struct scrm_value value = members[member];
    size_t i;

    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        return 0;
    if (value.kind != SCRM_STRING)
        return wrong_kind(err, member, "string", value.kind);
    for (i = 0; i < n; i++)
        if (scrm_value_is(value, names[i])) {
            *choice = (uint8_t)i;
            return 0;
        }
    scrm_err_set(err, SCRM_EXIT_DATA, "unknown %s \"%.*s\"", scrm_route_members[member],
                 (int)(value.len < 60 ? value.len : 60), value.at);
    return scrm_err_member(err, "route");
}

static int read_tags(struct scrm_case_intern *intern, const struct scrm_value *members,
                     struct scrm_case_decision *decision, struct scrm_err *err)
{
    struct scrm_value value = members[SCRM_ROUTE_TAGS], item;
    struct scrm_slice *tags;
    struct scrm_walk walk;
    size_t n = 0;

    if (value.kind == SCRM_ABSENT || value.kind == SCRM_NULL)
        return 0;
    if (value.kind != SCRM_ARRAY)
        return wrong_kind(err, SCRM_ROUTE_TAGS, "array", value.kind);
    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item))
        n++;
    tags = scrm_arena_take(&intern->arena, (n + 1) * sizeof *tags);
    n = 0;
    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item)) {
        if (item.kind != SCRM_STRING)
            return wrong_kind(err, SCRM_ROUTE_TAGS, "array of strings", item.kind);
        tags[n++] = keep(intern, scrm_value_text(item, &intern->arena));
    }
    decision->tags = tags;
    decision->n_tags = n;
    return 0;
}

static const struct scrm_case_decision *
make(struct scrm_case_intern *intern, const struct scrm_value *members, struct scrm_err *err)
{
    struct scrm_case_decision *made = scrm_arena_take(&intern->arena, sizeof *made);

    *made =
        (struct scrm_case_decision){.action = SCRM_ENGAGE, .priority = SCRM_PRIORITY_NORMAL};
    if (read_choice(members, SCRM_ROUTE_ACTION, scrm_actions, 3, &made->action, err) ||
        read_choice(members, SCRM_ROUTE_PRIORITY, scrm_priorities, SCRM_PRIORITIES_N,
                    &made->priority, err) ||
        read_text(intern, members, SCRM_ROUTE_FUNCTION, &made->function, err) ||
        read_text(intern, members, SCRM_ROUTE_QUEUE, &made->queue, err) ||
        read_text(intern, members, SCRM_ROUTE_ASSIGN, &made->assign, err) ||
        read_text(intern, members, SCRM_ROUTE_RULE, &made->rule, err) ||
        read_text(intern, members, SCRM_ROUTE_RULES, &made->rules, err) ||
        read_text(intern, members, SCRM_ROUTE_CALENDAR, &made->calendar, err) ||
        read_tags(intern, members, made, err))
        return NULL;
    return made;
}

const struct scrm_case_decision *scrm_case_decision_of(struct scrm_case_intern *intern,
                                                       const struct scrm_value *members,
                                                       struct scrm_err *err)
{
    const struct scrm_case_decision *made;
    struct part parts[SCRM_ROUTE_MEMBERS];
    struct scrm_case_lately *place;
    struct scrm_map_entry *entry;
    struct scrm_slice key;
    size_t present = 0;
    int i;

    for (i = 0; i < SCRM_ROUTE_MEMBERS; i++) {
        present += members[i].kind != SCRM_ABSENT;
        parts[i] =
            (struct part){(char)('0' + members[i].kind), {members[i].at, members[i].len}};
    }
    if (present == 0)
        return NULL;
    place = lately(intern, parts, SCRM_ROUTE_MEMBERS);
    if (spells(place->key, parts, SCRM_ROUTE_MEMBERS, '\n'))
        return intern->at[place->at].decision;
    key = put_key(intern, parts, SCRM_ROUTE_MEMBERS, '\n');
    entry = scrm_map_get(&intern->decisions, key);
    if (!entry) {
        made = make(intern, members, err);
        if (!made)
            return NULL;
        entry = scrm_map_put(&intern->decisions, key, NULL);
        entry->value = intern->n;
        SCRM_GROW(intern->at, intern->n, intern->cap);
        intern->at[intern->n++] = (struct scrm_case_interned){.decision = made};
    }
    *place = (struct scrm_case_lately){entry->key, entry->value};
    return intern->at[entry->value].decision;
}

const struct scrm_case_place *scrm_case_place_of(struct scrm_case_intern *intern,
                                                 struct scrm_slice network,
                                                 struct scrm_slice account,
                                                 struct scrm_slice channel)
{
    const struct part parts[] = {{network.at ? '+' : '-', network},
                                 {account.at ? '+' : '-', account},
                                 {channel.at ? '+' : '-', channel}};
    struct scrm_case_lately *place = lately(intern, parts, 3);
    struct scrm_map_entry *entry;
    struct scrm_case_place *made;
    bool added;

    if (spells(place->key, parts, 3, '\0'))
        return intern->at[place->at].place;
    entry = scrm_map_put(&intern->places, put_key(intern, parts, 3, '\0'), &added);
    if (added) {
        made = scrm_arena_take(&intern->arena, sizeof *made);
        *made = (struct scrm_case_place){keep(intern, network), keep(intern, account),
                                         keep(intern, channel)};
        entry->value = intern->n;
        SCRM_GROW(intern->at, intern->n, intern->cap);
        intern->at[intern->n++] = (struct scrm_case_interned){.place = made};
    }
    *place = (struct scrm_case_lately){entry->key, entry->value};
    return intern->at[entry->value].place;
}
