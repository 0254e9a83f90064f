/*
 * The facts of a post as the JSON object that its event keeps, and back. Ids
 * are digests, authors are numbers; what is not there is left out.
 */
#include "ledger/inner.h"

#include "base/alloc.h"
#include "base/time.h"
#include "record/post.h"
#include "record/value.h"

/* The member in the facts that were scanned last. */
#define VALUE(slot) (ledger->values[ledger->slots[slot]])

static const char *const names[FACTS_ROUTE] = {
    [FACTS_ALIASES] = "aliases",
    [FACTS_PARENT] = "parent",
    [FACTS_CONVERSATION] = "conversation",
    [FACTS_ROOM] = "room",
    [FACTS_REV] = "rev",
    [FACTS_TYPE] = "type",
    [FACTS_DIRECTION] = "direction",
    [FACTS_AUTOMATIC] = "automatic",
    [FACTS_REPOST] = "repost",
    [FACTS_DELETED] = "deleted",
    [FACTS_ERASED] = "erased",
    [FACTS_AUTHOR] = "author",
    [FACTS_PARTNER] = "partner",
    [FACTS_NETWORK] = "network",
    [FACTS_ACCOUNT] = "account",
    [FACTS_LANG] = "lang",
    [FACTS_CREATED_AT] = "created_at",
    [FACTS_UPDATED_AT] = "updated_at",
    [FACTS_FETCHED_AT] = "fetched_at",
    [FACTS_RESPOND_BY] = "respond_by",
    [FACTS_RESOLVE_BY] = "resolve_by",
    [FACTS_OWNER] = "owner",
    [FACTS_TAG] = "tag",
    [FACTS_CLOCK] = "clock",
    [FACTS_DUE] = "due",
    [FACTS_UNTIL] = "until",
    [FACTS_POST] = "post",
    [FACTS_RULE] = "rule",
    [FACTS_QUEUE] = "queue",
    [FACTS_PRIORITY] = "priority",
};

void scrm_facts_keys(struct scrm_ledger *ledger)
{
    int i;

    ledger->keys = scrm_keys_new();
    for (i = 0; i < FACTS_ROUTE; i++)
        ledger->slots[i] = scrm_keys_add_dotted(ledger->keys, names[i]);
    for (i = 0; i < SCRM_ROUTE_MEMBERS; i++) {
        const struct scrm_slice path[] = {SCRM_SLICE("route"),
                                          scrm_slice_of(scrm_route_members[i])};

        ledger->slots[FACTS_ROUTE + i] = scrm_keys_add(ledger->keys, path, 2);
    }
    scrm_keys_build(ledger->keys);
    ledger->values = scrm_alloc_zero(scrm_keys_count(ledger->keys), sizeof *ledger->values);
}

static void put_digest(struct scrm_buf *buf, int slot, struct scrm_digest digest)
{
    if (scrm_digest_none(digest))
        return;
    scrm_emit_key(buf, names[slot]);
    scrm_buf_putc(buf, '"');
    scrm_digest_put(buf, digest);
    scrm_buf_putc(buf, '"');
}

static void put_flag(struct scrm_buf *buf, int slot, bool flag)
{
    if (flag)
        scrm_emit_member_bool(buf, names[slot], true);
}

static void put_time(struct scrm_buf *buf, int slot, int64_t ms)
{
    if (ms != SCRM_NO_TIME)
        scrm_emit_member_time(buf, names[slot], ms);
}

static void put_text(struct scrm_buf *buf, const char *name, struct scrm_slice text)
{
    if (text.at)
        scrm_emit_member_text(buf, name, text);
}

static void put_aliases(struct scrm_buf *buf, const struct scrm_case_fact *fact)
{
    uint32_t i;

    if (!fact->n_aliases)
        return;
    scrm_emit_key(buf, names[FACTS_ALIASES]);
    scrm_buf_putc(buf, '[');
    for (i = 0; i < fact->n_aliases; i++) {
        scrm_buf_puts(buf, i ? ",\"" : "\"");
        scrm_digest_put(buf, fact->aliases[i]);
        scrm_buf_putc(buf, '"');
    }
    scrm_buf_putc(buf, ']');
}

