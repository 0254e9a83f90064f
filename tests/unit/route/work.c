/*
 * Working on rules: the expectations in a rule file, rules that never hit, and
 * two rule sets over the same posts.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "record/emit.h"
#include "route/check.h"
#include "route/pass.h"
#include "rules/book.h"
#include "../t.h"

#define NOW INT64_C(1767607200000)

static struct scrm_router *make(const char *text, struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_book book = {0};
    struct scrm_router *router = NULL;

    if (scrm_book_parse(&book, scrm_slice_of(text), "r.yaml", err) == 0)
        router = scrm_router_make(&book, &(struct scrm_router_options){0}, keys, err);
    scrm_book_fini(&book);
    return router;
}

/* A scorer that calls everything awful. */
static int score(void *ctx, struct scrm_buf *record, struct scrm_buf *out, struct scrm_err *err)
{
    int *calls = ctx;

    (void)err;
    ++*calls;
    scrm_buf_put(out, scrm_buf_text(record), record->len - 1);
    scrm_buf_puts(out, ",\"score\":{\"sentiment\":-0.9}}\n");
    return 0;
}

/* Runs the expectations of `text`; what was found, owned by caller. */
static char *check(const char *text, struct scrm_check *check, int *code)
{
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_err err = {0};
    struct scrm_router *router = make(text, keys, &err);

    scrm_keys_build(keys);
    if (router && scrm_check_run(check, router, keys, &err) == 0)
        *code = check->failures ? 1 : 0;
    else
        *code = (int)err.code;
    if (err.code)
        scrm_err_write(&err, &check->out);
    scrm_err_fini(&err);
    scrm_router_free(router);
    scrm_keys_free(keys);
    return scrm_buf_take(&check->out);
}

static const char *const rules =
    "scrm_rules: 1\n"
    "version: v\n"
    "rules:\n"
    "  - rule: refund\n"
    "    when: has(text, 'refund') AND score.sentiment < -0.3\n"
    "    then: {queue: billing, priority: high, respond_within: 4h, tags: [a, b]}\n"
    "    expect:\n";

static void expectations(void)
{
    struct scrm_buf text = {0};
    struct scrm_check run = {.score = score, .now = NOW};
    int calls = 0, code = -1;
    char *out;

    run.ctx = &calls;
    scrm_buf_puts(&text, rules);
    scrm_buf_puts(&text,
                  "      - {text: a refund, then: {queue: billing, rule: refund, tags: [b]}}\n"
                  "      - {text: a refund, score: {sentiment: 0.2}, then: none}\n"
                  "      - {text: a refund, then: {respond_within: 240m, action: engage}}\n"
                  "      - {text: a refund, then: {queue: inbox}}\n"
                  "      - {text: a refund, then: none}\n"
                  "      - {text: a refund, then: {tags: [c]}}\n"
                  "      - {text: hello, then: {queue: billing}}\n"
                  "  - {rule: same, when: \"score.sentiment < -0.5 AND has(text, 'refund')\"}\n"
                  "  - {rule: odd, when: \"like_count > 5 AND like_count < 3\"}\n");
    out = check(scrm_buf_text(&text), &run, &code);
    SAME(
        out,
        "r.yaml:11: rule refund: \"a refund\": expected queue inbox, got billing (rule "
        "refund)\n"
        "r.yaml:12: rule refund: \"a refund\": expected none, but the rule hits\n"
        "r.yaml:13: rule refund: \"a refund\": expected tags that are not there (rule refund)\n"
        "r.yaml:14: rule refund: \"hello\": expected queue billing, got inbox (rule default)\n"
        "r.yaml:15: rule same can never hit: rule refund above it hits whenever it would\n"
        "r.yaml:16: rule odd can never hit: what it asks of like_count excludes itself\n"
        "7 expectations, 4 failed; 3 rules, 2 can never hit, 2 without an expectation\n");
    OK(code == 1 && calls == 6);
    free(out);
    scrm_buf_fini(&text);
}

static void clocked(void)
{
    struct scrm_check run = {.now = NOW};
    int code = -1;
    char *out = check(
        "scrm_rules: 1\nversion: v\nrules:\n"
        "  - rule: old\n    when: age() > INTERVAL '1d'\n    expect:\n"
        "      - {created_at: 2026-01-04T09:00:00Z, then: {rule: old}}\n"
        "      - {created_at: 2026-01-04T11:00:00Z, then: none}\n"
        "      - {created_at: 2025-01-01T11:00:00Z, now: 2025-01-01T12:00:00Z, then: none}\n",
        &run, &code);

    SAME(out, "3 expectations, 0 failed; 1 rules, 0 can never hit, 0 without an expectation\n");
    OK(code == 0);
    free(out);
}

