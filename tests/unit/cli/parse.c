/* The command line: what is taken, what is refused, and what is said about it. */
#include "../t.h"

#include "base/buf.h"
#include "base/num.h"
#include "capture.h"
#include "cli/option.h"

struct options {
    struct scrm_common common;
    const char *model, *format, *owner;
    struct scrm_texts terms;
    int64_t window;
    uint64_t cache;
    bool deep;
};

static const char *const formats[] = {"text", "html", "csv", NULL};

static const struct scrm_option own[] = {
    SCRM_PATH(struct options, model, "model", 'm', "FILE", "use this model"),
    SCRM_TEXTS(struct options, terms, "terms", 't', "FILE.csv", "more terms"),
    SCRM_INT(struct options, window, "window", 0, "N", 2, "how far to look"),
    SCRM_SIZE(struct options, cache, "cache", 0, "SIZE", "how much to keep"),
    SCRM_CHOICE(struct options, format, "format", 'f', NULL, formats, "what to write"),
    SCRM_FLAG(struct options, deep, "deep", 'd', "look twice"),
    SCRM_OPTIONS_END};

static const struct scrm_option list_options[] = {
    SCRM_TEXT(struct options, owner, "owner", 0, "NAME", "only of this owner"),
    SCRM_OPTIONS_END};

static const struct scrm_verb verbs[] = {
    {.name = "list", .operands = "", .help = "list all", .options = list_options},
    {.name = "show", .operands = "CASE [CASE ...]", .help = "show cases"},
    {.name = "link", .operands = "FROM TO", .help = "link two"},
    {.name = NULL}};

enum {
    ALL_GROUPS = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER |
                 SCRM_COMMON_EXPLAIN | SCRM_COMMON_DESK | SCRM_COMMON_TALK
};

static const struct scrm_command filter = {.name = "scrm-test",
                                           .summary = "test",
                                           .operands = "[FILE ...]",
                                           .options = own,
                                           .common = ALL_GROUPS};
static const struct scrm_command bare = {.name = "scrm-test", .summary = "test"};
static const struct scrm_command with_verbs = {.name = "scrm-test",
                                               .summary = "test",
                                               .options = own,
                                               .verbs = verbs,
                                               .common = SCRM_COMMON_TALK};

/* Prints what was understood, one line. */
static int show(const struct scrm_command *command, int argc, char **argv)
{
    struct options o = {.window = 7};
    struct scrm_operands operands;
    struct scrm_buf out = {0};
    int code = scrm_cli_parse(command, argc, argv, &o, &operands);
    size_t i;

    if (code >= 0)
        return code;
    printf("model=%s format=%s window=%lld cache=%llu deep=%d", o.model ? o.model : "-",
           o.format ? o.format : "-", (long long)o.window, (unsigned long long)o.cache, o.deep);
    for (i = 0; i < o.terms.n; i++)
        printf(" term=%s", o.terms.at[i]);
    printf(" j=%lld q=%d v=%d on=%s max=%lld rec=%llu log=%s out=%s desk=%s",
           (long long)o.common.jobs, o.common.quiet, o.common.verbose, o.common.on_error,
           (long long)o.common.max_errors, (unsigned long long)o.common.max_record,
           o.common.log_format, o.common.output ? o.common.output : "-",
           o.common.desk ? o.common.desk : "-");
    if (o.common.now)
        printf(" now=%lld", (long long)o.common.now_ms);
    printf(" verb=%s owner=%s", operands.verb ? operands.verb : "-", o.owner ? o.owner : "-");
    for (i = 0; i < operands.n; i++)
        printf(" [%s]", operands.at[i]);
    printf("\n");
    scrm_buf_fini(&out);
    scrm_cli_release(command, &o, &operands);
    return 0;
}

static int run_filter(int argc, char **argv)
{
    return show(&filter, argc, argv);
}

static int run_bare(int argc, char **argv)
{
    return show(&bare, argc, argv);
}

