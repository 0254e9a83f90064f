/* The frame, through the smallest filter there is: accounts, bad lines,
 * trailers, workers, outputs. What needs a terminal or a pipe is tried in
 * tests/cmd/cli.bats. */
#include "../t.h"

#include "capture.h"
#include "mark.h"

static char folder[] = "/tmp/scrm-frame-XXXXXX";

static const char *in_folder(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static const char *put_file(const char *name, const char *text)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "wb");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
    return path;
}

static char *get_file(const char *path)
{
    int fd = open(path, O_RDONLY);
    size_t len;

    return fd < 0 ? scrm_strdup("(no such file)") : capture_all(fd, &len);
}

static void ran_(const char *const *args, const char *input, int code, const char *out,
                 const char *err, int line)
{
    struct ran ran = capture(mark_main, args, input);

    if (!t_check(ran.code == code, "the exit code is the one wanted", __FILE__, line))
        printf("   got: %d\n  want: %d\n", ran.code, code);
    t_same(ran.out, out, __FILE__, line);
    if (err) /* NULL: any message */
        t_same(ran.err, err, __FILE__, line);
    ran_free(&ran);
}

/* RAN(input, code, out, err, args...) */
#define RAN(input, code, out, err, ...) ran_(ARGS(__VA_ARGS__), input, code, out, err, __LINE__)
#define PLAIN(input, code, out, err) ran_(NULL, input, code, out, err, __LINE__)

#define MARKED(n) "{\"text\":\"" n "\",\"mark\":{\"bytes\":1}}\n"
#define POST(n) "{\"text\":\"" n "\"}\n"

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

#define OWN(in, out)                                                                           \
    "{\"stage\":\"scrm-mark\",\"version\":\"0.1.0\",\"config\":"                               \
    "\"0123456789abcdef0123456789abcdef\",\"in\":" in ",\"expanded\":0,\"out\":" out           \
    ",\"rejected\":0,\"dropped\":{}}"
#define BEFORE(out)                                                                            \
    "{\"stage\":\"scrm-fetch\",\"version\":\"0.1.0\",\"in\":" out                              \
    ",\"expanded\":0,\"out\":" out ",\"rejected\":0,\"dropped\":{}}"
#define END(...) "{\"schema\":\"scrm.end/1\",\"stages\":[" __VA_ARGS__ "]}\n"

static void trailers(void)
{
    T("--seal ends the stream with the account")
    {
        RAN(POST("a") POST("b"), 0, MARKED("a") MARKED("b") END(OWN("2", "2")), "", "--seal");
        RAN("", 0, END(OWN("0", "0")), "", "--seal");
    }
    T("a trailer is checked, completed and passed on as the last line")
    {
        PLAIN(POST("a") END(BEFORE("1")), 0, MARKED("a") END(BEFORE("1") "," OWN("1", "1")),
              "");
        RAN(POST("a") END(BEFORE("1")), 0, MARKED("a") END(BEFORE("1") "," OWN("1", "1")), "",
            "--sealed");
    }
    T("several trailers become one")
    {
        PLAIN(POST("a") END(BEFORE("1")) END(BEFORE("0")) POST("b") POST("c") END(BEFORE("2")),
              0, MARKED("a") MARKED("b") MARKED("c") END(BEFORE("3") "," OWN("3", "3")), "");
    }
    T("a trailer that counts otherwise than what came")
    {
        PLAIN(POST("a") POST("b") END(BEFORE("3")) POST("c"), 65, MARKED("a") MARKED("b"),
              "scrm-mark: -:3: the stream says 3 records, 2 came\n");
        PLAIN(POST("a") END(BEFORE("1")) POST("b") END(BEFORE("2")), 65,
              MARKED("a") MARKED("b"), "scrm-mark: -:4: the stream says 2 records, 1 came\n");
    }
    T("bad lines count as having come")
    {
        RAN(POST("a") "nonsense\n" END(BEFORE("2")), 0,
            MARKED("a") END(BEFORE(
                "2") ",{\"stage\":\"scrm-mark\",\"version\":\"0.1.0\",\"config\":"
                     "\"0123456789abcdef0123456789abcdef\",\"in\":2,\"expanded\":0,\"out\":1,"
                     "\"rejected\":1,\"dropped\":{}}"),
            "", "--on-error=skip", "-q");
    }
    T("a trailer that is none, or whose account is wrong")
    {
        struct ran ran = capture(mark_main, NULL, "{\"schema\":\"scrm.end/1\",\"stages\":5}\n");

        OK(ran.code == 65);
        OK(strncmp(ran.err, "scrm-mark: -:1:", 15) == 0);
        ran_free(&ran);
        PLAIN("{\"schema\":\"scrm.end/1\",\"stages\":[]}\n", 65, "",
              "scrm-mark: -:1: an end line without the account of any stage\n");
        PLAIN(POST("a")
                  END("{\"stage\":\"scrm-fetch\",\"version\":\"0.1.0\",\"in\":5,\"expanded\":0,"
                      "\"out\":1,\"rejected\":0,\"dropped\":{}}"),
              65, MARKED("a"), "scrm-mark: -:2: the account of scrm-fetch does not balance\n");
    }
    T("--sealed demands one at the very end")
    {
        RAN(POST("a"), 65, MARKED("a"),
            "scrm-mark: the input does not end with an end line; it may be cut short\n",
            "--sealed");
        RAN("", 65, "",
            "scrm-mark: the input does not end with an end line; it may be cut short\n",
            "--sealed");
        RAN(POST("a") END(BEFORE("1")) POST("b") POST("c"), 65,
            MARKED("a") MARKED("b") MARKED("c"),
            "scrm-mark: 2 lines follow the last end line; the input may be cut short\n",
            "--sealed");
    }
    T("lines behind the last trailer: the stream is not whole, and must not look so")
    {
        PLAIN(
            POST("a") END(BEFORE("1")) POST("b"), 0, MARKED("a") MARKED("b"),
            "scrm-mark: warning: 1 line follows the last end line; the stream is not whole\n");
    }
    T("a failed run is never sealed")
    {
        RAN(POST("a") "nonsense\n" END(BEFORE("2")), 65, MARKED("a"), NULL, "--seal");
    }
}

static void sinks(void)
{
    T("a sink writes no lines and gets the trailer")
    {
        RAN(POST("a") POST("bcd") END(BEFORE("2")), 0, "4 bytes, 2 taken, 1 stages before\n",
            "scrm-mark: 2 in, 2 out, 0 rejected, 0 dropped\n", "--sink", "--stats");
    }
    T("a stream that is cut short gives it none")
    {
        RAN(POST("a") END(BEFORE("1")) POST("b"), 65, "2 bytes, 2 taken, 0 stages before\n",
            "scrm-mark: 1 line follows the last end line; the input may be cut short\n",
            "--sink", "--sealed");
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
    char command[64];

    unsetenv("SCRM_NOW");
    unsetenv("SCRM_DESK");
    if (!mkdtemp(folder))
        abort();
    lines();
    bad_lines();
    long_lines();
    trailers();
    sinks();
    outputs();
    formats();
    workers();
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    OK(system(command) == 0);
    return t_end();
}
