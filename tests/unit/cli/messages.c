/* Messages and progress: what is said, and when nothing is. */
#include "../t.h"

#include "capture.h"
#include "cli/log.h"
#include "cli/progress.h"

static const struct scrm_command command = {.name = "scrm-test"};

static int say_things(int argc, char **argv)
{
    struct scrm_common common = {.quiet = argc > 1 && strcmp(argv[1], "-q") == 0,
                                 .verbose = argc > 1 && strcmp(argv[1], "-v") == 0};
    struct scrm_err err = {0};

    scrm_cli_warn(&command, &common, "%d of %s", 3, "them");
    scrm_cli_note(&command, &common, "in passing");
    scrm_err_set(&err, SCRM_EXIT_CONFIG, "what\x07 is this");
    scrm_err_at(&err, "rules.yaml", 3, 5);
    err.excerpt = scrm_strdup("    wehn: x");
    scrm_err_hint(&err, "did you mean when?");
    return scrm_cli_fail(&command, &err);
}

static int fail_without_saying(int argc, char **argv)
{
    struct scrm_err err = {0};

    (void)argc;
    (void)argv;
    return scrm_cli_fail(&command, &err);
}

static int log_stranger(int argc, char **argv)
{
    (void)argc;
    scrm_log_format(argv[1]);
    scrm_log_text("scrm-test", "warning", SCRM_SLICE("a \"b\"\n\xff\x1b=c"));
    scrm_log_record("scrm-test", "info", SCRM_SLICE("\"n\":1"), SCRM_SLICE("one"));
    return 0;
}

#define COMPLAINT                                                                              \
    "scrm-test: rules.yaml:3:5: what\\x07 is this\n      wehn: x\n      ^\n  did you mean "    \
    "when?\n"

static void messages(void)
{
    struct ran ran = capture(say_things, NULL, "");

    T("a warning, and an error with its excerpt and caret")
    {
        OK(ran.code == 78);
        SAME(ran.err, "scrm-test: warning: 3 of them\n" COMPLAINT);
        SAME(ran.out, "");
    }
    ran_free(&ran);
    T("quiet keeps errors, verbose adds notes")
    {
        ran = capture(say_things, ARGS("-q"), "");
        SAME(ran.err, COMPLAINT);
        ran_free(&ran);
        ran = capture(say_things, ARGS("-v"), "");
        SAME(ran.err, "scrm-test: warning: 3 of them\nscrm-test: in passing\n" COMPLAINT);
        ran_free(&ran);
    }
    T("a failure that gives no reason is a bug")
    {
        ran = capture(fail_without_saying, NULL, "");
        OK(ran.code == 70);
        SAME(ran.err, "scrm-test: a bug: something failed and did not say why\n");
        ran_free(&ran);
    }
}

static void machines(void)
{
    struct ran ran = capture(log_stranger, ARGS("json"), "");

    T("JSON stays JSON whatever a message quotes")
    {
        OK(strstr(ran.err,
                  "\"level\":\"warning\",\"command\":\"scrm-test\",\"text\":\"a \\\"b\\\"\\n"
                  "\xef\xbf\xbd\\u001b=c\"}\n"));
        OK(strstr(ran.err, "\"level\":\"info\",\"command\":\"scrm-test\",\"n\":1}\n"));
    }
    ran_free(&ran);
    T("so does logfmt")
    {
        ran = capture(log_stranger, ARGS("logfmt"), "");
        OK(strstr(ran.err, " level=warning command=scrm-test text=\"a \\\"b\\\"\\n"
                           "\xef\xbf\xbd\\u001b=c\"\n"));
        OK(strstr(ran.err, " level=info command=scrm-test text=one\n"));
        ran_free(&ran);
    }
    T("and text shows what would command a terminal")
    {
        ran = capture(log_stranger, ARGS("text"), "");
        OK(strstr(ran.err, "scrm-test: warning: a \"b\"\n"));
        OK(!strchr(ran.err, '\x1b'));
        OK(strstr(ran.err, "scrm-test: one\n"));
        ran_free(&ran);
    }
}

/* A run that has lasted for two seconds, half of it read. */
static int make_progress(int argc, char **argv)
{
    struct scrm_progress progress = {.name = "scrm-test", .total = 4000000};

    (void)argc;
    (void)argv;
    progress.next_ms = INT64_MAX;
    scrm_progress_add(&progress, 1000000, 10000);
    progress.next_ms = 0; /* it is time to draw */
    scrm_progress_add(&progress, 1000000, 10000);
    scrm_progress_add(&progress, 1000000, 10000); /* too soon to draw again */
    scrm_progress_end(&progress);
    return 0;
}

static int begin_progress(int argc, char **argv)
{
    struct scrm_progress progress;
    struct scrm_common common = {.log_format = "text"};
    struct scrm_operands files = {0};

    (void)argc;
    (void)argv;
    scrm_progress_begin(&progress, &command, &common, &files);
    return progress.name ? 1 : 0;
}

static void progresses(void)
{
    struct ran ran = capture(make_progress, NULL, "");

    T("percent and lines, drawn when it is time, wiped at the end")
    {
        OK(strstr(ran.err, "\r\033[Kscrm-test:  50 %, 20000 lines, ") == ran.err);
        OK(strcmp(ran.err + strlen(ran.err) - 4, "\r\033[K") == 0);
        OK(!strstr(ran.err, "30000"));
        SAME(ran.out, "");
    }
    ran_free(&ran);
    T("nothing is shown where standard error is no terminal")
    {
        ran = capture(begin_progress, NULL, "some bytes");
        OK(ran.code == 0);
        ran_free(&ran);
    }
}

int main(void)
{
    messages();
    machines();
    progresses();
    return t_end();
}