static int run_verbs(int argc, char **argv)
{
    return show(&with_verbs, argc, argv);
}

#define USUAL "j=1 q=0 v=0 on=stop max=-1 rec=16777216 log=text out=- desk=-"
#define NONE "model=- format=- window=7 cache=0 deep=0"

static void understood_(int (*body)(int, char **), const char *const *args, const char *want,
                        int line)
{
    struct ran ran = capture(body, args, "");

    t_check(ran.code == 0, "it ends with 0", __FILE__, line);
    t_same(ran.out, want, __FILE__, line);
    t_same(ran.err, "", __FILE__, line);
    ran_free(&ran);
}

static void refused_(int (*body)(int, char **), const char *const *args, const char *want,
                     int line)
{
    struct ran ran = capture(body, args, "");

    t_check(ran.code == 64, "it ends with 64", __FILE__, line);
    t_same(ran.err, want, __FILE__, line);
    t_same(ran.out, "", __FILE__, line);
    ran_free(&ran);
}

#define UNDERSTOOD(body, want, ...) understood_(body, ARGS(__VA_ARGS__), want "\n", __LINE__)
#define REFUSED(body, want, ...)                                                               \
    refused_(body, ARGS(__VA_ARGS__), "scrm-test: " want "\n", __LINE__)

static void values(void)
{
    T("nothing given leaves the defaults")
    {
        understood_(run_filter, NULL, NONE " " USUAL " verb=- owner=-\n", __LINE__);
    }
    T("values behind a space, an equals sign or the letter itself")
    {
        UNDERSTOOD(run_filter,
                   "model=a format=csv window=2 cache=65536 deep=1 " USUAL " verb=- owner=-",
                   "--model", "a", "--format=csv", "--window=2", "--cache", "64k", "-d");
        UNDERSTOOD(run_filter,
                   "model=a=b format=- window=7 cache=0 deep=0 " USUAL " verb=- owner=-",
                   "--model=a=b");
        UNDERSTOOD(run_filter,
                   "model=x format=- window=7 cache=0 deep=0 " USUAL " verb=- owner=-", "-mx");
    }
    T("letters may be joined, the last takes the value")
    {
        UNDERSTOOD(
            run_filter,
            NONE
            " j=2 q=1 v=0 on=stop max=-1 rec=16777216 log=text out=o desk=- verb=- owner=-",
            "-qj2", "-oo");
        UNDERSTOOD(
            run_filter,
            "model=- format=- window=7 cache=0 deep=1 j=1 q=1 v=1 on=stop max=-1 rec=16777216 "
            "log=text out=f desk=- verb=- owner=-",
            "-dqvo", "f");
    }
    T("an option given twice counts once, the last time; a list grows")
    {
        UNDERSTOOD(run_filter,
                   "model=b format=- window=7 cache=0 deep=0 term=x term=y " USUAL
                   " verb=- owner=-",
                   "--model", "a", "-t", "x", "--model=b", "--terms=y");
    }
    T("operands may stand anywhere, and -- ends the options")
    {
        UNDERSTOOD(run_filter,
                   "model=- format=- window=7 cache=0 deep=1 " USUAL
                   " verb=- owner=- [a] [-] [-d] [--model]",
                   "a", "-d", "-", "--", "-d", "--model");
    }
    T("the common options")
    {
        UNDERSTOOD(
            run_filter,
            NONE " j=3 q=0 v=0 on=reject=r.ndjson max=9 rec=1048576 log=logfmt out=- desk=d "
                 "now=1767225600000 verb=- owner=-",
            "-j", "3", "--on-error=reject=r.ndjson", "--max-errors", "9", "--max-record=1M",
            "--log-format=logfmt", "--desk", "d", "--now=2026-01-01T00:00:00Z");
        UNDERSTOOD(run_filter, NONE " " USUAL " now=1767225600000 verb=- owner=-", "--now",
                   "1767225600");
    }
}

