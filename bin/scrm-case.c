/*
 * scrm-case: the ledger of cases. Posts go in with `apply`; the other verbs
 * list cases, show them and say what people did. Each verb is one function;
 * the work is in lib/ledger.
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/frame.h"
#include "ledger/ledger.h"
#include "ledger/table.h"
#include "record/writer.h"

struct options {
    struct scrm_common common;
    const char *ledger, *format, *queue, *owner, *state, *where, *by, *to, *text, *author;
    int64_t limit;
    bool overdue;
    struct scrm_texts spools;
};

static const char *const list_formats[] = {"table", "ndjson", "csv", NULL};
static const char *const text_formats[] = {"text", "ndjson", NULL};
static const char *const states[] = {"new",    "open", "pending", "snoozed", "resolved",
                                     "closed", "spam", "all",     NULL};

#define BY SCRM_TEXT(struct options, by, "by", 0, "NAME", "who does it; default: $USER")

static const struct scrm_option options_table[] = {
    SCRM_PATH(struct options, ledger, "ledger", 'l', "FILE",
              "the ledger; default: var/ledger.db of the desk, else ledger.db here"),
    SCRM_OPTIONS_END};

static const struct scrm_option list_options[] = {
    SCRM_TEXT(struct options, where, "where", 'w', "CONDITION",
              "only cases for which it holds, in the language of rules"),
    SCRM_TEXT(struct options, queue, "queue", 0, "NAME", "only this queue"),
    SCRM_TEXT(struct options, owner, "owner", 0, "NAME", "only this owner; none: nobody's"),
    SCRM_CHOICE(struct options, state, "state", 0, "STATE", states,
                "only new, open, pending, snoozed, resolved, closed or spam, or all; default: "
                "all that are not done"),
    SCRM_FLAG(struct options, overdue, "overdue", 0, "only those whose answer is late"),
    SCRM_INT(struct options, limit, "limit", 'n', "N", 0, "at most N cases; 0: no limit"),
    SCRM_CHOICE(struct options, format, "format", 'f', "FORM", list_formats,
                "table (default on a terminal), ndjson (default else) or csv"),
    SCRM_OPTIONS_END};

static const struct scrm_option show_options[] = {SCRM_CHOICE(struct options, format, "format",
                                                              'f', "FORM", text_formats,
                                                              "text (default) or ndjson"),
                                                  SCRM_OPTIONS_END};

static const struct scrm_option act_options[] = {BY, SCRM_OPTIONS_END};

static const struct scrm_option assign_options[] = {
    SCRM_TEXT(struct options, to, "to", 't', "NAME", "the new owner; none: nobody"), BY,
    SCRM_OPTIONS_END};

static const struct scrm_option note_options[] = {
    SCRM_TEXT(struct options, text, "text", 't', "TEXT", "the note; default: standard input"),
    BY, SCRM_OPTIONS_END};

static const struct scrm_option erase_options[] = {
    SCRM_TEXT(struct options, author, "author", 'a', "ID",
              "whom to forget: author_id or author_handle as the posts have it"),
    SCRM_TEXTS(struct options, spools, "spool", 's', "DIR",
               "clean the files below this folder too; may be given several times"),
    BY, SCRM_OPTIONS_END};

static const struct scrm_verb verbs[] = {
    {"apply", "[FILE ...]", "take routed posts in, and pass them on with their case", NULL},
    {"list", "", "list cases, longest waiting first", list_options},
    {"show", "CASE", "show one case as a conversation", show_options},
    {"history", "CASE", "tell the events of a case", show_options},
    {"assign", "CASE ...", "give cases an owner", assign_options},
    {"note", "CASE ...", "write a note on cases", note_options},
    {"resolve", "CASE ...", "mark cases as done", act_options},
    {"reopen", "CASE ...", "take back that cases are done", act_options},
    {"export", "", "write everything as NDJSON", NULL},
    {"import", "[FILE]", "rebuild an empty ledger from an export", NULL},
    {"check", "", "compare cases with their events, and what came in with what is there", NULL},
    {"erase", "", "forget a person: texts and identity go, counts stay", erase_options},
    {NULL, NULL, NULL, NULL}};

static const struct scrm_example examples[] = {
    {"Take in today's posts and see who waits",
     "scrm-case --ledger desk.db apply routed.ndjson > /dev/null && "
     "scrm-case --ledger desk.db list"},
    {"Billing cases that nobody owns, for a spreadsheet",
     "scrm-case --ledger desk.db list --queue billing --owner none --format csv"},
    {"What is urgent and late, by a condition as in rules",
     "scrm-case --ledger desk.db list --where \"priority = 'urgent'\" --overdue --format "
     "table"},
    {NULL, NULL}};

static const struct scrm_command command = {
    .name = "scrm-case",
    .summary = "keep the ledger of cases",
    .description =
        "Posts that ask for an answer open cases; answers, people and time move them on. A "
        "case is named by an id such as C-28T5CY4TQKFF, of which the first letters are "
        "enough where they are clear.\n\n"
        "apply takes each revision of a post once, however often it is offered, and writes "
        "in batches, each whole or not at all. Its output is the input with the member "
        "case; on a terminal it says a count instead.",
    .options = options_table,
    .verbs = verbs,
    .examples = examples,
    .see_also = "scrm-route(1), scrm-report(1)",
    .common = SCRM_COMMON_CLOCK | SCRM_COMMON_OUTPUT | SCRM_COMMON_FILTER | SCRM_COMMON_DESK |
              SCRM_COMMON_TALK,
    .complete = SCRM_COMPLETE_FILE};

/* What one run holds. */
struct run {
    const struct options *options;
    const struct scrm_operands *operands;
    struct scrm_ledger *ledger;
    struct scrm_writer *writer;
    struct scrm_buf out;
    struct scrm_err *err;
};

