/*
 * scrm-report: posts in, a report out. Figures about posts come from the
 * stream, figures about cases from the ledger, or from the same fold over the
 * stream where there is none.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "cli/flow.h"
#include "cli/frame.h"
#include "report/intake.h"
#include "report/ledger.h"
#include "report/make.h"
#include "report/zone.h"

struct options {
    struct scrm_common common;
    const char *ledger, *settings, *calendar, *files, *format, *table, *since, *until, *by,
        *zone, *title;
    struct scrm_texts incomplete;
    int64_t limit;
    bool ascii;
};

static const char *const formats[] = {"text", "html", "json", "csv", NULL};

static const struct scrm_option options_table[] = {
    SCRM_HEADING("What to report"),
    SCRM_PATH(struct options, ledger, "ledger", 'l', "FILE",
              "take cases from this ledger; without one, from the posts themselves"),
    SCRM_PATH(struct options, files, "files-from", 0, "FILE",
              "read the posts of the files named in FILE too, one a line"),
    SCRM_TEXT(
        struct options, since, "since", 0, "TIME",
        "from when: RFC 3339, a date, or back from now (7d, 24h); default: the first post"),
    SCRM_TEXT(struct options, until, "until", 0, "TIME", "up to when; default: now"),
    SCRM_PATH(struct options, calendar, "calendar", 'c', "FILE",
              "say also in this calendar's business time how long things took"),
    SCRM_PATH(struct options, settings, "settings", 's', "FILE",
              "when a reply reopens a case and which states pause its clock, where there is no "
              "ledger, which knows that itself"),
    SCRM_CHOICE(struct options, by, "by", 0, "WHAT", scrm_dimensions,
                "add a table of posts by network, channel, lang, queue, function, priority, "
                "rule, type, intent, topic or brand"),
    SCRM_TEXT(struct options, zone, "tz", 0, "ZONE",
              "time zone of days and hours, such as Europe/Berlin; default: UTC"),
    SCRM_TEXT(struct options, title, "title", 0, "TEXT", "what stands at the top"),
    SCRM_TEXTS(struct options, incomplete, "incomplete", 0, "REASON",
               "mark the report as incomplete and say why; may be given several times"),
    SCRM_HEADING("How it looks"),
    SCRM_CHOICE(struct options, format, "format", 'f', "FORM", formats,
                "text (default), html, json or csv"),
    SCRM_CHOICE(struct options, table, "table", 't', "NAME", scrm_document_tables,
                "the table that --format=csv writes: cases (default), rose, networks, intents, "
                "topics, brands, languages, breakdown (of --by), clocks, days or stages"),
    SCRM_INT(struct options, limit, "limit", 'n', "N", 0,
             "rows of the case list, 0 for all; default: 20 as text, else all"),
    SCRM_FLAG(struct options, ascii, "ascii", 0, "draw with ASCII characters only"),
    SCRM_OPTIONS_END};

static const struct scrm_example examples[] = {
    {"Who needs an answer, on the terminal", "scrm-report routed.ndjson"},
    {"A page for the client, last week, with the cases of the ledger",
     "scrm-report --ledger desk.db --since 7d --format html -o week.html routed.ndjson"},
    {"How long answers took in the hours in which somebody was there",
     "echo '{\"scrm_calendar\":1,\"hours\":{\"mon-fri\":\"09:00-17:00\"}}' > hours.json && "
     "scrm-report --calendar hours.json --format csv --table clocks routed.ndjson"},
    {"The waiting cases for a spreadsheet",
     "scrm-report --format csv routed.ndjson > cases.csv"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-report",
    .summary = "figures and pictures from posts and cases",
    .operands = "[FILE ...]",
    .description = "Reads posts as scrm-route writes them and says how many people need an "
                   "answer and since "
                   "when, how long answers took, what was promised and kept, how much was "
                   "said, how it was "
                   "meant, and what rose. Every figure carries what it was measured on; what "
                   "nobody knows is "
                   "null and never zero.\n\nPosts that come twice count once. Without a "
                   "ledger, cases are the "
                   "threads of the posts read.",
    .options = options_table,
    .examples = examples,
    .see_also = "scrm-route(1), scrm-case(1)",
    .complete = SCRM_COMPLETE_FILE,
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_TALK};

static enum scrm_verdict take(void *worker, struct scrm_row *row, struct scrm_err *err)
{
    return scrm_report_intake_take(worker, row->line, row->arena, err) ? SCRM_LINE_REJECTED
                                                                       : SCRM_LINE_OUT;
}

/* A case list by hand is for the eye; a file holds all of it. */
static void plan_report(const struct options *options, struct scrm_report_plan *plan)
{
    bool text = !options->format || strcmp(options->format, "text") == 0;

    plan->format = options->format ? options->format : "text";
    plan->table = options->table ? options->table : "cases";
    plan->output = options->common.output;
    plan->terminal = scrm_terminal_of(!options->common.output, options->ascii);
    plan->now_ms = options->common.now_ms;
    plan->title = scrm_slice_of(options->title);
    plan->zone = scrm_slice_of(options->zone);
    plan->list_max = options->limit >= 0 ? (size_t)options->limit : text ? 20 : 0;
    plan->reasons = scrm_alloc_zero(options->incomplete.n + 1, sizeof *plan->reasons);
    for (; plan->n_reasons < options->incomplete.n; plan->n_reasons++)
        plan->reasons[plan->n_reasons] = scrm_slice_of(options->incomplete.at[plan->n_reasons]);
    plan->by = scrm_report_dimension(options->by);
}

