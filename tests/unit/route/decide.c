/*
 * One post, one decision: rules in YAML and CSV, first and all, defaults,
 * overlays, policies, the brand's own posts, due times, reasons.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "route/pass.h"
#include "route/route.h"
#include "rules/book.h"
#include "../t.h"

/* 2026-01-05T10:00:00Z */
#define NOW INT64_C(1767607200000)

/* A router with all that it takes to ask it. */
struct desk {
    struct scrm_book book;
    struct scrm_keys *keys;
    struct scrm_router *router;
    struct scrm_route_worker *worker;
    struct scrm_scanner scanner;
    struct scrm_arena arena;
    struct scrm_value *values;
    struct scrm_buf in, out;
    struct scrm_err err;
};

static void add(struct desk *desk, const char *name, const char *text)
{
    if (desk->err.code == SCRM_EXIT_OK)
        scrm_book_parse(&desk->book, scrm_slice_of(text), name, &desk->err);
}

static bool begin(struct desk *desk, const char *policies)
{
    desk->keys = scrm_keys_new();
    if (desk->err.code == SCRM_EXIT_OK)
        desk->router =
            scrm_router_make(&desk->book, &(struct scrm_router_options){.policies = policies},
                             desk->keys, &desk->err);
    if (!desk->router)
        return false;
    scrm_keys_build(desk->keys);
    desk->worker = scrm_route_open(desk->router);
    desk->values = scrm_alloc_zero(scrm_keys_count(desk->keys), sizeof *desk->values);
    return true;
}

static void end(struct desk *desk)
{
    scrm_route_close(desk->worker);
    scrm_router_free(desk->router);
    scrm_keys_free(desk->keys);
    scrm_book_fini(&desk->book);
    scrm_scanner_fini(&desk->scanner);
    scrm_arena_fini(&desk->arena);
    scrm_buf_fini(&desk->in);
    scrm_buf_fini(&desk->out);
    scrm_err_fini(&desk->err);
    free(desk->values);
    *desk = (struct desk){0};
}

/* The line that a post becomes; borrowed. */
static const char *line(struct desk *desk, const char *post, enum scrm_route_form form)
{
    struct scrm_line scanned = {.values = desk->values};

    scrm_arena_reset(&desk->arena);
    scrm_buf_reset(&desk->in);
    scrm_buf_reset(&desk->out);
    scrm_buf_puts(&desk->in, post);
    if (!OK(scrm_scan(&desk->scanner, desk->keys, scrm_scan_padded(&desk->in), &scanned,
                      &desk->err) == 0))
        return "";
    scrm_route_line(desk->worker, &scanned, &desk->arena, NOW, form, &desk->out);
    return scrm_buf_text(&desk->out);
}

/* The decision about a post: what stands behind "route":. */
static const char *route(struct desk *desk, const char *post)
{
    const char *at = strstr(line(desk, post, SCRM_ROUTE_PLAIN), "\"route\":");

    if (!OK(at != NULL))
        return "";
    desk->out.at[desk->out.len - 1] = '\0'; /* the line's own brace */
    return at + strlen("\"route\":");
}

static const char *wrong(struct desk *desk)
{
    scrm_buf_reset(&desk->out);
    scrm_err_write(&desk->err, &desk->out);
    return scrm_buf_text(&desk->out);
}

static const char *const first_rules =
    "scrm_rules: 1\n"
    "version: v1\n"
    "match: first\n"
    "let:\n"
    "  angry: score.sentiment < -0.3\n"
    "rules:\n"
    "  - rule: refund\n"
    "    when: has(text, 'refund', 'money back') AND angry\n"
    "    then: {function: service, queue: billing, priority: high, respond_within: 4h,\n"
    "           resolve_within: 2d, assign: least_loaded(billing), tags: [refund, money]}\n"
    "  - rule: noise\n"
    "    when: score.spam > 0.8\n"
    "    then: {action: ignore, tags: spam;noise}\n"
    "  - rule: news\n"
    "    when: type = 'article'\n"
    "    then: {action: listen, function: marketing}\n"
    "default: {action: engage, function: service, queue: inbox, priority: normal,\n"
    "          respond_within: 8h}\n";