static void mistakes(void)
{
    T("an unknown option, and the one that was meant")
    {
        REFUSED(run_filter, "unknown option --modle; did you mean --model?", "--modle", "x");
        REFUSED(run_filter, "unknown option --modle; did you mean --model?", "--modle=x");
        REFUSED(run_filter, "unknown option --max-error; did you mean --max-errors?",
                "--max-error=3");
        REFUSED(run_filter, "unknown option --zzzzzz; see scrm-test --help", "--zzzzzz");
        REFUSED(run_filter, "unknown option -X; see scrm-test --help", "-X");
        REFUSED(run_filter, "unknown option -X; see scrm-test --help", "-qX");
        REFUSED(run_filter, "unknown option in -\xc3\xa9; see scrm-test --help", "-\xc3\xa9");
    }
    T("no abbreviations: a new option must not break an old script")
    {
        REFUSED(run_filter, "unknown option --mod; did you mean --model?", "--mod", "x");
    }
    T("options of groups that the command does not have")
    {
        REFUSED(run_bare, "unknown option --seal; see scrm-test --help", "--seal");
        REFUSED(run_bare, "unknown option -j; see scrm-test --help", "-j2");
    }
    T("a value missing or not wanted")
    {
        REFUSED(run_filter, "option --model needs a value: FILE", "--model");
        REFUSED(run_filter, "option --model: an empty name; it takes FILE", "--model=");
        REFUSED(run_filter, "an operand is empty; does the shell's variable have a value?", "");
        REFUSED(run_filter, "option -m needs a value: FILE", "-dm");
        REFUSED(run_filter, "option --deep takes no value", "--deep=yes");
        REFUSED(run_filter, "option --format needs a value: text|html|csv", "--format");
    }
    T("numbers and sizes")
    {
        REFUSED(run_filter, "option --window: 'abc' is not a whole number", "--window=abc");
        REFUSED(run_filter, "option --window: '' is not a whole number", "--window=");
        REFUSED(run_filter, "option --window: '3x' is not a whole number", "--window=3x");
        REFUSED(run_filter, "option --window: '99999999999999999999' is not a whole number",
                "--window=99999999999999999999");
        REFUSED(run_filter, "option --window: 1 is too small, the least is 2", "--window=1");
        REFUSED(run_filter, "option -j: 0 is too small, the least is 1", "-j0");
        REFUSED(run_filter, "option --max-errors: -1 is too small, the least is 0",
                "--max-errors=-1");
        REFUSED(run_filter, "option --cache: 'lots' is not a size such as 512, 64k or 16M",
                "--cache=lots");
        REFUSED(run_filter, "option --max-record: 0 is too small, the least is 1",
                "--max-record=0");
    }
    T("choices")
    {
        REFUSED(run_filter, "option --format: unknown value 'htm'; did you mean html?",
                "--format=htm");
        REFUSED(run_filter, "option -f: unknown value 'pdfpdf'; it takes text|html|csv", "-f",
                "pdfpdf");
        REFUSED(run_filter, "option --on-error: unknown value 'skp'; did you mean skip?",
                "--on-error=skp");
        REFUSED(run_filter,
                "option --on-error: unknown value 'reject'; did you mean reject=FILE?",
                "--on-error=reject");
        REFUSED(run_filter,
                "option --on-error: unknown value 'reject='; did you mean reject=FILE?",
                "--on-error=reject=");
    }
    T("times")
    {
        REFUSED(
            run_filter,
            "option --now: 'teatime' is not a time (RFC 3339, a date or an epoch in seconds)",
            "--now=teatime");
    }
    T("operands of a command that has none")
    {
        REFUSED(run_bare, "unexpected 'x'; see scrm-test --help", "x");
    }
}

