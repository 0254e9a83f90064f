/* Help, manual and completions out of one table: what a reader sees. */
#include "../t.h"

#include "capture.h"
#include "cli/generate.h"
#include "cli/roff.h"
#include "mark.h"

static const struct scrm_option assign_options[] = {
    SCRM_TEXT(struct mark_options, terms, "by", 0, "NAME", "who did it"), SCRM_OPTIONS_END};

static const struct scrm_verb verbs[] = {
    {.name = "list", .operands = "", .help = "list the cases, longest waiting first"},
    {.name = "assign",
     .operands = "CASE OWNER",
     .help = "give a case to somebody",
     .options = assign_options},
    {.name = NULL}};

static const struct scrm_command cases = {.name = "scrm-sample",
                                          .summary = "try verbs",
                                          .operands = "",
                                          .verbs = verbs,
                                          .description = "Has verbs.",
                                          .common = SCRM_COMMON_TALK,
                                          .see_also = "scrm(1)"};

static const char *help(const struct scrm_command *command, const struct scrm_verb *verb,
                        size_t width, struct scrm_buf *out)
{
    scrm_buf_reset(out);
    scrm_help_put(command, verb, width, false, out);
    return scrm_buf_text(out);
}

static size_t longest_line(const char *text)
{
    size_t longest = 0, len;

    for (; *text; text += len + (text[len] == '\n')) {
        len = strcspn(text, "\n");
        longest = len > longest ? len : longest;
    }
    return longest;
}

static const char verb_help[] =
    "scrm-sample assign: give a case to somebody\n"
    "\n"
    "Usage: scrm-sample [OPTION ...] assign [OPTION ...] CASE OWNER\n"
    "\n"
    "Options of the verb\n"
    "      --by NAME  who did it\n"
    "\n"
    "Messages\n"
    "  -q, --quiet    no warnings and no progress, errors only\n"
    "  -v, --verbose  say more of what is done\n"
    "      --log-format text|json|logfmt\n"
    "                 how messages are written\n"
    "\n"
    "Help\n"
    "  -h, --help     print this text\n"
    "      --version  print name and version\n"
    "\n"
    "See scrm-sample --help for all verbs and scrm-sample(1) for the manual.\n";

static void helps(void)
{
    struct scrm_buf out = {0};
    const char *text;

    T("the whole help of a verb")
    {
        SAME(help(&cases, &verbs[1], 80, &out), verb_help);
    }
    T("the help of a command with verbs lists them")
    {
        text = help(&cases, NULL, 80, &out);
        OK(strstr(text, "Usage: scrm-sample [OPTION ...] VERB [ARGUMENT ...]\n"));
        OK(strstr(text, "\nVerbs\n  list               list the cases, longest waiting first\n"
                        "  assign CASE OWNER  give a case to somebody\n"));
        OK(!strstr(text, "--by"));
    }
    T("nothing is wider than the width, however narrow")
    {
        size_t width;

        for (width = 60; width <= 100; width += 5)
            OK(longest_line(help(&mark_command, NULL, width, &out)) <= width);
    }
    T("long descriptions stay in their column")
    {
        text = help(&mark_command, NULL, 60, &out);
        OK(strstr(text, "      --seal             end the stream with a line that\n"
                        "                         carries the account of all stages\n"));
    }
    T("every option stands there, the hidden one does not")
    {
        text = help(&mark_command, NULL, 80, &out);
        OK(strstr(text, "  -t, --terms FILE.csv "));
        OK(strstr(text, "  -o, --output FILE "));
        OK(strstr(text, "      --on-error stop|skip|reject=FILE\n"));
        OK(strstr(text, "      --now TIME "));
        OK(!strstr(text, "generate"));
        OK(strstr(
            text,
            "\nExamples\n  # Mark one line\n  echo '{\"text\":\"hello\"}' | scrm-mark\n\n"));
    }
    scrm_buf_fini(&out);
}