void scrm_decision_put(struct scrm_buf *buf, const struct scrm_case_decision *decision)
{
    size_t i;

    scrm_emit_member_text(buf, "action", scrm_slice_of(scrm_actions[decision->action]));
    put_text(buf, "function", decision->function);
    put_text(buf, "queue", decision->queue);
    scrm_emit_member_text(buf, "priority", scrm_slice_of(scrm_priorities[decision->priority]));
    put_text(buf, "assign", decision->assign);
    if (decision->n_tags) {
        scrm_emit_key(buf, "tags");
        scrm_buf_putc(buf, '[');
        for (i = 0; i < decision->n_tags; i++) {
            scrm_emit_comma(buf);
            scrm_emit_text(buf, decision->tags[i]);
        }
        scrm_buf_putc(buf, ']');
    }
    put_text(buf, "rule", decision->rule);
    put_text(buf, "rules", decision->rules);
    put_text(buf, "calendar", decision->calendar);
}

void scrm_facts_put(struct scrm_buf *buf, const struct scrm_case_fact *fact)
{
    const struct scrm_case_place *place = fact->place;

    scrm_buf_putc(buf, '{');
    scrm_emit_member_text(buf, "type", scrm_slice_of(scrm_post_types[fact->type]));
    scrm_emit_member_text(buf, "direction", scrm_slice_of(scrm_directions[fact->direction]));
    put_text(buf, "network", place ? place->network : (struct scrm_slice){NULL, 0});
    put_text(buf, "account", place ? place->account : (struct scrm_slice){NULL, 0});
    put_text(buf, "lang", fact->lang.len ? fact->lang : (struct scrm_slice){NULL, 0});
    put_aliases(buf, fact);
    put_digest(buf, FACTS_PARENT, fact->parent);
    put_digest(buf, FACTS_CONVERSATION, fact->conversation);
    put_digest(buf, FACTS_ROOM, fact->room);
    put_digest(buf, FACTS_REV, fact->rev);
    put_flag(buf, FACTS_AUTOMATIC, fact->automatic);
    put_flag(buf, FACTS_REPOST, fact->repost);
    put_flag(buf, FACTS_DELETED, fact->deleted);
    put_flag(buf, FACTS_ERASED, fact->erased);
    if (fact->author)
        scrm_emit_member_int(buf, "author", (int64_t)fact->author);
    if (fact->partner)
        scrm_emit_member_int(buf, "partner", (int64_t)fact->partner);
    put_time(buf, FACTS_CREATED_AT, fact->created_ms);
    if (fact->changed_ms != fact->created_ms)
        put_time(buf, FACTS_UPDATED_AT, fact->changed_ms);
    put_time(buf, FACTS_FETCHED_AT, fact->fetched_ms);
    put_time(buf, FACTS_RESPOND_BY, fact->respond_by_ms);
    put_time(buf, FACTS_RESOLVE_BY, fact->resolve_by_ms);
    if (fact->decision) {
        scrm_emit_key(buf, "route");
        scrm_buf_putc(buf, '{');
        scrm_decision_put(buf, fact->decision);
        scrm_buf_putc(buf, '}');
    }
    scrm_buf_putc(buf, '}');
}

/* ---- and back ---- */

static struct scrm_digest digest_of(struct scrm_value value)
{
    char text[40] = "erased:";

    if (value.kind != SCRM_STRING || value.len != 32)
        return (struct scrm_digest){0, 0};
    memcpy(text + 7, value.at, 32);
    return scrm_case_digest((struct scrm_slice){text, 39});
}

static int64_t time_of(struct scrm_value value, int64_t missing)
{
    int64_t ms = missing;

    return scrm_value_time(value, &ms) == 0 ? ms : missing;
}

