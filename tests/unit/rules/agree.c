/*
 * Random conditions over random records, worked out three ways: by the real
 * evaluator (rule by rule, and as the automaton wakes rules), by the slow one,
 * and, where the condition is plain SQL, by SQLite. No difference is allowed.
 *
 * A million record × condition pairs as it stands (a fifth under the slow
 * sanitizers), ten million with SCRM_LONG=1, as many as SCRM_PAIRS says. The
 * seed is fixed; SCRM_SEED sets another.
 */
#include "ask.h"
#include "rules/set.h"
#include "sqlite.h"

#ifdef __SANITIZE_ADDRESS__
enum { PAIRS = 200000 };
#else
enum { PAIRS = 1000000 };
#endif

enum { RULES_N = 20, RECORDS_N = 100 };

/* --- one batch: twenty conditions over a hundred records --- */

static struct record records[RECORDS_N];
static uint64_t pairs, sql_pairs, differences, truths[3];

static void complain(const char *who, const struct twin *t, const char *json,
                     enum scrm_truth got, enum scrm_truth want)
{
    if (differences++ < 10)
        printf("%s: %s\n  over %s\n  got %c, want %c\n", who, scrm_buf_text(&t->ours), json,
               "FTN"[got], "FTN"[want]);
}

static void compare_record(struct ask *ask, struct twin *twins, size_t index, const char *json,
                           enum scrm_truth sql[RULES_N][RECORDS_N])
{
    const struct record *record = &records[index];
    enum scrm_truth got[RULES_N];

    if (!OK(ask_record(ask, json, record->now)))
        printf("   %s\n", json);
    for (size_t r = 0; r < RULES_N; r++) {
        enum scrm_truth slow = slow_truth(record, ask->rules->rules[r].expr);

        got[r] = scrm_rules_test(ask->worker, r);
        pairs++;
        truths[got[r]]++;
        if (got[r] != slow)
            complain("slow", &twins[r], json, got[r], slow);
        if (!twins[r].plain)
            continue;
        sql_pairs++;
        if (got[r] != sql[r][index])
            complain("sqlite", &twins[r], json, got[r], sql[r][index]);
    }
    ask_record(ask, json, record->now);
    for (size_t r = 0, next = 0; r <= RULES_N; r = next + 1) {
        next = scrm_rules_next(ask->worker, r);
        for (; r < next && r < RULES_N; r++)
            if (got[r] == SCRM_YES)
                complain("next skips", &twins[r], json, SCRM_NO, SCRM_YES);
        if (next >= RULES_N)
            break;
        if (got[next] != SCRM_YES)
            complain("next stops", &twins[next], json, SCRM_YES, got[next]);
    }
}

/* Whether explaining changes the answer or says something that was not written. */
static void explain_record(struct ask *ask, struct twin *twins, const char *json, int64_t now)
{
    for (size_t r = 0; r < RULES_N; r++) {
        struct scrm_why why;
        enum scrm_truth truth;

        ask_record(ask, json, now);
        truth = scrm_rules_test(ask->worker, r);
        scrm_rules_explain(ask->worker, r, &why);
        if (why.hit != truth || why.part.len == 0 ||
            !memmem(twins[r].ours.at, twins[r].ours.len, why.part.at, why.part.len))
            complain("explain", &twins[r], json, why.hit, truth);
    }
}

static void batch(void)
{
    static enum scrm_truth sql[RULES_N][RECORDS_N];
    struct twin twins[RULES_N] = {0};
    struct ask ask;
    sqlite3 *db;

    for (size_t i = 0; i < RECORDS_N; i++)
        fill_record(&records[i]);
    db = open_table(records, RECORDS_N);
    ask_begin(&ask);
    for (size_t r = 0; r < RULES_N; r++) {
        char name[16];

        twins[r].plain = true;
        put_condition(&twins[r], rnd(4));
        snprintf(name, sizeof name, "r%zu", r);
        if (!OK(ask_rule(&ask, name, scrm_buf_text(&twins[r].ours)) == 0))
            printf("   %s: %s\n", scrm_buf_text(&twins[r].ours), ask.err.text);
        if (twins[r].plain)
            ask_sqlite(db, &twins[r], RECORDS_N, sql[r]);
    }
    if (!OK(ask_build(&ask) == 0)) {
        printf("   %s\n", ask.err.text);
        exit(1);
    }
    for (size_t i = 0; i < RECORDS_N; i++) {
        struct scrm_buf json = {0};

        put_record(&json, &records[i]);
        compare_record(&ask, twins, i, scrm_buf_text(&json), sql);
        if (i % 10 == 0)
            explain_record(&ask, twins, scrm_buf_text(&json), records[i].now);
        scrm_buf_fini(&json);
    }
    ask_end(&ask);
    sqlite3_close(db);
    for (size_t r = 0; r < RULES_N; r++) {
        scrm_buf_fini(&twins[r].ours);
        scrm_buf_fini(&twins[r].sql);
    }
}

int main(void)
{
    const char *wanted = getenv("SCRM_PAIRS");
    uint64_t want = wanted                ? strtoull(wanted, NULL, 10)
                    : getenv("SCRM_LONG") ? 10 * PAIRS
                                          : PAIRS;

    if (getenv("SCRM_SEED"))
        seed = strtoull(getenv("SCRM_SEED"), NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) + 1;
    T("random conditions")
    {
        while (pairs < want && differences < 10)
            batch();
        OK(differences == 0);
        /* The test tests something: all three answers, and SQLite, often. */
        OK(truths[SCRM_YES] > pairs / 20 && truths[SCRM_NO] > pairs / 20 &&
           truths[SCRM_UNKNOWN] > pairs / 20 && sql_pairs > pairs / 3);
    }
    printf(
        "%llu pairs, %llu of them asked of SQLite, %llu differences (T %llu, F %llu, N %llu)\n",
        (unsigned long long)pairs, (unsigned long long)sql_pairs,
        (unsigned long long)differences, (unsigned long long)truths[SCRM_YES],
        (unsigned long long)truths[SCRM_NO], (unsigned long long)truths[SCRM_UNKNOWN]);
    return t_end();
}
