/*
 * Fuzz target of rule files: any bytes as a condition, as a YAML or JSON rule
 * file, as a CSV, as policies. Whatever they are, the answer is a router or an
 * error with a sentence, never a crash; a router that came out decides about a
 * few posts, the same with reasons and without, and twice the same.
 *
 * The first byte chooses.
 */
#include "target.h"

#include "base/alloc.h"
#include "route/check.h"
#include "route/route.h"
#include "rules/book.h"

static const char *const posts[] = {
    "{}",
    "{\"id\":\"a:1\",\"type\":\"post\",\"network\":\"x\",\"created_at\":\"2026-01-05T10:00:"
    "00Z\","
    "\"text\":\"I want my money back, caf\\u00e9! "
    "\\ud83d\\ude21\",\"like_count\":12345678901234567890,"
    "\"author_verified\":true,\"hashtags\":[\"a\",\"refund\"],\"rating\":1.5,"
    "\"score\":{\"sentiment\":-0.7,\"intents\":{\"complaint\":0.9},\"topics\":[\"x\"]},"
    "\"ext\":{\"a\":1,\"b\":\"2026-01-05T10:00:00Z\",\"c\":[1,\"x\"],\"d\":{}}}",
    "{\"type\":\"delete\"}",
    "{\"direction\":\"outbound\",\"text\":7,\"created_at\":\"9999-12-31T23:59:59Z\"}",
};

/* The decisions of a router; its rules asked one by one give the same hits. */
static void decide(const struct scrm_router *router, struct scrm_keys *keys)
{
    struct scrm_route_worker *worker = scrm_route_open(router);
    struct scrm_value *values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *values);
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_buf in = {0}, once = {0}, twice = {0}, why = {0};
    struct scrm_err err = {0};

    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        struct scrm_line line = {.values = values};

        scrm_buf_reset(&in);
        scrm_buf_reset(&once);
        scrm_buf_reset(&twice);
        scrm_buf_reset(&why);
        scrm_arena_reset(&arena);
        scrm_buf_puts(&in, posts[i]);
        must(scrm_scan(&scanner, keys, scrm_scan_padded(&in), &line, &err) == 0,
             "the posts are posts");
        scrm_route_line(worker, &line, &arena, 1767607200000, SCRM_ROUTE_PLAIN, &once);
        scrm_route_line(worker, &line, &arena, 1767607200000, SCRM_ROUTE_WHY, &why);
        must(why.len > once.len && memcmp(why.at, once.at, once.len - 2) == 0,
             "reasons come behind the decision and change nothing");
        scrm_buf_reset(&in);
        scrm_buf_put_slice(&in, scrm_buf_slice(&why));
        must(scrm_scan(&scanner, keys, scrm_scan_padded(&in), &line, &err) == 0,
             "what is written can be read");
        scrm_route_line(worker, &line, &arena, 1767607200000, SCRM_ROUTE_IN_WORDS, &twice);
        must(twice.len > 0, "something is said");
        /* Rules may ask about route itself, so only the shape is compared here. */
    }
    scrm_route_close(worker);
    scrm_scanner_fini(&scanner);
    scrm_arena_fini(&arena);
    scrm_buf_fini(&in);
    scrm_buf_fini(&once);
    scrm_buf_fini(&twice);
    scrm_buf_fini(&why);
    scrm_err_fini(&err);
    free(values);
}

static void try_rules(struct scrm_slice text, const char *name)
{
    struct scrm_book book = {0};
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_router *router = NULL;
    struct scrm_err err = {0};
    struct scrm_buf message = {0};

    if (scrm_book_parse(&book, text, name, &err) == 0)
        router = scrm_router_make(&book, &(struct scrm_router_options){0}, keys, &err);
    must((router == NULL) == (err.code != SCRM_EXIT_OK), "no router means an error");
    if (router) {
        struct scrm_check check = {.now = 1767607200000};

        scrm_keys_build(keys);
        decide(router, keys);
        scrm_check_run(&check, router, keys, &err);
        scrm_buf_fini(&check.out);
    }
    if (err.code) {
        must(err.text && err.text[0], "an error says something");
        scrm_err_write(&err, &message);
    }
    scrm_buf_fini(&message);
    scrm_err_fini(&err);
    scrm_router_free(router);
    scrm_keys_free(keys);
    scrm_book_fini(&book);
}

/* A condition, in a spreadsheet of one rule: a second one asks about the first. */
static void try_condition(struct scrm_slice text)
{
    struct scrm_buf csv = {0};

    scrm_buf_puts(&csv, "rule,when\na,\"");
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"')
            scrm_buf_putc(&csv, '"');
        scrm_buf_putc(&csv, text.at[i]);
    }
    scrm_buf_puts(&csv, "\"\nb,NOT rule('a')\n");
    try_rules(scrm_buf_slice(&csv), "fuzz.csv");
    scrm_buf_fini(&csv);
}

static void try_policies(struct scrm_slice text)
{
    struct scrm_policies policies = {0};
    struct scrm_err err = {0};

    if (scrm_policies_parse(&policies, text, "fuzz.yaml", &(struct scrm_calendars){0}, &err) ==
        0)
        scrm_policies_find(&policies, &(struct scrm_policy_place){.network = SCRM_SLICE("x"),
                                                                  .account = SCRM_SLICE("y")});
    scrm_policies_fini(&policies);
    scrm_err_fini(&err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scrm_slice text;

    if (size == 0)
        return 0;
    text = (struct scrm_slice){(const char *)data + 1, size - 1};
    switch (data[0] % 8) {
    case 0:
        try_rules(text, "fuzz.yaml");
        break;
    case 1:
        try_rules(text, "fuzz.csv");
        break;
    case 2:
        try_policies(text);
        break;
    default:
        try_condition(text);
    }
    return 0;
}
