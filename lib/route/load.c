/*
 * From rule files and policies to a router: every `then` is checked and
 * completed, every condition compiled, every decision that can be written down
 * beforehand is.
 */
#include "route/router.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/hash.h"
#include "base/time.h"
#include "rules/of_case.h"

/* What `default` starts from: keys that it gives replace these. There is no
 * promise of time that nobody made. */
static const struct scrm_then ground = {
    .given = SCRM_THEN_ACTION | SCRM_THEN_FUNCTION | SCRM_THEN_QUEUE | SCRM_THEN_PRIORITY,
    .action = SCRM_ROUTE_ENGAGE,
    .priority = SCRM_ROUTE_NORMAL,
    .function = {"service", 7},
    .queue = {"inbox", 5},
};

static void render_all(const struct scrm_router *router, struct scrm_route_rule *rule)
{
    for (int a = 0; a < SCRM_ROUTE_ACTIONS_N; a++) {
        struct scrm_buf json = {0};

        rule->rendered[a].split =
            scrm_render(router, &rule->complete, (enum scrm_route_action)a, rule->name, &json);
        rule->rendered[a].len = json.len;
        rule->rendered[a].json = scrm_buf_take(&json);
    }
}

static struct scrm_date local_date(const void *calendar, int64_t ms)
{
    return scrm_timezone_date(scrm_calendar_timezone(calendar), ms);
}

static bool is_open(const void *calendar, int64_t ms)
{
    return scrm_calendar_is_open(calendar, ms);
}

static int load_rules(struct scrm_router *router, struct scrm_keys *keys, struct scrm_err *err)
{
    const struct scrm_book *book = &router->book;

    router->rules = scrm_rules_new();
    if (router->calendars.n) {
        router->clock = (struct scrm_rules_clock){router->calendars.at[0], local_date, is_open};
        scrm_rules_set_clock(router->rules, &router->clock);
    }
    for (size_t i = 0; i < book->lets.n; i++) {
        if (scrm_rules_let(router->rules, book->lets.at[i].name, &book->lets.at[i].value, err))
            return -1;
    }
    for (size_t i = 0; i < router->n; i++) {
        const struct scrm_book_rule *rule = &book->rules.at[i];

        if (scrm_rules_add(router->rules, rule->name, &rule->when, err))
            return -1;
    }
    return scrm_rules_build(router->rules, keys, err);
}

/* Only a time rule ends a case, and it makes no promise and no other choice. */
static int check_keys(const struct scrm_book_rule *rule, const struct scrm_then *then,
                      bool timed, struct scrm_err *err)
{
    const unsigned allowed = timed ? SCRM_THEN_QUEUE | SCRM_THEN_PRIORITY | SCRM_THEN_ASSIGN |
                                         SCRM_THEN_TAGS | SCRM_THEN_DONE
                                   : ~(unsigned)SCRM_THEN_DONE;
    size_t key = 0;

    if (!(then->given & ~allowed))
        return 0;
    while (!(then->given & ~allowed & 1u << key))
        key++;
    return scrm_where_error(
        &scrm_book_get(&rule->then, scrm_then_keys[key])->key, 0, err, "%s: %s",
        scrm_then_keys[key],
        timed ? "a time rule may say queue, priority, assign, tags and resolve"
              : "only time rules end a case");
}

/* Time rules belong to the ledger; here they are read and checked, so that a mistake
 * shows where the file is edited. */
static int load_time_rules(struct scrm_router *router, const struct scrm_known *known,
                           struct scrm_err *err)
{
    const struct scrm_book_rules *from = &router->book.time_rules;
    struct scrm_keys *keys = scrm_keys_new();
    int status = 0;

    router->time_rules = scrm_rules_new();
    router->timed = scrm_alloc_zero(from->n + 1, sizeof *router->timed);
    for (size_t i = 0; i < from->n && status == 0; i++) {
        status = scrm_then_read(&router->timed[i], known, &from->at[i].then, err);
        if (status == 0)
            status = check_keys(&from->at[i], &router->timed[i], true, err);
    }
    if (status == 0)
        status = scrm_time_rules_build(router->time_rules, &router->book, keys, err);
    scrm_keys_free(keys);
    return status;
}

const struct scrm_book *scrm_router_book(const struct scrm_router *router)
{
    return &router->book;
}

const struct scrm_rules_clock *scrm_router_clock(const struct scrm_router *router)
{
    return router->calendars.n ? &router->clock : NULL;
}

const struct scrm_then *scrm_router_timed(const struct scrm_router *router, size_t i)
{
    return &router->timed[i];
}

static int load_thens(struct scrm_router *router, const struct scrm_known *known,
                      struct scrm_err *err)
{
    struct scrm_route_rule *fallback = &router->at[router->n];

    fallback->name = SCRM_SLICE("default");
    if (scrm_then_read(&fallback->own, known, &router->book.fallback, err))
        return -1;
    scrm_then_complete(&fallback->complete, &fallback->own);
    scrm_then_complete(&fallback->complete, &ground);
    if (!(fallback->complete.given & SCRM_THEN_CALENDAR))
        fallback->complete.calendar = router->calendars.n ? 0 : SCRM_WALL;
    fallback->complete.given |= SCRM_THEN_CALENDAR;
    for (size_t i = 0; i < router->n; i++) {
        const struct scrm_book_rule *from = &router->book.rules.at[i];
        struct scrm_route_rule *rule = &router->at[i];

        rule->name = from->name;
        rule->stop = from->stop || !router->all;
        if (scrm_then_read(&rule->own, known, &from->then, err) ||
            check_keys(from, &rule->own, false, err))
            return -1;
        scrm_then_complete(&rule->complete, &rule->own);
        scrm_then_complete(&rule->complete, &fallback->complete);
    }
    return 0;
}

