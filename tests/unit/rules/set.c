/*
 * Rules together: names that stand for conditions, rules that ask about
 * earlier ones, words that wake rules, reasons, and rules that never hit.
 */
#include "ask.h"

static void hits(struct ask *ask, const char *json, const char *want)
{
    struct scrm_buf got = {0};
    size_t n = scrm_rules_count(ask->rules);

    OK(ask_record(ask, json, 0));
    for (size_t r = scrm_rules_next(ask->worker, 0); r < n;
         r = scrm_rules_next(ask->worker, r + 1)) {
        scrm_buf_puts(&got, got.len ? " " : "");
        scrm_buf_put_slice(&got, scrm_rules_name(ask->rules, r));
    }
    SAME(scrm_buf_text(&got), want);
    scrm_buf_fini(&got);
}

static void named(void)
{
    struct ask ask;

    ask_begin(&ask);
    OK(ask_let(&ask, "angry", "score.sentiment < -0.3") == 0);
    OK(ask_let(&ask, "bad", "angry OR has(text, 'awful')") == 0);
    OK(ask_let(&ask, "mood", "score.sentiment") == 0);
    OK(ask_rule(&ask, "both", "bad AND network = 'x'") == 0);
    OK(ask_rule(&ask, "value", "mood BETWEEN -1 AND -0.5") == 0);
    OK(ask_rule(&ask, "not", "NOT bad") == 0);
    OK(ask_rule(&ask, "after", "rule('both') AND NOT rule('value')") == 0);
    OK(ask_rule(&ask, "same", "angry = TRUE AND (NOT angry) IS NULL") == -1);
    scrm_err_fini(&ask.err);
    OK(ask_rule(&ask, "truth", "angry = TRUE AND angry IS NOT NULL") == 0);
    OK(ask_build(&ask) == 0);
    hits(&ask, "{\"network\":\"x\",\"score\":{\"sentiment\":-0.4}}", "both after truth");
    hits(&ask, "{\"network\":\"x\",\"score\":{\"sentiment\":-0.6}}", "both value truth");
    hits(&ask, "{\"network\":\"x\",\"text\":\"awful\"}", "both after");
    hits(&ask, "{\"text\":\"fine\",\"score\":{\"sentiment\":0}}", "not");
    hits(&ask, "{\"text\":\"fine\"}", "");
    ask_end(&ask);

    /* A second let of a name replaces the first, for rules above it too. */
    ask_begin(&ask);
    OK(ask_let(&ask, "angry", "FALSE") == 0);
    OK(ask_rule(&ask, "r", "angry") == 0);
    OK(ask_let(&ask, "angry", "TRUE") == 0);
    OK(ask_build(&ask) == 0);
    hits(&ask, "{}", "r");
    ask_end(&ask);
}

/* A thousand rules of ten words each: a record wakes those whose words it has,
 * in order, whatever stands between. */
static void woken(void)
{
    struct ask ask;

    ask_begin(&ask);
    for (int i = 0; i < 1000; i++) {
        struct scrm_buf when = {0};
        char name[16];

        snprintf(name, sizeof name, "r%d", i);
        scrm_buf_printf(&when, "has(%s", i % 3 ? "text" : "title");
        for (int k = 0; k < 10; k++)
            scrm_buf_printf(&when, ", 'word%d'", i * 10 + k);
        scrm_buf_puts(&when, i % 7 ? ")" : ") AND like_count > 5");
        OK(ask_rule(&ask, name, scrm_buf_text(&when)) == 0);
        scrm_buf_fini(&when);
    }
    OK(ask_rule(&ask, "either", "has(text, 'word15') OR has(title, 'last word')") == 0);
    OK(ask_rule(&ask, "always", "like_count >= 0") == 0);
    OK(ask_build(&ask) == 0);
    hits(&ask, "{\"text\":\"word11 and WORD9999\"}", "r1");
    hits(&ask, "{\"text\":\"word9989 word15 word40\"}", "r1 r4 r998 either");
    hits(&ask, "{\"title\":\"word9999\",\"like_count\":0}", "r999 always");
    hits(&ask, "{\"title\":\"the last  word\",\"text\":\"word70\",\"like_count\":6}",
         "r7 either always");
    hits(&ask, "{\"text\":\"word70\",\"like_count\":5}", "always");
    hits(&ask, "{\"text\":\"nothing\"}", "");
    ask_end(&ask);
}

