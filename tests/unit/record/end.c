/*
 * Accounts and trailers: round trips, joins, and what is no trailer.
 */
#include "../t.h"

#include "base/alloc.h"
#include "base/version.h"
#include "record/end.h"

static struct scrm_account sample_account(void)
{
    struct scrm_account account = {.in = 10, .expanded = 2, .out = 8, .rejected = 1};

    scrm_account_drop(&account, "not a post", 1);
    scrm_account_drop(&account, "seen \"before\"", 1);
    scrm_account_drop(&account, "not a post", 1);
    return account;
}

static const char sample[] =
    "{\"schema\":\"scrm.end/"
    "1\",\"stages\":[{\"stage\":\"scrm-fetch\",\"version\":\"" SCRM_VERSION
    "\",\"config\":\"00ff\",\"in\":10,\"expanded\":2,\"out\":8,\"rejected\":1,\"dropped\":"
    "{\"not a post\":2,\"seen \\\"before\\\"\":1}},{\"stage\":\"scrm-score\",\"version\":"
    "\"" SCRM_VERSION "\",\"in\":8,\"expanded\":0,\"out\":8,\"rejected\":0,\"dropped\":{}}],"
    "\"cursor\":{\"min_id\":\"7\"}}\n";

static void check_accounts(void)
{
    struct scrm_account account = sample_account(), sum = {0};

    OK(scrm_account_dropped(&account) == 3);
    OK(account.n_drops == 2);
    OK(scrm_account_balances(&account));
    scrm_account_add(&sum, &account);
    scrm_account_add(&sum, &account);
    OK(sum.in == 20 && sum.out == 16 && scrm_account_dropped(&sum) == 6 && sum.n_drops == 2);
    OK(scrm_account_balances(&sum));
    sum.out++;
    OK(!scrm_account_balances(&sum));
    scrm_account_fini(&account);
    scrm_account_fini(&sum);
}

static void check_round_trip(void)
{
    struct scrm_account account = sample_account(), scored = {.in = 8, .out = 8};
    struct scrm_end end = {0}, again = {0};
    struct scrm_buf line = {0}, second = {0};
    struct scrm_err err = {0};

    scrm_end_add(&end, "scrm-fetch", "00ff", &account);
    scrm_end_add(&end, "scrm-score", NULL, &scored);
    end.cursor = scrm_strdup("{\"min_id\":\"7\"}");
    scrm_end_write(&end, &line);
    SAME(scrm_buf_text(&line), sample);
    OK(scrm_end_read(&again, scrm_buf_slice(&line), &err) == 0);
    OK(again.n == 2 && scrm_account_balances(&again.stages[0].account));
    OK(again.stages[0].account.n_drops == 2 && again.stages[1].config == NULL);
    SAME(again.stages[0].account.drops[1].reason, "seen \"before\"");
    SAME(again.cursor, "{\"min_id\":\"7\"}");
    scrm_end_write(&again, &second);
    SAME(scrm_buf_text(&second), sample);
    scrm_account_fini(&account);
    scrm_end_fini(&end);
    scrm_end_fini(&again);
    scrm_buf_fini(&line);
    scrm_buf_fini(&second);
}

/* White space, another order and members of a later version are no harm. */
static void check_lenient(void)
{
    struct scrm_end end = {0};
    struct scrm_err err = {0};

    OK(scrm_end_read(&end,
                     SCRM_SLICE(" { \"stages\" : [ { \"new\":[1], \"rejected\":0, \"out\":1e0, "
                                "\"expanded\":0, \"in\":1, \"stage\":\"x\" } ], \"later\":{},"
                                " \"schema\" : \"scrm.end\\/1\", \"cursor\":null } \r\n"),
                     &err) == 0);
    OK(end.n == 1 && end.stages[0].account.out == 1 && !end.cursor && !end.stages[0].version);
    scrm_end_fini(&end);
    OK(scrm_end_read(&end, SCRM_SLICE("{\"schema\":\"scrm.end/1\",\"stages\":[]}"), &err) == 0);
    OK(end.n == 0);
    scrm_end_fini(&end);
}

#define COUNTS "\"in\":0,\"expanded\":0,\"out\":0,\"rejected\":0"
#define END(stages) "{\"schema\":\"scrm.end/1\",\"stages\":" stages "}"

