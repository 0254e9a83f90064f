/* The frame, through the smallest filter there is: accounts, bad lines, outputs, and the
 * formats of its messages. What needs a terminal or a pipe is tried in tests/cmd/cli.bats. */
#include "ran.h"

static void lines(void)
{
    T("one member is added, everything else passes")
    {
        PLAIN("{\"text\":\"abc\", \"x\" : 12345678901234567890 } \r\n", 0,
              "{\"text\":\"abc\", \"x\" : 12345678901234567890,\"mark\":{\"bytes\":3} } \r\n",
              "");
    }
    T("a final newline is added, empty input gives empty output")
    {
        PLAIN("{\"text\":\"a\"}", 0, MARKED("a"), "");
        PLAIN("", 0, "", "");
        PLAIN("\n", 0, "", "");
    }
    T("blank lines are skipped uncounted, yet line numbers stay right")
    {
        RAN("\n" POST("a") "  \t\r\n\n{\"text\":5}\n", 65, MARKED("a"),
            "scrm-mark: -:5: text: expected string, got number\n"
            "scrm-mark: 2 in, 1 out, 1 rejected, 0 dropped\n",
            "--stats");
    }
    T("two lines for one, and none, are expanded and dropped")
    {
        RAN("{\"do\":\"twice\"}\n{\"do\":\"none\"}\n{\"do\":\"drop\"}\n{\"do\":\"drop2\"}\n"
            "{\"do\":\"drop\"}\n",
            0,
            "{\"do\":\"twice\",\"mark\":{\"bytes\":1}}\n{\"do\":\"twice\",\"mark\":{\"bytes\":"
            "2}}\n",
            "scrm-mark: 5 in, 1 expanded, 2 out, 0 rejected, 4 dropped: 1 nothing came of it, "
            "2 asked to, 1 asked again\n",
            "--stats");
    }
    T("a stage that lies about its lines is a bug")
    {
        PLAIN(POST("a") "{\"do\":\"lie\"}\n", 70, MARKED("a"),
              "scrm-mark: -:2: a bug: 3 lines announced, 0 bytes came\n");
    }
    T("files come one after the other, - is standard input")
    {
        const char *one = put_file("one", POST("a"));
        const char *two = put_file("two", "{\"text\":\"b\"}");

        RAN(POST("s"), 0, MARKED("a") MARKED("s") MARKED("b"), "", one, "-", two);
    }
    T("a missing file and a directory")
    {
        char err[256];

        snprintf(err, sizeof err, "scrm-mark: %s: No such file or directory\n",
                 in_folder("no"));
        RAN("", 66, "", err, in_folder("no"));
        snprintf(err, sizeof err, "scrm-mark: %s: is a directory\n", folder);
        RAN("", 65, "", err, folder);
    }
    T("what came before a missing file is written")
    {
        struct ran ran =
            capture(mark_main, ARGS(put_file("one", POST("a")), in_folder("no")), "");

        OK(ran.code == 66);
        SAME(ran.out, MARKED("a"));
        ran_free(&ran);
    }
    T("pages that the stage makes up itself")
    {
        RAN("not read", 0,
            "{\"text\":\"page 1\",\"mark\":{\"bytes\":6}}\n{\"text\":\"page "
            "2\",\"mark\":{\"bytes\":6}}\n"
            "{\"text\":\"page 3\",\"mark\":{\"bytes\":6}}\n",
            "scrm-mark: 3 in, 3 out, 0 rejected, 0 dropped\n", "--pages", "--stats", "-j2");
    }
}

#define BAD_INPUT                                                                              \
    POST("a") "{\"text\":1}\n" POST("b") "{\"text\":\n{\"do\":\"reject\"}\n" POST("c")
#define FIRST_BAD "-:2: text: expected string, got number"

