/*
 * The keys of `then`: every value is checked here, so that a rule that names a
 * priority or a queue that does not exist is refused before it sees a post.
 */
#include "route/then.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/time.h"

const char *const scrm_route_actions[] = {"engage", "listen", "ignore", NULL};
const char *const scrm_route_priorities[] = {"urgent", "high", "normal", "low", NULL};

/* A promise of more than ten years is a slip of the pen. */
#define DURATION_MAX_MS (3660 * SCRM_DAY_MS)

void scrm_then_fini(struct scrm_then *then)
{
    free(then->tags);
    *then = (struct scrm_then){0};
}

static size_t count(const char *const *words)
{
    size_t n = 0;

    while (words[n])
        n++;
    return n;
}

/* One of `words`, or an error that lists them. */
static int read_choice(const struct scrm_where *where, const char *key,
                       const char *const *words, size_t *index, struct scrm_err *err)
{
    size_t n = count(words);
    struct scrm_buf all = {0};
    const char *near;

    for (size_t i = 0; i < n; i++) {
        if (scrm_slice_is(where->text, words[i])) {
            *index = i;
            scrm_buf_fini(&all);
            return 0;
        }
        scrm_buf_printf(&all, "%s%s", i ? " " : "", words[i]);
    }
    near = scrm_err_nearest(where->text, words, n);
    scrm_where_error(where, 0, err, "%s: '%.*s' is none of: %s", key, SCRM_FMT(where->text),
                     scrm_buf_text(&all));
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    scrm_buf_fini(&all);
    return -1;
}

int scrm_then_action(const struct scrm_where *where, enum scrm_route_action *action,
                     struct scrm_err *err)
{
    size_t index;

    if (read_choice(where, "action", scrm_route_actions, &index, err))
        return -1;
    *action = (enum scrm_route_action)index;
    return 0;
}

/* A name that people wrote: not empty, no control characters. */
static int read_name(const struct scrm_where *where, const char *key, struct scrm_slice text,
                     struct scrm_err *err)
{
    if (where->node && where->node->kind > SCRM_NODE_TEXT)
        return scrm_where_error(where, 0, err, "%s: expected a name", key);
    if (text.len == 0)
        return scrm_where_error(where, 0, err, "%s: an empty name", key);
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return scrm_where_error(where, 0, err, "%s: a control character in a name", key);
    }
    return 0;
}

/* A name that the file's own list must hold, where it has such a list. */
static int read_listed(const struct scrm_where *where, const char *key,
                       const struct scrm_node *list, struct scrm_slice *out,
                       struct scrm_err *err)
{
    const char **names;
    const char *near;

    if (read_name(where, key, where->text, err))
        return -1;
    *out = where->text;
    if (!list)
        return 0;
    for (size_t i = 0; i < list->n; i++) {
        if (scrm_slice_eq(list->items[i]->text, where->text))
            return 0;
    }
    names = scrm_alloc((list->n + 1) * sizeof *names);
    for (size_t i = 0; i < list->n; i++)
        names[i] = list->items[i]->text.at;
    near = scrm_err_nearest(where->text, names, list->n);
    free(names);
    scrm_where_error(where, 0, err, "%s: there is no '%.*s' in %ss", key, SCRM_FMT(where->text),
                     key);
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    return -1;
}

static int read_promise(const struct scrm_where *where, const char *key,
                        struct scrm_promise *promise, struct scrm_err *err)
{
    if (scrm_time_duration(where->text, &promise->wall_ms) || promise->wall_ms <= 0 ||
        promise->wall_ms > DURATION_MAX_MS ||
        scrm_time_duration_parts(where->text, &promise->parts))
        return scrm_where_error(where, 0, err, "%s: expected a duration such as 30m, 4h or 2d",
                                key);
    promise->text = where->text;
    return 0;
}

/* Whether there is such a person or team, as the rule file and the agents say. */
static int check_owner(const struct scrm_where *where, const struct scrm_known *known,
                       bool team, struct scrm_slice name, struct scrm_err *err)
{
    const struct scrm_node *list = team ? known->book->teams : known->book->owners;
    char *near;

    if (list && read_listed(where, team ? "team" : "owner", list, &name, err))
        return -1;
    if (!known->agents || scrm_people_have(known->agents, team, name))
        return 0;
    near = scrm_people_nearest(known->agents, team, name);
    scrm_where_error(where, 0, err, "assign: there is no %s '%.*s' among the agents",
                     team ? "team" : "agent", SCRM_FMT(name));
    if (near)
        scrm_err_hint(err, "did you mean %s?", near);
    free(near);
    return -1;
}

/* least_loaded, round_robin or longest_idle, of everybody or (TEAM); sticky, none, or a
 * person's name. */
static int read_assign(const struct scrm_where *where, const struct scrm_known *known,
                       struct scrm_slice *out, struct scrm_err *err)
{
    static const char *const words[] = {"sticky",      "none",         "least_loaded",
                                        "round_robin", "longest_idle", NULL};
    static const char *const *const ways = words + 2;
    struct scrm_slice text = where->text;
    const char *open = text.len ? memchr(text.at, '(', text.len) : NULL;
    struct scrm_where part = *where;
    size_t index;

