/*
 * scrm-route: who should look at each post, how soon, and why?
 *
 *     posts -> [ scan ] -> [ rules, policies ] -> [ splice ] -> the same posts + "route"
 *
 * What decides stands in lib/route (start at route/route.h), the language of the
 * conditions in lib/rules. Three more things are wired here and done there: checking
 * rules, comparing two sets over past posts, printing the shipped ones.
 */
#include <inttypes.h>
#include <unistd.h>

#include "cli/frame.h"
#include "cli/log.h"
#include "record/writer.h"
#include "route/check.h"
#include "route/pass.h"
#include "rules/book.h"
#include "score/alone.h"

struct options {
    struct scrm_common common;
    struct scrm_texts rules;
    const char *policies, *agents;
    struct scrm_texts calendars;
    bool check, diff, print_defaults;
};

static const struct scrm_option options[] = {
    SCRM_HEADING("What decides"),
    SCRM_PATHS(struct options, rules, "rules", 'r', "FILE",
               "decide by these rules (YAML, JSON or CSV); another FILE is laid on top"),
    SCRM_PATH(struct options, policies, "policies", 'p', "FILE",
              "engage, listen or look away by network, channel and account, as FILE says"),
    SCRM_PATHS(struct options, calendars, "calendar", 'c', "FILE",
               "count promises in this calendar's hours; of several a rule names one"),
    SCRM_PATH(struct options, agents, "agents", 0, "FILE",
              "let rules assign to the people and teams of this CSV file only"),
    SCRM_HEADING("Working on rules"),
    SCRM_FLAG(struct options, check, "check", 0,
              "run the expectations in the rules and name rules that can never hit"),
    SCRM_FLAG(struct options, diff, "diff", 0,
              "compare the rule files OLD and NEW: write what changes, with both decisions"),
    SCRM_FLAG(struct options, print_defaults, "print-defaults", 0,
              "print the shipped rules with their comments, to copy and edit"),
    SCRM_OPTIONS_END,
};

static const struct scrm_example examples[] = {
    {"Decide about one sentence",
     "echo '{\"text\":\"Where is my order?\"}' | scrm-score | scrm-route"},
    {"Say which rules were tried, and what they saw",
     "echo '{\"text\":\"Where is my order?\"}' | scrm-score | scrm-route --explain"},
    {"Promise answers in business hours",
     "echo '{\"scrm_calendar\":1,\"hours\":{\"mon-fri\":\"09:00-17:00\"}}' > hours.json && "
     "scrm-route --calendar hours.json posts.ndjson"},
    {"Copy the shipped rules, edit them, try their examples",
     "scrm-route --print-defaults > rules.yaml && scrm-route --rules rules.yaml --check"},
    {0},
};

static const struct scrm_command command = {
    .name = "scrm-route",
    .summary = "decide who should look at each post, and how soon",
    .operands = "[FILE ...]",
    .description =
        "Adds the member route to each line and passes every other byte through: engage, "
        "listen or ignore; which function, queue and priority; until when to answer. "
        "Rules decide, the first that fits from top to bottom; policies say where the brand "
        "engages; its own posts never make a case. Without --rules the shipped ones count.\n\n"
        "With --diff the first two operands are the rule files OLD and NEW; the posts come "
        "from the others, or from standard input. A summary stands on standard error.\n\n"
        "With --check the exit code is 1 where an expectation fails, and 78 where a rule file "
        "is wrong.",
    .options = options,
    .examples = examples,
    .see_also = "scrm-score(1), scrm-case(1), scrm-report(1), scrm-rules(5)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER |
              SCRM_COMMON_EXPLAIN | SCRM_COMMON_TALK,
};

static void *open_worker(void *pass)
{
    return scrm_route_pass_open(pass);
}

static void close_worker(void *pass, void *worker)
{
    scrm_route_pass_close(pass, worker);
}

static enum scrm_verdict each_line(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    (void)err;
    if (scrm_route_pass_line(worker, row->line, row->arena, row->out))
        return SCRM_LINE_OUT;
    row->reason = "the same decision";
    return SCRM_LINE_DROPPED;
}