static void bad_lines(void)
{
    char err[512];

    T("the default stops at the first bad line, and writes what came before")
    {
        PLAIN(BAD_INPUT, 65, MARKED("a"), "scrm-mark: " FIRST_BAD "\n");
    }
    T("skip goes on, and says so at the end")
    {
        RAN(BAD_INPUT, 0, MARKED("a") MARKED("b") MARKED("c"),
            "scrm-mark: warning: 3 bad lines were skipped; the first: " FIRST_BAD "\n",
            "--on-error=skip");
        RAN(BAD_INPUT, 0, MARKED("a") MARKED("b") MARKED("c"), "", "--on-error=skip", "-q");
    }
    T("reject keeps them in a file")
    {
        const char *rejects = in_folder("rejects");
        char option[160];
        char *kept;

        snprintf(option, sizeof option, "--on-error=reject=%s", rejects);
        snprintf(err, sizeof err,
                 "scrm-mark: warning: 3 bad lines were written to %s; the first: " FIRST_BAD
                 "\n",
                 rejects);
        RAN(BAD_INPUT, 0, MARKED("a") MARKED("b") MARKED("c"), err, option);
        kept = get_file(rejects);
        OK(strstr(kept,
                  "{\"file\":\"-\",\"line\":2,\"offset\":13,\"reason\":\"text: expected "
                  "string, got number\",\"raw_base64\":\"eyJ0ZXh0IjoxfQ==\"}\n"
                  "{\"file\":\"-\",\"line\":4,\"offset\":37,\"reason\":\"column 9: ") == kept);
        OK(strstr(kept,
                  ",\"raw_base64\":\"eyJ0ZXh0Ijo=\"}\n{\"file\":\"-\",\"line\":5,\"offset\":46,"
                  "\"reason\":\"do: asked to reject\",\"raw_base64\":"
                  "\"eyJkbyI6InJlamVjdCJ9\"}\n"));
        free(kept);
        RAN(POST("a"), 0, MARKED("a"), "", option);
        kept = get_file(rejects);
        SAME(kept, ""); /* a good run leaves an empty file, not yesterday's */
        free(kept);
    }
    T("past --max-errors the run stops with 65")
    {
        RAN(BAD_INPUT, 0, MARKED("a") MARKED("b") MARKED("c"),
            "scrm-mark: warning: 3 bad lines were skipped; the first: " FIRST_BAD "\n",
            "--on-error=skip", "--max-errors=3");
        RAN(BAD_INPUT, 65, MARKED("a") MARKED("b"),
            "scrm-mark: -:5: do: asked to reject; more than 2 bad lines\n"
            "scrm-mark: 5 in, 2 out, 3 rejected, 0 dropped\n",
            "--on-error=skip", "--max-errors=2", "--stats");
        RAN(BAD_INPUT, 65, MARKED("a"), "scrm-mark: " FIRST_BAD "\n", "--on-error=skip",
            "--max-errors=0");
    }
    T("a stage that cannot go on ends the run with its own code")
    {
        RAN(POST("a") "{\"do\":\"fatal\"}\n" POST("b"), 69, MARKED("a"),
            "scrm-mark: -:2: asked to die\n", "--on-error=skip");
    }
    T("invalid UTF-8, a NUL byte, a non-object, a doubled key, depth")
    {
        static const struct {
            const char *text;
            size_t len;
        } refused[] = {{"{\"text\":\"\xff\"}\n", 14},     {"{\"a\":\0}\n", 8}, {"[1]\n", 4},
                       {"{\"a\":1,\"\\u0061\":2}\n", 20}, {"nonsense\n", 9},   {"{}{}\n", 5}};
        size_t i;

        for (i = 0; i < sizeof refused / sizeof *refused; i++) {
            struct ran ran = capture_bytes(mark_main, NULL, refused[i].text, refused[i].len);

            OK(ran.code == 65);
            OK(strncmp(ran.err, "scrm-mark: -:1:", 15) == 0);
            SAME(ran.out, "");
            ran_free(&ran);
        }
    }
}