static void terms(void)
{
    char path[] = "/tmp/scrm-terms-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    char when[200];
    struct ask ask;

    OK(fprintf(file, "term,topic\noutage,\n,\n\"no  signal\",net\nnet down,net\n") > 0);
    OK(fclose(file) == 0);
    ask_begin(&ask);
    snprintf(when, sizeof when, "has(text, terms('%s'), 'slow')", path);
    OK(ask_rule(&ask, "first", when) == 0);
    snprintf(when, sizeof when, "has_all(text, terms('%s', 'Topic'))", path);
    OK(ask_rule(&ask, "column", when) == 0);
    OK(ask_build(&ask) == 0);
    hits(&ask, "{\"text\":\"An OUTAGE?\"}", "first");
    hits(&ask, "{\"text\":\"no signal, the net is slow\"}", "first column");
    hits(&ask, "{\"text\":\"netdown\"}", "");
    ask_end(&ask);

    ask_begin(&ask);
    snprintf(when, sizeof when, "has(text, terms('%s', 'topics'))", path);
    OK(ask_rule(&ask, "r", when) == 0 && ask_build(&ask) == -1);
    OK(ask.err.hint && strstr(ask.err.hint, "topic"));
    ask_end(&ask);

    ask_begin(&ask);
    OK(ask_rule(&ask, "r", "has(text, terms('/nowhere/x.csv'))") == 0 && ask_build(&ask) == -1);
    OK(ask.err.code == SCRM_EXIT_CONFIG && strstr(ask.err.text, "/nowhere/x.csv"));
    ask_end(&ask);
    remove(path);
}

static void why(struct ask *ask, size_t rule, const char *json, const char *want)
{
    struct scrm_buf got = {0};
    struct scrm_why reason;

    OK(ask_record(ask, json, 0));
    scrm_rules_explain(ask->worker, rule, &reason);
    scrm_buf_printf(&got, "%c %.*s", "FT?"[reason.hit], SCRM_FMT(reason.part));
    for (size_t i = 0; i < reason.n; i++)
        scrm_buf_printf(&got, " | %.*s %.*s", SCRM_FMT(reason.seen[i].field),
                        SCRM_FMT(reason.seen[i].json));
    SAME(scrm_buf_text(&got), want);
    scrm_buf_fini(&got);
}

static void reasons(void)
{
    struct ask ask;

    ask_begin(&ask);
    OK(ask_let(&ask, "angry", "score.sentiment < -0.3") == 0);
    OK(ask_rule(&ask, "a",
                "has(text, 'refund', 'money back') AND (angry OR customer.tier = 'gold')") ==
       0);
    OK(ask_rule(&ask, "b", "angry AND NOT is_reply()") == 0);
    OK(ask_rule(&ask, "c", "has_all(hashtags, 'a', 'b')") == 0);
    OK(ask_rule(&ask, "d", "lower(title) LIKE 'x%' AND ext.n IN (1, 2)") == 0);
    OK(ask_build(&ask) == 0);
    why(&ask, 0, "{\"text\":\"My MONEY  back, a refund!\",\"score\":{\"sentiment\":-0.7}}",
        "T has(text, 'refund', 'money back') AND (angry OR customer.tier = 'gold') | text "
        "[\"MONEY  back\",\"refund\"] | score.sentiment -0.7");
    why(&ask, 0, "{\"text\":\"hello\",\"score\":{\"sentiment\":-0.7}}",
        "F has(text, 'refund', 'money back') | text []");
    why(&ask, 0, "{\"text\":\"refund\",\"score\":{\"sentiment\":0.2}}",
        "? (angry OR customer.tier = 'gold') | score.sentiment 0.2 | customer.tier null");
    why(&ask, 0, "{\"text\":\"refund\",\"customer\":{\"tier\":\"gold\"}}",
        "T has(text, 'refund', 'money back') AND (angry OR customer.tier = 'gold') | text "
        "[\"refund\"] | customer.tier \"gold\"");
    why(&ask, 0, "{}", "? has(text, 'refund', 'money back') | text null");
    why(&ask, 1, "{\"score\":{\"sentiment\":0.2}}",
        "F score.sentiment < -0.3 | score.sentiment 0.2");
    why(&ask, 1, "{\"in_reply_to\":\"x\",\"score\":{\"sentiment\":-1}}",
        "F NOT is_reply() | in_reply_to \"x\"");
    why(&ask, 2, "{\"hashtags\":[\"b\"]}", "F has_all(hashtags, 'a', 'b') | hashtags [\"b\"]");
    why(&ask, 3, "{\"title\":\"X\",\"ext\":{\"n\":true}}", "? ext.n IN (1, 2) | ext.n true");
    why(&ask, 3,
        "{\"title\":"
        "\"0123456789012345678901234567890123456789012345678901234567890123456789\"}",
        "F lower(title) LIKE 'x%' | title "
        "\"012345678901234567890123456789012345678901234567890123456789\xE2\x80\xA6\"");
    ask_end(&ask);
}