static void manuals(void)
{
    struct scrm_buf out = {0};
    const char *at, *text;
    static const char *const sections[] = {
        ".Sh NAME\n",        ".Sh SYNOPSIS\n",    ".Sh DESCRIPTION\n", ".Sh OPTIONS\n",
        ".Sh ENVIRONMENT\n", ".Sh EXIT STATUS\n", ".Sh EXAMPLES\n",    ".Sh SEE ALSO\n"};
    size_t i;

    scrm_manual_put(&mark_command, &out);
    text = scrm_buf_text(&out);
    T("the sections come in their usual order")
    {
        at = text;
        for (i = 0; at && i < sizeof sections / sizeof *sections; i++)
            OK((at = strstr(at, sections[i])) != NULL);
    }
    T("common options and own ones, with their letters")
    {
        OK(strstr(text, ".It Fl t , Fl -terms Ar FILE.csv\nWords to count; it's optional.\n"));
        OK(strstr(text, ".It Fl o , Fl -output Ar FILE\n"));
        OK(strstr(text, ".It Fl -on-error Ar stop|skip|reject=FILE\n"));
        OK(!strstr(text, "generate"));
    }
    T("text is never a request")
    {
        OK(strstr(text, "\nReads posts, one a line, and adds a member mark to each.\n"));
        OK(strstr(text, "\n.Pp\n\\&'Quoted' words and .dots are only text.\n"));
        OK(strstr(text, "\necho '{\"text\":\"hello\"}' | scrm\\-mark\n"));
    }
    T("see also is sorted by section and name")
    {
        OK(strstr(text, ".Xr jq 1 ,\n.Xr scrm 1 ,\n.Xr scrm-route 1 ,\n.Xr scrm-score 5\n"));
    }
    T("the command's own variable stands with the others")
    {
        OK(strstr(text, ".It Ev SCRM_MARK\nWhat to mark with.\n"));
        OK(strstr(text, ".It Ev SCRM_NOW\n"));
    }
    scrm_buf_reset(&out);
    scrm_manual_put(&cases, &out);
    text = scrm_buf_text(&out);
    T("verbs have a section, their options stand below them")
    {
        OK(strstr(text, ".Sh VERBS\n.Bl -tag -width Ds\n.It Cm list\n"));
        OK(strstr(text, ".It Cm assign Ar CASE OWNER\nGive a case to somebody.\n"
                        ".Bl -tag -width Ds\n.It Fl -by Ar NAME\nWho did it.\n.El\n.El\n"));
        OK(!strstr(text, "SCRM_NOW"));
    }
    scrm_buf_fini(&out);
}

static void roff(void)
{
    struct scrm_buf out = {0};

    T("what mdoc would take for its own is escaped")
    {
        scrm_roff_text(&out, SCRM_SLICE(".Sh no\\x --now, then. Then \xe2\x80\xa6 more"));
        SAME(scrm_buf_text(&out), "\\&.Sh no\\ex \\-\\-now, then.\nThen \\[u2026] more\n");
        scrm_buf_reset(&out);
        scrm_roff_literal(&out, "'a' -b \\n");
        SAME(scrm_buf_text(&out), "\\&'a' \\-b \\en\n");
    }
    T("operands as macros")
    {
        scrm_buf_reset(&out);
        scrm_roff_synopsis(&out, SCRM_SLICE("[FILE ...]"));
        scrm_roff_synopsis(&out, SCRM_SLICE("CASE [CASE ...]"));
        scrm_roff_synopsis(&out, SCRM_SLICE("[SOURCE[.STREAM]|URL [NAME=VALUE ...]]"));
        SAME(scrm_buf_text(&out), ".Op Ar FILE ...\n"
                                  ".Ar CASE\n.Op Ar CASE ...\n"
                                  ".Oo\n.Ar SOURCE[.STREAM]|URL\n.Op Ar NAME=VALUE ...\n.Oc\n");
    }
    scrm_buf_fini(&out);
}

static int run_cases(int argc, char **argv)
{
    struct mark_options o = {.sink = false};
    struct scrm_operands operands;
    int code = scrm_cli_parse(&cases, argc, argv, &o, &operands);

    return code >= 0 ? code : 99;
}

static void answers(void)
{
    struct ran ran;

    T("--help and --version end well and go to standard output")
    {
        ran = capture(run_cases, ARGS("assign", "--help"), "");
        OK(ran.code == 0);
        SAME(ran.out, verb_help);
        SAME(ran.err, "");
        ran_free(&ran);
        ran = capture(run_cases, ARGS("--version"), "");
        OK(ran.code == 0);
        SAME(ran.out, "scrm-sample 0.1.0\n");
        ran_free(&ran);
    }
    T("--help is answered even where operands are missing")
    {
        ran = capture(run_cases, ARGS("-h"), "");
        OK(ran.code == 0 && ran.out_len > 100);
        ran_free(&ran);
    }
    T("--generate knows its four words")
    {
        ran = capture(run_cases, ARGS("--generate", "pdf"), "");
        OK(ran.code == 64);
        SAME(ran.err, "scrm-sample: option --generate: unknown value 'pdf'; it takes "
                      "bash|zsh|fish|mdoc\n");
        ran_free(&ran);
    }
}

int main(int argc, char **argv)
{
    /* tests/cmd/cli.bats looks at the two samples from outside. */
    if (argc > 1 && strcmp(argv[1], "scrm-mark") == 0)
        return mark_main(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "scrm-sample") == 0)
        return run_cases(argc - 1, argv + 1);
    helps();
    manuals();
    roff();
    answers();
    return t_end();
}