static void first(void)
{
    struct desk desk = {0};

    add(&desk, "r.yaml", first_rules);
    if (!OK(begin(&desk, NULL)))
        printf("   %s\n", wrong(&desk));
    SAME(route(&desk, "{\"text\":\"refund!\",\"score\":{\"sentiment\":-0.7},"
                      "\"created_at\":\"2026-01-05T09:00:00Z\"}"),
         "{\"action\":\"engage\",\"function\":\"service\",\"queue\":\"billing\",\"priority\":"
         "\"high\",\"respond_by\":\"2026-01-05T13:00:00Z\",\"resolve_by\":"
         "\"2026-01-07T09:00:00Z\",\"assign\":\"least_loaded(billing)\",\"tags\":[\"refund\","
         "\"money\"],\"rule\":\"refund\",\"rules\":\"v1\"}");
    SAME(route(&desk, "{\"text\":\"refund!\"}"),
         "{\"action\":\"engage\",\"function\":\"service\",\"queue\":\"inbox\",\"priority\":"
         "\"normal\",\"respond_by\":\"2026-01-05T18:00:00Z\",\"rule\":\"default\",\"rules\":"
         "\"v1\"}");
    SAME(route(&desk, "{\"score\":{\"spam\":0.81},\"created_at\":\"no time\"}"),
         "{\"action\":\"ignore\",\"function\":\"service\",\"tags\":[\"spam\",\"noise\"],"
         "\"rule\":\"noise\",\"rules\":\"v1\"}");
    SAME(route(&desk, "{\"type\":\"article\",\"created_at\":\"2026-01-05T09:00:00Z\"}"),
         "{\"action\":\"listen\",\"function\":\"marketing\",\"rule\":\"news\",\"rules\":"
         "\"v1\"}");
    SAME(route(&desk, "{\"type\":\"delete\",\"id\":\"x\"}"),
         "{\"action\":\"ignore\",\"rule\":\"tombstone\",\"rules\":\"v1\"}");
    SAME(route(&desk, "{\"direction\":\"outbound\",\"text\":\"Your refund is on its way\","
                      "\"score\":{\"sentiment\":-0.5}}"),
         "{\"action\":\"ignore\",\"function\":\"service\",\"tags\":[\"refund\",\"money\"],"
         "\"rule\":\"refund\",\"rules\":\"v1\"}");
    SAME(route(&desk, "{\"direction\":\"internal\"}"),
         "{\"action\":\"ignore\",\"function\":\"service\",\"rule\":\"default\",\"rules\":"
         "\"v1\"}");
    SAME(route(&desk, "{\"direction\":\"inbound\",\"type\":\"article\"}"),
         "{\"action\":\"listen\",\"function\":\"marketing\",\"rule\":\"news\",\"rules\":"
         "\"v1\"}");
    end(&desk);
}

/* Every byte but the member stays; a second run replaces it and nothing else. */
static void spliced(void)
{
    struct desk desk = {0};
    char *once;

    add(&desk, "r.yaml", first_rules);
    OK(begin(&desk, NULL));
    SAME(line(&desk, "{ \"n\": 1e2 ,\"route\": {\"old\":[1]} , \"type\":\"delete\" } ",
              SCRM_ROUTE_PLAIN),
         "{ \"n\": 1e2 ,\"route\": {\"action\":\"ignore\",\"rule\":\"tombstone\",\"rules\":"
         "\"v1\"} , \"type\":\"delete\" } ");
    once = scrm_strdup(line(&desk, "{\"text\":\"a\"}", SCRM_ROUTE_PLAIN));
    SAME(line(&desk, once, SCRM_ROUTE_PLAIN), once);
    free(once);
    end(&desk);
}

static void all(void)
{
    struct desk desk = {0};

    add(&desk, "r.yaml",
        "scrm_rules: 1\nversion: v2\nmatch: all\nrules:\n"
        "  - {rule: loud, when: \"has(text, 'now')\", then: {priority: high, tags: [loud]}}\n"
        "  - {rule: money, when: \"has(text, 'refund')\", then: {queue: billing, priority: "
        "low,\n"
        "     respond_within: 1h, tags: [money, loud]}}\n"
        "  - {rule: last, when: \"has(text, 'stop')\", stop: true, then: {tags: [stop]}}\n"
        "  - {rule: rest, when: \"TRUE\", then: {tags: [rest], function: sales}}\n"
        "default: {tags: [plain]}\n");
    OK(begin(&desk, NULL));
    SAME(route(&desk, "{\"text\":\"refund me now\"}"),
         "{\"action\":\"engage\",\"function\":\"sales\",\"queue\":\"billing\",\"priority\":"
         "\"high\",\"respond_by\":\"2026-01-05T11:00:00Z\",\"tags\":[\"loud\",\"money\","
         "\"rest\"],\"rule\":\"loud,money,rest\",\"rules\":\"v2\"}");
    SAME(route(&desk, "{\"text\":\"now stop\"}"),
         "{\"action\":\"engage\",\"function\":\"service\",\"queue\":\"inbox\",\"priority\":"
         "\"high\",\"tags\":[\"loud\",\"stop\"],\"rule\":\"loud,last\",\"rules\":\"v2\"}");
    SAME(route(&desk, "{\"text\":\"hello\"}"),
         "{\"action\":\"engage\",\"function\":\"sales\",\"queue\":\"inbox\",\"priority\":"
         "\"normal\",\"tags\":[\"rest\"],\"rule\":\"rest\",\"rules\":\"v2\"}");
    end(&desk);
}