/* Adds one more thing that decides to the version and the digest. */
static void put_version(struct scrm_router *router, struct scrm_slice version,
                        const char *digest)
{
    scrm_buf_puts(&router->version, "+");
    if (version.len)
        scrm_buf_put_slice(&router->version, version);
    else
        scrm_buf_put(&router->version, digest, 12);
    scrm_buf_puts(&router->book.digest, digest);
}

static void name_version(struct scrm_router *router)
{
    scrm_buf_put_slice(&router->version, scrm_buf_slice(&router->book.version));
    if (router->policies.config)
        put_version(router, router->policies.version,
                    scrm_config_digest(router->policies.config));
    for (size_t i = 0; i < router->calendars.n; i++)
        put_version(router, scrm_calendar_version(router->calendars.at[i]),
                    scrm_calendar_digest(router->calendars.at[i]));
    scrm_digest_put(&router->digest,
                    scrm_digest(scrm_buf_text(&router->book.digest), router->book.digest.len));
}

static void want_members(struct scrm_router *router, struct scrm_keys *keys)
{
    router->id = scrm_keys_add_dotted(keys, "id");
    router->type = scrm_keys_add_dotted(keys, "type");
    router->direction = scrm_keys_add_dotted(keys, "direction");
    router->created_at = scrm_keys_add_dotted(keys, "created_at");
    if (router->policies.n) {
        router->network = scrm_keys_add_dotted(keys, "network");
        router->channel = scrm_keys_add_dotted(keys, "channel");
        router->account = scrm_keys_add_dotted(keys, "account");
    }
    router->text = scrm_keys_add_dotted(keys, "text");
    router->route = scrm_keys_add_dotted(keys, "route");
}

/* What the rules lean on: calendars, people, policies. */
static int load_house(struct scrm_router *router, const struct scrm_router_options *options,
                      struct scrm_err *err)
{
    if (options->n_calendars &&
        scrm_calendars_load(&router->calendars, options->calendars, options->n_calendars, err))
        return -1;
    if (options->agents && scrm_people_load(&router->agents, options->agents, err))
        return -1;
    return options->policies ? scrm_policies_load(&router->policies, options->policies,
                                                  &router->calendars, err)
                             : 0;
}

struct scrm_known scrm_router_known(const struct scrm_router *router)
{
    return (struct scrm_known){.book = &router->book,
                               .calendars = &router->calendars,
                               .agents = router->agents.table ? &router->agents : NULL};
}

static int load_all(struct scrm_router *router, const struct scrm_router_options *options,
                    struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_known known;

    if (load_house(router, options, err))
        return -1;
    known = scrm_router_known(router);
    return load_thens(router, &known, err) || load_rules(router, keys, err) ||
                   load_time_rules(router, &known, err)
               ? -1
               : 0;
}

struct scrm_router *scrm_router_make(struct scrm_book *taken,
                                     const struct scrm_router_options *options,
                                     struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_router *router = scrm_alloc_zero(1, sizeof *router);

    router->book = *taken;
    *taken = (struct scrm_book){0};
    router->n = router->book.rules.n;
    router->all = router->book.all;
    router->at = scrm_alloc_zero(router->n + 1, sizeof *router->at);
    if (load_all(router, options, keys, err)) {
        scrm_router_free(router);
        return NULL;
    }
    name_version(router);
    for (size_t i = 0; i <= router->n; i++)
        render_all(router, &router->at[i]);
    want_members(router, keys);
    return router;
}

/* The rule files of the options, or the shipped one. */
static int load_book(struct scrm_book *book, const struct scrm_router_options *options,
                     struct scrm_err *err)
{
    char *shipped;
    int status = 0;

    for (size_t i = 0; i < options->n_rules && status == 0; i++)
        status = scrm_book_load(book, options->rules[i], err);
    if (options->n_rules)
        return status;
    shipped = scrm_book_shipped(err);
    status = shipped ? scrm_book_load(book, shipped, err) : -1;
    free(shipped);
    return status;
}

struct scrm_router *scrm_router_load(const struct scrm_router_options *options,
                                     struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_book book = {0};

    if (load_book(&book, options, err)) {
        scrm_book_fini(&book);
        return NULL;
    }
    return scrm_router_make(&book, options, keys, err);
}

void scrm_router_free(struct scrm_router *router)
{
    if (!router)
        return;
    for (size_t i = 0; i <= router->n; i++) {
        scrm_then_fini(&router->at[i].own);
        scrm_then_fini(&router->at[i].complete);
        for (int a = 0; a < SCRM_ROUTE_ACTIONS_N; a++)
            free(router->at[i].rendered[a].json);
    }
    for (size_t i = 0; router->timed && i < router->book.time_rules.n; i++)
        scrm_then_fini(&router->timed[i]);
    free(router->timed);
    free(router->at);
    scrm_rules_free(router->time_rules);
    scrm_rules_free(router->rules);
    scrm_policies_fini(&router->policies);
    scrm_people_fini(&router->agents);
    scrm_calendars_fini(&router->calendars);
    scrm_book_fini(&router->book);
    scrm_buf_fini(&router->version);
    scrm_buf_fini(&router->digest);
    free(router);
}

const char *scrm_router_version(const struct scrm_router *router)
{
    return scrm_buf_text(&router->version);
}

const char *scrm_router_digest(const struct scrm_router *router)
{
    return scrm_buf_text(&router->digest);
}