static void with_verb(void)
{
    T("options of the command before and behind the verb, its own behind")
    {
        UNDERSTOOD(run_verbs,
                   "model=m format=- window=7 cache=0 deep=1 " USUAL " verb=list owner=kim",
                   "-d", "list", "--owner", "kim", "--model=m");
        UNDERSTOOD(run_verbs, NONE " " USUAL " verb=show owner=- [7] [9]", "show", "7", "9");
        UNDERSTOOD(run_verbs, NONE " " USUAL " verb=link owner=- [-a] [list]", "link", "--",
                   "-a", "list");
    }
    T("which verb")
    {
        refused_(run_verbs, NULL, "scrm-test: a verb is missing; see scrm-test --help\n",
                 __LINE__);
        REFUSED(run_verbs, "unknown verb 'lsit'; did you mean list?", "lsit");
        REFUSED(run_verbs, "unknown verb 'frobnicate'; see scrm-test --help", "frobnicate");
    }
    T("an option of the verb before the verb, or of another verb")
    {
        REFUSED(run_verbs, "option --owner belongs to the verb list; put it behind", "--owner",
                "kim", "list");
        REFUSED(run_verbs, "unknown option --owner; see scrm-test --help", "show", "1",
                "--owner=kim");
    }
    T("how many operands")
    {
        REFUSED(run_verbs, "CASE is missing; see scrm-test show --help", "show");
        REFUSED(run_verbs, "FROM is missing; see scrm-test link --help", "link");
        REFUSED(run_verbs, "TO is missing; see scrm-test link --help", "link", "1");
        REFUSED(run_verbs, "unexpected '3'; see scrm-test link --help", "link", "1", "2", "3");
        REFUSED(run_verbs, "unexpected 'x'; see scrm-test list --help", "list", "x");
    }
}

static void surroundings(void)
{
    T("$SCRM_NOW and $SCRM_DESK where the options are not given")
    {
        setenv("SCRM_NOW", "2026-01-01", 1);
        setenv("SCRM_DESK", "/d", 1);
        understood_(run_filter, NULL,
                    NONE " j=1 q=0 v=0 on=stop max=-1 rec=16777216 log=text out=- desk=/d "
                         "now=1767225600000 verb=- owner=-\n",
                    __LINE__);
        UNDERSTOOD(run_filter,
                   NONE " j=1 q=0 v=0 on=stop max=-1 rec=16777216 log=text out=- desk=e "
                        "now=86400000 verb=- owner=-",
                   "--now=86400", "--desk=e");
        UNDERSTOOD(run_verbs, NONE " " USUAL " verb=list owner=-", "list");
        setenv("SCRM_NOW", "soon", 1);
        refused_(run_filter, NULL,
                 "scrm-test: $SCRM_NOW: 'soon' is not a time (RFC 3339, a date or an epoch in "
                 "seconds)\n",
                 __LINE__);
        setenv("SCRM_NOW", "", 1);
        setenv("SCRM_DESK", "", 1);
        understood_(run_filter, NULL, NONE " " USUAL " verb=- owner=-\n", __LINE__);
        unsetenv("SCRM_NOW");
        unsetenv("SCRM_DESK");
    }
    T("mistakes are told in the format asked for, once that is known")
    {
        struct ran ran = capture(run_filter, ARGS("--log-format=json", "--modle"), "");

        OK(ran.code == 64);
        OK(strstr(ran.err,
                  "\"level\":\"error\",\"command\":\"scrm-test\",\"text\":\"unknown option "
                  "--modle; did you mean --model?\",\"exit\":64}\n"));
        OK(strncmp(ran.err, "{\"at\":\"", 7) == 0);
        ran_free(&ran);
        ran = capture(run_filter, ARGS("--log-format", "logfmt", "--modle"), "");
        OK(strstr(ran.err,
                  " level=error command=scrm-test text=\"unknown option --modle; did you mean "
                  "--model?\" exit=64\n"));
        ran_free(&ran);
    }
    T("control characters in what is quoted are made visible")
    {
        REFUSED(run_verbs, "unknown verb '\\x1b[31m'; see scrm-test --help", "\x1b[31m");
    }
}

int main(void)
{
    unsetenv("SCRM_NOW");
    unsetenv("SCRM_DESK");
    values();
    mistakes();
    with_verb();
    surroundings();
    return t_end();
}
