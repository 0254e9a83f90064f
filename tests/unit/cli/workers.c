/* However many workers the frame has: the same output, rejects, account and messages. */
#include "ran.h"

/* Some megabytes of lines of all kinds, with a trailer behind every 10,000. */
static char *many_lines(size_t n, size_t *len)
{
    struct scrm_buf text = {0};
    size_t i, since = 0;

    for (i = 1; i <= n; i++) {
        since++;
        if (i % 97 == 0)
            scrm_buf_printf(&text, "{\"do\":\"twice\",\"i\":%zu}\n", i);
        else if (i % 101 == 0)
            scrm_buf_printf(&text, "{\"do\":\"drop%s\"}\n", i % 3 ? "" : "2");
        else if (i % 1009 == 0)
            scrm_buf_printf(&text, "{\"text\":%zu}\n", i);
        else if (i % 5003 == 0)
            scrm_buf_printf(&text, "{\"text\":\"%0300d\"}\n", 0);
        else
            scrm_buf_printf(&text, "{\"i\":%zu,\"text\":\"%0*d\"}\n", i, (int)(i * 7919 % 200),
                            0);
        if (i % 10000 == 0) {
            scrm_buf_printf(
                &text,
                "{\"schema\":\"scrm.end/1\",\"stages\":[{\"stage\":\"x\",\"version\":"
                "\"1\",\"in\":%zu,\"expanded\":0,\"out\":%zu,\"rejected\":0,"
                "\"dropped\":{}}]}\n",
                since, since);
            since = 0;
        }
    }
    *len = text.len;
    return scrm_buf_take(&text);
}

static void same_with_workers(const char *input, size_t len, const char *max_errors)
{
    static const char *const jobs[] = {"-j1", "-j2", "-j3", "-j8"};
    struct ran want = {0};
    char *want_rejects = NULL;
    size_t i;

    for (i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        char reject[160];
        struct ran ran;
        char *rejects;

        snprintf(reject, sizeof reject, "--on-error=reject=%s", in_folder("many"));
        ran = capture_bytes(mark_main,
                            ARGS(jobs[i], reject, "--stats", "--max-record=256", max_errors),
                            input, len);
        rejects = get_file(in_folder("many"));
        if (i == 0) {
            want = ran;
            want_rejects = rejects;
            continue;
        }
        OK(ran.code == want.code);
        OK(ran.out_len == want.out_len && memcmp(ran.out, want.out, want.out_len) == 0);
        SAME(ran.err, want.err);
        OK(strcmp(rejects, want_rejects) == 0);
        ran_free(&ran);
        free(rejects);
    }
    OK(want.out_len > 1000000);
    OK(strlen(want_rejects) > 1000);
    ran_free(&want);
    free(want_rejects);
}

static void workers(void)
{
    size_t len;
    char *input = many_lines(60000, &len);

    T("the same output, rejects, account and messages however many workers")
    {
        same_with_workers(input, len, "-q");
        same_with_workers(input, len, "--max-errors=30");
    }
    T("the same where the first bad line stops the run")
    {
        struct ran one = capture_bytes(mark_main, ARGS("-j1"), input, len);
        struct ran four = capture_bytes(mark_main, ARGS("-j4"), input, len);

        OK(one.code == 65 && four.code == 65);
        OK(one.out_len == four.out_len && memcmp(one.out, four.out, one.out_len) == 0);
        SAME(four.err, one.err);
        SAME(one.err, "scrm-mark: -:1009: text: expected string, got number\n");
        ran_free(&one);
        ran_free(&four);
    }
    T("a sink's sum is the same")
    {
        struct ran one = capture_bytes(
            mark_main, ARGS("--sink", "-j1", "--on-error=skip", "-q"), input, len);
        struct ran four = capture_bytes(
            mark_main, ARGS("--sink", "-j4", "--on-error=skip", "-q"), input, len);

        OK(one.code == 0 && four.code == 0);
        SAME(four.out, one.out);
        OK(strstr(one.out, " 1 stages before"));
        ran_free(&one);
        ran_free(&four);
    }
    free(input);
}

int main(void)
{
    ran_begin();
    workers();
    return ran_end();
}