static bool on_terminal(const struct run *run)
{
    return !run->options->common.output && isatty(STDOUT_FILENO);
}

static size_t terminal_columns(const struct run *run)
{
    struct winsize size;

    if (on_terminal(run) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
        return size.ws_col;
    return on_terminal(run) ? 80 : 120;
}

static int put(void *ctx, struct scrm_slice bytes, struct scrm_err *err)
{
    struct run *run = ctx;

    return scrm_writer_put(run->writer, bytes, err);
}

/* Posts on their way into the ledger, a block at a time. */
struct feed {
    struct run *run;
    struct scrm_apply *apply;
    struct scrm_reader *reader;
};

static int commit(struct feed *feed, struct scrm_err *err)
{
    struct run *run = feed->run;

    scrm_buf_reset(&run->out);
    if (scrm_apply_commit(feed->apply, &run->out, err))
        return -1;
    return run->out.len ? put(run, scrm_buf_slice(&run->out), err) : 0;
}

/* Before the wait for more input, what came is kept and goes on. */
static int next_block(void *ctx, struct scrm_block *block, struct scrm_err *err)
{
    struct feed *feed = ctx;
    bool wait = scrm_reader_would_block(feed->reader);

    if ((wait || scrm_apply_full(feed->apply)) && commit(feed, err))
        return -1;
    if (wait && scrm_writer_flush(feed->run->writer, err))
        return -1;
    return scrm_reader_next(feed->reader, block, err);
}

static enum scrm_verdict take(void *ctx, struct scrm_row *row, struct scrm_err *err)
{
    struct feed *feed = ctx;

    return scrm_apply_take(feed->apply, row->line, err) ? SCRM_LINE_REJECTED : SCRM_LINE_OUT;
}

static int put_trailer(struct run *run, struct scrm_end *end,
                       const struct scrm_account *account)
{
    struct scrm_buf line = {0};
    int result;

    scrm_end_add(end, "scrm-case", NULL, account);
    scrm_end_write(end, &line);
    result = put(run, scrm_buf_slice(&line), run->err);
    scrm_buf_fini(&line);
    return result;
}

/* Reads all posts; the last batch is committed only when the input ended well. */
static int feed_all(struct feed *feed, struct scrm_end *end, struct scrm_account *account)
{
    struct run *run = feed->run;
    struct scrm_common common = run->options->common;
    struct scrm_stage stage = {.keys = scrm_apply_keys(feed->apply),
                               .each = take,
                               .next = next_block,
                               .ctx = feed,
                               .sink = true,
                               .account = account};
    int code;

    common.jobs = 1; /* one writer, so one reader */
    code = scrm_frame_run(&command, &common, run->operands, &stage, end);
    if (code == 0 && commit(feed, run->err))
        code = scrm_cli_fail(&command, run->err);
    return code;
}

static void say_what_was_applied(const struct feed *feed, int code)
{
    const struct scrm_common *common = &feed->run->options->common;
    struct scrm_apply_count count = scrm_apply_counts(feed->apply);

    if (code != 0 && count.posts)
        scrm_cli_warn(&command, common,
                      "%llu posts were applied before that; to run again is safe",
                      (unsigned long long)count.posts);
    if (count.unrouted)
        scrm_cli_warn(&command, common,
                      "%llu posts had no route and count as posts to engage with",
                      (unsigned long long)count.unrouted);
    if (code == 0 && !common->quiet && (on_terminal(feed->run) || common->verbose))
        fprintf(stderr, "scrm-case: %llu posts applied, %llu known already; %lld more cases\n",
                (unsigned long long)count.posts, (unsigned long long)count.again,
                (long long)count.cases);
}

static int run_apply(struct run *run)
{
    const struct scrm_operands *files = run->operands;
    struct feed feed = {.run = run};
    struct scrm_account account = {0};
    struct scrm_end end = {0};
    int code;

    feed.apply = scrm_apply_new(run->ledger, run->options->common.now_ms, !on_terminal(run));
    feed.reader = scrm_reader_open(files->at, files->n, run->options->common.max_record);
    code = feed_all(&feed, &end, &account);
    if (code == 0 && !on_terminal(run) && (end.n || run->options->common.seal) &&
        put_trailer(run, &end, &account))
        code = scrm_cli_fail(&command, run->err);
    say_what_was_applied(&feed, code);
    scrm_reader_close(feed.reader);
    scrm_apply_free(feed.apply);
    scrm_account_fini(&account);
    scrm_end_fini(&end);
    return code;
}

static enum scrm_case_form form_of(const struct run *run)
{
    const char *format = run->options->format;

    if (!format)
        return on_terminal(run) ? SCRM_CASES_TABLE : SCRM_CASES_NDJSON;
    return strcmp(format, "csv") == 0     ? SCRM_CASES_CSV
           : strcmp(format, "table") == 0 ? SCRM_CASES_TABLE
                                          : SCRM_CASES_NDJSON;
}

static int run_list(struct run *run)
{
    const struct options *options = run->options;
    struct scrm_ledger_filter filter = {.queue = options->queue,
                                        .owner = options->owner,
                                        .state = options->state,
                                        .where = options->where,
                                        .overdue = options->overdue,
                                        .limit = options->limit,
                                        .now_ms = options->common.now_ms};
    const char *no_colour = getenv("NO_COLOR");
    struct scrm_case_table_style style = {.form = form_of(run),
                                          .columns = terminal_columns(run),
                                          .colour =
                                              on_terminal(run) && !(no_colour && no_colour[0]),
                                          .now_ms = options->common.now_ms};
    struct scrm_case_table *table = scrm_case_table_open(&style, put, run);
    int result = scrm_ledger_list(run->ledger, &filter, scrm_case_table_row, table, run->err);

    return scrm_case_table_close(table, run->err) || result ? -1 : 0;
}

static int run_view(struct run *run)
{
    const struct options *options = run->options;
    bool history = strcmp(run->operands->verb, "history") == 0;
    struct scrm_ledger_view view = {.of_case = run->operands->at[0],
                                    .json = options->format &&
                                            strcmp(options->format, "ndjson") == 0,
                                    .now_ms = options->common.now_ms,
                                    .columns = on_terminal(run) ? terminal_columns(run) : 0};

    return history ? scrm_ledger_history(run->ledger, &view, &run->out, run->err)
                   : scrm_ledger_show(run->ledger, &view, &run->out, run->err);
}

static const char *who(const struct options *options)
{
    const char *user = options->by ? options->by : getenv("USER");

    return user && user[0] ? user : "somebody";
}

/* resolve, reopen, assign, note. */
static int run_act(struct run *run)
{
    const struct options *options = run->options;
    const char *to = options->to && strcmp(options->to, "none") != 0 ? options->to : NULL;
    struct scrm_ledger_act act = {.cases = run->operands->at,
                                  .n = run->operands->n,
                                  .by = who(options),
                                  .owner = to,
                                  .text = scrm_slice_of(options->text),
                                  .now_ms = options->common.now_ms};
    struct scrm_buf text = {.max = (size_t)1 << 20};
    size_t idle = 0;
    int result = 0;

    while (strcmp(scrm_case_actions[act.kind], run->operands->verb) != 0)
        act.kind++;
    if (act.kind == SCRM_ACTION_ASSIGN && !options->to)
        return scrm_err_set(run->err, SCRM_EXIT_USAGE, "assign to whom? Say --to NAME");
    if (act.kind == SCRM_ACTION_NOTE && !options->text) {
        result = scrm_file_read("-", &text, run->err);
        act.text = scrm_buf_slice(&text);
    }
    act.text = scrm_slice_trim(act.text);
    if (result == 0 && act.kind == SCRM_ACTION_NOTE && !act.text.len)
        result = scrm_err_set(run->err, SCRM_EXIT_USAGE, "the note is empty");
    if (result == 0)
        result = scrm_ledger_act(run->ledger, &act, &run->out, &idle, run->err);
    if (result == 0 && idle)
        scrm_cli_warn(&command, &options->common, "%zu of %zu cases were so already", idle,
                      act.n);
    scrm_buf_fini(&text);
    return result;
}

static int run_export(struct run *run)
{
    return scrm_ledger_export(run->ledger, put, run, run->err);
}

static int run_import(struct run *run)
{
    const char *file = run->operands->n ? run->operands->at[0] : "-";
    uint64_t events = 0;
    int result = scrm_ledger_import(run->ledger, file, &events, run->err);

    if (result == 0 && !run->options->common.quiet)
        fprintf(stderr, "scrm-case: %llu events imported\n", (unsigned long long)events);
    return result;
}

static int run_check(struct run *run)
{
    return scrm_ledger_check(run->ledger, &run->out, run->err);
}

static int run_erase(struct run *run)
{
    const struct options *options = run->options;
    struct scrm_ledger_erase erase = {.author = options->author,
                                      .folders = options->spools.at,
                                      .n_folders = options->spools.n,
                                      .by = who(options),
                                      .now_ms = options->common.now_ms};
    struct scrm_ledger_erased erased = {0};

    if (!options->author)
        return scrm_err_set(run->err, SCRM_EXIT_USAGE, "erase whom? Say --author ID");
    if (scrm_ledger_erase(run->ledger, &erase, &erased, run->err))
        return -1;
    if (!erased.known) {
        scrm_cli_warn(&command, &options->common, "nobody is known as %s: nothing was changed",
                      options->author);
        return 1;
    }
    scrm_ledger_erased_put(&erased, on_terminal(run), &run->out);
    return erased.residue ? 1 : 0;
}

/* A verb: how it needs the ledger, and what does it. Returns 0, 1 for "the
 * answer is no", or -1 with run->err; apply its own exit code. */
static const struct job {
    const char *verb;
    enum scrm_store_mode mode;
    int (*run)(struct run *run);
} jobs[] = {
    {"apply", SCRM_STORE_CREATE, run_apply}, {"list", SCRM_STORE_READ, run_list},
    {"show", SCRM_STORE_READ, run_view},     {"history", SCRM_STORE_READ, run_view},
    {"assign", SCRM_STORE_WRITE, run_act},   {"note", SCRM_STORE_WRITE, run_act},
    {"resolve", SCRM_STORE_WRITE, run_act},  {"reopen", SCRM_STORE_WRITE, run_act},
    {"export", SCRM_STORE_READ, run_export}, {"import", SCRM_STORE_CREATE, run_import},
    {"check", SCRM_STORE_READ, run_check},   {"erase", SCRM_STORE_WRITE, run_erase},
};

/* Opens both ends, does the verb, ends well or says why not. */
static int run_job(struct run *run, const struct job *job)
{
    const struct options *options = run->options;
    char *desk =
        options->common.desk ? scrm_file_join(options->common.desk, "var/ledger.db") : NULL;
    int result = -1, code;

    run->ledger = scrm_ledger_open(options->ledger ? options->ledger
                                   : desk          ? desk
                                                   : "ledger.db",
                                   job->mode, run->err);
    free(desk);
    if (run->ledger && (run->writer = scrm_writer_open(options->common.output, run->err)))
        result = job->run(run);
    if (result >= 0 && job->run != run_apply && run->out.len &&
        put(run, scrm_buf_slice(&run->out), run->err))
        result = -1;
    if (run->writer && scrm_writer_close(run->writer, result == 0 || result == 1, run->err))
        result = result > 0 ? result : -1;
    scrm_ledger_close(run->ledger);
    code = result < 0 ? scrm_cli_fail(&command, run->err) : result;
    scrm_buf_fini(&run->out);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct scrm_operands operands;
    struct scrm_err err = {0};
    struct run run = {.options = &options, .operands = &operands, .err = &err};
    int code = scrm_cli_parse(&command, argc, argv, &options, &operands);
    const struct job *job = jobs;

    if (code < 0) {
        while (strcmp(job->verb, operands.verb) != 0)
            job++;
        code = run_job(&run, job);
    }
    scrm_err_fini(&err);
    scrm_cli_release(&command, &options, &operands);
    return code;
}