static void spreadsheet(void)
{
    struct desk desk = {0};

    add(&desk, "r.csv",
        "rule,when,queue,priority,tags,stop\n"
        "refund,\"has(text, 'refund', 'money back')\",billing,high,refund; money,\n"
        ",,,,,\n"
        "plan,\"ext.\"\"Plan Name\"\" = 'gold'\",vip,,,yes\n");
    if (!OK(begin(&desk, NULL)))
        printf("   %s\n", wrong(&desk));
    OK(strstr(route(&desk, "{\"text\":\"refund\"}"),
              "\"queue\":\"billing\",\"priority\":\"high\",\"tags\":[\"refund\",\"money\"],"
              "\"rule\":\"refund\",\"rules\":\"") != NULL);
    OK(strstr(route(&desk, "{\"ext\":{\"Plan Name\":\"gold\"}}"),
              "\"queue\":\"vip\",\"priority\":\"normal\",\"rule\":\"plan\"") != NULL);
    OK(strlen(scrm_router_version(desk.router)) == 12); /* no version: the digest's */
    end(&desk);
}

/* A file on top changes only the rules and keys that it names. */
static void overlay(void)
{
    struct desk desk = {0};

    add(&desk, "base.yaml", first_rules);
    add(&desk, "client.yaml",
        "scrm_rules: 1\nversion: client\nlet: {angry: score.sentiment < -0.9}\nrules:\n"
        "  - {rule: refund, then: {queue: money, resolve_within: null}}\n"
        "  - {rule: vip, before: refund, when: \"customer.tier = 'gold'\", then: {queue: "
        "vip}}\n"
        "  - {rule: last, when: \"TRUE\", then: {queue: last}}\n"
        "default: {priority: low}\n");
    if (!OK(begin(&desk, NULL)))
        printf("   %s\n", wrong(&desk));
    SAME(
        route(&desk, "{\"text\":\"refund\",\"score\":{\"sentiment\":-0.95}}"),
        "{\"action\":\"engage\",\"function\":\"service\",\"queue\":\"money\",\"priority\":"
        "\"high\",\"respond_by\":\"2026-01-05T14:00:00Z\",\"assign\":\"least_loaded(billing)\","
        "\"tags\":[\"refund\",\"money\"],\"rule\":\"refund\",\"rules\":\"v1+client\"}");
    OK(strstr(route(&desk, "{\"text\":\"refund\",\"score\":{\"sentiment\":-0.5}}"),
              "\"queue\":\"last\",\"priority\":\"low\"") != NULL);
    OK(strstr(route(&desk, "{\"text\":\"refund\",\"score\":{\"sentiment\":-1},"
                           "\"customer\":{\"tier\":\"gold\"}}"),
              "\"rule\":\"vip\"") != NULL);
    end(&desk);
}

static void policies(void)
{
    char path[] = "/tmp/scrm-policies-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    struct desk desk = {0};

    OK(fputs("scrm_policies: 1\nversion: p7\npolicies:\n"
             "  - {network: reddit, channel: r/shop, action: engage}\n"
             "  - {network: reddit, action: listen, because: \"we are guests\"}\n"
             "  - {account: \"@jobs\", action: ignore}\n",
             file) >= 0);
    OK(fclose(file) == 0);
    add(&desk, "r.yaml", first_rules);
    if (!OK(begin(&desk, path)))
        printf("   %s\n", wrong(&desk));
    SAME(route(&desk,
               "{\"network\":\"reddit\",\"text\":\"refund\",\"score\":{\"sentiment\":-1}}"),
         "{\"action\":\"listen\",\"function\":\"service\",\"tags\":[\"refund\",\"money\"],"
         "\"rule\":\"refund\",\"rules\":\"v1+p7\"}");
    OK(strstr(route(&desk, "{\"network\":\"reddit\",\"channel\":\"r/shop\"}"), "engage"));
    OK(strstr(route(&desk, "{\"network\":\"reddit\",\"channel\":\"r/\\u0073hop\","
                           "\"type\":\"article\"}"),
              "\"engage\",\"function\":\"marketing\",\"queue\":\"inbox\""));
    OK(strstr(route(&desk, "{\"network\":\"x\",\"account\":\"@jobs\"}"), "ignore"));
    OK(strstr(route(&desk, "{\"network\":\"x\",\"account\":\"@shop\"}"), "engage"));
    OK(strstr(route(&desk, "{\"network\":\"reddit\",\"channel\":\"r/shop\","
                           "\"direction\":\"outbound\"}"),
              "ignore"));
    OK(strstr(line(&desk, "{\"network\":\"reddit\"}", SCRM_ROUTE_WHY),
              "{\"policy\":\"network reddit\",\"action\":\"listen\",\"because\":\"we are "
              "guests\"}]}"));
    end(&desk);
    remove(path);
}