    if (read_name(where, "assign", text, err))
        return -1;
    *out = text;
    for (size_t i = 0; !open && words[i]; i++)
        if (scrm_slice_is(text, words[i]))
            return 0;
    if (!open)
        return check_owner(where, known, false, text, err);
    part.text.len = (size_t)(open - text.at);
    if (read_choice(&part, "assign", ways, &index, err))
        return -1;
    if (text.at[text.len - 1] != ')' || open + 2 >= scrm_slice_end(text))
        return scrm_where_error(where, part.text.len, err, "assign: write %s(TEAM)",
                                ways[index]);
    part.text =
        scrm_slice_trim((struct scrm_slice){open + 1, text.len - (size_t)(open - text.at) - 2});
    return check_owner(&part, known, true, part.text, err);
}

static void add_tag(struct scrm_then *then, struct scrm_slice tag)
{
    for (size_t i = 0; i < then->n_tags; i++) {
        if (scrm_slice_eq(then->tags[i], tag))
            return;
    }
    SCRM_GROW(then->tags, then->n_tags, then->cap_tags);
    then->tags[then->n_tags++] = tag;
}

/* A list, or one text with semicolons. */
static int read_tags(const struct scrm_where *where, struct scrm_then *then,
                     struct scrm_err *err)
{
    const struct scrm_node *node = where->node;
    struct scrm_slice rest = where->text;

    if (node && node->kind == SCRM_NODE_LIST) {
        for (size_t i = 0; i < node->n; i++) {
            struct scrm_where item = scrm_where_node(node->items[i]);

            if (read_name(&item, "tags", item.text, err))
                return -1;
            add_tag(then, item.text);
        }
        return 0;
    }
    if (node && node->kind == SCRM_NODE_MAP)
        return scrm_where_error(where, 0, err, "tags: expected a list of names");
    while (rest.len) {
        const char *end = memchr(rest.at, ';', rest.len);
        size_t len = end ? (size_t)(end - rest.at) : rest.len;
        struct scrm_slice tag = scrm_slice_trim((struct scrm_slice){rest.at, len});

        if (tag.len) {
            if (read_name(where, "tags", tag, err))
                return -1;
            add_tag(then, tag);
        }
        rest.at += len + (end != NULL);
        rest.len -= len + (end != NULL);
    }
    return 0;
}

int scrm_then_read(struct scrm_then *then, const struct scrm_known *known,
                   const struct scrm_book_values *values, struct scrm_err *err)
{
    const struct scrm_book *book = known->book;

    for (size_t i = 0; i < values->n; i++) {
        const struct scrm_where *where = &values->at[i].value;
        size_t key = 0, index = 0;
        int status;

        while (!scrm_slice_is(values->at[i].name, scrm_then_keys[key]))
            key++;
        switch (1u << key) {
        case SCRM_THEN_ACTION:
            status = scrm_then_action(where, &then->action, err);
            break;
        case SCRM_THEN_FUNCTION:
            status = read_listed(where, "function", book->functions, &then->function, err);
            break;
        case SCRM_THEN_QUEUE:
            status = read_listed(where, "queue", book->queues, &then->queue, err);
            break;
        case SCRM_THEN_PRIORITY:
            status = read_choice(where, "priority", scrm_route_priorities, &index, err);
            then->priority = (enum scrm_route_priority)index;
            break;
        case SCRM_THEN_RESPOND:
            status = read_promise(where, "respond_within", &then->respond, err);
            break;
        case SCRM_THEN_RESOLVE:
            status = read_promise(where, "resolve_within", &then->resolve, err);
            break;
        case SCRM_THEN_ASSIGN:
            status = read_assign(where, known, &then->assign, err);
            break;
        case SCRM_THEN_CALENDAR:
            status = scrm_calendars_read(known->calendars, where, &then->calendar, err);
            break;
        case SCRM_THEN_DONE:
            status = scrm_slice_is(where->text, "true")
                         ? 0
                         : scrm_where_error(where, 0, err, "resolve: expected true");
            break;
        default:
            status = read_tags(where, then, err);
        }
        if (status)
            return -1;
        then->given |= 1u << key;
    }
    return 0;
}

void scrm_then_add_tags(struct scrm_then *then, const struct scrm_then *other)
{
    for (size_t i = 0; i < other->n_tags; i++)
        add_tag(then, other->tags[i]);
    then->given |= other->given & SCRM_THEN_TAGS;
}

void scrm_then_complete(struct scrm_then *then, const struct scrm_then *below)
{
    unsigned take = below->given & ~then->given;

    if (take & SCRM_THEN_ACTION)
        then->action = below->action;
    if (take & SCRM_THEN_FUNCTION)
        then->function = below->function;
    if (take & SCRM_THEN_QUEUE)
        then->queue = below->queue;
    if (take & SCRM_THEN_PRIORITY)
        then->priority = below->priority;
    if (take & SCRM_THEN_RESPOND)
        then->respond = below->respond;
    if (take & SCRM_THEN_RESOLVE)
        then->resolve = below->resolve;
    if (take & SCRM_THEN_ASSIGN)
        then->assign = below->assign;
    if (take & SCRM_THEN_CALENDAR)
        then->calendar = below->calendar;
    if (take & SCRM_THEN_TAGS)
        scrm_then_add_tags(then, below);
    then->given |= take;
}