/* What `condition` is said to never do below the rule `above`. */
static void never(const char *above, const char *condition, const char *want)
{
    const bool ends[] = {true, true};
    struct scrm_buf buf = {0};
    struct ask ask;
    const char *got;

    ask_begin(&ask);
    OK(ask_rule(&ask, "above", above) == 0 && ask_rule(&ask, "r", condition) == 0);
    if (OK(ask_build(&ask) == 0)) {
        got = scrm_rules_never(ask.rules, 1, ends, &buf);
        if (!SAME(got ? got : "", want))
            printf("   %s | %s\n", above, condition);
    }
    scrm_buf_fini(&buf);
    ask_end(&ask);
}

static void nevers(void)
{
    const char *hidden = "rule above above it hits whenever it would";

    never("network = 'x'", "network = 'y'", "");
    never("network = 'x'", "network = 'x'", hidden);
    never("network = 'x'", "like_count > 1 AND network = 'x'", hidden);
    never("network = 'x' AND like_count > 1", "network = 'x'", "");
    never("network IN ('x', 'y')", "network = 'y'", hidden);
    never("network IN ('x', 'y')", "network IN ('y', 'x', 'x')", hidden);
    never("network = 'x' OR like_count > 1", "like_count > 2", hidden);
    never("like_count >= 2", "like_count > 2", hidden);
    never("like_count > 2", "like_count >= 2", "");
    never("like_count BETWEEN 1 AND 5", "like_count BETWEEN 2 AND 5", hidden);
    never("like_count <> 5", "like_count < 5", hidden);
    never("has(text, 'a', 'b', 'c')", "has(text, 'b')", hidden);
    never("has(text, 'b')", "has(text, 'a', 'b')", "");
    never("has(text, 'a')", "has_all(text, 'a', 'b')", hidden);
    never("has(text, 'a')", "has(title, 'a')", "");
    never("TRUE", "like_count > 2", hidden);
    never("like_count IS NOT NULL", "like_count > 2", hidden);
    never("NOT (network = 'x' OR network = 'y')", "network NOT IN ('x', 'y')", "");
    never("FALSE", "FALSE", "its condition is never true");
    never("FALSE", "like_count = NULL", "its condition is never true");
    never("FALSE", "rule('above')", "its condition is never true");
    never("FALSE", "like_count > 5 AND like_count < 5",
          "what it asks of like_count excludes itself");
    never("FALSE", "like_count > 5 AND like_count <= 5.5", "");
    never("FALSE", "like_count = 5 AND like_count <> 5",
          "what it asks of like_count excludes itself");
    never("FALSE", "network = 'x' AND network = 'y'",
          "what it asks of network excludes itself");
    never("FALSE", "network = 'x' AND network IN ('y', 'z')",
          "what it asks of network excludes itself");
    never("FALSE", "like_count IS NULL AND like_count > 2",
          "what it asks of like_count excludes itself");
    never("FALSE", "has(text, 'a') AND NOT has(text, 'a', 'b')", "its condition is never true");
    never("FALSE", "(network = 'x' AND network = 'y') OR FALSE",
          "what it asks of network excludes itself");
    never("FALSE", "like_count IS NULL OR like_count > 2", "");
    never("FALSE", "ext.x = '2026-01-01T00:00:00Z' AND ext.x > TIMESTAMP '2020-01-01'", "");
}

int main(void)
{
    T("names") named();
    T("words wake rules") woken();
    T("terms from files") terms();
    T("reasons") reasons();
    T("rules that never hit") nevers();
    return t_end();
}