/* An expectation that cannot be run is an error in the file. */
static void broken(void)
{
    static const char *const lines[][2] = {
        {"      - {text: x}\n", "r.yaml:8:9: this expectation says not what then"},
        {"      - {txt: x, then: none}\n", "expect: a post has no member 'txt'"},
        {"      - {text: x, then: maybe}\n", "then: expected none, or the keys of a decision"},
        {"      - {text: x, then: {que: x}}\n", "unknown key \"que\""},
        {"      - {text: x, then: {priority: hi}}\n", "priority: 'hi' is none of"},
        {"      - {text: x, rating: .5, then: none}\n", "write this number as"},
        {"      - {text: x, now: soon, then: none}\n", "now: expected a time"},
        {"      - hello\n", "expected a record and its then"},
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct scrm_buf text = {0};
        struct scrm_check run = {.now = NOW};
        int code = -1;
        char *out;

        scrm_buf_puts(&text, rules);
        scrm_buf_puts(&text, lines[i][0]);
        out = check(scrm_buf_text(&text), &run, &code);
        OK(code == SCRM_EXIT_CONFIG);
        if (!OK(strstr(out, lines[i][1]) != NULL))
            printf("   got: %s\n  want: %s\n", out, lines[i][1]);
        free(out);
        scrm_buf_fini(&text);
    }
}

static void compared(void)
{
    static const char *const posts[] = {
        "{\"id\":\"1\",\"text\":\"refund\"}", "{\"id\":\"2\",\"text\":\"hello\"}",
        "{\"id\":\"3\",\"text\":\"refund\",\"direction\":\"outbound\"}",
        "{\"id\":\"4\",\"text\":\"spam\"}"};
    struct scrm_keys *keys = scrm_keys_new();
    struct scrm_err err = {0};
    struct scrm_route_pass pass = {.now = NOW};
    struct scrm_route_pass_worker *worker;
    struct scrm_scanner scanner = {0};
    struct scrm_arena arena = {0};
    struct scrm_buf out = {0}, in = {0}, text = {0}, members = {0};
    struct scrm_line line = {0};

    pass.router = make("scrm_rules: 1\nversion: old\nrules:\n"
                       "  - {rule: r, when: \"has(text, 'refund')\", then: {queue: billing}}\n",
                       keys, &err);
    pass.other = make(
        "scrm_rules: 1\nversion: new\nrules:\n"
        "  - {rule: renamed, when: \"has(text, 'hello')\", then: {queue: inbox}}\n"
        "  - {rule: spam, when: \"has(text, 'spam')\", then: {action: ignore}}\n"
        "  - {rule: r, when: \"has(text, 'refund')\", then: {queue: money, priority: high}}\n",
        keys, &err);
    OK(pass.router && pass.other);
    scrm_keys_build(keys);
    line.values = scrm_alloc_zero(scrm_keys_count(keys), sizeof *line.values);
    worker = scrm_route_pass_open(&pass);
    for (size_t i = 0; i < sizeof posts / sizeof *posts; i++) {
        scrm_buf_reset(&in);
        scrm_buf_puts(&in, posts[i]);
        OK(scrm_scan(&scanner, keys, scrm_scan_padded(&in), &line, &err) == 0);
        if (scrm_route_pass_line(worker, &line, &arena, &out))
            scrm_buf_putc(&out, '\n');
    }
    scrm_route_pass_close(&pass, worker);
    SAME(scrm_buf_text(&out),
         "{\"id\":\"1\",\"old\":{\"action\":\"engage\",\"function\":\"service\",\"queue\":"
         "\"billing\",\"priority\":\"normal\",\"rule\":\"r\",\"rules\":\"old\"},\"new\":{"
         "\"action\":\"engage\",\"function\":\"service\",\"queue\":\"money\",\"priority\":"
         "\"high\",\"rule\":\"r\",\"rules\":\"new\"}}\n"
         "{\"id\":\"4\",\"old\":{\"action\":\"engage\",\"function\":\"service\",\"queue\":"
         "\"inbox\",\"priority\":\"normal\",\"rule\":\"default\",\"rules\":\"old\"},\"new\":{"
         "\"action\":\"ignore\",\"function\":\"service\",\"rule\":\"spam\",\"rules\":\"new\"}}"
         "\n");
    scrm_route_pass_tell(&pass, &text, &members);
    SAME(scrm_buf_text(&members), "\"posts\":4,\"changed\":2");
    SAME(scrm_buf_text(&text), "2 of 4 posts change; rows: OLD, columns: NEW, -: no case\n\n"
                               "queue         -   inbox   money\n"
                               "-             1       0       0\n"
                               "billing       0       0       1\n"
                               "inbox         1       1       0\n\n"
                               "priority    high  normal       -\n"
                               "normal         1       1       1\n"
                               "-              0       0       1");
    scrm_route_pass_fini(&pass);
    scrm_router_free(pass.router);
    scrm_router_free(pass.other);
    scrm_keys_free(keys);
    scrm_scanner_fini(&scanner);
    scrm_arena_fini(&arena);
    scrm_buf_fini(&out);
    scrm_buf_fini(&in);
    scrm_buf_fini(&text);
    scrm_buf_fini(&members);
    scrm_err_fini(&err);
    free(line.values);
}

int main(void)
{
    T("expectations") expectations();
    T("with a clock of their own") clocked();
    T("broken expectations") broken();
    T("two rule sets compared") compared();
    return t_end();
}