static const char *const garbage[] = {
    "",
    "{}",
    "[]",
    "{\"schema\":\"scrm.post/1\",\"stages\":[]}",
    "{\"schema\":\"scrm.end/1\"}",
    "{\"schema\":[\"scrm.end/1\"],\"stages\":[]}",
    "{\"schema\":\"scrm.end/1\",\"stages\":[],\"stages\":[]}",
    END("{}"),
    END("[7]"),
    END("[{}]"),
    END("[{" COUNTS "}]"),
    END("[{\"stage\":\"\"," COUNTS "}]"),
    END("[{\"stage\":7," COUNTS "}]"),
    END("[{\"stage\":\"a\\u0000b\"," COUNTS "}]"),
    END("[{\"stage\":\"x\",\"version\":1," COUNTS "}]"),
    END("[{\"stage\":\"x\",\"in\":0,\"expanded\":0,\"out\":0}]"),
    END("[{\"stage\":\"x\",\"in\":-1,\"expanded\":0,\"out\":0,\"rejected\":0}]"),
    END("[{\"stage\":\"x\",\"in\":0.5,\"expanded\":0,\"out\":0,\"rejected\":0}]"),
    END("[{\"stage\":\"x\",\"in\":\"0\",\"expanded\":0,\"out\":0,\"rejected\":0}]"),
    END("[{\"stage\":\"x\",\"in\":1e17,\"expanded\":0,\"out\":0,\"rejected\":0}]"),
    END("[{\"stage\":\"x\"," COUNTS ",\"dropped\":[]}]"),
    END("[{\"stage\":\"x\"," COUNTS ",\"dropped\":{\"a\":-1}}]"),
    END("[{\"stage\":\"x\"," COUNTS "}") "x",
};

static void check_garbage(void)
{
    for (size_t i = 0; i < sizeof garbage / sizeof *garbage; i++) {
        struct scrm_end end = {0};
        struct scrm_err err = {0};

        t_name = garbage[i];
        OK(scrm_end_read(&end, scrm_slice_of(garbage[i]), &err) == -1);
        OK(err.code == SCRM_EXIT_DATA && err.text && err.text[0]);
        OK(end.n == 0 && end.stages == NULL && end.cursor == NULL);
        scrm_err_fini(&err);
    }
    for (size_t len = 0; len < sizeof sample - 2; len++) {
        struct scrm_end end = {0};
        struct scrm_err err = {0};

        OK(scrm_end_read(&end, (struct scrm_slice){sample, len}, &err) == -1);
        scrm_err_fini(&err);
    }
}

static void check_join(void)
{
    struct scrm_account one = sample_account(), twice = {.in = 5, .out = 5};
    struct scrm_end end = {0}, other = {0};

    scrm_end_add(&end, "scrm-fetch", "old", &one);
    scrm_end_add(&end, "scrm-score", NULL, &twice);
    end.cursor = scrm_strdup("1");
    scrm_end_add(&other, "scrm-fetch", "new", &one);
    scrm_end_add(&other, "scrm-score", "a", &twice);
    scrm_end_add(&other, "scrm-score", "b", &twice); /* run twice in one pipe */
    scrm_end_join(&end, &other);
    OK(end.n == 3);
    OK(end.stages[0].account.in == 20 && scrm_account_dropped(&end.stages[0].account) == 6);
    SAME(end.stages[0].config, "new");
    OK(end.stages[1].account.in == 10 && end.stages[2].account.in == 5);
    SAME(end.stages[2].config, "b");
    SAME(end.cursor, "1"); /* the other has none: the last one stays */
    other.cursor = scrm_strdup("2");
    scrm_end_join(&end, &other);
    SAME(end.cursor, "2");
    OK(end.n == 3 && end.stages[2].account.in == 10);
    scrm_account_fini(&one);
    scrm_end_fini(&end);
    scrm_end_fini(&other);
}

int main(void)
{
    T("accounts")
    check_accounts();
    T("a trailer read back is the same")
    check_round_trip();
    T("what a trailer may be like")
    check_lenient();
    T("garbage")
    check_garbage();
    T("joining segments")
    check_join();
    return t_end();
}