static uint64_t number_of(struct scrm_value value)
{
    int64_t number = 0;

    return scrm_value_int(value, &number) == 0 && number > 0 ? (uint64_t)number : 0;
}

static uint8_t choice_of(struct scrm_value value, const char *const *choices, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (scrm_value_is(value, choices[i]))
            return (uint8_t)i;
    return 0;
}

static void read_aliases(struct scrm_value value, struct scrm_arena *arena,
                         struct scrm_case_fact *fact)
{
    struct scrm_digest *digests;
    struct scrm_value item;
    struct scrm_walk walk;
    size_t n = 0;

    if (value.kind != SCRM_ARRAY)
        return;
    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item))
        n++;
    digests = scrm_arena_take(arena, (n + 1) * sizeof *digests);
    scrm_walk_begin(&walk, value);
    while (scrm_item_next(&walk, &item))
        digests[fact->n_aliases++] = digest_of(item);
    fact->aliases = digests;
}

/* The facts, from a scanned object. Events were written by scrm_facts_put, so
 * what is missing is absent and not an error. */
static int read_fact(const struct scrm_ledger *ledger, struct scrm_ledger_facts *into,
                     struct scrm_case_fact *fact, struct scrm_err *err)
{
    struct scrm_value route[SCRM_ROUTE_MEMBERS];
    int i;

    fact->type = choice_of(VALUE(FACTS_TYPE), scrm_post_types, scrm_post_types_n);
    fact->direction = choice_of(VALUE(FACTS_DIRECTION), scrm_directions, 3);
    read_aliases(VALUE(FACTS_ALIASES), &into->arena, fact);
    fact->parent = digest_of(VALUE(FACTS_PARENT));
    fact->conversation = digest_of(VALUE(FACTS_CONVERSATION));
    fact->room = digest_of(VALUE(FACTS_ROOM));
    fact->rev = digest_of(VALUE(FACTS_REV));
    fact->automatic = VALUE(FACTS_AUTOMATIC).kind == SCRM_TRUE;
    fact->repost = VALUE(FACTS_REPOST).kind == SCRM_TRUE;
    fact->deleted = VALUE(FACTS_DELETED).kind == SCRM_TRUE;
    fact->erased = VALUE(FACTS_ERASED).kind == SCRM_TRUE;
    fact->author = number_of(VALUE(FACTS_AUTHOR));
    fact->partner = number_of(VALUE(FACTS_PARTNER));
    fact->lang = scrm_value_text(VALUE(FACTS_LANG), &into->arena);
    fact->created_ms = time_of(VALUE(FACTS_CREATED_AT), 0);
    fact->changed_ms = time_of(VALUE(FACTS_UPDATED_AT), fact->created_ms);
    fact->fetched_ms = time_of(VALUE(FACTS_FETCHED_AT), SCRM_NO_TIME);
    fact->respond_by_ms = time_of(VALUE(FACTS_RESPOND_BY), SCRM_NO_TIME);
    fact->resolve_by_ms = time_of(VALUE(FACTS_RESOLVE_BY), SCRM_NO_TIME);
    fact->place = scrm_case_place_of(
        &into->intern, scrm_value_text(VALUE(FACTS_NETWORK), &into->arena),
        scrm_value_text(VALUE(FACTS_ACCOUNT), &into->arena), (struct scrm_slice){NULL, 0});
    for (i = 0; i < SCRM_ROUTE_MEMBERS; i++)
        route[i] = VALUE(FACTS_ROUTE + i);
    fact->decision = scrm_case_decision_of(&into->intern, route, err);
    scrm_case_fact_seal(fact);
    return err->code ? -1 : 0;
}

static bool is_forgotten(const struct scrm_ledger *ledger, uint64_t author)
{
    size_t low = 0, high = ledger->n_forgotten;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ledger->forgotten[middle] < author)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ledger->n_forgotten && ledger->forgotten[low] == author;
}

