/*
 * scrm: the door to the house. `scrm NAME ...` becomes scrm-NAME, found beside
 * this binary or on PATH; the verbs below are what scrm itself does with a
 * desk. Each verb has one function; nothing of the work is done here.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/option.h"
#include "record/writer.h"
#include "run/doctor.h"
#include "run/run.h"
#include "run/spawn.h"

struct options {
    struct scrm_common common;
    bool offline;
    const char *replay;
};

static const struct scrm_option run_options[] = {
    SCRM_FLAG(struct options, offline, "offline", 0,
              "fetch nothing: work on what lies in the spool, and report"),
    SCRM_TEXT(struct options, replay, "replay", 0, "DATE",
              "do again what the runs of that date (in UTC) did, from the spool and with their "
              "clocks, into var/replay/DATE, and nothing else"),
    SCRM_OPTIONS_END};

static const struct scrm_verb verbs[] = {
    {.name = "init",
     .operands = "DIR",
     .help = "write a desk, a folder of commented configuration"},
    {.name = "run",
     .operands = "[DESK]",
     .help = "do a desk's whole job: fetch, judge, route, keep cases, report; made for cron",
     .options = run_options},
    {.name = "doctor",
     .operands = "[DESK]",
     .help = "say what is wrong with a desk: secrets, rules, sources, clock, disk, programs"},
    {.name = "demo",
     .operands = "[DIR]",
     .help = "do that job on the shipped sample and show it"},
    {.name = NULL}};

static const struct scrm_verb commands[] = {
    {.name = "fetch", .help = "get posts from networks, feeds and files"},
    {.name = "normalize", .help = "turn records of any network into posts"},
    {.name = "dedup", .help = "drop posts that were seen, mark those that repeat another"},
    {.name = "score", .help = "judge posts: sentiment, intents, urgency, spam, topics"},
    {.name = "train",
     .help = "labelled posts to a model for scrm-score; measures a model honestly"},
    {.name = "route", .help = "decide who should look at each post, and how soon"},
    {.name = "case", .help = "keep the ledger of cases"},
    {.name = "report", .help = "figures and pictures from posts and cases"},
    {.name = NULL}};

static const struct scrm_example examples[] = {
    {"Who needs an answer",
     "scrm normalize posts.ndjson | scrm score | scrm route | scrm report"},
    {"A desk, and its daily job", "scrm init desk && scrm run desk"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm",
    .summary = "social streams in, cases and reports out",
    .operands = "",
    .description =
        "Each command is a filter: it reads one post a line, adds one member and passes the "
        "rest through, so commands are joined by pipes. scrm NAME runs scrm-NAME.\n\n"
        "scrm run needs no environment and ends with one line that says what it did; with -q "
        "it "
        "says nothing when all is well. Two runs of a desk never overlap: in a crontab, the "
        "line "
        "scrm run -q /srv/desk is all it takes. Where no desk is named, it is the folder that "
        "you stand in.",
    .verbs = verbs,
    .commands = commands,
    .examples = examples,
    .see_also =
        "scrm-fetch(1), scrm-normalize(1), scrm-dedup(1), scrm-score(1), scrm-train(1), "
        "scrm-route(1), scrm-case(1), "
        "scrm-report(1)",
    .complete = SCRM_COMPLETE_DIR,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_TALK};

static int run_init(const struct options *options, const char *dir, struct scrm_err *err)
{
    if (scrm_run_init(dir, err) == 0 && !options->common.quiet)
        printf("%s: a new desk. Name your sources in %s/desk.yaml, then: scrm run %s\n", dir,
               dir, dir);
    return SCRM_EXIT_OK;
}

static int run_desk(const struct options *options, const char *dir, struct scrm_err *err)
{
    const struct scrm_run run = {.dir = dir ? dir : ".",
                                 .now_ms = options->common.now_ms,
                                 .fixed_now = options->common.now != NULL,
                                 .offline = options->offline};
    struct scrm_buf said = {0};
    int code = options->replay ? scrm_run_replay(&run, options->replay, &said, err)
                               : scrm_run_desk(&run, &said, err);

    if (!options->common.quiet)
        scrm_writer_text(NULL, scrm_buf_slice(&said), err);
    scrm_buf_fini(&said);
    return code;
}

static int run_doctor(const struct options *options, const char *dir, struct scrm_err *err)
{
    struct scrm_doctor doctor = {0};
    int code;

    if (scrm_doctor_run(&doctor, dir ? dir : ".", options->common.now_ms, err) == 0)
        scrm_writer_text(NULL, scrm_buf_slice(&doctor.out), err);
    code = doctor.bad ? SCRM_EXIT_NO : SCRM_EXIT_OK;
    scrm_doctor_fini(&doctor);
    return code;
}

static int run_demo(const struct options *options, const char *dir, struct scrm_err *err)
{
    (void)options;
    return scrm_run_demo(dir, err);
}

/* A verb and what does it for one folder (NULL: none was named). It returns the exit
 * code, unless an error is set. */
static const struct job {
    const char *verb;
    int (*run)(const struct options *options, const char *dir, struct scrm_err *err);
} jobs[] = {{"init", run_init}, {"run", run_desk}, {"doctor", run_doctor}, {"demo", run_demo}};

static int do_job(const struct options *options, const struct scrm_operands *operands)
{
    const struct job *job = jobs;
    struct scrm_err err = {0};
    int code;

    while (strcmp(job->verb, operands->verb) != 0)
        job++;
    code = job->run(options, operands->n ? operands->at[0] : NULL, &err);
    return err.code ? scrm_cli_fail(&command, &err) : code;
}

static bool is_verb(const char *word)
{
    const struct scrm_verb *verb = verbs;

    while (verb->name && strcmp(verb->name, word) != 0)
        verb++;
    return verb->name;
}

/* Becomes scrm-NAME; comes back only where there is no such program, which is
 * then told like any other unknown word. */
static int become(char **argv)
{
    struct scrm_buf name = {0};
    struct scrm_err err = {0};
    char *path;

    scrm_buf_printf(&name, "scrm-%s", argv[1]);
    path = scrm_argv_find(scrm_buf_text(&name));
    argv[1] = path;
    execvp(path, argv + 1);
    argv[1] = scrm_buf_take(&name) + strlen("scrm-");
    free(path);
    if (errno == ENOENT || errno == ENOTDIR)
        return -1;
    scrm_err_errno(&err, SCRM_EXIT_OK, "scrm-%s", argv[1]);
    return scrm_cli_fail(&command, &err);
}

int main(int argc, char **argv)
{
    static char help[] = "--help";
    char *just_help[] = {argv[0], help, NULL};
    struct options options = {.common = {.now = NULL}};
    struct scrm_operands operands;
    int code;

    if (argc > 1 && argv[1][0] != '-' && argv[1][0] && !is_verb(argv[1])) {
        code = become(argv);
        if (code >= 0)
            return code;
    }
    code = argc > 1 ? scrm_cli_parse(&command, argc, argv, &options, &operands)
                    : scrm_cli_parse(&command, 2, just_help, &options, &operands);
    if (code >= 0)
        return code;
    code = do_job(&options, &operands);
    scrm_cli_release(&command, &options, &operands);
    return code;
}