static void why(void)
{
    struct desk desk = {0};

    add(&desk, "r.yaml", first_rules);
    OK(begin(&desk, NULL));
    SAME(strstr(line(&desk,
                     "{\"id\":\"x:1\",\"text\":\"refund\",\"score\":{\"sentiment\":0.2},"
                     "\"type\":\"article\"}",
                     SCRM_ROUTE_WHY),
                "\"why\":"),
         "\"why\":[{\"rule\":\"refund\",\"hit\":false,\"part\":\"score.sentiment < -0.3\","
         "\"saw\":{\"score.sentiment\":0.2}},{\"rule\":\"noise\",\"hit\":null,\"part\":"
         "\"score.spam > 0.8\",\"saw\":{\"score.spam\":null}},{\"rule\":\"news\",\"hit\":true,"
         "\"part\":\"type = 'article'\",\"saw\":{\"type\":\"article\"}}]}}");
    SAME(line(&desk,
              "{\"id\":\"x:1\",\"text\":\"refund \\u001b[2J\",\"score\":{\"sentiment\":-0.7},"
              "\"direction\":\"outbound\"}",
              SCRM_ROUTE_IN_WORDS),
         "x:1\n"
         "  \"refund \\x1b[2J\"\n"
         "  YES refund: has(text, 'refund', 'money back') AND angry\n"
         "        text has \"refund\"; score.sentiment is -0.7\n"
         "  outbound posts never make a case\n"
         "  => ignore, service, tags refund money (refund)\n");
    SAME(strstr(line(&desk, "{\"type\":\"delete\"}", SCRM_ROUTE_WHY), "\"route\":"),
         "\"route\":{\"action\":\"ignore\",\"rule\":\"tombstone\",\"rules\":\"v1\",\"why\":[]}"
         "}");
    end(&desk);
}

static void times(void)
{
    struct desk desk = {0};

    add(&desk, "r.yaml", first_rules);
    OK(begin(&desk, NULL));
    /* Another offset is the same instant; the last year that can be written ends it. */
    OK(strstr(route(&desk, "{\"created_at\":\"2026-01-05T23:30:00.250+02:00\"}"),
              "\"respond_by\":\"2026-01-06T05:30:00.250Z\""));
    OK(!strstr(route(&desk, "{\"created_at\":\"9999-12-31T23:00:00Z\"}"), "respond_by"));
    end(&desk);
}

static void counted(void)
{
    struct desk desk = {0};
    struct scrm_buf text = {0}, members = {0};

    add(&desk, "r.yaml", first_rules);
    OK(begin(&desk, NULL));
    route(&desk, "{\"score\":{\"spam\":0.9}}");
    route(&desk, "{\"score\":{\"spam\":0.9}}");
    route(&desk, "{\"direction\":\"outbound\"}");
    route(&desk, "{\"type\":\"delete\"}");
    scrm_route_counts_tell(scrm_route_counts(desk.worker), desk.router, &text, &members);
    SAME(scrm_buf_text(&members), "\"hits\":{\"refund\":0,\"noise\":2,\"news\":0,\"default\":1}"
                                  ",\"engage\":0,\"listen\":0,"
                                  "\"ignore\":4,\"tombstones\":1,\"by_policy\":0,\"brand\":1");
    OK(strstr(scrm_buf_text(&text), "\n  noise          2\n") != NULL);
    scrm_buf_fini(&text);
    scrm_buf_fini(&members);
    end(&desk);
}