void scrm_ledger_facts_add(struct scrm_ledger_facts *into, const struct scrm_case_fact *fact,
                           uint64_t thread)
{
    if (into->n >= into->cap) {
        into->cap = into->cap ? into->cap * 2 : 64;
        into->facts = scrm_realloc(into->facts, into->cap, sizeof *into->facts);
        into->threads = scrm_realloc(into->threads, into->cap, sizeof *into->threads);
    }
    into->facts[into->n] = *fact;
    into->threads[into->n++] = thread;
}

static void add_action(const struct scrm_ledger *ledger, struct scrm_ledger_facts *into,
                       const struct scrm_event *event, int kind)
{
    static const int values[] = {FACTS_OWNER, FACTS_TAG,      FACTS_CLOCK,
                                 FACTS_QUEUE, FACTS_PRIORITY, FACTS_RULE};
    struct scrm_slice value = {NULL, 0};
    size_t i;

    for (i = 0; i < sizeof values / sizeof *values && !value.len; i++)
        value = scrm_value_text(VALUE(values[i]), &into->arena);
    SCRM_GROW(into->actions, into->n_actions, into->cap_actions);
    into->actions[into->n_actions++] = (struct scrm_case_action){
        .kind = (uint8_t)kind,
        .anchor = event->cause,
        .other = digest_of(VALUE(FACTS_POST)),
        .until_ms = time_of(VALUE(FACTS_UNTIL), SCRM_NO_TIME),
        .at_ms = event->at_ms,
        .seq = event->seq,
        .by = {scrm_arena_copy(&into->arena, event->by.at ? event->by.at : "", event->by.len),
               event->by.len},
        .value = value,
    };
}

/* Scans the facts where they may stay for as long as `into`. */
static int scan(struct scrm_ledger *ledger, struct scrm_slice json,
                struct scrm_ledger_facts *into, struct scrm_err *err)
{
    char *copy = scrm_arena_take(&into->arena, json.len + SCRM_SCAN_PADDING);
    struct scrm_line line = {.values = ledger->values};

    if (json.len)
        memcpy(copy, json.at, json.len);
    memset(copy + json.len, 0, SCRM_SCAN_PADDING);
    return scrm_scan(&ledger->scanner, ledger->keys, (struct scrm_slice){copy, json.len}, &line,
                     err);
}

int scrm_event_load(struct scrm_ledger *ledger, const struct scrm_event *event,
                    struct scrm_ledger_facts *into, struct scrm_err *err)
{
    bool tombstone = strcmp(event->kind, "delete") == 0;
    struct scrm_case_fact fact = {
        .id = event->cause, .tombstone = tombstone, .seq = event->seq};
    int kind;

    if (strcmp(event->kind, "join") == 0 || strcmp(event->kind, "erase") == 0)
        return 0;
    if (scan(ledger, event->facts, into, err))
        return scrm_err_member(err, "facts");
    if (tombstone || strcmp(event->kind, "post") == 0) {
        if (read_fact(ledger, into, &fact, err))
            return -1;
        fact.erased |= fact.author && is_forgotten(ledger, fact.author);
        scrm_ledger_facts_add(into, &fact, event->thread);
        return 0;
    }
    for (kind = 0; kind < SCRM_ACTIONS_N; kind++)
        if (strcmp(event->kind, scrm_case_actions[kind]) == 0) {
            add_action(ledger, into, event, kind);
            return 0;
        }
    return scrm_err_set(err, SCRM_EXIT_DATA, "event %llu is of the unknown kind \"%s\"",
                        (unsigned long long)event->seq, event->kind);
}

int scrm_event_author(struct scrm_ledger *ledger, const struct scrm_event *event,
                      int64_t *author, struct scrm_err *err)
{
    struct scrm_ledger_facts facts = {0};
    int result = scan(ledger, event->facts, &facts, err);

    *author = result == 0 ? (int64_t)number_of(VALUE(FACTS_AUTHOR)) : 0;
    scrm_ledger_facts_fini(&facts);
    if (result == 0 && *author == 0)
        result = scrm_err_set(err, SCRM_EXIT_DATA, "an erasure that names no author");
    return result;
}