/* --check and --print-defaults: no posts, but a text about rules. */
static int tell_rules(const struct options *given, const struct scrm_route_pass *pass,
                      const struct scrm_keys *keys)
{
    struct scrm_err err = {0};
    struct scrm_check check = {.score = scrm_score_alone_record, .now = pass->now};
    struct scrm_score_alone *scorer = NULL;

    if (given->print_defaults)
        scrm_book_put_shipped(&check.out, &err);
    else if ((check.ctx = scorer = scrm_score_alone_open(&err)))
        scrm_check_run(&check, pass->router, keys, &err);
    if (!err.code)
        scrm_writer_text(given->common.output, scrm_buf_slice(&check.out), &err);
    scrm_score_alone_close(scorer);
    scrm_buf_fini(&check.out);
    if (err.code)
        return scrm_cli_fail(&command, &err);
    return check.failures ? SCRM_EXIT_NO : SCRM_EXIT_OK;
}

/* What stands behind the last line: hits under --stats, the summary of --diff. */
static void tell_end(const struct options *given, const struct scrm_route_pass *pass)
{
    struct scrm_buf text = {0}, members = {0};

    if (pass->other || given->common.stats) {
        scrm_route_pass_tell(pass, &text, &members);
        scrm_log_record(command.name, "info", scrm_buf_slice(&members), scrm_buf_slice(&text));
    }
    if (pass->counts.gave_up)
        scrm_cli_warn(&command, &given->common,
                      "%" PRIu64 " times a regular expression gave up: "
                      "it counts as unknown",
                      pass->counts.gave_up);
    scrm_buf_fini(&text);
    scrm_buf_fini(&members);
}

static int route_posts(const struct options *given, const struct scrm_operands *files,
                       struct scrm_route_pass *pass, const struct scrm_keys *keys)
{
    const struct scrm_stage stage = {.keys = keys,
                                     .open = open_worker,
                                     .each = each_line,
                                     .close = close_worker,
                                     .ctx = pass,
                                     .config = scrm_router_digest(pass->router)};
    size_t skip = given->diff ? 2 : 0; /* OLD and NEW */
    const struct scrm_operands posts = {.at = skip ? files->at + skip : files->at,
                                        .n = files->n - skip};
    int status;

    if (given->common.explain)
        pass->form = !given->common.output && isatty(STDOUT_FILENO) ? SCRM_ROUTE_IN_WORDS
                                                                    : SCRM_ROUTE_WHY;
    status = scrm_frame_run(&command, &given->common, &posts, &stage, NULL);
    if (status == 0)
        tell_end(given, pass);
    return status;
}

static int load(const struct options *given, const struct scrm_operands *files,
                struct scrm_route_pass *pass, struct scrm_keys *keys, struct scrm_err *err)
{
    const struct scrm_router_options house = {given->rules.at,    given->rules.n,
                                              given->policies,    given->calendars.at,
                                              given->calendars.n, given->agents};

    if (given->diff && files->n < 2)
        return scrm_err_set(err, SCRM_EXIT_USAGE, "--diff takes two rule files: OLD NEW");
    return scrm_route_pass_load(pass, &house, given->diff ? files->at : NULL, keys, err);
}

int main(int argc, char **argv)
{
    struct options given = {0};
    struct scrm_operands files = {0};
    struct scrm_route_pass pass = {0};
    struct scrm_keys *keys;
    struct scrm_err err = {0};
    int status = scrm_cli_parse(&command, argc, argv, &given, &files);

    if (status >= 0)
        return status;
    pass.now = given.common.now_ms;
    keys = scrm_keys_new();
    if (!given.print_defaults && load(&given, &files, &pass, keys, &err))
        status = scrm_cli_fail(&command, &err);
    else if (given.print_defaults || given.check)
        status = tell_rules(&given, &pass, keys);
    else
        status = route_posts(&given, &files, &pass, keys);
    scrm_route_pass_fini(&pass);
    scrm_keys_free(keys);
    scrm_cli_release(&command, &given, &files);
    return status;
}