/* The report says so too; the exit code and this line are for scripts. */
static int cut_short(const struct scrm_operands *operands, struct scrm_err *err)
{
    const char *last = operands->n ? operands->at[operands->n - 1] : "-";

    scrm_err_set(err, SCRM_EXIT_DATA,
                 "the posts do not end with an end line; they may be cut short");
    scrm_err_at(err, last, 0, 0);
    return scrm_cli_fail(&command, err);
}

static int read_posts(struct options *options, const struct scrm_operands *operands,
                      struct scrm_report_intake *intake, struct scrm_keys *keys,
                      struct scrm_end *end)
{
    struct scrm_stage stage = {.each = take, .ctx = intake, .keys = keys, .sink = true};
    struct scrm_common common = options->common;

    /* One intake for all: a second worker would only wait for it. A missing end
     * is told by the report itself. */
    common.jobs = 1;
    common.sealed = false;
    scrm_report_intake_init(intake, keys, common.now_ms, !options->ledger);
    scrm_keys_build(keys);
    return scrm_frame_run(&command, &common, operands, &stage, end);
}

/* What a fold of the posts goes by. */
static int load_settings(const struct options *options, struct scrm_settings *settings,
                         struct scrm_err *err)
{
    if (options->settings && options->ledger)
        return scrm_err_set(err, SCRM_EXIT_USAGE,
                            "--settings: the ledger goes by its own; see scrm case apply");
    if (options->settings && scrm_settings_load(settings, options->settings, err))
        return -1;
    return options->calendar ? scrm_settings_calendars(settings, &options->calendar, 1, err)
                             : 0;
}

static int report(struct options *options, const struct scrm_operands *operands,
                  struct scrm_keys *keys, struct scrm_err *err)
{
    struct scrm_report_plan plan = {0};
    struct scrm_report_matter matter;
    struct scrm_report_intake intake = {0};
    struct scrm_report_ledger ledger = {0};
    struct scrm_settings settings;
    struct scrm_end end = {0};
    int64_t now_ms = options->common.now_ms;
    int code;

    scrm_settings_init(&settings);
    if (scrm_zone_set(options->zone, err) ||
        scrm_report_window(&plan.window, options->since, options->until, now_ms, err) ||
        load_settings(options, &settings, err)) {
        scrm_settings_fini(&settings);
        return scrm_cli_fail(&command, err);
    }
    plan_report(options, &plan);
    plan.end = &end;
    code = read_posts(options, operands, &intake, keys, &end);
    if (code == 0) {
        bool cut = options->common.sealed && end.n == 0;

        if (cut)
            plan.reasons[plan.n_reasons++] =
                SCRM_SLICE("the posts do not end with an end line: they may be cut short");
        matter = scrm_report_intake_matter(&intake);
        matter.settings = &settings.fold;
        matter.calendar = settings.fold.n_calendars ? settings.calendars[0] : NULL;
        if ((options->ledger &&
             scrm_report_ledger_open(&ledger, options->ledger, &matter, err)) ||
            scrm_report_make(&plan, &matter, err))
            code = scrm_cli_fail(&command, err);
        else if (cut)
            code = cut_short(operands, err);
    }
    free(plan.reasons);
    scrm_report_ledger_close(&ledger);
    scrm_end_fini(&end);
    scrm_report_intake_fini(&intake);
    scrm_settings_fini(&settings);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.zone = "UTC", .limit = -1};
    struct scrm_operands operands;
    struct scrm_err err = {0};
    struct scrm_buf names = {0};
    int code = scrm_cli_parse(&command, argc, argv, &options, &operands);

    if (code < 0 && options.files &&
        scrm_operands_read(&operands, options.files, &names, &err)) {
        code = scrm_cli_fail(&command, &err);
    } else if (code < 0) {
        struct scrm_keys *keys = scrm_keys_new();

        code = report(&options, &operands, keys, &err);
        scrm_keys_free(keys);
    }
    scrm_err_fini(&err);
    scrm_cli_release(&command, &options, &operands);
    scrm_buf_fini(&names);
    return code;
}