/* What is wrong in a rule file, with its place. */
static void broken(void)
{
    static const struct {
        const char *name, *text, *message;
    } files[] = {
        {"r.yaml", "", "r.yaml"},
        {"r.yaml", "rules: []\n", "r.yaml:1:1: no rule file: scrm_rules is missing"},
        {"r.yaml", "scrm_rules: 2\n", "r.yaml:1:13: scrm_rules: this program reads format 1"},
        {"r.yaml", "scrm_rules: 1\nrule: []\n", "r.yaml:2:1: unknown key \"rule\""},
        {"r.yaml", "scrm_rules: 1\nmatch: any\n", "r.yaml:2:8: match: expected first or all"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - when: TRUE\n",
         "r.yaml:3:5: this rule has no name"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - rule: a\n",
         "r.yaml:3:11: rule a has no condition"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: a, when: txt IS NULL}\n",
         "r.yaml:3:21: unknown field txt"},
        {"r.yaml",
         "scrm_rules: 1\nrules:\n  - rule: a\n    when: >-\n      TRUE AND\n      has(txt, "
         "'x')\n",
         "r.yaml:6:11: unknown field txt"},
        {"r.yaml", "scrm_rules: 1\nlet:\n  bad: 1 +\nrules: []\n", "r.yaml:3:10: expected"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE, then: {que: x}}\n",
         "r.yaml:3:34: unknown key \"que\""},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE, then: {priority: hi}}\n",
         "r.yaml:3:44: priority: 'hi' is none of: urgent high normal low"},
        {"r.yaml",
         "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE, then: {respond_within: 4}}\n",
         "respond_within: expected a duration"},
        {"r.yaml",
         "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE, then: {assign: least(x)}}\n",
         "assign: 'least' is none of"},
        {"r.yaml",
         "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE, then: {assign: sticky()}}\n",
         "assign: 'sticky' is none of"},
        {"r.yaml",
         "scrm_rules: 1\nqueues: [billing, inbox]\nrules:\n  - {rule: a, when: TRUE, then: "
         "{queue: biling}}\n",
         "r.yaml:4:41: queue: there is no 'biling' in queues"},
        {"r.yaml",
         "scrm_rules: 1\nrules:\n  - {rule: a, when: TRUE}\n  - {rule: a, when: TRUE}\n",
         "r.yaml:4:12: a second rule named 'a'"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: \"a,b\", when: TRUE}\n", "no comma"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: default, when: TRUE}\n",
         "name it otherwise"},
        {"r.yaml", "scrm_rules: 1\ntime_rules:\n  - {rule: a, on: tock, when: TRUE}\n",
         "expected tick, reopen, new or reply"},
        {"r.yaml", "scrm_rules: 1\ntime_rules:\n  - {rule: a, when: TRUE}\n",
         "when it is asked: on"},
        {"r.yaml",
         "scrm_rules: 1\ntime_rules:\n  - {rule: a, on: tick, when: case.idd = 'x'}\n",
         "unknown field case.idd"},
        {"r.yaml", "scrm_rules: 1\nrules:\n  - {rule: b, before: z, when: TRUE}\n",
         "before: no rule is named 'z'"},
        {"r.csv", "rule,when\na,txt = 'x'\n", "r.csv:2:1: when: unknown field txt"},
        {"r.csv", "rule,when,quue\n", "unknown column 'quue'"},
        {"r.csv", "when,queue\n", "rule"},
        {"r.csv", "rule,when,stop\na,TRUE,maybe\n", "expected true or false"},
        {"r.csv", "rule,when\na,TRUE\na,FALSE\n", "r.csv:3: rule: a second rule named 'a'"},
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct desk desk = {0};

        add(&desk, files[i].name, files[i].text);
        OK(!begin(&desk, NULL));
        OK(desk.err.code == SCRM_EXIT_CONFIG);
        if (!OK(strstr(wrong(&desk), files[i].message) != NULL))
            printf("   got: %s\n  want: %s\n", wrong(&desk), files[i].message);
        end(&desk);
    }
}

/* Time rules are checked and wait for the ledger: no post is decided by them. */
static void time_rules(void)
{
    struct desk desk = {0};

    add(&desk, "r.yaml",
        "scrm_rules: 1\nversion: t\ntime_rules:\n"
        "  - {rule: late, on: tick, when: \"age() > INTERVAL '2 days'\", then: {priority: "
        "urgent}}\n");
    OK(begin(&desk, NULL));
    OK(strstr(route(&desk, "{\"created_at\":\"2020-01-01T00:00:00Z\"}"),
              "\"rule\":\"default\""));
    end(&desk);
}

int main(void)
{
    T("first") first();
    T("spliced") spliced();
    T("all") all();
    T("spreadsheet") spreadsheet();
    T("overlay") overlay();
    T("policies") policies();
    T("why") why();
    T("times") times();
    T("counted") counted();
    T("broken") broken();
    T("time rules") time_rules();
    return t_end();
}