static void long_lines(void)
{
    char option[160];
    char *kept;

    T("a line over --max-record is refused by its length")
    {
        RAN(POST("a") "{\"text\":\"123456789012345\"}\n" POST("b"), 65, MARKED("a"),
            "scrm-mark: -:2: the line has 26 bytes, more than --max-record 20\n",
            "--max-record=20");
    }
    T("and rejected by offset and length alone")
    {
        snprintf(option, sizeof option, "--on-error=reject=%s", in_folder("long"));
        {
            struct ran ran = capture(mark_main, ARGS("--max-record=20", option),
                                     POST("a") "{\"text\":\"123456789012345\"}\n" POST("b"));

            OK(ran.code == 0);
            SAME(ran.out, MARKED("a") MARKED("b"));
            ran_free(&ran);
        }
        kept = get_file(in_folder("long"));
        SAME(
            kept,
            "{\"file\":\"-\",\"line\":2,\"offset\":13,\"reason\":\"the line has 26 bytes, more "
            "than --max-record 20\",\"length\":26}\n");
        free(kept);
    }
}

static void outputs(void)
{
    const char *in = put_file("in", POST("a"));
    char option[160], err[256];
    char *text;

    T("-o writes the file whole, a failed run leaves the old one")
    {
        snprintf(option, sizeof option, "-o%s", in_folder("out"));
        RAN(POST("a"), 0, "", "", option);
        text = get_file(in_folder("out"));
        SAME(text, MARKED("a"));
        free(text);
        RAN(POST("b") "bad\n", 65, "", NULL, option);
        text = get_file(in_folder("out"));
        SAME(text, MARKED("a"));
        free(text);
    }
    T("-o - is standard output")
    {
        RAN(POST("a"), 0, MARKED("a"), "", "-o", "-");
    }
    T("an output that is an input is refused")
    {
        snprintf(err, sizeof err, "scrm-mark: option --output: %s is an input too\n", in);
        snprintf(option, sizeof option, "-o%s", in);
        RAN("", 64, "", err, option, in);
        text = get_file(in);
        SAME(text, POST("a"));
        free(text);
        snprintf(option, sizeof option, "--on-error=reject=%s", in);
        snprintf(err, sizeof err, "scrm-mark: option --on-error: %s is an input too\n", in);
        RAN("", 64, "", err, option, in);
    }
    T("both outputs in one file are refused")
    {
        char reject[160];

        snprintf(option, sizeof option, "-o%s", in_folder("both"));
        snprintf(reject, sizeof reject, "--on-error=reject=%s", in_folder("both"));
        snprintf(err, sizeof err, "scrm-mark: option --on-error: %s is the output too\n",
                 in_folder("both"));
        RAN("", 64, "", err, option, reject);
    }
    T("a directory that is not there")
    {
        struct ran ran = capture(mark_main, ARGS("-o", "/nowhere/at/all"), POST("a"));

        OK(ran.code == 66 || ran.code == 74);
        OK(strstr(ran.err, "/nowhere/at/all"));
        ran_free(&ran);
    }
}

static void formats(void)
{
    struct ran ran;

    T("the account as JSON")
    {
        ran = capture(mark_main, ARGS("--stats", "--log-format=json"),
                      POST("a") "{\"do\":\"drop\"}\n");
        OK(ran.code == 0);
        OK(strstr(
            ran.err,
            "\"level\":\"info\",\"command\":\"scrm-mark\",\"in\":2,\"expanded\":0,\"out\":1,"
            "\"rejected\":0,\"dropped\":{\"asked to\":1}}\n"));
        ran_free(&ran);
    }
    T("a bad line as JSON and as logfmt")
    {
        ran = capture(mark_main, ARGS("--log-format=json"), "{\"text\":1}\n");
        OK(strstr(ran.err,
                  "\"level\":\"error\",\"command\":\"scrm-mark\",\"file\":\"-\",\"line\":1,"
                  "\"member\":\"text\",\"text\":\"expected string, got number\","
                  "\"exit\":65}\n"));
        ran_free(&ran);
        ran = capture(mark_main, ARGS("--log-format=logfmt"), "{\"text\":1}\n");
        OK(strstr(ran.err, " level=error command=scrm-mark file=- line=1 member=text "
                           "text=\"expected string, got number\" exit=65\n"));
        ran_free(&ran);
    }
}

int main(void)
{
    ran_begin();
    lines();
    bad_lines();
    long_lines();
    outputs();
    formats();
    return ran_end();
}
